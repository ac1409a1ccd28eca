"""The programs that share a store in the benchmark and the chaos: an app with reviewers, and a batch writer.

Each is a process of its own (`python -m eval.benchmarks.store_actors app …`) that can be killed at any moment. What
the store has confirmed is noted, line by line, in a log, so that what is missing afterwards can be counted.
"""

import argparse
import json
import os
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

from classifier.errors import FoiError
from classifier.records import Review, utc_now
from classifier.store import (
    Database,
    Store,
    claim_next,
    lease_letters,
    open_store,
    read_current_answer,
    read_letter,
    release,
    retrying,
    save_classified,
    save_reviews,
    save_run,
)
from classifier.taxonomy import Taxonomy
from eval.benchmarks.store_rounds import make_letter, make_result, make_run, shipped_taxonomy

_LEASE = timedelta(seconds=60)


@dataclass(frozen=True)
class Settings:
    """What an actor is told: it begins when there is a file `start`, and
    goes on until the time that stands in it; `think_s` is a reviewer's mean time between two decisions, `group` letters a commit,
    `every_s` the writer's time between two commits, `patience_s` how long a lost or locked store is tried again."""

    store: str
    log: Path
    start: Path
    reviewers: int
    first: int
    think_s: float
    group: int
    every_s: float
    patience_s: float


class Log:
    """A file of what was done, a line each, written at once."""

    def __init__(self, path: Path) -> None:
        self._file: TextIO = path.open("a", encoding="utf-8", buffering=1)
        self._lock = threading.Lock()

    def note(self, **what: Any) -> None:
        with self._lock:
            self._file.write(json.dumps(what) + "\n")


def run_app(settings: Settings) -> None:
    """Let reviewers decide answers, each in a thread, all through one store, as the app's sessions do."""
    store, log, taxonomy = open_store(settings.store, wait_s=settings.patience_s), Log(settings.log), shipped_taxonomy()
    names = [f"reviewer-{settings.first + number}" for number in range(settings.reviewers)]
    until = _begin(settings, log)
    with ThreadPoolExecutor(settings.reviewers) as threads:
        for done in [threads.submit(_review, store, log, taxonomy, settings, name, until) for name in names]:
            done.result()
    store.close()


def _review(store: Store, log: Log, taxonomy: Taxonomy, settings: Settings, name: str, until: float) -> None:
    rng, session, now = random.Random(name), f"{name}-{os.getpid()}", None
    time.sleep(rng.random() * settings.think_s)
    while time.time() < until:
        decided: list[Review] = _decision(taxonomy, name, now) if now else []
        began = time.perf_counter()
        try:
            now = retrying(store, _click(taxonomy, decided, name, session, now), settings.patience_s)
            if now:
                _show(store, now, settings.patience_s)
        except FoiError as error:
            log.note(op="failed", who=name, error=str(error))
            continue
        ms = (time.perf_counter() - began) * 1000
        log.note(
            op="review",
            ms=ms,
            at=time.time(),
            ids=[one.id for one in decided],
            answer=decided[0].answer_id if decided else None,
        )
        time.sleep(rng.uniform(0.5, 1.5) * settings.think_s)


def _decision(taxonomy: Taxonomy, name: str, answer: str) -> list[Review]:
    """One click confirms all fields of an answer; its token is made when the answer is shown."""
    token = f"{answer}-{time.time_ns()}"
    return [
        Review(answer, field.name, "cannot_tell", None, name, token, utc_now(), shown={"blind": False})
        for field in taxonomy.fields
    ]


def _click(
    taxonomy: Taxonomy, decided: list[Review], name: str, session: str, now: str | None
) -> Callable[[Database], str | None]:
    """Save the decision, give its answer back, take the next one: one transaction."""

    def action(db: Database) -> str | None:
        save_reviews(db, taxonomy, decided, session)
        if now:
            release(db, now, session)
        return claim_next(db, name, session, utc_now(), utc_now() + _LEASE)

    return action


def _show(store: Store, answer: str, patience_s: float) -> None:
    """Read what the page shows: the answer as it stands, and its letter."""

    def action(db: Database) -> None:
        read_letter(db, read_current_answer(db, answer).answer.letter_id)

    retrying(store, action, patience_s, writing=False)


def run_writer(settings: Settings) -> None:
    """Classify the round again and again, in runs of its own, committing a group of letters at a time."""
    store, log, taxonomy = open_store(settings.store, wait_s=settings.patience_s), Log(settings.log), shipped_taxonomy()
    numbers = {make_letter(number).id: number for number in range(_letters(store))}
    until = _begin(settings, log)
    worker, run_number = f"worker-{os.getpid()}", 2
    while time.time() < until:
        began, run = time.perf_counter(), make_run(run_number)
        try:
            ids = retrying(store, _lease(run_number, worker, settings.group), settings.patience_s)
            results = [make_result(make_letter(numbers[one]), run, taxonomy) for one in ids]
            retrying(store, lambda db, results=results: save_classified(db, taxonomy, results), settings.patience_s)  # type: ignore[misc]
        except FoiError as error:
            log.note(op="failed", who=worker, error=str(error))
            continue
        spent = time.perf_counter() - began
        log.note(op="write", ms=spent * 1000, at=time.time(), run=run.id, letters=ids)
        run_number += not ids
        time.sleep(max(0.0, settings.every_s - spent))
    store.close()


def _lease(run_number: int, worker: str, group: int) -> Callable[[Database], list[str]]:
    def action(db: Database) -> list[str]:
        save_run(db, make_run(run_number))
        return lease_letters(db, make_run(run_number).id, worker, group, utc_now() + timedelta(seconds=5))

    return action


def _begin(settings: Settings, log: Log) -> float:
    """Say that this actor is ready, wait for the start, and return when to end."""
    log.note(op="ready")
    while not settings.start.exists():
        time.sleep(0.02)
    return float(settings.start.read_text())


def _letters(store: Store) -> int:
    with store.reading() as db:
        return int(db.execute("SELECT count(*) FROM letters")[0][0])


def main() -> None:
    """Run one actor until its time is up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("role", choices=["app", "writer"])
    parser.add_argument("settings", help="the settings as JSON")
    options = parser.parse_args()
    given = json.loads(options.settings)
    settings = Settings(**given | {"log": Path(given["log"]), "start": Path(given["start"])})
    (run_app if options.role == "app" else run_writer)(settings)


if __name__ == "__main__":
    main()
