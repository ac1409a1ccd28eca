"""`foi runs`, `foi diff`, `foi adopt`: whose labels count, and what another run would change before it does."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from classifier.cli.terminal import print_table, round_argument, the_round
from classifier.counted import counted
from classifier.errors import UserError
from classifier.records import Run

if TYPE_CHECKING:
    from classifier.moving import Comparison, Move, Shift
    from classifier.store import Database

_SHOWN = 20


@click.command()
@round_argument
def runs(round_folder: Path) -> None:
    """List the runs: every model, prompt and codebook that has labelled letters, and whose labels are the current ones."""
    from classifier.store import adopted_run, letters_to_classify, open_store, read_runs

    round = the_round(round_folder)
    with open_store(round.store).reading() as db:
        there, adopted = read_runs(db), adopted_run(db)
        left = {run.id: len(letters_to_classify(db, run.id)) for run in there}
    if not there:
        raise UserError(f"no letter has been classified yet: foi classify {round.folder} --model rules")
    rows = [
        (run.id, run.model, run.prompt, run.codebook, str(left[run.id] or ""), "current" if run.id == adopted else "")
        for run in there
    ]
    print_table("Runs, the oldest first", ("run", "model", "prompt", "codebook", "letters left", ""), rows)


@click.command()
@round_argument
@click.argument("before")
@click.argument("after")
@click.option("--all", "every", is_flag=True, help=f"Print all that moves; otherwise the first {_SHOWN} of each table.")
@click.option(
    "--to",
    "path",
    type=click.Path(path_type=Path),
    help="Write all that moves: .json, or .csv (labels; the statistics beside it, in NAME-statistics.csv).",
)
def diff(round_folder: Path, before: str, after: str, every: bool, path: Path | None) -> None:
    """Say which labels another run would move, and how the statistics would move; nothing is replaced.

    BEFORE and AFTER are ids of runs (`foi runs`), their beginnings, or CURRENT. People's decisions stand in both.

    \b
    foi classify ROUND --model openai/NAME --no-adopt   labels stored, the current ones stay
    foi diff ROUND CURRENT RUN                          this
    foi adopt ROUND RUN                                 only now they are the current ones
    """
    from classifier.moving import compare_runs
    from classifier.store import open_store

    round = the_round(round_folder)
    if path and path.suffix not in (".json", ".csv"):
        raise UserError(f"{path}: end the file name in .json or .csv")
    with open_store(round.store).reading() as db:
        old, new = _run(db, before, round.folder), _run(db, after, round.folder)
        found = compare_runs(db, round, old.id, new.id)
    for word, run in (("before", old), ("after", new)):
        click.echo(f"{word}: run {run.id}, {run.model}, {run.prompt}, codebook {run.codebook}")
    if found.left_out:
        click.echo(
            f"left out, because one of the runs has not labelled them: {len(found.left_out)} of the letters (foi classify)"
        )
    if path:
        _write(path, old, new, found)
    _print(found, every)
    next_step = f" To go over: foi adopt {round.folder} {new.id}" if found.moves or found.shifts else ""
    click.echo(f"\n{_said(found)} would change.{next_step}")


@click.command()
@round_argument
@click.argument("run")
@click.option("--incomplete", is_flag=True, help="Even if it has not labelled every letter.")
def adopt(round_folder: Path, run: str, incomplete: bool) -> None:
    """Let a run's labels be the current ones; the other runs' stay in the store, and can be adopted again."""
    from classifier.queueing import rebuild_queue
    from classifier.store import adopt_run, letters_to_classify, open_store

    round = the_round(round_folder)
    with open_store(round.store).writing() as db:
        wanted = _run(db, run, round.folder)
        left = len(letters_to_classify(db, wanted.id))
        if left and not incomplete:
            raise UserError(
                f"run {wanted.id} has letters left ({left}), which would be without labels: finish it with "
                f"foi classify {round.folder} --model {wanted.model} --no-adopt, or add --incomplete"
            )
        adopt_run(db, wanted.id)
        waiting = rebuild_queue(db, round)
    click.echo(
        f"The current labels are those of run {wanted.id}; {counted(waiting, 'answer waits', 'answers wait')} for a person: foi review {round.folder}"
    )


def _run(db: "Database", named: str, folder: Path) -> Run:
    """Return the run that is named by its id, by the beginning of it, or as CURRENT."""
    from classifier.store import adopted_run, read_runs

    wanted = adopted_run(db) if named.upper() == "CURRENT" else named
    found = [run for run in read_runs(db) if wanted and run.id.startswith(wanted)]
    if len(found) != 1:
        how = "no run" if not found else f"{len(found)} runs"
        raise UserError(f"'{named}' names {how}: list them with `foi runs {folder}`")
    return found[0]


def _said(found: "Comparison") -> str:
    from classifier.moving import PASSAGE

    passages = sum(move.field == PASSAGE for move in found.moves)
    return f"{len(found.moves) - passages} labels, {passages} passages and {len(found.shifts)} statistics"


def _print(found: "Comparison", every: bool) -> None:
    from classifier.moving import tally

    changed = [(*row[:3], str(row[3])) for row in tally(found.moves)]
    _table("\nWhat would move", ("question", "field", "change", "answers"), changed, every)
    columns = ("authority", "question", "field", "before", "after", "confidence")
    _table("\nItem by item", columns, [_move_row(one) for one in found.moves], every)
    _table(
        "\nStatistics that would move",
        ("statistic", "before", "after", "change"),
        [_shift_row(one) for one in found.shifts],
        every,
    )


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], every: bool) -> None:
    more = len(rows) - _SHOWN
    note = f"… and {more} more: --all prints them, --to FILE writes them" if more > 0 and not every else ""
    print_table(title, columns, rows if every else rows[:_SHOWN], note)


def _move_row(move: "Move") -> tuple[str, ...]:
    from classifier.moving import shown

    sure = [move.confidence_before, move.confidence_after]
    words = " → ".join("–" if one is None else f"{one:.2f}" for one in sure)
    before, after = shown(move.before, sure[0]), shown(move.after, sure[1])
    return move.authority, move.question, move.field, before, after, words


def _shift_row(one: "Shift") -> tuple[str, ...]:
    name = f"{one.statistic} · {one.group}" if one.group else one.statistic
    was, now = f"{one.before} of {one.of_before}", f"{one.after} of {one.of_after}"
    return f"{name} (declared)" if one.declared else name, was, now, f"{one.after - one.before:+d}"


def _write(path: Path, old: Run, new: Run, found: "Comparison") -> None:
    from classifier.export import write_whole

    moves, shifts = [asdict(one) for one in found.moves], [asdict(one) for one in found.shifts]
    if path.suffix == ".json":
        out_of_it = [{"authority": one.authority, "source": one.source, "letter": one.id} for one in found.left_out]
        runs = {"before": _run_in_words(old), "after": _run_in_words(new)}
        content = runs | {"letters_left_out": out_of_it, "moves": moves, "statistics": shifts}
        write_whole(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
        click.echo(f"{_said(found)} that move written to {path}")
        return
    from classifier.moving import Move, Shift

    beside = path.with_name(f"{path.stem}-statistics.csv")
    write_whole(path, _csv(list(Move.__dataclass_fields__), moves))
    write_whole(beside, _csv(list(Shift.__dataclass_fields__), shifts))
    click.echo(f"{_said(found)} that move written to {path} and {beside}")


def _run_in_words(run: Run) -> dict[str, str]:
    return {"run": run.id, "model": run.model, "prompt": run.prompt, "codebook": run.codebook, "splitter": run.splitter}


def _csv(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    import io

    from classifier.export.sinks import csv_sink
    from classifier.export.tables import Column, cell_of

    out = io.BytesIO()
    with csv_sink([Column(name, "string") for name in names], out) as add:
        add(
            tuple(cell_of("set", value) if isinstance(value, tuple) else value for value in map(row.get, names))
            for row in rows
        )
    return out.getvalue()
