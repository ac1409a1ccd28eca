"""Put a file or a folder in its place whole or not at all: it grows beside its place under another name."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from classifier.errors import UserError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a place to write to; when the block ends well, it becomes `path`, else nothing is left. Folders are made.

    Raises UserError where nothing can be written there.
    """
    half = path.with_name(f".{path.name}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield half
        os.replace(half, path)
    except OSError as error:
        raise _refused(path, error) from None
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path, known_by: str) -> Iterator[Path]:
    """Yield an empty folder to write to; when the block ends well, it becomes `path`.

    A folder that is there already is replaced only if it is empty or holds a file named `known_by`: one of ours.
    """
    half = path.with_name(f".{path.name}.half")
    try:
        _check_ours(path, known_by)
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        yield half
        old = path.with_name(f".{path.name}.old")
        if path.exists():
            os.replace(path, old)
        os.replace(half, path)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise _refused(path, error) from None
    finally:
        shutil.rmtree(half, ignore_errors=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file whole or not at all; UserError where it cannot be written."""
    with whole_file(path) as half:
        half.write_bytes(content)


def _check_ours(path: Path, known_by: str) -> None:
    if path.exists() and (not path.is_dir() or (any(path.iterdir()) and not (path / known_by).exists())):
        raise UserError(f"{path}: something else is there already; choose another place with --to")


def _refused(path: Path, error: OSError) -> UserError:
    return UserError(f"{path}: cannot be written ({error.strerror}); choose another place with --to")
