"""`foi review` as a person starts it for the first time on a machine."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.eval_sets import make_gold
from tests.test_eval_cli import make_stored_round


def test_the_first_start_on_a_machine_asks_nothing_and_answers(tmp_path: Path) -> None:
    folder = make_stored_round(tmp_path / "made", make_gold(tmp_path / "gold", dev=1))
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    home = tmp_path / "home"
    home.mkdir()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("foi"), "review", str(folder), "--port", str(port)],
        env=os.environ | {"HOME": str(home), "BROWSER": "true"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        assert _answers(f"http://127.0.0.1:{port}/_stcore/health")
    finally:
        os.killpg(process.pid, 15)
        said = process.communicate(timeout=20)[0].decode()
    assert "email" not in said.lower()


def _answers(url: str) -> bool:
    for _ in range(200):
        try:
            with urlopen(url, timeout=1) as reply:
                return bool(reply.status == 200)
        except (URLError, OSError):
            time.sleep(0.1)
    return False
