"""Make gold of a round's reviewed answers: of those decided blind, and of those that a third person settled.

A label that somebody saw and kept is refused, with the reason: scored against it, the model would be judged by its
own word. Passages were shown to everybody, so they are marked as such and no splitting is scored against them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from classifier.records import CurrentAnswer, Letter, Review
from classifier.review_queue.events import first_labels, readers, said_by, standing
from classifier.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that cannot be gold, and why."""

    source: str
    question: str
    reason: str


def gold_of_reviews(
    letters: Sequence[Letter],
    current: Sequence[CurrentAnswer],
    histories: Mapping[str, Sequence[Review]],
    taxonomy: Taxonomy,
) -> tuple[dict[str, dict[str, Any]], list[Refused]]:
    """Return gold files' contents by letter id, and every reviewed answer that was refused.

    An answer is taken when all of its fields were decided blind or adjudicated. Answers that nobody has reviewed are
    neither taken nor refused. A letter without an answer to take is left out.
    """
    by_letter: dict[str, list[dict[str, Any]]] = {}
    refused = []
    texts = {letter.id: letter.text for letter in letters}
    for one in current:
        history = histories.get(one.answer.id, ())
        if not standing(history):
            continue
        events = {field.name: _settling(history, field.name) for field in taxonomy.fields}
        reasons = [f"{name}: {event}" for name, event in events.items() if isinstance(event, str)]
        if reasons:
            refused.append(Refused(one.source, one.answer.question_id, "; ".join(reasons)))
        else:
            taken = {name: event for name, event in events.items() if isinstance(event, Review)}
            by_letter.setdefault(one.answer.letter_id, []).append(_answer(one, taken, texts[one.answer.letter_id]))
    return {letter.id: _content(letter, by_letter[letter.id]) for letter in letters if letter.id in by_letter}, refused


def _settling(history: Sequence[Review], field: str) -> Review | str:
    """The event that settles a field, or the reason why there is none."""
    stand = [one for one in standing(history) if one.field == field]
    settled = [one for one in stand if one.shown.get("adjudicated")]
    first = [labels[field] for who in readers(history) if field in (labels := first_labels(history, who))]
    blind = [one for one in first if one.shown.get("blind")]
    chosen = settled[-1] if settled else blind[0] if blind else None
    if chosen is None:
        return _why(stand)
    if len({said_by(one) for one in blind}) > 1 and not settled:
        return "two readers differ and nobody has adjudicated"
    return chosen if chosen.action == "label" else "the letter does not decide it"


def _why(stand: Sequence[Review]) -> str:
    if not stand:
        return "not reviewed"
    if "batch" in stand[-1].shown:
        return "accepted in bulk, nobody read it"
    return "the machine's suggestion was shown: a confirmed suggestion is no gold"


def _answer(current: CurrentAnswer, events: Mapping[str, Review], text: str) -> dict[str, Any]:
    labels = {name: list(one.label) if isinstance(one.label, tuple) else one.label for name, one in events.items()}
    settled = [one.note for one in events.values() if one.shown.get("adjudicated")]
    spans = [_span(text, start, end) for start, end in current.answer.spans]
    entry: dict[str, Any] = {"question": current.answer.question_id, "spans": spans, **labels}
    return entry | (
        {"adjudicated": "; ".join(dict.fromkeys(filter(None, settled))) or "settled by a third reader"}
        if settled
        else {}
    )


def _span(text: str, start: int, end: int) -> str | dict[str, Any]:
    """The words of a span, with their occurrence where they stand in the text more than once."""
    words = text[start:end]
    if text.find(words, text.find(words) + 1) < 0:
        return words
    at, occurrence = text.find(words), 1
    while at < start:
        at, occurrence = text.find(words, at + 1), occurrence + 1
    return {"text": words, "occurrence": occurrence}


def _content(letter: Letter, answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    head = {"letter": letter.source.rsplit("/", 1)[-1].rsplit(".", 1)[0], "authority": letter.authority}
    return head | {"partial": True, "passages": "shown", "answers": list(answers)}
