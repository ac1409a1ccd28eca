"""One file to its record: pick the reader by the file's own bytes, hold the limits, find the furniture.

A file that cannot be read becomes a record with a line that says why. Files inside it come back unread.
"""

import hashlib
from collections.abc import Callable
from functools import partial

from classifier.errors import DataError
from classifier.reading.formats import IMAGES, format_of
from classifier.reading.furniture import find_furniture, merge
from classifier.reading.html import FRAME_ONLY, read_html
from classifier.reading.limits import MIB, Limits
from classifier.reading.mail import read_eml, read_msg, read_tnef
from classifier.reading.plain import read_plain
from classifier.reading.tables import read_csv
from classifier.reading.texts import Content, Part, ReadText
from classifier.reading.word import read_docx

DEFAULT_LIMITS = Limits()

_SMALLEST_SCAN = 60_000

Reader = Callable[[bytes, Limits], Content]


def _pdf(data: bytes, limits: Limits) -> Content:
    from classifier.reading.pdf import read_pdf  # PDFium is loaded only where there is a PDF

    content = read_pdf(data, limits)
    return content if content.text else _scan("pdf", int(content.signals["pages"]), data, limits)


def _office(found: str, data: bytes, limits: Limits) -> Content:
    from classifier.reading.office import read_office  # as is kreuzberg

    return read_office(found, data, limits)


def _scan(found: str, pages: int, data: bytes, limits: Limits) -> Content:
    """A picture has no text layer; small ones are logos and not worth a look."""
    if not limits.ocr_pages or (len(data) < _SMALLEST_SCAN and found != "pdf"):
        return Content("", signals={"pages": pages})
    from classifier.reading.scans import read_scan

    return read_scan(data, found, pages, limits)


_READERS: dict[str, Reader] = {
    "pdf": _pdf,
    "txt": read_plain,
    "html": read_html,
    "docx": read_docx,
    "doc": partial(_office, "doc"),
    "rtf": partial(_office, "rtf"),
    "odt": partial(_office, "odt"),
    "ppt": partial(_office, "ppt"),
    "pptx": partial(_office, "pptx"),
    "xlsx": partial(_office, "xlsx"),
    "xls": partial(_office, "xls"),
    "csv": read_csv,
    "eml": read_eml,
    "msg": read_msg,
    "tnef": read_tnef,
    **{found: partial(_scan, found, 1) for found in IMAGES},
}
_REFUSED = {
    "locked": "protected with a password: ask the sender for an open copy",
    "7z": "a 7z archive: unpack it and import the folder",
    "rar": "a rar archive: unpack it and import the folder",
    "gz": "a gzip archive: unpack it and import the folder",
    "unknown": "no reader for this kind of file: save it as PDF or text and import that",
}


def read_part(part: Part, limits: Limits = DEFAULT_LIMITS) -> tuple[ReadText, tuple[Part, ...]]:
    """Return one file's text and the files inside it, unread; whatever is wrong stands in `trouble`."""
    found = format_of(part.name, part.data)
    if trouble := _trouble(part, found, limits):
        return record(part, found, trouble=trouble), ()
    try:
        content = _READERS[found](part.data, limits)
    except DataError as error:
        return record(part, found, trouble=str(error)), ()
    if len(content.text) > limits.characters:
        trouble = f"{len(content.text):,} characters of text, the limit is {limits.characters:,}"
        return record(part, found, trouble=trouble), content.parts
    if content.signals.get("frame_only"):
        return record(part, found, trouble=FRAME_ONLY), ()
    return record(part, found, content), content.parts


def _trouble(part: Part, found: str, limits: Limits) -> str:
    if not part.data:
        return "an empty file"
    if len(part.data) > limits.file_mib * MIB:
        return f"{len(part.data) / MIB:,.0f} MiB, the limit is {limits.file_mib} MiB"
    return (
        "" if found in _READERS else _REFUSED.get(found, f"no reader for {found} files: save it as PDF and import that")
    )


def record(part: Part, found: str, content: Content | None = None, trouble: str = "") -> ReadText:
    content = content or Content("")
    sha256 = hashlib.sha256(part.data).hexdigest()
    furniture = merge(content.text, [*find_furniture(content.text, content.pages), *content.furniture])
    return ReadText(
        source=part.name,
        format=found,
        sha256=sha256,
        size=len(part.data),
        text=content.text,
        pages=content.pages,
        furniture=furniture,
        signals=content.signals,
        sent_on=content.sent_on,
        message=content.message,
        trouble=trouble,
    )
