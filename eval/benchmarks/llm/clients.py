"""Run a client on a scene: alone in a process of its own, against a loopback server in another."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from eval.benchmarks.llm.goals import Measures
from eval.benchmarks.llm.items import as_json_lines, bench_frame, letters_round, reply_text
from eval.benchmarks.llm.peers import NOT_INSTALLED
from eval.benchmarks.llm.scenes import Scene

ROOT = Path(__file__).resolve().parents[3]
PEERS = ROOT / "build" / "peers" / "bin" / "python"
"""The environment that `make peers` makes."""

_ELSEWHERE = ("pydantic-ai", "langextract")
_EXTRACTION = json.dumps({"extractions": [{"vendor": "Hootsuite", "vendor_attributes": {}}]})


def measure(client: str, scene: Scene, python: Path, repeat: int = 1) -> Measures | None:
    """Return the medians of so many runs, after one on a few items that nobody counts; None where it is not installed."""
    if _run(client, replace(scene, count=20, spoil=(0, 0, 0, 0), mean_s=0.0, rate=0.0), python) is None:
        return None
    runs = [found for _ in range(repeat) if (found := _run(client, scene, python))]
    return {name: median(float(run[name]) for run in runs) for name in runs[0] if name != "first_problem"}


def _run(client: str, scene: Scene, python: Path) -> dict[str, Any] | None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        round = letters_round(folder, scene.answers)
        reply = folder / "reply.json"
        reply.write_text(_EXTRACTION if client == "langextract" else reply_text(round), encoding="utf-8")
        command = _command(client, scene, python, folder)
        with _server(scene, reply) as url:
            command += ["--base-url", url, "--concurrency", str(scene.concurrency)]
            done = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False)
            if done.returncode == NOT_INSTALLED:
                return None
            if done.returncode:
                raise SystemExit(f"{client}: {done.stderr[-2000:]}")
            with urllib.request.urlopen(f"{url.removesuffix('/v1')}/stats") as answer:  # loopback
                stats = json.load(answer)
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result | {"calls": stats["completions"] + stats["refused"]}


def _command(client: str, scene: Scene, python: Path, folder: Path) -> list[str]:
    if client == "project":
        module = [sys.executable, "-m", "eval.benchmarks.llm.project"]
        return [*module, "--count", str(scene.count), "--answers", str(scene.answers)]
    messages, schema = folder / "messages.jsonl", folder / "schema.json"
    frame = bench_frame(letters_round(folder, scene.answers))
    schema.write_text(json.dumps(as_json_lines(frame, scene.count, messages)["schema"]), encoding="utf-8")
    interpreter = str(python) if client in _ELSEWHERE and python.exists() else sys.executable
    peer = [interpreter, str(Path(__file__).with_name("peers.py")), "--client", client]
    return [*peer, "--messages", str(messages), "--schema", str(schema)]


def _environment() -> dict[str, str]:
    """Libraries are compiled once and for all clients alike, whatever the surroundings say."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(ROOT / "build" / "bytecode")}


@contextmanager
def _server(scene: Scene, reply: Path) -> Iterator[str]:
    """Serve a scene from a process of its own; gives the address."""
    spoil: Sequence[str] = [str(share) for share in scene.spoil]
    command = [sys.executable, "-m", "tests.loopback", "--canned", str(reply), "--items", str(scene.count)]
    command += ["--mean-s", str(scene.mean_s), "--spoil", ",".join(spoil), "--rate", str(scene.rate)]
    process = subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
