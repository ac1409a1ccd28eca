"""Choose answers at random for checks, by their ids alone, so that the choice is the same everywhere and for ever.

Nothing here looks at labels or confidence: a share chosen by doubt would say nothing about the rest.
"""

from collections.abc import Sequence

from classifier.records import content_id

BLIND_SHARE = 0.05
OVERLAP_SHARE = 0.05


def in_share(answer_id: str, purpose: str, share: float) -> bool:
    """Return whether an answer falls in the random share (0 to 1) kept for a purpose such as "blind"."""
    return int(content_id(purpose, answer_id), 16) < share * 2**64


def draw(answer_ids: Sequence[str], size: int, seed: str) -> list[str]:
    """Return `size` of the ids (all, if there are fewer), a simple random sample fixed by the seed, in order of draw."""
    return sorted(answer_ids, key=lambda answer: content_id("draw", seed, answer))[:size]
