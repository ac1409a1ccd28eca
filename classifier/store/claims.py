"""Who is reviewing what just now, and what they have begun to write: claims that run out, and drafts."""

import json
from datetime import datetime
from typing import Any

from classifier.records import utc_now
from classifier.store.encoding import to_json
from classifier.store.engine import Database


def claim(
    db: Database, answer_id: str, reviewer: str, session: str, now_utc: datetime, expires_at_utc: datetime
) -> bool:
    """Reserve an answer for a reviewer until a time (UTC); False while another reviewer's claim has not run out.

    The reviewer's own claim, from another tab or an earlier session, is taken over by this session.
    """
    sql = """
        INSERT INTO claims (answer_id, reviewer, session, expires_at_utc) VALUES (?, ?, ?, ?)
        ON CONFLICT (answer_id) DO UPDATE
        SET reviewer = excluded.reviewer, session = excluded.session, expires_at_utc = excluded.expires_at_utc
        WHERE claims.expires_at_utc <= ? OR claims.reviewer = excluded.reviewer
        RETURNING answer_id
    """
    return bool(db.execute(sql, [answer_id, reviewer, session, expires_at_utc, now_utc]))


def renew(db: Database, answer_id: str, session: str, expires_at_utc: datetime) -> bool:
    """Hold a claim until a later time (UTC); False when this session no longer has it."""
    sql = "UPDATE claims SET expires_at_utc = ? WHERE answer_id = ? AND session = ? RETURNING answer_id"
    return bool(db.execute(sql, [expires_at_utc, answer_id, session]))


def release(db: Database, answer_id: str, session: str) -> None:
    """Give an answer back; does nothing when this session does not hold it."""
    db.execute("DELETE FROM claims WHERE answer_id = ? AND session = ?", [answer_id, session])


def release_all(db: Database, session: str) -> None:
    """Give back everything that a session holds."""
    db.execute("DELETE FROM claims WHERE session = ?", [session])


def save_draft(db: Database, answer_id: str, reviewer: str, content: dict[str, Any]) -> None:
    """Keep what a reviewer has begun on an answer, in place of an earlier draft of theirs."""
    sql = """
        INSERT INTO drafts (answer_id, reviewer, content, saved_at_utc) VALUES (?, ?, ?, ?)
        ON CONFLICT (answer_id, reviewer) DO UPDATE
        SET content = excluded.content, saved_at_utc = excluded.saved_at_utc
    """
    db.execute(sql, [answer_id, reviewer, to_json(content), utc_now()])


def read_draft(db: Database, answer_id: str, reviewer: str) -> dict[str, Any] | None:
    """Return a reviewer's draft on an answer, None when there is none."""
    rows = db.execute("SELECT content FROM drafts WHERE answer_id = ? AND reviewer = ?", [answer_id, reviewer])
    return dict(json.loads(rows[0][0])) if rows else None


def delete_draft(db: Database, answer_id: str, reviewer: str) -> None:
    """Forget a reviewer's draft on an answer; does nothing when there is none."""
    db.execute("DELETE FROM drafts WHERE answer_id = ? AND reviewer = ?", [answer_id, reviewer])
