"""Gather all that the desk draws in one read: the item as the seat has it, the queue beside it, words about both."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from classifier.counted import counted
from classifier.records import Letter, Review, utc_now
from classifier.store import (
    Database,
    QueueCounts,
    QueueEntry,
    queue_counts,
    read_current,
    read_current_answer,
    read_draft,
    read_history,
    read_letter,
    read_queue,
)
from review_app.desk.decision import token_of
from review_app.desk.flow import AHEAD, LEASE, Seat, hidden, thresholds, without_labels
from review_app.desk.item import Shown, desk_item, snippet
from review_app.desk.names import known_names, names_in
from review_app.desk.pages import page_image
from review_app.directory import Directory
from review_app.texts import clock, label_words
from review_app.work import Work

ORDERS = [
    ["doubt", "Most doubtful in all"],
    ["letter", "Letter by letter"],
    ["question", "One question down all"],
]
FILTERS = [
    ["all", "Everything open"], ["failure", "Failures"], ["unread", "Unread letters"], ["low confidence", "Low confidence"],
    ["split unsure", "Unsure passage"], ["rules and model", "Rules and model disagree"], ["pointer", "Pointers"], ["contradiction", "Contradictions"], ["narrows", "Narrows statistics"],
    ["rare", "Rare values"], ["blind check", "Blind checks"], ["second reading", "Second readings"],
]  # fmt: skip


def desk_data(db: Database, work: Work, seat: Seat, directory: Directory) -> dict[str, Any]:
    """Return what the browser draws."""
    item = _item(db, work, seat) if seat.answer_id else None
    saved = f"saved {clock(seat.saved_at_utc)}" if seat.saved_at_utc else ""
    return {
        "round": work.round.title or work.round.name,
        "item": item,
        "queue": _queue(db, work, seat, read_queue(db, AHEAD), directory),
        "message": {"text": seat.said, "kind": seat.said_kind} if seat.said else None,
        "saved": f"{saved}{' · ' if saved else ''}{work.person.name}",
    }


def _item(db: Database, work: Work, seat: Seat) -> dict[str, Any]:
    name, answer_id = work.person.name, str(seat.answer_id)
    current = read_current_answer(db, answer_id)
    letter = read_letter(db, current.answer.letter_id)
    history = read_history(db, answer_id)
    blind = hidden(seat.reasons, seat.mode)
    seen = without_labels(current) if blind else current
    shown = Shown(token_of(answer_id, name, history), seat.mode, seat.view, blind, seat.reasons)
    item = desk_item(
        seen, letter, work.round, shown,
        thresholds=thresholds(db, work),
        known=known_names(work.round),
        hints={} if blind else names_in(work.round, letter, current),
    )  # fmt: skip
    for field in item["fields"]:
        if field["name"] in seat.machine:
            field["machine"] = label_words(seat.machine[field["name"]])
    draft = read_draft(db, answer_id, name)
    item["draft"] = draft if draft and draft.get("token") == shown.token else None
    if seat.history and not blind:
        item["history"] = [history_line(one, history) for one in history]
    if seat.view == "others":
        item["others"] = _others(db, work, letter)
    if seat.view == "page":
        item["page"] = page_image(work.round, letter, current.answer.spans)
    return item


# --- around the item -------------------------------------------------------------------------------------------------


def _others(db: Database, work: Work, letter: Letter) -> list[dict[str, Any]]:
    """Return what the same letter says about every question, without anybody's labels."""
    asked = {question.id: question.text for question in work.round.questions}
    return [
        {
            "answer_id": one.answer.id,
            "question": one.answer.question_id,
            "asked": asked.get(one.answer.question_id, ""),
            "text": snippet(letter, one.answer.spans),
            "state": one.answer.state,
            "spans": [list(span) for span in one.answer.spans],
        }
        for one in read_current(db, letter_ids=[letter.id])
    ]


def _queue(db: Database, work: Work, seat: Seat, entries: Sequence[QueueEntry], directory: Directory) -> dict[str, Any]:
    counts = queue_counts(db, work.person.name, utc_now())
    parts = [f"{counts.open:,} open"]
    parts += [f"{counts.with_others:,} with others"] if counts.with_others else []
    parts += (
        [f"{counted(counts.finished_by_reviewer, 'waits', 'wait')} for a second reader"]
        if counts.finished_by_reviewer
        else []
    )
    ahead = [one for one in entries if one.answer_id == seat.answer_id or one.answer_id not in seat.skipped]
    return {
        "order": seat.order,
        "orders": ORDERS,
        "only": seat.only,
        "filters": FILTERS,
        "left": " · ".join([*parts, f"{counts.done:,} done"]),
        "why_empty": _why_empty(seat, counts),
        "items": [_queue_line(one, directory) for one in ahead if one.answer_id in directory.places],
    }


def _queue_line(entry: QueueEntry, directory: Directory) -> dict[str, Any]:
    place = directory.places[entry.answer_id]
    more = len(entry.reasons) - 1  # they count for the order too
    return {
        "answer_id": entry.answer_id,
        "question": place.question_id,
        "authority": place.authority,
        "reason": "".join(entry.reasons[:1]) + (f" +{more}" if more > 0 else ""),
        "reasons": "; ".join(entry.reasons),
        "draft": False,
    }


def _why_empty(seat: Seat, counts: QueueCounts) -> str:
    if seat.only != "all":
        return "Nothing open is here for that reason. Choose “Everything open” in the queue."
    if seat.skipped and counts.open:
        return f"You skipped {len(seat.skipped)}; press S to bring them back."
    if counts.with_others:
        minutes = LEASE // timedelta(minutes=1)
        left = counted(counts.with_others, "answer left is", "answers left are")
        return f"{left} with others now. An item comes back {minutes} minutes after they leave."
    if counts.finished_by_reviewer:
        waits = counted(counts.finished_by_reviewer, "answer waits", "answers wait")
        return f"Nothing is left that needs you: {waits} for a second reader, who must be another person."
    if counts.done:
        return "Nothing is left that needs a person. See Results and Export."
    return "Nothing is classified yet: run `foi classify`, then work the queue out on the Progress page."


# --- history ---------------------------------------------------------------------------------------------------------


def history_line(event: Review, history: Sequence[Review]) -> str:
    """Return an event in words: when, who, what, what had been shown, why."""
    when = f"{event.reviewed_at_utc:%d %b %Y %H:%M} UTC, {event.reviewer}: "
    if event.action == "revert":
        taken = next((one for one in history if one.id == event.reverts), None)
        return f"{when}took back {taken.reviewer if taken else 'a decision'}'s {event.field}"
    what = (
        "passage"
        if event.field == "spans"
        else f"{event.field} → {label_words(event.label, cannot_tell=event.action == 'cannot_tell')}"
    )
    return f"{when}{what}{_seen(event.shown)}{f' — {event.note}' if event.note else ''}"


def _seen(shown: Mapping[str, Any]) -> str:
    parts = []
    if shown.get("blind"):
        parts.append("blind")
    if shown.get("suggested"):
        confidence = f" at {shown['confidence']:.2f}" if isinstance(shown.get("confidence"), float) else ""
        parts.append(f"{shown.get('by', 'machine')} said {label_words(shown.get('label'))}{confidence}")
    if "batch" in shown:
        parts.append("accepted in bulk")
    if shown.get("viewed_ms"):
        parts.append(f"after {shown['viewed_ms'] / 1000:.0f} s")
    return f" ({', '.join(parts)})" if parts else ""
