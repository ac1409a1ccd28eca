"""Classify through the Batch API: submit, look after, collect. Half the price, within a day.

A collected batch goes through the same door as live replies: what it has is taken, what it has not (a line
that failed, expired or was cut off, a second asking, a letter whose passages have to be asked for first) is asked
live. Collecting twice pays for nothing twice.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from classifier.ask_model import WINDOW, Frame, Per, letter_requests, make_frame
from classifier.classify import MEMORY, classify_round, model_settings
from classifier.classify.jobs import StoredJob, seen, store_job, stored_jobs, waiting_letters
from classifier.classify.letters import split
from classifier.classify.run import Options, model_run
from classifier.classify.summary import ClassifySummary, Report
from classifier.classify.work import begin, letters
from classifier.errors import UserError
from classifier.llm import Model, ModelSettings, Reply, Request, open_model
from classifier.llm.batch import DONE, Job, fetch, look_up, submit
from classifier.records import Letter, utc_now
from classifier.round import Round
from classifier.split import is_unsure
from classifier.store import Store, letters_to_classify


def submit_batch(
    round: Round,
    store: Store,
    *,
    settings: ModelSettings,
    per: Per = "letter",
    prompt: str = "",
    samples: int = 1,
    window: int = WINDOW,
    ask_split: bool = False,
    limit: int | None = None,
) -> list[StoredJob]:
    """Hand the unfinished letters that no job has yet to the Batch API; return the jobs, written down already.

    The empty list means that there was nothing to hand in.
    """
    settings = replace(settings, memory=settings.memory or round.folder / MEMORY)
    frame = make_frame(round, per, prompt=prompt, samples=samples, window=window, split=ask_split)
    run = model_run(round, frame, settings)
    to_do = begin(store, run, Options(limit=limit, waiting=waiting_letters(round, run.id)))
    requests = {one.id: _requests(frame, one) for one in letters(store, to_do)}
    if not any(requests.values()):
        return []
    return asyncio.run(_submit(round, frame, settings, run.id, requests))


def batch_status(round: Round, *, environ: Mapping[str, str] = os.environ) -> list[StoredJob]:
    """Ask how the jobs stand that are not collected, write it down, and return all jobs of the round."""
    return asyncio.run(_look_after(round, environ))


def collect_batch(
    round: Round,
    store: Store,
    *,
    options: Options | None = None,
    memory: Path | None = None,
    report: Report | None = None,
    environ: Mapping[str, str] = os.environ,
) -> list[ClassifySummary]:
    """Classify with what the finished jobs brought and ask live for what they did not; one summary for each run.

    Raises UserError where no job is finished; jobs that still run are left alone.
    """
    jobs = [job for job in batch_status(round, environ=environ) if not job.collected]
    done = [job for job in jobs if job.status in DONE]
    if not done:
        running = ", ".join(f"{job.id} {job.status}" for job in jobs) or "none was submitted"
        raise UserError(f"no batch is finished ({running}): try again later")
    summaries = []
    for run_id in dict.fromkeys(job.run_id for job in done):
        of_run = [job for job in done if job.run_id == run_id]
        settings = replace(_settings(of_run[0], environ), memory=memory)
        given = asyncio.run(_fetch(settings, of_run))
        only = frozenset(letter for job in of_run for letter in job.letters)
        summaries.append(
            _classify(round, store, of_run[0], settings, given, replace(options or Options(), only=only), report)
        )
        with store.reading() as db:
            unfinished = frozenset(letters_to_classify(db, run_id))
        for job in of_run:
            store_job(round, replace(job, collected=not unfinished & frozenset(job.letters)))
    return summaries


def _classify(
    round: Round,
    store: Store,
    job: StoredJob,
    settings: ModelSettings,
    given: Mapping[str, Reply],
    options: Options,
    report: Report | None,
) -> ClassifySummary:
    return classify_round(
        round,
        store,
        model=f"openai/{job.model}",
        settings=settings,
        per=cast(Per, job.per),
        prompt=job.prompt,
        samples=job.samples,
        window=job.window,
        ask_split=job.ask_split,
        options=options,
        given=given,
        report=report,
    )


def _requests(frame: Frame, letter: Letter) -> list[Request]:
    """What a job can ask about a letter: nothing where the model is first to say where its answers stand."""
    answers = split(frame.round, letter)
    return [] if frame.split and is_unsure(answers) else letter_requests(frame, letter, answers)


async def _submit(
    round: Round, frame: Frame, settings: ModelSettings, run_id: str, requests: Mapping[str, Sequence[Request]]
) -> list[StoredJob]:
    model = open_model(settings)
    try:
        flat = [request for of_letter in requests.values() for request in of_letter]
        started = await submit(model, flat)
    finally:
        await model.close()
    owner = [letter for letter, of_letter in requests.items() for _ in of_letter]
    rest = [letter for letter, of_letter in requests.items() if not of_letter]  # done live with the first job
    jobs, at = [], 0
    for job, keys in started:
        letters_of_job = tuple(dict.fromkeys([*owner[at : at + len(keys)], *rest]))
        at, rest = at + len(keys), []
        jobs.append(_stored(frame, settings, run_id, job, letters_of_job))
        store_job(round, jobs[-1])
    return jobs


def _stored(frame: Frame, settings: ModelSettings, run_id: str, job: Job, of_letters: tuple[str, ...]) -> StoredJob:
    return StoredJob(
        id=job.id,
        run_id=run_id,
        model=settings.name,
        base_url=settings.base_url,
        per=frame.per,
        prompt=f"{frame.prompt.name}.v{frame.prompt.version}",
        samples=frame.samples,
        window=frame.window,
        temperature=settings.temperature,
        reasoning_effort=settings.reasoning_effort,
        max_output_tokens=settings.max_output_tokens,
        logprobs=settings.logprobs,
        letters=of_letters,
        submitted_at_utc=utc_now().isoformat(timespec="seconds"),
        status=job.status,
        ask_split=frame.split is not None,
    )


def _settings(job: StoredJob, environ: Mapping[str, str]) -> ModelSettings:
    return model_settings(
        f"openai/{job.model}",
        base_url=job.base_url,
        temperature=job.temperature,
        reasoning_effort=job.reasoning_effort,
        max_output_tokens=job.max_output_tokens,
        logprobs=job.logprobs,
        environ=environ,
    )


async def _look_after(round: Round, environ: Mapping[str, str]) -> list[StoredJob]:
    jobs = []
    for job in stored_jobs(round):
        if not job.collected and job.status not in DONE:
            model = open_model(_settings(job, environ))
            try:
                now = await look_up(model, job.id)
            finally:
                await model.close()
            job = seen(job, now.status, now.counts, now.problem)
            store_job(round, job)
        jobs.append(job)
    return jobs


async def _fetch(settings: ModelSettings, jobs: Sequence[StoredJob]) -> dict[str, Reply]:
    model: Model = open_model(settings)
    given: dict[str, Reply] = {}
    try:
        for job in jobs:
            given |= await fetch(model, await look_up(model, job.id))
    finally:
        await model.close()
    return given
