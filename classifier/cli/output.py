"""`foi review` and `foi export`: the app, and the dataset."""

import json
import os
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from classifier.cli.terminal import given, progress_bar, round_argument, the_round, warn
from classifier.counted import counted
from classifier.errors import UserError
from classifier.export import (
    COUNTED,
    FORMATS,
    FORMS,
    LICENCE,
    LICENCES,
    Form,
    check_target,
    write_export,
)
from classifier.resources import resource
from classifier.round import Round

if TYPE_CHECKING:
    from classifier.store import Database


@click.command()
@round_argument
@click.option("--port", default=8501, show_default=True, help="Port of the app on this machine.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on. Any but this machine's own needs FOI_REVIEW_PASSWORD, or [auth] in .streamlit/secrets.toml.",
)
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser.")
def review(round_folder: Path, port: int, host: str, browser: bool) -> None:
    """Start the review app on this machine; Ctrl+C ends it."""
    the_round(round_folder)
    app = resource("review_app", "app.py")
    _check_host(host, app.parents[1] / ".streamlit" / "secrets.toml")
    words = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(app),
        "--server.address",
        host,
        "--server.port",
        str(port),
    ]
    words += ["--server.headless", "false" if browser else "true", "--browser.gatherUsageStats", "false"]
    words += ["--server.showEmailPrompt", "false"]  # else the first start on a machine waits for an address
    folder = str(round_folder.resolve())  # the app runs in another folder than the person
    environment = {**os.environ, "FOI_ROUND": folder}
    if "FOI_STORE" in os.environ and "://" not in os.environ["FOI_STORE"]:
        environment["FOI_STORE"] = str(Path(os.environ["FOI_STORE"]).resolve())
    try:
        ended = subprocess.run([*words, "--", folder], env=environment, cwd=app.parents[1], check=False)
    except KeyboardInterrupt:
        return
    if ended.returncode not in (0, -2, 130):
        raise UserError(f"the app ended with code {ended.returncode}; is port {port} in use? Try --port {port + 1}")


def _check_host(host: str, secrets: Path) -> None:
    """Whoever can reach the app can decide on answers: beyond this machine only with a password or OIDC."""
    if host in ("127.0.0.1", "localhost", "::1") or os.environ.get("FOI_REVIEW_PASSWORD") or secrets.exists():
        return
    raise UserError(
        f"--host {host} lets others in: set FOI_REVIEW_PASSWORD first, or configure OIDC ([auth]) in {secrets}"
    )


@click.command()
@round_argument
@click.option(
    "--to",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help=f"File to write, ending in {', '.join(FORMATS)}; without an ending: a folder with a data package.",
)
@click.option(
    "--form",
    type=click.Choice(FORMS),
    default="answers",
    show_default=True,
    help="A row per answer, per label and value (long), or per authority with columns for every question (wide).",
)
@click.option("--keep-personal-data", is_flag=True, help="Do not mask e-mail addresses and telephone numbers.")
@click.option(
    "--licence",
    type=click.Choice(list(LICENCES)),
    default=LICENCE,
    show_default=True,
    help="What a data package says about its labels and numbers.",
)
def export(round_folder: Path, path: Path, form: Form, keep_personal_data: bool, licence: str) -> None:
    """Write the dataset as it stands now, and FILE.manifest.json beside it (in a folder: manifest.json).

    It changes nothing in the round.

    \b
    .csv .jsonl .parquet   one table, in the form that you choose
    .xlsx                  data in that form, statistics, codebook, questions, notes: a sheet each
    .zip or a folder       Frictionless Data Package: all forms, statistics, codebook, questions

    \b
    foi export ROUND --to answers.csv
    foi export ROUND --to labels.parquet --form long
    foi export ROUND --to dataset.zip --licence OGL-UK-3.0

    Nothing changed means the same bytes.
    """
    from classifier.export.reading import read_dataset
    from classifier.outdated import outdated
    from classifier.store import open_store

    round = the_round(round_folder)
    check_target(path)
    _check_options(path, form)
    with open_store(round.store).reading() as db, progress_bar("Exporting letters", after_s=1.0) as progress:
        dataset = read_dataset(db, round, progress)
        first = next(dataset.rows, None)
        if first is None:
            raise UserError(f"there is nothing to export yet: foi classify {round.folder} --model rules")
        statistics = _statistics(db, round) if path.suffix in COUNTED else ()
        rows = chain((first,), dataset.rows)
        manifest = write_export(rows, round, path, form, statistics, keep_personal_data, dataset.authorities, licence)
        changed = outdated(db, round)
    about = json.loads(manifest.read_text(encoding="utf-8"))
    click.echo(
        f"{counted(about['rows'], 'answer', 'answers')} of {counted(about['authorities'], 'authority', 'authorities')} "
        f"written to {path}; {manifest} says what they are"
    )
    click.echo(f"Personal data: {about['personal_data']}")
    warn(changed)


def _check_options(path: Path, form: Form) -> None:
    """Raise UserError for an option that this kind of file does not heed."""
    package = path.suffix in (".zip", "")
    if package and given("form"):
        raise UserError(f"--form {form} is for a table: {path} is a data package, which holds every form; leave it out")
    if not package and given("licence"):
        raise UserError(f"--licence is for a data package (.zip or a folder): {path} bears none; leave it out")


def _statistics(db: "Database", round: Round) -> list[dict[str, Any]]:
    """Counting is imported by those who count: it takes a second."""
    from classifier.queueing import statistic_rows

    return statistic_rows(db, round)
