"""Classify a round's letters and store what came out: the offline rules, or a language model with them beside.

    letters → split → rules | model → proposals + failures → store

A letter that a run has finished is never done again by it, so a run can be stopped at any point and started
again. Nothing here knows SQL or a vendor.
"""

import asyncio
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from classifier.ask_model import WINDOW, Frame, Per, make_frame
from classifier.classify.driving import Work, drive
from classifier.classify.jobs import waiting_letters
from classifier.classify.letters import by_rules, split
from classifier.classify.planning import plan_round
from classifier.classify.run import RULES, Options, model_run, rules_run
from classifier.classify.spending import Spending, check_budget
from classifier.classify.summary import ClassifySummary, Plan, Progress, Report
from classifier.classify.work import (
    CHUNK,
    begin,
    finish,
    give_back,
    leased,
    leased_chunks,
    listed,
    read_letters_of,
    saver,
)
from classifier.counted import counted
from classifier.llm import ModelSettings, Reply, Usage, model_name, open_model, read_key
from classifier.llm.prices import find_price
from classifier.llm.settings import OPENAI, Mode, check_settings
from classifier.records import Letter, Run
from classifier.round import Round
from classifier.store import Store

__all__ = ["ClassifySummary", "Options", "Plan", "Progress", "classify_round", "model_settings", "plan_round"]

MEMORY = "models.json"
"""In the round's folder: what was found out about the models that were asked."""


def classify_round(
    round: Round,
    store: Store,
    *,
    model: str = RULES,
    settings: ModelSettings | None = None,
    per: Per = "letter",
    prompt: str = "",
    samples: int = 1,
    window: int = WINDOW,
    ask_split: bool = False,
    options: Options | None = None,
    given: Mapping[str, Reply] | None = None,
    report: Report | None = None,
) -> ClassifySummary:
    """Classify the letters that this run has not finished; store proposals and failures; say what was done.

    `model` is `rules`, or `openai/<name>` with `settings` from `model_settings`. `ask_split` lets the model say where
    the answers stand in letters that the splitter is unsure of. `given` are replies had by other
    means, by request key. The run's labels become the round's current ones when no letter is left, or when there
    is no other run. Raises UserError for what the person can mend and ModelError where the server failed; what was
    finished by then is stored.
    """
    options = options or Options()
    if model == RULES:
        return _with_rules(round, store, options, report)
    frame = make_frame(round, per, prompt=prompt, samples=samples, window=window, split=ask_split)
    return asyncio.run(_with_model(store, frame, settings or model_settings(model), options, given or {}, report))


def model_settings(
    model: str,
    *,
    base_url: str | None = None,
    mode: Mode = "live",
    replay_folder: Path | None = None,
    temperature: float | None = 0.0,
    reasoning_effort: str | None = None,
    max_output_tokens: int | None = None,
    logprobs: bool = True,
    timeout_s: float = 120.0,
    concurrency: int = 16,
    memory: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> ModelSettings:
    """Return checked settings for `openai/<name>`; the key comes from OPENAI_API_KEY, a near server needs none."""
    url = (base_url or environ.get("OPENAI_BASE_URL") or OPENAI).rstrip("/")
    return check_settings(
        ModelSettings(
            name=model_name(model),
            base_url=url,
            key=read_key(url, mode, environ),
            mode=mode,
            replay_folder=replay_folder,
            temperature=temperature,
            reasoning_effort=reasoning_effort,
            max_output_tokens=max_output_tokens,
            logprobs=logprobs,
            timeout_s=timeout_s,
            concurrency=concurrency,
            memory=memory,
        )
    )


def _with_rules(round: Round, store: Store, options: Options, report: Report | None) -> ClassifySummary:
    began = time.monotonic()
    run = rules_run(round)
    to_do = begin(store, run, options)
    save = saver(store, round, run, options)
    done = answers = proposals = failures = 0
    for chunk in _chunks(store, run, options, to_do):
        group = [by_rules(round, letter, split(round, letter), run.id) for letter in chunk]
        save(group)
        done += len(group)
        answers += sum(len(one.answers) for one in group)
        proposals += sum(len(one.proposals) for one in group)
        failures += sum(len(one.failures) for one in group)
        if report:
            report(_progress(done, len(to_do), time.monotonic() - began))
    give_back(store, run, options)
    took = round_ms(time.monotonic() - began)
    left, adopted = finish(store, run, options.adopt)
    stopped = _why_left(left, options)
    return ClassifySummary(run.id, done, left, answers, proposals, failures, Usage(), 0.0, took, stopped, adopted)


def _chunks(store: Store, run: Run, options: Options, to_do: Sequence[str]) -> Iterator[list[Letter]]:
    if options.worker:
        yield from leased_chunks(store, run, options, to_do)
    else:
        yield from (read_letters_of(store, to_do[at : at + CHUNK]) for at in range(0, len(to_do), CHUNK))


async def _with_model(
    store: Store,
    frame: Frame,
    settings: ModelSettings,
    options: Options,
    given: Mapping[str, Reply],
    report: Report | None,
) -> ClassifySummary:
    began = time.monotonic()
    run = model_run(frame.round, frame, settings)
    price = find_price(settings)
    check_budget(price, settings.name, options.max_usd)
    if options.only is None:
        options = replace(options, waiting=options.waiting | waiting_letters(frame.round, run.id))
    to_do = begin(store, run, options)
    if settings.memory is None and settings.mode != "replay":
        settings = replace(settings, memory=frame.round.folder / MEMORY)
    model = open_model(settings)
    model.given.update(given)
    at_once = min(CHUNK, settings.concurrency)
    source = leased(store, run, options, to_do, at_once) if options.worker else listed(store, to_do)
    spending = Spending(price, options.max_usd, options.max_tokens)
    save, total = saver(store, frame.round, run, options), len(to_do[: options.limit])
    work = Work(model, frame, run.id, source, total, save, spending, options, report)
    try:
        await drive(work)
    finally:
        give_back(store, run, options)
    left, adopted = finish(store, run, options.adopt)
    stopped = work.stopped or (
        f"no reply could be had for {counted(work.left, 'letter', 'letters')}: run again" if work.left else ""
    )
    return ClassifySummary(
        run_id=run.id,
        letters=work.done,
        left=left,
        answers=work.answers,
        proposals=work.proposals,
        failures=work.failures,
        usage=spending.spent,
        cost_usd=spending.cost_usd,
        duration_ms=round_ms(time.monotonic() - began),
        stopped=stopped or _why_left(left, options),
        adopted=adopted,
        unused_records=tuple(path.name for path in model.records.unused()) if model.records else (),
    )


def _why_left(left: int, options: Options) -> str:
    if not left:
        return ""
    if options.waiting:
        return f"{counted(len(options.waiting), 'letter waits', 'letters wait')} for a batch: fetch it with `foi batch collect`"
    if options.worker:
        return "other workers have letters, or left some: run again when they have ended"
    return "the limit on letters is reached" if options.only is None else "only some letters were to be done"


def _progress(done: int, total: int, took_s: float) -> Progress:
    rate = done / took_s if took_s > 0 else 0.0
    return Progress(done, total, rate, (total - done) / rate if rate else None, 0.0, Usage())


def round_ms(seconds: float) -> int:
    """Return whole milliseconds."""
    return int(seconds * 1000 + 0.5)
