"""From a file to its texts: pick the reader, hold the limits, go down into mails and zips.

A file that cannot be read becomes a record with a line that says why; the files beside it are still read.
"""

import hashlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from classifier.errors import DataError
from classifier.reading.archives import members
from classifier.reading.formats import format_of
from classifier.reading.furniture import find_furniture, merge
from classifier.reading.html import FRAME_ONLY, read_html
from classifier.reading.limits import MIB, Limits
from classifier.reading.mail import read_eml, read_msg, read_tnef
from classifier.reading.office import read_csv, read_doc, read_odt, read_ppt, read_pptx, read_rtf, read_xls, read_xlsx
from classifier.reading.plain import read_plain
from classifier.reading.texts import Content, Part, ReadText
from classifier.reading.word import read_docx

DEFAULT_LIMITS = Limits()

Reader = Callable[[bytes, Limits], Content]
OneFile = Callable[[Part], tuple[ReadText, tuple[Part, ...]]]
_READERS: dict[str, Reader] = {
    "txt": read_plain,
    "html": read_html,
    "docx": read_docx,
    "doc": read_doc,
    "rtf": read_rtf,
    "odt": read_odt,
    "ppt": read_ppt,
    "pptx": read_pptx,
    "xlsx": read_xlsx,
    "xls": read_xls,
    "csv": read_csv,
    "eml": read_eml,
    "msg": read_msg,
    "tnef": read_tnef,
}
_REFUSED = {
    "locked": "protected with a password: ask the sender for an open copy",
    "7z": "a 7z archive: unpack it and import the folder",
    "rar": "a rar archive: unpack it and import the folder",
    "gz": "a gzip archive: unpack it and import the folder",
    "unknown": "no reader for this kind of file: save it as PDF or text and import that",
}


def read_file(file: Path | Part, limits: Limits = DEFAULT_LIMITS, source: str = "") -> list[ReadText]:
    """Return what is in a file: itself first, then all that it holds, in order. Raises nothing for a bad file.

    `source` is the name it is to be known by; without one, its own.
    """
    part, trouble = (file, "") if isinstance(file, Part) else load(file, limits)
    source = source or part.name
    if trouble:
        return [ReadText(source, format_of(part.name, b""), "", 0, trouble=trouble)]
    return list(unfold(part, source, limits, lambda one: read_part(one, limits)))


def unfold(
    part: Part, source: str, limits: Limits, read: OneFile, inside: str = "", depth: int = 0
) -> Iterator[ReadText]:
    """Yield the file as `source`, then what it holds; `read` reads one file that is no zip."""
    if depth > limits.depth:
        yield _refused(part, source, inside, f"lies in more than {limits.depth} mails and zips: unpack them by hand")
    elif format_of(part.name, part.data) == "zip":
        yield from _unzip(part, source, limits, read, inside, depth)
    else:
        text, parts = read(part)
        yield _placed(text, source, inside, part)
        for number, inner in enumerate(parts, 1):
            name = inner.name or f"part-{number}"
            yield from unfold(inner._replace(name=name), f"{source}/{name}", limits, read, source, depth + 1)


def read_part(part: Part, limits: Limits = DEFAULT_LIMITS) -> tuple[ReadText, tuple[Part, ...]]:
    """Return one file's text and the files inside it, unread; whatever is wrong stands in `trouble`."""
    found = format_of(part.name, part.data)
    if trouble := _trouble(part, found, limits):
        return _record(part, found, trouble=trouble), ()
    try:
        content = _READERS[found](part.data, limits)
    except DataError as error:
        return _record(part, found, trouble=str(error)), ()
    if len(content.text) > limits.characters:
        trouble = f"{len(content.text):,} characters of text, the limit is {limits.characters:,}"
        return _record(part, found, trouble=trouble), content.parts
    if content.signals.get("frame_only"):
        return _record(part, found, trouble=FRAME_ONLY), ()
    return _record(part, found, content), content.parts


def _trouble(part: Part, found: str, limits: Limits) -> str:
    if not part.data:
        return "an empty file"
    if len(part.data) > limits.file_mib * MIB:
        return f"{len(part.data) / MIB:,.0f} MiB, the limit is {limits.file_mib} MiB"
    return (
        "" if found in _READERS else _REFUSED.get(found, f"no reader for {found} files: save it as PDF and import that")
    )


def _record(part: Part, found: str, content: Content | None = None, trouble: str = "") -> ReadText:
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


def _unzip(part: Part, source: str, limits: Limits, read: OneFile, inside: str, depth: int) -> Iterator[ReadText]:
    yield _placed(_record(part, "zip"), source, inside, part)
    try:
        for member in members(BytesIO(part.data), limits):
            place = f"{source}/{member.name}" if member.name else source
            one = Part(member.name, member.data, part.sent_on, part.message)
            if member.trouble:
                yield _refused(one, place, source, member.trouble)
            else:
                yield from unfold(one, place, limits, read, source, depth + 1)
    except DataError as error:
        yield _refused(part, source, inside, str(error))


def _refused(part: Part, source: str, inside: str, trouble: str) -> ReadText:
    sha256 = hashlib.sha256(part.data).hexdigest() if part.data else ""
    found = format_of(part.name, part.data)
    return ReadText(
        source,
        found,
        sha256,
        len(part.data),
        sent_on=part.sent_on,
        message=part.message,
        inside=inside,
        trouble=trouble,
    )


def _placed(text: ReadText, source: str, inside: str, part: Part) -> ReadText:
    """Give a text its place; what the mail or archive around it knows fills in what it does not say itself."""
    return ReadText(
        source,
        text.format,
        text.sha256,
        text.size,
        text.text,
        text.pages,
        text.furniture,
        text.signals,
        text.sent_on or part.sent_on,
        text.message or part.message,
        inside,
        text.trouble,
    )


def load(path: Path, limits: Limits) -> tuple[Part, str]:
    """Return a file's bytes and an empty string, or no bytes and why: too large, or cannot be opened."""
    try:
        size = path.stat().st_size
        limit = limits.archive_mib if path.suffix.lower() == ".zip" else limits.file_mib
        if size > limit * MIB:
            return Part(str(path), b""), f"{size / MIB:,.0f} MiB, the limit is {limit} MiB"
        return Part(str(path), path.read_bytes()), ""
    except OSError as error:
        return Part(str(path), b""), f"cannot be opened: {error.strerror}"
