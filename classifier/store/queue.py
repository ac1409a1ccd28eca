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
SELECT answer_id FROM queue
WHERE NOT done AND place >= ? AND place < ?
  AND NOT EXISTS (
      SELECT 1 FROM claims
      WHERE claims.answer_id = queue.answer_id AND claims.reviewer <> ? AND claims.expires_at_utc > ?
  )
  AND NOT EXISTS (SELECT 1 FROM finished WHERE finished.answer_id = queue.answer_id AND finished.reviewer = ?)
ORDER BY place
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
    """Put these entries in place of the whole queue, in one transaction; each answer once.

    They are put in order here, so that finding the first ones means reading from the top: most urgent first, by id
    where two are as urgent.
    """
    ordered = sorted(entries, key=lambda one: (-one.priority, one.answer_id))
    rows = [
        (one.answer_id, place, float(one.priority), to_json(one.reasons), False) for place, one in enumerate(ordered, 1)
    ]
    db.serialise("queue")
    db.execute("DELETE FROM queue")
    db.insert("queue", ("answer_id", "place", "priority", "reasons", "done"), rows)


def read_queue(db: Database, limit: int | None = None) -> list[QueueEntry]:
    """Return the entries that still need a person, the most urgent first, claimed ones too."""
    sql = "SELECT answer_id, priority, reasons FROM queue WHERE NOT done ORDER BY place"
    rows = db.execute(sql) if limit is None else db.execute(f"{sql} LIMIT ?", [limit])
    return [QueueEntry(answer_id, priority, tuple(json.loads(reasons))) for answer_id, priority, reasons in rows]


def next_for_review(
    db: Database, reviewer: str, session: str, now_utc: datetime, skip: Collection[str] = ()
) -> str | None:
    """Return the most urgent answer that is open to this reviewer; None when there is none.

    Left out are answers another reviewer holds, those this reviewer has finished with, and those in `skip`. What
    this session or another one of the same reviewer holds stays open to them. Nothing is claimed: see `claim_next`.
    Only the first few open places are looked at, and further ones when these are all taken: milliseconds at a million.
    """
    first, last = db.execute("SELECT MIN(place), MAX(place) FROM queue WHERE NOT done")[0]
    look = _FIRST_LOOK + len(skip)
    while first is not None and first <= last:
        for (answer_id,) in db.execute(_NEXT, [first, first + look, reviewer, now_utc, reviewer]):
            if answer_id not in skip:
                return str(answer_id)
        first, look = first + look, look * 8
    return None


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
