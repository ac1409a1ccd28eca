"""Repeated blocks of lines with an address, telephone number or copyright line among them."""

import itertools
from collections import Counter
from collections.abc import Sequence

from classifier.reading.furniture.lines import Line
from classifier.reading.furniture.marks import may_answer, weight


def in_blocks(lines: Sequence[Line]) -> set[int]:
    """Return the starts of the lines of repeated blocks that carry evidence of being furniture.

    A block is a run of lines in which every neighbouring pair stands in the text at least twice. Lines at
    its ends that could be answers are left out, so "Not held." before a footer is no part of the footer.
    """
    pairs = Counter((a.key, b.key) for a, b in itertools.pairwise(lines))
    marked: set[int] = set()
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and pairs[lines[end - 1].key, lines[end].key] > 1:
            end += 1
        after_foot = at > 0 and weight(lines[at - 1]) == 2 and not lines[at].gap
        marked |= {line.start for line in _block(lines[at:end], after_foot)}
        at = end
    return marked | _strays(lines, marked)


def _block(run: Sequence[Line], after_foot: bool) -> Sequence[Line]:
    if after_foot and len(run) > 1 and not any(may_answer(line) for line in run):
        return run
    weights = [weight(line) for line in run]
    if len(run) < 2 or 2 not in weights or sum(weights) < 2:
        return ()
    first = weights.index(2)
    last = len(run) - 1 - weights[::-1].index(2)
    while first and not may_answer(run[first - 1]):
        first -= 1
    while last + 1 < len(run) and (not may_answer(run[last + 1]) or _goes_on(run[last], run[last + 1])):
        last += 1
    return run[first : last + 1]


def _goes_on(line: Line, after: Line) -> bool:
    """A footer's sentence that runs over the line end: "is a registered charity in" / "England and Wales."."""
    return not after.gap and not line.text.endswith((".", ":")) and after.text[0].islower()


def _strays(lines: Sequence[Line], marked: set[int]) -> set[int]:
    """Single lines of a block found elsewhere: a letterhead cut in two, or its telephone number alone."""
    known = {line.key for line in lines if line.start in marked and weight(line) == 2}
    return {line.start for line in lines if line.key in known}
