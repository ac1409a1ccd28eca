"""How fast and how safe the store is while a batch job and reviewers share it: `python -m eval.benchmarks.store`.

For each engine and size: one writer process that commits groups of letters, and one app process whose reviewers
decide answers, each decision a click (save, take the next) and what the page then reads. Then the queue query at a
million answers. PostgreSQL is started on loopback where it is installed. Nothing is left behind.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from classifier.records import content_id, utc_now
from classifier.store import QueueEntry, Store, next_for_review, open_store, read_queue, save_queue, take_from_queue
from eval.benchmarks.store_actors import Settings
from eval.benchmarks.store_rounds import fill, shipped_taxonomy
from tests.postgres import Server, missing, throwaway_server


@dataclass(frozen=True)
class Load:
    """How hard the store is used. The defaults: a fast reviewer's pace, ten letters a second."""

    seconds: float = 60.0
    reviewers: int = 8
    think_s: float = 1.0
    group: int = 5
    every_s: float = 0.5
    patience_s: float = 20.0
    separate: bool = False


@dataclass(frozen=True)
class Figures:
    """What one run came to. Latencies in ms, of a decision and of what is read for the next one."""

    decisions: int
    p50: float
    p95: float
    worst: float
    commits: int
    planned: int
    commit_p50: float
    lost: int
    doubled: int
    failed: int


def main() -> None:
    """Measure and print a table, and the figures as JSON where asked for."""
    options = _options()
    load = Load(options.seconds, options.reviewers, options.think_s, separate=options.separate)
    print(f"# {_machine()}\n# {load}", flush=True)
    print(
        "engine      answers   decisions  p50 ms  p95 ms  max ms   commits  commit p50  lost  doubled  failed",
        flush=True,
    )
    rows: list[dict[str, Any]] = []
    with _server_if_there() as server, tempfile.TemporaryDirectory(prefix="foi-benchmark-") as folder:
        for engine in options.engines:
            for answers in options.answers:
                if engine == "postgresql" and server is None:
                    print(f"postgresql skipped: {missing()}")
                    continue
                place = _place(engine, answers, Path(folder), server)
                rows.append({"engine": engine, "answers": answers} | asdict(share(place, answers, load, Path(folder))))
                _print(rows[-1])
            if options.queue and not (engine == "postgresql" and server is None):
                measured = queue_query(_place(engine, options.queue, Path(folder), server), options.queue)
                rows.append({"engine": engine, "queue": options.queue} | measured)
                print(f"{engine:11} next_for_review at {options.queue:,}: " + _words(measured), flush=True)
    if options.json:
        options.json.write_text(
            json.dumps({"machine": _machine(), "load": asdict(load), "rows": rows}, indent=1) + "\n"
        )


def share(place: str, answers: int, load: Load, folder: Path) -> Figures:
    """Fill a store and let a writer and reviewers share it for the time given."""
    store = open_store(place, create=True)
    fill(store, answers, shipped_taxonomy())
    log = folder / f"log-{content_id(place)}"
    actors = [start(role, place, log, load, first, count) for role, first, count in _cast(load)]
    begin(log, len(actors), load.seconds)
    for actor in actors:
        if actor.wait(load.seconds + 120) != 0:
            raise RuntimeError(f"an actor ended with {actor.returncode}")
    figures = account(store, log, load)
    store.close()
    return figures


def start(role: str, place: str, log: Path, load: Load, first: int = 0, count: int = 1) -> "subprocess.Popen[bytes]":
    """Start an actor in a process of its own."""
    paces = (load.think_s, load.group, load.every_s, load.patience_s)
    settings = Settings(place, log, log.with_suffix(".start"), count, first, *paces)
    text = json.dumps(asdict(settings) | {"log": str(log), "start": str(log.with_suffix(".start"))})
    return subprocess.Popen([sys.executable, "-m", "eval.benchmarks.store_actors", role, text])


def begin(log: Path, actors: int, seconds: float) -> float:
    """Wait until all actors are ready, give the start, and return the time at which they end."""
    while not log.exists() or log.read_text().count('"ready"') < actors:
        time.sleep(0.05)
    until = time.time() + seconds
    aside = log.with_suffix(".aside")
    aside.write_text(str(until))
    aside.rename(log.with_suffix(".start"))
    return until


