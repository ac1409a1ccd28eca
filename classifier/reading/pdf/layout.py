"""A page's pieces to lines of text: gaps become blank lines, the cells of a row stand on one line.

    pieces → segments (runs on one line, cut at columns) → blocks (segments under each other) → rows

The order of drawing is kept, since it is the order of writing; only cells that stand side by side are joined.
A table drawn line by line across the page is put together again where its words say that they go on.
"""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from classifier.reading.pdf.pieces import Piece

_MARKER = re.compile(
    r"[(\[]?(\d{1,2}[a-z]?|[A-Za-z]|[ivxIVX]{1,5}|[Qq]\d{1,2}[a-z]?)[.)\]:]{1,2}|[•●▪◦○·\-\u2013\u2014*\uf0b7]"
)
_NUMBER = re.compile(r"[(\[]?(\d{1,2}|[A-Za-z]|[ivxIVX]{1,5})[.)\]]{0,2}")
_COLUMN_GAP = 2.5
_CUT_GAP = 0.8
_LONGEST_CELL = 30
_BACK = 4


class Line(NamedTuple):
    """A line of text; the empty string is a blank line. `white` says that nobody sees it on paper."""

    text: str
    white: bool = False


@dataclass(slots=True)
class Segment:
    """Words that stand on one line of one column."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    white: bool

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


@dataclass(slots=True)
class Block:
    """Segments under each other with no gap: a paragraph, or a cell."""

    segments: list[Segment] = field(default_factory=list)

    @property
    def left(self) -> float:
        return min(segment.left for segment in self.segments)

    @property
    def right(self) -> float:
        return max(segment.right for segment in self.segments)

    @property
    def top(self) -> float:
        return self.segments[0].top

    @property
    def bottom(self) -> float:
        return self.segments[-1].bottom

    @property
    def height(self) -> float:
        return max(segment.height for segment in self.segments)

    @property
    def text(self) -> str:
        return " ".join(segment.text.strip() for segment in self.segments)


Row = list[list[Block]]


def lines_of_page(pieces: Sequence[Piece]) -> list[Line]:
    """Return a page's lines in reading order, without blank lines at its ends."""
    rows = _rows(_blocks(_segments(pieces)))
    lines: list[Line] = []
    for at, row in enumerate(_joined(rows)):
        if at and _gap(row, lines):
            lines.append(Line(""))
        lines += _written(row)
    return lines


def _segments(pieces: Sequence[Piece]) -> list[Segment]:
    """Join pieces on one line, cutting where a column begins."""
    starts = _column_starts(pieces)
    found: list[Segment] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last and _same_line(last, piece) and not _cut(last, piece, starts):
            space = (
                ""
                if last.text.endswith(" ") or piece.left - last.right < 0.25 * max(piece.height, last.height)
                else " "
            )
            text = f"{last.text}{space}{piece.text}"
            bottom, top = min(last.bottom, piece.bottom), max(last.top, piece.top)
            found[-1] = replace(
                last,
                right=max(last.right, piece.right),
                text=text,
                bottom=bottom,
                top=top,
                white=last.white and piece.white,
            )
        else:
            found.append(Segment(piece.left, piece.bottom, piece.right, piece.top, piece.text, piece.white))
    return found


def _column_starts(pieces: Sequence[Piece]) -> set[int]:
    """Left edges, rounded to 2 points, at which at least two lines go on after a gap."""
    edges = Counter(
        round(piece.left / 2)
        for before, piece in itertools.pairwise(pieces)
        if abs(piece.bottom - before.bottom) < 0.5 * piece.height
        and piece.left - before.right > _CUT_GAP * piece.height
    )
    return {edge for edge, count in edges.items() if count > 1}


def _same_line(last: Segment, piece: Piece) -> bool:
    overlap = min(last.top, piece.top) - max(last.bottom, piece.bottom)
    return overlap > 0.5 * min(last.height, max(piece.height, 1.0)) and piece.left >= last.right - 0.5 * last.height


def _cut(last: Segment, piece: Piece, starts: set[int]) -> bool:
    gap = (piece.left - last.right) / max(last.height, 1.0)
    if _MARKER.fullmatch(last.text.strip()):
        return False  # "1." and its words; a number without a sign may be a column
    return gap > _COLUMN_GAP or (
        gap > _CUT_GAP and bool({round(piece.left / 2) + near for near in (-1, 0, 1)} & starts)
    )


def _blocks(segments: Sequence[Segment]) -> list[Block]:
    found: list[Block] = []
    for segment in segments:
        if found and _under(found[-1].segments[-1], segment) and _overlap(found[-1], segment):
            found[-1].segments.append(segment)
        else:
            found.append(Block([segment]))
    return found


