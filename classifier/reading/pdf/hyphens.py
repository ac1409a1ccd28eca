"""Words that a line end breaks in two: made one again where the hyphen is only the line's, kept where it is the word's.

PDFium marks every hyphen at a line end alike, "dis-posal" and "people-counting". A file whose program hyphenates by
itself has many such breaks; there a word is joined unless both halves are words that stand elsewhere in it. In any file
it is joined where the whole word stands elsewhere, and where the sign is a soft hyphen.
"""

import re
from collections.abc import Iterator, Sequence

from classifier.reading.pdf.layout import Line
from classifier.reading.pdf.pieces import BREAK

_SOFT = "\u2010"  # Chromium writes a soft hyphen so
_BROKEN = re.compile(rf"([^\W\d_]+)([{BREAK}{_SOFT}])(\s*)([^\W\d_]+)?")
_REST = re.compile(r"\S+\s?")
_WORD = re.compile(r"[^\W\d_]+")
_MANY = 3  # breaks of words in a file whose program hyphenates by itself


def joined(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the lines of all pages with their broken words settled; no line is taken away."""
    text = "\n".join(line.text for lines in pages for line in lines)
    if BREAK not in text and _SOFT not in text:
        return [list(lines) for lines in pages]
    words = {word.casefold() for word in _WORD.findall(_BROKEN.sub(" ", text))}
    breaks = [(found[1], found[4]) for found in _BROKEN.finditer(text) if found[4] and found[4][0].islower()]
    many = sum(not (first.casefold() in words and second.casefold() in words) for first, second in breaks) >= _MANY
    return [list(_lines(lines, words, many)) for lines in pages]


def _lines(lines: Sequence[Line], words: set[str], many: bool) -> Iterator[Line]:
    moved = ""  # what of a line's beginning has gone to the line before
    for at, line in enumerate(lines):
        text = line.text.removeprefix(moved) if moved else line.text
        moved = ""
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        text = _BROKEN.sub(lambda found: _inside(found, words, many), text)
        if text.endswith((BREAK, _SOFT)):
            first, second = _WORD.findall(text[-40:]), _WORD.match(following)
            if first and second and _is_one(first[-1], text[-1], second.group(), words, many):
                rest = _REST.match(following)
                moved = rest.group() if rest else ""
                text = text[:-1] + moved.rstrip()
            else:
                text = text[:-1] + "-"
        yield line._replace(text=text.replace(BREAK, "-"))


def _inside(found: re.Match[str], words: set[str], many: bool) -> str:
    """A break within a table's cell, whose lines have become one."""
    first, sign, blank, second = found.groups()
    if second is None or (sign == _SOFT and not blank):
        return found.group()
    return f"{first}{'' if _is_one(first, sign, second, words, many) else '-'}{second}"


def _is_one(first: str, sign: str, second: str, words: set[str], many: bool) -> bool:
    if not second[0].islower():
        return False
    if sign == _SOFT or f"{first}{second}".casefold() in words:
        return True
    return many and not (first.casefold() in words and second.casefold() in words)
