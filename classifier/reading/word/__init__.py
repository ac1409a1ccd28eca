"""Word files (.docx): paragraphs, numbers that Word counts itself, tables row by row, headers and footers.

Read as XML from the zip, because libraries lose the automatic numbers, and a letter that answers "a)" to "f)"
stands on them. Deleted (tracked) and hidden words are left out and counted; white text is furniture. Fields,
macros and links are never followed.
"""

import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from xml.etree import ElementTree

from classifier.errors import DataError
from classifier.reading.characters import clean
from classifier.reading.limits import MIB, Limits
from classifier.reading.texts import Content
from classifier.reading.word.body import Line, body_lines, note_lines
from classifier.reading.word.numbering import read_numbering
from classifier.records import Span

_COUNTING = ("word/numbering.xml", "word/styles.xml")
_LARGEST = 48 * MIB


def read_docx(data: bytes, limits: Limits) -> Content:
    """Return the letter's text: header, body with its notes, footer. Raises DataError for a file that is no Word file."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            document = _xml(archive, "word/document.xml")
            lists, styles = (_xml(archive, name) if name in names else None for name in _COUNTING)
            numbering = read_numbering(lists, styles)
            extra = {name: _xml(archive, name) for name in sorted(names) if _is_extra(name)}
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise DataError(f"not a readable Word file: {' '.join(str(error).split())}") from None
    headers = [line for name, root in extra.items() if "header" in name for line in body_lines(root, numbering)]
    notes: dict[tuple[str, str], Sequence[Line]] = {}
    for name, root in extra.items():
        if "notes" in name:
            notes |= note_lines(root, "footnote" if "footnotes" in name else "endnote", numbering)
    footers = [line for name, root in extra.items() if "footer" in name for line in body_lines(root, numbering)]
    body = body_lines(document, numbering, notes)
    pictures = any("media/" in name for name in names)
    return _content(_framed(_distinct(headers)), body, _framed(_distinct(footers)), pictures)


def _content(headers: list[Line], body: list[Line], footers: list[Line], has_pictures: bool) -> Content:
    lines = [*headers, *body, *footers]
    text, furniture = "", []
    signals: dict[str, int] = {"pictures": 1} if has_pictures else {}
    for line in lines:
        words, counts = clean(line.text)
        for name, count in counts.items():
            signals[name] = signals.get(name, 0) + count
        start = len(text)
        text += words + "\n"
        if line.furniture and words.strip():
            furniture.append(Span(start, start + len(words)))
        for name in line.signals:
            signals[name] = signals.get(name, 0) + 1
    empty = not any(line.text.strip() and not line.furniture for line in lines)
    return Content(
        "" if empty else text.strip("\n") + "\n", furniture=() if empty else _shifted(text, furniture), signals=signals
    )


def _shifted(text: str, furniture: list[Span]) -> tuple[Span, ...]:
    lead = len(text) - len(text.lstrip("\n"))
    return tuple(Span(start - lead, end - lead) for start, end in furniture)


def _framed(lines: list[Line]) -> list[Line]:
    return [line._replace(furniture=True) for line in lines]


def _distinct(lines: list[Line]) -> list[Line]:
    """Each header once, though Word keeps one for first, odd and even pages."""
    return list({line.text.strip(): line for line in lines if line.text.strip()}.values())


def _is_extra(name: str) -> bool:
    return (
        name.startswith("word/")
        and name.endswith(".xml")
        and name[5:].startswith(("header", "footer", "footnotes", "endnotes"))
    )


def _xml(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    info = archive.getinfo(name)
    if info.file_size > _LARGEST:
        raise DataError(f"{name} unpacks to {info.file_size // MIB} MiB, the limit is {_LARGEST // MIB} MiB")
    with archive.open(info) as stream:
        raw = stream.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise DataError(f"{name} unpacks to more than {_LARGEST // MIB} MiB")
    if b"<!DOCTYPE" in raw[:4096] or b"<!ENTITY" in raw[:4096]:
        raise DataError(f"{name} declares entities, which no Word file does: refused")
    try:
        return ElementTree.fromstring(raw)
    except ElementTree.ParseError as error:
        raise DataError(f"{name} is damaged: {error}") from None
