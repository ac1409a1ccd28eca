"""What goes wrong around a store: locks, kills, full disks, lost servers. A clear line, nothing corrupted."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from classifier.errors import DataError, StoreLockedError, UserError
from classifier.records import answer_id, utc_now
from classifier.store import (
    Database,
    Store,
    StoreLostError,
    claim,
    lease_letters,
    open_store,
    read_letters,
    retrying,
    save_classified,
    save_letters,
    save_run,
)
from classifier.store.turns import give_turn_back, take_turn
from tests.postgres import Server, missing, throwaway_server
from tests.store_rounds import classify, make_letter, make_run, make_taxonomy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one letter."""
    place = tmp_path / "round.duckdb"
    _add(open_store(place, create=True), 0)
    return place


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if reason := missing():
        pytest.skip(reason)
    with throwaway_server() as running:
        yield running


def _add(store: Store, number: int) -> None:
    with store.writing() as db:
        save_letters(db, [make_letter(number)])


def _count(store: Store) -> int:
    with store.reading() as db:
        return len(read_letters(db))


def _program(text: str, *given: object) -> "subprocess.Popen[str]":
    """Start another process with this text as its program."""
    command = [sys.executable, "-c", textwrap.dedent(text), *map(str, given)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _holder(path: Path) -> "subprocess.Popen[str]":
    """Let another program, which knows nothing of this one, hold the file until its input ends."""
    text = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    process = _program(text, path)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


# --- several processes and threads ---------------------------------------------------------------------------


def test_a_held_file_is_waited_for_and_then_the_holder_is_named(path: Path) -> None:
    store = open_store(path, wait_s=0.4)
    process = _holder(path)
    began = time.monotonic()
    with pytest.raises(StoreLockedError, match=rf"held by process {process.pid} .*close that program, or try again"):
        _count(store)
    assert 0.4 <= time.monotonic() - began < 3
    process.communicate("")
    assert _count(store) == 1


def test_a_file_that_is_let_go_in_time_is_read(path: Path) -> None:
    store, process = open_store(path, wait_s=20), _holder(path)
    threading.Timer(0.5, process.communicate).start()
    assert _count(store) == 1


def test_nothing_is_held_between_transactions(path: Path) -> None:
    store = open_store(path)
    assert _count(store) == 1
    reader = _program("import duckdb, sys; print(duckdb.connect(sys.argv[1]).execute('FROM letters').fetchall())", path)
    out, err = reader.communicate(timeout=60)
    assert (reader.returncode, make_letter(0).source in out) == (0, True), err
    assert _count(store) == 1


def test_threads_share_one_store(path: Path) -> None:
    store = open_store(path, wait_s=60)

    def work(first: int) -> None:
        for number in range(first, first + 5):
            _add(store, number)
            assert _count(store) >= 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(100, 900, 100)))
    assert _count(store) == 1 + 8 * 5


def test_a_long_read_does_not_keep_other_threads_from_writing(path: Path) -> None:
    store = open_store(path, wait_s=20)
    with store.reading() as db, ThreadPoolExecutor(1) as other:
        assert len(read_letters(db)) == 1
        other.submit(_add, store, 1).result()
        assert len(read_letters(db)) == 1  # as it was when the reading began
    assert _count(store) == 2


def test_a_block_inside_a_block_is_refused_and_not_waited_for_for_ever(path: Path) -> None:
    store = open_store(path, wait_s=0.2)
    with store.writing(), pytest.raises(StoreLockedError, match="another part of this process"):
        _add(store, 1)


def test_two_stores_of_one_process_take_turns(path: Path) -> None:
    one, two = open_store(path, wait_s=0.3), open_store(path, wait_s=0.3)
    with one.writing(), pytest.raises(StoreLockedError, match="another part of this process"):
        _add(two, 1)
    _add(two, 2)
    assert _count(one) == 2


_WRITER = """
    import sys
    from pathlib import Path
    from classifier.store import open_store, save_letters
    from tests.store_rounds import make_letter
    store = open_store(sys.argv[1], wait_s=60)
    for number in range(int(sys.argv[2]), int(sys.argv[2]) + 20):
        with store.writing() as db:
            save_letters(db, [make_letter(number)])
    store.close()
"""


def test_processes_lose_and_double_nothing(path: Path) -> None:
    writers = [_program(_WRITER, path, first) for first in (100, 200, 300)]
    for writer in writers:
        _, err = writer.communicate(timeout=120)
        assert writer.returncode == 0, err
    assert _count(open_store(path)) == 1 + 3 * 20


def test_turns_go_round_and_a_killed_program_gives_its_turn_back(path: Path) -> None:
    text = """
        import sys, time
        from pathlib import Path
        from classifier.store.turns import take_turn
        turn = take_turn(Path(sys.argv[1]), time.monotonic() + 5)
        print("taken", flush=True)
        sys.stdin.read()
    """
    holder = _program(text, path)
    assert holder.stdout
    assert holder.stdout.readline() == "taken\n"
    began = time.monotonic()
    assert take_turn(path, began + 0.3) is None
    assert 0.3 <= time.monotonic() - began < 2
    holder.kill()
    holder.communicate()
    turn = take_turn(path, time.monotonic() + 5)
    assert turn is not None
    give_turn_back(turn)


