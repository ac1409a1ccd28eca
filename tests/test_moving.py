"""Two readings of a round, compared: what moves item by item, and which counts move with it, against sums by hand."""

from dataclasses import replace
from pathlib import Path

import pytest

from classifier.moving import Basis, Move, changes, compared, moved, tally
from classifier.records import Authority, CurrentAnswer, Label, Span
from tests.statistics_rounds import answer, letter_of, make_round

_FIELDS = ("status", "purposes", "makers")
_NAMES = ("Aldmoor", "Bexby", "Corham")


def _reading(*labels: tuple[str, str, dict[str, Label]]) -> list[CurrentAnswer]:
    return [answer(name, question, said) for name, question, said in labels]


@pytest.fixture
def before() -> list[CurrentAnswer]:
    return _reading(
        ("Aldmoor", "1", {"status": "held", "purposes": ("rescue",), "makers": ("Kestrel",)}),
        ("Bexby", "1", {"status": "held", "purposes": (), "makers": ()}),
        ("Corham", "1", {"status": None, "purposes": (), "makers": ("Merlin",)}),
    )


@pytest.fixture
def after() -> list[CurrentAnswer]:
    return _reading(
        ("Aldmoor", "1", {"status": "held", "purposes": ("survey",), "makers": ("kestrel",)}),
        ("Bexby", "1", {"status": "not_held", "purposes": (), "makers": ("Merlin",)}),
        ("Corham", "1", {"purposes": (), "makers": ("Merlin",)}),
    )


def test_labels_move_item_by_item(before: list[CurrentAnswer], after: list[CurrentAnswer]) -> None:
    moves = moved(before, after, _FIELDS)
    assert [(one.authority, one.field, one.before, one.after) for one in moves] == [
        ("Aldmoor", "purposes", ("rescue",), ("survey",)),
        ("Bexby", "status", "held", "not_held"),
        ("Bexby", "makers", (), ("Merlin",)),
        ("Corham", "status", None, None),  # undetermined before, without a label after
    ]
    assert [(one.confidence_before, one.confidence_after) for one in moves[2:]] == [(0.9, 0.9), (0.9, None)]


def test_moves_are_counted_by_question_field_and_value(before: list[CurrentAnswer], after: list[CurrentAnswer]) -> None:
    assert tally(moved(before, after, _FIELDS)) == [
        ("1", "makers", "+ Merlin", 1),
        ("1", "purposes", "+ survey", 1),
        ("1", "purposes", "- rescue", 1),
        ("1", "status", "held → not_held", 1),
        ("1", "status", "undetermined → no label", 1),
    ]


def test_statistics_move_with_the_labels(
    before: list[CurrentAnswer], after: list[CurrentAnswer], tmp_path: Path
) -> None:
    """Of 3: held 2, then 1; not held 0, then 1; rescue 1, then 0; survey 0, then 1; any maker 2, then 3; Merlin 1, then 2."""
    declared = {"id": "rescuers", "words": "fly to rescue", "all": [{"question": "any", "purposes": "rescue"}]}
    round = make_round(tmp_path, declared)
    basis = Basis(round, [Authority(name) for name in _NAMES], [letter_of(name) for name in _NAMES], {})
    found = compared(basis, before, after)
    counts = {one.statistic: (one.before, one.after, one.of_before, one.of_after) for one in found.shifts}
    assert counts == {
        "rescuers": (1, 0, 3, 3),
        "1.status.held": (2, 1, 3, 3),
        "1.status.not_held": (0, 1, 3, 3),
        "1.purposes.rescue": (1, 0, 3, 3),
        "1.purposes.survey": (0, 1, 3, 3),
        "1.makers.any": (2, 3, 3, 3),
        "any.purposes.rescue": (1, 0, 3, 3),
        "any.purposes.survey": (0, 1, 3, 3),
        "any.makers.any": (2, 3, 3, 3),
        "any.makers.Merlin": (1, 2, 3, 3),
    }
    assert (found.shifts[0].statistic, found.shifts[0].declared) == ("rescuers", True)
    assert len(found.moves) == 4


def test_letters_left_out_move_nothing(before: list[CurrentAnswer], after: list[CurrentAnswer], tmp_path: Path) -> None:
    letters = [letter_of(name) for name in _NAMES]
    basis = Basis(make_round(tmp_path), [Authority(name) for name in _NAMES], letters, {})
    found = compared(basis, before, after, {letter.id for letter in letters})
    assert (found.moves, found.shifts, found.left_out) == ((), (), tuple(letters))


def test_a_passage_that_moves_is_said(before: list[CurrentAnswer]) -> None:
    first = replace(before[0], answer=replace(before[0].answer, spans=(Span(3, 9),)))
    silent = replace(before[0], answer=replace(before[0].answer, state="unanswered"))
    (move,) = moved([first], [silent], _FIELDS)
    assert (move.field, move.before, move.after) == ("passage", "[3, 9)", "unanswered")
    assert changes(move) == ["moved"]


def test_an_answer_that_only_one_reading_has_moves_whole(before: list[CurrentAnswer]) -> None:
    gone = moved(before[:1], [], _FIELDS)
    come = moved([], before[:1], _FIELDS)
    assert [(one.field, one.after) for one in gone] == [
        (name, None) for name in ("passage", "status", "purposes", "makers")
    ]
    assert [one.confidence_before for one in come] == [None] * 4
    assert [changes(one) for one in come[2:]] == [["no label → rescue"], ["no label → Kestrel"]]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (("A", "B"), ("b", "C"), ["- A", "+ C"]),
        ((), ("A",), ["+ A"]),
        (None, "held", ["undetermined → held"]),
    ],
)
def test_a_move_is_said_in_words(old: Label, new: Label, words: list[str]) -> None:
    assert changes(Move("Aldmoor", "a.txt", "1", "makers", old, new, 0.5, 0.6)) == words
