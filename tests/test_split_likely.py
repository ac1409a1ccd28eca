"""How likely sentences answer questions, over all ways through a letter; and which of them a question is given."""

import itertools
import math

import numpy as np
import pytest

from classifier.questionnaire import Question
from classifier.records import Span
from classifier.split.likely import _WARMTH, SURE, best_given, likely
from classifier.split.narrative import place_sentences
from classifier.split.nodes import nodes_of
from classifier.split.order import Moves, Unit
from tests.split_answers import each

_MOVES = Moves(stay=0.05, next=0.03, skip=0.02, more=0.01, back=0.2, leave=0.1, enter=0.1)


def _units(*scores: list[float], none: float = 0.1) -> list[Unit]:
    return [Unit(row, none, _MOVES._replace(stay=0.05 * (at % 3))) for at, row in enumerate(scores)]


def _gain(one: int, other: int, none: int, moves: Moves) -> float:
    if one == other:
        return 0.0 if one == none else moves.stay
    if none in {one, other}:
        return -moves.leave if other == none else -moves.enter
    ahead = other - one
    gain = moves.next if ahead == 1 else -moves.skip - moves.more * (ahead - 2) if ahead > 1 else -moves.back
    return max(gain, -moves.back)


def test_all_ways_are_counted() -> None:
    units = _units([0.3, 0.1, 0.0, 0.2], [0.0, 0.3, 0.25, 0.1], [0.1, 0.1, 0.4, 0.35])
    counted = np.zeros((3, 5))
    for way in itertools.product(range(5), repeat=3):
        total = sum([*unit.scores, unit.none][rank] for unit, rank in zip(units, way, strict=True))
        total += sum(
            _gain(one, other, 4, units[at + 1].moves) for at, (one, other) in enumerate(itertools.pairwise(way))
        )
        for at, rank in enumerate(way):
            counted[at, rank] += math.exp(total / _WARMTH)
    counted /= counted.sum(axis=1, keepdims=True)
    assert (counted[:, 4] < counted[:, :4].max(axis=1)).all()
    assert likely(units) == pytest.approx(counted[:, :4])


def test_a_sentence_that_likelier_answers_none_answers_none() -> None:
    found = likely(_units([0.9, 0.0], [0.0, 0.0], [0.0, 0.9], none=0.5))
    assert found[0, 0] > 0.5
    assert found[1].tolist() == [0.0, 0.0]
    assert found[2, 1] > 0.5


def test_long_letters_lose_nothing() -> None:
    found = likely(_units(*([[0.9, 0.0], [0.0, 0.9]] * 2000)))
    assert np.isfinite(found).all()
    assert found.sum(axis=1).max() <= 1 + 1e-9


@pytest.mark.parametrize(
    ("chances", "lengths", "given"),
    [
        ([0.9, 0.1, 0.8], [10, 10, 10], [0, 2]),
        ([0.5, 0.4, 0.0], [10, 10, 10], [0, 1]),  # half of each is better than one of them
        ([0.9, 0.3], [10, 10], [0]),
        ([0.9, 0.6], [10, 100], [0, 1]),  # much would be lost without the long one
        ([0.1, 0.1, 0.1], [10, 10, 10], []),  # a guess
    ],
)
def test_a_question_is_given_what_is_best_expected(chances: list[float], lengths: list[int], given: list[int]) -> None:
    assert best_given(chances, lengths) == given


def test_more_is_asked_of_what_the_rest_is_refused_for() -> None:
    assert best_given([0.4, 0.1], [10, 10]) == [0]
    assert best_given([0.4, 0.1], [10, 10], SURE) == []
    assert best_given([], []) == []


_DRONES = """\
1. How many drones does the council own?
2. Which models of drone are they?
3. How often are the drones flown?
4. What did the council spend on drones in 2023?
5. Who approves a flight of a drone?
"""


def test_a_denial_of_all_is_not_torn_apart() -> None:
    denial = (
        "The council does not use drones. It does not hold any information about them. The matter was looked at by our "
        "estates team. They have no records of any drone."
    )
    found = each(_DRONES, f"Dear Ms Hale\n\n{denial} We hope that this is of help to you.\n")
    assert len(set(found.values())) == 1
    assert found["3"].startswith("The council does not use drones. It does not hold")


def test_a_sentence_that_names_its_question_is_that_ones() -> None:
    prose = (
        "The council owns three drones, all of the Kestrel make. They are flown every week. The clerk keeps a book of it, "
        "which answers question 5. Some £400 was spent in 2023. The weather has been kind, and the birds leave them alone."
    )
    found = each(_DRONES, f"Dear Ms Hale\n\n{prose}\n")
    assert found["5"] == "The clerk keeps a book of it, which answers question 5."
    assert all("clerk" not in found[other] for other in "1234")


def test_nothing_is_placed_where_nothing_can_be_answered() -> None:
    nodes = nodes_of((Question("1", "Windows?", stem=True),))
    assert place_sentences("They are clean.", [Span(0, 15)], nodes) == {}
