"""Several `foi classify` share a round's letters: real processes, a real server of either kind, no letter paid twice."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from classifier.classify import Options, classify_round, model_settings
from classifier.classify.workers import is_gone, this_worker
from classifier.round import create_round
from classifier.store import Store, lease_holders, open_store, read_current, read_runs, save_letters
from tests.a_round import GOOD, REQUEST, is_probe, letter, make_round, reader
from tests.loopback import Loopback, Sent, serving
from tests.postgres import Server, missing, throwaway_server

ANSWERS = 3
_FOI = [sys.executable, "-c", "from classifier.cli import main; main()"]
_PG = pytest.mark.postgresql


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if reason := missing():
        pytest.skip(reason)
    with throwaway_server(durable=True) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A round's folder, as `foi init` makes it."""
    made = make_round(tmp_path / "given")
    (tmp_path / "request.txt").write_text(REQUEST)
    create_round(tmp_path / "round", tmp_path / "request.txt", made.folder / "taxonomy.yaml")
    return tmp_path / "round"


@pytest.fixture(params=["duckdb", pytest.param("postgresql", marks=_PG)])
def place(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "duckdb":
        return str(folder / "round.duckdb")
    return f"{request.getfixturevalue('server').address}?schema=w{time.time_ns()}"


def _filled(place: str, letters: int) -> Store:
    store = open_store(place, create=True)
    with store.writing() as db:
        save_letters(db, [letter(number) for number in range(letters)])
    return store


def _worker(folder: Path, place: str, state: Loopback, *options: str) -> "subprocess.Popen[bytes]":
    """Start `foi classify` as a person does, with the store named in the environment."""
    words = ["classify", str(folder), "--model", "openai/m-1", "--base-url", state.base_url, "--concurrency", "4"]
    environ = {**os.environ, "FOI_STORE": place, "OPENAI_API_KEY": ""}
    return subprocess.Popen([*_FOI, *words, *options], env=environ, stdout=subprocess.DEVNULL)


def _asked(state: Loopback) -> list[Sent]:
    return [sent for sent in state.asked if not is_probe(sent)]


def _done(store: Store) -> int:
    with store.reading() as db:
        return len(read_current(db)) // ANSWERS


def _wait_until(state: Loopback, asked: int, *workers: "subprocess.Popen[bytes]") -> None:
    while len(_asked(state)) < asked:
        assert all(worker.poll() is None for worker in workers)
        time.sleep(0.01)


def test_two_workers_share_the_letters_and_pay_for_none_twice(place: str, folder: Path) -> None:
    store = _filled(place, 60)
    with serving(Loopback(reader(GOOD), latency_s=lambda: 0.1)) as state:
        workers = [_worker(folder, place, state) for _ in range(2)]
        assert [worker.wait(120) for worker in workers] == [0, 0]
        bodies = [sent.body["messages"][2]["content"] for sent in _asked(state)]
    assert (len(bodies), len(set(bodies))) == (60, 60)
    assert _done(store) == 60
    with store.reading() as db:
        (run,) = read_runs(db)
        assert lease_holders(db, run.id) == []
    if place.startswith("postgresql"):
        assert not (folder / "round.duckdb").exists()  # FOI_STORE goes before round.yaml
    store.close()


def test_what_a_killed_worker_held_is_free_at_once_on_its_machine(place: str, folder: Path) -> None:
    store = _filled(place, 40)
    with serving(Loopback(reader(GOOD), latency_s=lambda: 0.1)) as state:
        killed = _worker(folder, place, state)
        _wait_until(state, 12, killed)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        paid, stored = len(_asked(state)), _done(store)
        assert _worker(folder, place, state).wait(120) == 0
        total = len(_asked(state))
    assert _done(store) == 40
    assert total - 40 == paid - stored  # what was under way or not yet stored, and nothing else
    store.close()


@_PG
def test_a_server_that_is_killed_ends_no_run_and_nothing_is_paid_twice(server: Server, folder: Path) -> None:
    place = f"{server.address}?schema=w{time.time_ns()}"
    store = _filled(place, 60)
    with serving(Loopback(reader(GOOD), latency_s=lambda: 0.15)) as state:
        workers = [_worker(folder, place, state) for _ in range(2)]
        _wait_until(state, 16, *workers)
        server.kill()
        starter = threading.Timer(1.5, server.start)
        starter.start()
        assert [worker.wait(180) for worker in workers] == [0, 0]
        starter.join()
        bodies = [sent.body["messages"][2]["content"] for sent in _asked(state)]
    assert (len(bodies), len(set(bodies))) == (60, 60)
    assert _done(store) == 60
    store.close()


def test_two_workers_with_the_rules_do_each_letter_once(folder: Path) -> None:
    store = _filled(str(folder / "round.duckdb"), 150)
    round = make_round(folder.parent / "given")
    threads: list[threading.Thread] = []
    done: list[int] = []

    def work(name: str) -> None:
        done.append(classify_round(round, store, options=Options(worker=name)).letters)

    for name in ("a", "b"):
        threads.append(threading.Thread(target=work, args=(name,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    assert sum(done) == 150
    assert _done(store) == 150


def test_a_worker_keeps_to_the_letters_it_is_given(tmp_path: Path) -> None:
    round, store = make_round(tmp_path), _filled(str(tmp_path / "round.duckdb"), 6)
    ids = [letter(number).id for number in range(6)]
    with serving(Loopback(reader(GOOD))) as state:
        settings = model_settings("openai/m-1", base_url=state.base_url, concurrency=2, environ={})

        def classify(**options: Any) -> int:
            given = Options(worker="a", flush_s=0.1, **options)
            return classify_round(round, store, model="openai/m-1", settings=settings, options=given).letters

        assert classify(waiting=frozenset(ids[1:])) == 1  # a batch has the others, and they are paid for there
        assert classify(only=frozenset(ids[2:4])) == 2
        assert classify(limit=1) == 1
        assert classify() == 2
        assert len(_asked(state)) == 6


def test_a_process_that_ended_is_told_from_one_that_runs() -> None:
    code = "from classifier.classify.workers import this_worker; print(this_worker(), flush=True); input()"
    other = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout
    name = other.stdout.readline().strip()
    assert name != this_worker()
    assert not is_gone(name)
    other.communicate("\n")
    assert is_gone(name)
    assert not is_gone(f"elsewhere:{name.rpartition(':')[2]}")
    assert not is_gone("a-name-that-a-person-gave")
