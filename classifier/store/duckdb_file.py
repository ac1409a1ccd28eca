"""The embedded engine: one DuckDB file, attached for a transaction and let go at its end.

Several processes share the file by turns: each waits a bounded time, with jitter, until the others have let go.
Within a process threads take turns too, or share the attachment of a long reader, each with a cursor of its own. The
instance that the file is attached to lives in memory, for making one costs ten times as much as attaching. No
process holds the file between transactions, and no extension is ever downloaded. What was committed last may stand
in the write-ahead log beside the file (`.wal`), at most half a megabyte; a store that is closed leaves none.
"""

import os
import random
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import duckdb

from classifier.errors import StoreLockedError, UserError
from classifier.store.duckdb_errors import HELD, NOT_WRITABLE, is_one_of, told
from classifier.store.duckdb_transaction import DuckDatabase, quoted
from classifier.store.turns import give_turn_back, take_turn

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "allocator_bulk_deallocation_flush_threshold": "1MB",  # give back what a big insert took: 20 MB less held
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "checkpoint_threshold": "512KB",  # a longer log makes every attaching slower, a shorter one every commit
}
_LAST_READABLE = "v1.5.0"  # the format written: every supported version opens it
_BLOCK = 65_536  # bytes, of new files; each column of a table in use takes one: 11 MB less than with the usual 262,144
_SHARED_AFTER_S = 0.1  # short transactions go one by one, so that other processes get in; a long one is joined


class DuckStore:
    """A DuckDB file that processes and threads share by turns."""

    def __init__(self, path: Path, wait_s: float, create: bool) -> None:
        self.path = path.absolute()
        self.wait_s = wait_s
        self._instance = _instance()
        self._finish = weakref.finalize(self, _write_out, self.path)
        self._gate = threading.Condition()
        self._pen = threading.Lock()
        self._inside = 0
        self._spoiled = False
        self._may_create = create
        self._file: tuple[int, int] | None = None
        self._turn: int | None = None

    @property
    def location(self) -> str:
        return str(self.path)

    @contextmanager
    def reading(self) -> Iterator[DuckDatabase]:
        with self._transaction("BEGIN TRANSACTION READ ONLY") as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[DuckDatabase]:
        if not self._pen.acquire(timeout=self.wait_s):
            raise StoreLockedError(
                f"{self.path}: another part of this process has been writing for {self.wait_s:.0f} s"
            )
        try:
            with self._transaction("BEGIN TRANSACTION") as db:
                yield db
        finally:
            self._pen.release()

    def close(self) -> None:
        self._instance.close()
        self._finish()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[DuckDatabase]:
        self._enter()
        try:
            with closing(self._instance.cursor()) as cursor:  # closing rolls back what was not committed
                cursor.execute("USE store")
                cursor.execute(begin)
                yield DuckDatabase(cursor)
                cursor.execute("COMMIT")
                self._still_there()
        except duckdb.Error as error:
            self._spoiled |= isinstance(error, duckdb.FatalException | duckdb.InternalException)
            raise told(error, self.path) from error
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._gate:
            self._gate.wait_for(lambda: not self._inside, timeout=_SHARED_AFTER_S)
            if not self._inside:
                self._attach()
            self._inside += 1

    def _leave(self) -> None:
        with self._gate:
            self._inside -= 1
            if not self._inside:
                self._detach()
            self._gate.notify_all()

    def _attach(self) -> None:
        deadline = time.monotonic() + self.wait_s
        with ExitStack() as attaching:
            turn = take_turn(self.path, deadline)
            attaching.callback(give_turn_back, turn)
            self._attach_before(deadline)
            self._may_create = False
            self._file = self._identity()
            attaching.pop_all()
        self._turn = turn

    def _attach_before(self, deadline: float) -> None:
        option = ""
        while True:
            try:
                if not self._may_create:
                    self._identity()  # for attaching what is not there would make an empty one
                elif not self.path.exists():
                    option = f"(STORAGE_VERSION '{_LAST_READABLE}', BLOCK_SIZE {_BLOCK})"
                self._instance.execute(f"ATTACH {quoted(self.path)} AS store {option}")
                return
            except duckdb.Error as error:
                if is_one_of(NOT_WRITABLE, error) and not option and self.path.exists():
                    option = "(READ_ONLY)"
                elif is_one_of(HELD, error) and time.monotonic() < deadline:
                    time.sleep(random.uniform(0.002, 0.02))
                else:
                    raise told(error, self.path, self.wait_s) from error

    def _detach(self) -> None:
        try:
            self._instance.execute("DETACH store")
        except duckdb.Error:  # the commit is in the write-ahead log; only tidying up failed, as on a full disk
            self._spoiled = True
        if self._spoiled:
            self._instance.close()
            self._instance = _instance()
            self._spoiled = False
        give_turn_back(self._turn)

    def _identity(self) -> tuple[int, int]:
        try:
            status = os.stat(self.path)
        except FileNotFoundError:
            raise UserError(
                f"{self.path} is not there (any more): put it back, or restore a backup with `foi store restore`"
            ) from None
        return status.st_dev, status.st_ino

    def _still_there(self) -> None:
        if self._identity() != self._file:
            raise UserError(
                f"{self.path} was replaced while it was in use: what was just done is not in it; do it again"
            )


def _instance() -> duckdb.DuckDBPyConnection:
    """Make an instance in memory; files are not checkpointed whenever they are let go, which costs 20 ms."""
    instance = duckdb.connect(config=_CONFIG)
    instance.execute("PRAGMA disable_checkpoint_on_shutdown")
    return instance


def _write_out(path: Path) -> None:
    """Move what stands in the log into the file, unless another process has it: that one will do it."""
    if not path.with_name(f"{path.name}.wal").exists():
        return
    with duckdb.connect(config=_CONFIG) as instance, suppress(duckdb.Error):
        instance.execute(f"ATTACH {quoted(path)} AS store")
        instance.execute("CHECKPOINT store")
        instance.execute("DETACH store")
