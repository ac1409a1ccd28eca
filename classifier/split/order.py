"""The best way through a letter's sentences: which question each of them answers, chosen for all of them at once.

People mostly answer in the order in which they were asked. What it costs to leave that order is told by `Moves`; how
well a sentence fits a question, by whoever asks.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Moves(NamedTuple):
    """What a step from one sentence to the next gains: `stay` with the same question, `next` to the one after it; and
    what it costs: `skip` over one question, `more` for each further one, `back` to an earlier one, `leave` for no
    question, `enter` from none."""

    stay: float
    next: float
    skip: float
    more: float
    back: float
    leave: float
    enter: float


class Unit(NamedTuple):
    """A sentence: how well it fits each question by rank, what answering none is worth, and the moves to it."""

    scores: Sequence[float]
    none: float
    moves: Moves


def best_way(units: Sequence[Unit]) -> list[int | None]:
    """Return a question's rank, or None, for every sentence: the best total of fits and moves."""
    if not units:
        return []
    none = len(units[0].scores)
    best = [*units[0].scores, units[0].none]
    came: list[list[int]] = []
    for unit in units[1:]:
        arrivals = _arrivals(best, unit.moves)
        best = [value + fit for (value, _), fit in zip(arrivals, [*unit.scores, unit.none], strict=True)]
        came.append([source for _, source in arrivals])
    rank = max(range(none + 1), key=best.__getitem__)
    way: list[int | None] = [None if rank == none else rank]
    for before in reversed(came):
        rank = before[rank]
        way.append(None if rank == none else rank)
    return way[::-1]


def _arrivals(best: Sequence[float], moves: Moves) -> list[tuple[float, int]]:
    """Return for every rank, and last for none, the best value with which it can be reached and from where."""
    none = len(best) - 1
    top = max(range(none), key=best.__getitem__)
    ahead, ahead_from = float("-inf"), 0  # coming from before the rank just before
    found: list[tuple[float, int]] = []
    for rank in range(none):
        ways = [(best[rank] + moves.stay, rank), (best[none] - moves.enter, none), (best[top] - moves.back, top)]
        if rank:
            ways.append((best[rank - 1] + moves.next, rank - 1))
        if rank > 1:
            ahead -= moves.more
            if best[rank - 2] - moves.skip >= ahead:
                ahead, ahead_from = best[rank - 2] - moves.skip, rank - 2
            ways.append((ahead, ahead_from))
        found.append(max(ways, key=lambda way: way[0]))
    found.append(max((best[none], none), (best[top] - moves.leave, top)))
    return found