def account(store: Store, log: Path, load: Load) -> Figures:
    """Compare what was confirmed with what the store holds."""
    noted = [json.loads(line) for line in log.read_text().splitlines() if line.endswith("}")]
    decisions = [one for one in noted if one["op"] == "review" and one["ids"]]
    writes = [one for one in noted if one["op"] == "write" and one["letters"]]
    with store.reading() as db:
        reviews = Counter(row[0] for row in db.execute("SELECT review_id FROM reviews"))
        results = Counter(db.execute("SELECT run_id, letter_id FROM results"))
        per_answer = db.execute("SELECT answer_id, field FROM reviews GROUP BY answer_id, field HAVING count(*) > 1")
        halves = db.execute(_HALVES, [len(shipped_taxonomy().fields)])
    lost = sum(one not in reviews for each in decisions for one in each["ids"])
    lost += sum((each["run"], one) not in results for each in writes for one in each["letters"]) + len(halves)
    doubled = sum(count > 1 for count in (*reviews.values(), *results.values())) + len(per_answer)
    doubled += sum(
        count > 1 for count in Counter((each["run"], one) for each in writes for one in each["letters"]).values()
    )
    times = sorted(one["ms"] for one in decisions)
    return Figures(
        len(times), _at(times, 0.5), _at(times, 0.95), _at(times, 1.0), len(writes), int(load.seconds / load.every_s),
        statistics.median(one["ms"] for one in writes) if writes else 0.0, lost, doubled,
        sum(one["op"] == "failed" for one in noted),
    )  # fmt: skip


# Results of a letter without all of its labels, and decisions of which only a part is there.
_HALVES = """
SELECT splits.answer_id, splits.run_id FROM splits
LEFT JOIN (SELECT answer_id, run_id, count(*) AS labels FROM proposals GROUP BY answer_id, run_id) AS found
       ON found.answer_id = splits.answer_id AND found.run_id = splits.run_id
WHERE COALESCE(found.labels, 0) <> ?
"""


def queue_query(place: str, answers: int, times: int = 200) -> dict[str, float]:
    """Measure the queue query at a size, with the first 10,000 answers done, 50 claimed by others and 1,000 finished."""
    store = open_store(place, create=True)
    entries = [QueueEntry(content_id(str(number)), (number * 7919) % 1_000_003 / 1e6) for number in range(answers)]
    with store.writing() as db:
        save_queue(db, entries)
        top = [one.answer_id for one in read_queue(db, 11_050)]
        take_from_queue(db, top[:10_000])
        top = top[10_000:]
        far = utc_now().replace(year=2100)
        db.insert(
            "claims",
            ("answer_id", "reviewer", "session", "expires_at_utc"),
            [(one, "bo", "s", far) for one in top[:50]],
        )
        db.insert("finished", ("answer_id", "reviewer"), [(one, "ada") for one in top[50:]])
    if place.startswith("postgresql"):
        with psycopg.connect(place.split("?")[0], autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    inside, whole = [], []
    for _ in range(times):
        began = time.perf_counter()
        with store.reading() as db:
            opened = time.perf_counter()
            found = next_for_review(db, "cy", "s", utc_now())
            inside.append((time.perf_counter() - opened) * 1000)
        whole.append((time.perf_counter() - began) * 1000)
        if found != top[50]:
            raise RuntimeError(f"the queue gave {found}, not {top[50]}")
    store.close()
    inside.sort()
    return {
        "p50": _at(inside, 0.5),
        "p95": _at(inside, 0.95),
        "max": inside[-1],
        "with_opening_p50": _at(sorted(whole), 0.5),
    }


@contextmanager
def _server_if_there() -> Iterator[Server | None]:
    with nullcontext(None) if missing() else throwaway_server(durable=True) as server:
        yield server


def _cast(load: Load) -> list[tuple[str, int, int]]:
    apps = [("app", number, 1) for number in range(load.reviewers)] if load.separate else [("app", 0, load.reviewers)]
    return [*apps, ("writer", 0, 1)]


def _place(engine: str, answers: int, folder: Path, server: Server | None) -> str:
    return (
        f"{server.address}?schema=round_{answers}"
        if engine == "postgresql" and server
        else str(folder / f"{answers}.duckdb")
    )


def _at(ordered: list[float], share: float) -> float:
    """Return the value at or under which a share of the ordered values lies; 0 for none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def _print(row: dict[str, Any]) -> None:
    print(
        f"{row['engine']:11} {row['answers']:7,} {row['decisions']:10} {row['p50']:8.0f}{row['p95']:8.0f}{row['worst']:8.0f}"
        f" {row['commits']:6}/{row['planned']} {row['commit_p50']:8.0f} ms {row['lost']:5} {row['doubled']:8} {row['failed']:7}",
        flush=True,
    )


def _words(measured: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.1f} ms" for name, value in measured.items())


def _machine() -> str:
    return f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, DuckDB {duckdb.__version__}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m eval.benchmarks.store", description="Measure the store under load."
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--answers", type=_numbers, default=[3_000, 200_000], help="sizes, such as 3000,200000")
    parser.add_argument("--engines", type=lambda text: text.split(","), default=["duckdb", "postgresql"])
    parser.add_argument("--reviewers", type=int, default=8)
    parser.add_argument("--think-s", type=float, default=1.0, help="a reviewer's mean time between two decisions")
    parser.add_argument("--separate", action="store_true", help="each reviewer in a process of its own")
    parser.add_argument("--queue", type=int, default=1_000_000, help="size for the queue query; 0 leaves it out")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


if __name__ == "__main__":
    main()
