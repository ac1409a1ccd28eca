"""Stores of every older version are brought up to date, whole or not at all; newer ones are refused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from classifier.errors import StoreVersionError
from classifier.records import Authority
from classifier.store import (
    open_store,
    read_audits,
    read_authorities,
    read_blind_shares,
    read_current,
    read_history,
    read_looks,
    read_queue,
    save_authorities,
)
from classifier.store.migrating import Migration, migrate, schema_version, shipped_migrations
from tests.postgres import missing, throwaway_server

FIXTURES = sorted((Path(__file__).parent / "store_fixtures").glob("v*.sql"))
NEXT = Migration(
    len(shipped_migrations()) + 1,
    "colours",
    "ALTER TABLE authorities ADD COLUMN colour VARCHAR; -- a comment; with a semicolon\nCREATE TABLE colours (name VARCHAR);",
    "CREATE INDEX by_colour ON authorities (colour);",
)


@pytest.fixture(params=["duckdb", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "duckdb":
        yield str(tmp_path / "round.duckdb")
    elif reason := missing():
        pytest.skip(reason)
    else:
        with throwaway_server() as server:
            yield server.address


def test_migrations_are_numbered_from_one_without_a_gap_and_each_has_its_fixture() -> None:
    numbers = [one.version for one in shipped_migrations()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [path.stem for path in FIXTURES] == [f"v{number:03d}" for number in numbers]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_an_older_file_is_brought_up_to_date(fixture: Path, tmp_path: Path) -> None:
    version = int(fixture.stem[1:])
    with duckdb.connect(str(tmp_path / "old.duckdb")) as old:
        old.execute("CREATE TABLE migrations (version INTEGER PRIMARY KEY, name VARCHAR, applied_at_utc TIMESTAMP)")
        for one in shipped_migrations()[:version]:
            old.execute(one.sql)
            old.execute("INSERT INTO migrations VALUES (?, ?, now()::TIMESTAMP)", [one.version, one.name])
        old.execute(fixture.read_text())
    store = open_store(tmp_path / "old.duckdb")
    with store.reading() as db:
        assert schema_version(db, "") == len(shipped_migrations())
        (current,) = read_current(db)
        assert (current.authority, current.labels) == ("Wexmoor Council", {"status": "not_held", "vendors": ("Acme",)})
        assert current.by == {"status": "human", "vendors": "machine"}
        assert current.failures == {"purposes": "quote not in the letter"}
        assert [one.reviewer for one in read_history(db, current.answer.id)] == ["ada"]
        assert len(read_queue(db)) == 1
        audited = [(unit.authority, unit.probability, unit.drawn) for one in read_audits(db) for unit in one.units]
        assert audited == ([("Wexmoor Council", 0.5, True)] if version >= 2 else [])
        assert current.confidence["vendors"] == (0.66 if version >= 4 else 0.7)
        assert [one.checked for one in read_looks(db, "r1")] == ([1] if version >= 4 else [])
        assert read_blind_shares(db) == ([0.1] if version >= 4 else [])
        (authority,) = read_authorities(db)
        assert authority.kind == ("council" if version >= 2 else None)


def test_a_later_version_keeps_what_is_there_and_is_recorded(place: str) -> None:
    store = open_store(place, create=True)
    with store.writing() as db:
        save_authorities(db, [Authority("Ash")])
    migrate(store, [*shipped_migrations(), NEXT])
    migrate(store, [*shipped_migrations(), NEXT])
    with store.reading() as db:
        assert schema_version(db, "") == NEXT.version
        assert db.execute("SELECT name, colour FROM authorities") == [("Ash", None)]
        assert db.execute("SELECT name FROM migrations ORDER BY version") == [
            (one.name,) for one in [*shipped_migrations(), NEXT]
        ]
    with pytest.raises(StoreVersionError, match=rf"schema {NEXT.version}, this one knows {NEXT.version - 1}.*update"):
        open_store(place)
    store.close()


def test_a_migration_that_fails_half_way_changes_nothing(place: str) -> None:
    store = open_store(place, create=True)
    with pytest.raises(Exception, match="absent"):
        migrate(store, [*shipped_migrations(), replace(NEXT, sql=f"{NEXT.sql} DROP TABLE absent;")])
    with store.reading() as db:
        assert schema_version(db, "") == len(shipped_migrations())
        assert read_authorities(db) == []
        tables = {row[0] for row in db.execute("SELECT table_name FROM information_schema.tables")}
        assert "colours" not in tables
    store.close()
