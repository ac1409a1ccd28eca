"""A Word body as lines: one for each paragraph (more at line breaks), one for each table row."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
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


class _Reader(NamedTuple):
    """What is needed to read any paragraph: how lists are numbered and have been so far, and the notes by what
    refers to them."""

    numbering: Numbering
    counter: Counter
    notes: Mapping[tuple[str, str], Sequence[Line]]


def body_lines(
    root: ElementTree.Element,
    numbering: Numbering,
    notes: Mapping[tuple[str, str], Sequence[Line]] = MappingProxyType({}),
) -> list[Line]:
    """Return the lines of a part of the document, a blank one after each paragraph and table; a foot- or endnote stands
    below the paragraph that refers to it."""
    return _blocks(root, _Reader(numbering, Counter(), notes), 0)


def note_lines(root: ElementTree.Element, kind: str, numbering: Numbering) -> dict[tuple[str, str], Sequence[Line]]:
    """Return the notes of a part, `kind` "footnote" or "endnote", by kind and id; the lines that part notes are none."""
    return {
        (kind, note.get(f"{_W}id", "")): [line for line in body_lines(note, numbering) if line.text.strip()]
        for note in root.iter(f"{_W}{kind}")
        if note.get(f"{_W}type", "normal") == "normal"
    }


def _blocks(element: ElementTree.Element, reader: _Reader, depth: int) -> list[Line]:
    lines: list[Line] = []
    if depth > _DEEPEST:
        return lines
    for child in element:
        if child.tag == f"{_W}p":
            lines += _paragraph(child, reader, depth)
        elif child.tag == f"{_W}tbl":
            above: dict[int, list[Line]] = {}
            for row in _inside(child, "tr"):
                lines += _row(row, above, reader, depth)
            lines.append(Line(""))
        elif child.tag not in _GONE and child.tag != _FALLBACK:
            lines += _blocks(child, reader, depth + 1)
    return lines


def _paragraph(element: ElementTree.Element, reader: _Reader, depth: int) -> list[Line]:
    boxes = [line for box in element.iter(f"{_W}txbxContent") for line in _blocks(box, reader, depth + 1)]
    pieces = list(_runs(element, 0))
    shown = "".join(piece.text for piece in pieces if not piece.signals)
    signals = tuple(dict.fromkeys(signal for piece in pieces for signal in piece.signals))
    visible = [piece for piece in pieces if piece.text.strip() and not piece.signals]
    white = bool(visible) and all(piece.furniture for piece in visible)
    number = _number(element, reader.numbering, reader.counter) if shown.strip() else ""
    if white:
        signals = (*signals, "white_text")
    lines = [Line(words, white, signals if at == 0 else ()) for at, words in enumerate(f"{number}{shown}".split("\n"))]
    return [*lines, Line(""), *_cited(element, reader.notes), *(boxes[: len(boxes) // _copies(element)])]


def _cited(element: ElementTree.Element, notes: Mapping[tuple[str, str], Sequence[Line]]) -> list[Line]:
    """The notes that a paragraph refers to, each with a blank line after it."""
    keys = [
        (kind, mark.get(f"{_W}id", ""))
        for kind in ("footnote", "endnote")
        for mark in element.iter(f"{_W}{kind}Reference")
    ]
    return [line for key in dict.fromkeys(keys) if key in notes for line in (*notes[key], Line(""))]


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


def _goes_on(cell: ElementTree.Element) -> bool:
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merged is not None and merged.get(f"{_W}val", "continue") == "continue"


def _width(cell: ElementTree.Element) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    words = span.get(f"{_W}val", "1") if span is not None else "1"
    return int(words) if words.isdigit() else 1


def _inside(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """The rows of a table or the cells of a row, those inside content controls too, in order."""
    found: list[ElementTree.Element] = []
    for child in element:
        if child.tag == f"{_W}{name}":
            found.append(child)
        elif child.tag == f"{_W}sdt":
            found += child.findall(f"{_W}sdtContent/{_W}{name}")
    return found


def _row(element: ElementTree.Element, above: dict[int, list[Line]], reader: _Reader, depth: int) -> list[Line]:
    """One line for a row, cells joined by " | "; a row of one cell, or with a whole letter in a cell, is unfolded.

    A cell merged downwards has its words in every row that it stands in, but a row's first, which is a number that the
    next row would seem to begin with again: `above` are the lines of the cells of the row
    above, by the column where they begin, and is brought up to this row.
    """
    cells = []
    column = 0
    for cell in _inside(element, "tc"):
        goes_on = _goes_on(cell) and column in above and column > 0
        cells.append(above[column] if goes_on else _blocks(cell, reader, depth + 1))
        above[column] = cells[-1]
        column += _width(cell)
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
