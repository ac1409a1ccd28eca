"""Bring a store's schema up to this version: numbered SQL files, each applied once, whole or not at all.

A store of a newer version is refused before anything is read from it. A published migration is never edited.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.errors import StoreVersionError, UserError
from classifier.records import utc_now
from classifier.store.engine import Database, Store

_FOLDER = Path(__file__).parent / "migrations"
_TABLE = """CREATE TABLE IF NOT EXISTS migrations (
    version INTEGER NOT NULL PRIMARY KEY, name VARCHAR NOT NULL, applied_at_utc TIMESTAMP NOT NULL)"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema; `postgresql` is what only that engine needs besides."""

    version: int
    name: str
    sql: str
    postgresql: str = ""


def shipped_migrations(folder: Path = _FOLDER) -> list[Migration]:
    """Return the migrations of this version, the first one first."""
    found = [path for path in sorted(folder.glob("m*.sql")) if not path.name.endswith(".postgresql.sql")]
    return [_migration(path) for path in found]


def migrate(store: Store, migrations: Sequence[Migration]) -> None:
    """Apply the migrations that the store has not seen, in one transaction; StoreVersionError for a newer store."""
    newest = migrations[-1].version
    with store.reading() as db:
        version = schema_version(db, store.location)
    if version < newest:
        with store.writing() as db:
            _apply(db, migrations, store.location)
    elif version > newest:
        raise StoreVersionError(
            f"{store.location} was made by a newer version of this program (schema {version}, this one knows {newest}): "
            "update the program"
        )


def schema_version(db: Database, location: str) -> int:
    """Return the number of the last migration applied, 0 for an empty store; raise UserError for a foreign database."""
    tables = [row[0] for row in db.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        " AND table_catalog = current_database() ORDER BY table_name"
    )]  # fmt: skip
    if "migrations" in tables:
        return int(db.execute("SELECT COALESCE(MAX(version), 0) FROM migrations")[0][0])
    if tables:
        raise UserError(f"{location} is no store of this program (it holds '{tables[0]}'): choose another place")
    return 0


def _apply(db: Database, migrations: Sequence[Migration], location: str) -> None:
    db.serialise("migrations")
    if db.engine == "postgresql":
        db.execute("SET LOCAL client_min_messages = warning")
    db.execute(_TABLE)
    done = schema_version(db, location)
    for migration in migrations:
        if migration.version > done:
            for statement in _statements(migration.sql + (migration.postgresql if db.engine == "postgresql" else "")):
                db.execute(statement)
            db.execute("INSERT INTO migrations VALUES (?, ?, ?)", [migration.version, migration.name, utc_now()])


def _statements(sql: str) -> list[str]:
    without_comments = re.sub(r"--.*", "", sql)
    return [statement.strip() for statement in without_comments.split(";") if statement.strip()]


def _migration(path: Path) -> Migration:
    number, name = path.stem.removeprefix("m").split("_", 1)
    beside = path.with_suffix(".postgresql.sql")
    return Migration(int(number), name, path.read_text(), beside.read_text() if beside.exists() else "")
