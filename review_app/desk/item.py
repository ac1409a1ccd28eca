"""What the desk shows of one answer: the letter cut into pieces, the fields with their options, keys and quotations.

Plain data for the browser, made from records; nothing is fetched or written here. For a blind item it is
given an answer without proposals, so there is nothing to hide.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from classifier.questionnaire import Question
from classifier.records import CurrentAnswer, Label, Letter, Quote, Span, spanned_text
from classifier.round import Round
from classifier.taxonomy import Field

_ROUND_ABOUT = 1500
_WHOLE_UP_TO = 5000
_OPTION_KEYS = ("123456789", "QWERTYUIOP")
_NAME_KEYS = "DFGHJKL"
_UNIT_END = re.compile(
    r"(?<=[.?!:;])[ \t]*\n?[ \t]*(?=[A-Z0-9(“\"•])|\n\s*\n\s*|\n(?=\s*(?:[(\[]?[0-9a-z]{1,3}[.)\]]|[-•*–]))"
)
_MARKER = re.compile(r"[(\[]?(?:\d{1,2}[a-z]?|[a-z]|[ivx]{1,4})[.)\]:]")


@dataclass(frozen=True, slots=True)
class Shown:
    """How an item is shown: `mode` is review, reveal or again; `view` is answer, whole, page or others."""

    token: str
    mode: str = "review"
    view: str = "answer"
    blind: bool = False
    reasons: tuple[str, ...] = ()


def desk_item(
    current: CurrentAnswer,
    letter: Letter,
    round: Round,
    shown: Shown,
    *,
    thresholds: Mapping[str, float],
    known: Mapping[str, Sequence[str]],
    hints: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Return the item as plain data. `known` are the names offered while typing, `hints` those seen in the passage."""
    answer = current.answer
    quotes = numbered_quotes(current, round)
    fields = _fields(current, round, shown, quotes, thresholds, known, hints)
    window = _window(letter, answer.spans, quotes, shown.view)
    units = sentence_units(letter.text, window)
    return {
        "answer_id": answer.id,
        "token": shown.token,
        "mode": shown.mode,
        "view": shown.view,
        "blind": shown.blind,
        "reasons": list(shown.reasons),
        "authority": current.authority,
        "source": current.source,
        "sent_on": current.sent_on,
        "question": question_words(answer.question_id, round),
        "no_passage": _no_passage(current),
        "spans": [list(span) for span in answer.spans],
        "context": [list(span) for span in answer.context],
        "pieces": pieces(letter, window, current, [quote for _, quote in quotes.values()], units),
        "units": [list(unit) for unit in units],
        "cut_before": window.start,
        "cut_after": len(letter.text) - window.end,
        "has_pages": current.source.lower().endswith(".pdf"),
        "fields": fields,
    }


def question_words(question_id: str, round: Round) -> dict[str, str]:
    """Return a question's words with those of the questions above it and its condition, empty where there are none."""
    by_id = {question.id: question for question in round.questions}
    question = by_id.get(question_id, Question(question_id, ""))
    above, at = [], question
    while at.parent in by_id:
        at = by_id[at.parent]
        above.append(f"{at.id}  {at.text}")
    condition = question.condition
    return {
        "id": question.id,
        "text": question.text,
        "above": "\n".join(reversed(above)),
        "condition": f"Asked only if the answer to {condition.question} is {condition.when}." if condition else "",
    }


def _no_passage(current: CurrentAnswer) -> str:
    if current.answer.state == "unread":
        return "This file could not be read: it has no text layer."
    if current.answer.state == "failed":
        return "The letter could not be split into its answers."
    return "No passage answers this question. If one does, mark it."


# --- quotations ------------------------------------------------------------------------------------------------------


def numbered_quotes(current: CurrentAnswer, round: Round) -> dict[int, tuple[str, Quote]]:
    """Return the quotations by number, counted from 1 in order of the fields and of the letter."""
    listed = [
        (field.name, quote) for field in round.taxonomy.fields for quote in sorted(current.quotes.get(field.name, ()))
    ]
    return dict(enumerate(listed, 1))


# --- the letter ------------------------------------------------------------------------------------------------------


def _window(letter: Letter, spans: Sequence[Span], quotes: Mapping[int, tuple[str, Quote]], view: str) -> Span:
    """Return the part of the letter to send: all of a short one, else what stands round the passage."""
    size = len(letter.text)
    if view == "whole" or size <= _WHOLE_UP_TO or not spans:
        return Span(0, size)
    marks = [(span.start, span.end) for span in spans] + [(quote.start, quote.end) for _, quote in quotes.values()]
    start = max(0, min(start for start, _ in marks) - _ROUND_ABOUT)
    end = min(size, max(end for _, end in marks) + _ROUND_ABOUT)
    return Span(letter.text.rfind("\n", 0, start) + 1, size if (at := letter.text.find("\n", end)) < 0 else at)


def sentence_units(text: str, window: Span) -> list[Span]:
    """Return the sentences and list items of a window, in order, without the blanks round them."""
    cuts = [window.start, *(found.end() for found in _UNIT_END.finditer(text, window.start, window.end)), window.end]
    units: list[Span] = []
    for start, end in pairwise(cuts):
        part = text[start:end]
        if not part.strip():
            continue
        unit = Span(start + len(part) - len(part.lstrip()), start + len(part.rstrip()))
        if units and _MARKER.fullmatch(text, *units[-1]):  # a number by itself belongs to what it numbers
            unit = Span(units.pop().start, unit.end)
        units.append(unit)
    return units


