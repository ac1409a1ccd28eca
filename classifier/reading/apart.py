"""Read many files in reader processes of their own: as many at a time as asked, in order, whatever they hold.

A process that dies on a file, hangs or asks for too much memory is ended, the file is refused with the reason,
and a new process takes the next. Zips on disk are opened here, member by member, so that none is in memory whole.
"""

import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from classifier.reading.formats import format_of
from classifier.reading.limits import Limits
from classifier.reading.opening import Lying, open_path, unfold
from classifier.reading.readers import record
from classifier.reading.texts import Part, ReadText
from classifier.reading.worker import OUT_OF_MEMORY, receive, send, text_from

_PEEK = 2


@dataclass(slots=True)
class _Process:
    """A reader process, started when it is first needed; `notes` is what it wrote to its standard error."""

    limits: Limits
    running: subprocess.Popen[bytes] | None = None
    notes: IO[bytes] | None = None
    timed_out: bool = False

    def read(self, part: Part) -> tuple[ReadText, tuple[Part, ...]]:
        """Read one file; a process that fails is ended and the failure becomes the file's trouble."""
        if self.running is None:
            self._start()
        answer = self._ask(part)
        if answer is None:
            return record(part, format_of(part.name, part.data), trouble=self._why()), ()
        head, blobs = answer
        heads = head["parts"]
        parts = [Part(name, data, day, message) for (name, day, message), data in zip(heads, blobs, strict=True)]
        return text_from(head["text"]), tuple(parts)

    def close(self) -> None:
        if self.running is not None:
            self.running.kill()
            self.running.wait()
            for stream in (self.running.stdin, self.running.stdout, self.notes):
                if stream is not None:
                    _quietly_close(stream)
            self.running = None

    def _start(self) -> None:
        self.notes = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        self.timed_out = False
        command = [sys.executable, "-m", "classifier.reading.worker"]
        self.running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.notes)

    def _ask(self, part: Part) -> tuple[dict[str, Any], list[bytes]] | None:
        running = self.running
        if running is None or running.stdin is None or running.stdout is None:
            return None
        clock = threading.Timer(self.limits.seconds, self._overdue)
        clock.start()
        try:
            send(running.stdin, {"name": part.name, "limits": asdict(self.limits)}, [part.data])
            return receive(running.stdout)
        except (BrokenPipeError, ConnectionResetError):
            return None
        finally:
            clock.cancel()

    def _overdue(self) -> None:
        self.timed_out = True
        if self.running is not None:
            self.running.kill()

    def _why(self) -> str:
        """Say in one line what the process died of, and clear it away."""
        code = self.running.wait() if self.running is not None else 0
        last = b""
        if self.notes is not None:
            self.notes.seek(0)
            last = (self.notes.read().strip().splitlines() or [b""])[-1]
        self.close()
        if self.timed_out:
            return f"reading took more than {self.limits.seconds:g} s: split the file, or raise the limit"
        if code == OUT_OF_MEMORY or b"memory" in last.lower():
            return f"reading needs more than {self.limits.memory_mib} MiB of memory: split the file, or raise the limit"
        if code < 0:
            return f"the reader broke down on this file ({signal.Signals(-code).name})"
        return f"the reader failed on this file ({last.decode(errors='replace')[:160]})"


def read_all(
    given: Iterable[tuple[Path, str]], limits: Limits, processes: int = 2
) -> Generator[tuple[str, ReadText], None, None]:
    """Yield what every file holds, with the source of the given file that it came from, in the order given.

    `given` pairs paths with the sources they are to be known by. At most `processes` files are read at a time,
    each in a process of its own that goes on to the next.
    """
    idle: SimpleQueue[_Process] = SimpleQueue()
    everyone = [_Process(limits) for _ in range(processes)]
    for process in everyone:
        idle.put(process)

    def read(lying: Lying) -> list[ReadText]:
        process = idle.get()
        try:
            return list(unfold(lying, limits, process.read))
        finally:
            idle.put(process)

    try:
        with ThreadPoolExecutor(processes) as pool:
            waiting: deque[tuple[str, ReadText | Future[list[ReadText]]]] = deque()
            for source, item in _tasks(given, limits):
                waiting.append((source, item if isinstance(item, ReadText) else pool.submit(read, item)))
                while len(waiting) > _PEEK * processes:
                    yield from _finished(waiting.popleft())
            while waiting:
                yield from _finished(waiting.popleft())
    finally:
        for process in everyone:
            process.close()


def _tasks(given: Iterable[tuple[Path, str]], limits: Limits) -> Iterator[tuple[str, ReadText | Lying]]:
    for path, source in given:
        for found in open_path(path, source, limits):
            yield source, found


def _finished(waiting: tuple[str, "ReadText | Future[list[ReadText]]"]) -> Sequence[tuple[str, ReadText]]:
    source, item = waiting
    return [(source, text) for text in ([item] if isinstance(item, ReadText) else item.result())]


def _quietly_close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except BrokenPipeError:
        return
