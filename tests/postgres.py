"""A throw-away PostgreSQL server on 127.0.0.1, for tests, benchmarks and chaos; nothing of it stays.

Needs the server's own programs (`initdb`, `postgres`), as Debian's package `postgresql` has them; run by root, the
server runs as the user `postgres`. `missing()` says why there is none, so that tests can be skipped with a reason.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.serving import free_port

_START_S = 60.0


@dataclass
class Server:
    """A running server. `address` has no schema: add `?schema=NAME`."""

    folder: Path
    port: int
    durable: bool
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start, again after a kill too, and wait until connections are taken."""
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                self.process = _spawn(self._command(), self.folder / "log")
            try:
                psycopg.connect(self.address, connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()[-2000:]}")

    def kill(self) -> None:
        """End it as a power cut of the program would: kill -9, no shutdown."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """End it at once but in order."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _command(self) -> list[str]:
        settings = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        settings |= {"max_connections": "200"} | ({} if self.durable else {"fsync": "off"})
        given = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(_program("postgres")), "-D", str(self.folder / "data"), *given]


def missing() -> str:
    """Return why no server can be started here; the empty string when one can."""
    if _program("initdb") is None:
        return "PostgreSQL's server programs are not installed (Debian: apt install postgresql)"
    return ""


@contextmanager
def throwaway_server(durable: bool = False) -> Iterator[Server]:
    """Run a server of its own until the block ends; `durable` waits for the disk, as a real one does."""
    folder = Path(tempfile.mkdtemp(prefix="foi-postgres-"))
    if _account():
        shutil.chown(folder, "postgres", "postgres")
    server = Server(folder, free_port(), durable)
    try:
        command = [str(_program("initdb")), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **_account())  # type: ignore[call-overload]
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _spawn(command: list[str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("ab") as out:
        return subprocess.Popen(command, stdout=out, stderr=out, cwd=log.parent, **_account())  # type: ignore[call-overload,no-any-return]


def _account() -> dict[str, object]:
    """The server refuses to run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def _program(name: str) -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which(name)
    return Path(on_path) if on_path else found[-1] if found else None