def pieces(
    letter: Letter, window: Span, current: CurrentAnswer, quotes: Sequence[Quote], units: Sequence[Span]
) -> list[dict[str, Any]]:
    """Cut a window at every boundary. `s`, `e` are offsets in characters, `q` numbers of quotes, `u` the unit's start."""
    answer = current.answer
    ranges = [
        *answer.spans,
        *answer.context,
        *letter.furniture,
        *units,
        *((quote.start, quote.end) for quote in quotes),
    ]
    cuts = {window.start, window.end, *(at for start, end, *_ in ranges for at in (start, end))}
    edges = sorted(at for at in cuts if window.start <= at <= window.end)
    found, unit = [], -1
    for start, end in pairwise(edges):
        while unit + 1 < len(units) and units[unit + 1].start <= start:
            unit += 1
        piece: dict[str, Any] = {"s": start, "e": end, "t": letter.text[start:end]}
        if unit >= 0 and end <= units[unit].end:
            piece["u"] = units[unit].start
        if numbers := [n for n, quote in enumerate(quotes, 1) if quote.start <= start and end <= quote.end]:
            piece["q"] = numbers
        if any(span.start <= start and end <= span.end for span in letter.furniture):
            piece["f"] = 1
        if any(span.start <= start and end <= span.end for span in answer.context):
            piece["c"] = 1
        found.append(piece)
    return found


# --- the fields ------------------------------------------------------------------------------------------------------


def _fields(
    current: CurrentAnswer,
    round: Round,
    shown: Shown,
    quotes: Mapping[int, tuple[str, Quote]],
    thresholds: Mapping[str, float],
    known: Mapping[str, Sequence[str]],
    hints: Mapping[str, Sequence[str]],
) -> list[dict[str, Any]]:
    rows, name_keys = list(_OPTION_KEYS), iter(_NAME_KEYS)
    found = []
    for field in round.taxonomy.fields:
        label = current.labels.get(field.name)
        offered = _offered(field, label, hints.get(field.name, ()))
        keys: Sequence[str | None]
        if field.kind == "names":
            keys = [next(name_keys, None) for _ in offered]
        else:
            row = rows.pop(0) if rows else ""
            keys = [row[at] if at < len(row) else None for at in range(len(field.values))]
            if field.kind == "one_of" and row.startswith("1"):
                keys = [*keys, "0"]
        found.append(
            _field(current, field, shown, thresholds[field.name])
            | {
                "options": [option | {"key": key} for option, key in zip(offered, [*keys, None], strict=False)],
                "known": list(known.get(field.name, ())),
                "quotes": [
                    {"n": n, "start": quote.start, "end": quote.end, "text": quote.text}
                    for n, (name, quote) in quotes.items()
                    if name == field.name
                ],
            }
        )
    return found


def _field(current: CurrentAnswer, field: Field, shown: Shown, threshold: float) -> dict[str, Any]:
    name = field.name
    machine = current.by.get(name) == "machine"
    label = current.labels.get(name)
    return {
        "name": name,
        "title": field.title or name,
        "kind": field.kind,
        "question": field.question,
        "guidance": field.guidance or field.undetermined,
        "label": list(label) if isinstance(label, tuple) else label,
        "confidence": current.confidence.get(name) if machine else None,
        "threshold": threshold,
        "failure": "" if name in current.labels else current.failures.get(name, ""),
        "open": why_open(current, field, threshold, blind=shown.blind),
        "suggested": name in current.labels,
        "machine": "",
    }


def why_open(current: CurrentAnswer, field: Field, threshold: float, *, blind: bool) -> str:
    """Return why a field must be decided by hand, in words; the empty string when it may be accepted as it stands."""
    name = field.name
    if blind:
        return "to decide"
    if current.by.get(name) == "human":
        return ""
    if name not in current.labels:
        return "no suggestion"
    if current.signals.get(name, {}).get("outside_spans"):
        return "its words are no longer part of the answer"
    if current.labels[name] and not current.quotes.get(name):
        return "no quotation was found"
    if current.signals.get(name, {}).get("uncalibrated"):
        return "it came after its threshold was tested"
    confidence = current.confidence.get(name, 0.0)
    return f"under {threshold:.2f}" if confidence < threshold else ""


def _offered(field: Field, label: Label, hints: Sequence[str]) -> list[dict[str, Any]]:
    if field.kind == "names":
        names = dict.fromkeys([*(label if isinstance(label, tuple) else ()), *hints])
        return [{"value": name, "title": name, "definition": "", "examples": ""} for name in names]
    options: list[dict[str, Any]] = [
        {
            "value": value.name,
            "title": value.title or value.name,
            "definition": value.definition,
            "examples": " · ".join(f"“{example}”" for example in value.examples),
        }
        for value in field.values
    ]
    if field.kind == "one_of":
        undetermined = {"value": None, "title": "Undetermined", "definition": field.undetermined, "examples": ""}
        options.append(undetermined)
    return options


def snippet(letter: Letter, spans: Sequence[Span], size: int = 600) -> str:
    """Return the first words of a passage, cut at `size` characters."""
    words = spanned_text(letter.text, spans)
    return words if len(words) <= size else f"{words[:size].rstrip()} …"
