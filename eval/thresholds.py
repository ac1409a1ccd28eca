"""Check a stored threshold on gold: how many labels it lets through, how many of them are wrong, and the bound.

A threshold promises that labels at or above it are wrong at most at the rate `target`, with a chance of `risk` that
the promise is broken. The bound is Clopper and Pearson's (1934), one-sided, exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.confidence.threshold import error_bound
from eval.marks import Mark


@dataclass(frozen=True, slots=True)
class Threshold:
    """A stored threshold: labels with at least this confidence stand without a person."""

    confidence: float
    target: float = 0.05
    risk: float = 0.10


@dataclass(frozen=True, slots=True)
class Kept:
    """What a threshold comes to: `accepted` of `n` labels, `wrong` of them, and the error rate's upper bound.

    `holds` says whether the bound is within the target; with nothing accepted there is nothing to break.
    """

    field: str
    threshold: Threshold
    n: int
    accepted: int
    wrong: int
    bound: float | None
    holds: bool


def keep(marks: Sequence[Mark], field: str, threshold: Threshold) -> Kept:
    """Return what a threshold comes to on a field's marks."""
    passed = [mark for mark in marks if mark.confidence is not None and mark.confidence >= threshold.confidence]
    wrong = sum(not mark.right for mark in passed)
    bound = error_bound(wrong, len(passed), threshold.risk)
    return Kept(field, threshold, len(marks), len(passed), wrong, bound, bound is None or bound <= threshold.target)
