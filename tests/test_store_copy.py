"""Copies, backups and snapshots, from either engine to either."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from classifier.errors import UserError
from classifier.records import Authority, Review, content_id, utc_now
from classifier.store import (
    QueueEntry,
    Store,
    backup,
    claim,
    copy_round,
    open_store,
    read_current,
    read_history,
    read_letters,
    read_queue,
    read_runs,
    restore,
    save_authorities,
    save_classified,
    save_draft,
    save_letters,
    save_queue,
    save_reviews,
    save_run,
    snapshot_parquet,
)
from tests.postgres import missing, throwaway_server
from tests.store_rounds import classify, make_letter, make_run, make_taxonomy


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if reason := missing():
        pytest.skip(reason)
    with throwaway_server() as server:
        yield server.address


def _fill(store: Store, folder: Path) -> str:
    """Two letters, a run, a review, a draft, a queue, a claim; return the id of the answer reviewed."""
    taxonomy, run, letters = make_taxonomy(folder), make_run(), [make_letter(1), make_letter(2)]
    results = [classify(letter, run, failed=[(2, "purposes")]) for letter in letters]
    answer = results[0].answers[0].id
    with store.writing() as db:
        save_authorities(db, [Authority("Æsh’s “council”\n", None, "FOIA")])
        save_letters(db, letters)
        save_run(db, run)
        save_classified(db, taxonomy, results)
        save_reviews(
            db, taxonomy, [Review(answer, "status", "label", "not_held", "ada", "t", utc_now(), note="ünd ?%")]
        )
        save_draft(db, answer, "ada", {"x": 0.1 + 0.2})
        save_queue(db, [QueueEntry(answer, 1 / 3, ("doubt",))])
        claim(db, answer, "ada", "s", utc_now(), utc_now())
    return answer


def _same(one: Store, other: Store, answer: str) -> bool:
    with one.reading() as left, other.reading() as right:
        assert right.execute("SELECT count(*) FROM claims") == [(0,)]
        return all(
            read(left) == read(right)
            for read in (read_current, read_letters, read_runs, read_queue, lambda db: read_history(db, answer))
        )


def _place(kind: str, name: str, folder: Path, request: pytest.FixtureRequest) -> str:
    if kind == "duckdb":
        return str(folder / f"{name}.duckdb")
    return f"{request.getfixturevalue('address')}?schema=s{content_id(str(folder), name)}"


_PG = pytest.mark.postgresql


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("duckdb", "duckdb"),
        pytest.param("duckdb", "postgresql", marks=_PG),
        pytest.param("postgresql", "duckdb", marks=_PG),
        pytest.param("postgresql", "postgresql", marks=_PG),
    ],
)
def test_a_round_moves_either_way(source: str, target: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    old = open_store(_place(source, "old", tmp_path, request), create=True)
    new = open_store(_place(target, "new", tmp_path, request), create=True)
    answer = _fill(old, tmp_path)
    copied = {one.name: one for one in copy_round(old, new)}
    # 2 letters × 3 answers × 3 fields = 18 labels, 2 of them failures
    counts = {"authorities": 3, "letters": 2, "proposals": 16, "failures": 2, "reviews": 1, "splits": 6, "queue": 1}
    assert {table: copied[table].rows for table in counts} == counts
    assert _same(old, new, answer)
    with pytest.raises(UserError, match="holds a round already"):
        copy_round(old, new)
    with pytest.raises(UserError, match="onto itself"):
        copy_round(new, new)
    third = open_store(tmp_path / "third.duckdb", create=True)
    assert copy_round(new, third) == list(copied.values())  # the same sums, whatever the engine
    for store in (old, new, third):
        store.close()


def test_the_checksum_sees_a_changed_row(tmp_path: Path) -> None:
    stores = [open_store(tmp_path / f"{name}.duckdb", create=True) for name in "abcd"]
    _fill(stores[0], tmp_path)
    before = copy_round(stores[0], stores[1])
    with stores[1].writing() as db:
        db.execute("UPDATE proposals SET confidence = 0.7500001 WHERE field = 'status'")
    changed = [
        (one.name, two.name) for one, two in zip(before, copy_round(stores[1], stores[2]), strict=True) if one != two
    ]
    assert changed == [("proposals", "proposals")]
    assert before == copy_round(stores[0], stores[3])


@pytest.mark.parametrize("kind", ["duckdb", pytest.param("postgresql", marks=_PG)])
def test_a_backup_is_a_file_that_can_be_restored(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    store = open_store(_place(kind, "backed", tmp_path, request), create=True)
    answer = _fill(store, tmp_path)
    copied = backup(store, tmp_path / "backups" / "monday.duckdb")
    with pytest.raises(UserError, match="is there already"):
        backup(store, tmp_path / "backups" / "monday.duckdb")
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["monday.duckdb"]
    as_it_was = (tmp_path / "backups" / "monday.duckdb").read_bytes()
    with pytest.raises(UserError, match="holds a round already: move it away first"):
        restore(tmp_path / "backups" / "monday.duckdb", store)
    with pytest.raises(UserError, match="there is no such backup"):
        restore(tmp_path / "tuesday.duckdb", store)
    back = open_store(_place(kind, "again", tmp_path, request), create=True)
    assert restore(tmp_path / "backups" / "monday.duckdb", back) == copied
    assert _same(store, back, answer)
    assert (tmp_path / "backups" / "monday.duckdb").read_bytes() == as_it_was
    store.close()
    back.close()


@pytest.mark.parametrize("kind", ["duckdb", pytest.param("postgresql", marks=_PG)])
def test_a_snapshot_holds_tables_and_current_labels(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    store = open_store(_place(kind, "snap", tmp_path, request), create=True)
    answer = _fill(store, tmp_path)
    for _ in range(2):
        paths = {path.stem: path for path in snapshot_parquet(store, tmp_path / "it's here")}
    assert sorted(path.name for path in (tmp_path / "it's here").iterdir()) == sorted(p.name for p in paths.values())
    rows = pq.read_table(paths["current_labels"]).to_pylist()
    assert len(rows) == 18
    (one,) = [row for row in rows if row["answer_id"] == answer and row["field"] == "status"]
    assert (one["machine_label"], one["human_label"], one["confidence"]) == ('"held"', '"not_held"', 0.75)
    letters = pq.read_table(paths["letters"]).to_pylist()
    assert {row["text"] for row in letters} == {make_letter(1).text, make_letter(2).text}
    assert pq.read_table(paths["kind_events"]).num_rows == 0
    assert pq.read_table(paths["queue"]).to_pylist()[0]["done"] is False
    store.close()
