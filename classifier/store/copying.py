"""Move whole rounds: from one store to another, into a backup file and back, and out as Parquet for analysis.

Every copy is made from one consistent view while the store stays in use, and is read back: rows and a checksum of
each table must agree, or nothing is kept. A store that holds anything is never copied over.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from classifier.errors import DataError, UserError
from classifier.store.engine import Database, Row, Store
from classifier.store.opening import open_store

_EVENTS = (
    "authorities letters files kind_events runs adoptions results answers splits proposals failures reviews"
    " audits audit_units audit_closings calibrated looks blind_draws"
).split()
_PASSING = ["drafts", "queue", "finished"]  # claims and leases belong to programs that are running somewhere
_VIEWS = ["current_kinds", "current_results", "current_labels", "human_labels"]
_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """One table of a copy. `sha256` is the sum of the rows' own SHA-256, so it does not depend on their order."""

    name: str
    rows: int
    sha256: str


def copy_round(source: Store, target: Store) -> list[CopiedTable]:
    """Copy everything but claims and leases into an empty store and return what was copied, table by table.

    One transaction on either side: all of it arrives, checked by reading it back, or nothing does. Raises UserError
    for a target that holds something, DataError when what arrived is not what was sent.
    """
    if source.location == target.location:
        raise UserError(f"{source.location} cannot be copied onto itself: name another place")
    with source.reading() as old, target.writing() as new:
        _check_empty(new, target.location)
        return [_copied(old, new, table) for table in (*_EVENTS, *_PASSING)]


def backup(store: Store, to_path: Path) -> list[CopiedTable]:
    """Write the whole store, wherever it is, into one new file, which is itself a store; it may be in use meanwhile.

    The file appears only when it is complete. Raises UserError when there is a file of that name.
    """
    if to_path.exists():
        raise UserError(f"{to_path} is there already: give the backup a name of its own")
    with _scratch(to_path.parent) as folder:
        with closing(open_store(folder / "copy.duckdb", create=True)) as target:
            copied = copy_round(store, target)
        if list(folder.glob("*.wal")):
            raise UserError(f"{to_path}: the backup could not be completed: is the disk full?")
        with open(folder / "copy.duckdb", "rb+") as written:
            os.fsync(written.fileno())
        os.replace(folder / "copy.duckdb", to_path)
    return copied


def restore(from_path: Path, store: Store) -> list[CopiedTable]:
    """Bring a backup back into an empty store; the backup itself is not touched, also when it is of an older version.

    Raises UserError when there is no such backup, and for a store that holds anything: move that away first.
    """
    if not from_path.is_file():
        raise UserError(f"{from_path}: there is no such backup: check the path")
    with _scratch(from_path.parent) as folder:
        shutil.copyfile(from_path, folder / "copy.duckdb")
        with closing(open_store(folder / "copy.duckdb")) as source:
            return copy_round(source, store)


def snapshot_parquet(store: Store, folder: Path) -> list[Path]:
    """Write every table and the views of what counts now as Parquet files and return their paths.

    All show the same moment. Files of an earlier snapshot are replaced when all new ones are complete.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = [*_EVENTS, *_PASSING, *_VIEWS]
    with _scratch(folder) as aside:
        with store.reading() as db:
            for name in names:
                db.write_parquet(f"SELECT * FROM {name}", aside / f"{name}.parquet")
        for name in names:
            os.replace(aside / f"{name}.parquet", folder / f"{name}.parquet")
    return [folder / f"{name}.parquet" for name in names]


def _check_empty(db: Database, location: str) -> None:
    """Raise UserError unless the store holds no authority, which is the first thing that one gets, and no draft."""
    if db.execute("SELECT 1 FROM authorities UNION ALL SELECT 1 FROM drafts UNION ALL SELECT 1 FROM runs LIMIT 1"):
        raise UserError(f"{location} holds a round already: move it away first, or name another place")


def _copied(old: Database, new: Database, table: str) -> CopiedTable:
    columns = _columns(old, table)
    if columns != _columns(new, table):
        raise DataError(f"the table {table} does not have the same columns in both stores: update both programs")
    query = f"SELECT {', '.join(columns)} FROM {table}"
    sent = _summed(_passed_on(old.stream(query), new, table, columns))
    arrived = _summed(new.stream(query))
    if sent != arrived:
        raise DataError(
            f"{table}: {sent[0]} rows were sent and {arrived[0]} arrived, or not as they were: nothing was kept"
        )
    return CopiedTable(table, *arrived)


def _passed_on(lists: Iterable[list[Row]], new: Database, table: str, columns: list[str]) -> Iterator[list[Row]]:
    for rows in lists:
        new.insert(table, columns, rows)
        yield rows


def _summed(lists: Iterable[list[Row]]) -> tuple[int, str]:
    """Count rows and add up their checksums."""
    count, total = 0, 0
    for rows in lists:
        count, total = count + len(rows), (total + _checksum(rows)) % _MODULUS
    return count, f"{total:064x}"


def _checksum(rows: list[Row]) -> int:
    texts = (json.dumps(row, default=str) for row in rows)
    return sum(int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") for text in texts)


def _columns(db: Database, table: str) -> list[str]:
    sql = """SELECT column_name FROM information_schema.columns
             WHERE table_name = ? AND table_schema = current_schema() AND table_catalog = current_database()
             ORDER BY ordinal_position"""
    return [row[0] for row in db.execute(sql, [table])]


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    """Make a folder on the same disk for files that are not complete, and remove it."""
    try:
        beside.mkdir(parents=True, exist_ok=True)
        scratch = tempfile.TemporaryDirectory(prefix=".incomplete-", dir=beside)
    except OSError as error:
        raise UserError(f"{beside}: cannot be written ({error.strerror}): choose another folder") from None
    with scratch as folder:
        yield Path(folder)
