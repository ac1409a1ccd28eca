"""People's events on answers: labels, corrected spans, "cannot tell", and taking one back. Only ever added to."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from classifier.errors import DataError, UserError
from classifier.records import Review, utc_now
from classifier.store.encoding import check_spans, label_from, plain_text, spans_from, to_json
from classifier.store.engine import Database, Row
from classifier.taxonomy import Taxonomy

SPANS = "spans"
_COLUMNS = "review_id answer_id field action label reviewer token reviewed_at_utc spans note reverts shown".split()


def save_reviews(
    db: Database,
    taxonomy: Taxonomy,
    reviews: Sequence[Review],
    session: str | None = None,
    now_utc: datetime | None = None,
) -> list[bool]:
    """Save review events in the order given and say of each whether it was new; False: it was there already.

    With `session`, an answer on which another person holds an unexpired claim is refused with UserError, and
    nothing is saved. An answer whose fields are all decided is marked done in the queue, one with a decision
    taken back is open again. Raises DataError for a label that its field cannot have, for spans outside of the
    letter, and for a revert of what is no standing-alone event of the same answer and field.
    """
    new = [_save(db, taxonomy, one, session, now_utc or utc_now()) for one in reviews]
    for answer_id, reviewer in sorted({(one.answer_id, one.reviewer) for one, added in zip(reviews, new, strict=True) if added}):
        _mark(db, answer_id, reviewer, {field.name for field in taxonomy.fields})
    return new


def read_history(db: Database, answer_id: str) -> list[Review]:
    """Return all events on an answer, reverts and reverted ones too, the oldest first."""
    sql = f"SELECT {', '.join(_COLUMNS)} FROM reviews WHERE answer_id = ? ORDER BY reviewed_at_utc, review_id"
    return [_review(row) for row in db.execute(sql, [answer_id])]


def _save(db: Database, taxonomy: Taxonomy, one: Review, session: str | None, now_utc: datetime) -> bool:
    if db.execute("SELECT 1 FROM reviews WHERE review_id = ?", [one.id]):
        return False
    if session is not None:
        _check_claim(db, one, now_utc)
    row = _checked_row(db, taxonomy, one)
    return bool(db.insert("reviews", _COLUMNS, [row]))


def _check_claim(db: Database, one: Review, now_utc: datetime) -> None:
    sql = "SELECT reviewer FROM claims WHERE answer_id = ? AND reviewer <> ? AND expires_at_utc > ?"
    if held := db.execute(sql, [one.answer_id, one.reviewer, now_utc]):
        raise UserError(f"{held[0][0]} is reviewing this answer now: nothing was saved; take the next one")


def _checked_row(db: Database, taxonomy: Taxonomy, one: Review) -> Row:
    letter = db.execute(
        "SELECT length(letters.text) FROM answers JOIN letters ON letters.letter_id = answers.letter_id WHERE answer_id = ?",
        [one.answer_id],
    )
    if not letter:
        raise DataError(f"there is no answer {one.answer_id} in this store: it cannot be reviewed")
    if one.reviewed_at_utc.tzinfo is not None:
        raise DataError("reviewed_at_utc is in UTC without a zone: use classifier.records.utc_now()")
    if one.field == SPANS:
        check_spans(one.spans, letter[0][0], f"answer {one.answer_id}")
    elif one.spans:
        raise DataError(f"a review of {one.field} has no spans of its own: send them as a review of '{SPANS}'")
    label = taxonomy.field(one.field).check(one.label) if one.action == "label" and one.field != SPANS else None
    if one.label is not None and label is None:
        raise DataError(f"a review that is '{one.action}' of {one.field} carries no label, not {one.label!r}")
    if one.action == "revert":
        _check_revert(db, one)
    elif one.field != SPANS:
        taxonomy.field(one.field)
    return (
        one.id, one.answer_id, one.field, one.action, to_json(label), one.reviewer, one.token, one.reviewed_at_utc,
        to_json(one.spans), plain_text(one.note), one.reverts, to_json(one.shown),
    )  # fmt: skip


def _check_revert(db: Database, one: Review) -> None:
    rows = db.execute("SELECT action, answer_id, field FROM reviews WHERE review_id = ?", [one.reverts or ""])
    if not rows:
        raise DataError(f"there is no review {one.reverts} to take back")
    if rows[0][0] == "revert":
        raise DataError("taking something back cannot itself be taken back: label the answer again")
    if rows[0][1:] != (one.answer_id, one.field):
        raise DataError(f"review {one.reverts} is of another answer or field")


def _mark(db: Database, answer_id: str, reviewer: str, fields: Collection[str]) -> None:
    """Keep the queue in step: who has finished with the answer, and whether it needs a person at all.

    An answer is done when its last open field was decided; one put into the queue for a second reading, with all
    fields decided, is done when the second reader has decided them all.
    """
    events = read_history(db, answer_id)
    undone = {one.reverts for one in events}
    standing = [one for one in events if one.action != "revert" and one.id not in undone and one.field in fields]
    finished = {one.field for one in standing if one.reviewer == reviewer} == set(fields)
    by_others = {one.field for one in standing if one.reviewer != reviewer} == set(fields)
    done = finished or (not by_others and {one.field for one in standing} == set(fields))
    db.execute("UPDATE queue SET done = ? WHERE answer_id = ? AND done <> ?", [done, answer_id, done])
    if finished:
        db.insert("finished", ("answer_id", "reviewer"), [(answer_id, reviewer)])
    else:
        db.execute("DELETE FROM finished WHERE answer_id = ? AND reviewer = ?", [answer_id, reviewer])


def _review(row: Row) -> Review:
    _, answer_id, field, action, label, reviewer, token, at_utc, spans, note, reverts, shown = row
    return Review(
        answer_id, field, action, label_from(label), reviewer, token, at_utc,
        spans_from(spans), note, reverts, json.loads(shown),
    )  # fmt: skip
