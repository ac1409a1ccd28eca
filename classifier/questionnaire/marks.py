"""Where the questions of a request begin: numbers, letters and Roman numerals that go on in sequence.

A marker counts when it continues a list that is open, or opens a new one with its first element, at a line's
beginning or inside a line ("a. …; b. …"). What each question says is read elsewhere.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from classifier.markers import Marker, letter_value, marker_at, ordinals, roman_value
from classifier.questionnaire.gaps import WIDEST, Unread, over_gaps, unread_lines
from classifier.questionnaire.sections import in_sections, section_at

_Style = Literal["number", "letter", "capital", "roman"]

_SIGNED = re.compile(r"\b(sincerely|faithfully|truly|regards|wishes|thanks)\W*\n\s*$", re.IGNORECASE)
_INLINE = re.compile(r"(?<=[\s;])[(]?(?P<path>[a-z]|[ivx]{1,4})[.)]\s+(?=\S)", re.IGNORECASE)
_BULLET = re.compile(r"^[ \t]*[-*•·▪–][ \t]+(?=\S)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a question begins: its marker's place in the request, its id, and the id of the question it is part of."""

    start: int
    end: int
    id: str
    parent: str | None


@dataclass(slots=True)
class _Level:
    style: _Style
    value: int
    id: str


def marks_of(text: str) -> list[Mark]:
    """Accept the markers that continue a list that is open, or open a new one with its first element."""
    found: list[Mark] = []
    levels: list[_Level] = []
    candidates = _candidates(text)
    skipping = over_gaps(text, [marker for marker, at_line_start in candidates if at_line_start])
    for marker, at_line_start in candidates:
        skips = WIDEST if marker.start in skipping else 0
        mark = _accept(levels, marker, at_line_start, capital=text[marker.path_start].isupper(), skips=skips)
        if mark:
            found.append(mark)
    return found


def unread_in(text: str, marks: Sequence[Mark], end: int) -> list[Unread]:
    """Return the lines before `end` that begin like numbered questions and are none of the marks."""
    opening = [marker for marker, at_line_start in _candidates(text) if at_line_start]
    return list(unread_lines(text, opening, [(mark.start, mark.id) for mark in marks], end))


def bullets_of(text: str) -> list[Mark]:
    """Number the items of a request that has bullets and no numbers: 1, 2, 3 in order."""
    found = _BULLET.finditer(text)
    return [Mark(m.start(), m.end(), str(i), None) for i, m in enumerate(found, 1)]


def _candidates(text: str) -> list[tuple[Marker, bool]]:
    """Return the markers of a request in order, with whether they begin a line."""
    opening, inside = [], []
    for start, line_end in _lines(text):
        first = marker_at(text, start, line_end) or section_at(text, start, line_end)
        if first and not _is_signature(text, first):
            opening.append(_lettered(first))
        for inline in _INLINE.finditer(text, max(start, first.end if first else start), line_end):
            path = (inline["path"].lower(),)
            inside.append(Marker(inline.start(), inline.end(), path, path_start=inline.start("path")))
    found = [(marker, True) for marker in in_sections(text, opening)] + [(marker, False) for marker in inside]
    return sorted(found, key=lambda one: one[0].start)


def _lettered(marker: Marker) -> Marker:
    """In a request "A1." is part A's first question; only in a reply is it the answer to 1."""
    return replace(marker, path=(marker.word, *marker.path), word="") if marker.word in ("a", "r") else marker


def _lines(text: str) -> Iterable[tuple[int, int]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, at + len(line.rstrip("\n"))
        at += len(line)


def _is_signature(text: str, marker: Marker) -> bool:
    """ "A. Reader" below "Yours faithfully" is a person, no question."""
    initial = len(marker.path) == 1 and text[marker.path_start].isupper() and not marker.word
    return initial and bool(_SIGNED.search(text[max(0, marker.start - 60) : marker.start]))


def _accept(levels: list[_Level], marker: Marker, at_line_start: bool, capital: bool, skips: int = 0) -> Mark | None:
    """Place a marker in the open lists, and change them; None when it fits nowhere. It may leave out `skips` numbers."""
    if len(marker.path) > 1 and (marker.path[0].isdigit() or marker.path[1].isdigit()):
        return _accept_compound(levels, marker)
    component = marker.path[0]
    styles = {level.style for level in levels}
    for depth in range(len(levels) - 1, -1, -1):
        if component.isdigit() and "." in levels[depth].id:
            continue  # after 2.2 a lone 3 is the next question of all, never 2.3
        if styles >= {"letter", "capital"} and levels[depth].style == ("letter" if capital else "capital"):
            continue  # below A4 "b)" is the next part, and "B." the next section
        value = _value(component, levels[depth].style)
        if value is not None and 1 <= value - levels[depth].value <= 1 + skips:
            del levels[depth + 1 :]
            return _push(levels, depth, levels[depth].style, value, component, marker)
    if not at_line_start and not levels:
        return None
    style: _Style = "number" if component.isdigit() else "roman" if component == "i" else _cased(capital)
    if _value(component, style) != 1 or style in styles:
        return None
    return _push(levels, len(levels), style, 1, component, marker)


def _accept_compound(levels: list[_Level], marker: Marker) -> Mark:
    """`1a)`, `1.1`, `B2.`: the path says by itself where the question stands."""
    levels.clear()
    for depth, component in enumerate(marker.path):
        style: _Style = "number" if component.isdigit() else "roman"
        if letter_value(component):
            style = _cased(capital=depth == 0)  # A1 stands in section A
        levels.append(_Level(style, ordinals(component)[0], _join(list(marker.path[: depth + 1]))))
    return Mark(marker.start, marker.end, levels[-1].id, levels[-2].id)


def _push(levels: list[_Level], depth: int, style: _Style, value: int, component: str, marker: Marker) -> Mark:
    parent = levels[depth - 1].id if depth else None
    new = _Level(style, value, _join([parent or "", component]))
    levels[depth:] = [new]
    return Mark(marker.start, marker.end, new.id, parent)


def _join(parts: Sequence[str]) -> str:
    """`2` and `a` make 2a; `2` and `1` make 2.1."""
    joined = ""
    for part in parts:
        joined += f".{part}" if joined[-1:].isdigit() and part[:1].isdigit() else part
    return joined


def _value(component: str, style: _Style) -> int | None:
    if style == "number":
        return int(component) if component.isdigit() else None
    return roman_value(component) if style == "roman" else letter_value(component)


def _cased(capital: bool) -> _Style:
    return "capital" if capital else "letter"
