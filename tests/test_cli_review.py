"""`foi review` as a person starts it for the first time on a machine."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.eval_sets import make_gold
from tests.serving import free_port, is_healthy
from tests.test_eval_cli import make_stored_round


def test_the_first_start_on_a_machine_asks_nothing_and_answers(tmp_path: Path) -> None:
    folder = make_stored_round(tmp_path / "made", make_gold(tmp_path / "gold", dev=1))
    port = free_port()
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
        assert _answers(f"http://127.0.0.1:{port}")
    finally:
        os.killpg(process.pid, 15)
        said = process.communicate(timeout=20)[0].decode()
    assert "email" not in said.lower()


def _answers(url: str) -> bool:
    for _ in range(200):
        if is_healthy(url):
            return True
        time.sleep(0.1)
    return False
