"""Answers are cut into clauses that keep their places, and what a clause denies is known."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.records import Span
from classifier.rules.clauses import clauses, is_denied


def _cut(text: str) -> list[str]:
    return [clause.text for clause in clauses(text, [Span(0, len(text))])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yes. It is attached.", ["Yes.", "It is attached."]),
        ("One; two.", ["One", "two."]),
        ("We hold a policy but not the log.", ["We hold a policy", "but not the log."]),
        ("It is published, although the log is not.", ["It is published", "although the log is not."]),
        ("N/A – we hold no records.", ["N/A", "we hold no records."]),
        ("We fly drones and we do not own any.", ["We fly drones", "we do not own any."]),
        ("Roofs:\n- gutters\n- tiles", ["Roofs:", "gutters", "tiles"]),
        ("First paragraph\n\nSecond paragraph", ["First paragraph", "Second paragraph"]),
        ("A line\nthat is wrapped.", ["A line\nthat is wrapped."]),
        ("3a) Not held.", ["Not held."]),
        ("Question 4: Nothing.", ["Nothing."]),
        ("", []),
        (" - ", []),
    ],
)
def test_a_clause_ends_where_another_begins(text: str, expected: list[str]) -> None:
    assert _cut(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Exempt under s. 43(2) of the Act.",
        "It cost £3.50 in all.",
        "See reg. 12 of the Regulations.",
        "Supplied by Kestrel Ltd. of Wexmoor.",
        "See e.g. the policy.",
        "Published at wexmoor.example/policy.",
        "The well-known log - 2021-22",
    ],
)
def test_a_dot_in_an_abbreviation_number_or_address_ends_nothing(text: str) -> None:
    assert _cut(text) == [text]


def test_clauses_of_several_spans_keep_their_places_in_the_letter() -> None:
    text = "1. Yes. No.\nFooter\nPerhaps."
    found = clauses(text, [Span(0, 11), Span(19, 27)])
    assert [clause.text for clause in found] == ["Yes.", "No.", "Perhaps."]
    assert all(text[clause.start : clause.end] == clause.text for clause in found)


@pytest.mark.parametrize(
    ("clause", "word", "denied"),
    [
        ("We do not use it for marketing", "marketing", True),
        ("We use it for marketing", "marketing", False),
        ("No monitoring for marketing takes place", "marketing", True),
        ("for safety rather than marketing", "marketing", True),
        ("everything except marketing", "marketing", True),
        ("not for safety, only for marketing", "marketing", False),
        ("not only for marketing", "marketing", False),
        ("It is not done covertly: it serves marketing", "marketing", False),
        ("Marketing is not a purpose", "Marketing", True),
        ("Kestrel was never used", "Kestrel", True),
        ("Neither Kestrel nor Merlin is owned", "Merlin", True),
        ("Kestrel replaced what was not good enough", "Kestrel", False),
    ],
)
def test_a_word_is_denied_by_a_negation_with_no_turn_between(clause: str, word: str, denied: bool) -> None:
    assert is_denied(clause, clause.index(word)) is denied


@given(st.text(alphabet=st.sampled_from('ab1. ;,\n-–•()"andbutN/A'), max_size=80))
def test_clauses_always_lie_in_order_inside_the_span(text: str) -> None:
    found = clauses(text, [Span(0, len(text))])
    assert all(text[clause.start : clause.end] == clause.text == clause.text.strip() != "" for clause in found)
    assert all(one.end <= following.start for one, following in itertools.pairwise(found))
