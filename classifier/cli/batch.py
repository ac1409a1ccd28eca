"""`foi batch status` and `foi batch collect`: what became of the jobs that `foi classify --batch` handed in."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from classifier.cli.classify import print_done, rate, tell_queue
from classifier.cli.terminal import print_table, progress_bar, round_argument, the_round

if TYPE_CHECKING:
    from classifier.classify.jobs import StoredJob


@click.group()
def batch() -> None:
    """Look after the jobs at the Batch API; `foi classify --batch` hands them in."""


@batch.command()
@round_argument
def status(round_folder: Path) -> None:
    """Ask how the round's jobs stand; whatever is asked is written down, and a collected job is not asked about."""
    from classifier.classify.batches import batch_status

    jobs = batch_status(the_round(round_folder))
    print_jobs(jobs, f"No batch was handed in: foi classify {round_folder} --model openai/NAME --batch")


@batch.command()
@round_argument
@click.option("--max-usd", type=float, help="Stop before more than this is spent, the batch's own cost included.")
@click.option("--max-tokens", type=int, help="Stop before more tokens than this are used, the batch's own included.")
@click.option("--adopt/--no-adopt", default=True, show_default=True, help="As of foi classify.")
def collect(round_folder: Path, max_usd: float | None, max_tokens: int | None, adopt: bool) -> None:
    """Store what finished jobs brought, and ask live for what they did not; jobs that still run are left alone."""
    from classifier.classify import Options
    from classifier.classify.batches import collect_batch
    from classifier.store import open_store

    round = the_round(round_folder)
    store = open_store(round.store)
    options = Options(max_usd=max_usd, max_tokens=max_tokens, adopt=adopt)
    with progress_bar("Collecting") as show:
        done = collect_batch(round, store, options=options, report=lambda now: show(now.done, now.total, rate(now)))
    for summary in done:
        print_done(summary)
    tell_queue(round, store)


def print_jobs(jobs: "list[StoredJob]", none: str) -> None:
    """Print the jobs as a table, or a sentence for none."""
    rows = [
        (
            job.id,
            job.model,
            job.submitted_at_utc,
            "collected" if job.collected else job.status,
            str(len(job.letters)),
            f"{job.counts[1]} of {job.counts[0]}, {job.counts[2]} failed" if job.counts[0] else "",
            job.problem,
        )
        for job in jobs
    ]
    print_table(
        "Batches, the oldest first", ("job", "model", "handed in (UTC)", "status", "letters", "answered", ""), rows,
        none if not rows else "",
    )  # fmt: skip
