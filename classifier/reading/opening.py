"""From what is given to all that it holds: open files, go down into mails and zips, name what lies inside.

A file that cannot be opened becomes a record with a line that says why; the files beside it are still read.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from classifier.errors import DataError
from classifier.reading.archives import members, opened
from classifier.reading.formats import extension, format_of, format_of_zip
from classifier.reading.limits import MIB, Limits
from classifier.reading.readers import DEFAULT_LIMITS, read_part, record
from classifier.reading.texts import Part, ReadText

OneFile = Callable[[Part], tuple[ReadText, tuple[Part, ...]]]


class Lying(NamedTuple):
    """A file and where it lies: its source, the mail or zip around it, how many of them."""

    part: Part
    source: str
    inside: str = ""
    depth: int = 0


def read_file(file: Path | Part, limits: Limits = DEFAULT_LIMITS, source: str = "") -> list[ReadText]:
    """Return what is in a file: itself first, then all that it holds, in order. Raises nothing for a bad file.

    `source` is the name it is to be known by; without one, its own. A file that makes its reader fail or hang is
    only safe in a process of its own: see `apart.read_all`.
    """

    def read(one: Part) -> tuple[ReadText, tuple[Part, ...]]:
        return read_part(one, limits)

    if isinstance(file, Part):
        return list(unfold(Lying(file, source or file.name), limits, read))
    texts: list[ReadText] = []
    for found in open_path(file, source or str(file), limits):
        texts += [found] if isinstance(found, ReadText) else unfold(found, limits, read)
    return texts


def open_path(path: Path, source: str, limits: Limits) -> Iterator[ReadText | Lying]:
    """Yield a file on disk, not read yet, or the members of a zip, one by one; or the record of what is refused."""
    try:
        size = path.stat().st_size
        zipped = _begins_as_zip(path) and format_of_zip(path) == "zip"
        limit = limits.archive_mib if zipped else limits.file_mib
        if size > limit * MIB:
            yield ReadText(
                source, extension(source), "", size, trouble=f"{size / MIB:,.0f} MiB, the limit is {limit} MiB"
            )
        elif zipped:
            with path.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            yield from open_zip(path, Lying(Part(source, b""), source), ReadText(source, "zip", sha256, size), limits)
        else:
            yield Lying(Part(source, path.read_bytes()), source)
    except OSError as error:
        yield ReadText(source, extension(source), "", 0, trouble=f"cannot be opened: {error.strerror}")


def unfold(lying: Lying, limits: Limits, read: OneFile) -> Iterator[ReadText]:
    """Yield the file, then what it holds; `read` reads one file that is no zip."""
    part = lying.part
    if lying.depth > limits.depth:
        yield refused(lying, f"lies in more than {limits.depth} mails and zips: unpack them by hand")
    elif format_of(part.name, part.data) == "zip":
        own = placed(record(part, "zip"), lying)
        for inner in open_zip(BytesIO(part.data), lying, own, limits):
            if isinstance(inner, ReadText):
                yield inner
            else:
                yield from unfold(inner, limits, read)
    else:
        text, parts = read(part)
        yield placed(text, lying)
        for one in distinct(parts):
            yield from unfold(Lying(one, f"{lying.source}/{one.name}", lying.source, lying.depth + 1), limits, read)


def open_zip(archive: IO[bytes] | Path, lying: Lying, own: ReadText, limits: Limits) -> Iterator[ReadText | Lying]:
    """Yield `own`, the zip's record, then its members, or the records of those that are refused."""
    try:
        whole = opened(archive)
    except DataError as error:
        yield replace(own, trouble=str(error))
        return
    yield own
    names = _Names()
    for member in members(whole, limits):
        name = names.distinct(member.name or "what lies further on")
        part = Part(name, member.data, lying.part.sent_on, lying.part.message)
        inner = Lying(part, f"{lying.source}/{name}", lying.source, lying.depth + 1)
        yield refused(inner, member.trouble) if member.trouble else inner


def _begins_as_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def distinct(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield the parts, those renamed whose name came before: `letter.pdf`, `letter (2).pdf`."""
    names = _Names()
    for number, part in enumerate(parts, 1):
        yield part._replace(name=names.distinct(part.name or f"part-{number}"))


def refused(lying: Lying, trouble: str) -> ReadText:
    """Return the record of a file that is not read."""
    return placed(record(lying.part, format_of(lying.part.name, lying.part.data), trouble=trouble), lying)


def placed(text: ReadText, lying: Lying) -> ReadText:
    """Give a text its place; what the mail or archive around it knows fills in what it does not say itself."""
    part = lying.part
    return replace(
        text,
        source=lying.source,
        inside=lying.inside,
        sent_on=text.sent_on or part.sent_on,
        message=text.message or part.message,
    )


class _Names:
    """The names that have come up in one mail or archive."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def distinct(self, name: str) -> str:
        path, count = PurePosixPath(name), 1
        unique = path
        while str(unique).casefold() in self.used:
            count += 1
            unique = path.with_name(f"{path.stem} ({count}){path.suffix}")
        self.used.add(str(unique).casefold())
        return str(unique)
