"""Authorities, letters and the account of files that came in. A letter's text is stored once and never changed."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from classifier.errors import UserError
from classifier.records import Authority, FileKind, Letter, SourceFile, utc_now
from classifier.store.encoding import checked_text, plain_text, spans_from, to_json
from classifier.store.engine import IN_LIST, Database, Row

_LETTERS = """
SELECT authorities.name, letters.source, letters.text, current_kinds.kind, current_kinds.reason, letters.sha256,
       letters.sent_on, letters.message, letters.furniture, letters.pages, letters.signals
FROM letters
JOIN authorities ON authorities.authority_id = letters.authority_id
JOIN current_kinds ON current_kinds.letter_id = letters.letter_id
"""
IN_ORDER = 'ORDER BY authorities.name COLLATE "C", letters.source COLLATE "C", letters.letter_id'


def save_authorities(db: Database, authorities: Sequence[Authority]) -> None:
    """Add authorities in the order given; one that is there keeps what it has, and its blanks are filled in. One whose
    files had all gone to another is among those asked again."""
    db.serialise("authorities")
    back = [one.id for one in authorities]
    db.execute(f"UPDATE authorities SET went_to = NULL WHERE went_to IS NOT NULL AND authority_id {IN_LIST}", [back])
    first = int(db.execute("SELECT COALESCE(MAX(position), 0) + 1 FROM authorities")[0][0])
    columns = ("authority_id", "position", "name", "nation", "act", "url", "kind")
    rows = [
        (one.id, first + at, one.name, one.nation, one.act, one.url, one.kind) for at, one in enumerate(authorities)
    ]
    there = {one.id: one for one in read_authorities(db)}
    db.insert("authorities", columns, [row for row in rows if row[0] not in there])
    for one in authorities:
        old = there.get(one.id)
        filled = old and (old.nation or one.nation, old.act or one.act, old.url or one.url, old.kind or one.kind)
        if old and filled != (old.nation, old.act, old.url, old.kind):
            sql = "UPDATE authorities SET nation = ?, act = ?, url = ?, kind = ? WHERE authority_id = ?"
            db.execute(sql, [*(filled or ()), one.id])


def read_authorities(db: Database) -> list[Authority]:
    """Return all authorities, silent ones too, in the order in which they were saved; none whose files all went to another."""
    sql = "SELECT name, nation, act, url, kind FROM authorities WHERE went_to IS NULL ORDER BY position"
    return [Authority(*row) for row in db.execute(sql)]


def save_files(db: Database, files: Sequence[SourceFile]) -> int:
    """Add files to the account of what came in and return how many were new; their letters must be stored first."""
    columns = "file_id source sha256 size_bytes authority kind reason letter_id saved_at_utc".split()
    now = utc_now()
    rows = [
        (one.id, plain_text(one.source), one.sha256, one.size, one.authority, one.kind, plain_text(one.reason), one.letter_id, now)
        for one in files
    ]  # fmt: skip
    return db.insert("files", columns, rows)


def read_files(db: Database) -> list[SourceFile]:
    """Return every file that came in, by source; each with the kind it was given then, not one overruled later."""
    sql = """SELECT source, sha256, size_bytes, authority, kind, reason, letter_id
             FROM files ORDER BY source COLLATE "C", file_id"""
    return [SourceFile(*row) for row in db.execute(sql)]


def save_letters(db: Database, letters: Sequence[Letter]) -> int:
    """Add letters and return how many were new; one that is there stays as it is. Unknown authorities are added."""
    save_authorities(db, list({one.id: one for one in map(_authority, letters)}.values()))
    columns = (
        "letter_id authority_id source text kind reason sha256 sent_on message furniture pages signals saved_at_utc"
    ).split()
    return db.insert("letters", columns, [_letter_row(one) for one in letters])


def read_letters(
    db: Database, kind: FileKind | None = "letter", letter_ids: Iterable[str] | None = None
) -> list[Letter]:
    """Return the letters of a kind as it stands now, or of every kind for None, by authority and source.

    `letter_ids` narrows them down; None means all, an empty list means none.
    """
    params: list[Any]
    where, params = ("WHERE TRUE", []) if kind is None else ("WHERE current_kinds.kind = ?", [kind])
    if letter_ids is not None:
        where, params = f"{where} AND letters.letter_id {IN_LIST}", [*params, list(letter_ids)]
    return [_letter(row) for row in db.execute(f"{_LETTERS} {where} {IN_ORDER}", params)]


def letter_ids(db: Database) -> dict[str, list[str]]:
    """Return the ids of the letters of every kind, by source, under each authority's name, by name; without any text."""
    sql = f"""SELECT authorities.name, letters.letter_id
              FROM letters JOIN authorities ON authorities.authority_id = letters.authority_id {IN_ORDER}"""
    found: dict[str, list[str]] = {}
    for name, letter_id in db.execute(sql):
        found.setdefault(name, []).append(letter_id)
    return found


def read_letter(db: Database, letter_id: str) -> Letter:
    """Return one letter; raise UserError when there is none."""
    rows = db.execute(f"{_LETTERS} WHERE letters.letter_id = ?", [letter_id])
    if not rows:
        raise UserError(f"there is no letter {letter_id} in this store: list them with `foi status`")
    return _letter(rows[0])


def overrule_kind(db: Database, letter_id: str, kind: FileKind, by: str, note: str) -> None:
    """Say what kind of file a letter is after all; an event is added, unless that is what it already counts as."""
    if read_letter(db, letter_id).kind == kind:
        return
    db.serialise("kind_events")
    count = db.execute("SELECT COALESCE(MAX(position), 0) + 1 FROM kind_events WHERE letter_id = ?", [letter_id])
    columns = ("letter_id", "position", "kind", "decided_by", "note", "decided_at_utc")
    db.insert("kind_events", columns, [(letter_id, count[0][0], kind, by, plain_text(note), utc_now())])


def _authority(letter: Letter) -> Authority:
    return Authority(letter.authority)


def _letter_row(one: Letter) -> Row:
    text = checked_text(one.text, one.source)
    lists: list[Any] = [to_json(one.furniture), to_json(one.pages), to_json(one.signals)]
    return (
        one.id, _authority(one).id, plain_text(one.source), text, one.kind, plain_text(one.reason), one.sha256, one.sent_on,
        plain_text(one.message), *lists, utc_now(),
    )  # fmt: skip


def _letter(row: Row) -> Letter:
    authority, source, text, kind, reason, sha256, sent_on, message, furniture, pages, signals = row
    lists = spans_from(furniture), spans_from(pages), json.loads(signals)
    return Letter(authority, source, text, kind, reason, sha256, sent_on, message, *lists)
