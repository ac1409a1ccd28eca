"""What the rules' own scores are worth before anyone has reviewed a round: a fit on the shipped gold letters.

`data/rules/confidence-prior.yaml` holds, for each reading, the coefficients of a logistic function of the rules'
score and the splitter's confidence, made by `python -m eval.fit_prior` on the development part of the gold.
"""

import math
from functools import lru_cache

from classifier.resources import read_yaml, resource


def probability(reading: str, score: float, split: float) -> float:
    """Return the probability (0 to 1, four places) that a label is right, from the rules' score and the split's.

    `reading` is a field's reading, or `silence` for an answer that was not found, where the score is the split's.
    """
    fit = _fits().get(reading)
    if fit is None:
        return float(f"{score * (0.5 + 0.5 * split):.4f}")
    z = fit["intercept"] + fit["score"] * _logit(score) + fit["split"] * _logit(split)
    return float(f"{1 / (1 + math.exp(-z)):.4f}")


def _logit(share: float) -> float:
    kept = min(max(share, 0.02), 0.98)
    return math.log(kept / (1 - kept))


@lru_cache(maxsize=1)
def _fits() -> dict[str, dict[str, float]]:
    content: dict[str, dict[str, dict[str, float]]] = read_yaml(resource("data", "rules", "confidence-prior.yaml"))
    return content["fits"]
