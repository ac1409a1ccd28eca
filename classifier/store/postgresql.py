"""The engine for several machines: a schema of a PostgreSQL database, through psycopg and a pool of connections.

The same SQL text runs as on DuckDB, with the placeholders rewritten. A connection that broke is replaced before
the next transaction; one that breaks inside a transaction raises StoreLostError, and nothing of it is kept.
No message ever holds the password.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from psycopg.types.json import set_json_loads
from psycopg_pool import ConnectionPool, PoolTimeout

from classifier.errors import DataError, FoiError, StoreLockedError, UserError
from classifier.store.engine import Row, StoreLostError, table_and_columns

DEFAULT_SCHEMA = "foi"
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED"
_ARROW = {
    "bool": pa.bool_(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "float8": pa.float64(),
    "timestamp": pa.timestamp("us"),
}

Connection = psycopg.Connection[Row]


class PostgresDatabase:
    """One transaction on a PostgreSQL schema."""

    engine: Literal["duckdb", "postgresql"] = "postgresql"

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        cursor = self._connection.execute(_placeholders(sql), params)
        return cursor.fetchall() if cursor.description else []

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        return self._added(table, columns, rows, "").rowcount if rows else 0

    def insert_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> set[str]:
        return {row[0] for row in self._added(table, columns, rows, f"RETURNING {columns[0]}")} if rows else set()

    def stream(self, sql: str, size: int = 10_000) -> Iterator[list[Row]]:
        with self._connection.cursor(name="stream") as cursor:
            cursor.execute(_placeholders(sql), ())
            while rows := cursor.fetchmany(size):
                yield rows

    def write_parquet(self, query: str, path: Path) -> None:
        schema = pa.schema([(name, _ARROW.get(kind, pa.string())) for name, kind in self.types(query)])
        with pq.ParquetWriter(path, schema) as writer:
            for rows in self.stream(query, 50_000):
                columns = zip(zip(*rows, strict=True), schema.types, strict=True)
                writer.write_table(pa.Table.from_arrays([pa.array(*column) for column in columns], schema=schema))

    def serialise(self, name: str) -> None:
        """Take the advisory lock of this schema, which need not be there yet, and name until the transaction ends."""
        self.execute("SELECT pg_advisory_xact_lock(hashtext(current_setting('search_path') || ?))", [f" {name}"])

    def types(self, query: str) -> list[tuple[str, str]]:
        """Return the name and the type of each of a query's columns."""
        described = self._connection.execute(f"SELECT * FROM ({query}) AS described WHERE FALSE".encode()).description
        known = psycopg.adapters.types
        return [
            (column.name, info.name if (info := known.get(column.type_code)) else "text") for column in described or []
        ]

    def _added(self, table: str, columns: Sequence[str], rows: Sequence[Row], returning: str) -> psycopg.Cursor[Row]:
        """Insert through one array for each column: one statement, whatever the number of rows."""
        name, listed = table_and_columns(table, columns)
        arrays = ", ".join(f"%s::{kind}[]" for _, kind in self.types(f"SELECT {listed} FROM {name}"))
        sql = f"INSERT INTO {name} ({listed}) SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING {returning}"
        return self._connection.execute(sql.encode(), [list(column) for column in zip(*rows, strict=True)])


class PostgresStore:
    """A round in a PostgreSQL schema of its own."""

    def __init__(self, address: str, schema: str | None, wait_s: float) -> None:
        bare, asked = _without_schema(address)
        self.schema = schema or asked or DEFAULT_SCHEMA
        if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", self.schema):
            raise UserError(f"'{self.schema}' cannot be a schema: use small letters, digits and _, a letter first")
        self.location = _without_password(bare, self.schema)
        self.wait_s = wait_s
        options = f"-c search_path={self.schema} -c lock_timeout={int(wait_s * 1000)} -c timezone=UTC"
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # what it warns of is raised as StoreLostError
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            bare,
            kwargs={"autocommit": True, "connect_timeout": max(2, int(wait_s)), "options": options},
            min_size=1,
            max_size=16,
            timeout=wait_s,
            open=False,
            configure=_configure,
            check=ConnectionPool.check_connection,
            reconnect_timeout=wait_s,
        )
        self._pool.open()

    @contextmanager
    def reading(self) -> Iterator[PostgresDatabase]:
        with self._transaction(_READ) as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[PostgresDatabase]:
        with self._transaction(_WRITE) as db:
            yield db

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[PostgresDatabase]:
        try:
            with self._pool.connection() as connection:
                connection.execute(begin.encode())  # the pool's block commits it, or rolls it back
                yield PostgresDatabase(connection)
        except psycopg.Error as error:
            raise self._told(error) from error

    def _told(self, error: psycopg.Error) -> FoiError | psycopg.Error:
        """Return the error a person can act on; a mistake in the program's own SQL comes back as it is."""
        line = (str(error).splitlines() or [type(error).__name__])[0]
        if isinstance(error, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected):
            return StoreLockedError(f"{self.location}: another writer was in the way ({line}): try again")
        if isinstance(error, psycopg.errors.DiskFull):
            return UserError(f"{self.location}: the server's disk is full: free some space there and run this again")
        if isinstance(error, psycopg.errors.InsufficientPrivilege | psycopg.errors.ReadOnlySqlTransaction):
            return UserError(f"{self.location}: may not be written ({line}): ask for the right to write in it")
        if isinstance(error, PoolTimeout):
            return StoreLostError(
                f"{self.location} cannot be reached within {self.wait_s:.0f} s: is the server running?"
            )
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            return StoreLostError(f"{self.location}: the connection was lost ({line}): try again")
        if isinstance(error, psycopg.IntegrityError | psycopg.DataError):
            return DataError(f"{self.location}: refused by the store: {line}")
        return error


def _configure(connection: Connection) -> None:
    """Hand JSON over as text, as DuckDB does."""
    set_json_loads(lambda raw: raw.decode() if isinstance(raw, bytes) else raw, connection)


def _placeholders(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()


def _without_schema(address: str) -> tuple[str, str | None]:
    """Take `schema=NAME` out of an address, for the server's own library does not know it."""
    parts = urlsplit(address)
    query = parse_qsl(parts.query)
    named = [value for name, value in query if name == "schema"]
    bare = urlunsplit(parts._replace(query=urlencode([(name, value) for name, value in query if name != "schema"])))
    return bare, named[-1] if named else None


def _without_password(address: str, schema: str) -> str:
    parts = urlsplit(address)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return f"postgresql://{user}{parts.hostname or ''}{port}{parts.path}?schema={schema}"
