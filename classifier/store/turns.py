"""Whose turn it is: programs that share a store's file line up at an empty file beside it, `<store>.lock`.

Asking the operating system for a turn costs microseconds where trying to open the database costs milliseconds, and a
program that is killed gives its turn back. It is courtesy, not safety: DuckDB's own lock on the file is what protects
it, also from programs that know nothing of turns. Where there are no such locks (Windows, a read-only folder, some
network disks) everyone tries at once, which is slower and as safe.
"""

import os
import random
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


def take_turn(store: Path, deadline: float) -> int | None:
    """Wait for the turn until a time of `time.monotonic()`; return what to give back, None where there are no turns."""
    if fcntl is None:
        return None
    try:
        descriptor = os.open(store.with_name(f"{store.name}.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        return None
    while time.monotonic() < deadline:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(random.uniform(0.0005, 0.003))
        except OSError:
            break
        else:
            return descriptor
    os.close(descriptor)
    return None


def give_turn_back(turn: int | None) -> None:
    """Let the next one in; nothing for None."""
    if turn is not None:
        os.close(turn)
