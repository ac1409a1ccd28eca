"""What happens on the desk: an item is opened, decided, skipped, undone. Everything in one transaction per action.

Plain functions over the store, without Streamlit: `Seat` is one tab's state, each action returns the next one.
Nothing is written by looking but a claim, so that two people do not do the same item by accident.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from classifier.errors import UserError
from classifier.naming import comparable
from classifier.queueing import thresholds_of
from classifier.records import CurrentAnswer, Label, Review
from classifier.review_queue import DEFAULT_THRESHOLD, is_blind
from classifier.review_queue.events import standing
from classifier.store import (
    Database,
    QueueEntry,
    claim,
    claim_next,
    delete_draft,
    read_current_answer,
    read_history,
    read_letter,
    read_queue,
    release,
    save_draft,
    save_reviews,
)
from review_app.desk.decision import reviews_of, token_of
from review_app.directory import Directory
from review_app.work import Work

LEASE = timedelta(minutes=3)
AHEAD = 25


@dataclass(frozen=True, slots=True)
class Seat:
    """One tab's place in the work. `undo` holds the events of the decisions made here, the latest last.

    `machine` holds the machine's labels after a blind decision that differs from them, else it is empty.
    """

    answer_id: str | None = None
    reasons: tuple[str, ...] = ()
    mode: str = "review"
    view: str = "answer"
    order: str = "doubt"
    only: str = "all"
    history: bool = False
    skipped: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    undo: tuple[tuple[Review, ...], ...] = ()
    machine: Mapping[str, Label] = field(default_factory=dict)
    said: str = ""
    said_kind: str = "hint"
    saved_at_utc: datetime | None = None


def thresholds(db: Database, work: Work) -> dict[str, float]:
    """Return each field's threshold: the one in force, 0.9 where none has passed on a blind sample."""
    return {one.name: DEFAULT_THRESHOLD for one in work.round.taxonomy.fields} | thresholds_of(db)


def take_next(db: Database, work: Work, seat: Seat, directory: Directory, now_utc: datetime) -> Seat:
    """Claim the next item in the seat's order and sit down at it; at none when nothing is open to this person."""
    found = _next_by_place(db, work, seat, directory, now_utc) if seat.order != "doubt" or seat.only != "all" else None
    if found is None and seat.only == "all":
        skip = seat.skipped
        found = claim_next(db, work.person.name, work.session, now_utc, now_utc + LEASE, skip)
    reasons = reasons_of(db, found) if found else ()
    return replace(seat, answer_id=found, reasons=reasons, mode="review", view="answer", history=False, machine={})


def reasons_of(db: Database, answer_id: str) -> tuple[str, ...]:
    """Return why the queue has an answer; none for one that it does not have. The top of the queue is looked at first."""
    for limit in (AHEAD, None):
        found = next((one.reasons for one in read_queue(db, limit) if one.answer_id == answer_id), None)
        if found is not None:
            return found
    return ()


def _next_by_place(db: Database, work: Work, seat: Seat, directory: Directory, now_utc: datetime) -> str | None:
    """Return the next open item of the same letter or question, or that matches what is to be shown; claimed."""
    entries = {one.answer_id: one for one in read_queue(db) if matches(one, seat.only)}
    ordered = list(entries) if seat.order == "doubt" else directory.ordered(seat.order, seat.answer_id)
    for answer_id in ordered:
        if answer_id not in entries or answer_id in seat.skipped or answer_id == seat.answer_id:
            continue
        if _finished(db, work, answer_id):
            continue
        if claim(db, answer_id, work.person.name, work.session, now_utc, now_utc + LEASE):
            return answer_id
    return None


def _finished(db: Database, work: Work, answer_id: str) -> bool:
    """Return whether this person has decided all fields of an answer."""
    return set(work.fields) <= {
        one.field for one in standing(read_history(db, answer_id)) if one.reviewer == work.person.name
    }


def matches(entry: QueueEntry, only: str) -> bool:
    """Return whether one of an entry's reasons is of the kind that is to be shown; "all" matches everything."""
    return only == "all" or any(reason.startswith(only) for reason in entry.reasons)


def open_item(db: Database, work: Work, seat: Seat, answer_id: str, now_utc: datetime) -> Seat:
    """Sit down at a certain item; where somebody else holds it, stay and say so."""
    if not claim(db, answer_id, work.person.name, work.session, now_utc, now_utc + LEASE):
        return replace(seat, said="Somebody else is deciding on that one now.", said_kind="hint")
    if seat.answer_id and seat.answer_id != answer_id:
        release(db, seat.answer_id, work.session)
    mode = "again" if _finished(db, work, answer_id) else "review"
    trail = (*seat.trail, seat.answer_id) if seat.answer_id and seat.answer_id != answer_id else seat.trail
    seat = replace(seat, answer_id=answer_id, reasons=reasons_of(db, answer_id), mode=mode, trail=trail, said="")
    return replace(seat, view="answer", history=False, machine={})


