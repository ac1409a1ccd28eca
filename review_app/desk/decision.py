"""Turn what the browser sent into reviews: one event per field, all under the token of the item that was shown.

It checks, and refuses in one line; it never repairs a value, and never guesses for a field that was left open.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from classifier.errors import DataError, UserError
from classifier.records import CurrentAnswer, Label, Review, Span, content_id
from classifier.round import Round
from classifier.taxonomy import Field
from review_app.desk.item import why_open

LEAST_VIEW_MS = 600


def token_of(answer_id: str, reviewer: str, history: Sequence[Review]) -> str:
    """Return the token of a person's next decision on an answer as it stands: the same until somebody decides."""
    return content_id("token", answer_id, reviewer, *(review.id for review in history))


def reviews_of(
    message: Mapping[str, Any],
    current: CurrentAnswer,
    round: Round,
    *,
    reviewer: str,
    now_utc: datetime,
    thresholds: Mapping[str, float],
    shown: Mapping[str, Any],
    text_size: int,
) -> list[Review]:
    """Return the events of one decision; raise UserError when it is too quick, or a field that needs a person has none.

    `shown` is stored with every event, with the suggestion, whether it was kept, and the milliseconds on screen.
    The machine's label of the moment goes along as `machine`, for comparison, also where it was not shown.
    """
    viewed_ms = int(message.get("viewed_ms") or 0)
    if viewed_ms < LEAST_VIEW_MS:
        raise UserError("That was too quick to have read it: look, then press again.")
    spans = spans_of(message.get("spans"), text_size)
    about = dict(shown) | {"viewed_ms": viewed_ms, **_marks(message)}
    common: dict[str, Any] = {
        "answer_id": current.answer.id,
        "reviewer": reviewer,
        "token": str(message["token"]),
        "reviewed_at_utc": now_utc,
        "note": str(message.get("note") or "").strip(),
    }
    events: list[Review] = []
    if spans is not None and spans != current.answer.spans:
        before = [list(span) for span in current.answer.spans]
        events.append(
            Review(field="spans", action="label", label=None, spans=spans, shown=about | {"spans": before}, **common)
        )
    corrected = bool(events)
    for field in round.taxonomy.fields:
        held = (message.get("fields") or {}).get(field.name) or {}
        why = why_open(current, field, thresholds[field.name], blind=bool(about.get("blind")))
        if corrected and not why and lost_words(current, field, spans or ()):
            why = "the passage has changed"
        if why and not held.get("touched"):
            raise UserError(f"{field.title or field.name} needs your decision ({why})")
        events.append(_event(field, held, current, about, common))
    return events


def lost_words(current: CurrentAnswer, field: Field, spans: Sequence[Span]) -> bool:
    """Return whether a field's label stood on words that a corrected passage no longer has, or on no quotation."""
    quotes = current.quotes.get(field.name, ())
    allowed = (*spans, *current.answer.context)
    return not quotes or not all(any(start <= one.start and one.end <= end for start, end in allowed) for one in quotes)


def _marks(message: Mapping[str, Any]) -> dict[str, bool]:
    return {name: True for name in ("flag", "gap") if message.get(name)}


def _event(
    field: Field,
    held: Mapping[str, Any],
    current: CurrentAnswer,
    about: dict[str, Any],
    common: dict[str, Any],
) -> Review:
    suggested = field.name in current.labels and not about.get("blind")
    label = _label(field, held.get("label"))
    cannot = bool(held.get("cannot"))
    seen: dict[str, Any] = {"suggested": suggested, "touched": bool(held.get("touched"))}
    was = current.labels.get(field.name)
    if current.by.get(field.name) == "machine":
        seen |= {
            "machine": list(was) if isinstance(was, tuple) else was,
            "machine_confidence": current.confidence.get(field.name),
        }
    if suggested:
        seen |= {
            "label": list(was) if isinstance(was, tuple) else was,
            "by": current.by.get(field.name),
            "confidence": current.confidence.get(field.name),
            "run": current.run.id if current.run else None,
            "kept": not cannot and label == was,
        }
    return Review(
        field=field.name,
        action="cannot_tell" if cannot else "label",
        label=None if cannot else label,
        shown=about | seen,
        **common,
    )


def _label(field: Field, sent: Any) -> Label:
    if isinstance(sent, list):
        return field.check(tuple(str(one).strip() for one in sent))
    if sent is None:
        return field.check(None)
    return field.check(str(sent))


def spans_of(sent: Any, text_size: int) -> tuple[Span, ...] | None:
    """Return the spans that a person marked, sorted; None when they were left alone; raise DataError for bad ones."""
    if sent is None:
        return None
    spans = sorted(Span(int(start), int(end)) for start, end in sent)
    for before, span in zip([Span(0, 0), *spans], spans, strict=False):
        if not before.end <= span.start < span.end <= text_size:
            raise DataError(f"the passage {span.start}–{span.end} is not in the letter, or overlaps another")
    return tuple(spans)
