"""The account of an import: every file that came in, by kind and authority, and who has not replied.

Counts and sorts only; `files == sum of all kinds` holds by construction and is checked when it is written.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import get_args

from classifier.importing.places import FoundBy
from classifier.records import Authority, FileKind, SourceFile

KINDS: tuple[FileKind, ...] = get_args(FileKind)
_REPLIES = ("letter", "cover", "unread", "unreadable")


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of the account. `new` is False for a file that was imported before; `found_by` says how it was found
    whose it is (see `places.FoundBy`), `refused` whose it would be if nobody had worked on it already."""

    source: str
    authority: str
    kind: FileKind
    reason: str
    sha256: str
    size: int
    letter_id: str | None
    sent_on: str | None
    new: bool
    found_by: FoundBy
    refused: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What one import brought in. `authorities` are all that are known, asked or not heard of before the import.

    `moved` are files of earlier imports that are another authority's now: source, who had them, who has them.
    `unlisted` are names taken from files that are on no list; `silent` have sent nothing at all, `notices`
    have sent acknowledgements and the like, but no reply.
    """

    files: tuple[FileLine, ...]
    authorities: tuple[str, ...]
    silent: tuple[str, ...]
    notices: tuple[str, ...]
    unlisted: tuple[str, ...]
    new_letters: int
    moved: tuple[tuple[str, str, str], ...] = ()

    @property
    def counts(self) -> dict[FileKind, int]:
        """Files by kind, in the kinds' order, kinds without files left out."""
        found = Counter(line.kind for line in self.files)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    @property
    def kept(self) -> tuple[FileLine, ...]:
        """Files that are left where they are although they seem another's, because people have worked on them."""
        return tuple(line for line in self.files if line.refused)

    @property
    def refused(self) -> tuple[FileLine, ...]:
        return tuple(line for line in self.files if line.kind == "unreadable")

    def rows(self) -> list[list[str]]:
        """Return the table: a head, a row for each authority with its files by kind, and the sum."""
        kinds = list(self.counts)
        rows = [["authority", "files", *kinds]]
        for name in (*self.authorities, ""):
            own = Counter(line.kind for line in self.files if line.authority.casefold() == name.casefold())
            if name or own:
                rows.append([name or "(of no authority)", str(own.total()), *(str(own[kind]) for kind in self.counts)])
        return [*rows, ["all", str(len(self.files)), *(str(self.counts[kind]) for kind in kinds)]]

    def to_json(self) -> str:
        """Return the whole account as JSON, the same for the same files."""
        content = {
            "files": len(self.files),
            "counts": self.counts,
            "new_letters": self.new_letters,
            "already_there": sum(not line.new for line in self.files),
            "authorities": len(self.authorities),
            "silent": list(self.silent),
            "notices_only": list(self.notices),
            "unlisted": list(self.unlisted),
            "moved": [{"source": source, "from": old, "to": new} for source, old, new in self.moved],
            "kept": [{"source": one.source, "authority": one.authority, "not": one.refused} for one in self.kept],
            "refused": [{"source": line.source, "reason": line.reason} for line in self.refused],
            "every_file": [asdict(line) for line in self.files],
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def make_report(
    lines: Sequence[FileLine],
    known: Sequence[Authority],
    heard: Sequence[tuple[str, str]],
    unlisted: Sequence[str],
    new_letters: int,
    moves: Sequence[tuple[SourceFile, str]] = (),
) -> ImportReport:
    """Return the account. `heard` pairs authority and kind of every file there is, of earlier imports too."""
    names = {authority.name.casefold(): authority.name for authority in known}
    kinds: dict[str, set[str]] = {form: set() for form in names}
    for name, kind in ((name, kind) for name, kind in heard if name):
        kinds.setdefault(name.casefold(), set()).add(kind)
        names.setdefault(name.casefold(), name)
    replied = {form for form, found in kinds.items() if found & set(_REPLIES)}
    return ImportReport(
        files=tuple(sorted(lines, key=lambda line: line.source)),
        authorities=tuple(sorted(names.values(), key=str.casefold)),
        silent=_sorted(names[form] for form, found in kinds.items() if not found - {"other"}),
        notices=_sorted(names[form] for form, found in kinds.items() if found - {"other"} and form not in replied),
        unlisted=_sorted(unlisted),
        new_letters=new_letters,
        moved=tuple(sorted((file.source, file.authority, to) for file, to in moves)),
    )


def write_report(report: ImportReport, folder: Path) -> Path:
    """Write `import-report.json` into the round's folder and return its path."""
    path = folder / "import-report.json"
    path.write_text(report.to_json(), encoding="utf-8")
    return path


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=str.casefold))
