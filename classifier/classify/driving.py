"""Drive many letters through a model at once, and store what is finished in groups.

Some tasks ask, one stores. A letter is stored whole or not at all, in its group's transaction; what
is not stored when the process dies is asked again, nothing else. Whatever ends the run, what is finished is stored.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from classifier.ask_model import Asked, Frame
from classifier.classify.letters import best_split, by_model, split
from classifier.classify.run import Options
from classifier.classify.spending import Spending, estimate_letter
from classifier.classify.summary import Progress, Report
from classifier.errors import FoiError
from classifier.llm import Model, Usage
from classifier.records import Answer, Classified, Letter
from classifier.round import Round

Splitter = Callable[[Round, Letter], tuple[Answer, ...]]
Labeller = Callable[[Model, Frame, Letter, Sequence[Answer], str], Awaitable[tuple[Classified | None, Asked]]]
Saver = Callable[[Sequence[Classified]], None]

_GRACE_S = 60.0


@dataclass(slots=True)
class Work:
    """A run while it goes on. `save` stores a group; `letters` gives the letters to do, `total` how many they are."""

    model: Model
    frame: Frame
    run_id: str
    letters: AsyncIterator[Letter]
    total: int
    save: Saver
    spending: Spending
    options: Options
    report: Report | None = None
    splitter: Splitter = split
    labeller: Labeller = by_model
    finished: list[Classified] = field(default_factory=list)
    done: int = 0
    answers: int = 0
    proposals: int = 0
    failures: int = 0
    left: int = 0
    stopped: str = ""
    began: float = field(default_factory=time.monotonic)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    over: asyncio.Event = field(default_factory=asyncio.Event)


async def drive(work: Work) -> None:
    """Ask about all letters and store them; raise UserError or ModelError after storing what was finished."""
    asking = [asyncio.create_task(_ask(work)) for _ in range(work.model.settings.concurrency)]
    storing = asyncio.create_task(_store_groups(work))
    try:
        await _all_or_first_error(asking)
    finally:
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        work.over.set()
        await storing
        await work.model.close()


async def _all_or_first_error(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait for all; after an error the others may finish what they have paid for, for a minute."""
    done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    error = next((error for task in done if (error := task.exception())), None)
    if error is None:
        return
    if waiting and isinstance(error, FoiError):
        await asyncio.wait(waiting, timeout=_GRACE_S)
    raise error


async def _ask(work: Work) -> None:
    while not work.stopped:
        async with work.turn:
            letter = await anext(work.letters, None)
        if letter is None:
            return
        try:
            await _one(work, letter)
        except FoiError as error:
            work.stopped = str(error)
            raise


async def _one(work: Work, letter: Letter) -> None:
    answers = work.splitter(work.frame.round, letter)
    estimate = estimate_letter(work.frame, letter, answers) if work.spending.limited else Usage()
    if not work.spending.promise(estimate):
        work.stopped = "the budget is used up"
        return
    found = await best_split(work.model, work.frame, letter, answers)
    if found.left:
        classified, spent = None, found.usage
    else:
        classified, asked = await work.labeller(work.model, work.frame, letter, found.answers, work.run_id)
        spent = found.usage + asked.usage
    work.spending.settle(estimate, spent)
    if classified is None:
        work.left += 1
        return
    work.finished.append(classified)
    work.done += 1
    work.answers += len(answers)
    work.proposals += len(classified.proposals)
    work.failures += len(classified.failures)


async def _store_groups(work: Work) -> None:
    """Store what is finished every so often, or sooner when a group is full; at the end the rest.

    A store that fails stops the run; what is finished is then tried once more at the end.
    """
    last = time.monotonic()
    while not work.over.is_set():
        await _pause(work)
        if time.monotonic() - last < work.options.flush_s and len(work.finished) < work.options.group:
            continue
        last = time.monotonic()
        try:
            await asyncio.to_thread(_flush, work)
        except FoiError as error:
            work.stopped = str(error)
            break
        _tell(work)
    await work.over.wait()
    _flush(work)
    _tell(work)


async def _pause(work: Work) -> None:
    try:
        await asyncio.wait_for(work.over.wait(), min(0.1, work.options.flush_s))
    except TimeoutError:
        return


def _flush(work: Work) -> None:
    """Store what is finished now as one group; what finishes meanwhile waits, or a few would be a group each."""
    if group := list(work.finished):
        work.save(group)
        del work.finished[: len(group)]


def _tell(work: Work) -> None:
    if not work.report:
        return
    took = time.monotonic() - work.began
    rate = work.done / took if took > 0 else 0.0
    to_do = max(0, work.total - work.done)
    left_s = to_do / rate if rate else None
    work.report(Progress(work.done, work.total, rate, left_s, work.spending.cost_usd, work.spending.spent))
