"""Print, in one run, what asking a model costs with this project and with its peers: `python -m eval.benchmarks.llm`.

Every client runs alone in a process of its own, with the same messages, workers and time-out, against a loopback
server in another. Peers that are not installed are skipped with a message; `--peers-python` names an interpreter
that has them. The latency bound is that of a scheduler that never waits: the server's latencies handed out to
the workers as they become free.
"""

import argparse
import heapq
import json
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.benchmarks.llm.items import as_json_lines, bench_frame, letters_round, reply_text
from eval.benchmarks.llm.peers import NOT_INSTALLED
from tests.loopback import lognormal

_HERE = Path(__file__).parent
_ROOT = _HERE.parent.parent.parent
_EXTRACTION = json.dumps({"extractions": [{"vendor": "Hootsuite", "vendor_attributes": {}}]})
_SPOILT = "20,10,10,5"
"""In a thousand items: 429, 500, broken JSON, stalled."""


@dataclass(frozen=True)
class Scene:
    """One measurement: so many items and workers, a mean latency, faults in a thousand, a limit a second."""

    title: str
    count: int
    concurrency: int = 64
    mean_s: float = 0.2
    spoil: str = "0,0,0,0"
    rate: float = 0.0
    answers: int = 1
    clients: tuple[str, ...] = ("project",)


ALL = ("openai", "instructor", "instructor-json", "project", "pydantic-ai", "langextract")
SCENES = {
    "clean": Scene("lognormal latency of mean 200 ms", 2000, clients=ALL),
    "slow": Scene("lognormal latency of mean 1 s", 2000, mean_s=1.0, clients=("openai", "instructor", "project")),
    "wide": Scene("256 workers, mean 200 ms", 8000, concurrency=256),
    "faults": Scene("2 % 429, 1 % 500, 1 % broken JSON, 0.5 % stalls", 1000, spoil=_SPOILT, clients=ALL),
    "limit": Scene("a limit of 60 requests a second", 600, rate=60.0, clients=("openai", "instructor", "project")),
    "letters": Scene("24 answers a call", 500, answers=24),
    "small": Scene("memory: 1,000 calls, no latency", 1000, mean_s=0.0),
    "large": Scene("memory: 100,000 calls, no latency", 100_000, mean_s=0.0),
}


@contextmanager
def server(scene: Scene, reply: Path) -> Iterator[str]:
    """Serve a scene from a process of its own; gives the address."""
    command = [sys.executable, "-m", "tests.loopback", "--canned", str(reply), "--items", str(scene.count)]
    command += ["--mean-s", str(scene.mean_s), "--spoil", scene.spoil, "--rate", str(scene.rate)]
    process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def bound_s(scene: Scene) -> float:
    """Return the seconds that so many workers need at the least for the scene's latencies, or by its limit."""
    if scene.rate:
        return (scene.count - scene.rate) / scene.rate
    draw = lognormal(scene.mean_s, 0.5, 1) if scene.mean_s else lambda: 0.0
    free = [0.0] * scene.concurrency
    for _ in range(scene.count):
        heapq.heapreplace(free, free[0] + draw())
    return max(free)


def measure(client: str, scene: Scene, python: str, folder: Path) -> dict[str, Any] | None:
    """Run a client on a scene; None where it is not installed."""
    round = letters_round(folder, scene.answers)
    reply, messages, schema = folder / "reply.json", folder / "messages.jsonl", folder / "schema.json"
    reply.write_text(_EXTRACTION if client == "langextract" else reply_text(round), encoding="utf-8")
    with server(scene, reply) as url:
        if client == "project":
            command = [sys.executable, "-m", "eval.benchmarks.llm.project", "--count", str(scene.count)]
            command += ["--answers", str(scene.answers)]
        else:
            schema.write_text(json.dumps(as_json_lines(bench_frame(round), scene.count, messages)["schema"]))
            interpreter = python if client in ("pydantic-ai", "langextract") else sys.executable
            command = [interpreter, str(_HERE / "peers.py"), "--client", client, "--messages", str(messages)]
            command += ["--schema", str(schema)]
        command += ["--base-url", url, "--concurrency", str(scene.concurrency)]
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
        if done.returncode == NOT_INSTALLED:
            return None
        if done.returncode:
            raise SystemExit(f"{client}: {done.stderr[-2000:]}")
        with urllib.request.urlopen(f"{url.removesuffix('/v1')}/stats") as answer:  # loopback
            stats = json.load(answer)
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result | {"calls": stats["completions"] + stats["refused"]}


def row(client: str, scene: Scene, found: dict[str, Any], stock_ms: float | None) -> str:
    """Return one line of the table."""
    wall, bound = found["wall_s"], bound_s(scene)
    answers = scene.count * scene.answers
    lost = found["lost"] if "lost" in found else scene.count - found["stored"]
    ratio = f"{found['cpu_ms'] / stock_ms:.2f}" if stock_ms else ""
    against = f"{wall / bound:.3f}" if bound > 0.5 else ""
    return (
        f"{client:16} {answers / wall:9.0f} {against:>8} {found['cpu_ms']:9.2f} {found['cpu_ms'] / scene.answers:9.3f}"
        f" {ratio:>8} {found['memory_mib']:8.0f} {lost:5} {found['calls'] - scene.count:6}"
    )


def show(name: str, scene: Scene, python: str) -> None:
    """Measure every client of a scene and print the table."""
    head = f"{'client':16} {'answers/s':>9} {'÷ bound':>8} {'CPU ms/c':>9} {'CPU ms/a':>9} {'÷ stock':>8} {'MiB':>8} {'lost':>5} {'extra':>6}"
    print(
        f"\n{name}: {scene.count} calls, {scene.concurrency} workers, {scene.title}; bound {bound_s(scene):.2f} s\n{head}"
    )
    stock: float | None = None
    for client in scene.clients:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(client, scene, python, Path(folder))
        if found is None:
            print(f"{client:16} skipped: not installed; name an interpreter that has it with --peers-python")
            continue
        stock = found["cpu_ms"] if client == "instructor" else stock
        print(row(client, scene, found, stock), flush=True)
        if client == "project" and "group_ms" in found:
            print(
                f"{'':16} of that the store {found['group_ms']:.2f} ms a call; held at the end {found['held_mib']:.0f} MiB"
            )


def main() -> None:
    """Read the options and show the scenes asked for, or those that take less than five minutes together."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenes", nargs="*", default=["clean", "slow", "wide", "faults", "limit", "letters", "small"])
    parser.add_argument(
        "--peers-python", default=sys.executable, help="an interpreter with pydantic-ai and langextract"
    )
    options = parser.parse_args()
    if unknown := set(options.scenes) - set(SCENES):
        parser.error(f"no such scene: {sorted(unknown)[0]} (scenes: {', '.join(SCENES)})")
    for name in options.scenes:
        show(name, SCENES[name], options.peers_python)


if __name__ == "__main__":
    main()
