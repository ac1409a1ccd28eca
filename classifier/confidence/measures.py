"""How well confidence fits what turned out right: Brier score, calibration error, reliability, risk at each coverage.

Intervals resample whole groups (letters or authorities), because what belongs together errs together. Confidences and
outcomes come as two arrays of the same order; nothing here knows labels or fields.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.resampling import Counts, Figure, by_letter, divide, figure, share

Floats = NDArray[np.float64]

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Labels of like confidence: how sure on average, how often right, with a Wilson interval, and how many."""

    confidence: float
    right: float
    low: float
    high: float
    n: int


def brier(groups: Sequence[int], sure: Floats, right: Floats) -> Figure:
    """Return the mean of (confidence - outcome)²; 0 is best."""
    return figure(by_letter([(at, ((s - r) ** 2, 1)) for at, s, r in zip(groups, sure, right, strict=True)]), share)


def brier_gain(groups: Sequence[int], before: Floats, after: Floats, right: Floats) -> Figure:
    """Return by how much the Brier score changes from one confidence to another, paired; below 0 is better."""
    changes = (after - right) ** 2 - (before - right) ** 2
    return figure(by_letter([(at, (change, 1)) for at, change in zip(groups, changes, strict=True)]), share)


def calibration_error(groups: Sequence[int], sure: Floats, right: Floats) -> Figure:
    """Return Σ n_b / n · |mean confidence - share right| over `bins_of` (Naeini et al. 2015); resamples keep the bins."""
    if not len(sure):
        return Figure(None, None, None, 0)
    places = bins_of(sure)
    width = int(places.max()) + 1
    rows = np.zeros((len(sure), width + 1))
    rows[np.arange(len(sure)), places] = sure - right
    rows[:, width] = 1

    def error(counts: Counts) -> Counts:
        return divide(np.abs(counts[..., :-1]).sum(axis=-1), counts[..., -1])

    return figure(by_letter([(at, list(row)) for at, row in zip(groups, rows, strict=True)]), error)


def surer_half(groups: Sequence[int], sure: Floats, right: Floats) -> Figure:
    """Return the share right of the first half in order of confidence; equal confidences in the order given."""
    order = np.argsort(-sure, kind="stable")[: (len(sure) + 1) // 2]
    return figure(by_letter([(groups[at], (right[at], 1)) for at in order]), share)


def reliability(sure: Floats, right: Floats) -> tuple[Bin, ...]:
    """Return the bins, the least sure first."""
    places = bins_of(sure)
    return tuple(_bin(sure[places == at], right[places == at]) for at in np.unique(places))


def bins_of(sure: Floats) -> NDArray[np.int64]:
    """Return each confidence's bin: ten of equal mass, fewer where many confidences are equal."""
    if not len(sure):
        return np.zeros(0, dtype=np.int64)
    edges = np.unique(np.quantile(sure, np.linspace(0, 1, BINS + 1)[1:-1], method="lower"))
    return np.searchsorted(edges, sure, side="left").astype(np.int64)


def risk_at(sure: Floats, right: Floats) -> Floats:
    """Return the share wrong among the k surest, for k = 1 to all.

    Equal confidences cannot be told apart: their errors are spread evenly over their places.
    """
    if not len(sure):
        return np.zeros(0)
    levels, group = np.unique(-sure, return_inverse=True)
    wrong = np.bincount(group, weights=1 - right, minlength=len(levels))
    size = np.bincount(group, minlength=len(levels))
    each = np.repeat(wrong / size, size)
    return np.asarray(np.cumsum(each) / np.arange(1, len(sure) + 1), dtype=float)


def _bin(sure: Floats, right: Floats) -> Bin:
    from scipy.stats import binomtest

    bounds = binomtest(int(right.sum()), len(right)).proportion_ci(0.95, method="wilson")
    return Bin(float(sure.mean()), float(right.mean()), float(bounds.low), float(bounds.high), len(right))
