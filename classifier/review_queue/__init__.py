"""Which answers need a person, in what order, and why. Pure: it reads and writes nothing.

    reasons → queue_items        sampling: blind checks        agreement, screening: how people did

An answer that no reason speaks for is in no queue: only a stratum accepted under a stated error bound,
or a blind check, settles it. A label's confidence is a claim, so it orders the queue and never closes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.records import CurrentAnswer
from classifier.review_queue.reasons import Reason, flagged, narrows, rare_values, reasons_for
from classifier.review_queue.sampling import BLIND_SHARE, OVERLAP_SHARE, in_share
from classifier.round import Round

DEFAULT_THRESHOLD = 0.9
BLIND_CHECK = "blind check"
SECOND_READING = "second reading"


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
    overlap_share: float = OVERLAP_SHARE,
    readers: Mapping[str, int] | None = None,
    samples: Mapping[str, str] | None = None,
    flags: Mapping[str, Sequence[str]] | None = None,
    narrowing: Mapping[str, float] | None = None,
) -> list[QueueItem]:
    """Return the answers that need a person, most doubtful first, ties by answer id.

    `thresholds` maps a field to the confidence (0 to 1) that its label needs to stand without a person;
    a field left out has 0.9 until one is computed. Fields that a person has labelled raise no reason.
    `blind_share` of all answers, the same ones every time, are checked blind whatever their confidence.
    `readers` says how many people have decided on an answer: `overlap_share` of those that one has decided on are
    read by a second. `samples` maps answers drawn for a check, not yet read, to the sample's name.
    `flags` says with which words an answer is at odds with another of its authority. `narrowing` says by how many
    percentage points reading an answer is likely to narrow the declared statistics: by itself it puts an answer into the
    queue only where the round puts statistics first; then these answers come before all others, in that order.
    """
    limits = {field.name: (thresholds or {}).get(field.name, DEFAULT_THRESHOLD) for field in round.taxonomy.fields}
    rare = rare_values(answers, round.taxonomy)
    items = []
    for current in answers:
        answer_id = current.answer.id
        reasons = _by_chance(answer_id, blind_share, overlap_share, (readers or {}).get(answer_id, 0))
        if sample := (samples or {}).get(answer_id):
            reasons.append(Reason(50.0, f"{BLIND_CHECK} of {sample}"))
        if current.by.keys() < _fields(round) or "machine" in current.by.values():
            reasons += flagged((flags or {}).get(answer_id, ()))
        points = (narrowing or {}).get(answer_id, 0.0)
        items.append(_item(current, round, limits, rare, reasons, points))
    return sorted((item for item in items if item), key=lambda item: (-item.priority, item.answer_id))


def _fields(round: Round) -> set[str]:
    return {field.name for field in round.taxonomy.fields}


def is_blind(reasons: Sequence[str]) -> bool:
    """Return whether the reasons ask for a decision without seeing anybody's label: a blind check or second reading."""
    return any(reason.startswith((BLIND_CHECK, SECOND_READING)) for reason in reasons)


def _by_chance(answer_id: str, blind_share: float, overlap_share: float, readers: int) -> list[Reason]:
    if readers == 1 and in_share(answer_id, "overlap", overlap_share):
        return [Reason(20.0, SECOND_READING)]
    if readers == 0 and in_share(answer_id, "blind", blind_share):
        return [Reason(15.0, BLIND_CHECK)]
    return []


def _item(
    current: CurrentAnswer,
    round: Round,
    limits: Mapping[str, float],
    rare: frozenset[tuple[str, str]],
    chosen: Sequence[Reason],
    points: float,
) -> QueueItem | None:
    open_fields = [field for field in round.taxonomy.fields if current.by.get(field.name) != "human"]
    reasons = [*chosen, *(reasons_for(current, open_fields, limits, rare) if open_fields else ())]
    first = round.queue_first == "statistics"
    if reasons or first:
        reasons += narrows(points, first=first)
    if not reasons:
        return None
    texts = tuple(dict.fromkeys(reason.text for reason in reasons))
    if is_blind(texts):  # the other reasons speak of labels, and whoever checks blind is to see none
        texts = tuple(text for text in texts if is_blind([text]))
    return QueueItem(current.answer.id, combined_priority(reasons), texts)


def combined_priority(reasons: Sequence[Reason]) -> float:
    """Return the strongest reason's weight, plus a tenth of the others': many small doubts stay below one failure."""
    weights = sorted((reason.weight for reason in reasons), reverse=True)
    return round(weights[0] + sum(weights[1:]) / 10, 3)
