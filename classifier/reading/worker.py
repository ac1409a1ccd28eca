"""A reader process: takes one file at a time on its standard input, answers with what it read.

Runs hostile files away from the program: it has its own bounds of memory, cannot open connections or start
programs, and may die on a file without taking anything with it. `apart` is its other end. Messages are a line
of JSON and then raw bytes, so nothing that comes back is ever executed.
"""

import json
import os
import sys
from dataclasses import asdict
from typing import IO, Any

from classifier.reading.limits import MIB, Limits
from classifier.reading.readers import read_part
from classifier.reading.texts import Part, ReadText
from classifier.records import Span

OUT_OF_MEMORY = 70
_REFUSED = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.sendto",
    "subprocess.Popen",
    "os.exec",
    "os.posix_spawn",
    "os.system",
)


def main() -> None:
    """Answer requests until the standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not come between the answers
    sys.addaudithook(_refuse)
    while request := receive(sys.stdin.buffer):
        head, blobs = request
        limits = Limits(**head["limits"])
        _bound_memory(limits)
        try:
            text, parts = read_part(Part(head["name"], blobs[0]), limits)
        except MemoryError:
            sys.exit(OUT_OF_MEMORY)
        heads = [(part.name, part.sent_on, part.message) for part in parts]
        send(answers, {"text": asdict(text), "parts": heads}, [part.data for part in parts])


def send(stream: IO[bytes], head: dict[str, Any], blobs: list[bytes]) -> None:
    """Write one message."""
    line = json.dumps({**head, "sizes": [len(blob) for blob in blobs]}, default=str)
    stream.write(line.encode() + b"\n")
    for blob in blobs:
        stream.write(blob)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], list[bytes]] | None:
    """Read one message; None at the end of the stream, also in the middle of a message."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    head: dict[str, Any] = json.loads(line)
    blobs = [stream.read(size) for size in head["sizes"]]
    return (head, blobs) if all(len(blob) == size for blob, size in zip(blobs, head["sizes"], strict=True)) else None


def text_from(head: dict[str, Any]) -> ReadText:
    """Make the record again from its JSON form."""
    spans = {name: tuple(Span(*span) for span in head[name]) for name in ("pages", "furniture")}
    return ReadText(**{**head, **spans})


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in _REFUSED:
        raise PermissionError(f"a reader must not do this: {event}")


def _bound_memory(limits: Limits) -> None:
    """Bound the process's own data where the system knows such a bound."""
    if sys.platform != "linux":
        return
    import resource

    most = limits.memory_mib * MIB
    resource.setrlimit(resource.RLIMIT_DATA, (most, resource.getrlimit(resource.RLIMIT_DATA)[1]))


if __name__ == "__main__":
    main()
