"""The queue as it was worked out: stored, replaced as a whole, and asked for the next answer that needs a person."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from classifier.store.claims import claim
from classifier.store.encoding import to_json
from classifier.store.engine import IN_LIST, Database

_FIRST_LOOK = 64

_NEXT = """
SELECT top.answer_id,
       EXISTS (
           SELECT 1 FROM claims
           WHERE claims.answer_id = top.answer_id AND claims.reviewer <> ? AND claims.expires_at_utc > ?
       ) OR EXISTS (
           SELECT 1 FROM finished WHERE finished.answer_id = top.answer_id AND finished.reviewer = ?
       ) AS taken
FROM (
    SELECT answer_id, priority FROM queue WHERE NOT done ORDER BY priority DESC, answer_id LIMIT ?
) AS top
ORDER BY top.priority DESC, top.answer_id
"""


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """An answer that needs a person. The higher the priority the sooner; `reasons` are words for the reviewer."""

    answer_id: str
    priority: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How the queue stands for one reviewer: `open` for them, with others, finished by them but not by all, done."""

    open: int
    with_others: int
    finished_by_reviewer: int
    done: int


def save_queue(db: Database, entries: Iterable[QueueEntry]) -> None:
    """Put these entries in place of the whole queue, in one transaction; each answer once."""
    rows = [(one.answer_id, float(one.priority), to_json(one.reasons), False) for one in entries]
    db.serialise("queue")
    db.execute("DELETE FROM queue")
    db.insert("queue", ("answer_id", "priority", "reasons", "done"), rows)


def read_queue(db: Database, limit: int | None = None) -> list[QueueEntry]:
    """Return the entries that still need a person, the most urgent first, claimed ones too."""
    sql = "SELECT answer_id, priority, reasons FROM queue WHERE NOT done ORDER BY priority DESC, answer_id"
    rows = db.execute(sql) if limit is None else db.execute(f"{sql} LIMIT ?", [limit])
    return [QueueEntry(answer_id, priority, tuple(json.loads(reasons))) for answer_id, priority, reasons in rows]


def next_for_review(
    db: Database, reviewer: str, session: str, now_utc: datetime, skip: Collection[str] = ()
) -> str | None:
    """Return the most urgent answer that is open to this reviewer; None when there is none.

    Left out are answers another reviewer holds, those this reviewer has finished with, and those in `skip`. What
    this session or another one of the same reviewer holds stays open to them. Nothing is claimed: see `claim_next`.
    First the most urgent few are picked by priority alone, then these are looked at: milliseconds at a million.
    """
    look = _FIRST_LOOK + len(skip)
    while True:
        rows = db.execute(_NEXT, [reviewer, now_utc, reviewer, look])
        found = [answer_id for answer_id, taken in rows if not taken and answer_id not in skip]
        if found or len(rows) < look:
            return found[0] if found else None
        look *= 8


def claim_next(
    db: Database, reviewer: str, session: str, now_utc: datetime, expires_at_utc: datetime, skip: Collection[str] = ()
) -> str | None:
    """Claim the most urgent answer open to this reviewer and return it; None when there is none."""
    passed = set(skip)
    while answer_id := next_for_review(db, reviewer, session, now_utc, passed):
        if claim(db, answer_id, reviewer, session, now_utc, expires_at_utc):
            return answer_id
        passed.add(answer_id)
    return None


def take_from_queue(db: Database, answer_ids: Sequence[str]) -> None:
    """Mark answers as needing no person any more, whether all their fields were decided or not."""
    db.execute(f"UPDATE queue SET done = TRUE WHERE answer_id {IN_LIST} AND NOT done", [list(answer_ids)])


def queue_counts(db: Database, reviewer: str, now_utc: datetime) -> QueueCounts:
    """Return how the queue stands for a reviewer, so that an empty one can say why."""
    sql = """
        SELECT count(*) FILTER (WHERE NOT done AND finished.answer_id IS NULL AND claims.answer_id IS NULL),
               count(*) FILTER (WHERE NOT done AND finished.answer_id IS NULL AND claims.answer_id IS NOT NULL),
               count(*) FILTER (WHERE NOT done AND finished.answer_id IS NOT NULL),
               count(*) FILTER (WHERE done)
        FROM queue
        LEFT JOIN claims ON claims.answer_id = queue.answer_id AND claims.reviewer <> ? AND claims.expires_at_utc > ?
        LEFT JOIN finished ON finished.answer_id = queue.answer_id AND finished.reviewer = ?
    """
    return QueueCounts(*db.execute(sql, [reviewer, now_utc, reviewer])[0])
