"""Run this project's path once and print what it took, as JSON: asking, grounding, storing."""

import argparse
import asyncio
import importlib
import json
import multiprocessing
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
from classifier.store import open_store, save_letters, save_run
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


def prepare(folder: Path, settings: ModelSettings, count: int, answers: int) -> None:
    """Store the run and the letters, in chunks; done by a process of its own, so that its memory is not measured."""
    round = letters_round(folder, answers)
    store = open_store(round.store, create=True)
    for at in range(0, count, 2000):
        with store.writing() as db:
            save_run(db, model_run(round, bench_frame(round), settings))
            save_letters(db, [bench_letter(number, answers) for number in range(at, min(count, at + 2000))])


def memory_mib() -> float:
    """Return the memory that this process holds now; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)


def settings_for(options: argparse.Namespace, folder: Path) -> ModelSettings:
    """Return the settings; what the model can do is known already, as it is after the first run."""
    known = {"form": "strict", "logprobs": False, "temperature": True, "reasoning": False}
    (folder / "models.json").write_text(json.dumps({f"{options.base_url} bench": known}))
    return ModelSettings(
        "bench",
        options.base_url,
        key="none",
        logprobs=False,
        timeout_s=options.timeout,
        concurrency=options.concurrency,
        memory=folder / "models.json",
    )


async def run(options: argparse.Namespace, folder: Path) -> dict[str, float]:
    """Drive the items through the model and return the measures."""
    settings = settings_for(options, folder)
    making = multiprocessing.get_context("spawn").Process(
        target=prepare, args=(folder, settings, options.count, options.answers)
    )
    making.start()
    making.join()
    frame = bench_frame(letters_round(folder, options.answers))
    store = open_store(frame.round.store)
    of_run = model_run(frame.round, frame, settings)
    save, storing = saver(store, frame.round, of_run, Options()), [0.0]

    def timed(group: Sequence[Classified]) -> None:
        began = time.thread_time()
        save(group)
        storing[0] += time.thread_time() - began

    work = Work(
        model=open_model(settings),
        frame=frame,
        run_id=of_run.id,
        letters=letters(options.count, options.answers),
        total=options.count,
        save=timed,
        spending=Spending(None),
        options=Options(),
        splitter=bench_split,
        labeller=ask_only,
    )
    importlib.import_module("openai")  # what is measured is the work, not the import
    importlib.import_module("instructor")
    cpu, wall = time.process_time(), time.perf_counter()
    await drive(work)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    with store.reading() as db:
        stored = int(db.execute("SELECT COUNT(*) FROM results")[0][0])
    return {
        "wall_s": wall,
        "cpu_ms": cpu * 1000 / options.count,
        "group_ms": storing[0] * 1000 / options.count,
        "stored": stored - work.failures,
        "extra_calls": work.spending.spent.extra_calls,
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "held_mib": memory_mib(),
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
