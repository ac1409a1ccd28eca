"""Whether a model does worse on a live round than it did at its evaluation, judged on blind checks alone.

A blind check is a person's first decision on an answer whose machine label was not shown. Labels that people saw and
kept say nothing here. Pure; it warns, and changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from classifier.naming import namer, values_of
from classifier.records import Label, Review
from classifier.resampling import Figure, by_letter, figure, share
from classifier.review_queue.events import first_labels, readers
from classifier.taxonomy import Taxonomy

RISK = 0.05
"""The chance of a false warning, over all fields together (Holm 1979)."""


@dataclass(frozen=True, slots=True)
class BlindCheck:
    """A machine's and a person's label for one field of one answer; `right` when they are the same but for spelling."""

    letter_id: str
    answer_id: str
    field: str
    machine_label: Label
    human_label: Label
    right: bool


@dataclass(frozen=True, slots=True)
class Drift:
    """One field: the share right on `checks` blind checks now, against `evaluated` of `evaluated_n` answers then.

    `p` is Fisher's exact one-sided test that it is lower now; `worse` says that it is, Holm's correction made.
    """

    field: str
    checks: int
    now: Figure
    evaluated: float
    evaluated_n: int
    p: float
    worse: bool


def blind_checks(
    histories: Mapping[str, Sequence[Review]], letter_of: Mapping[str, str], taxonomy: Taxonomy
) -> list[BlindCheck]:
    """Return the blind checks among answers' histories (by answer id); `letter_of` maps answer to letter.

    One check for each field: the first reader's. A decision that the letter does not tell is none.
    """
    found = []
    for answer_id, history in histories.items():
        for event in _first_blind(history):
            if event.action == "label" and "machine" in event.shown:
                found.append(_check(letter_of[answer_id], event, taxonomy))
    return found


def _first_blind(history: Sequence[Review]) -> list[Review]:
    people = readers(history)
    first = first_labels(history, people[0]).values() if people else ()
    return [one for one in first if one.shown.get("blind")]


def _check(letter_id: str, event: Review, taxonomy: Taxonomy) -> BlindCheck:
    kept = event.shown["machine"]
    machine: Label = tuple(kept) if isinstance(kept, list) else kept
    form = namer(taxonomy.field(event.field), taxonomy)
    same = {form(value) for value in values_of(machine)} == {form(value) for value in values_of(event.label)}
    return BlindCheck(letter_id, event.answer_id, event.field, machine, event.label, same)


def evaluated_shares(report: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Return, by field, how many answers were right and how many there were, from a report or a baseline's run."""
    found: dict[str, tuple[int, int]] = {}
    for item in report["items"]:
        for name, one in item["fields"].items():
            right, n = found.get(name, (0, 0))
            found[name] = right + bool(one["right"]), n + 1
    return found


def drift(checks: Iterable[BlindCheck], evaluated: Mapping[str, tuple[int, int]]) -> list[Drift]:
    """Return each field that was both evaluated and checked; `evaluated` holds (right, of how many)."""
    by_field: dict[str, list[BlindCheck]] = {}
    for one in checks:
        by_field.setdefault(one.field, []).append(one)
    tested = [(name, known, _p(known, evaluated[name])) for name, known in by_field.items() if name in evaluated]
    worse = _holm({name: p for name, _, p in tested})
    return [_drift(name, known, evaluated[name], p, name in worse) for name, known, p in tested]


def _drift(name: str, known: Sequence[BlindCheck], evaluated: tuple[int, int], p: float, worse: bool) -> Drift:
    numbers = {letter: at for at, letter in enumerate(dict.fromkeys(one.letter_id for one in known))}
    now = figure(by_letter([(numbers[one.letter_id], (one.right, 1)) for one in known]), share)
    right, n = evaluated
    return Drift(name, len(known), now, right / n, n, p, worse)


def _p(known: Sequence[BlindCheck], evaluated: tuple[int, int]) -> float:
    from scipy.stats import fisher_exact

    right = sum(one.right for one in known)
    then, n = evaluated
    return float(fisher_exact([[right, len(known) - right], [then, n - then]], alternative="less").pvalue)


def _holm(ps: Mapping[str, float]) -> set[str]:
    """The names whose p-value stands after Holm's correction."""
    found = set()
    for rank, name in enumerate(sorted(ps, key=lambda one: ps[one])):
        if ps[name] > RISK / (len(ps) - rank):
            break
        found.add(name)
    return found


def sentences(drifts: Iterable[Drift]) -> list[str]:
    """Return one plain sentence for each field that does worse; none when all is well."""
    return [
        f"{one.field}: {one.now.value:.0%} of {one.checks} blind checks are right, {one.evaluated:.0%} were at the evaluation "
        f"({one.evaluated_n} answers): the model does worse here"
        for one in drifts
        if one.worse
    ]
