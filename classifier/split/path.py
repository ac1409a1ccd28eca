"""Choose what every anchor means, over the whole letter at once: the best path through all candidates.

A path earns the scores of the anchors it uses, pays for going back or leaving questions out, and pays for
every anchor that it takes for noise. One odd marker therefore cannot derail a letter: believing it would
cost more than passing over it. The search is Viterbi's, linear in the number of anchors.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from classifier.split.anchors import Anchor, Candidate
from classifier.split.nodes import Nodes

_SKIP, _SKIP_PART, _SKIP_MOST = 0.12, 0.06, 0.9  # a question left out, a part left out, many left out
_BACK, _BACK_FAMILY = 1.1, 0.5  # going back; going back to a part of the same question
_AGAIN = 0.3  # the same question again
_TWICE = 0.6  # more where both are questions of one list
_STRANGER = 0.8  # a lone letter that would belong to another question than the one just met
_SHIFT = 0.9  # numbering that slips by one, at the place where it slips
_BACK_LATE = 1.6  # more for going back after the closing words, where annexes number their clauses
_OTHER_LAYER = 0.3  # share of these that the first anchor of another layer pays
_SPELLED = 0.5  # share of these that "Question 8" pays: it says itself where it stands
_START_SKIP = 0.05
_DIGIT = re.compile(r"\d")


_Key = tuple[int, int]  # the last node reached, and the shift of its number


class Step(NamedTuple):
    """An anchor and the meaning chosen for it."""

    anchor: Anchor
    candidate: Candidate


class _Best(NamedTuple):
    value: float
    at: int
    choice: int
    before: "_Best | None"


def best_path(anchors: Sequence[Anchor], nodes: Nodes) -> tuple[float, list[Step]]:
    """Return the path's total score and its steps in order of place; no steps when nothing is an anchor.

    The total is lessened by the noise of every anchor that is passed over. Of equal paths the first found wins.
    """
    reached: dict[_Key, _Best] = {}
    noise = 0.0
    for at, anchor in enumerate(anchors):
        new: dict[_Key, _Best] = {}
        for choice in range(len(anchor.candidates)):
            _keep(new, *_arrival(at, choice, anchors, nodes, reached, noise))
        noise += _price(anchor)
        for key, best in new.items():
            _keep(reached, key, best)
    last = max(reached.values(), key=attrgetter("value"), default=None)
    return (last.value - noise, _walk(last, anchors)) if last else (-noise, [])


def _keep(reached: dict[_Key, _Best], key: _Key, best: _Best) -> None:
    if key not in reached or best.value > reached[key].value:
        reached[key] = best


def _arrival(
    at: int, choice: int, anchors: Sequence[Anchor], nodes: Nodes, reached: dict[_Key, _Best], noise: float
) -> tuple[_Key, _Best]:
    """Return the best way to an anchor in one of its meanings, as the first one or after any that was reached."""
    anchor, candidate = anchors[at], anchors[at].candidates[choice]
    moves, share = _moves(nodes), _SPELLED if anchor.explicit else 1.0
    # A restated question is known by its words, a lone letter by its place: neither says what the shift is.
    printed = anchor.kind == "number" and (anchor.word or bool(_DIGIT.search(anchor.text)))
    letters = anchor.kind == "range" and not anchor.word and not _DIGIT.search(anchor.text)  # "(b), (c)"
    lone = (letters or (anchor.kind == "number" and not printed)) and nodes.parent[candidate.first] is not None
    earned = candidate.score * anchor.weight - noise
    value = earned - _START_SKIP * min(10, _rank(nodes, candidate)) - (_STRANGER if lone else 0.0)
    value -= _SHIFT if candidate.shift else 0.0
    before: _Best | None = None
    kept = 0  # shift of the numbers so far
    for (last, shift), state in reached.items():
        if state.value + earned <= value:
            continue  # every cost lessens it further
        move = moves[last][candidate.first] * share
        if candidate.first == last and anchor.asked and anchors[state.at].asked:
            move += _TWICE
        if candidate.first < last:
            move = _going_back(move, anchor, anchors[state.at])
        total = state.value + earned - move - (_SHIFT if printed and shift != candidate.shift else 0.0)
        total -= _stranger(nodes, last, candidate) if lone else 0.0
        if total > value:
            value, before, kept = total, state, shift
    return (candidate.last, candidate.shift if printed else kept), _Best(
        value + (noise + _price(anchor)), at, choice, before
    )


def _going_back(move: float, anchor: Anchor, before: Anchor) -> float:
    """Going back costs more after the closing words, and little at a review's outcome or an older mail."""
    move += _BACK_LATE if anchor.weight < 1.0 else 0.0
    return move * (_OTHER_LAYER if anchor.layer != before.layer else 1.0)


def _price(anchor: Anchor) -> float:
    return anchor.noise * anchor.weight


def _rank(nodes: Nodes, candidate: Candidate) -> int:
    return nodes.leaf_rank[candidate.first] if candidate.first >= 0 else 0


def _walk(best: _Best | None, anchors: Sequence[Anchor]) -> list[Step]:
    steps = []
    while best:
        anchor = anchors[best.at]
        steps.append(Step(anchor, anchor.candidates[best.choice]))
        best = best.before
    return steps[::-1]


def _stranger(nodes: Nodes, last: int, candidate: Candidate) -> float:
    """A lone letter means a part of the question just met, or of the one that part belongs to."""
    if last < 0:
        return _STRANGER
    parent = nodes.parent[candidate.first]
    return 0.0 if parent in (last, nodes.parent[last]) or nodes.top[last] == parent else _STRANGER


@lru_cache(maxsize=32)
def _moves_of(
    leaf_rank: tuple[int, ...], parent: tuple[int | None, ...], top: tuple[int, ...]
) -> tuple[tuple[float, ...], ...]:
    count = len(leaf_rank)
    rows = []
    for last in range(count):
        row = [_move(last, node, leaf_rank, parent, top) for node in range(count)]
        rows.append((*row, 0.2))
    return (*rows, tuple([0.0] * (count + 1)))  # after "the remainder" anything may follow


def _moves(nodes: Nodes) -> tuple[tuple[float, ...], ...]:
    """Return the cost of going from one node to another; index -1 is "the remainder"."""
    return _moves_of(nodes.leaf_rank, nodes.parent, nodes.top)


def _move(last: int, node: int, leaf_rank: Sequence[int], parent: Sequence[int | None], top: Sequence[int]) -> float:
    if node == last:
        return _AGAIN
    if node > last:
        passed = max(0, leaf_rank[node] - leaf_rank[last] - 1)
        return min(
            _SKIP_MOST,
            (_SKIP_PART if parent[node] is not None and parent[node] in (last, parent[last]) else _SKIP) * passed,
        )
    return _BACK_FAMILY if top[last] == top[node] and node != top[node] else _BACK
