"""The offline classifier over whole letters: one proposal per answer and field, each on the letter's own words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from classifier.questionnaire import parse_request
from classifier.records import Answer, Label, Letter, Proposal, Span, answer_id
from classifier.round import Round
from classifier.rules import RULES_VERSION, propose
from classifier.split import split_letter
from classifier.taxonomy import load_taxonomy

_TAXONOMY = """\
name: drones
version: "1"
title: Drones
fields:
  - name: status
    kind: one_of
    reads: holding
    question: "Is it held?"
    values:
      - {name: held, definition: Held.}
      - {name: not_held, definition: Not held.}
      - {name: not_applicable, definition: Not applicable.}
      - {name: partial, definition: Partial.}
  - name: purposes
    kind: many_of
    question: "What for?"
    values:
      - {name: roofs, definition: Roof surveys., cues: ["roof*"]}
      - {name: rescue, definition: Searches., cues: ["missing person*", "search*"]}
  - name: manner
    kind: one_of
    reads: cues
    question: "Openly or not?"
    values:
      - {name: open, definition: Openly., cues: ["openly"]}
      - {name: covert, definition: Covertly., cues: ["covertly"]}
  - {name: makers, kind: names, question: "Whose?", gazetteer: makers.yaml, asked_by: ["model*"]}
  - {name: exemptions, kind: names, reads: provisions, question: "Which provisions?"}
"""

Proposed = Callable[[str], dict[tuple[str, str], Proposal]]


@pytest.fixture
def drones(tmp_path: Path, request_text: str) -> Round:
    (tmp_path / "taxonomy.yaml").write_text(_TAXONOMY, encoding="utf-8")
    (tmp_path / "makers.yaml").write_text("names:\n- {name: Kestrel}\n- {name: Merlin}\n", encoding="utf-8")
    taxonomy = load_taxonomy(tmp_path / "taxonomy.yaml")
    return Round("drones", "Drones", tmp_path, request_text, parse_request(request_text), taxonomy, "FOIA", "")


@pytest.fixture
def proposed(drones: Round) -> Proposed:
    def run(text: str) -> dict[tuple[str, str], Proposal]:
        letter = Letter("Wexmoor Council", "reply.txt", text)
        answers = split_letter(letter, drones.questions, drones.request)
        names = {answer.id: answer.question_id for answer in answers}
        return {(names[one.answer_id], one.field): one for one in propose(letter, answers, drones, "run")}

    return run


_LETTER = """\
Dear Ms Hartley

1. Information not held.

2. Yes, openly.

2a. For roof surveys, not to search for anyone.

2b. Kestrel 4.

2c. See 4 below.

3. The documents are exempt under section 43(2).

4. None.

5. See answer to 1.

