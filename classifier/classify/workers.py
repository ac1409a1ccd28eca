"""What a process is called where several share a run's letters, and whether one of that name has ended.

The name tells the machine and the process, so that letters held by a process that died are free at once on its own
machine; elsewhere their lease has to run out. Nothing here knows the store.
"""

import os
import socket
import uuid
from contextlib import suppress
from pathlib import Path

from classifier.records import content_id


def this_worker() -> str:
    """Return a name that no other running process has, on whatever machine."""
    return f"{_machine()}:{os.getpid()}"


def is_gone(worker: str) -> bool:
    """Return whether a process of this machine with that name has ended; False where that cannot be told.

    Not told: a name that a person gave, a process of another machine or container, and any process on Windows.
    """
    machine, _, process = worker.rpartition(":")
    if os.name == "nt" or machine != _machine() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)  # sends nothing
    except OSError as error:
        return isinstance(error, ProcessLookupError)
    return False


def _machine() -> str:
    """Name the machine, and the container, whose process ids are its own."""
    numbering = ""
    with suppress(OSError):
        numbering = str(Path("/proc/self/ns/pid").readlink())
    return content_id(socket.gethostname(), f"{uuid.getnode():x}", numbering)
