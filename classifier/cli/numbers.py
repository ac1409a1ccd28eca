"""`foi statistics`, `foi audit …`, `foi report`: numbers with their intervals, the blind checks behind them, the page."""

import csv
import getpass
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from classifier.cli.terminal import print_table, round_argument, the_round, warn
from classifier.counted import counted
from classifier.errors import UserError
from classifier.round import Round

if TYPE_CHECKING:
    from classifier.auditing import AuditState

_BY = click.option("--by", default="", help="Who does it; your login name, unless you say otherwise.")


@click.command()
@round_argument
@click.option("--all", "every", is_flag=True, help="The defaults too: each question by each value, zeros included.")
@click.option(
    "--to", "path", type=click.Path(path_type=Path), help="Write every statistic to this file: .json or .csv."
)
def statistics(round_folder: Path, every: bool, path: Path | None) -> None:
    """Count what the round declares, with intervals, and say in a sentence what may be printed of it."""
    round = the_round(round_folder)
    if path and path.suffix not in (".json", ".csv"):
        raise UserError(f"{path}: end the file name in .json or .csv")
    from classifier.outdated import outdated
    from classifier.queueing import statistic_rows
    from classifier.store import open_store

    with open_store(round.store).reading() as db:
        rows, changed = statistic_rows(db, round), outdated(db, round)
    if path:
        _write(path, rows)
        click.echo(f"{len(rows)} statistics written to {path}")
    else:
        _print(round, [row for row in rows if row["declared"] or every or (not round.statistics and row["count"])])
    warn(changed)


def _print(round: Round, rows: Sequence[Mapping[str, Any]]) -> None:
    columns = ("statistic", "count", "of", "share", "95 % interval", "read", "blind checks", "publish")
    print_table(f"{round.title or round.name}", columns, [_row(row) for row in rows], "")
    for row in rows if round.statistics else ():
        if row["declared"]:
            click.echo(f"\n{row['statistic']}{' · ' + row['group'] if row['group'] else ''}")
            for line in (row["sentence"], row["small_print"], row["gate"]):
                click.echo(f"  {line}")
    if not round.statistics:
        click.echo(
            f"\nNone is declared for publication: add `statistics:` to {round.folder}/round.yaml, or in the app."
        )


def _row(row: Mapping[str, Any]) -> tuple[str, ...]:
    name = f"{row['statistic']} · {row['group']}" if row["group"] else str(row["statistic"])
    checks = f"{row['audit_errors']} wrong of {row['audit_checked']}" if row["audit"] else "none"
    share = "" if row["share"] is None else f"{100 * row['share']:.0f} %"
    return (
        name, str(row["count"]), f"{row['denominator']} {row['denominator_rule']}", share, f"{row['low']} to {row['high']}",
        f"{row['read_by_people']} of {row['known']}", checks, "yes" if row["publishable"] else "not yet",
    )  # fmt: skip


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    from classifier.export import write_whole

    text = json.dumps(rows, ensure_ascii=False, indent=2) + "\n" if path.suffix == ".json" else _csv(rows)
    write_whole(path, text.encode())


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    from classifier.export import harmless

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(rows[0])
    writer.writerows([harmless(cell) for cell in row.values()] for row in rows)
    return "\ufeff" + out.getvalue()


@click.group()
def audit() -> None:
    """Blind checks of a random sample: what the error of the labels that nobody read is known from."""


@audit.command()
@round_argument
@click.option(
    "--statistic", "ids", multiple=True, help="Audit this one; may be given again. Otherwise all that are declared."
)
@click.option(
    "--checks", type=click.IntRange(min=1), help="So many blind checks for each; otherwise as many as it needs."
)
@click.option("--seed", default="", help="Words that fix the draw; otherwise the hash of the frame does.")
@_BY
def draw(round_folder: Path, ids: tuple[str, ...], checks: int | None, seed: str, by: str) -> None:
    """Draw authorities at random, by what the machine says of them, and put their answers into the queue as blind checks."""
    from classifier.auditing import draw as draw_one
    from classifier.store import open_store

    round = the_round(round_folder)
    with open_store(round.store).writing() as db:
        made = draw_one(db, round, by or getpass.getuser(), ids=ids, checks=checks, seed=seed)
    rows = []
    for name in made.statistics:
        for stratum in ("yes", "no", "outside"):
            here = [unit for unit in made.units if unit.statistic == name and unit.stratum == stratum]
            if here:
                rows.append(
                    (name, stratum, f"{sum(unit.drawn for unit in here)} of {len(here)}", f"{here[0].probability:.3f}")
                )
    note = f"Seed {made.seed}, frame {made.frame_sha256[:12]}. {counted(len(made.items), 'answer waits', 'answers wait')} as blind checks: foi review {round.folder}"
    print_table(made.name, ("statistic", "machine says", "drawn", "probability"), rows, note)


@audit.command("status")
@round_argument
def audit_status(round_folder: Path) -> None:
    """Say how each audit goes: drawn, checked blind, closed."""
    from classifier.auditing import audit_states
    from classifier.store import open_store

    round = the_round(round_folder)
    with open_store(round.store).reading() as db:
        states = audit_states(db)
    columns = ("audit", "drawn", "by", "statistics", "blind checks", "state")
    print_table(
        "Audits",
        columns,
        [_audit_row(one) for one in states],
        "" if states else f"None yet: foi audit draw {round.folder}",
    )


def _audit_row(one: "AuditState") -> tuple[str, ...]:
    made = one.audit
    done = f"{one.done} of {one.items}" + (f", {one.not_blind} not blind" if one.not_blind else "")
    closed = (
        f"closed {made.closed_at_utc:%d %b %Y} by {made.closed_by}"
        if made.closed_at_utc
        else "can be closed"
        if one.can_close
        else "open"
    )
    return made.id[:8], f"{made.drawn_at_utc:%d %b %Y}", made.drawn_by, ", ".join(made.statistics), done, closed


@audit.command("close")
@round_argument
@_BY
def audit_close(round_folder: Path, by: str) -> None:
    """Close the open audit when its blind checks are made; from then on its errors count."""
    from classifier.auditing import close
    from classifier.store import open_store

    round = the_round(round_folder)
    with open_store(round.store).writing() as db:
        state = close(db, round, by or getpass.getuser())
    unmade = f"; {state.not_blind} were not made blind and count as errors" if state.not_blind else ""
    click.echo(f"{state.audit.name} is closed: {state.done} blind checks{unmade}. Next: foi statistics {round.folder}")


@click.command()
@round_argument
@click.option(
    "--to", "path", required=True, type=click.Path(path_type=Path), help="File to write, such as report.html."
)
def report(round_folder: Path, path: Path) -> None:
    """Write one HTML page: numbers with intervals, heat map, charts, quotations, how it was made and checked."""
    from classifier.outdated import outdated
    from classifier.report import report_page, write_report
    from classifier.store import open_store

    round = the_round(round_folder)
    with open_store(round.store).reading() as db:
        page, changed = report_page(db, round), outdated(db, round)
    write_report(page, path)
    click.echo(f"{path} written: open it in a browser, or print it; it needs no network")
    warn(changed)
