"""The runs of words on a page with their places, as PDFium finds them; which of them are white on white."""

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

_WHITE = 250
_TINY = 1.5
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


def pieces_of(page: PdfPage) -> list[Piece]:
    """Return the page's pieces in the order in which they are drawn; the empty list for a page without text."""
    words = page.get_textpage()
    boxes = [words.get_rect(number) for number in range(words.count_rects())]
    texts = [_text(words, box) for box in boxes]
    whole = words.get_text_range()
    texts = _aligned(texts, _plain(whole))
    if abs(_letters("".join(texts)) - _letters(whole)) > max(3, 0.02 * _letters(whole)):  # runs over each other
        boxes, texts = _stacked(whole, page)
    hidden, grounds = _colours(page) if boxes else ([], [])
    found = []
    for box, text in zip(boxes, texts, strict=True):
        if text.strip():
            tiny = box[3] - box[1] < _TINY and box[2] - box[0] < _TINY * len(text.strip())
            white = tiny or (_within(box, hidden) and not _within(box, grounds))
            found.append(Piece(box[0], box[1], box[2], box[3], text, white))
    words.close()
    return found


def _text(words: PdfTextPage, box: Box) -> str:
    return _plain(words.get_text_bounded(*box))


def _plain(text: str) -> str:
    """PDFium writes a hyphen at a line end as U+FFFE or U+0002."""
    return text.replace("\ufffe", "-").replace("\x02", "-").replace("\r\n", " ").replace("\n", " ").replace("\r", " ")


def _aligned(texts: list[str], whole: str) -> list[str]:
    """Take off letters that belong to a neighbouring run and were caught by this one's box, going by the plain text."""
    found, at = [], 0
    for text in texts:
        words = text.strip()
        while at < len(whole) and whole[at].isspace():
            at += 1
        own = next((one for one in _cut_shorter(words) if one and whole.startswith(one, at)), None)
        at += len(own if own is not None else words)
        found.append(text if own in (None, words) else f"{own}{text[len(text.rstrip()) :]}")
    return found


def _cut_shorter(words: str) -> Iterator[str]:
    """The words whole, and with a letter or two less at either end."""
    yield words
    for cut in (1, 2):
        yield words[cut:].lstrip()
        yield words[:-cut].rstrip()


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _stacked(whole: str, page: PdfPage) -> tuple[list[Box], list[str]]:
    """Lines of the plain text, one below the other."""
    lines = [line for line in whole.replace("\ufffe", "-").replace("\x02", "-").splitlines() if line.strip()]
    top = page.get_height()
    return [(0.0, top - 12.0 * n - 10, 400.0, top - 12.0 * n) for n in range(len(lines))], lines


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
