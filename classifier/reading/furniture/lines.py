"""The lines of a text with what furniture is known by: their page, the gap before them, their form."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from classifier.records import Span

_LINE = re.compile(r"[^\n\f]+")
_BREAK = re.compile(r"\f|\n[^\S\n\f]*\n[^\S\n\f]*\n[^\S\n\f]*\n")
_PAGE_NUMBER = re.compile(r"\b(page|tudalen|p\.)\s?\d{1,4}(\s?(o\s?/\s?of|of|o|/)\s?\d{1,4})?", re.IGNORECASE)
SHORT = 110


class Line(NamedTuple):
    """A line that is not blank, without the blanks around it.

    `key` is its form for comparing: NFKC, lower case, single blanks, page numbers masked. `page` counts
    known or guessed pages from 0; `sure` says that they are known. `gap` says that blank lines come before.
    """

    start: int
    end: int
    text: str
    key: str
    page: int
    sure: bool
    gap: bool


def lines_of(text: str, pages: Sequence[Span]) -> list[Line]:
    """Return the text's lines in order; pages are the given ones, else guessed from form feeds and blank runs."""
    sure = len(pages) > 1
    starts = [page.start for page in pages] if sure else _guessed_starts(text)
    found: list[Line] = []
    page, last_end = 0, 0
    for match in _LINE.finditer(text):
        words = match.group().strip()
        if not words:
            continue
        start = match.start() + match.group().index(words[0])
        while page + 1 < len(starts) and starts[page + 1] <= start:
            page += 1
        gap = text.count("\n", last_end, start) > 1 or not found
        found.append(Line(start, start + len(words), words, key_of(words), page, sure, gap))
        last_end = start + len(words)
    return found


def key_of(words: str) -> str:
    """Return the form in which lines are compared."""
    plain = " ".join(unicodedata.normalize("NFKC", words).casefold().split())
    return _PAGE_NUMBER.sub("page #", plain)


def _guessed_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in _BREAK.finditer(text))]
