"""`foi review` as a person starts it: for the first time on a machine, and from any folder."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.eval_sets import make_gold
from tests.serving import free_port, is_healthy
from tests.test_eval_cli import make_stored_round


def test_the_first_start_on_a_machine_asks_nothing_and_answers(tmp_path: Path) -> None:
    folder = make_stored_round(tmp_path / "made", make_gold(tmp_path / "gold", dev=1))
    said: list[str] = []
    with _started(str(folder), tmp_path, said) as port:
        assert _answers(f"http://127.0.0.1:{port}")
    assert "email" not in said[0].lower()


def test_a_relative_path_names_the_round_from_any_folder(tmp_path: Path) -> None:
    folder = make_stored_round(tmp_path / "made", make_gold(tmp_path / "gold", dev=1))
    with _started(os.path.relpath(folder, tmp_path), tmp_path, []) as port:
        assert _answers(f"http://127.0.0.1:{port}")
        drawn = _first_page(port)
    assert "Name" in drawn, drawn  # the page asks who is there


@contextmanager
def _started(round_folder: str, cwd: Path, said: list[str]) -> Iterator[int]:
    """Start the app in a folder, by a home where it never ran; yield its port. What it printed is added to `said`."""
    port = free_port()
    home = cwd / "home"
    home.mkdir()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("foi"), "review", round_folder, "--port", str(port)],
        env=os.environ | {"HOME": str(home), "BROWSER": "true"},
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield port
    finally:
        os.killpg(process.pid, 15)
        said.append(process.communicate(timeout=20)[0].decode())


def _first_page(port: int) -> str:
    """Return what the app draws for a browser that has just come, as text."""
    ask = BackMsg()
    ask.rerun_script.query_string = ""
    drawn = []
    with connect(f"ws://127.0.0.1:{port}/_stcore/stream", max_size=None) as browser:
        browser.send(ask.SerializeToString())
        while True:
            came = ForwardMsg.FromString(bytes(browser.recv(timeout=60, decode=False)))
            drawn.append(str(came.delta))
            if came.WhichOneof("type") == "script_finished":
                return "\n".join(drawn)


def _answers(url: str) -> bool:
    for _ in range(200):
        if is_healthy(url):
            return True
        time.sleep(0.1)
    return False
