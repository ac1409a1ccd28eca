"""What the commands share on the terminal: tables, progress, the round that a command works on."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from classifier.round import Round, load_round

round_argument = click.argument("round_folder", metavar="ROUND", type=click.Path(path_type=Path))


def the_round(folder: Path) -> Round:
    """Return the round in a folder; its errors say what to type."""
    return load_round(folder)


def given(name: str) -> bool:
    """Say whether a person typed this option of the command that is running, be it with its default value."""
    return click.get_current_context().get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def warn(lines: Sequence[str]) -> None:
    """Print lines that a person should not overlook, to standard error: standard output may be data."""
    for line in lines:
        click.echo(f"foi: warning: {line}", err=True)


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> None:
    """Print a table to standard output; nothing at all for no rows but the note."""
    console = Console(highlight=False, width=None if Console().is_terminal else 120)
    if rows:
        console.print(title, style="bold", soft_wrap=True)
        table = Table(header_style="", box=None, pad_edge=False)
        for column in columns:
            table.add_column(
                column, overflow="fold", justify="right" if column in ("answers", "letters", "files") else "left"
            )
        for row in rows:
            table.add_row(*(str(cell) for cell in row))
        console.print(table)
    if note:
        console.print(note, soft_wrap=True)


@contextmanager
def progress_bar(what: str, after_s: float = 0.0) -> Iterator[Callable[[int, int, str], None]]:
    """Show progress on standard error; yields a function that takes how many are done, of how many, and a remark.

    What is over in less than `after_s` seconds shows nothing.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[remark]}"),
    )
    shown = Progress(*columns, console=Console(stderr=True), transient=True)
    task = shown.add_task(what, total=None, remark="")
    began = time.monotonic()

    def advance(done: int, of: int, remark: str) -> None:
        shown.update(task, completed=done, total=of, remark=remark[:60])
        if time.monotonic() - began >= after_s:
            shown.start()

    if not after_s:
        shown.start()
    try:
        yield advance
    finally:
        shown.stop()
