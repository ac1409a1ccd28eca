"""Where files lie: walk what was given, name each file by its path, and say which files came together.

A source is the path below what was given, with that folder's name first, and goes on inside mails and zips:
`replies/Univ A/mail.eml/letter.pdf`. Links that lead out of a folder are not followed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from classifier.errors import UserError
from classifier.importing.authorities import (
    by_domain,
    dashboard_name,
    mapped,
    match_listed,
    name_from_path,
    names_body,
    plain_form,
    plain_name,
)
from classifier.importing.known import Known
from classifier.importing.letterheads import letterhead_name
from classifier.reading import ReadText
from classifier.records import SourceFile

_DATED = re.compile(r"(\d{4}-\d\d-\d\d)-\d{6}")
_NUMBERED = re.compile(r"(\d{1,3})_\d{1,3}_.+")
_MESSAGE = re.compile(r"incoming_(\d+)")
_LIST = re.compile(r"(request_url \| )?(authority_)?name \| .*(nation|act|url|number_of_replies)", re.IGNORECASE)
_MAILS = ("eml", "msg")


FoundBy = Literal["", "mapping", "download", "name", "sender", "letterhead", "copy", "before"]
"""How it was found whose a file is: by `--mapping`, a download's own list, its path, a mail's sender, the letter's own
head or signature, as a copy of an authority's file, or in an earlier import; "" for a file of nobody."""


class Given(NamedTuple):
    """A file on disk, and the source it is known by."""

    path: Path
    source: str


class Place(NamedTuple):
    """Whose file it is, whether that name was on a list, how it was found, and which files came with it.

    `one_message` says that the group is one message for sure, and not only a folder; `sent_on` is its folder's date.
    `leaves` and `refused` are for files that were imported before (see `settling`).
    """

    authority: str
    listed: bool
    by: FoundBy
    group: str
    one_message: bool = True
    sent_on: str | None = None
    leaves: tuple[SourceFile, ...] = ()
    refused: str = ""


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


def places(texts: Sequence[ReadText], known: Known, mapping: Mapping[str, str], request: str = "") -> list[Place]:
    """Return each text's place, in order; archives and lists of authorities belong to nobody.

    Where neither the mapping, the path nor the sender says whose a file is, its letterhead may; names that stand in the
    request are not looked for there, since a reply repeats the requester's own address.
    """
    told = {_folder(text): str(text.signals["authority"]) for text in texts if text.signals.get("authority")}
    senders = {text.source: str(text.signals.get("sender", "")) for text in texts if text.format in _MAILS}
    found = [
        Place("", True, "", text.source)
        if is_list(text) or text.format == "zip"
        else _place(text, known, mapping, told, senders)
        for text in texts
    ]
    asked = f" {plain_form(request)} "
    names = [one.name for one in known.listed if f" {plain_form(one.name)} " not in asked]
    return _by_letterheads(texts, found, names, list(senders)) if names else found


def is_list(text: ReadText) -> bool:
    """Say whether a table is a list of authorities, such as a batch download's dashboard."""
    return text.format in ("csv", "xlsx", "xls") and bool(_LIST.match(text.text))


def _place(
    text: ReadText,
    known: Known,
    mapping: Mapping[str, str],
    told: Mapping[str, str],
    senders: Mapping[str, str],
) -> Place:
    parts = PurePosixPath(text.source).parts
    by: FoundBy
    by, said = "mapping", mapped(text.source, mapping)
    if not said:
        by, said = "download", dashboard_name(parts) or next((told[f] for f in _above(text) if f in told), None)
    if said:
        owner = match_listed(said, known.listed)
        name, listed = owner or match_listed(said, known.taken) or said, owner is not None
    else:
        by, (name, listed) = "name", name_from_path(parts[0], list(parts[1:]), known.listed)
        sender = next((senders[f] for f in [text.source, *_above(text)] if f in senders), "")
        if not listed and sender and (owner := by_domain(sender, known.listed)):
            by, name, listed = "sender", owner, True
        elif not listed:
            name, _ = name_from_path(parts[0], list(parts[1:]), known.taken)
    return Place(name, listed, by, *_together(text, parts, name, senders, told))


def _by_letterheads(
    texts: Sequence[ReadText], found: Sequence[Place], names: Sequence[str], mails: Sequence[str]
) -> list[Place]:
    """Give files of unlisted names to those whose letterheads they bear; what came in one mail, or in one unlisted
    body's folder, goes with the one letterhead that is among it."""
    own: dict[int, str | None] = {}
    within: dict[str, set[str]] = {}
    for at, (text, place) in enumerate(zip(texts, found, strict=True)):
        if place.by == "name" and not place.listed:
            own[at] = letterhead_name(text.text, names)
            within.setdefault(_parcel(text, place.authority, mails), set()).update(filter(None, [own[at]]))
    placed = list(found)
    for at, name in own.items():
        parcel = _parcel(texts[at], found[at].authority, mails)
        if owner := name or (next(iter(within[parcel])) if len(within[parcel]) == 1 else None):
            group = found[at].group
            group = group if found[at].one_message else group.removesuffix(f"#{found[at].authority}") + f"#{owner}"
            placed[at] = found[at]._replace(authority=owner, listed=True, by="letterhead", group=group)
    return placed


def _parcel(text: ReadText, name: str, mails: Sequence[str]) -> str:
    """Return the outermost mail that a file came in, else the folder that gave it a body's name, else the file itself."""
    parts = PurePosixPath(text.source).parts
    outermost = next((place for place in reversed([text.source, *_above(text)]) if place in mails), None)
    named = next(
        (at for at, part in enumerate(parts[:-1]) if at and names_body(name) and plain_name(part) == name), None
    )
    return outermost or ("/".join(parts[: named + 1]) if named else text.source)


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