def test_where_no_turns_can_be_kept_the_store_works_without(path: Path) -> None:
    path.with_name("round.duckdb.lock").unlink()
    path.with_name("round.duckdb.lock").mkdir()
    assert take_turn(path, time.monotonic() + 5) is None
    assert _count(open_store(path)) == 1


def test_a_killed_writer_leaves_nothing_half_done_and_no_lock(path: Path) -> None:
    text = """
        import sys
        from classifier.store import open_store, save_letters
        from tests.store_rounds import make_letter
        with open_store(sys.argv[1]).writing() as db:
            save_letters(db, [make_letter(number) for number in range(1, 50)])
            print("half", flush=True)
            sys.stdin.read()
    """
    writer = _program(text, path)
    assert writer.stdout
    assert writer.stdout.readline() == "half\n"
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate()
    assert _count(open_store(path, wait_s=5)) == 1


def test_closing_leaves_one_whole_file(tmp_path: Path) -> None:
    store = open_store(tmp_path / "round.duckdb", create=True)
    _add(store, 1)
    store.close()
    (tmp_path / "elsewhere").mkdir()
    moved = (tmp_path / "round.duckdb").rename(tmp_path / "elsewhere" / "moved.duckdb")
    assert not (tmp_path / "round.duckdb.wal").exists()
    assert _count(open_store(moved)) == 1


# --- places and files ----------------------------------------------------------------------------------------


def test_a_store_that_vanishes_is_missed_and_not_made_anew(path: Path) -> None:
    store = open_store(path)
    for each in path.parent.glob("round.duckdb*"):
        each.unlink()
    for action in (lambda: _count(store), lambda: _add(store, 1)):
        with pytest.raises(UserError, match=r"round\.duckdb is not there \(any more\).*foi store restore"):
            action()
    assert not path.exists()


def test_a_store_replaced_in_mid_transaction_is_noticed(path: Path) -> None:
    store = open_store(path)

    def replaced() -> None:
        with store.writing() as db:
            save_letters(db, [make_letter(1)])
            path.rename(path.with_name("old.duckdb"))
            path.write_bytes(b"")

    with pytest.raises(UserError, match="was replaced while it was in use"):
        replaced()


def test_what_is_no_store_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "text.duckdb").write_text("Dear applicant\n" * 1000)
    with duckdb.connect(str(tmp_path / "other.duckdb")) as other:
        other.execute("CREATE TABLE sales (id INTEGER)")
    refused = {
        "text.duckdb": "is not a DuckDB file",
        "other.duckdb": "is no store of this program .it holds 'sales'",
        "none.duckdb": "there is no store: import letters first",
        ".": "is a folder",
    }
    for name, words in refused.items():
        with pytest.raises(UserError, match=words):
            open_store(tmp_path / name)
    assert not (tmp_path / "none.duckdb").exists()
    with pytest.raises(UserError, match="cannot be made here"):
        open_store(tmp_path / "text.duckdb" / "round.duckdb", create=True)
    with pytest.raises(UserError, match="a store is a path or postgresql://"):
        open_store("mysql://localhost/x")


