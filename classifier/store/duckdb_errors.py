"""What DuckDB says when something is wrong, as one line that names the store and what to do about it."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

from classifier.errors import DataError, FoiError, StoreLockedError, UserError

HELD = ("Could not set lock", "Unique file handle conflict", "being used by another process")
NOT_WRITABLE = ("Read-only file system", "Permission denied", "attached in read-only mode")
_PLAIN_FAULTS = {
    "No space left": "the disk is full: free some space and run this again",
    "File too large": "the disk or quota is full: free some space and run this again",
    "Disk quota": "the quota is used up: free some space and run this again",
    "Read-only file system": "the disk is read-only: move the round to a folder that can be written",
    "Permission denied": "may not be written: change the rights of the file and its folder, or move the round",
    "attached in read-only mode": "may not be written: change the rights of the file and its folder, or move the round",
    "not a valid DuckDB": "is not a DuckDB file: check the path, or restore a backup with `foi store restore`",
    "we can only read versions": "was written by a newer DuckDB: update this program",
}


def told(error: duckdb.Error, path: Path, wait_s: float = 0.0) -> Exception:
    """Return the error a person can act on; a mistake in the program's own SQL comes back as it is."""
    text = str(error)
    if is_one_of(HELD, error):
        return _locked(text, path, wait_s)
    for words, meaning in _PLAIN_FAULTS.items():
        if words in text:
            return UserError(f"{path}: {meaning}")
    return _told_by_kind(error, path)


def is_one_of(words: Sequence[str], error: duckdb.Error) -> bool:
    return any(each in str(error) for each in words)


def _told_by_kind(error: duckdb.Error, path: Path) -> FoiError | duckdb.Error:
    first_line = str(error).splitlines()[0]
    if isinstance(error, duckdb.ConstraintException):
        return DataError(f"{path}: refused by the store: {first_line}")
    if isinstance(error, duckdb.TransactionException):
        return StoreLockedError(f"{path}: two writers changed the same row at the same time: try again ({first_line})")
    if isinstance(error, duckdb.IOException | duckdb.FatalException | duckdb.OutOfMemoryException):
        return UserError(f"{path}: {first_line}; nothing of this step was saved")
    return error


def _locked(text: str, path: Path, wait_s: float) -> StoreLockedError:
    holder = re.search(r"held in (.+?) \(PID (\d+)\)", text)
    who = f"process {holder[2]} ({os.path.basename(holder[1])})" if holder else "another part of this process"
    return StoreLockedError(
        f"{path} is held by {who} and was not let go within {wait_s:.0f} s: close that program, or try again later"
    )
