"""Sentences of running prose go to the questions they answer, in order, and strangers to none."""

import pytest

from classifier.records import Span
from classifier.split.fitting import sentences
from classifier.split.narrative import place_sentences
from classifier.split.nodes import Nodes


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, Span(0, len(text)))]


def _placed(text: str, nodes: Nodes) -> dict[str, list[str]]:
    blocks, at = [], 0
    for block in text.split("\n\n"):
        blocks.append(Span(at, at + len(block)))
        at += len(block) + 2
    found = place_sentences(text, blocks, nodes)
    return {nodes.questions[leaf].id: [text[s:e] for s, e in one.spans] for leaf, one in found.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One is here. Two are there.", ["One is here.", "Two are there."]),
        ("It cost £3.50 in all. No more.", ["It cost £3.50 in all.", "No more."]),
        ("He said “No.” Then he left.", ["He said “No.”", "Then he left."]),
        ("One sentence\nover two lines. Next", ["One sentence\nover two lines.", "Next"]),
        ("Is it? It is!", ["Is it?", "It is!"]),
        ("  Padded.  ", ["Padded."]),
        ("1. - *", []),
        ("", []),
    ],
)
def test_sentences_keep_their_places(text: str, expected: list[str]) -> None:
    assert _sentences(text) == expected


def test_each_sentence_goes_to_the_question_it_is_most_like(nodes: Nodes) -> None:
    text = (
        "Two models of drone are owned by the council. In 2023 we spent £40 on batteries and repairs. "
        "The Head of Estates approves a flight over a street."
    )
    assert _placed(text, nodes) == {
        "2b": ["Two models of drone are owned by the council."],
        "4": ["In 2023 we spent £40 on batteries and repairs."],
        "5": ["The Head of Estates approves a flight over a street."],
    }


def test_a_sentence_that_goes_on_stays_with_the_one_before(nodes: Nodes) -> None:
    text = "In 2023 we spent £40 on batteries and repairs. It paid for one repair."
    assert _placed(text, nodes) == {"4": [text]}


def test_a_stranger_goes_to_no_question(nodes: Nodes) -> None:
    assert _placed("The tea in the depot is excellent.", nodes) == {}
    assert place_sentences("", [], nodes) == {}


def test_a_title_leads_the_sentences_below_it(nodes: Nodes) -> None:
    text = "Batteries and repairs\n\nThey came to £40 altogether."
    assert _placed(text, nodes) == {"4": ["They came to £40 altogether."]}


def test_a_name_s_point_ends_no_sentence() -> None:
    found = _sentences("We keep them at Jas. Rennie & Son. No. Dr. Ash and J. Reed have seen them.")
    assert found == ["We keep them at Jas. Rennie & Son.", "No.", "Dr. Ash and J. Reed have seen them."]
