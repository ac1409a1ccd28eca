"""Which answers need a person, in what order, and why. Pure: it reads and writes nothing.

    reasons → queue_items        sampling: blind checks        agreement, screening: how people did

An answer that no reason speaks for is in no queue: only a stratum accepted under a stated error bound,
or a blind check, settles it. A label's confidence is a claim, so it orders the queue and never closes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.records import CurrentAnswer
from classifier.review_queue.reasons import Reason, rare_values, reasons_for
from classifier.review_queue.sampling import BLIND_SHARE, in_share
from classifier.round import Round

DEFAULT_THRESHOLD = 0.9


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An answer that needs a person; higher `priority` comes first. `reasons` are in plain English."""

    answer_id: str
    priority: float
    reasons: tuple[str, ...]


def queue_items(
    answers: Sequence[CurrentAnswer],
    round: Round,
    *,
    thresholds: Mapping[str, float] | None = None,
    blind_share: float = BLIND_SHARE,
) -> list[QueueItem]:
    """Return the answers that need a person, most doubtful first, ties by answer id.

    `thresholds` maps a field to the confidence (0 to 1) that its label needs to stand without a person;
    a field left out has 0.9 until one is computed. Fields that a person has labelled raise no reason.
    `blind_share` of all answers, the same ones every time, are checked blind whatever their confidence.
    """
    limits = {field.name: (thresholds or {}).get(field.name, DEFAULT_THRESHOLD) for field in round.taxonomy.fields}
    rare = rare_values(answers, round.taxonomy)
    items = [_item(current, round, limits, rare, blind_share) for current in answers]
    return sorted((item for item in items if item), key=lambda item: (-item.priority, item.answer_id))


def _item(
    current: CurrentAnswer,
    round: Round,
    limits: Mapping[str, float],
    rare: frozenset[tuple[str, str]],
    blind_share: float,
) -> QueueItem | None:
    open_fields = [field for field in round.taxonomy.fields if current.by.get(field.name) != "human"]
    if not open_fields:
        return None
    reasons = reasons_for(current, open_fields, limits, rare)
    if in_share(current.answer.id, "blind", blind_share):
        reasons.append(Reason(15.0, "blind check"))
    if not reasons:
        return None
    texts = tuple(dict.fromkeys(reason.text for reason in reasons))
    return QueueItem(current.answer.id, round_priority(reasons), texts)


def round_priority(reasons: Sequence[Reason]) -> float:
    """Return the strongest reason's weight, plus a tenth of the others': many small doubts stay below one failure."""
    weights = sorted((reason.weight for reason in reasons), reverse=True)
    return round(weights[0] + sum(weights[1:]) / 10, 3)
