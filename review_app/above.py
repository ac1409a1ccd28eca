"""Accept the labels above the thresholds that are in force: field by field, as one batch that can be taken back whole.

What was drawn for a blind check is left to be read; so is a label without a quotation where it states something, and one
that came after its threshold was tested. The events say under which bound they were accepted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from classifier.calibrating import FieldState, states
from classifier.calibrating.states import sentence
from classifier.queueing import rebuild_queue
from classifier.records import CurrentAnswer, Review, content_id
from classifier.store import Database, Look, read_current, save_reviews
from review_app.work import Work


@dataclass(frozen=True, slots=True)
class Above:
    """One machine label that may stand under a bound."""

    current: CurrentAnswer
    field: str


def above(
    answers: Sequence[CurrentAnswer], looks: Mapping[str, Look], left_to_read: Collection[str]
) -> list[Above]:  # fmt: skip
    """Return the labels above their field's threshold that nobody has decided on, in the order of answers and fields."""
    return [
        Above(current, field)
        for current in answers
        if current.answer.id not in left_to_read
        for field, look in looks.items()
        if _stands(current, field, look)
    ]


def _stands(current: CurrentAnswer, field: str, look: Look) -> bool:
    said = current.signals.get(field, {})
    return (
        current.by.get(field) == "machine"
        and look.confidence is not None
        and current.confidence[field] >= look.confidence
        and (bool(current.quotes.get(field)) or not current.labels[field])
        and not said.get("outside_spans")
        and not said.get("uncalibrated")
    )


def in_force(found: Sequence[FieldState]) -> dict[str, Look]:
    """Return the thresholds in force, by field."""
    return {one.field: one.threshold for one in found if one.threshold}


def left_to_read(found: Sequence[FieldState]) -> set[str]:
    """Return the answers that were drawn for blind checks, read or not: they are never accepted unread."""
    return {name for one in found for name in (*one.drawn.waiting, *one.drawn.read)}


def accept_above(db: Database, work: Work, sampled: Collection[str], now_utc: datetime) -> int:
    """Accept all labels above the thresholds, but of answers in `sampled`; return how many."""
    found = states(db, work.round)
    looks = in_force(found)
    chosen = above(read_current(db), looks, left_to_read(found) | set(sampled))
    ids = [f"{one.current.answer.id} {one.field}" for one in chosen]
    batch = content_id("batch", work.person.name, now_utc.isoformat(), *ids)[:8]
    save_reviews(
        db, work.round.taxonomy, [_accepting(one, looks[one.field], work, batch, now_utc) for one in chosen],
        session=work.session, now_utc=now_utc,
    )  # fmt: skip
    rebuild_queue(db, work.round)
    return len(chosen)


def _accepting(one: Above, look: Look, work: Work, batch: str, now_utc: datetime) -> Review:
    current = one.current
    shown = {
        "batch": batch, "stratum": "labels above their thresholds", "target": look.target, "bound": look.bound,
        "threshold": look.confidence, "look": look.look, "machine_confidence": current.confidence[one.field],
        "run": current.run.id if current.run else None,
    }  # fmt: skip
    return Review(
        current.answer.id, one.field, "label", current.labels[one.field], work.person.name, batch, now_utc, shown=shown
    )


def lines(found: Sequence[FieldState], titles: Mapping[str, str]) -> list[str]:
    """Return one sentence for each field on its threshold."""
    return [sentence(one, titles.get(one.field, "")) for one in found]
