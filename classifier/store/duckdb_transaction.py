"""One transaction on a DuckDB file: statements, bulk inserts, and Parquet."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import duckdb

from classifier.store.engine import Row, table_and_columns


class DuckDatabase:
    """One transaction on a DuckDB file."""

    engine: Literal["duckdb", "postgresql"] = "duckdb"

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        return self._cursor.execute(sql, list(params)).fetchall()

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        return int(self._added(table, columns, rows, "")[0][0]) if rows else 0

    def insert_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> set[str]:
        return {row[0] for row in self._added(table, columns, rows, f"RETURNING {columns[0]}")} if rows else set()

    def stream(self, sql: str, size: int = 10_000) -> Iterator[list[Row]]:
        self._cursor.execute(sql)
        while rows := self._cursor.fetchmany(size):
            yield rows

    def write_parquet(self, query: str, path: Path) -> None:
        self._cursor.execute(f"COPY ({query}) TO {quoted(path)} (FORMAT parquet)")

    def serialise(self, name: str) -> None:
        """Do nothing: only one transaction at a time writes to the file."""

    def _added(self, table: str, columns: Sequence[str], rows: Sequence[Row], returning: str) -> list[Row]:
        name, listed = table_and_columns(table, columns)
        given = ", ".join("unnest(?::VARCHAR[])" for _ in columns)  # as fast as through Arrow, which takes 45 MB more
        sql = f"INSERT INTO {name} ({listed}) SELECT {given} ON CONFLICT DO NOTHING {returning}"
        return self._cursor.execute(sql, [_as_text(column) for column in zip(*rows, strict=True)]).fetchall()


def quoted(path: Path) -> str:
    """Return a path as SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def _as_text(values: Sequence[Any]) -> list[str | None]:
    """Return a column as text, which DuckDB turns into the column's type."""
    return [value if value is None or isinstance(value, str) else str(value) for value in values]
