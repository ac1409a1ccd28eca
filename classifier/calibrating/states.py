"""How each field stands with its threshold: the one in force, or how many blind checks are wanting. Pure.

A threshold is tested when the whole blind draw has been read, and again only when the sample has doubled. Each look
spends half of the risk that is left (risk/2, risk/4, …), so that all looks together break the promise with a chance of
at most the risk: testing after every check until one passes would break it far more often.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.confidence.threshold import Check, more_needed, needed, walk_of
from classifier.naming import namer, values_of
from classifier.records import CurrentAnswer, Label, Review
from classifier.review_queue.decided import Decision, Drawn, decision_on, drawn_of, open_to_draw
from classifier.store import Look
from classifier.taxonomy import Field, Taxonomy


@dataclass(frozen=True, slots=True)
class FieldState:
    """One field of the current run. `drawn` is the blind sample, `look` the last test of it, None before the first.

    `more` is after how many further blind checks one is likely to pass, if they find as many errors as the confidences
    expect: None where one is in force, or where not even all labels would do. `population` counts the labels that are
    drawn from.
    """

    field: str
    target: float
    risk: float
    drawn: Drawn
    look: Look | None
    more: int | None
    population: int

    @property
    def threshold(self) -> Look | None:
        """The threshold in force, None without one."""
        return self.look if self.look and self.look.confidence is not None else None

    @property
    def to_draw(self) -> int:
        """How many of the `more` checks are not drawn yet."""
        return max(0, (self.more or 0) - len(self.drawn.waiting))


def labelled(machine: Sequence[CurrentAnswer], field: str) -> list[CurrentAnswer]:
    """Return the answers with a machine's label of this field."""
    return [one for one in machine if field in one.labels]


def state_of(
    field: Field,
    taxonomy: Taxonomy,
    machine: Sequence[CurrentAnswer],
    histories: Mapping[str, Sequence[Review]],
    looks: Sequence[Look],
    share: float,
    target: float,
    risk: float,
) -> FieldState:
    """Return how one field stands. `machine` are the run's labels alone, `looks` the field's own, `share` what is drawn."""
    answers = {one.answer.id: one for one in labelled(machine, field.name)}
    drawn = drawn_of(answers, histories, share)
    population = open_to_draw(answers, histories)
    look = looks[-1] if looks else None
    more = None
    if look is None or look.confidence is None:
        sure = {name: answers[name].confidence[field.name] for name in population}
        checks = [
            Check(sure[name], wrong) for name, wrong in wrong_ones(drawn.read, answers, histories, field, taxonomy)
        ]
        more = _more(checks, list(sure.values()), drawn, looks, target, risk)
    return FieldState(field.name, target, risk, drawn, look, more, len(population))


def wrong_ones(
    answer_ids: Sequence[str],
    answers: Mapping[str, CurrentAnswer],
    histories: Mapping[str, Sequence[Review]],
    field: Field,
    taxonomy: Taxonomy,
) -> list[tuple[str, bool]]:
    """Return for each answer read whether the machine's label is not the person's; undecided ones count as wrong."""
    found = []
    for name in answer_ids:
        decision = decision_on(name, histories[name], field.name)
        found.append(
            (name, decision is None or not is_right(decision, answers[name].labels[field.name], field, taxonomy))
        )
    return found


def is_right(decision: Decision, label: Label, field: Field, taxonomy: Taxonomy) -> bool:
    """Return whether a machine's label is what a person decided, names compared in their normalised form."""
    form = namer(field, taxonomy)
    same = {form(value) for value in values_of(label)} == {form(value) for value in values_of(decision.label)}
    return decision.settled and same


def risk_of_next(looks: Sequence[Look], risk: float) -> float:
    """Return what the next look may spend of the risk: half of what is left."""
    return float(risk / 2 ** (len(looks) + 1))


def is_due(drawn: Drawn, looks: Sequence[Look], target: float, risk: float) -> bool:
    """Return whether the next look is to be made: everything drawn has been read, and that is enough."""
    return drawn.complete and len(drawn.read) >= least_sample(looks, target, risk)


def least_sample(looks: Sequence[Look], target: float, risk: float) -> int:
    """Return how many labels must have been read for the next look: enough to pass, and twice the last."""
    return max(needed(target, risk_of_next(looks, risk)), 2 * looks[-1].checked if looks else 0)


def _more(
    checks: Sequence[Check], sure: Sequence[float], drawn: Drawn, looks: Sequence[Look], target: float, risk: float
) -> int | None:
    next_risk = risk_of_next(looks, risk)
    further = more_needed(checks, walk_of(sure, target, next_risk), target, next_risk)
    if further is None:
        return None
    read = len(drawn.read)
    size = max(read + further, read + len(drawn.waiting), least_sample(looks, target, risk))
    return size - read if size <= len(sure) else None


def sentence(state: FieldState, title: str = "") -> str:
    """Return how a field stands in one plain sentence."""
    name = (title or state.field).lower()
    target = f"{state.target:.0%}".replace("%", " %")
    if one := state.threshold:
        return (
            f"{name}: labels with a confidence of at least {one.confidence:.2f} may stand, {one.coverage:.0%} of all: "
            f"{one.wrong} of {one.accepted} blind checks among them differed, so at most {one.bound:.1%} are wrong "
            f"(at a risk of {one.risk:.1%})"
        )
    failed = _failed(state.look)
    if state.more is None:
        return (
            f"{name}: no threshold at {target}, and none in reach{failed or ': too few labels, or too many in doubt'}"
        )
    if state.more == 0:
        return f"{name}: the blind checks for a threshold at {target} are made: foi calibrate tests it"
    waiting = len(state.drawn.waiting)
    some = f"{waiting} wait in the queue" if waiting else "none is drawn yet"
    return f"{name}: no threshold yet: {state.more} more blind checks would allow one at {target} ({some}){failed}"


def _failed(look: Look | None) -> str:
    if look is None or look.accepted is None:
        return ""
    return f": of {look.accepted} blind checks among the surest {look.coverage:.0%}, {look.wrong} differed"
