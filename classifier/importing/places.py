"""Where files lie: walk what was given, name each file by its path, and say which files came together.

A source is the path below what was given, with that folder's name first, and goes on inside mails and zips:
`replies/Univ A/mail.eml/letter.pdf`. Links that lead out of a folder are not followed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from classifier.errors import UserError
from classifier.importing.authorities import by_domain, dashboard_name, mapped, match_listed, name_from_path
from classifier.reading import ReadText
from classifier.records import Authority

_DATED = re.compile(r"(\d{4}-\d\d-\d\d)-\d{6}")
_NUMBERED = re.compile(r"(\d{1,3})_\d{1,3}_.+")
_MESSAGE = re.compile(r"incoming_(\d+)")
_LIST = re.compile(r"(request_url \| )?(authority_)?name \| .*(nation|act|url|number_of_replies)", re.IGNORECASE)
_MAILS = ("eml", "msg")


class Given(NamedTuple):
    """A file on disk, and the source it is known by."""

    path: Path
    source: str


class Place(NamedTuple):
    """Whose file it is, whether that name was on a list, and which files came with it.

    `one_message` says that the group is one message for sure, and not only a folder; `sent_on` is its folder's date.
    """

    authority: str
    listed: bool
    group: str
    one_message: bool = True
    sent_on: str | None = None


def walk(paths: Sequence[Path]) -> list[Given]:
    """Return the files to read, sorted within each folder; raise UserError for a path that is not there."""
    found: list[Given] = []
    for path in paths:
        if not path.exists():
            raise UserError(f"{path}: no such file or folder")
        root = path.resolve()
        if path.is_dir():
            found += [Given(file, f"{root.name}/{file.relative_to(path).as_posix()}") for file in _files(path)]
        else:
            found.append(Given(path, f"{root.parent.name}/{root.name}" if root.parent.name else root.name))
    return list({given.source: given for given in found}.values())


def places(texts: Sequence[ReadText], known: Sequence[Authority], mapping: Mapping[str, str]) -> list[Place]:
    """Return each text's place, in order; archives and lists of authorities belong to nobody."""
    told = {_folder(text): str(text.signals["authority"]) for text in texts if text.signals.get("authority")}
    senders = {text.source: str(text.signals.get("sender", "")) for text in texts if text.format in _MAILS}
    return [
        Place("", True, text.source)
        if is_list(text) or text.format == "zip"
        else _place(text, known, mapping, told, senders)
        for text in texts
    ]


def is_list(text: ReadText) -> bool:
    """Say whether a table is a list of authorities, such as a batch download's dashboard."""
    return text.format in ("csv", "xlsx", "xls") and bool(_LIST.match(text.text))


def _place(
    text: ReadText,
    known: Sequence[Authority],
    mapping: Mapping[str, str],
    told: Mapping[str, str],
    senders: Mapping[str, str],
) -> Place:
    parts = PurePosixPath(text.source).parts
    said = (
        mapped(text.source, mapping)
        or dashboard_name(parts)
        or next((told[f] for f in _above(text) if f in told), None)
    )
    if said:
        name, listed = match_listed(said, known) or said, match_listed(said, known) is not None
    else:
        name, listed = name_from_path(parts[0], list(parts[1:]), known)
        sender = next((senders[f] for f in [text.source, *_above(text)] if f in senders), "")
        if not listed and sender and (owner := by_domain(sender, known)):
            name, listed = owner, True
    return Place(name, listed, *_together(text, parts, name, senders, told))


def _together(
    text: ReadText, parts: Sequence[str], name: str, mails: Iterable[str], downloads: Iterable[str]
) -> tuple[str, bool, str | None]:
    """Name the message a file belongs to: its mail, its dated folder, its number in a download, else its folder."""
    dated = next((index for index, part in enumerate(parts) if _DATED.fullmatch(part)), None)
    if dated is not None:
        found = _DATED.fullmatch(parts[dated])
        return "/".join(parts[: dated + 1]), True, found[1] if found else None
    outermost = next((place for place in reversed([text.source, *_above(text)]) if place in mails), None)
    if outermost:
        return outermost, True, None
    number = _NUMBERED.fullmatch(parts[-1]) or _MESSAGE.match(parts[-1])
    download = next((folder for folder in _above(text) if folder in downloads), None)
    if number and download:
        return f"{download}#{number[1]}", True, None
    return f"{_folder(text)}#{name}", False, None


def _files(folder: Path) -> Iterator[Path]:
    inside = folder.resolve()
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if (
            path.is_file()
            and not hidden
            and path.resolve().is_relative_to(inside)
            and path.name != "import-report.json"
        ):
            yield path


def _folder(text: ReadText) -> str:
    return str(PurePosixPath(text.source).parent)


def _above(text: ReadText) -> list[str]:
    return [str(parent) for parent in PurePosixPath(text.source).parents][:-1]
