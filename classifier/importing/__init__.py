"""Bring letters into a round: read every file, decide what it is, store it, and give an account of all of them.

    paths → places → texts → kinds → store, import-report.json

Nothing vanishes: each file that came in stands in the account with its kind and the reason. Importing the same
files again stores nothing twice. Answers are not looked for here.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from classifier.importing.authorities import merged, read_authorities_csv, read_mapping_csv
from classifier.importing.features import asked, features
from classifier.importing.gather import Arrived, arrived, listed_in
from classifier.importing.known import Known, known_of
from classifier.importing.places import Given, walk
from classifier.importing.report import FileLine, ImportReport, make_report, write_report
from classifier.reading import DEFAULT_LIMITS, Limits, ReadText
from classifier.reading.apart import read_all
from classifier.records import Authority, FileKind, Letter, SourceFile
from classifier.round import Round
from classifier.store import (
    Store,
    bring_back,
    move_files,
    overrule_kind,
    read_authorities,
    read_files,
    save_authorities,
    save_files,
    save_letters,
    settled_letters,
)

Progress = Callable[[int, int, str], None]


def import_paths(
    round_: Round,
    store: Store,
    paths: Sequence[Path],
    *,
    authorities_csv: Path | None = None,
    mapping_csv: Path | None = None,
    kind: FileKind | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    processes: int = 2,
) -> ImportReport:
    """Import files and folders into a round and write `import-report.json` into its folder.

    `authorities_csv` lists who was asked; without it they are the lists among the files and the names that files
    and folders have. A file whose name is on no list is looked up by its letterhead. `mapping_csv` says whose file is
    whose. `kind` (`--as`) overrules what is found out. `progress` is called for each file that was read, those inside others too, with how many of the given files have
    come up, how many were given, and its source; `processes` is how many files are read at a time. Raises UserError
    for a path or list that is not there; a file that cannot be read only becomes a line of the account.
    """
    listed = read_authorities_csv(authorities_csv) if authorities_csv else []
    mapping = read_mapping_csv(mapping_csv) if mapping_csv else {}
    wanted = asked(round_.request, round_.questions)
    texts, found = [], []
    for text in _read(walk(paths), limits, progress or _silent, processes):
        texts.append(text)
        found.append(features(text.text, text.furniture, wanted))
    with store.reading() as db:
        earlier = read_files(db)
        worked_on = settled_letters(db)
        known = known_of([*listed, *listed_in(texts)], read_authorities(db), earlier)
    files = arrived(texts, found, known, mapping, wanted, kind, earlier, worked_on)
    report = _save(store, files, known, kind)
    write_report(report, round_.folder)
    return report


def _read(given: Sequence[Given], limits: Limits, progress: Progress, processes: int) -> Iterator[ReadText]:
    done: set[str] = set()
    for source, text in read_all(given, limits, processes):
        yield text
        done.add(source)
        progress(len(done), len(given), text.source)


def _save(store: Store, files: Sequence[Arrived], known: Known, kind: FileKind | None) -> ImportReport:
    """Store authorities, letters and the account of files in one transaction."""
    unlisted = sorted({one.authority for one in files if not one.place.listed})
    moves = [(file, one.authority) for one in files for file in one.place.leaves]
    letters = _once([one.letter for one in files if one.letter])
    with store.writing() as db:
        there = {(file.authority.casefold(), file.sha256, file.source) for file in read_files(db)}
        save_authorities(db, merged([*known.listed, *(Authority(name) for name in unlisted)]))
        new_letters = save_letters(db, letters)
        save_files(db, [_source_file(one) for one in files])
        move_files(db, moves, {file.authority.casefold() for file, _ in moves} - known.firm)
        bring_back(db, letters)
        for one in files if kind else ():
            if one.letter and one.decision.kind == kind:
                overrule_kind(db, one.letter.id, kind, by="import", note="said so on import")
        heard = [(file.authority, file.kind) for file in read_files(db)]
        everyone = read_authorities(db)
    lines = [_line(one, there) for one in files]
    return make_report(lines, everyone, heard, unlisted if known.everyone else (), new_letters, moves)


def _silent(done: int, of: int, name: str) -> None:
    """Tell nobody how far the import has got."""


def _source_file(one: Arrived) -> SourceFile:
    return SourceFile(
        source=one.text.source,
        sha256=one.text.sha256,
        size=one.text.size,
        authority=one.authority,
        kind=one.decision.kind,
        reason=one.decision.reason,
        letter_id=one.letter.id if one.letter else None,
    )


def _line(one: Arrived, there: set[tuple[str, str, str]]) -> FileLine:
    file = _source_file(one)
    new = (file.authority.casefold(), file.sha256, file.source) not in there
    sent_on = one.letter.sent_on if one.letter else one.text.sent_on
    return FileLine(
        file.source, file.authority, file.kind, file.reason, file.sha256, file.size, file.letter_id, sent_on, new,
        one.place.by, one.place.refused,
    )  # fmt: skip


def _once(letters: Sequence[Letter]) -> list[Letter]:
    """One letter for each id: the first that is no duplicate, so a copy of a file adds no second letter."""
    found: dict[str, Letter] = {}
    for letter in sorted(letters, key=lambda one: one.kind == "duplicate"):
        found.setdefault(letter.id, letter)
    return list(found.values())


__all__ = ["FileLine", "ImportReport", "import_paths", "read_authorities_csv"]
