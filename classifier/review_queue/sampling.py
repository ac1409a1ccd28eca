"""Choose answers at random for checks, by their ids alone, so that the choice is the same everywhere and for ever.

Nothing here looks at labels or confidence: a share chosen by doubt would say nothing about the rest.
"""

import math
from collections.abc import Sequence

from classifier.records import content_id

BLIND_SHARE = 0.05
OVERLAP_SHARE = 0.05


def in_share(answer_id: str, purpose: str, share: float) -> bool:
    """Return whether an answer falls in the random share (0 to 1) kept for a purpose such as "blind"."""
    return int(content_id(purpose, answer_id), 16) < share * 2**64


def place_in_draw(answer_id: str) -> float:
    """Return an answer's place (0 to 1) in the order in which answers are drawn for blind checks."""
    return int(content_id("blind", answer_id), 16) / 2**64


def draw(answer_ids: Sequence[str], size: int, seed: str) -> list[str]:
    """Return `size` of the ids (all, if there are fewer), a simple random sample fixed by the seed, in order of draw."""
    return sorted(answer_ids, key=lambda answer: content_id("draw", seed, answer))[:size]


def sample_needed(target: float, confidence: float = 0.95) -> int:
    """Return how many checks without an error bound the error rate by `target`: 59 for 5 %, 149 for 2 %, 299 for 1 %.

    The smallest n with (1 - target)^n <= 1 - confidence.
    """
    return math.ceil(math.log(1 - confidence) / math.log(1 - target))


def upper_bound(errors: int, checked: int, confidence: float = 0.95) -> float | None:
    """Return the one-sided upper bound of an error rate after `errors` in `checked` random checks; None without a check.

    Clopper and Pearson (1934): the rate at which so few errors would have a probability of 1 - confidence.
    """
    if checked == 0:
        return None
    if errors >= checked:
        return 1.0
    low, high = errors / checked, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        chance = sum(math.comb(checked, k) * middle**k * (1 - middle) ** (checked - k) for k in range(errors + 1))
        low, high = (middle, high) if chance > 1 - confidence else (low, middle)
    return high
