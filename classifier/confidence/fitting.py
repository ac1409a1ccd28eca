"""From signals to the probability that a label is right, learnt from what people decided: one fit for each field.

A logistic regression that starts from the confidence claimed: its weights say how to correct it, and are shrunk towards
leaving it alone, so that a handful of decisions moves it a little and hundreds move it as far as they warrant.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.confidence.signals import Signals, logit
from classifier.records import content_id

FOLDS = 5
RIDGE = 10.0
"""How firmly the weights, on signals of like spread, are held: the labels of one authority err together, so hundreds of
decisions weigh like dozens."""
FEWEST = 20
"""Under so many decisions that can be learnt from the claimed confidence stays as it is."""
_RARE = 5
_RIDGE_OF_ALL = 0.1

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One label that a person decided on. `shown` marks a decision made with the machine's label in sight."""

    authority: str
    claimed: float
    signals: Signals
    right: bool
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """Log odds = logit(claimed) + `intercept` + the sum of weight x signal. `dropped` signals told nothing apart."""

    intercept: float
    weights: dict[str, float]
    dropped: tuple[str, ...] = ()

    def probability(self, claimed: float, signals: Signals) -> float:
        """Return the probability (0 to 1, four places) that a label is right."""
        weights = self.weights
        odds = sum(weights[name] * value for name, value in signals.items() if name in weights)
        return round(float(1 / (1 + np.exp(-(logit(claimed) + self.intercept + odds)))), 4)


UNCHANGED = Fit(0.0, {})
"""What leaves the claimed confidence as it is, but for claims within half a hundredth of certainty."""


def fit_of(examples: Sequence[Example]) -> Fit:
    """Fit on decided labels; `UNCHANGED` for fewer than 20.

    A signal that is constant, or departs from its usual value fewer than five times, is dropped. People keep a label
    that they are shown more often than it is right (anchoring): decisions with the label in sight get an intercept of
    their own, and probabilities are those without it. With such decisions alone there is nothing to tell how much they
    owe to it, and the fit is `UNCHANGED`.
    """
    blind = [one for one in examples if not one.shown]
    if len(blind) < FEWEST:
        return UNCHANGED
    names = sorted({name for one in examples for name in one.signals})
    kept = [name for name in names if _tells(name, examples)]
    columns = [[one.signals.get(name, 0.0) for name in kept] + [float(one.shown)] for one in examples]
    inputs = np.array(columns, dtype=float).reshape(len(examples), len(kept) + 1)
    start = np.array([logit(one.claimed) for one in examples])
    right = np.array([one.right for one in examples], dtype=float)
    middle, spread = inputs.mean(axis=0), inputs.std(axis=0)
    spread[spread == 0] = 1.0
    middle[-1], spread[-1] = 0.0, 1.0
    found = _regressed((inputs - middle) / spread, right, start)
    weights = found[1:] / spread
    intercept = float(found[0] - weights @ middle)
    return Fit(
        intercept,
        {name: float(weight) for name, weight in zip(kept, weights, strict=False)},
        tuple(name for name in names if name not in kept),
    )


def _tells(name: str, examples: Sequence[Example]) -> bool:
    values = [round(one.signals.get(name, 0.0), 6) for one in examples]
    usual = max(set(values), key=values.count) if len(set(values)) < len(values) else None
    return sum(value != usual for value in values) >= _RARE


def _regressed(inputs: Floats, right: Floats, start: Floats) -> Floats:
    """Return intercept and weights of a ridge logistic regression with an offset, which scikit-learn's does not take."""
    from scipy.optimize import minimize

    rows = np.hstack([np.ones((len(inputs), 1)), inputs])
    penalty = np.full(rows.shape[1], RIDGE)
    penalty[[0, -1]] = _RIDGE_OF_ALL  # the intercepts, of all and of decisions with the label in sight

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = start + rows @ weights
        missed = 1 / (1 + np.exp(-odds)) - right
        value = np.logaddexp(0, odds).sum() - right @ odds + 0.5 * penalty @ weights**2
        return float(value), rows.T @ missed + penalty * weights

    found: Floats = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def folds_of(authorities: Sequence[str], seed: str, folds: int = FOLDS) -> dict[str, int]:
    """Return each authority's fold, as even as can be, fixed by the seed; never more folds than authorities."""
    ordered = sorted(set(authorities), key=lambda one: content_id("fold", seed, one))
    return {one: at % min(folds, len(ordered)) for at, one in enumerate(ordered)}
