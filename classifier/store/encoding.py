"""How labels, spans and quotes stand in a JSON column, and how they come back. Nothing here touches a store."""

import json
from collections.abc import Sequence
from typing import Any

from classifier.errors import DataError
from classifier.records import Label, Quote, Span

_ENCODER = json.JSONEncoder(allow_nan=False, separators=(",", ":"))


def to_json(value: Any) -> str:
    """Return JSON text that both engines take, whatever characters are in it; raise DataError for NaN and infinity."""
    if not value and isinstance(value, tuple | list | dict):
        return "{}" if isinstance(value, dict) else "[]"
    try:
        return _ENCODER.encode(value)
    except ValueError as error:
        raise DataError(f"a value cannot be stored as JSON ({error}): {value!r:.200}") from None


def label_from(text: str) -> Label:
    """Return the label of a JSON text: a list comes back as a tuple."""
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value


def spans_from(text: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(text))


def quotes_from(text: str) -> tuple[Quote, ...]:
    return tuple(Quote(start, end, words) for start, end, words in json.loads(text))


def check_spans(spans: Sequence[Span], length: int, what: str) -> None:
    """Raise DataError unless the spans lie inside the text, in order, none empty and none over another."""
    before = 0
    for start, end in spans:
        if not before <= start < end <= length:
            raise DataError(
                f"{what}: span {start} to {end} is empty, out of order or outside of the {length} characters"
            )
        before = end


def plain_text(text: str) -> str:
    """Return a stranger's words with the characters replaced that PostgreSQL or UTF-8 cannot hold."""
    return text.replace("\0", "�").encode("utf-8", "replace").decode()


def checked_text(text: str, what: str) -> str:
    """Return the text as it is; raise DataError when it cannot be stored as it is, for spans count its characters."""
    if plain_text(text) != text:
        raise DataError(f"{what}: the text holds a NUL or half a character: read the file again")
    return text
