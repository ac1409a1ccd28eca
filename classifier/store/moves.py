"""Files that turn out to be another authority's than was thought. Nothing that was said of a letter is lost: it stays, as a
duplicate, while the file's letter begins anew under the other authority."""

from collections.abc import Collection, Sequence

from classifier.records import Authority, Letter, SourceFile
from classifier.store.engine import IN_LIST, Database
from classifier.store.letters import overrule_kind
from classifier.store.queue import take_from_queue

_NOTE = "the same file, now counted for"


def settled_letters(db: Database) -> set[str]:
    """Return the ids of letters that people have worked on (decisions, drafts, kinds), and of authorities in an audit."""
    sql = """SELECT answers.letter_id FROM answers JOIN reviews ON reviews.answer_id = answers.answer_id
             UNION SELECT answers.letter_id FROM answers JOIN drafts ON drafts.answer_id = answers.answer_id
             UNION SELECT letter_id FROM kind_events WHERE decided_by <> 'import'
             UNION SELECT letters.letter_id FROM letters
                   JOIN authorities ON authorities.authority_id = letters.authority_id
                   JOIN audit_units ON audit_units.authority = authorities.name"""
    return {row[0] for row in db.execute(sql)}


def move_files(db: Database, moves: Sequence[tuple[SourceFile, str]], taken: Collection[str]) -> None:
    """Strike files from the account of their authority, which are another's now (the name beside each, stored already).

    A letter without a file any more counts as a duplicate, and nobody is asked about it. Of the authorities those without a file are no longer among
    the ones asked, where their name is one of `taken`: those that came from files' paths, in lower case.
    """
    for file, _ in moves:
        db.execute("DELETE FROM files WHERE file_id = ?", [file.id])
    for letter_id, to in {file.letter_id: to for file, to in moves if file.letter_id}.items():
        if not db.execute("SELECT 1 FROM files WHERE letter_id = ? LIMIT 1", [letter_id]):
            overrule_kind(db, letter_id, "duplicate", by="import", note=f"{_NOTE} {to}")
            waiting = db.execute("SELECT answer_id FROM answers WHERE letter_id = ?", [letter_id])
            take_from_queue(db, [row[0] for row in waiting])
    left = {row[0].casefold() for row in db.execute("SELECT DISTINCT authority FROM files")}
    for name, to in {file.authority: to for file, to in moves}.items():
        if name.casefold() in taken and name.casefold() not in left:
            db.execute("UPDATE authorities SET went_to = ? WHERE authority_id = ?", [to, Authority(name).id])


def bring_back(db: Database, letters: Sequence[Letter]) -> None:
    """Let letters count again whose files had been moved to another authority, and have come back."""
    sql = f"""SELECT letter_id FROM current_kinds
              WHERE decided_by = 'import' AND kind = 'duplicate' AND reason LIKE ? AND letter_id {IN_LIST}"""
    back = {row[0] for row in db.execute(sql, [f"{_NOTE} %", [one.id for one in letters]])}
    for letter in letters:
        if letter.id in back and letter.kind != "duplicate":
            overrule_kind(db, letter.id, letter.kind, by="import", note=letter.reason)
