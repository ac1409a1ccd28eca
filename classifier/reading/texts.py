"""The records of reading: what came out of a file, and the files that it held. Nothing here opens a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from classifier.records import Span


class Part(NamedTuple):
    """A file inside a file: an attachment, a member of a zip, one message of a page that shows several."""

    name: str
    data: bytes
    sent_on: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader of one format found. `furniture` holds only what the format itself marks as such.

    `pages` is empty for a format without pages. `sent_on` is a date (YYYY-MM-DD), `message` an identifier.
    """

    text: str
    pages: tuple[Span, ...] = ()
    furniture: tuple[Span, ...] = ()
    signals: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    sent_on: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class ReadText:
    """A file as it was read. `source` is its path, through the mails and zips that it lay in.

    `text` has LF line ends; spans are half-open character ranges of it. `trouble` says in one line why the
    file could not be read, and is empty for one that could: then an empty text means that the file has
    no text layer (a scan). `inside` is the source of the mail or zip that held it.
    """

    source: str
    format: str
    sha256: str
    size: int
    text: str = ""
    pages: tuple[Span, ...] = ()
    furniture: tuple[Span, ...] = ()
    signals: Mapping[str, Any] = field(default_factory=dict)
    sent_on: str | None = None
    message: str = ""
    inside: str = ""
    trouble: str = ""
