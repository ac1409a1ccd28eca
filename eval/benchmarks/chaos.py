"""Kill everything that uses a store, again and again, and count what was lost: `python -m eval.benchmarks.chaos`.

A batch writer and an app with reviewers share a round while, every few seconds, one of them is ended by kill -9, and
with PostgreSQL the server too; what was killed is started again. Afterwards everything that was ever confirmed must
be there, once, and whole. Ends with exit code 1 when it is not.
"""

import argparse
import itertools
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from classifier.store import open_store
from eval.benchmarks.store import Figures, Load, account, begin, start
from eval.benchmarks.store_rounds import fill, shipped_taxonomy
from tests.postgres import Server, missing, throwaway_server

Actors = dict[str, "subprocess.Popen[bytes]"]


def main() -> None:
    """Run the chaos on each engine and print what came of it."""
    options = _options()
    load = Load(seconds=options.seconds, patience_s=60.0)
    bad = False
    with tempfile.TemporaryDirectory(prefix="foi-chaos-") as name:
        folder = Path(name)
        for engine in options.engines:
            if engine == "postgresql" and (reason := missing()):
                print(f"postgresql skipped: {reason}")
                continue
            with _place(engine, folder) as (place, server):
                figures, kills = chaos(place, server, options.answers, load, options.every, folder)
            bad |= bool(figures.lost or figures.doubled or figures.failed)
            print(f"{engine}: {_words(kills)}; {_told(figures)}", flush=True)
    sys.exit(1 if bad else 0)


def chaos(
    place: str, server: Server | None, answers: int, load: Load, every_s: float, folder: Path
) -> tuple[Figures, Counter[str]]:
    """Share a store for the time given, killing one after the other, and return the account and how often each died."""
    store, log = open_store(place, create=True, wait_s=60), folder / f"chaos-{'server' if server else 'file'}"
    fill(store, answers, shipped_taxonomy())
    actors: Actors = {role: _start(role, place, log, load) for role in ("writer", "app")}
    until, kills = begin(log, len(actors), load.seconds), Counter[str]()
    for victim in itertools.cycle(["writer", "app", *(["server"] if server else [])]):
        if time.time() + every_s >= until:
            break
        time.sleep(every_s)
        _kill(victim, actors, server)
        kills[victim] += 1
        if victim in actors:
            actors[victim] = _start(victim, place, log, load)
    for actor in actors.values():
        actor.wait(load.seconds + 180)
    figures = account(store, log, load)
    store.close()
    return figures, kills


def _start(role: str, place: str, log: Path, load: Load) -> "subprocess.Popen[bytes]":
    return start(role, place, log, load, 0, load.reviewers if role == "app" else 1)


def _kill(victim: str, actors: Actors, server: Server | None) -> None:
    """End a victim without warning; a server is started again, an actor is started by the caller."""
    if victim in actors:
        actors[victim].kill()
        actors[victim].wait()
    elif server:
        server.kill()
        server.start()


@contextmanager
def _place(engine: str, folder: Path) -> Iterator[tuple[str, Server | None]]:
    if engine == "duckdb":
        yield str(folder / "round.duckdb"), None
        return
    with throwaway_server(durable=True) as server:
        yield server.address, server


def _words(kills: Counter[str]) -> str:
    return "kill -9 of " + ", ".join(f"the {victim} × {count}" for victim, count in kills.items())


def _told(figures: Figures) -> str:
    return (
        f"{figures.decisions} decisions and {figures.commits} commits confirmed: {figures.lost} lost, "
        f"{figures.doubled} doubled, {figures.failed} failed; a decision took p50 {figures.p50:.0f}, "
        f"p95 {figures.p95:.0f}, at most {figures.worst:.0f} ms"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.chaos", description="Kill what uses a store.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=3, help="seconds between two kills")
    parser.add_argument("--answers", type=int, default=3_000)
    parser.add_argument("--engines", type=lambda text: text.split(","), default=["duckdb", "postgresql"])
    return parser.parse_args()


if __name__ == "__main__":
    main()
