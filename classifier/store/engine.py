"""What the two engines have in common: one transaction (`Database`), one place (`Store`), and how an action is retried.

SQL is one dialect with `?` for bound values. Nothing here knows an engine, a table or a record.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from classifier.errors import DataError, StoreLockedError, UserError

Row = tuple[Any, ...]

IN_LIST = "IN (SELECT unnest(?::VARCHAR[]))"
"""Says that a column's value is one of a bound list's; `= ANY(?)` compares with each of a long list in turn."""
T = TypeVar("T")


class StoreLostError(UserError):
    """The store went away in mid-action: the server or the connection to it. Nothing was half saved; try again."""


class Database(Protocol):
    """One transaction. Everything that it did is kept when the block ends, and nothing when it raises."""

    @property
    def engine(self) -> Literal["duckdb", "postgresql"]: ...

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return its rows; only those of SELECT and RETURNING mean anything."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        """Add many rows at once and return how many were new; rows whose key is there already are left as they are."""

    def insert_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> set[str]:
        """Add rows as `insert` does and return the first column of those that were new."""

    def stream(self, sql: str, size: int = 10_000) -> Iterator[list[Row]]:
        """Yield a query's rows in lists of at most `size`, so that a table need not fit into memory."""

    def write_parquet(self, query: str, path: Path) -> None:
        """Write a query's rows as one Parquet file."""

    def serialise(self, name: str) -> None:
        """Let transactions that name the same thing pass one after the other, until this one ends."""


class Store(Protocol):
    """Where a round is kept. Share one among the threads of a process; nothing is open between transactions."""

    @property
    def location(self) -> str:
        """The path or address, without a password."""

    def reading(self) -> AbstractContextManager[Database]:
        """Open one consistent view of the store, from its first statement on; writing in it is refused."""

    def writing(self) -> AbstractContextManager[Database]:
        """Open one transaction: kept at the end of the block, undone when it raises."""

    def close(self) -> None:
        """Give back what the store holds; it cannot be used any more."""


def retrying(store: Store, action: Callable[[Database], T], wait_s: float = 60.0, *, writing: bool = True) -> T:
    """Run an action in a transaction, again when the store was lost or locked, for at most `wait_s` seconds.

    The action may run more than once, also after a commit whose confirmation was lost, so it must be idempotent:
    everything this package saves is. Raises the last StoreLostError or StoreLockedError when the time is up.
    """
    deadline = time.monotonic() + wait_s
    while True:
        try:
            with store.writing() if writing else store.reading() as db:
                return action(db)
        except (StoreLostError, StoreLockedError):
            if time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(0.05, 0.3))


def table_and_columns(table: str, columns: Sequence[str]) -> tuple[str, str]:
    """Return names for SQL text; raise DataError for anything but plain names, which alone are put into it."""
    for name in (table, *columns):
        if not name.isidentifier():
            raise DataError(f"'{name}' is no name of a table or column")
    return table, ", ".join(columns)
