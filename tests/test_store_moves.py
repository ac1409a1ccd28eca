"""Files that go to another authority: what counts then, on both engines, and what stays because people worked on it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from classifier.records import Authority, Letter, Review, SourceFile, utc_now
from classifier.store import (
    QueueEntry,
    Store,
    bring_back,
    letters_to_classify,
    move_files,
    open_store,
    overrule_kind,
    queue_counts,
    read_authorities,
    read_files,
    read_letter,
    read_letters,
    save_authorities,
    save_classified,
    save_files,
    save_letters,
    save_queue,
    save_reviews,
    save_run,
    settled_letters,
)
from tests.postgres import missing, throwaway_server
from tests.store_rounds import classify, make_letter, make_run, make_taxonomy


@pytest.fixture(params=["duckdb", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "duckdb":
        yield open_store(tmp_path / "round.duckdb", create=True)
    elif reason := missing():
        pytest.skip(reason)
    else:
        with throwaway_server() as server:
            store = open_store(f"{server.address}?schema=s{uuid4().hex}", create=True)
            yield store
            store.close()


OLD = make_letter(1)
NEW = Letter("Wexmoor Council", OLD.source, OLD.text, sha256=OLD.sha256, reason="answers")
FILE = SourceFile(OLD.source, OLD.sha256, 9, OLD.authority, "letter", "answers", OLD.id)
COPY = SourceFile("copy.txt", OLD.sha256, 9, OLD.authority, "duplicate", "the same file", OLD.id)
TAKEN = {OLD.authority.casefold()}


def _save(store: Store) -> None:
    with store.writing() as db:
        save_letters(db, [OLD, NEW])
        save_files(db, [FILE, COPY])
        save_run(db, make_run())


def test_a_letter_counts_until_its_last_file_has_gone(store: Store) -> None:
    _save(store)
    for file, still_there in ((FILE, True), (COPY, False)):
        with store.writing() as db:
            move_files(db, [(file, NEW.authority)], TAKEN)
        with store.reading() as db:
            assert (OLD.id in [one.id for one in read_letters(db)]) == still_there
            assert (OLD.authority in [one.name for one in read_authorities(db)]) == still_there
    with store.reading() as db:
        assert read_files(db) == []
        assert letters_to_classify(db, make_run().id) == [NEW.id]
        assert read_letter(db, OLD.id).reason == "the same file, now counted for Wexmoor Council"


def test_nobody_is_asked_about_a_letter_that_has_gone(store: Store, tmp_path: Path) -> None:
    _save(store)
    result = classify(OLD, make_run())
    with store.writing() as db:
        save_classified(db, make_taxonomy(tmp_path), [result])
        save_queue(db, [QueueEntry(one.id, 1.0, ("doubt",)) for one in result.answers])
        assert queue_counts(db, "Ada", utc_now()).open == 3
    with store.writing() as db:
        move_files(db, [(FILE, NEW.authority), (COPY, NEW.authority)], TAKEN)
        assert queue_counts(db, "Ada", utc_now()).open == 0


def test_what_went_can_come_back(store: Store) -> None:
    _save(store)
    with store.writing() as db:
        move_files(db, [(FILE, NEW.authority), (COPY, NEW.authority)], TAKEN)
        bring_back(db, [NEW])
    with store.writing() as db:
        save_authorities(db, [Authority(OLD.authority, "wales")])
        bring_back(db, [OLD])
    with store.reading() as db:
        assert {one.id for one in read_letters(db)} == {OLD.id, NEW.id}
        assert Authority(OLD.authority, "wales") in read_authorities(db)


def test_an_authority_from_a_list_stays_when_it_has_no_file_any_more(store: Store) -> None:
    _save(store)
    with store.writing() as db:
        move_files(db, [(FILE, NEW.authority), (COPY, NEW.authority)], ())
    with store.reading() as db:
        assert OLD.authority in [one.name for one in read_authorities(db)]


def test_letters_that_people_worked_on_are_settled(store: Store, tmp_path: Path) -> None:
    taxonomy = make_taxonomy(tmp_path)
    _save(store)
    third = make_letter(3)
    with store.writing() as db:
        save_letters(db, [third])
        save_classified(db, taxonomy, [classify(OLD, make_run())])
        assert settled_letters(db) == set()
    with store.writing() as db:
        overrule_kind(db, NEW.id, "cover", by="import", note="said so on import")
        overrule_kind(db, third.id, "cover", by="Ada", note="")
        answer = classify(OLD, make_run()).answers[0].id
        save_reviews(db, taxonomy, [Review(answer, "status", "label", "not_held", "Ada", "t", utc_now())])
        assert settled_letters(db) == {OLD.id, third.id}
