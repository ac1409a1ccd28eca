"""What is measured: so many calls and workers, a latency, faults, a limit; and what the least possible time is."""

import heapq
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

_SIGMA = 0.5


@dataclass(frozen=True)
class Scene:
    """One measurement: so many items and workers, a mean latency, faults in a thousand (429, 500, broken JSON,
    stalled), a limit of requests a second, answers in a letter, who takes part."""

    title: str
    count: int
    concurrency: int = 64
    mean_s: float = 0.2
    spoil: tuple[int, int, int, int] = (0, 0, 0, 0)
    rate: float = 0.0
    answers: int = 1
    clients: tuple[str, ...] = ("project",)

    @property
    def faults(self) -> int:
        """How many items are spoilt the first time they are asked about."""
        return sum(self.count * share // 1000 for share in self.spoil)


ALL = ("openai", "instructor", "instructor-json", "project", "pydantic-ai", "langextract")
SOME = ("openai", "instructor", "project")
SCENES = {
    "clean": Scene("lognormal latency of mean 200 ms", 2000, clients=ALL),
    "slow": Scene("lognormal latency of mean 1 s", 2000, mean_s=1.0, clients=SOME),
    "wide": Scene("256 workers, mean 200 ms", 8000, concurrency=256),
    "faults": Scene("2 % 429, 1 % 500, 1 % broken JSON, 0.5 % stalls", 1000, spoil=(20, 10, 10, 5), clients=ALL),
    "limit": Scene("a limit of 60 requests a second", 600, rate=60.0, clients=SOME),
    "letters": Scene("24 answers a call", 500, answers=24),
    "small": Scene("memory: 1,000 calls, no latency", 1000, mean_s=0.0),
    "large": Scene("memory: 100,000 calls, no latency", 100_000, mean_s=0.0),
}
QUICK = {
    "clean": replace(SCENES["clean"], count=600, clients=SOME),
    "wide": replace(SCENES["wide"], count=2000),
    "faults": replace(SCENES["faults"], count=400, clients=("project",)),
    "limit": replace(SCENES["limit"], count=400, clients=("project",)),
    "letters": replace(SCENES["letters"], count=200),
}
"""The same in less than two minutes: for a look, not for figures to be told."""


def latency(mean_s: float) -> Callable[[], float]:
    """Return the latencies that the server draws, in order; the same ones every time."""
    rng = random.Random(1)
    if not mean_s:
        return lambda: 0.0
    return lambda: rng.lognormvariate(math.log(mean_s) - _SIGMA**2 / 2, _SIGMA)


def bound_s(scene: Scene) -> float:
    """Return the seconds that the scene's workers need at the least for its latencies, or by its limit.

    The latencies are handed out to the workers as they become free; a scheduler that never waits does as well.
    """
    if scene.rate:
        return (scene.count - scene.rate) / scene.rate
    draw = latency(scene.mean_s)
    free = [0.0] * scene.concurrency
    for _ in range(scene.count):
        heapq.heapreplace(free, free[0] + draw())
    return max(free)
