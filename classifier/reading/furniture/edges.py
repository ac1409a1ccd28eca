"""Lines that come back as the first or last lines of pages."""

from collections import Counter
from collections.abc import Sequence

from classifier.reading.furniture.lines import SHORT, Line
from classifier.reading.furniture.marks import may_answer, weight

_DEEPEST = 9
_GUESSED_PAGE = 15


def at_edges(lines: Sequence[Line], numbers: set[int]) -> set[int]:
    """Return the starts of the lines that repeat at the outer edge of pages, working inwards past page numbers.

    On known pages a line must come back on half of them, and on at least two. Guessed pages count only
    when they are as long as pages (15 lines and more on average), and need three.
    """
    pages = _pages(lines)
    sure = bool(lines) and lines[0].sure
    if len(pages) < (2 if sure else 3) or (not sure and len(lines) < _GUESSED_PAGE * len(pages)):
        return set()
    inner = [[line for line in page if line.start not in numbers] for page in pages]
    return _peel(inner, sure) | _peel([page[::-1] for page in inner], sure)


def _pages(lines: Sequence[Line]) -> list[list[Line]]:
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    return list(by_page.values())


def _peel(pages: Sequence[list[Line]], sure: bool) -> set[int]:
    """Take the outermost lines off all pages as long as one line is outermost on enough of them."""
    left = [0] * len(pages)
    taken: set[int] = set()
    for _ in range(_DEEPEST * 2):
        outer = {index: page[left[index]] for index, page in enumerate(pages) if left[index] < min(len(page), _DEEPEST)}
        counts = Counter(line.key for line in outer.values())
        keys = {line.key for line in outer.values() if counts[line.key] >= _enough(line, len(pages), sure)}
        for index, line in outer.items():
            if line.key in keys:
                taken.add(line.start)
                left[index] += 1
        if not keys:
            break
    return taken


def _enough(line: Line, pages: int, sure: bool) -> int:
    """How many pages must begin (or end) with the line before it counts as furniture."""
    if len(line.text) > 2 * SHORT:
        return pages + 1
    if may_answer(line) and not weight(line):
        return max(3, pages)
    return max(2 if sure else 3, (pages + 1) // 2)
