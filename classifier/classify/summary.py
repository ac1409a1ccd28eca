"""What a classification run came to, how far it is, and what one would cost: plain records for whoever prints."""

from collections.abc import Callable
from dataclasses import dataclass

from classifier.llm import Usage


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `seconds_left` is None until there is a rate; `cost_usd` None where there is no price."""

    done: int
    total: int
    letters_per_s: float
    seconds_left: float | None
    cost_usd: float | None
    usage: Usage


Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class ClassifySummary:
    """What one call of `classify_round` did. `letters` were finished now, `left` are still to do.

    `stopped` says in a sentence why letters are left, empty when none are; `adopted` says whether the run's labels
    are the round's current ones now.
    """

    run_id: str
    letters: int
    left: int
    answers: int
    proposals: int
    failures: int
    usage: Usage
    cost_usd: float | None
    duration_ms: int
    stopped: str = ""
    adopted: bool = True
    unused_records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would need, estimated from lengths. Costs are None where the model has no known price.

    `cached_usd` supposes that the provider caches the beginning that all prompts share, from the second call on;
    `batch_usd` that the Batch API is used. `prices_read_on` dates the price table.
    """

    model: str
    letters: int
    answers: int
    calls: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    live_usd: float | None
    cached_usd: float | None
    batch_usd: float | None
    prices_read_on: str
