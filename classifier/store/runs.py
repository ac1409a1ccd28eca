"""Runs, which of them is adopted, which letters one has still to classify, and leases that share those out."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from classifier.errors import UserError
from classifier.records import Run, utc_now
from classifier.store.engine import IN_LIST, Database
from classifier.store.letters import IN_ORDER

# DuckDB 2.0.0 loses the LIMIT of a query that looks for missing rows by LEFT JOIN … IS NULL; NOT EXISTS is right.
_TO_CLASSIFY = """
SELECT letters.letter_id
FROM letters
JOIN authorities ON authorities.authority_id = letters.authority_id
JOIN current_kinds ON current_kinds.letter_id = letters.letter_id
WHERE current_kinds.kind IN ('letter', 'unread')
  AND NOT EXISTS (SELECT 1 FROM results WHERE results.letter_id = letters.letter_id AND results.run_id = ?)
  AND NOT EXISTS (
      SELECT 1 FROM leases
      WHERE leases.letter_id = letters.letter_id AND leases.run_id = ? AND leases.expires_at_utc > ?
        AND leases.worker <> ?
  )
"""
_NOBODY = ""
_END_OF_TIME = datetime.max  # noqa: DTZ901  (as stored, without a zone: no lease lasts longer)


def save_run(db: Database, run: Run) -> None:
    """Add a run, if it is not there; the first run of a store is adopted at once."""
    db.serialise("runs")
    position = int(db.execute("SELECT COALESCE(MAX(position), 0) + 1 FROM runs")[0][0])
    columns = "run_id position model prompt prompt_sha256 codebook splitter settings saved_at_utc".split()
    row = (
        run.id,
        position,
        run.model,
        run.prompt,
        run.prompt_sha256,
        run.codebook,
        run.splitter,
        run.settings,
        utc_now(),
    )
    there = db.execute("SELECT 1 FROM runs WHERE run_id = ?", [run.id])
    if not there:
        db.insert("runs", columns, [row])
    if position == 1:
        adopt_run(db, run.id)


def read_runs(db: Database) -> list[Run]:
    """Return the runs in the order in which they were first saved."""
    sql = "SELECT model, prompt, prompt_sha256, codebook, splitter, settings FROM runs ORDER BY position"
    return [Run(*row) for row in db.execute(sql)]


def adopt_run(db: Database, run_id: str) -> None:
    """Let a run's labels be the current ones; does nothing when they are. Raises UserError for an unknown run."""
    db.serialise("runs")
    if not db.execute("SELECT 1 FROM runs WHERE run_id = ?", [run_id]):
        raise UserError(f"there is no run {run_id} in this store: list them with `foi runs ROUND`")
    if adopted_run(db) == run_id:
        return
    position = db.execute("SELECT COALESCE(MAX(position), 0) + 1 FROM adoptions")[0][0]
    db.insert("adoptions", ("position", "run_id", "adopted_at_utc"), [(position, run_id, utc_now())])


def adopted_run(db: Database) -> str | None:
    """Return the id of the run whose labels are the current ones, None before the first run."""
    rows = db.execute("SELECT run_id FROM current_run")
    return rows[0][0] if rows else None


def split_questions(db: Database) -> list[str]:
    """Return the questions, by id, that letters were split into by the adopted run; empty before the first letter."""
    sql = """
        SELECT DISTINCT answers.question_id FROM splits
        JOIN current_run ON current_run.run_id = splits.run_id
        JOIN answers ON answers.answer_id = splits.answer_id
        ORDER BY answers.question_id
    """
    return [row[0] for row in db.execute(sql)]


def letters_to_classify(db: Database, run_id: str, limit: int | None = None) -> list[str]:
    """Return the ids of letters, and of unread files, without a result in this run, leased or not, by authority and source."""
    return _unclassified(db, run_id, _END_OF_TIME, limit, _NOBODY)


def lease_letters(
    db: Database,
    run_id: str,
    worker: str,
    n: int,
    until: datetime,
    now_utc: datetime | None = None,
    among: Collection[str] | None = None,
) -> list[str]:
    """Take up to `n` letters to classify for a worker until a time (UTC) and return their ids.

    No letter goes to two workers; one whose lease ran out, or whose worker gave it back, is free again. A worker
    that asks again gets further letters. With `among` only these are taken, those too that the worker has already:
    so what was leased when a confirmation was lost is given again. Empty when nothing is left that is free.
    """
    db.serialise("leases")
    now = now_utc or utc_now()
    free = _unclassified(db, run_id, now, n, _NOBODY if among is None else worker, among)
    db.execute(
        f"DELETE FROM leases WHERE run_id = ? AND (expires_at_utc <= ? OR worker = ?) AND letter_id {IN_LIST}",
        [run_id, now, worker, free],
    )
    db.insert(
        "leases", ("letter_id", "run_id", "worker", "expires_at_utc"), [(one, run_id, worker, until) for one in free]
    )
    return free


def renew_leases(db: Database, run_id: str, worker: str, until: datetime) -> int:
    """Hold a worker's letters until a later time and return how many they are; fewer than leased means some were lost."""
    sql = "UPDATE leases SET expires_at_utc = ? WHERE run_id = ? AND worker = ? RETURNING letter_id"
    return len(db.execute(sql, [until, run_id, worker]))


def lease_holders(db: Database, run_id: str) -> list[str]:
    """Return the workers that hold letters of a run, or did when they died."""
    sql = "SELECT DISTINCT worker FROM leases WHERE run_id = ? ORDER BY worker"
    return [row[0] for row in db.execute(sql, [run_id])]


def release_letters(db: Database, run_id: str, worker: str) -> None:
    """Give back all letters that a worker holds in a run."""
    db.execute("DELETE FROM leases WHERE run_id = ? AND worker = ?", [run_id, worker])


def _unclassified(
    db: Database, run_id: str, at_utc: datetime, limit: int | None, worker: str, among: Collection[str] | None = None
) -> list[str]:
    """Return letters that no other than this worker holds at a time."""
    sql: str = _TO_CLASSIFY
    params: list[Any] = [run_id, run_id, at_utc, worker]
    if among is not None:
        sql, params = f"{sql} AND letters.letter_id {IN_LIST}", [*params, list(among)]
    sql = f"{sql} {IN_ORDER}"
    rows = db.execute(sql, params) if limit is None else db.execute(f"{sql} LIMIT ?", [*params, limit])
    return [row[0] for row in rows]
