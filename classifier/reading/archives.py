"""Zip archives: their members in order, within limits. Never writes a member to disk, so no path can escape.

A member's declared size is not believed: unpacking stops at the limit, whatever the archive says.
"""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from classifier.errors import DataError
from classifier.reading.limits import MIB, Limits

_CHUNK = MIB
_SMALL = 10 * MIB
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class Member(NamedTuple):
    """A file of an archive; `trouble` says in one line why `data` is empty, where it is."""

    name: str
    data: bytes
    trouble: str = ""


def opened(source: Path | IO[bytes]) -> zipfile.ZipFile:
    """Open an archive; raise DataError for a file that is no readable zip."""
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise DataError(f"not a readable zip: {' '.join(str(error).split())}") from None


def members(archive: zipfile.ZipFile, limits: Limits) -> Iterator[Member]:
    """Yield the archive's files in its own order, and close it at the end.

    Names lose drive letters, leading slashes and `..`. A refused member is yielded with its trouble, and
    the rest goes on; only the limits of the whole archive end it early, with a last member that says so.
    """
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _ignored(info.filename)]
        left = limits.archive_mib * MIB
        for info in infos[: limits.members]:
            member = _member(archive, info, limits, left)
            left -= len(member.data)
            yield member
            if left <= 0:
                yield Member(
                    "", b"", f"the archive unpacks to more than {limits.archive_mib} MiB: the rest was not read"
                )
                return
        if len(infos) > limits.members:
            yield Member(
                "", b"", f"the archive holds {len(infos):,} files, more than {limits.members:,}: the rest was not read"
            )


def safe_name(name: str) -> str:
    """Return a member's name as a relative path with `/`, without `..`, drive letters and control characters."""
    plain = "".join(character for character in name.replace("\\", "/") if character.isprintable())
    parts = [part for part in PurePosixPath(plain).parts if part not in ("/", "..", ".") and not part.endswith(":")]
    return "/".join(parts) or "unnamed"


def _ignored(name: str) -> bool:
    return name.startswith(_IGNORED[0]) or PurePosixPath(name).name in _IGNORED[1:]


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, left: int) -> Member:
    name = safe_name(info.filename)
    most = min(limits.file_mib * MIB, left)
    if info.flag_bits & 1:
        return Member(name, b"", "locked with a password: ask for it, unpack the archive and import the folder")
    if info.file_size > most:
        return Member(name, b"", f"{info.file_size / MIB:,.0f} MiB unpacked, the limit is {most // MIB} MiB")
    try:
        with archive.open(info) as stream:
            data = _bounded(stream, min(most, _allowed(info, limits)))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
        return Member(name, b"", f"cannot be unpacked: {' '.join(str(error).split())}")
    if data is None:
        return Member(name, b"", f"unpacks to more than {limits.ratio} times its packed size: a zip bomb, refused")
    return Member(name, data)


def _allowed(info: zipfile.ZipInfo, limits: Limits) -> int:
    return max(_SMALL, info.compress_size * limits.ratio)


def _bounded(stream: IO[bytes], most: int) -> bytes | None:
    """Return all bytes, or None when there are more than `most`."""
    chunks, size = [], 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > most:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
