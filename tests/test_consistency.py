"""Answers that are at odds: by the questions' conditions and by declared checks; raised in the queue with their reason."""

from dataclasses import replace
from pathlib import Path

import pytest

from classifier.consistency import checks_of, contradictions
from classifier.records import CurrentAnswer
from classifier.review_queue import queue_items
from classifier.round import Round
from classifier.round.declared import checks_in
from tests.statistics_rounds import QUESTIONS, answer, make_round


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return make_round(tmp_path)


def found(round: Round, *answers: CurrentAnswer) -> dict[str, tuple[str, ...]]:
    said = {one.answer.question_id: one for one in answers}
    by_id = {one.answer.id: question for question, one in said.items()}
    return {by_id[name]: words for name, words in contradictions({"Ash": said}, round).items()}


def no(question: str = "2") -> CurrentAnswer:
    return answer("Ash", question, {"status": "held", "purposes": (), "makers": ()}, quote="No.")


def yes(question: str = "2") -> CurrentAnswer:
    return answer("Ash", question, {"status": "held", "purposes": (), "makers": ()}, quote="Yes, we do.")


def test_a_part_that_names_something_although_its_condition_is_not_met(round: Round) -> None:
    named = answer("Ash", "2a", {"status": "held", "purposes": (), "makers": ("Kestrel",)}, quote="Kestrel")
    words = ("2a gives makers, but 2 says no",)
    assert found(round, no(), named) == {"2": words, "2a": words}
    assert found(round, yes(), named) == {}


def test_a_part_that_says_yes_where_the_whole_says_no(round: Round) -> None:
    words = ("2b says yes, but 2 says no",)
    assert found(round, no(), yes("2b")) == {"2": words, "2b": words}
    assert found(round, no(), no("2b")) == {}


def test_a_part_called_not_applicable_although_its_condition_is_met(round: Round) -> None:
    skipped = answer("Ash", "2a", {"status": "not_applicable", "purposes": (), "makers": ()}, quote="N/A")
    assert found(round, yes(), skipped)["2a"] == ("2a counts as not applicable, but 2 says yes",)
    assert found(round, no(), skipped) == {}


def test_what_is_not_known_contradicts_nothing(round: Round) -> None:
    assert found(round, answer("Ash", "2", {}, state="unread"), yes("2b")) == {}
    assert found(round, yes("2b")) == {}


def test_a_check_is_data(round: Round) -> None:
    entries = [
        {
            "words": "a policy without drones",
            "all": [{"question": "1", "status": "held"}, {"question": "2", "says": False}],
        }
    ]
    own = replace(round, checks=checks_in("round.yaml", entries, QUESTIONS, round.taxonomy))
    assert len(checks_of(own)) == len(checks_of(round)) + 1
    policy = answer("Ash", "1", {"status": "held", "purposes": (), "makers": ()})
    assert found(own, policy, no()) == {"1": ("a policy without drones",), "2": ("a policy without drones",)}


def test_a_contradiction_is_a_reason_in_the_queue_until_a_person_has_decided(round: Round) -> None:
    current = yes("2b")
    (item,) = queue_items([current], round, blind_share=0, flags={current.answer.id: ("2b says yes, but 2 says no",)})
    assert item.reasons == ("contradiction: 2b says yes, but 2 says no",)
    decided = replace(current, by=dict.fromkeys(current.by, "human"))
    assert queue_items([decided], round, blind_share=0, flags={current.answer.id: ("at odds",)}) == []
    (blind,) = queue_items([current], round, blind_share=1, flags={current.answer.id: ("at odds",)})
    assert blind.reasons == ("blind check",)  # it would say what the labels are
