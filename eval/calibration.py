"""Whether confidence means what it says: Brier score, calibration error, reliability, risk against coverage.

Confidence is the claimed probability that a whole label is right. Marks without a confidence (failures) are left
out and counted. Nothing here changes a confidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.resampling import Counts, Figure, by_letter, divide, figure, share
from eval.marks import Mark

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Marks of like confidence: how sure on average, how often right, with a Wilson interval, and how many."""

    confidence: float
    right: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """`ece` is over at most ten bins of equal mass; `auroc` how well confidence tells right from wrong (None where all
    are right or wrong); `curve` holds (coverage, risk) from the surest on; `aurc` is the mean risk over it, `excess`
    that less the least that any ordering could have; `upper_half` the share right of the surer half."""

    field: str
    n: int
    without: int
    brier: Figure
    ece: Figure
    auroc: float | None
    aurc: float | None
    excess: float | None
    upper_half: Figure
    bins: tuple[Bin, ...]
    curve: tuple[tuple[float, float], ...]


def calibration(marks: Sequence[Mark], name: str) -> Calibration:
    """Return the calibration of one field's marks, or of several fields' together."""
    known = [mark for mark in marks if mark.confidence is not None]
    sure = np.asarray([mark.confidence for mark in known], dtype=float)
    right = np.asarray([mark.right for mark in known], dtype=float)
    risks = risk_at(sure, right)
    aurc = float(risks.mean()) if len(risks) else None
    places = bins_of(sure)
    return Calibration(
        field=name,
        n=len(known),
        without=len(marks) - len(known),
        brier=figure(
            by_letter([(m.letter, ((s - r) ** 2, 1)) for m, s, r in zip(known, sure, right, strict=True)]), share
        ),
        ece=_ece(known, sure, right, places),
        auroc=_auroc(sure, right),
        aurc=aurc,
        excess=None if aurc is None else aurc - float(risk_at(right, right).mean()),
        upper_half=_upper_half(known, sure),
        bins=tuple(_bin(sure[places == at], right[places == at]) for at in np.unique(places)),
        curve=_thinned(risks),
    )


def bins_of(sure: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return each confidence's bin: ten of equal mass, fewer where many confidences are equal."""
    if not len(sure):
        return np.zeros(0, dtype=np.int64)
    edges = np.unique(np.quantile(sure, np.linspace(0, 1, BINS + 1)[1:-1], method="lower"))
    return np.searchsorted(edges, sure, side="left").astype(np.int64)


def risk_at(sure: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
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


def _ece(
    marks: Sequence[Mark], sure: NDArray[np.float64], right: NDArray[np.float64], places: NDArray[np.int64]
) -> Figure:
    """Return Σ n_b / n · |mean confidence - share right| (Naeini et al. 2015); resamples keep the bins."""
    if not marks:
        return Figure(None, None, None, 0)
    width = int(places.max()) + 1
    rows = np.zeros((len(marks), width + 1))
    rows[np.arange(len(marks)), places] = sure - right
    rows[:, width] = 1

    def error(counts: Counts) -> Counts:
        return divide(np.abs(counts[..., :-1]).sum(axis=-1), counts[..., -1])

    return figure(by_letter([(mark.letter, list(row)) for mark, row in zip(marks, rows, strict=True)]), error)


def _auroc(sure: NDArray[np.float64], right: NDArray[np.float64]) -> float | None:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(right, sure)) if 0 < right.sum() < len(right) else None


def _upper_half(marks: Sequence[Mark], sure: NDArray[np.float64]) -> Figure:
    """The first half in order of confidence; equal confidences in the order of letters and questions."""
    order = np.argsort(-sure, kind="stable")[: (len(marks) + 1) // 2]
    return figure(by_letter([(marks[at].letter, (marks[at].right, 1)) for at in order]), share)


def _bin(sure: NDArray[np.float64], right: NDArray[np.float64]) -> Bin:
    from scipy.stats import binomtest

    bounds = binomtest(int(right.sum()), len(right)).proportion_ci(0.95, method="wilson")
    return Bin(float(sure.mean()), float(right.mean()), float(bounds.low), float(bounds.high), len(right))


def _thinned(risks: NDArray[np.float64], most: int = 100) -> tuple[tuple[float, float], ...]:
    """At most a hundred points of the curve, the first and the last among them."""
    if not len(risks):
        return ()
    places = np.unique(np.linspace(0, len(risks) - 1, most).round().astype(int))
    return tuple(((at + 1) / len(risks), float(risks[at])) for at in places)
