"""Notes below the answers that answers refer to: "Withheld. See Note 1.", and at the end "Note 1 (question 3d). …".

A note is a part of every answer that cites it, and of none that it merely stands below.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from classifier.records import Span
from classifier.split.lines import Line, is_annex, is_closing
from classifier.split.passages import disjoint
from classifier.split.reasons import goes_on
from classifier.split.spans import Found

_HEAD = re.compile(
    r"(?:foot|end)?note\s(?P<name>\d{1,2}|(?-i:[A-Z]))\b(?:[ \xa0]*\([^()\n]*(?:\([a-z]+\)[^()\n]*)*\))?[ \xa0]*[.:)–—-]*[ \xa0]*",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"\b(?:foot|end)?notes?\s(?P<names>(?:\d{1,2}|(?-i:[A-Z]))\b(?:\s?(?:,|and|&)\s?(?:\d{1,2}|(?-i:[A-Z]))\b)*)",
    re.IGNORECASE,
)
_LONGEST_TITLE = 80  # characters
_NAME = re.compile(r"\d{1,2}|\b[A-Z]\b")


class Note(NamedTuple):
    """A note: what it is called, all of it, and its own words."""

    name: str
    whole: Span
    words: Span


def find_notes(text: str, lines: Sequence[Line]) -> list[Note]:
    """Return the notes that something above them cites, in order."""
    found: list[Note] = []
    heads = [(at, line, head) for at, line in enumerate(lines) if (head := _HEAD.match(text, line.start, line.end))]
    first: dict[str, int] = {}  # where each name is cited first
    for start, name in _citations(text, Span(0, len(text))) if heads else ():
        first.setdefault(name, start)
    for at, line, head in heads:
        if not (line.gap or found) or head["name"] in (one.name for one in found):
            continue
        if not found and first.get(head["name"], line.start) >= line.start:
            continue  # those after a note that is cited are notes too
        titled = _is_title(text, lines, at, head.end())
        end = _last_line(text, lines, at + titled).end
        start = lines[at + 1].start if titled else head.end()
        if start < end:
            found.append(Note(head["name"], Span(line.start, end), Span(start, end)))
    return found


def _is_title(text: str, lines: Sequence[Line], at: int, words: int) -> bool:
    """Say whether a note's first line is only its title: "NOTE A – Section 43(2), Q4 and Q12"."""
    if at + 1 == len(lines):
        return False
    shown = text[words : lines[at].end]
    return not shown.strip() or (lines[at + 1].gap and len(shown) <= _LONGEST_TITLE and not shown.endswith("."))


def with_notes(text: str, found: Mapping[int, Found], notes: Sequence[Note]) -> dict[int, Found]:
    """Return the answers with the notes that they cite."""
    given = dict(found)
    for leaf, one in found.items():
        names = {name for span in one.spans for name in cited(text, span)}
        if added := [note.words for note in notes if note.name in names]:
            given[leaf] = replace(one, spans=tuple(disjoint([*one.spans, *added])))
    return given


def cited(text: str, span: Span) -> set[str]:
    """Return the names of the notes that a passage refers to."""
    return {name for _, name in _citations(text, span)}


def _citations(text: str, span: Span) -> Iterator[tuple[int, str]]:
    return ((match.start(), name) for match in _CITED.finditer(text, *span) for name in _NAME.findall(match["names"]))


def _last_line(text: str, lines: Sequence[Line], at: int) -> Line:
    """Return the last line of a note: that of its paragraph, or of those that weigh the public interest behind it."""
    last = lines[at]
    for line in lines[at + 1 :]:
        ends = is_closing(text, line) or is_annex(text, line) or _HEAD.match(text, line.start, line.end)
        if ends or (line.gap and not goes_on(text, line)):
            break
        last = line
    return last
