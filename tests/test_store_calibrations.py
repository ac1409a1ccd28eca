"""Learnt confidences, looks and draws in both engines: read in place of what was claimed, kept once, never made smaller."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from classifier.errors import UserError
from classifier.records import answer_id
from classifier.store import (
    Look,
    Store,
    adopt_run,
    backup,
    current_thresholds,
    open_store,
    read_blind_shares,
    read_current,
    read_looks,
    read_machine,
    save_blind_share,
    save_calibrated,
    save_classified,
    save_letters,
    save_look,
    save_run,
)
from tests.postgres import missing, throwaway_server
from tests.store_rounds import classify, make_letter, make_run, make_taxonomy

LETTER, RUN = make_letter(), make_run()
FIRST, SECOND = answer_id(LETTER.id, "1"), answer_id(LETTER.id, "2")
LOOK = Look(
    RUN.id, "status", 1, 0.1, "seed", 0.05, 0.05, 100, "ab", 0.8, 93, 1, 0.05, 0.9, "Ada",
    datetime.fromisoformat("2026-03-01T09:00"),
)  # fmt: skip


@pytest.fixture(params=["duckdb", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "duckdb":
        yield filled(open_store(tmp_path / "round.duckdb", create=True), tmp_path)
    elif reason := missing():
        pytest.skip(reason)
    else:
        with throwaway_server() as server:
            made = open_store(server.address, create=True)
            yield filled(made, tmp_path)
            made.close()


def filled(store: Store, folder: Path) -> Store:
    """Keep one letter of three answers, each label claimed at .75."""
    with store.writing() as db:
        save_letters(db, [LETTER])
        save_run(db, RUN)
        adopt_run(db, RUN.id)
        save_classified(db, make_taxonomy(folder), [classify(LETTER, RUN)])
    return store


def test_what_was_learnt_is_read_in_place_of_what_was_claimed(store: Store) -> None:
    with store.writing() as db:
        save_calibrated(db, RUN.id, "status", {FIRST: 0.9, SECOND: 0.4})
        save_calibrated(db, RUN.id, "status", {FIRST: 0.8, SECOND: 0.3})
    with store.reading() as db:
        first, second, third = read_current(db)
        assert [one.confidence["status"] for one in (first, second, third)] == [0.8, 0.3, 0.75]
        assert first.signals["status"]["claimed"] == 0.75
        assert (first.signals["status"].get("uncalibrated"), third.signals["status"]["uncalibrated"]) == (None, True)
        assert first.confidence["vendors"] == 0.75
        assert "uncalibrated" not in third.signals["vendors"]
        assert [one.confidence for one in read_machine(db)] == [first.confidence, second.confidence, third.confidence]
        sql = "SELECT confidence FROM current_labels WHERE field = 'status' ORDER BY question_id"
        assert [row[0] for row in db.execute(sql)] == [0.8, 0.3, 0.75]


def test_a_look_is_kept_as_it_was_made_and_the_last_one_counts(store: Store) -> None:
    with store.writing() as db:
        save_look(db, LOOK)
        save_look(db, replace(LOOK, confidence=0.5))  # the same look: it stays as it was
        assert read_looks(db, RUN.id) == [LOOK]
        assert current_thresholds(db) == {"status": LOOK}
        failed = replace(LOOK, look=2, confidence=None, bound=None)
        save_look(db, failed)
        assert read_looks(db, RUN.id) == [LOOK, failed]
        assert current_thresholds(db) == {}


def test_a_threshold_belongs_to_its_run(store: Store) -> None:
    other = make_run(2)
    with store.writing() as db:
        save_look(db, LOOK)
        save_run(db, other)
        adopt_run(db, other.id)
        assert current_thresholds(db) == {}
        adopt_run(db, RUN.id)
        assert current_thresholds(db) == {"status": LOOK}


def test_the_draw_only_grows(store: Store) -> None:
    with store.writing() as db:
        assert read_blind_shares(db) == []
        save_blind_share(db, 0.1, "Ada")
        save_blind_share(db, 0.3, "Ada")
        with pytest.raises(UserError, match=r"30\.0% of the answers are drawn"):
            save_blind_share(db, 0.2, "Ada")
        assert read_blind_shares(db) == [0.1, 0.3]


def test_a_backup_holds_them_too(store: Store, tmp_path: Path) -> None:
    with store.writing() as db:
        save_calibrated(db, RUN.id, "status", {FIRST: 0.9})
        save_look(db, LOOK)
        save_blind_share(db, 0.1, "Ada")
    backup(store, tmp_path / "backup.duckdb")
    with open_store(tmp_path / "backup.duckdb").reading() as db:
        assert read_current(db)[0].confidence["status"] == 0.9
        assert (read_looks(db, RUN.id), read_blind_shares(db)) == ([LOOK], [0.1])
