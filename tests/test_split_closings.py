"""Marks behind the answer."""

from collections.abc import Callable

from classifier.split.closings import closings
from classifier.split.nodes import Nodes

_LETTER = """Dear Ms Hartley

The policy is on our website. (Question 1)

Yes, with our own pilots. (Question 2) Three Kestrel 4 aircraft are in use. (Question 2(b))

Nothing was spent
on either. (your question no. 4)

The duty manager. (Question 5)

Yours sincerely
"""


def test_what_stands_before_a_mark_in_brackets_is_its_answer(said: Callable[[str], dict[str, str]]) -> None:
    assert said(_LETTER) == {
        "1": "The policy is on our website.",
        "2": "Yes, with our own pilots.",
        "2b": "Three Kestrel 4 aircraft are in use.",
        "4": "Nothing was spent on either.",
        "5": "The duty manager.",
    }


def test_marks_behind_headings_are_none(nodes: Nodes) -> None:
    heads = "POLICY (question 1)\n\nOnline.\n\nUSE (question 2)\n\nNo.\n\nSPENDING (question 4)\n\n£3\n\nWHO (question 5)\n\nBo"
    assert closings(heads, nodes) == []


def test_a_few_remarks_in_brackets_are_none(nodes: Nodes) -> None:
    assert closings("It is not held (question 2). See below (question 4).\n", nodes) == []
