"""A page's tree to lines of text, as a browser would set them out for reading aloud.

Numbered lists get their numbers, because an answer "a." may be no more than a list item. White text on no
coloured ground is kept as furniture: it can be quoted by nobody; what is not displayed at all is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from classifier.reading.characters import clean
from classifier.reading.html.tree import Element, classes, walk
from classifier.records import Span

_LEFT_OUT = frozenset(
    "script style noscript template head title nav svg iframe object select button math audio video"
    " canvas datalist".split()
)
_BLOCK = frozenset(
    "address article aside body blockquote center dd details dialog div dl dt fieldset figcaption figure"
    " footer form header hgroup hr li main ol section summary table tbody td tfoot th thead tr ul html".split()
)
_PARAGRAPH = frozenset("p h1 h2 h3 h4 h5 h6 blockquote pre table ul ol dl hr".split())
_NOT_SHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(\.0+)?(px|pt|em|%)?\s*(;|$)|mso-hide\s*:\s*all", re.I
)
_WHITE = re.compile(r"(?<![-\w])color\s*:\s*(white|#fff\b|#ffffff|rgb\(\s*255\s*,\s*255\s*,\s*255)", re.IGNORECASE)
_GROUND = re.compile(r"background", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_MARKER = re.compile(r"(\d{1,4}|[a-zA-Z]|[ivxIVX]{1,6})\.|•")
_CELL_LIMIT = 2_500
_MOST_SPANNED = 1000
_CHROME_CLASSES = frozenset(
    {"view_html_logo", "view_html_download_link", "event_actions", "correspondence__footer", "unfold_link"}
)


@dataclass(slots=True)
class Laid:
    """The text so far. `line` is the line being written, `blank` says that a blank line must come before the next,
    `marker` is the number of the list item that begins. White lines are kept with the line they began in."""

    lines: list[str] = field(default_factory=list)
    line: str = ""
    blank: bool = False
    signals: dict[str, Any] = field(default_factory=dict)
    marker: str = ""
    page_lines: list[int] = field(default_factory=list)
    white_lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def pages(self) -> tuple[Span, ...]:
        starts = _offsets(self.lines)
        at = sorted({starts[min(line, len(self.lines))] for line in self.page_lines})
        return (
            tuple(Span(a, b) for a, b in zip(at, [*at[1:], len(self.text)], strict=True) if a < b)
            if len(at) > 1
            else ()
        )

    @property
    def furniture(self) -> tuple[Span, ...]:
        starts = _offsets(self.lines)
        spans = []
        for number, words in self.white_lines:
            at = self.text.find(words, starts[min(number, len(self.lines))])
            spans += [Span(at, at + len(words))] if at >= 0 else []
        return tuple(spans)


def lay_out(root: Element) -> Laid:
    """Return the text of a tree; empty for a page without words."""
    laid = Laid()
    _element(laid, root, pre=False)
    _break(laid)
    return laid


def _offsets(lines: list[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _element(laid: Laid, element: Element, pre: bool) -> None:
    style = element.attributes.get("style", "")
    if element.name in _LEFT_OUT or set(classes(element)) & _CHROME_CLASSES:
        return
    if "hidden" in element.attributes or _NOT_SHOWN.search(style):
        laid.signals["hidden_elements"] = laid.signals.get("hidden_elements", 0) + 1
        return
    if element.name == "br":
        _break(laid, forced=True)
    elif element.name == "a" and element.attributes.get("name", "").isdigit():
        laid.page_lines.append(len(laid.lines))  # pdftohtml marks its pages so
        _children(laid, element, pre)
    elif _is_white(element, style):
        _white(laid, element, pre)
    else:
        _shown(laid, element, pre)


def _shown(laid: Laid, element: Element, pre: bool) -> None:
    if element.name in _BLOCK or element.name in _PARAGRAPH:
        _break(laid)
        laid.blank = laid.blank or element.name in _PARAGRAPH
    if element.name == "table":
        _repeat_merged(element)
    if element.name == "li":
        laid.line, laid.marker = laid.marker, ""
    if element.name == "tr" and (row := _row(laid, element)) is not None:
        laid.line = row
        laid.signals["table_rows"] = laid.signals.get("table_rows", 0) + 1
    elif element.name in ("ol", "ul"):
        _list(laid, element)
    else:
        _children(laid, element, pre or element.name == "pre")
    if element.name in _BLOCK or element.name in _PARAGRAPH:
        _break(laid)
        laid.blank = laid.blank or element.name in _PARAGRAPH


def _children(laid: Laid, element: Element, pre: bool) -> None:
    for child in element.children:
        if isinstance(child, Element):
            _element(laid, child, pre)
        elif pre:
            first, *more = child.split("\n")
            laid.line += first
            for words in more:
                _break(laid, forced=True)
                laid.line += words
        else:
            words = _BLANKS.sub(" ", child)
            laid.line += words.lstrip(" ") if not laid.line or laid.line.endswith(" ") else words


def _break(laid: Laid, forced: bool = False) -> None:
    """End the line. Without `forced` an empty one leaves no trace; two forced ones leave a blank line."""
    line, counts = clean(laid.line.rstrip(" "))
    for name, count in counts.items():
        laid.signals[name] = laid.signals.get(name, 0) + count
    if _MARKER.fullmatch(line) and not forced:
        return  # a paragraph opens inside a list item
    if line.strip():
        if laid.blank and laid.lines and laid.lines[-1].strip():
            laid.lines.append("")
        laid.lines.append(line)
        laid.blank = False
    elif forced:
        laid.lines.append(line)
    laid.line = ""


def _list(laid: Laid, element: Element) -> None:
    number = int(start) if (start := element.attributes.get("start", "1")).isdigit() else 1
    for child in element.children:
        if not isinstance(child, Element):
            continue
        if child.name == "li":
            _break(laid)
            value = child.attributes.get("value", "")
            number = int(value) if value.isdigit() else number
            kind = element.attributes.get("type", "") or _list_style(element)
            laid.marker = f"{_numeral(number, kind)}. " if element.name == "ol" else "• "
            number += 1
        _element(laid, child, pre=False)


def _list_style(element: Element) -> str:
    found = re.search(
        r"list-style(?:-type)?\s*:\s*(lower|upper)-(alpha|latin|roman)", element.attributes.get("style", "")
    )
    return {"alpha": "a", "latin": "a", "roman": "i"}[found[2]] if found else "1"


def _numeral(number: int, kind: str) -> str:
    if kind in ("a", "A") and 1 <= number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in ("i", "I") and 1 <= number <= 20:
        tens, ones = divmod(number, 10)
        roman = "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
        return roman if kind == "i" else roman.upper()
    return str(number)


def _repeat_merged(table: Element) -> None:
    """Put a cell that reaches down over several rows into each of them, but a row's first, which is a number that the
    next row would seem to begin with again."""
    reaching: dict[int, tuple[int, Element]] = {}  # by column: the rows still to come, the cell
    for row in _rows(table):
        cells: list[Element | str] = []
        column = 0
        for child in row.children:
            if isinstance(child, Element) and child.name in ("td", "th"):
                column = _fill(cells, column, reaching)
                down, width = (_spanned(child, name) for name in ("rowspan", "colspan"))
                child.attributes.pop("rowspan", None)  # so that a table inside a repeated cell is not filled twice
                if down > 1 and column > 0:
                    reaching[column] = (down - 1, child)
                column += width
            cells.append(child)
        _fill(cells, column, reaching)
        row.children[:] = cells


def _fill(cells: list[Element | str], column: int, reaching: dict[int, tuple[int, Element]]) -> int:
    """Add the cells that reach down to this column and those next to it; return the next free column."""
    while column in reaching:
        rows, cell = reaching.pop(column)
        cells.append(cell)
        if rows > 1:
            reaching[column] = (rows - 1, cell)
        column += _spanned(cell, "colspan")
    return column


def _spanned(cell: Element, name: str) -> int:
    words = cell.attributes.get(name, "1")
    return max(1, min(int(words), _MOST_SPANNED)) if words.isdigit() else 1


def _rows(table: Element) -> Iterator[Element]:
    """Yield a table's own rows, not those of tables inside it."""
    for child in table.children:
        if isinstance(child, Element) and child.name == "tr":
            yield child
        elif isinstance(child, Element) and child.name in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _row(laid: Laid, element: Element) -> str | None:
    """Return a table row as one line, cells joined by " | "; None for a row that only lays out a page."""
    cells = [child for child in element.children if isinstance(child, Element) and child.name in ("td", "th")]
    if len(cells) < 2 or any(below.name == "table" for cell in cells for below in walk(cell)):
        return None
    parts = [lay_out(cell) for cell in cells]
    texts = [" ".join(line.strip(" ") for line in part.lines if line.strip()) for part in parts]
    if any(len(text) > _CELL_LIMIT for text in texts):
        return None
    laid.white_lines += [(len(laid.lines), line) for part in parts for _, line in part.white_lines]
    return " | ".join(texts) if any(texts) else ""


def _is_white(element: Element, style: str) -> bool:
    colour = element.attributes.get("color", "") if element.name == "font" else ""
    white = _WHITE.search(style) or colour.lower() in ("white", "#fff", "#ffffff")
    return bool(white) and not _GROUND.search(style)


def _white(laid: Laid, element: Element, pre: bool) -> None:
    """Set out white text like any other, and note its lines."""
    number, before = len(laid.lines), laid.line
    _children(laid, element, pre)
    added = [*laid.lines[number:], laid.line]
    added[0] = added[0].removeprefix(before)
    laid.white_lines += [(number, words.strip()) for words in added if words.strip()]
    laid.signals["white_text"] = laid.signals.get("white_text", 0) + 1
