"""A page on a round's confidence: reliability diagrams, measures with intervals, thresholds or what is wanting for one."""

from collections.abc import Sequence

from classifier.calibrating import Calibrated, sentence
from classifier.report.page import document
from classifier.report.svg import plain, reliability
from classifier.resampling import Figure
from classifier.round import Round


def confidence_page(round: Round, done: Sequence[Calibrated]) -> str:
    """Return the page as HTML; it loads nothing and runs nothing."""
    title = f"{round.title or round.name}: confidence"
    lead = (
        "Measured on labels that people decided blind, each weighed by a fit that saw nothing of its authority. Brier score "
        "and calibration error: 0 is best. Intervals are 95 %, over authorities."
    )
    body = "".join(_section(round, one) for one in done)
    return document(title, f'<header><h1>{plain(title)}</h1><p class="lead">{plain(lead)}</p></header>{body}')


def _section(round: Round, one: Calibrated) -> str:
    learnt, title = one.learnt, round.taxonomy.field(one.learnt.field).title or one.learnt.field
    chart = reliability(learnt.learnt.bins, f"{title}: share right by confidence") if learnt.learnt.bins else ""
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td>{_words(before)}</td><td>{_words(after)}</td></tr>'
        for name, before, after in (
            ("Brier score", learnt.claimed.brier, learnt.learnt.brier),
            ("calibration error", learnt.claimed.ece, learnt.learnt.ece),
            ("right among the surer half", learnt.claimed.surer_half, learnt.learnt.surer_half),
        )
    )
    head = '<thead><tr><th scope="col"></th><th scope="col">as claimed</th><th scope="col">as learnt</th></tr></thead>'
    lines = "".join(f"<li>{plain(line)}</li>" for line in _lines(one, title))
    return (
        f"<section><h2>{plain(title)}</h2>{chart}<table>{head}<tbody>{rows}</tbody></table><ul>{lines}</ul></section>"
    )


def _lines(one: Calibrated, title: str) -> list[str]:
    learnt = one.learnt
    made = ", ".join(f"{count} {kind}" for kind, count in learnt.decided.items())
    found = [sentence(one.state, title), f"decisions: {made}"]
    if learnt.changed:
        told = sorted(learnt.fit.weights.items(), key=lambda entry: -abs(entry[1]))
        found.append(f"signals and weights: {', '.join(f'{name} {weight:+.2f}' for name, weight in told)}")
        found.append(f"signals dropped because they tell nothing apart: {', '.join(learnt.fit.dropped) or 'none'}")
    else:
        found.append("too few blind decisions to learn from: confidence is what was claimed")
    if learnt.second:
        verdict = (
            "helps"
            if learnt.second.helps
            else "brings no clear gain"
            if learnt.second.used
            else "brings no gain and is left out"
        )
        found.append(f"the learned second opinion {verdict}: change in Brier score {_words(learnt.second.gain)}")
    return found


def _words(one: Figure) -> str:
    if one.value is None:
        return "–"
    interval = f" ({one.low:.3f} to {one.high:.3f})" if one.low is not None else ""
    return f"{one.value:.3f}{interval}"
