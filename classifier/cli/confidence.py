"""`foi calibrate`: what confidences are worth by a round's own decisions, and which labels may stand without a person."""

import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from classifier.cli.terminal import print_table, round_argument, the_round
from classifier.counted import counted
from classifier.round import Round

if TYPE_CHECKING:
    from classifier.calibrating import Calibrated, FieldState
    from classifier.calibrating.learning import Worth
    from classifier.resampling import Figure

_SHARE = click.FloatRange(0.001, 0.5)


@click.command()
@round_argument
@click.option("--target", type=_SHARE, default=0.05, show_default=True, help="Share of wrong labels to stay under.")
@click.option(
    "--risk", type=_SHARE, default=0.10, show_default=True, help="Chance that it is not, over all looks together."
)
@click.option("--draw", is_flag=True, help="Draw the blind checks that are wanting into the queue; nothing is tested.")
@click.option("--checks", type=click.IntRange(min=1), help="With --draw: so many.")
@click.option("--seed", default="calibration", show_default=True, help="Words that fix which authorities go together.")
@click.option("--report", "path", type=click.Path(path_type=Path), help="Write it all to this HTML file.")
@click.option("--by", default="", help="Who does it; your login name, unless you say otherwise.")
def calibrate(
    round_folder: Path, target: float, risk: float, draw: bool, checks: int | None, seed: str, path: Path | None, by: str
) -> None:  # fmt: skip
    """Learn from people's decisions how far confidence is to be trusted, and test thresholds on the blind checks.

    Needs no model and no network. A threshold is the confidence above which labels may stand without a person, with a
    bound on how many of them are wrong; without enough blind checks there is none, and it says how many are wanting.
    """
    from classifier.calibrating import calibrate as calibrate_round
    from classifier.calibrating import draw_more
    from classifier.report import write_report
    from classifier.store import open_store

    round, who = the_round(round_folder), by or getpass.getuser()
    with open_store(round.store).writing() as db:
        if draw:
            drawn = draw_more(db, round, who, checks=checks, target=target, risk=risk)
            click.echo(
                f"{counted(drawn, 'more answer waits', 'more answers wait')} as blind checks: foi review {round.folder}"
            )
            return
        done = calibrate_round(db, round, who, target=target, risk=risk, seed=seed)
    _print(round, done)
    if path:
        from classifier.report.of_confidence import confidence_page

        write_report(confidence_page(round, done), path)
        click.echo(f"\n{path} written: reliability, field by field")


def _print(round: Round, done: Sequence["Calibrated"]) -> None:
    columns = ("field", "decided", "right", "Brier", "ECE", "surer half right", "second opinion")
    rows = [_row(one) for one in done]
    note = (
        "Measured on labels decided blind, each weighed by a fit that saw nothing of its authority; 95 % intervals over "
        "authorities.\nBrier and ECE (calibration error): 0 is best; claimed → learnt.\n"
    )
    print_table(f"{round.title or round.name}: confidence", columns, rows, note)
    for one in done:
        _print_reliability(one)
    print_states(round, [one.state for one in done])


def _row(one: "Calibrated") -> tuple[str, ...]:
    learnt, claimed = one.learnt, one.learnt.claimed
    made = ", ".join(f"{count} {kind}" for kind, count in learnt.decided.items() if count) or "none"
    return (
        learnt.field,
        made,
        "–" if claimed.right is None else f"{claimed.right:.0%} of {claimed.n}",
        _change(claimed.brier, learnt.learnt.brier, learnt.changed),
        _change(claimed.ece, learnt.learnt.ece, learnt.changed),
        figure_words(learnt.learnt.surer_half, percent=True),
        second_words(one),
    )


def _change(before: "Figure", after: "Figure", changed: bool) -> str:
    return (
        f"{before.value:.3f} → {figure_words(after)}" if changed and before.value is not None else figure_words(before)
    )


def figure_words(one: "Figure", percent: bool = False) -> str:
    """Return a figure with its interval; a dash for nothing."""
    if one.value is None:
        return "–"
    shown = [
        f"{value:.0%}" if percent else f"{value:.3f}" for value in (one.value, one.low, one.high) if value is not None
    ]
    return f"{shown[0]} ({shown[1]}–{shown[2]})" if len(shown) == 3 else shown[0]


def second_words(one: "Calibrated") -> str:
    """Return whether the learned second stage helps, with the change in Brier score."""
    second = one.learnt.second
    if second is None:
        return "too few decisions"
    gain = second.gain
    interval = (
        f"{gain.value:+.4f} ({gain.low:+.4f} to {gain.high:+.4f})" if gain.low is not None else f"{gain.value:+.4f}"
    )
    verdict = "helps" if second.helps else "no clear gain" if second.used else "no gain: left out"
    return f"{verdict}: Brier {interval}"


def _print_reliability(one: "Calibrated") -> None:
    learnt = one.learnt
    if learnt.learnt.bins:
        print_table(
            f"{learnt.field}: how sure, and how often right",
            ("sure", "right", "95 % interval", "labels", ""),
            _bins(learnt.learnt),
        )
    told = [f"{name} {weight:+.2f}" for name, weight in sorted(learnt.fit.weights.items(), key=lambda w: -abs(w[1]))]
    if learnt.changed:
        dropped = (
            f"; dropped because they tell nothing apart: {', '.join(learnt.fit.dropped)}" if learnt.fit.dropped else ""
        )
        click.echo(f"signals and weights: {', '.join(told) or 'none'}{dropped}\n")
    else:
        click.echo(f"{learnt.field}: too few blind decisions to learn from, so confidence is what was claimed\n")


def _bins(worth: "Worth") -> list[tuple[str, ...]]:
    return [
        (
            f"{one.confidence:.2f}",
            f"{one.right:.2f}",
            f"{one.low:.2f}–{one.high:.2f}",
            str(one.n),
            "█" * round(20 * one.right),
        )
        for one in worth.bins
    ]


def print_states(round: Round, states: Sequence["FieldState"]) -> None:
    """Print one sentence for each field on its threshold, and the command that draws what is wanting."""
    from classifier.calibrating import sentence

    for state in states:
        click.echo(sentence(state, round.taxonomy.field(state.field).title))
    wanting = max((state.to_draw for state in states), default=0)
    if wanting:
        click.echo(f"To draw the {wanting} that are wanting into the queue: foi calibrate {round.folder} --draw")
