"""`foi classify`: split and label the letters that this model, prompt and codebook have not done yet."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from classifier.cli.terminal import given, print_table, progress_bar, round_argument, the_round
from classifier.counted import counted
from classifier.errors import ModelError, UserError

if TYPE_CHECKING:
    from classifier.classify.summary import ClassifySummary, Plan, Progress
    from classifier.llm import ModelSettings
    from classifier.round import Round
    from classifier.store import Store

Per = Literal["letter", "answer"]
Mode = Literal["live", "record", "replay", "auto"]
RULES = "rules"
_MODEL_ONLY = (
    "base_url", "per", "prompt", "samples", "ask_split", "max_usd", "max_tokens", "concurrency", "mode", "replay_folder",
)  # fmt: skip


@click.command()
@round_argument
@click.option(
    "--model", default="rules", show_default=True, help="rules (offline), or openai/NAME, best a dated snapshot."
)
@click.option("--base-url", help="Another server that speaks OpenAI's chat protocol (Azure, Ollama, vLLM, llama.cpp).")
@click.option("--limit", type=click.IntRange(min=1), help="Do at most this many letters now.")
@click.option(
    "--per",
    type=click.Choice(["letter", "answer"]),
    default="letter",
    show_default=True,
    help="What one call asks for.",
)
@click.option("--prompt", default="", help="Prompt file in prompts/, such as classify_letter.v1.")
@click.option(
    "--samples", type=click.IntRange(min=1), default=1, show_default=True, help="Ask this often; agreement is a signal."
)
@click.option(
    "--ask-split/--no-ask-split",
    default=True,
    show_default=True,
    help="Let a model say where the answers stand in letters that the splitter is unsure of.",
)
@click.option("--max-usd", type=float, help="Stop before more than this is spent.")
@click.option("--max-tokens", type=int, help="Stop before more tokens than this are used.")
@click.option(
    "--concurrency", type=click.IntRange(min=1), default=16, show_default=True, help="Calls under way at once."
)
@click.option(
    "--mode",
    type=click.Choice(["live", "record", "replay", "auto"]),
    default="live",
    show_default=True,
    help="Ask, ask and keep the replies, only use kept replies, or use them where there are any.",
)
@click.option("--replay-folder", type=click.Path(path_type=Path), help="Where kept replies lie.")
@click.option(
    "--adopt/--no-adopt",
    default=True,
    show_default=True,
    help="Let the labels become the current ones when all letters are done; without, compare first: foi diff.",
)
@click.option(
    "--worker",
    help="This worker's name, to have again at once what it held when it was killed. Made up where none is given.",
)
@click.option(
    "--batch",
    is_flag=True,
    help="Hand the letters to the Batch API: half the price, within a day. Then: foi batch status, foi batch collect.",
)
@click.option("--plan", is_flag=True, help="Say what it would take and cost, and ask nothing.")
def classify(
    round_folder: Path,
    model: str,
    base_url: str | None,
    limit: int | None,
    per: Per,
    prompt: str,
    samples: int,
    ask_split: bool,
    max_usd: float | None,
    max_tokens: int | None,
    concurrency: int,
    mode: Mode,
    replay_folder: Path | None,
    adopt: bool,
    worker: str | None,
    batch: bool,
    plan: bool,
) -> None:
    """Split letters into answers and label them.

    Letters that the same model, prompt and codebook have finished are left alone; stop and go on as you like. Several of these, on one machine or
    many, share the letters, and none is paid for twice.
    """
    from classifier.classify import Options, classify_round, model_settings, plan_round
    from classifier.classify.workers import this_worker
    from classifier.llm.settings import undated
    from classifier.store import open_store

    round = the_round(round_folder)
    store = open_store(round.store)
    settings = None
    if model == RULES:
        _check_rules(ask_split)
    else:
        settings = model_settings(
            model, base_url=base_url, mode=mode, replay_folder=replay_folder, concurrency=concurrency
        )
        if undated(settings):
            click.echo(f"{model} names no dated snapshot: what it is may change, and labels with it", err=True)
    if plan:
        planned = (
            None
            if settings is None
            else plan_round(
                round,
                store,
                settings=settings,
                per=per,
                prompt=prompt,
                samples=samples,
                ask_split=ask_split,
                limit=limit,
            )
        )
        _print_plan(planned)
        return
    if batch:
        if settings is None:
            raise UserError("--batch needs a model of a provider that has a Batch API: --model openai/NAME")
        if max_usd is not None or max_tokens is not None or worker or mode != "live":
            raise UserError("--batch goes with none of --max-usd, --max-tokens, --worker, --mode: look at --plan first")
        _hand_in(round, store, settings, per, prompt, samples, ask_split, limit)
        return
    options = Options(limit=limit, max_usd=max_usd, max_tokens=max_tokens, worker=worker or this_worker(), adopt=adopt)
    with progress_bar("Classifying") as show:
        done = classify_round(
            round,
            store,
            model=model,
            settings=settings,
            per=per,
            prompt=prompt,
            samples=samples,
            ask_split=ask_split,
            options=options,
            report=lambda now: show(now.done, now.total, rate(now)),
        )
    print_done(done)
    if not done.adopted and not done.left:
        click.echo(
            f"Not the current labels yet. Compare: foi diff {round.folder} CURRENT {done.run_id}; then: foi adopt"
        )
    tell_queue(round, store)
    if done.left and not done.letters and model != RULES:
        raise ModelError(done.stopped or "no letter could be finished; run the same command again to go on")


def _check_rules(ask_split: bool) -> None:
    """Raise UserError for an option that only a language model heeds: ignored in silence, it would seem to have worked."""
    for name in _MODEL_ONLY:
        if given(name) and (name != "ask_split" or ask_split):
            raise UserError(
                f"--{name.replace('_', '-')} is for a language model (--model openai/NAME): the rules do without"
            )


def _hand_in(
    round: "Round", store: "Store", settings: "ModelSettings", per: Per, prompt: str, samples: int, ask_split: bool,
    limit: int | None,
) -> None:  # fmt: skip
    from classifier.classify.batches import submit_batch

    jobs = submit_batch(
        round, store, settings=settings, per=per, prompt=prompt, samples=samples, ask_split=ask_split, limit=limit
    )
    for job in jobs:
        click.echo(f"{job.id}: {counted(len(job.letters), 'letter', 'letters')} handed in")
    click.echo(
        f"Results come within a day: foi batch status {round.folder}, then foi batch collect {round.folder}"
        if jobs
        else "Nothing to hand in: every letter is finished, waits in a batch, or has to be asked about without --batch."
    )


def tell_queue(round: "Round", store: "Store") -> None:
    """Rebuild the review queue and print how many answers wait in it."""
    from classifier.queueing import rebuild_queue

    with store.writing() as db:
        waiting = rebuild_queue(db, round)
    click.echo(f"{counted(waiting, 'answer waits', 'answers wait')} for a person: foi review {round.folder}")


def rate(now: "Progress") -> str:
    """Return the remark beside a progress bar: letters a second and what was spent."""
    cost = f", ${now.cost_usd:.2f}" if now.cost_usd else ""
    return f"{now.letters_per_s:.1f} letters/s{cost}"


def print_done(done: "ClassifySummary") -> None:
    """Print what a call of the classification did, and what is left and why."""
    cost = f", ${done.cost_usd:.2f}" if done.cost_usd else ""
    click.echo(
        f"{counted(done.letters, 'letter', 'letters')}, {counted(done.answers, 'answer', 'answers')}: "
        f"{counted(done.proposals, 'label', 'labels')}, {counted(done.failures, 'failure', 'failures')}"
        f" in {done.duration_ms / 1000:.1f} s{cost} (run {done.run_id})"
    )
    if done.left:
        click.echo(
            f"{counted(done.left, 'letter is', 'letters are')} left: {done.stopped or 'run the same command again'}"
        )
    elif not done.letters:
        click.echo("Nothing was left to do: every letter has been classified by this model, prompt and codebook.")
    if done.unused_records and not done.left and done.letters:
        named = ", ".join(done.unused_records[:3])
        click.echo(
            f"{counted(len(done.unused_records), 'record was', 'records were')} not used by this run: {named}{' …' if len(done.unused_records) > 3 else ''}"
        )


def _print_plan(plan: "Plan | None") -> None:
    if plan is None:
        click.echo("The rules run on this machine and cost nothing.")
        return
    costs = (
        ("live", plan.live_usd),
        ("with the cached beginning", plan.cached_usd),
        ("through the Batch API", plan.batch_usd),
    )
    read_on = f" Prices as read on {plan.prices_read_on}." if plan.prices_read_on else ""
    print_table(
        f"{plan.model}: {plan.letters} letters, {plan.answers} answers, {plan.calls} calls",
        ("way", "cost"),
        [(way, "no known price" if usd is None else f"${usd:.2f}") for way, usd in costs],
        f"About {plan.input_tokens:,} tokens in ({plan.cached_tokens:,} of them cached) and {plan.output_tokens:,} out.{read_on}",
    )
