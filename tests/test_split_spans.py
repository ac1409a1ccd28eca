"""Passages are cut cleanly out of the text: trimmed, without labels, questions and what is left out."""

from collections.abc import Callable

import pytest

from classifier.records import Answer, Span
from classifier.split.lines import lines
from classifier.split.nodes import Nodes
from classifier.split.passages import disjoint, text_between, without
from classifier.split.spans import stops_of

Said = Callable[[str], dict[str, str]]
Split = Callable[[str], dict[str, Answer]]

_REST = "\n\n2. Yes.\n\n4. £10.\n\n5. The clerk."


@pytest.mark.parametrize(
    ("left_out", "pieces"),
    [
        ([], [(2, 8)]),
        ([(0, 2)], [(2, 8)]),
        ([(8, 9)], [(2, 8)]),
        ([(0, 4)], [(4, 8)]),
        ([(4, 5)], [(2, 4), (5, 8)]),
        ([(3, 4), (5, 6)], [(2, 3), (4, 5), (6, 8)]),
        ([(6, 20)], [(2, 6)]),
        ([(0, 20)], []),
        ([(2, 8)], []),
    ],
)
def test_what_is_left_out_is_cut_away(left_out: list[tuple[int, int]], pieces: list[tuple[int, int]]) -> None:
    assert without(Span(2, 8), [Span(*one) for one in left_out]) == pieces


def test_disjoint_spans_are_in_order_and_overlapping_or_touching_ones_are_one() -> None:
    spans = [Span(5, 9), Span(0, 2), Span(2, 3), Span(6, 7), Span(8, 12)]
    assert disjoint(spans) == [(0, 3), (5, 12)]
    assert disjoint([]) == []


@pytest.mark.parametrize(("text", "between"), [("1. Yes", True), ("1.  ", False), ("a)", False), ("", False)])
def test_a_marker_alone_is_no_text(text: str, between: bool) -> None:
    assert text_between(text, 0, len(text)) is between


def test_stops_stand_where_no_answer_goes_on() -> None:
    text = "1. No.\n\nYours sincerely\n\nAnnex A\n\n1. Scope\n\nReferences"
    assert [text[stop:].split("\n")[0] for stop in stops_of(text, lines(text, ()))] == [
        "Yours sincerely",
        "Annex A",
        "References",
    ]


@pytest.mark.parametrize(
    "label",
    [
        "Answer:",
        "Response:",
        "Our response:",
        "The Council's response:",
        "A:",
        "Reply -",
        "Answer\n\n",
        "Our response\n",
        "Ateb:",
    ],
)
def test_labels_before_an_answer_are_no_part_of_it(split: Split, label: str) -> None:
    text = f"Question 1\n{label} It is attached.{_REST}"
    (span,) = split(text)["1"].spans
    assert text[span.start : span.end] == "It is attached."


@pytest.mark.parametrize("answer", ["Yes", "No.", "N/A", "0", "A", "Nil return.", "We hold one (a drone)"])
def test_short_answers_stay_whole(said: Said, answer: str) -> None:
    assert said(f"1. {answer}{_REST}")["1"] == answer


def test_an_answer_of_several_paragraphs_stays_whole(said: Said) -> None:
    assert said(f"1. It is attached.\n\nIt was revised in May.\n- twice{_REST}")["1"] == (
        "It is attached. It was revised in May. - twice"
    )


def test_the_rest_of_a_longer_question_is_stepped_over(said: Said) -> None:
    text = (
        "1. Please send a copy of your policy on the use of drones (if there is one in force).\n\nAttached."
        "\n\n4. How much was spent on batteries and repairs in 2023 and in the years before it?\n\n£10."
        "\n\n5. Which officer has to approve a flight over a residential street?\n\nThe clerk."
    )
    assert said(text) == {"1": "Attached.", "4": "£10.", "5": "The clerk."}


def test_a_question_in_other_words_after_its_number_is_stepped_over(said: Said) -> None:
    text = f"1. Have you got a drones policy?\nIt is attached.{_REST}"
    assert said(text)["1"] == "It is attached."


def test_a_restated_question_without_an_answer_is_silent(split: Split) -> None:
    text = (
        "1. Please send a copy of your policy on the use of drones.\n\n"
        "2. Does the council fly drones, whether with its own pilots or through a contractor?\n\nNo.\n\n"
        "4. How much was spent on batteries and repairs in 2023?\n\nNothing."
        "\n\n5. Which officer has to approve a flight over a residential street?\n\nNobody."
    )
    found = split(text)
    assert found["4"].state == "answered"
    assert all("Please send" not in text[s.start : s.end] for answer in found.values() for s in answer.spans)


def test_passages_under_the_same_number_are_kept_together(split: Split) -> None:
    text = f"1. Attached.{_REST}\n\n1. It was revised in May."
    assert [text[span.start : span.end] for span in split(text)["1"].spans] == [
        "1. Attached.",
        "1. It was revised in May.",
    ]


def test_blanks_of_every_kind_are_trimmed(split: Split, nodes: Nodes) -> None:
    text = f"Question 1:\xa0\t \n Attached. \xa0\n\t{_REST}"
    (span,) = split(text)["1"].spans
    assert text[span.start : span.end] == "Attached."
    assert len(split(text)) == len(nodes.leaf_order)
