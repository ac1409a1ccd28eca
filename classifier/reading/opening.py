"""From what is given to all that it holds: open files, go down into mails and zips, name what lies inside.

A file that cannot be opened becomes a record with a line that says why; the files beside it are still read.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from classifier.errors import DataError
from classifier.reading.archives import members, opened
from classifier.reading.formats import format_of
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

    `source` is the name it is to be known by; without one, its own.
    """
    part, trouble = (file, "") if isinstance(file, Part) else load(file, limits)
    source = source or part.name
    if trouble:
        return [refused(Lying(part, source), trouble)]
    return list(unfold(Lying(part, source), limits, lambda one: read_part(one, limits)))


def unfold(lying: Lying, limits: Limits, read: OneFile) -> Iterator[ReadText]:
    """Yield the file, then what it holds; `read` reads one file that is no zip."""
    part = lying.part
    if lying.depth > limits.depth:
        yield refused(lying, f"lies in more than {limits.depth} mails and zips: unpack them by hand")
    elif format_of(part.name, part.data) == "zip":
        for inner in open_zip(BytesIO(part.data), lying, limits):
            if isinstance(inner, ReadText):
                yield inner
            else:
                yield from unfold(inner, limits, read)
    else:
        text, parts = read(part)
        yield placed(text, lying)
        for one in distinct(parts):
            yield from unfold(Lying(one, f"{lying.source}/{one.name}", lying.source, lying.depth + 1), limits, read)


def open_zip(archive: IO[bytes] | Path, lying: Lying, limits: Limits) -> Iterator[ReadText | Lying]:
    """Yield the zip's own record, then its members, or the records of those that are refused."""
    try:
        whole = opened(archive)
    except DataError as error:
        yield refused(lying, str(error))
        return
    yield placed(record(lying.part, "zip"), lying)
    names = _Names()
    for member in members(whole, limits):
        name = names.distinct(member.name or "what lies further on")
        part = Part(name, member.data, lying.part.sent_on, lying.part.message)
        inner = Lying(part, f"{lying.source}/{name}", lying.source, lying.depth + 1)
        yield refused(inner, member.trouble) if member.trouble else inner


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