def decide(db: Database, work: Work, seat: Seat, message: Mapping[str, Any], now_utc: datetime) -> Seat:
    """Save one decision, bound to the item and to what was shown of it; the seat is then free for the next.

    Raises UserError, with nothing saved, when the item was changed since it was shown, is somebody else's now,
    or has a field that still needs the person. A decision that is there already changes nothing.
    """
    answer_id = str(message["answer_id"])
    before = read_current_answer(db, answer_id)
    history = read_history(db, answer_id)
    if any(one.token == message["token"] and one.reviewer == work.person.name for one in history):
        return replace(seat, said="This was saved already.", said_kind="hint")
    if answer_id != seat.answer_id:
        raise UserError("That was for another item than the one on the desk: nothing was saved.")
    if message["token"] != token_of(answer_id, work.person.name, history):
        raise UserError("Somebody decided on this one since you opened it: look at it as it stands now.")
    blind = hidden(seat.reasons, seat.mode)
    shown = {"blind": blind, "mode": seat.mode, "reasons": list(seat.reasons)}
    events = reviews_of(
        message,
        before,
        work.round,
        reviewer=work.person.name,
        now_utc=now_utc,
        thresholds=thresholds(db, work),
        shown=shown,
        text_size=len(read_letter(db, before.answer.letter_id).text) if message.get("spans") else 0,
    )
    save_reviews(db, work.round.taxonomy, events, session=work.session, now_utc=now_utc)
    delete_draft(db, answer_id, work.person.name)
    seat = replace(
        seat, undo=(*seat.undo, tuple(events)), trail=(*seat.trail, answer_id), saved_at_utc=now_utc, said=""
    )
    differing = differences(before, events) if blind else {}
    if differing:
        return replace(seat, answer_id=answer_id, mode="reveal", view="answer", machine=differing)
    release(db, answer_id, work.session)
    return replace(seat, mode="review", machine={})


def hidden(reasons: Sequence[str], mode: str) -> bool:
    """Return whether an item is shown without any label or quotation: blind checks and second readings, once."""
    return mode == "review" and is_blind(reasons)


def differences(before: CurrentAnswer, events: Sequence[Review]) -> dict[str, Label]:
    """Return the machine's labels that a person's events differ from, by field; lists without order and case."""
    return {
        one.field: before.labels[one.field]
        for one in events
        if before.by.get(one.field) == "machine" and comparable(before.labels[one.field]) != comparable(one.label)
    }


def without_labels(current: CurrentAnswer) -> CurrentAnswer:
    """Return an answer with its passage only: what a blind item is made from."""
    return replace(current, labels={}, by={}, confidence={}, quotes={}, signals={}, failures={}, run=None)


def skip(db: Database, work: Work, seat: Seat) -> Seat:
    """Give the item back and leave it out for this tab until nothing else is open."""
    if seat.answer_id is None:
        return replace(seat, skipped=())
    release(db, seat.answer_id, work.session)
    return replace(seat, skipped=(*seat.skipped, seat.answer_id), trail=(*seat.trail, seat.answer_id), said="")


def undo(db: Database, work: Work, seat: Seat, now_utc: datetime) -> Seat:
    """Take back the last decision made in this tab and show its item again; say so where there is none."""
    if not seat.undo:
        return replace(seat, said="Nothing to undo in this tab. Every decision can be taken back in its history.")
    *earlier, last = seat.undo
    save_reviews(
        db, work.round.taxonomy, [revert_of(one, work.person.name, now_utc) for one in last], session=work.session
    )
    seat = replace(seat, undo=tuple(earlier), saved_at_utc=now_utc)
    return replace(open_item(db, work, seat, last[0].answer_id, now_utc), said="Taken back.", said_kind="good")


def revert_of(event: Review, reviewer: str, now_utc: datetime, note: str = "") -> Review:
    """Return the event that takes another one back; the same one for the same event and person."""
    return Review(
        event.answer_id,
        event.field,
        "revert",
        None,
        reviewer,
        f"revert {event.id}",
        now_utc,
        note=note,
        reverts=event.id,
    )


def back(db: Database, work: Work, seat: Seat, now_utc: datetime) -> Seat:
    """Go to the item before this one in this tab."""
    if not seat.trail:
        return replace(seat, said="This is the first item in this tab.")
    *earlier, last = seat.trail
    return replace(open_item(db, work, seat, last, now_utc), trail=tuple(earlier))


def keep_draft(db: Database, work: Work, seat: Seat, message: Mapping[str, Any], now_utc: datetime) -> None:
    """Keep what somebody has begun, and hold their claim; a straggler from an item they have left is dropped."""
    answer_id = str(message["answer_id"])
    if answer_id != seat.answer_id:
        return
    content = {name: message.get(name) for name in ("fields", "spans", "note", "flag", "gap", "token")}
    save_draft(db, answer_id, work.person.name, content)
    claim(db, answer_id, work.person.name, work.session, now_utc, now_utc + LEASE)
