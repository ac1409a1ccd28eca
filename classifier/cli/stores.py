"""`foi store …`: move, save and bring back what a round has stored."""

from pathlib import Path

import click

from classifier.cli.terminal import print_table, round_argument, the_round


@click.group()
def store() -> None:
    """Copy, back up and restore a round's store."""


@store.command()
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(origin: str, target: str) -> None:
    """Copy a store, file or postgresql://…, to another place, and verify counts and hashes."""
    from classifier.store import copy_round, open_store

    tables = copy_round(open_store(origin), open_store(target, create=True))
    rows = [(table.name, str(table.rows), table.sha256[:12]) for table in tables]
    print_table(f"{origin} → {target}", ("table", "rows", "sha256"), rows, "Copied and verified.")


@store.command()
@round_argument
@click.option("--to", "path", required=True, type=click.Path(path_type=Path), help="File to write.")
def backup(round_folder: Path, path: Path) -> None:
    """Write a consistent copy of a round's store, while it is in use."""
    from classifier.store import backup as write_backup
    from classifier.store import open_store

    write_backup(open_store(the_round(round_folder).store), path)
    click.echo(f"{path} holds the store as it was at this moment; `foi store restore` brings it back")


@store.command()
@round_argument
@click.option(
    "--from", "path", required=True, type=click.Path(path_type=Path), help="File that `foi store backup` wrote."
)
def restore(round_folder: Path, path: Path) -> None:
    """Bring a backup back into a round that has no store."""
    from classifier.store import open_store
    from classifier.store import restore as read_backup

    round = the_round(round_folder)
    read_backup(path, open_store(round.store, create=True))
    click.echo(f"{round.store} is as {path} was")
