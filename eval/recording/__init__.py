"""Make records of replies that a reader wrote: the classification runs as with any model, its server is a folder.

    gold → prompts in the folder ⇄ replies typed beside them → records

A reply that cannot be used is asked for again as a model's would be; that asking is one more prompt in the folder.
Nothing here judges a reply or looks at gold's labels.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.ask_model import Asked, Frame, ask_letter
from classifier.classify import model_settings
from classifier.classify.letters import best_split
from classifier.llm import Model, open_model
from classifier.llm.capabilities import Capabilities
from classifier.llm.settings import Mode
from classifier.records import answer_id
from eval.gold import GoldLetter, GoldSet
from eval.recording.server import READER, Desk, serving
from eval.running import Spans, answers_of

__all__ = ["READER", "Desk", "Made", "Undone", "go_through"]


@dataclass(frozen=True, slots=True)
class Undone:
    """A field that no reply settled, with the reason that is its failure."""

    letter: str
    question: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Made:
    """What one going through a gold set came to.

    `waiting` are prompts without a reply; `again` those of them that ask again for what could not be used; `stale`
    prompts and replies in the folder, and records, that this set and these prompts no longer ask for.
    """

    letters: int
    finished: int
    waiting: tuple[Path, ...]
    again: frozenset[Path]
    undone: tuple[Undone, ...]
    stale: tuple[Path, ...]
    records: int = 0


def go_through(
    gold: GoldSet,
    frame: Frame,
    folder: Path,
    records: Path | None,
    spans: Spans = "own",
    *,
    split_only: bool = False,
) -> Made:
    """Ask about all letters with the folder's replies `<key>.reply.json`; write `<key>.prompt.md` where there is none.

    With `split_only` nothing is asked but where answers stand. With `records`, every reply that was asked for becomes a record there. Raises UserError as making records of any
    model does.
    """
    desk = Desk(folder)
    mode: Mode = "record" if records else "live"
    with serving(desk) as url:
        settings = model_settings(
            f"openai/{READER}", base_url=url, mode=mode, replay_folder=records, logprobs=False, environ={}
        )
        model = open_model(settings)
        model.known = Capabilities(logprobs=False)
        asked = asyncio.run(_ask_all(model, gold, frame, spans, split_only))
    unused = model.records.unused() if model.records else []
    return Made(
        letters=len(asked),
        finished=sum(not one.left for one in asked),
        waiting=tuple(desk.waiting),
        again=frozenset(desk.again),
        undone=tuple(_undone(gold.letters, asked)),
        stale=(*desk.stale(), *unused),
        records=len(model.records.used) if model.records else 0,
    )


async def _ask_all(model: Model, gold: GoldSet, frame: Frame, spans: Spans, split_only: bool) -> list[Asked]:
    try:
        return [await _ask(model, one, frame, spans, split_only) for one in gold.letters]
    finally:
        await model.close()


async def _ask(model: Model, letter: GoldLetter, frame: Frame, spans: Spans, split_only: bool) -> Asked:
    """Ask about one letter; one whose passages wait for a reply is not asked about further."""
    answers = answers_of(letter, frame.round, spans)
    found = await best_split(model, frame, letter.letter, answers)
    if found.left or split_only:
        return Asked((), (), found.usage, left=found.left)
    return await ask_letter(model, frame, letter.letter, found.answers, "records")


def _undone(letters: Sequence[GoldLetter], asked: Sequence[Asked]) -> Iterator[Undone]:
    for letter, one in zip(letters, asked, strict=True):
        questions = {answer_id(letter.letter.id, gold.question): gold.question for gold in letter.answers}
        for failure in one.failures:
            yield Undone(letter.name, questions.get(failure.answer_id, "?"), failure.field, failure.reason)
