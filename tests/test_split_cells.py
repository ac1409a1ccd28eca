"""Rows of a table that lost its lines: the question's cell is no part of the answer."""

from collections.abc import Callable

import pytest

from classifier.split.cells import heads

Said = Callable[[str], dict[str, str]]


@pytest.mark.parametrize(
    "head",
    [
        "Ref Question Response",
        "No. Question (summary) Council response",
        "No\nQuestion\nCouncil's answer",
        "Q Information requested Answer",
    ],
)
def test_the_head_of_such_a_table_is_known_wherever_it_comes_again(head: str) -> None:
    text = f"Dear Applicant\n\n{head}\n1 Policy\nAttached.\n\n{head}\n2 Drones flown Yes\n"
    assert [text[start:end].strip() for start, end in heads(text)] == [head, head]


def test_a_letter_without_such_a_head_has_no_table() -> None:
    assert heads("Dear Applicant\n\nYour question and our answer are below.\n\n1. Yes.\n") == []


def test_the_answers_cell_begins_where_the_questions_words_end(said: Said) -> None:
    text = (
        "Dear Applicant\n\nRef Question Response\n"
        "1 Policy on the use of drones Attached as document 2\n"
        "2 Does the council fly drones\nYes, two of them.\n"
        "2b Models of drone owned Kestrel 4 and\nHobby 2.\n"
        "4 Spent on batteries and\nrepairs in 2023\n£3,120\n"
        "5 Officer who approves a flight\nThe clerk to the council.\n"
        "6 Complaints about noise or intrusion None\n"
    )
    found = said(text)
    assert found["1"] == "Attached as document 2"
    assert found["2"] == "Yes, two of them."
    assert found["2b"] == "Kestrel 4 and Hobby 2."
    assert found["4"] == "£3,120"
    assert found["5"] == "The clerk to the council."
    assert found["6"] == "None"


def test_an_empty_cell_is_silence(said: Said) -> None:
    text = (
        "Dear Applicant\n\nRef Question Response\n"
        "1 Policy on drones Attached\n"
        "2 Drones flown by the council Yes\n"
        "4 Spent on batteries and repairs in 2023\n"
        "5 Officer who approves a flight The clerk\n"
        "6 Complaints about noise No\n"
    )
    assert "4" not in said(text)
