"""Furniture inside a line: a footer that the extraction glued to the sentence it interrupts."""

import re
from collections.abc import Sequence

from classifier.reading.furniture.lines import Line
from classifier.reading.furniture.marks import count_up, weight
from classifier.records import Span

_PAGE_OF = re.compile(
    r"[ \t]*[-–—|]?[ \t]*\bPage (?P<number>\d{1,3}) of (?P<total>\d{1,3})\b[ \t]*[-–—|]?", re.IGNORECASE
)
_SHORTEST = 14


def inline_spans(text: str, lines: Sequence[Line], marked: set[int]) -> list[Span]:
    """Return running footers inside lines: "Page 2 of 5" that counts up, and known furniture glued to a line."""
    rest = [line for line in lines if line.start not in marked]
    known = {line.text for line in lines if line.start in marked and weight(line) == 2 and len(line.text) >= _SHORTEST}
    return [*_page_marks(rest), *_glued(rest, known)]


def _page_marks(rest: Sequence[Line]) -> list[Span]:
    found = [(line, match) for line in rest for match in _PAGE_OF.finditer(line.text)]
    if not count_up([match for _, match in found]):
        return []
    return [Span(line.start + match.start(), line.start + match.end()) for line, match in found]


def _glued(rest: Sequence[Line], known: set[str]) -> list[Span]:
    if not known:
        return []
    pattern = re.compile("|".join(re.escape(words) for words in sorted(known, key=len, reverse=True)))
    return [
        Span(line.start + found.start(), line.start + found.end())
        for line in rest
        for found in pattern.finditer(line.text)
    ]
