"""The runs of words on a page with their places, as PDFium finds them; which of them are white on white."""

import ctypes
import sys
from typing import NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

BREAK = "\u00ad"
"""Stands for a hyphen at a line end, which may be the line's or the word's; see `hyphens`."""

_WHITE = 250
_TINY = 1.5
_UPRIGHT = 0.05  # radians that a line may lean
_SHIFT = 0.2  # share of the height by which a baseline may move within a run
_GAP = 0.8  # share of the height that a blank in a run may be wide
_MOST_OBJECTS = 20_000


class Piece(NamedTuple):
    """A run of words in one line and font. Places are in points, counted upwards from the page's lower left."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    white: bool = False

    @property
    def height(self) -> float:
        return self.top - self.bottom


Box = tuple[float, float, float, float]


class _Character(NamedTuple):
    """A character with its box and baseline; one that PDFium put in itself has no box."""

    sign: str
    box: Box | None
    baseline: float
    upright: bool


def pieces_of(page: PdfPage) -> list[Piece]:
    """Return the page's pieces in the order in which they are drawn; the empty list for a page without text.

    The blanks within a piece are those that PDFium finds between the characters.
    """
    words = page.get_textpage()
    characters = _characters(words)
    words.close()
    hidden, grounds = _colours(page) if characters else ([], [])
    found: list[Piece] = []
    run = _Run()
    for one in characters:
        white = one.box is not None and bool(hidden) and _within(one.box, hidden) and not _within(one.box, grounds)
        if one.sign in "\r\n" or run.ends_before(one, white):
            found += run.pieces()
            run = _Run()
        if one.sign not in "\r\n":
            run.add(one, white)
    return found + run.pieces()


def _characters(words: PdfTextPage) -> list[_Character]:
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    raw, found = words.raw, []
    for number in range(words.count_chars()):
        sign = _sign(pdfium.FPDFText_GetUnicode(raw, number))
        pdfium.FPDFText_GetCharOrigin(raw, number, x, y)
        own = pdfium.FPDFText_IsGenerated(raw, number) != 1
        box = None
        if own and pdfium.FPDFText_GetCharBox(raw, number, left, right, bottom, top):
            box = (left.value, bottom.value, right.value, top.value)
        upright = abs(pdfium.FPDFText_GetCharAngle(raw, number)) < _UPRIGHT
        found.append(_Character(sign, box, y.value, upright))
    return found


def _sign(code: int) -> str:
    """PDFium writes a hyphen at a line end as U+FFFE or U+0002, which `hyphens` settles, and characters beyond U+FFFF in halves on some systems."""
    if code in (0xFFFE, 0x02):
        return BREAK
    return "" if 0xD800 <= code <= 0xDFFF or code > sys.maxunicode else chr(code)


class _Run:
    """Characters that stand one after the other on one line, until one of them does not."""

    __slots__ = ("_box", "_last", "_text", "_white")

    def __init__(self) -> None:
        self._text = ""
        self._box: Box | None = None
        self._last: _Character | None = None
        self._white = False

    def ends_before(self, one: _Character, white: bool) -> bool:
        """Say whether a character stands on another line, beyond a gap, before the run, or is of another visibility."""
        last = self._last
        if last is None or last.box is None or self._box is None or one.box is None or one.sign.isspace():
            return False
        if white != self._white:
            return True
        if not (last.upright and one.upright):
            return last.upright != one.upright
        height = max(self._box[3] - self._box[1], one.box[3] - one.box[1])
        return (
            abs(one.baseline - last.baseline) > _SHIFT * height
            or one.box[0] - last.box[2] > _GAP * height
            or one.box[0] < last.box[0] - height
        )

    def add(self, one: _Character, white: bool) -> None:
        self._text += one.sign
        if one.box is not None and not one.sign.isspace():
            self._box = _around(self._box, one.box) if self._box else one.box
            self._last, self._white = one, white

    def pieces(self) -> list[Piece]:
        """Return the run as a piece; none where nothing is to be read."""
        if not self._text.strip() or not self._box:
            return []
        left, bottom, right, top = self._box
        tiny = top - bottom < _TINY and right - left < _TINY * len(self._text.strip())
        return [Piece(left, bottom, right, top, self._text, tiny or self._white)]


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _colours(page: PdfPage) -> tuple[list[Box], list[Box]]:
    """Return the boxes of white text, and of painted grounds that would make white text readable."""
    texts: list[Box] = []
    grounds: list[Box] = []
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for number, thing in enumerate(page.get_objects(max_depth=3)):
        if number > _MOST_OBJECTS:
            break
        if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            grounds.append(thing.get_bounds())
        if thing.type not in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH):
            continue
        if not pdfium.FPDFPageObj_GetFillColor(thing.raw, red, green, blue, alpha):
            continue
        white = min(red.value, green.value, blue.value) >= _WHITE or alpha.value < 10
        if thing.type == pdfium.FPDF_PAGEOBJ_TEXT and white:
            texts.append(thing.get_bounds())
        elif thing.type == pdfium.FPDF_PAGEOBJ_PATH and not white:
            grounds.append(thing.get_bounds())
    return (texts, grounds) if texts else ([], [])


def _within(box: Box, boxes: list[Box]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1 for left, bottom, right, top in boxes)
