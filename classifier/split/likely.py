"""How likely each sentence of running prose answers each question, and which sentences to give a question for it.

All ways through the letter count, each by how good it is (forward and backward sums: Rabiner, Proceedings of the IEEE 77,
1989), not only the best one; so a sentence can be given to two questions, and a doubtful one to the likelier.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.split.order import Moves, Unit

_WARMTH = 0.12  # a way that is worse by so much is less likely by a factor of e
LEAST = 0.12  # what no sentence answers with so much likelihood is left to a person
SURE = 0.5  # the same where the letter says of all the rest that it is refused or not held

Likely = NDArray[np.float64]
"""A row for each sentence, a column for each question by rank: probabilities, together at most 1 in a row."""


def likely(units: Sequence[Unit]) -> Likely:
    """Return how likely each of the sentences, of which there is one at least, answers each question, over all ways through the letter; not at all where it is
    likelier that it answers none."""
    there = np.exp(np.array([[*unit.scores, unit.none] for unit in units]) / _WARMTH)
    stay = np.exp(np.array([unit.moves.stay for unit in units]) / _WARMTH)
    moves = _moves(units[0].moves, there.shape[1] - 1)
    after = np.ones_like(there)
    before = there.copy()
    before[0] /= before[0].sum()
    for at in range(1, len(units)):
        before[at] *= before[at - 1] @ moves + _staying(before[at - 1], stay[at])
        before[at] /= before[at].sum()
    for at in range(len(units) - 1, 0, -1):
        coming = there[at] * after[at]
        after[at - 1] = moves @ coming + _staying(coming, stay[at])
        after[at - 1] /= after[at - 1].sum()
    both = before * after
    both /= both.sum(axis=1, keepdims=True)
    found: Likely = both[:, :-1]
    found[both[:, -1] > found.max(axis=1)] = 0.0
    return found


def _moves(moves: Moves, ranks: int) -> Likely:
    """Return the factors of all moves from one question (or none, last) to another; 0 where it is the same question."""
    rank = np.arange(ranks)
    ahead = rank[None, :] - rank[:, None]
    gain = np.where(ahead == 1, moves.next, np.where(ahead > 1, -moves.skip - moves.more * (ahead - 2), -moves.back))
    factors = np.ones((ranks + 1, ranks + 1))
    factors[:ranks, :ranks] = np.exp(np.maximum(gain, -moves.back) / _WARMTH)
    factors[ranks, :ranks], factors[:ranks, ranks] = np.exp(-moves.enter / _WARMTH), np.exp(-moves.leave / _WARMTH)
    factors[rank, rank] = 0.0
    return factors


def _staying(values: Likely, stay: float) -> Likely:
    return np.append(values[:-1] * stay, 0.0)


def best_given(chances: Sequence[float], lengths: Sequence[int], least: float = LEAST) -> list[int]:
    """Return the places of the sentences, the likeliest ones, with which a question's answer has the best token F1 that can
    be expected; none where no sentence is `least` likely to answer it.

    `lengths` counts words. Expected is the quotient of the expectations (Nan, Chai, Lee and Chieu, ICML 2012).
    """
    chance, length = np.array(chances), np.array(lengths)
    if chance.max(initial=0.0) < least:
        return []
    order = np.argsort(-chance, kind="stable")
    right = chance * length
    expected = 2 * np.cumsum(right[order]) / np.maximum(1e-9, np.cumsum(length[order]) + right.sum())
    best = int(expected.argmax())
    return sorted(int(at) for at in order[: best + 1])
