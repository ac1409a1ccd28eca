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

_CELL = re.compile(r"(?<=[ \xa0]{2})[^\s\xa0]")
_LEAST = 6  # lines on which both columns stand; fewer are a table, an address, a sum
_GAP = 4  # lines of full width, a page's furniture, that may stand between
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
    cut = [_cut(text, line, edge) for line in _between(lines, beside)]
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


def _between(lines: Sequence[Span], beside: Sequence[int]) -> list[Span]:
    """Return the lines from the first that has both columns to the last, those left out that are far from any."""
    kept: list[Span] = []
    for at, following in zip(beside, [*beside[1:], None], strict=True):
        last = at + 1 if following is None or following - at > _GAP * 4 else following
        kept += lines[at:last]
    return kept


def _cut(text: str, line: Span, edge: int) -> tuple[Span | None, Span | None]:
    at = min(line.start + edge, line.end)
    if text[max(line.start, at - 2) : at].strip():
        return None, None  # it runs over the edge: a line of full width
    return _stripped(text, line.start, at), _stripped(text, at, line.end)


def _stripped(text: str, start: int, end: int) -> Span | None:
    shown = text[start:end]
    start, end = start + len(shown) - len(shown.lstrip()), start + len(shown.rstrip())
    return Span(start, end) if start < end else None