Yours sincerely
"""


def _labels(found: dict[tuple[str, str], Proposal], field: str) -> dict[str, Label]:
    return {question: one.label for (question, name), one in found.items() if name == field}


def test_every_answer_and_field_gets_one_proposal_on_the_letters_words(proposed: Proposed) -> None:
    found = proposed(_LETTER)
    assert len(found) == 11 * 5  # eleven questions, five fields
    for one in found.values():
        assert all(_LETTER[quote.start : quote.end] == quote.text != "" for quote in one.quotes)
        assert 0 <= one.confidence <= 1
        assert one.run_id == "run"
        assert set(one.signals) == {"rules", "fired", "split", "how"}
        assert one.label in (None, ()) or one.quotes


def test_each_field_is_read_its_own_way(proposed: Proposed) -> None:
    found = proposed(_LETTER)
    assert _labels(found, "status") == {
        "1": "not_held",
        "2": "held",
        "2a": "held",
        "2b": "held",
        "2c": "held",
        "3a": "held",
        "3b": "held",
        "3c": "held",
        "4": "held",
        "5": "not_held",
        "6": None,
    }
    assert {name: label for name, label in _labels(found, "purposes").items() if label} == {"2a": ("roofs",)}
    assert {name: label for name, label in _labels(found, "manner").items() if label} == {"2": "open"}
    assert {name: label for name, label in _labels(found, "makers").items() if label} == {"2b": ("Kestrel",)}
    assert {name: label for name, label in _labels(found, "exemptions").items() if label} == dict.fromkeys(
        ("3a", "3b", "3c"), ("FOIA 43(2)",)
    )


def test_silence_is_undetermined_without_values_or_quotes(proposed: Proposed) -> None:
    found = proposed(_LETTER)
    silent = {field: one for (question, field), one in found.items() if question == "6"}
    assert {field: one.label for field, one in silent.items()} == {
        "status": None,
        "manner": None,
        "purposes": (),
        "makers": (),
        "exemptions": (),
    }
    assert all(one.quotes == () and one.signals["fired"] == ["no-answer"] for one in silent.values())


def test_a_pointer_takes_status_and_values_of_what_it_points_to(proposed: Proposed) -> None:
    found = proposed(
        "1. Attached.\n\n2. Yes, openly.\n\n2a. For roof surveys.\n\n4. See answer to 2a.\n\n5. The clerk."
    )
    assert found["4", "status"].label == "held"
    assert found["4", "status"].signals["fired"][0] == "pointer"
    assert found["4", "purposes"].label == ("roofs",)
    assert found["4", "purposes"].quotes[0].text == "roof"


def test_a_pointer_is_read_against_its_own_question(proposed: Proposed) -> None:
    found = proposed("1. See answer to 2.\n\n2. There is none.\n\n4. £5.\n\n5. The clerk.")
    # Rule 4, with rule 1: asked for a document, "there is none" is not held.
    assert found["1", "status"].label == "not_held"


def test_a_conditional_part_that_points_to_its_unmet_condition_does_not_apply(proposed: Proposed) -> None:
    found = proposed("1. Attached.\n\n2. No.\n\n2a. See 2 above.\n\n4. £5.\n\n5. The clerk.")
    assert found["2a", "status"].label == "not_applicable"
    assert found["2a", "status"].signals["fired"] == ["pointer-to-unmet-condition"]


def test_in_a_shared_passage_only_what_bears_on_a_question_counts(drones: Round) -> None:
    text = (
        "The purposes are roof surveys. We own two models, both Kestrels by Kestrel. 14 flights were made in each year."
    )
    letter = Letter("Wexmoor Council", "reply.txt", text)
    answers = [
        Answer(letter.id, name, "answered", (Span(0, len(text)),), confidence=0.9) for name in ("2a", "2b", "2c")
    ]
    found = {(one.answer_id, one.field): one.label for one in propose(letter, answers, drones, "run")}
    purposes = {name: found[answer_id(letter.id, name), "purposes"] for name in ("2a", "2b", "2c")}
    assert purposes == {"2a": ("roofs",), "2b": (), "2c": ()}


def test_an_unread_letter_gets_no_proposals(drones: Round) -> None:
    letter = Letter("Wexmoor Council", "scan.pdf", "", kind="unread")
    assert propose(letter, [Answer(letter.id, "1", "unread")], drones, "run") == ()
    assert propose(letter, [], drones, "run") == ()


def test_an_answer_without_words_of_its_own_is_undetermined(drones: Round) -> None:
    letter = Letter("Wexmoor Council", "reply.txt", "– …")
    (status, *rest) = propose(letter, [Answer(letter.id, "1", "answered", (Span(0, 3),))], drones, "run")
    assert status.label is None
    assert all(one.label in (None, ()) for one in rest)


def test_the_scottish_act_governs_a_letter_that_names_it(proposed: Proposed) -> None:
    text = (
        "Under FOISA we reply.\n\n1. Notice under section 17.\n\n2. No.\n\n4. Exempt under section 38(1)(b).\n\n5. X."
    )
    found = proposed(text)
    assert found["1", "exemptions"].label == ("FOISA 17",)
    assert found["4", "exemptions"].label == ("FOISA 38(1)(b)",)


def test_the_same_letter_gets_the_same_proposals(proposed: Proposed) -> None:
    first = proposed(_LETTER)
    assert first == proposed(_LETTER)
    assert len({one.id for one in first.values()}) == len(first)
    assert RULES_VERSION
