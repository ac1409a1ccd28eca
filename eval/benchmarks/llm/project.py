"""Run this project's path once and print what it took, as JSON: asking, grounding, storing."""

import argparse
import asyncio
import json
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from classifier.ask_model import Asked, Frame, ask_letter
from classifier.classify.driving import Work, drive
from classifier.classify.letters import usage_record
from classifier.classify.run import Options, model_run
from classifier.classify.spending import Spending
from classifier.classify.work import saver
from classifier.llm import Model, ModelSettings, open_model
from classifier.records import Answer, Classified, Letter
from classifier.store import Store, open_store, save_letters, save_run
from eval.benchmarks.llm.items import bench_frame, bench_letter, bench_split, letters_round


async def ask_only(
    model: Model, frame: Frame, letter: Letter, answers: Sequence[Answer], run_id: str
) -> tuple[Classified | None, Asked]:
    """Ask and ground; the rules' second opinion is another cost and is left out."""
    asked = await ask_letter(model, frame, letter, answers, run_id)
    if asked.left:
        return None, asked
    usage = usage_record(asked.usage, asked.model)
    return Classified(letter.id, run_id, tuple(answers), asked.proposals, asked.failures, usage), asked


async def letters(count: int, answers: int) -> AsyncIterator[Letter]:
    """Make the letters one by one, so that no list of them is held."""
    for number in range(count):
        yield bench_letter(number, answers)


def prepare(folder: Path, frame: Frame, settings: ModelSettings, count: int, answers: int) -> tuple[Store, str]:
    """Store the run and the letters, in chunks."""
    run = model_run(frame.round, frame, settings)
    store = open_store(frame.round.store, create=True)
    for at in range(0, count, 2000):
        with store.writing() as db:
            save_run(db, run)
            save_letters(db, [bench_letter(number, answers) for number in range(at, min(count, at + 2000))])
    return store, run.id


def memory_kib() -> int:
    """Return the memory that this process holds now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


async def run(options: argparse.Namespace, folder: Path) -> dict[str, float]:
    """Drive the items through the model and return the measures."""
    frame = bench_frame(letters_round(folder, options.answers))
    known = folder / "models.json"
    capabilities = {"form": "strict", "logprobs": False, "temperature": True, "reasoning": False}
    known.write_text(json.dumps({f"{options.base_url} bench": capabilities}))
    settings = ModelSettings(
        "bench",
        options.base_url,
        key="none",
        logprobs=False,
        timeout_s=options.timeout,
        concurrency=options.concurrency,
        memory=known,
    )
    store, run_id = prepare(folder, frame, settings, options.count, options.answers)
    work = Work(
        model=open_model(settings),
        frame=frame,
        run_id=run_id,
        letters=letters(options.count, options.answers),
        total=options.count,
        save=(lambda g: None) if __import__("os").environ.get("NOSAVE") else saver(store, frame.round),
        spending=Spending(None),
        options=Options(),
        splitter=bench_split,
        labeller=ask_only,
    )
    import instructor  # noqa: F401 what is measured is the work, not the import
    import openai  # noqa: F401

    early = memory_kib()
    cpu, wall = time.process_time(), time.perf_counter()
    await drive(work)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    with store.reading() as db:
        stored = db.execute("SELECT COUNT(*) FROM results")[0][0]
    return {
        "wall_s": wall,
        "cpu_ms": cpu * 1000 / options.count,
        "stored": stored,
        "failed": work.failures,
        "extra_calls": work.spending.spent.extra_calls,
        "calls": work.spending.spent.calls,
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "growth_kib": memory_kib() - early,
    }


def main() -> None:
    """Read the options, run, print one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--answers", type=int, default=1)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--timeout", type=float, default=5.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        json.dump(asyncio.run(run(options, Path(folder))), sys.stdout)


if __name__ == "__main__":
    main()