def _under(last: Segment, segment: Segment) -> bool:
    """The next line of a paragraph: below, and nearer than seven tenths of a line."""
    gap = last.bottom - segment.top
    return -0.6 * segment.height < gap < 0.7 * max(last.height, segment.height) and segment.top < last.top


def _overlap(block: Block, segment: Segment) -> bool:
    return min(block.right, segment.right) - max(block.left, segment.left) > 0


def _rows(blocks: Sequence[Block]) -> list[Row]:
    """Put blocks that stand side by side into one row; any other block is a row of one cell."""
    rows: list[Row] = []
    for block in blocks:
        if rows and _goes_on_in_cell(rows[-1], block):
            rows[-1][-1].append(block)
        elif rows and _beside(rows[-1][0][0], rows[-1][-1], block):
            rows[-1].append([block])
        elif (first := _opens_row(rows, block)) is not None:
            cell = [one for row in rows[first:] for one in row[0]]
            rows[first:] = [[cell, [block]]]
        else:
            rows.append([[block]])
    return rows


def _beside(first: Block, last: Sequence[Block], block: Block) -> bool:
    """The block begins as high as the row, to the right of its last cell."""
    level = abs(first.top - block.top) < 0.6 * max(first.height, block.height)
    return level and block.left >= max(one.right for one in last) - 2 and _lines(last) <= _LONGEST_CELL


def _opens_row(rows: Sequence[Row], block: Block) -> int | None:
    """Where a first cell of several paragraphs began, when this block stands beside all of it."""
    for at in range(len(rows) - 1, max(len(rows) - 1 - _BACK, -1), -1):
        if len(rows[at]) > 1:
            return None
        cell = [one for row in rows[at:] for one in row[0]]
        if _beside(rows[at][0][0], cell, block):
            return at if _lines(cell) <= _LONGEST_CELL // 2 else None
    return None


def _goes_on_in_cell(row: Row, block: Block) -> bool:
    """A further paragraph of the last cell: under it, and clear of the cells before."""
    if len(row) < 2:
        return False
    last = row[-1][-1]
    gap = last.bottom - block.top
    clear = block.left > max(one.right for cell in row[:-1] for one in cell) - 2
    return clear and 0 <= gap < 2.5 * block.height and abs(block.left - last.left) < 3 * block.height


def _joined(rows: Sequence[Row]) -> list[Row]:
    """Join rows of single lines whose words go on: a table that was drawn line by line."""
    found: list[Row] = []
    for row in rows:
        if found and _continues(found[-1], row):
            found[-1] = [[*above, *below] for above, below in zip(found[-1], row, strict=True)]
        else:
            found.append(row)
    return found


def _continues(above: Row, row: Row) -> bool:
    if len(above) != len(row) or len(row) < 2 or any(len(one.segments) > 1 for cell in row for one in cell):
        return False
    aligned = all(abs(a[-1].left - b[0].left) < 3 for a, b in zip(above, row, strict=True))
    near = 0 <= above[0][-1].bottom - row[0][0].top + row[0][0].height < 2.2 * row[0][0].height
    goes_on = [
        b[0].text[:1].islower() and not re.search(r"[.?!:;]$", a[-1].text.strip())
        for a, b in zip(above, row, strict=True)
    ]
    return aligned and near and any(goes_on)


def _lines(cell: Sequence[Block]) -> int:
    return sum(len(block.segments) for block in cell)


def _gap(row: Row, lines: Sequence[Line]) -> bool:
    """Every block stands apart by a blank line; rows of one table do not."""
    return not (len(row) > 1 and bool(lines) and " | " in lines[-1].text)


def _written(row: Row) -> list[Line]:
    if len(row) == 1:
        return [Line(_spaced(segment.text), segment.white) for block in row[0] for segment in block.segments]
    if numbered := _numbered_list(row):
        return numbered
    text = " | ".join(_spaced(" ".join(block.text for block in cell)) for cell in row)
    return [Line(text, all(segment.white for cell in row for block in cell for segment in block.segments))]


def _numbered_list(row: Row) -> list[Line]:
    """Several numbers in the first cell, each level with a line of the second: a list whose numbers stand apart."""
    numbers = [segment for block in row[0] for segment in block.segments]
    lines = [segment for cell in row[1:] for block in cell for segment in block.segments]
    if len(numbers) < 2 or not all(_NUMBER.fullmatch(one.text.strip()) for one in numbers):
        return []
    level = {id(line): one for one in numbers for line in lines if abs(line.bottom - one.bottom) < 0.5 * line.height}
    if len(level) != len(numbers):
        return []
    return [
        Line(_spaced(f"{level[id(line)].text} {line.text}" if id(line) in level else line.text), line.white)
        for line in lines
    ]


def _spaced(text: str) -> str:
    return re.sub(r"[ \t]{2,}", " ", text).strip(" \t")
