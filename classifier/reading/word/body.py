"""A Word body as lines: one for each paragraph (more at line breaks), one for each table row."""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from classifier.reading.word.numbering import Counter, Numbering, next_number, number_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = frozenset(f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CELL_LIMIT = 4_000
_DEEPEST = 60


class Line(NamedTuple):
    """A line of text; `furniture` for headers, footers and white text, `signals` for what was left out."""

    text: str
    furniture: bool = False
    signals: tuple[str, ...] = ()


def body_lines(root: ElementTree.Element, numbering: Numbering) -> list[Line]:
    """Return the lines of a part of the document, a blank one after each paragraph and table."""
    return _blocks(root, numbering, Counter(), 0)


def _blocks(element: ElementTree.Element, numbering: Numbering, counter: Counter, depth: int) -> list[Line]:
    lines: list[Line] = []
    if depth > _DEEPEST:
        return lines
    for child in element:
        if child.tag == f"{_W}p":
            lines += _paragraph(child, numbering, counter, depth)
        elif child.tag == f"{_W}tbl":
            for row in _inside(child, "tr"):
                lines += _row(row, numbering, counter, depth)
            lines.append(Line(""))
        elif child.tag not in _GONE and child.tag != _FALLBACK:
            lines += _blocks(child, numbering, counter, depth + 1)
    return lines


def _paragraph(element: ElementTree.Element, numbering: Numbering, counter: Counter, depth: int) -> list[Line]:
    boxes = [line for box in element.iter(f"{_W}txbxContent") for line in _blocks(box, numbering, counter, depth + 1)]
    pieces = list(_runs(element, 0))
    shown = "".join(piece.text for piece in pieces if not piece.signals)
    signals = tuple(dict.fromkeys(signal for piece in pieces for signal in piece.signals))
    visible = [piece for piece in pieces if piece.text.strip() and not piece.signals]
    white = bool(visible) and all(piece.furniture for piece in visible)
    number = _number(element, numbering, counter) if shown.strip() else ""
    if white:
        signals = (*signals, "white_text")
    lines = [Line(words, white, signals if at == 0 else ()) for at, words in enumerate(f"{number}{shown}".split("\n"))]
    return [*lines, Line(""), *(boxes[: len(boxes) // _copies(element)])]


def _copies(element: ElementTree.Element) -> int:
    """A text box is written twice, for new and old programs."""
    return 2 if any(True for _ in element.iter(_FALLBACK)) else 1


def _runs(element: ElementTree.Element, depth: int) -> Iterator[Line]:
    for child in element if depth < _DEEPEST else ():
        if child.tag in (f"{_W}del", f"{_W}moveFrom"):
            yield Line("", signals=("deleted_text",))
        elif child.tag == f"{_W}r":
            yield _run(child)
        elif child.tag not in _GONE:
            yield from _runs(child, depth + 1)


def _run(element: ElementTree.Element) -> Line:
    words = ""
    for child in element:
        if child.tag == f"{_W}t":
            words += (child.text or "").replace("\n", " ")
        elif child.tag == f"{_W}tab":
            words += "\t"
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            words += "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            words += "\u2011"
        elif child.tag == f"{_W}softHyphen":
            words += "\u00ad"
    look = element.find(f"{_W}rPr")
    hidden = look is not None and _on(look.find(f"{_W}vanish"))
    return Line(words, _white(look), ("hidden_text",) if hidden and words.strip() else ())


def _white(look: ElementTree.Element | None) -> bool:
    """White letters with no shading of their own; a shaded cell is looked at by its row."""
    colour = look.find(f"{_W}color") if look is not None else None
    shade = look.find(f"{_W}shd") if look is not None else None
    return colour is not None and shade is None and colour.get(f"{_W}val", "").upper() == "FFFFFF"


def _on(element: ElementTree.Element | None) -> bool:
    return element is not None and element.get(f"{_W}val", "true") not in ("0", "false", "off")


def _number(element: ElementTree.Element, numbering: Numbering, counter: Counter) -> str:
    style = element.find(f"{_W}pPr/{_W}pStyle")
    named = numbering.styles.get(style.get(f"{_W}val", "")) if style is not None else None
    own = number_of(element.find(f"{_W}pPr/{_W}numPr"))
    name, depth = own or named or ("", 0)
    return next_number(counter, numbering, name or (named[0] if named else ""), depth)


def _inside(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """The rows of a table or the cells of a row, those inside content controls too, in order."""
    found: list[ElementTree.Element] = []
    for child in element:
        if child.tag == f"{_W}{name}":
            found.append(child)
        elif child.tag == f"{_W}sdt":
            found += child.findall(f"{_W}sdtContent/{_W}{name}")
    return found


def _row(element: ElementTree.Element, numbering: Numbering, counter: Counter, depth: int) -> list[Line]:
    """One line for a row, cells joined by " | "; a row of one cell, or with a whole letter in a cell, is unfolded."""
    cells = [_blocks(cell, numbering, counter, depth + 1) for cell in _inside(element, "tc")]
    shaded = [cell.find(f"{_W}tcPr/{_W}shd") is not None for cell in _inside(element, "tc")]
    texts = [
        " ".join(" ".join(line.text.split("\t")).strip() for line in lines if line.text.strip()) for lines in cells
    ]
    if len(cells) == 1 or any(len(text) > _CELL_LIMIT for text in texts):
        return [line for lines in cells for line in lines]
    signals = tuple(dict.fromkeys(signal for lines in cells for line in lines for signal in line.signals))
    written = [(line, shade) for lines, shade in zip(cells, shaded, strict=True) for line in lines if line.text.strip()]
    white = bool(written) and all(line.furniture and not shade for line, shade in written)
    return [Line(" | ".join(texts), white, signals)] if any(texts) else []
