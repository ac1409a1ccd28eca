"""Open a round's store, wherever it is: a DuckDB file by its path, a PostgreSQL schema by its address."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import UserError
from classifier.store.duckdb_file import DuckStore
from classifier.store.engine import Store
from classifier.store.migrating import migrate, shipped_migrations

if TYPE_CHECKING:
    from classifier.store.postgresql import PostgresStore

WAIT_S = 15.0


def open_store(
    location: str | Path, *, create: bool = False, schema: str | None = None, wait_s: float = WAIT_S
) -> Store:
    """Open a store and bring its schema up to this version.

    `location` is a path, or `postgresql://user@host/database?schema=NAME`; `schema` (or else `foi`) is used where
    the address names none, so that one database can hold several rounds. With `create` a store that is not there
    is made. `wait_s` bounds the wait for a file that another process holds, and for a server.
    Raises UserError where there is no store, StoreLockedError, StoreVersionError for one of a newer version.
    """
    text = str(location)
    with ExitStack() as opening:
        store: Store
        if "://" in text:
            store = server = _on_server(text, schema, wait_s)
            opening.callback(store.close)
            _make_schema(server, create)
        else:
            store = _in_file(Path(location), create, wait_s)
            opening.callback(store.close)
        migrate(store, shipped_migrations())
        opening.pop_all()
    return store


def _in_file(path: Path, create: bool, wait_s: float) -> DuckStore:
    if not path.exists():
        if not create:
            raise UserError(f"{path}: there is no store: import letters first with `foi import`, or check the path")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"{path}: cannot be made here ({error.strerror}): choose a folder you may write") from None
    if path.is_dir():
        raise UserError(f"{path} is a folder: name the store's file, such as {path / 'round.duckdb'}")
    return DuckStore(path, wait_s, create)


def _on_server(address: str, schema: str | None, wait_s: float) -> "PostgresStore":
    if not address.startswith(("postgresql://", "postgres://")):
        raise UserError(f"a store is a path or postgresql://…, not {address.split('://')[0]}://")
    from classifier.store.postgresql import PostgresStore  # its driver and Arrow are 45 MB that a file does not need

    return PostgresStore(address, schema, wait_s)


def _make_schema(store: "PostgresStore", create: bool) -> None:
    with store.writing() as db:
        there = db.execute("SELECT 1 FROM information_schema.schemata WHERE schema_name = ?", [store.schema])
        if not there and not create:
            raise UserError(f"{store.location}: there is no such schema: import letters first with `foi import`")
        if not there:
            db.serialise("migrations")
            db.execute("SET LOCAL client_min_messages = warning")
            db.execute(f"CREATE SCHEMA IF NOT EXISTS {store.schema}")
