"""`python -m eval files`: how well replies are read and split in the forms in which they come."""

from pathlib import Path

import click

from classifier.cli.terminal import print_table
from eval.cli.options import folder_path
from eval.files import score_files
from eval.splitting import GOOD


@click.command()
@click.argument("folders", nargs=-1, required=True, type=folder_path)
def files(folders: tuple[Path, ...]) -> None:
    """Import and split whole files (PDF, Word, mail, page) and compare each answer with what the file says.

    FOLDERS are such as data/files/bin-lorries: a request, files, and what each answers.
    """
    scores = [(folder, one) for folder in folders for one in score_files(folder)]
    rows = [
        (folder.name, one.name, f"{one.mean_f1:.2f}", f"{one.good:.0%}", str(len(one.lost)), one.layout[:60])
        for folder, one in scores
    ]
    print_table("Files", ("set", "file", "token F1", f"{GOOD} or more", "lost", "layout"), rows)
    values = [value for _, one in scores for value in one.f1.values()]
    good = sum(value >= GOOD for value in values) / len(values)
    click.echo(
        f"\n{len(scores)} files, {len(values)} answers: token F1 {sum(values) / len(values):.3f}, {GOOD} or more {good:.1%}"
    )
    for folder, one in scores:
        for question, passage in one.lost:
            click.echo(f"not read: {folder.name}/{one.name}, question {question}: {passage[:70]}")
