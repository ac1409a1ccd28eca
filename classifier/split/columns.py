"""Two columns on the same lines: questions on the left, answers on the right, blanks between.

Some programs keep a page's layout when they turn it into text, so a question that is wrapped in its narrow column stands
beside the first lines of its answer. The right column is then what answers, the left one what is answered. Nothing here
reads what the columns say.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifier.records import Span
from classifier.split.lines import stripped

_CELL = re.compile(r"(?<=[ \xa0]{2})[^\s\xa0]")
_WORD = re.compile(r"\w")
_LEAST = 6  # lines on which both columns stand; fewer are a table, an address, a sum
_GAP = 16  # lines of one column, or of a page's furniture, that may stand between
_NARROWEST = 6  # characters of the left column


@dataclass(frozen=True, slots=True)
class Columns:
    """The parts of the lines that stand in each column, in order; blanks around them are left out."""

    left: tuple[Span, ...] = ()
    right: tuple[Span, ...] = ()


def find_columns(text: str) -> Columns:
    """Return the columns of a text that has two of them over many lines; none of any other text."""
    lines = [Span(found.start(), found.end()) for found in re.finditer(r"[^\n\f]+", text)]
    edge = _edge(text, lines)
    if edge is None:
        return Columns()
    beside = [at for at, line in enumerate(lines) if _is_split(text, line, edge)]
    within = _between(lines, beside, edge)
    cut = [_cut(text, line, edge) for line in within]
    across = sum(
        not (left or right) and bool(_WORD.search(text, *line)) for line, (left, right) in zip(within, cut, strict=True)
    )
    if across > len(beside):
        return Columns()  # words of full width stand below each of these lines, as below "REQUEST 1   Pools"
    return Columns(
        tuple(left for left, _ in cut if left),
        tuple(right for _, right in cut if right),
    )


def _edge(text: str, lines: Sequence[Span]) -> int | None:
    """Return the place in the line at which most right cells begin; of several, the one furthest right."""
    starts = Counter(at for line in lines for at in _cells(text, line) if at >= _NARROWEST)
    both = {at: sum(_is_split(text, line, at) for line in lines) for at, count in starts.items() if count >= _LEAST}
    most = max(both.values(), default=0)
    return max((at for at, count in both.items() if count >= max(_LEAST, 0.6 * most)), default=None)


def _cells(text: str, line: Span) -> Iterator[int]:
    return (found.start() - line.start for found in _CELL.finditer(text, line.start, line.end))


def _is_split(text: str, line: Span, edge: int) -> bool:
    """Say whether a line has words on both sides of an edge, and blanks before it."""
    at = line.start + edge
    if at >= line.end or text[at].isspace() or text[max(line.start, at - 2) : at].strip():
        return False
    return bool(text[line.start : at].strip())


def _between(lines: Sequence[Span], beside: Sequence[int], edge: int) -> list[Span]:
    """Return the lines from the first that has both columns to the last, those left out that are far from any."""
    kept: list[Span] = []
    for at, following in zip(beside, [*beside[1:], None], strict=True):
        near = following is not None and following - at <= _GAP
        kept += lines[at:following] if near else lines[at : _end_of_row(lines, at, edge)]
    return kept


def _end_of_row(lines: Sequence[Span], at: int, edge: int) -> int:
    """Return the index after the last line that goes on, without a blank line, in the left column alone."""
    last = at + 1
    while last < len(lines) and lines[last].start == lines[last - 1].end + 1 and len(range(*lines[last])) <= edge:
        last += 1
    return last


def _cut(text: str, line: Span, edge: int) -> tuple[Span | None, Span | None]:
    at = line.start + edge
    if at >= line.end:  # "B.1    No." is shorter than the left column beside others is wide
        cells = (line.start + cell for cell in _cells(text, line) if text[line.start : line.start + cell].strip())
        inner = next(cells, line.end)
        return stripped(text, line.start, inner), stripped(text, inner, line.end)
    if text[max(line.start, at - 2) : at].strip():
        return None, None  # it runs over the edge: a line of full width
    return stripped(text, line.start, at), stripped(text, at, line.end)
