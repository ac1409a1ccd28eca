"""`python -m eval drift`: does the model do worse on a live round than at its evaluation."""

from pathlib import Path

import click

from classifier.round import load_round
from eval.baseline import load_baseline
from eval.cli.guard import baseline_option
from eval.cli.options import folder_path
from eval.drift import sentences
from eval.live import live_drift
from eval.report import Section, as_text
from eval.report.tables import number, table, written


@click.command()
@click.argument("round_folder", metavar="ROUND", type=folder_path)
@baseline_option
def drift(round_folder: Path, path: Path) -> None:
    """Compare a round's blind checks with the evaluation of its model; say which fields do worse."""
    found = live_drift(load_round(round_folder), load_baseline(path))
    rows = [
        [
            one.field,
            str(one.checks),
            written(one.now),
            number(one.evaluated),
            f"{one.p:.3g}",
            "WORSE" if one.worse else "",
        ]
        for one in found
    ]
    columns = ("field", "blind checks", "right now", "right at the evaluation", "p", "")
    click.echo(as_text([Section("Drift", (table(columns, rows),))]), nl=False)
    for line in sentences(found) or (
        ["Nothing speaks for a change."] if found else ["No answer was checked blind yet."]
    ):
        click.echo(line)