_TRY = """
    import os, sys
    from classifier.errors import FoiError
    from classifier.store import open_store, read_letters, save_letters
    from tests.store_rounds import make_letter
    os.setegid(65534)
    os.seteuid(65534)  # nobody, who may read only
    try:
        store = open_store(sys.argv[1])
        with store.reading() as db:
            print(len(read_letters(db)))
        with store.writing() as db:
            save_letters(db, [make_letter(1)])
        print("written")
    except FoiError as error:
        print(type(error).__name__, error)
"""


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that anybody may read; the ones pytest makes are its user's alone, and not this test's to change."""
    with tempfile.TemporaryDirectory(prefix="foi-read-only-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody without rights")
def test_a_read_only_folder_is_read_and_not_written(open_to_all: Path) -> None:
    path = open_to_all / "round.duckdb"
    store = open_store(path, create=True)
    _add(store, 0)
    store.close()
    path.chmod(0o444)
    out, err = _program(_TRY, path).communicate(timeout=60)
    assert out.startswith("1\nUserError "), out + err
    assert "may not be written" in out
    assert _count(open_store(path)) == 1


def test_a_full_disk_is_a_clear_line_and_costs_nothing_that_was_saved(path: Path) -> None:
    script = """
        import sys
        from classifier.errors import FoiError
        from classifier.store import open_store, read_letters, save_letters
        from tests.store_rounds import make_letter
        store = open_store(sys.argv[1])
        for first in range(1000, 60000, 1000):
            try:
                with store.writing() as db:
                    save_letters(db, [make_letter(number, 200) for number in range(first, first + 1000)])
                print("saved", flush=True)
            except FoiError as error:
                print(type(error).__name__, error, flush=True)
                break
        with store.reading() as db:
            print(len(read_letters(db)), flush=True)
    """
    most = path.stat().st_size + 12_000_000  # a file cannot grow beyond it, as on a full disk
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(path)],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    lines = done.stdout.splitlines()
    saved = lines.count("saved")
    assert f"UserError {path}: the disk" in done.stdout, done.stdout + done.stderr
    assert saved >= 1
    assert lines[-1] == str(1 + saved * 1000), done.stdout + done.stderr
    assert _count(open_store(path)) == 1 + saved * 1000


# --- servers -------------------------------------------------------------------------------------------------

_PG = pytest.mark.postgresql


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(StoreLostError, match=r"ann@127\.0\.0\.1:9/x\?schema=foi cannot be reached") as caught:
        open_store("postgresql://ann:secret@127.0.0.1:9/x", wait_s=0.5)
    assert "secret" not in str(caught.value)


@_PG
def test_a_schema_must_be_there_or_be_asked_for(server: Server) -> None:
    with pytest.raises(UserError, match=r"schema=absent: there is no such schema"):
        open_store(f"{server.address}?schema=absent")
    with pytest.raises(UserError, match="cannot be a schema"):
        open_store(f"{server.address}?schema=Drop;Table")
    open_store(f"{server.address}?schema=two", create=True).close()
    store = open_store(server.address, schema="two")
    assert store.location == f"{server.address}?schema=two"
    store.close()


@_PG
def test_rounds_of_one_database_are_kept_apart(server: Server) -> None:
    one, two = (open_store(server.address, schema=name, create=True) for name in ("round_a", "round_b"))
    _add(one, 1)
    assert (_count(one), _count(two)) == (1, 0)
    one.close()
    two.close()


@_PG
def test_opening_a_new_schema_from_many_places_at_once(server: Server) -> None:
    def opened(_: int) -> None:
        open_store(server.address, schema="rush", create=True).close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(opened, range(6)))


@_PG
def test_work_is_shared_out_once_on_a_server(server: Server, tmp_path: Path) -> None:
    store, taxonomy, run = open_store(server.address, schema="share", create=True), make_taxonomy(tmp_path), make_run()
    letters = {letter.id: letter for letter in map(make_letter, range(60))}
    with store.writing() as db:
        save_letters(db, list(letters.values()))
        save_run(db, run)

    def work(worker: int) -> list[str]:
        mine: list[str] = []
        while True:
            with store.writing() as db:
                ids = lease_letters(db, run.id, f"w{worker}", 4, utc_now() + timedelta(minutes=1))
            if not ids:
                return mine
            with store.writing() as db:
                save_classified(db, taxonomy, [classify(letters[one], run) for one in ids])
            mine += ids

    with ThreadPoolExecutor(8) as threads:
        done = [one for ids in threads.map(work, range(8)) for one in ids]
    assert sorted(done) == sorted(letters)
    store.close()


@_PG
def test_the_same_result_and_the_same_claim_from_many_places_count_once(server: Server, tmp_path: Path) -> None:
    store, taxonomy, run = open_store(server.address, schema="same", create=True), make_taxonomy(tmp_path), make_run()
    letters = [make_letter(number) for number in range(10)]
    with store.writing() as db:
        save_letters(db, letters)
        save_run(db, run)

    def save(worker: int) -> int:
        ordered = letters if worker % 2 else letters[::-1]
        with store.writing() as db:
            return save_classified(db, taxonomy, [classify(letter, run) for letter in ordered])

    def take(worker: int) -> bool:
        with store.writing() as db:
            answer = answer_id(letters[0].id, "1")
            return claim(db, answer, f"r{worker}", "s", utc_now(), utc_now() + timedelta(minutes=1))

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(save, range(8))) == 10
        assert sum(threads.map(take, range(8))) == 1
    store.close()


@_PG
def test_a_server_killed_in_mid_transaction_loses_only_that_and_is_found_again(server: Server) -> None:
    store = open_store(server.address, schema="killed", create=True, wait_s=5)
    _add(store, 1)

    def cut_off() -> None:
        with store.writing() as db:
            save_letters(db, [make_letter(2)])
            server.kill()
            read_letters(db)

    with pytest.raises(StoreLostError, match=r"the connection was lost|cannot be reached"):
        cut_off()
    starter = threading.Timer(1.0, server.start)
    starter.start()

    def save(db: Database) -> int:
        return save_letters(db, [make_letter(3)])

    assert retrying(store, save, 60) == 1
    starter.join()
    assert _count(store) == 2
    store.close()


@_PG
def test_what_the_server_refuses_is_told_in_one_line(server: Server) -> None:
    store = open_store(server.address, schema="told", create=True, wait_s=1)
    with pytest.raises(DataError, match=r"refused by the store: .*kind"), store.writing() as db:
        db.execute("INSERT INTO kind_events VALUES ('x', 1, 'poem', 'ada', '', now())")
    with store.writing() as db:
        db.serialise("runs")
        with pytest.raises(StoreLockedError, match="another writer was in the way"):
            _wait_for_the_same(store)
    store.close()


def _wait_for_the_same(store: Store) -> None:
    with store.writing() as db:
        db.serialise("runs")
