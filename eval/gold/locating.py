"""Find the spans that gold writes as strings in a letter's text.

A string that stands in the text more than once carries its occurrence, counted from 1 over the whole text;
without one the first after the previous answer is meant. A text read from another format than the one that
gold was written on may differ in blanks and typography; there the normalised search of quotations finds it.
"""

import re
from typing import Any

from classifier.errors import DataError
from classifier.quotes import Source, find_quote
from classifier.records import Letter, Span


def locate(letter: Letter, entry: Any, after: int) -> Span | None:
    """Return where a gold span stands, preferring a place at or after `after`; None where it is not in the text.

    Raises DataError for an entry that is neither a string nor {text, occurrence}.
    """
    if isinstance(entry, dict) and isinstance(entry.get("text"), str) and isinstance(entry.get("occurrence"), int):
        places = _places(letter.text, entry["text"])
        if not places:
            return _normalised(letter, entry["text"], after)
        at = entry["occurrence"] - 1
        return Span(places[at], places[at] + len(entry["text"])) if 0 <= at < len(places) else None
    if not isinstance(entry, str):
        raise DataError('a span is a string, or {"text": "No.", "occurrence": 3}')
    if not entry.strip():
        return None
    at = letter.text.find(entry, after)
    at = at if at >= 0 else letter.text.find(entry)
    return Span(at, at + len(entry)) if at >= 0 else _normalised(letter, entry, after)


def _places(text: str, wanted: str) -> list[int]:
    return [found.start() for found in re.finditer(f"(?={re.escape(wanted)})", text)] if wanted.strip() else []


def _normalised(letter: Letter, wanted: str, after: int) -> Span | None:
    found = find_quote(Source(letter.text, letter.furniture), wanted, [Span(after, len(letter.text))])
    return Span(found.start, found.end) if found else None
