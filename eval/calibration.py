"""Whether confidence means what it says: Brier score, calibration error, reliability, risk against coverage.

Confidence is the claimed probability that a whole label is right. Marks without a confidence (failures) are left
out and counted. Nothing here changes a confidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.confidence import measures
from classifier.confidence.measures import Bin, risk_at
from classifier.resampling import Figure
from eval.marks import Mark


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
    letters = [mark.letter for mark in known]
    sure = np.asarray([mark.confidence for mark in known], dtype=float)
    right = np.asarray([mark.right for mark in known], dtype=float)
    risks = risk_at(sure, right)
    aurc = float(risks.mean()) if len(risks) else None
    return Calibration(
        field=name,
        n=len(known),
        without=len(marks) - len(known),
        brier=measures.brier(letters, sure, right),
        ece=measures.calibration_error(letters, sure, right),
        auroc=_auroc(sure, right),
        aurc=aurc,
        excess=None if aurc is None else aurc - float(risk_at(right, right).mean()),
        upper_half=measures.surer_half(letters, sure, right),
        bins=measures.reliability(sure, right),
        curve=_thinned(risks),
    )


def _auroc(sure: NDArray[np.float64], right: NDArray[np.float64]) -> float | None:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(right, sure)) if 0 < right.sum() < len(right) else None


def _thinned(risks: NDArray[np.float64], most: int = 100) -> tuple[tuple[float, float], ...]:
    """At most a hundred points of the curve, the first and the last among them."""
    if not len(risks):
        return ()
    places = np.unique(np.linspace(0, len(risks) - 1, most).round().astype(int))
    return tuple(((at + 1) / len(risks), float(risks[at])) for at in places)
