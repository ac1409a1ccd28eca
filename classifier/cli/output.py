"""`foi review` and `foi export`: the app, and the dataset."""

import os
import subprocess
import sys
from pathlib import Path

import click

from classifier.cli.terminal import progress_bar, round_argument, the_round
from classifier.errors import UserError
from classifier.export import FORMATS, export_rows, write_export
from classifier.resources import resource


@click.command()
@round_argument
@click.option("--port", default=8501, show_default=True, help="Port of the app on this machine.")
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser.")
def review(round_folder: Path, port: int, browser: bool) -> None:
    """Start the review app on 127.0.0.1; Ctrl+C ends it."""
    the_round(round_folder)
    app = resource("review_app", "app.py")
    words = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(app),
        "--server.address",
        "127.0.0.1",
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


@click.command()
@round_argument
@click.option(
    "--to", "path", required=True, type=click.Path(path_type=Path), help=f"File to write: {', '.join(FORMATS)}."
)
def export(round_folder: Path, path: Path) -> None:
    """Write one row per answer, and manifest.json beside it."""
    from classifier.store import open_store, read_current, read_letters

    round = the_round(round_folder)
    if path.suffix not in FORMATS:
        raise UserError(f"{path}: end the file name in one of {', '.join(FORMATS)}")
    with progress_bar("Reading the store") as progress, open_store(round.store).reading() as db:
        current = read_current(db)
        letters = {letter.id: letter for letter in read_letters(db, kind=None)}
        progress(len(current), len(current), "")
    if not current:
        raise UserError(f"there is nothing to export yet: foi classify {round.folder} --model rules")
    manifest = write_export(export_rows(current, letters, round), round, path)
    click.echo(f"{len(current)} answers written to {path}; {manifest} says what they are")
