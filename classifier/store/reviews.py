"""People's events on answers: labels, corrected spans, "cannot tell", and taking one back. Only ever added to."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from classifier.errors import DataError, UserError
from classifier.records import Label, Review, utc_now
from classifier.store.encoding import check_spans, label_from, plain_text, spans_from, to_json
from classifier.store.engine import IN_LIST, Database, Row
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
    letter, and for taking back what is no event on the same answer and field, or is itself a taking back.
    """
    histories = {answer_id: read_history(db, answer_id) for answer_id in sorted({one.answer_id for one in reviews})}
    known = {one.id: one for history in histories.values() for one in history}
    new: dict[str, Review] = {}
    for one in reviews:
        if one.id not in known:
            new.setdefault(one.id, one)
    if session is not None:
        _check_claims(db, list(new.values()), now_utc or utc_now())
    lengths = {
        answer_id: _letter_length(db, answer_id) for answer_id in sorted({one.answer_id for one in new.values()})
    }
    rows = [_checked_row(taxonomy, one, lengths, known | new) for one in new.values()]
    added = db.insert_new("reviews", _COLUMNS, rows)
    for answer_id, reviewer in sorted({(new[one].answer_id, new[one].reviewer) for one in added}):
        events = [*histories[answer_id], *(one for one in new.values() if one.answer_id == answer_id)]
        _mark(db, answer_id, reviewer, events, {field.name for field in taxonomy.fields})
    return [one.id in added and one is new[one.id] for one in reviews]


def read_history(db: Database, answer_id: str) -> list[Review]:
    """Return all events on an answer, reverts and reverted ones too, the oldest first."""
    sql = f"SELECT {', '.join(_COLUMNS)} FROM reviews WHERE answer_id = ? ORDER BY reviewed_at_utc, review_id"
    return [_review(row) for row in db.execute(sql, [answer_id])]


def read_histories(db: Database, answer_ids: Iterable[str] | None = None) -> dict[str, list[Review]]:
    """Return the history of every answer that has one, by answer id; of these answers only, unless None. See `read_history`."""
    where, params = ("", []) if answer_ids is None else (f"WHERE answer_id {IN_LIST}", [list(answer_ids)])
    sql = f"SELECT {', '.join(_COLUMNS)} FROM reviews {where} ORDER BY answer_id, reviewed_at_utc, review_id"
    found: dict[str, list[Review]] = {}
    for row in db.execute(sql, params):
        found.setdefault(row[1], []).append(_review(row))
    return found


def labels_of_people(db: Database) -> list[tuple[str, Label]]:
    """Return the labels that people gave and that stand, each field's each label once."""
    sql = "SELECT field, label FROM human_labels WHERE action = 'label' AND field <> ? ORDER BY field"
    rows = dict.fromkeys(
        (name, str(label)) for name, label in db.execute(sql, [SPANS])
    )  # PostgreSQL's JSON has no DISTINCT
    return [(name, label_from(label)) for name, label in rows]


def _check_claims(db: Database, reviews: Sequence[Review], now_utc: datetime) -> None:
    sql = "SELECT reviewer FROM claims WHERE answer_id = ? AND reviewer <> ? AND expires_at_utc > ?"
    for answer_id, reviewer in sorted({(one.answer_id, one.reviewer) for one in reviews}):
        if held := db.execute(sql, [answer_id, reviewer, now_utc]):
            raise UserError(f"{held[0][0]} is reviewing this answer now: nothing was saved; take the next one")


def _letter_length(db: Database, answer_id: str) -> int:
    """Return the number of characters of an answer's letter."""
    letter = "(SELECT letter_id FROM answers WHERE answer_id = ?)"
    found = db.execute(f"SELECT length(text) FROM letters WHERE letter_id = {letter}", [answer_id])
    if not found:
        raise DataError(f"there is no answer {answer_id} in this store: it cannot be reviewed")
    return int(found[0][0])


def _checked_row(taxonomy: Taxonomy, one: Review, lengths: dict[str, int], known: dict[str, Review]) -> Row:
    if one.reviewed_at_utc.tzinfo is not None:
        raise DataError("reviewed_at_utc is in UTC without a zone: use classifier.records.utc_now()")
    if one.action == "revert":
        _check_revert(one, known)
    elif one.reverts is not None:
        raise DataError(f"only a revert takes back an event, not '{one.action}'")
    if one.field == SPANS:
        check_spans(one.spans, lengths[one.answer_id], f"answer {one.answer_id}")
    elif one.spans:
        raise DataError(f"a review of {one.field} has no spans of its own: send them as a review of '{SPANS}'")
    return (
        one.id, one.answer_id, one.field, one.action, to_json(_checked_label(taxonomy, one)), one.reviewer, one.token,
        one.reviewed_at_utc, to_json(one.spans), plain_text(one.note), one.reverts, to_json(one.shown),
    )  # fmt: skip


def _checked_label(taxonomy: Taxonomy, one: Review) -> Label:
    if one.field != SPANS:
        field = taxonomy.field(one.field)
        if one.action == "label":
            return field.check(one.label)
    if one.label is not None:
        raise DataError(f"a review that is '{one.action}' of {one.field} carries no label, not {one.label!r}")
    return None


def _check_revert(one: Review, known: dict[str, Review]) -> None:
    taken_back = known.get(one.reverts or "")
    if taken_back is None or (taken_back.answer_id, taken_back.field) != (one.answer_id, one.field):
        raise DataError(f"there is no review {one.reverts} of {one.field} on answer {one.answer_id} to take back")
    if taken_back.action == "revert":
        raise DataError("taking something back cannot itself be taken back: label the answer again")


def _mark(db: Database, answer_id: str, reviewer: str, events: Sequence[Review], fields: set[str]) -> None:
    """Keep the queue in step: who has finished with the answer, and whether it needs a person at all.

    An answer is done when its last open field was decided; one put into the queue for a second reading, with all
    fields decided, is done when the second reader has decided them all too.
    """
    undone = {one.reverts for one in events}
    standing = [one for one in events if one.action != "revert" and one.id not in undone and one.field in fields]
    finished = {one.field for one in standing if one.reviewer == reviewer} == fields
    complete = {one.field for one in standing} == fields
    was_complete = {one.field for one in standing if one.reviewer != reviewer} == fields
    if finished or not complete or not was_complete:
        db.execute("UPDATE queue SET done = ? WHERE answer_id = ? AND done <> ?", [complete, answer_id, complete])
    if finished:
        db.execute(
            "INSERT INTO finished (answer_id, reviewer) VALUES (?, ?) ON CONFLICT DO NOTHING", [answer_id, reviewer]
        )
    else:
        db.execute("DELETE FROM finished WHERE answer_id = ? AND reviewer = ?", [answer_id, reviewer])


def _review(row: Row) -> Review:
    _, answer_id, field, action, label, reviewer, token, at_utc, spans, note, reverts, shown = row
    return Review(
        answer_id, field, action, label_from(label), reviewer, token, at_utc,
        spans_from(spans), note, reverts, json.loads(shown),
    )  # fmt: skip
