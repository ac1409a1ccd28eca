"""Audits in both engines: kept as they were drawn, one open at a time, closed once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from classifier.errors import UserError
from classifier.records import Authority
from classifier.store import (
    Audit,
    AuditUnit,
    Store,
    close_audit,
    open_store,
    read_audits,
    read_authorities,
    save_audit,
    save_authorities,
)
from tests.postgres import missing, throwaway_server

AUDIT = Audit(
    "a1", "seed", "f" * 64, {"policy": {"of": "replied"}}, "Ada", datetime.fromisoformat("2026-03-01T09:00"),
    (AuditUnit("policy", "Ash", "yes", 0.5, True, ("x", "y")), AuditUnit("policy", "Birch", "outside", 0.25, False, ("z",))),
)  # fmt: skip


@pytest.fixture(params=["duckdb", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "duckdb":
        yield open_store(tmp_path / "round.duckdb", create=True)
    elif reason := missing():
        pytest.skip(reason)
    else:
        with throwaway_server() as server:
            made = open_store(server.address, create=True)
            yield made
            made.close()


def test_an_audit_comes_back_as_it_was_and_is_closed_once(store: Store) -> None:
    with store.writing() as db:
        save_audit(db, AUDIT)
        save_audit(db, replace(AUDIT, seed="another"))  # the same id: it stays as it was
    with store.reading() as db:
        assert read_audits(db) == [AUDIT]
    with store.writing() as db:
        close_audit(db, "a1", "Ben")
        close_audit(db, "a1", "Cleo")
        (closed,) = read_audits(db)
    assert closed.closed_by == "Ben"
    assert closed.closed_at_utc is not None
    assert (closed.items, closed.name) == (("x", "y"), "audit a1")


def test_one_is_open_at_a_time_and_an_unknown_one_is_named(store: Store) -> None:
    with store.writing() as db:
        save_audit(db, AUDIT)
    with store.writing() as db, pytest.raises(UserError, match="audit a1 is open"):
        save_audit(db, replace(AUDIT, id="a2"))
    with store.writing() as db, pytest.raises(UserError, match="no audit a9"):
        close_audit(db, "a9", "Ada")


def test_the_kind_of_an_authority_is_kept_and_filled_in(store: Store) -> None:
    with store.writing() as db:
        save_authorities(db, [Authority("Ash"), Authority("Birch", kind="college")])
        save_authorities(db, [Authority("Ash", kind="council"), Authority("Birch", kind="other")])
        assert [one.kind for one in read_authorities(db)] == ["council", "college"]
