"""Choose what every anchor means, over the whole letter at once: the best path through all candidates.

A path earns the scores of the anchors it uses, pays for going back or leaving questions out, and pays for
every anchor that it takes for noise. One odd marker therefore cannot derail a letter: believing it would
cost more than passing over it. The search is Viterbi's, linear in the number of anchors.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from classifier.split.anchors import Anchor, Candidate
from classifier.split.nodes import Nodes

_SKIP, _SKIP_PART, _SKIP_MOST = 0.12, 0.06, 0.9  # a question left out, a part left out, many left out
_BACK, _BACK_FAMILY = 1.1, 0.5  # going back; going back to a part of the same question
_AGAIN = 0.3  # the same question again
_STRANGER = 0.8  # a lone letter that would belong to another question than the one just met
_SHIFT = 0.9  # numbering that slips by one, at the place where it slips
_BACK_LATE = 1.6  # more for going back after the closing words, where annexes number their clauses
_SPELLED = 0.5  # share of these that "Question 8" pays: it says itself where it stands
_START_SKIP = 0.05
_DIGIT = re.compile(r"\d")


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
    """Return the path's total score and its steps in order of place; (0, []) when nothing is an anchor."""
    moves = _moves(nodes)
    reached: dict[tuple[int, int], _Best] = {}
    noise = 0.0
    best: _Best | None = None
    for at, anchor in enumerate(anchors):
        new: dict[tuple[int, int], _Best] = {}
        for choice, candidate in enumerate(anchor.candidates):
            earned = candidate.score * anchor.weight - noise
            value, before = (
                earned - _START_SKIP * min(10, _rank(nodes, candidate)) - _stranger(anchor, nodes, -1, candidate),
                None,
            )
            value -= _SHIFT if candidate.shift else 0.0
            for (last, shift), state in reached.items():
                # A restated question is known by its words: whatever number it bears sets the shift.
                slips = (
                    0.0
                    if anchor.kind != "number" or not _DIGIT.search(anchor.text) or shift == candidate.shift
                    else _SHIFT
                )
                move = moves[last][candidate.first] * (_SPELLED if anchor.explicit else 1.0)
                if candidate.first < last:
                    move += _BACK_LATE if anchor.weight < 1.0 else 0.0
                    move *= 0.3 if anchor.layer != anchors[state.at].layer else 1.0
                total = state.value + earned - move - slips - _stranger(anchor, nodes, last, candidate)
                if total > value:
                    value, before = total, state
            value += noise + _price(anchor)
            key = (candidate.last, candidate.shift if anchor.kind == "number" else _kept(before, anchors))
            if key not in new or value > new[key].value:
                new[key] = _Best(value, at, choice, before)
        noise += _price(anchor)
        for key, state in new.items():
            if key not in reached or state.value > reached[key].value:
                reached[key] = state
    for state in reached.values():
        if best is None or state.value > best.value:
            best = state
    return (best.value - noise, _walk(best, anchors)) if best else (-noise, [])


def _price(anchor: Anchor) -> float:
    return anchor.noise * anchor.weight


def _kept(before: _Best | None, anchors: Sequence[Anchor]) -> int:
    return anchors[before.at].candidates[before.choice].shift if before else 0


def _rank(nodes: Nodes, candidate: Candidate) -> int:
    return nodes.leaf_rank[candidate.first] if candidate.first >= 0 else 0


def _walk(best: _Best | None, anchors: Sequence[Anchor]) -> list[Step]:
    steps = []
    while best:
        anchor = anchors[best.at]
        steps.append(Step(anchor, anchor.candidates[best.choice]))
        best = best.before
    return steps[::-1]


def _stranger(anchor: Anchor, nodes: Nodes, last: int, candidate: Candidate) -> float:
    """A lone letter means a part of the question just met, or of the one that part belongs to."""
    if anchor.kind != "number" or nodes.parent[candidate.first] is None or any(c.isdigit() for c in anchor.text):
        return 0.0
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
