"""`foi runs`, `foi diff`, `foi adopt`: whose labels count, and what another run would change before it does."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from classifier.cli.terminal import print_table, round_argument, the_round
from classifier.errors import UserError
from classifier.round import Round

if TYPE_CHECKING:
    from classifier.moving import Move, Shift

_SHOWN = 20


@click.command()
@round_argument
def runs(round_folder: Path) -> None:
    """List the runs: every model, prompt and codebook that has labelled letters, and whose labels are the current ones."""
    from classifier.store import adopted_run, open_store, read_runs

    round = the_round(round_folder)
    with open_store(round.store).reading() as db:
        there, adopted = read_runs(db), adopted_run(db)
    if not there:
        raise UserError(f"no letter has been classified yet: foi classify {round.folder} --model rules")
    rows = [(run.id, run.model, run.prompt, run.codebook, "current" if run.id == adopted else "") for run in there]
    print_table("Runs, the oldest first", ("run", "model", "prompt", "codebook", ""), rows)


@click.command()
@round_argument
@click.argument("before")
@click.argument("after")
@click.option("--to", "path", type=click.Path(path_type=Path), help="Write every label that moves: .json or .csv.")
def diff(round_folder: Path, before: str, after: str, path: Path | None) -> None:
    """Say which labels another run would move, and how the statistics would move; nothing is replaced.

    BEFORE and AFTER are ids of runs (`foi runs`), their beginnings, or CURRENT. People's decisions stand in both.
    """
    from classifier.moving import moved, shifted, tally

    round = the_round(round_folder)
    if path and path.suffix not in (".json", ".csv"):
        raise UserError(f"{path}: end the file name in .json or .csv")
    (old, old_frame), (new, new_frame) = _readings(round, (before, after))
    moves = moved(old, new, [field.name for field in round.taxonomy.fields])
    shifts = shifted(old_frame, new_frame)
    if path:
        _write(path, moves)
        click.echo(f"{len(moves)} labels that move written to {path}")
    rows = [(*key, str(count)) for key, count in tally(moves).items()]
    print_table("Labels that would move", ("field", "from", "to", "answers"), rows)
    _print_shifts(shifts)
    click.echo(
        f"\n{len(moves)} labels and {len(shifts)} statistics would change. To go over: foi adopt {round.folder} RUN"
    )


@click.command()
@round_argument
@click.argument("run")
def adopt(round_folder: Path, run: str) -> None:
    """Let a run's labels be the current ones; the other runs' stay in the store."""
    from classifier.queueing import rebuild_queue
    from classifier.store import adopt_run, open_store

    round = the_round(round_folder)
    store = open_store(round.store)
    run_id = _run_id(round, run)
    with store.writing() as db:
        adopt_run(db, run_id)
        waiting = rebuild_queue(db, round)
    click.echo(
        f"The current labels are those of run {run_id}; {waiting} answers wait for a person: foi review {round.folder}"
    )


def _run_id(round: Round, named: str) -> str:
    """Return the id of the run that is named by it, by its beginning, or as CURRENT."""
    from classifier.store import adopted_run, open_store, read_runs

    with open_store(round.store).reading() as db:
        ids, adopted = [run.id for run in read_runs(db)], adopted_run(db)
    found = [adopted] if named.upper() == "CURRENT" else [one for one in ids if one.startswith(named)]
    if len(found) != 1 or found[0] is None:
        how = "no run" if not found else f"{len(found)} runs"
        raise UserError(f"'{named}' names {how}: list them with `foi runs {round.folder}`")
    return found[0]


def _readings(round: Round, named: tuple[str, str]) -> list[tuple[list[Any], Any]]:
    from classifier.statistics import frame_of
    from classifier.store import open_store, read_authorities, read_current, read_histories, read_letters

    ids = [_run_id(round, one) for one in named]
    with open_store(round.store).reading() as db:
        authorities, letters, histories = read_authorities(db), read_letters(db, kind=None), read_histories(db)
        readings = [read_current(db, run_id=run_id) for run_id in ids]
    return [(answers, frame_of(round, authorities, answers, letters, histories)) for answers in readings]


def _print_shifts(shifts: "list[Shift]") -> None:
    rows = [
        (
            one.statistic,
            f"{one.before} of {one.of_before}",
            f"{one.after} of {one.of_after}",
            f"{one.after - one.before:+d}",
        )
        for one in sorted(shifts, key=lambda one: (not one.declared, -abs(one.after - one.before), one.statistic))
    ]
    more = f"… and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    print_table("\nStatistics that would move", ("statistic", "before", "after", "change"), rows[:_SHOWN], more)


def _write(path: Path, moves: "list[Move]") -> None:
    from classifier.export.tables import Column, Table, as_csv, join_names

    rows = [asdict(move) for move in moves]
    if path.suffix == ".json":
        content = (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()
    else:
        names = ("authority", "question", "field", "before", "after", "confidence_before", "confidence_after")
        cells = (tuple(join_names(row[n]) if isinstance(row[n], tuple) else row[n] for n in names) for row in rows)
        content = as_csv(Table("moves", tuple(Column(name, "string") for name in names), tuple(cells)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); choose another place with --to") from None
