"""Let the rules or a model label the letters of a gold set, in this process; nothing is stored.

The answers are found by the splitter, by the model where the splitter is unsure (`spans="asked"`), or taken from gold
(`spans="gold"`), which shows how good the labels would be if every passage were the right one. A model may be asked
for nothing but where answers stand; the rules then label.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from classifier.ask_model import Frame, Passages, ask_letter
from classifier.classify.letters import best_split, by_rules, usage_record
from classifier.errors import ModelError
from classifier.llm import Model, ModelSettings, open_model
from classifier.records import Answer, Classified, Run, content_id
from classifier.round import Round
from classifier.rules import RULES_VERSION
from classifier.split import SPLITTER_VERSION, split_letter, with_pointers
from eval.cases import LetterCases, cases_of
from eval.gold import GoldLetter, GoldSet

Spans = Literal["own", "asked", "gold"]
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run said about a gold set. `spans` tells whose passages the labels were read from."""

    gold: GoldSet
    run: Run
    letters: tuple[LetterCases, ...]
    spans: Spans = "own"


def run_rules(gold: GoldSet, spans: Spans = "own", report: Report | None = None) -> Outcome:
    """Label all letters by the offline rules."""
    run = Run("rules", f"rules {RULES_VERSION}", content_id("rules", RULES_VERSION), _codebook(gold), SPLITTER_VERSION)
    done = []
    for number, letter in enumerate(gold.letters, 1):
        began = time.perf_counter()
        answers = answers_of(letter, gold.round, spans)
        done.append(_cases(letter, by_rules(gold.round, letter.letter, answers, run.id), began))
        if report:
            report(number, len(gold.letters))
    return Outcome(gold, run, tuple(done), spans)


def run_model(
    gold: GoldSet,
    frame: Frame,
    settings: ModelSettings,
    spans: Spans = "own",
    report: Report | None = None,
    *,
    split_only: bool = False,
) -> Outcome:
    """Label all letters by a language model, live or from records.

    With `split_only` the model is asked where the answers stand, as far as the frame asks that, and the rules label.
    Raises UserError where a record is missing in mode replay, ModelError where no reply could be had for a letter.
    """
    prompt, way = frame.prompt, f"per {frame.per}, samples {frame.samples}"
    if split_only and frame.split:
        prompt, way = frame.split, f"labels by rules {RULES_VERSION}"
    run = Run(f"openai/{settings.name}", prompt.label, frame.prompt_sha256, _codebook(gold), SPLITTER_VERSION, way)
    label = _label_by_rules if split_only else _label_by_model
    letters = asyncio.run(_ask_all(gold, frame, settings, run, spans, label, report))
    return Outcome(gold, run, tuple(letters), spans)


_Label = Callable[[Model, Frame, GoldLetter, Passages, str], Awaitable[Classified]]


async def _ask_all(
    gold: GoldSet,
    frame: Frame,
    settings: ModelSettings,
    run: Run,
    spans: Spans,
    label: _Label,
    report: Report | None,
) -> Sequence[LetterCases]:
    model = open_model(settings)
    places = asyncio.Semaphore(settings.concurrency)
    done = 0

    async def one(letter: GoldLetter) -> LetterCases:
        nonlocal done
        async with places:
            began = time.perf_counter()
            answers = answers_of(letter, gold.round, spans)
            found = await best_split(model, frame, letter.letter, answers)
            if found.left:
                raise _not_now(letter, found.left)
            said = await label(model, frame, letter, found, run.id)
        done += 1
        if report:
            report(done, len(gold.letters))
        return _cases(letter, said, None if settings.mode == "replay" else began)

    try:
        return await asyncio.gather(*(one(letter) for letter in gold.letters))
    finally:
        await model.close()


async def _label_by_model(model: Model, frame: Frame, letter: GoldLetter, found: Passages, run_id: str) -> Classified:
    asked = await ask_letter(model, frame, letter.letter, found.answers, run_id)
    if asked.left:
        raise _not_now(letter, asked.left)
    usage = usage_record(found.usage + asked.usage, asked.model)
    return Classified(letter.letter.id, run_id, found.answers, asked.proposals, asked.failures, usage)


async def _label_by_rules(model: Model, frame: Frame, letter: GoldLetter, found: Passages, run_id: str) -> Classified:
    labelled = by_rules(frame.round, letter.letter, found.answers, run_id)
    return replace(labelled, usage=usage_record(found.usage, found.model))


def _not_now(letter: GoldLetter, reason: str) -> ModelError:
    return ModelError(f"{letter.name}: {reason}; run again when the server answers")


def answers_of(letter: GoldLetter, round: Round, spans: Spans) -> tuple[Answer, ...]:
    """Return a letter's answers: found by the splitter, or gold's own with what they point to."""
    if spans == "gold":
        return _gold_answers(letter, round)
    return split_letter(letter.letter, round.questions, round.request)


def _gold_answers(letter: GoldLetter, round: Round) -> tuple[Answer, ...]:
    name = letter.letter.id
    made = [
        Answer(name, one.question, "answered" if one.spans else "unanswered", one.spans, (), 1.0, {"how": "gold"})
        for one in letter.answers
    ]
    return with_pointers(letter.letter, made, round.questions)


def _cases(letter: GoldLetter, classified: Classified, began: float | None) -> LetterCases:
    """A letter's cases; replies from records took no time worth telling, and `began` is None for them."""
    took_ms = None if began is None else (time.perf_counter() - began) * 1000
    return LetterCases(letter, letter.letter, cases_of(letter, classified), took_ms, classified.usage)


def _codebook(gold: GoldSet) -> str:
    return gold.round.taxonomy.codebook
