"""Pointers between answers are followed to what they name, as far as three steps, and no section is taken for one."""

from collections.abc import Mapping

import pytest

from classifier.records import Span
from classifier.split.annexes import annex_clauses, clauses_pointed_to
from classifier.split.lines import lines
from classifier.split.nodes import Nodes
from classifier.split.pointers import context_of, pointed_to
from classifier.split.spans import Found


def _found(answers: Mapping[str, str], nodes: Nodes) -> tuple[str, dict[int, Found]]:
    index = {question.id: i for i, question in enumerate(nodes.questions)}
    text, found = "", {}
    for name, words in answers.items():
        found[index[name]] = Found((Span(len(text), len(text) + len(words)),), "number")
        text += words + "\n"
    return text, found


def _targets(answers: Mapping[str, str], nodes: Nodes) -> dict[str, list[str]]:
    text, found = _found(answers, nodes)
    names = [question.id for question in nodes.questions]
    return {names[leaf]: [names[one] for one in targets] for leaf, targets in pointed_to(text, found, nodes).items()}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("See answer to 2.", ["2"]),
        ("See 2 above.", ["2"]),
        ("As per 2.", ["2"]),
        ("Please refer to our response to question 2.", ["2"]),
        ("Please see our answer to Q2(b) above.", ["2b"]),
        ("See 2b.", ["2b"]),
        ("Same as 2.", ["2"]),
        ("In view of the answer to question 2, not applicable.", ["2"]),
        ("See questions 1 and 2.", ["1", "2"]),
        ("Gweler 2 uchod.", ["2"]),
        ("See question 3.", ["3a"]),
        ("As above.", ["3a"]),
        ("See above", ["3a"]),
        ("Ditto.", ["3a"]),
        ("See the previous answer.", ["3a"]),
        ("See below.", ["5"]),
        ("See answer to 5 below.", ["5"]),
    ],
)
def test_a_pointer_names_what_it_points_to(nodes: Nodes, words: str, named: list[str]) -> None:
    answers = {"1": "Attached.", "2": "Yes.", "2b": "Kestrel.", "3a": "Not held.", "4": words, "5": "The clerk."}
    assert _targets(answers, nodes) == {"4": named}


@pytest.mark.parametrize(
    "words",
    [
        "See section 2 of the policy.",
        "See page 2 of Annex A.",
        "See paragraph 2.",
        "See the policy.",
        "There were 2 in 2021.",
        "Exempt under section 40(2).",
        "The flights were seen from above by nobody, and the council knows of no complaint that was ever made on that account by a resident of the town or of any village.",
        "See question 4.",
        "See question 6.",
    ],
)
def test_sections_counts_and_the_answer_itself_are_no_pointers(nodes: Nodes, words: str) -> None:
    answers = {"1": "Attached.", "2": "Yes.", "4": words}
    assert _targets(answers, nodes) == {}


def test_the_context_of_an_answer_goes_three_steps_far(nodes: Nodes) -> None:
    answers = {"1": "See 2.", "2": "See 4.", "4": "See 5.", "5": "See 6.", "6": "No."}
    text, found = _found(answers, nodes)
    index = {question.id: i for i, question in enumerate(nodes.questions)}
    targets = pointed_to(text, found, nodes)
    context = context_of(index["1"], targets, found)
    assert [text[start:end] for start, end in context] == ["See 4.", "See 5.", "See 6."]


def test_a_circle_ends_and_an_answer_is_never_its_own_context(nodes: Nodes) -> None:
    text, found = _found({"1": "See 2.", "2": "See 1."}, nodes)
    targets = pointed_to(text, found, nodes)
    assert [text[start:end] for start, end in context_of(0, targets, found)] == ["See 1."]


def test_an_answer_that_points_nowhere_has_no_context(nodes: Nodes) -> None:
    text, found = _found({"1": "Attached."}, nodes)
    assert pointed_to(text, found, nodes) == {}
    assert context_of(0, {}, found) == ()


def test_answers_that_share_a_passage_do_not_point_to_each_other(nodes: Nodes) -> None:
    shared = Found((Span(0, 6),), "shared")
    assert pointed_to("See 2.", {0: shared, 1: shared}, nodes) == {}


def test_a_clause_of_the_annex_that_an_answer_names_is_what_it_points_to() -> None:
    text = (
        "1. See clause 2.\n\nYours faithfully\n\nAnnex A: Drone policy\n\n1. Scope of it.\n\n2. Pilots.\n"
        "2.1 Pilots fly.\n\n3. Other matters.\n"
    )
    clauses = annex_clauses(text, lines(text, ()))
    assert list(clauses) == ["1", "2", "2.1", "3"]
    (named,) = clauses_pointed_to(text, [Span(3, 16)], clauses)
    assert text[named.start : named.end] == "2. Pilots.\n2.1 Pilots fly."
    assert clauses_pointed_to("See section 2.", [Span(0, 14)], clauses) == []
    assert not annex_clauses("1. Held.\n\n2. Not held.", lines("1. Held.\n\n2. Not held.", ()))
