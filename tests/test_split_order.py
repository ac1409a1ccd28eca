"""The best way through sentences keeps to the order of the questions as far as the words allow."""

import pytest

from classifier.split.order import Moves, Unit, best_way

_MOVES = Moves(stay=0.0, next=0.0, skip=0.1, more=0.05, back=0.3, leave=0.1, enter=0.1)


def _units(*scores: list[float], none: float = 0.2, moves: Moves = _MOVES) -> list[Unit]:
    return [Unit(row, none, moves) for row in scores]


def test_no_sentences_make_no_way() -> None:
    assert best_way([]) == []


def test_each_sentence_goes_where_it_fits() -> None:
    assert best_way(_units([1, 0, 0], [0, 1, 0], [0, 0, 1])) == [0, 1, 2]


def test_what_fits_nothing_is_left_out() -> None:
    assert best_way(_units([1, 0], [0.05, 0.05], [0, 1], none=0.4)) == [0, None, 1]


@pytest.mark.parametrize(("back", "way"), [(0.3, [1, 1]), (0.1, [1, 0])])
def test_going_back_must_be_worth_its_cost(back: float, way: list[int]) -> None:
    assert best_way(_units([0, 1, 0], [0.5, 0.3, 0], moves=_MOVES._replace(back=back))) == way


@pytest.mark.parametrize(("more", "way"), [(0.05, [0, 3]), (0.5, [0, 0])])
def test_each_question_passed_over_costs(more: float, way: list[int]) -> None:
    # To 3 from 0: 0.1 for the first passed over, `more` for the second.
    assert best_way(_units([1, 0, 0, 0], [0.4, 0, 0, 0.6], moves=_MOVES._replace(more=more))) == way


def test_a_gain_for_the_next_question_draws_a_silent_sentence_on() -> None:
    assert best_way(_units([1, 0, 0], [0, 0, 0], [0, 0, 1], none=0.0, moves=_MOVES._replace(next=0.2))) == [0, 1, 2]


def test_the_best_total_counts_and_not_the_best_first_step() -> None:
    assert best_way(_units([0.5, 0.4], [0.9, 0.0], none=0.0)) == [0, 0]
