"""Notes below the answers belong to the answers that cite them."""

import pytest

from classifier.records import Span
from classifier.split.lines import lines
from classifier.split.notes import cited, find_notes

_TEXT = """1. Withheld. See Note 1.

2. Yes.

3. Withheld, see notes 1 and 2.

{notes}

If you are dissatisfied you may ask for an internal review.
"""
_ALONE = "Note 1\nThe prices would help a rival.\n\nNote 2\nThe officer is junior."
_TITLED = "NOTE 1 – Section 43(2), questions 1 and 3\n\nThe prices would help a rival.\n\nNOTE 2 – Section 40(2)\n\nThe officer is junior."
_RUN_IN = "Note 1 (questions 1 and 3). The prices would help a rival.\n\nNote 2. The officer is junior."


@pytest.mark.parametrize("notes", [_ALONE, _TITLED, _RUN_IN])
def test_a_note_is_its_words_without_its_title(notes: str) -> None:
    text = _TEXT.format(notes=notes)
    found = find_notes(text, lines(text, ()))
    assert [(one.name, text[one.words.start : one.words.end]) for one in found] == [
        ("1", "The prices would help a rival."),
        ("2", "The officer is junior."),
    ]


def test_a_note_has_the_paragraph_that_weighs_the_public_interest() -> None:
    weighed = "The prices would help a rival.\n\nIn favour of disclosure is openness. It is outweighed."
    text = _TEXT.format(notes=f"Note 1\n{weighed}\n\nDocuments A and B are attached.")
    (note,) = find_notes(text, lines(text, ()))
    assert text[note.words.start : note.words.end] == weighed


def test_what_nothing_cites_is_no_note() -> None:
    text = "1. Yes.\n\n2. No.\n\nNote 1\nThe officer is junior."
    assert find_notes(text, lines(text, ())) == []


def test_several_notes_may_be_cited_together() -> None:
    text = "Withheld (see notes 1, 2 and B)."
    assert cited(text, Span(0, len(text))) == {"1", "2", "B"}
