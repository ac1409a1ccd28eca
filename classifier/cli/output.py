"""`foi review` and `foi export`: the app, and the dataset."""

import os
import subprocess
import sys
from pathlib import Path

import click

from classifier.cli.terminal import progress_bar, round_argument, the_round
from classifier.errors import UserError
from classifier.export import FORMATS, FORMS, Extra, Form, export_rows, write_export
from classifier.resources import resource


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
    environment = {**os.environ, "FOI_ROUND": str(round_folder.resolve())}
    try:
        ended = subprocess.run([*words, "--", str(round_folder)], env=environment, cwd=app.parents[1], check=False)
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
    "--to", "path", required=True, type=click.Path(path_type=Path), help=f"File to write: {', '.join(FORMATS)}."
)
@click.option(
    "--form",
    type=click.Choice(FORMS),
    default="answers",
    show_default=True,
    help="A row per answer, per label and value (long), or per authority with a column per question and field (wide).",
)
@click.option(
    "--keep-personal-data", is_flag=True, help="Do not mask e-mail addresses and telephone numbers in letters' words."
)
def export(round_folder: Path, path: Path, form: Form, keep_personal_data: bool) -> None:
    """Write the dataset, and manifest.json beside it.

    .xlsx is a workbook with data, statistics, codebook and notes; .zip a Frictionless Data Package with all forms.
    """
    from classifier.cli.numbers import statistic_rows
    from classifier.store import open_store, read_authorities, read_current, read_histories, read_letters

    round = the_round(round_folder)
    if path.suffix not in FORMATS:
        raise UserError(f"{path}: end the file name in one of {', '.join(FORMATS)}")
    with progress_bar("Reading the store") as progress, open_store(round.store).reading() as db:
        current = read_current(db)
        letters = {letter.id: letter for letter in read_letters(db, kind=None)}
        extra = Extra(read_authorities(db), read_histories(db))
        progress(len(current), len(current), "")
    if not current:
        raise UserError(f"there is nothing to export yet: foi classify {round.folder} --model rules")
    rows = export_rows(current, letters, round, extra)
    statistics = statistic_rows(round) if path.suffix in (".xlsx", ".zip") else ()
    manifest = write_export(rows, round, path, form, statistics, keep_personal_data)
    click.echo(f"{len(rows)} answers written to {path}; {manifest} says what they are")
