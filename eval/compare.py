"""Two runs on the same gold, answer by answer: paired differences, exact McNemar tests, who gained and who lost.

Works on the items of reports, so that a run of last month can be compared with one of today. Only answers that both
runs have are compared; the others are counted. Intervals are clustered by letter; McNemar's test is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from classifier.errors import UserError
from classifier.resampling import Counts, Figure, by_letter, f1, figure, share
from eval.splitting import GOOD

VALUES = "F1 of values"
Key = tuple[str, str]
"""A letter's name and a question."""


@dataclass(frozen=True, slots=True)
class Change:
    """One answer on which the runs differ in being right. `field` is `passage` for the splitting."""

    letter: str
    question: str
    field: str
    before: Any
    after: Any
    gold: Any


@dataclass(frozen=True, slots=True)
class Paired:
    """One measure of both runs over the same answers, and their difference, after less before.

    `support` is how many answers, or for "F1 of values" how many values gold has, the measure rests on.
    `p` is the exact two-sided McNemar test of `gained` against `lost` answers (McNemar 1947, the binomial form): None
    for a measure that is not right-or-wrong, and where no answer differs.
    """

    field: str
    measure: str
    before: float | None
    after: float | None
    difference: Figure
    support: int
    gained: int = 0
    lost: int = 0
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The runs compared, every measure, every change, and how many answers only one of the runs has."""

    before: dict[str, Any]
    after: dict[str, Any]
    measures: tuple[Paired, ...]
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    unpaired: int


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Compare two reports (`report.json` as read); raise UserError where they have no answer in common."""
    old, new = _by_key(before), _by_key(after)
    both = [key for key in new if key in old]
    if not both:
        raise UserError("the two reports have no answer in common: compare runs on the same gold")
    letters = {letter: number for number, letter in enumerate(dict.fromkeys(letter for letter, _ in both))}
    pairs = [(letters[key[0]], old[key], new[key]) for key in both]
    names = [name for name in after["about"]["fields"] if name in before["about"]["fields"]]
    measures = [one for name in names for one in _of_field(name, pairs)] + _of_passages(pairs)
    changes = [one for name in names for one in _changes(name, pairs)] + list(_moved(pairs))
    return Comparison(
        before=dict(before["about"]),
        after=dict(after["about"]),
        measures=tuple(measures),
        gained=tuple(change for better, change in changes if better),
        lost=tuple(change for better, change in changes if not better),
        unpaired=len(old) + len(new) - 2 * len(both),
    )


def _by_key(report: Mapping[str, Any]) -> dict[Key, Mapping[str, Any]]:
    return {(item["letter"], item["question"]): item for item in report["items"]}


Pair = tuple[int, Mapping[str, Any], Mapping[str, Any]]


def _both(name: str, pairs: Sequence[Pair]) -> Iterator[tuple[int, Mapping[str, Any], Mapping[str, Any]]]:
    """The pairs in which both runs have this field to score."""
    for at, old, new in pairs:
        if name in old["fields"] and name in new["fields"]:
            yield at, old["fields"][name], new["fields"][name]


def _of_field(name: str, pairs: Sequence[Pair]) -> list[Paired]:
    known = list(_both(name, pairs))
    rights = [(at, bool(old["right"]), bool(new["right"])) for at, old, new in known]
    counts = by_letter([(at, (*old["counts"], *new["counts"])) for at, old, new in known])
    return [_right_or_wrong(name, "whole label right", rights), _values(name, counts, len(known))]


def _of_passages(pairs: Sequence[Pair]) -> list[Paired]:
    tokens = [(at, float(old["token_f1"]), float(new["token_f1"])) for at, old, new in pairs]
    good = [(at, old >= GOOD, new >= GOOD) for at, old, new in tokens]
    return [_mean("passage", "token F1, mean", tokens), _right_or_wrong("passage", f"token F1 of {GOOD} or more", good)]


def _mean(field: str, measure: str, rows: Sequence[tuple[int, float, float]]) -> Paired:
    n = len(rows)
    before, after = (sum(row[side] for row in rows) / n if n else None for side in (1, 2))
    difference = figure(by_letter([(at, (b - a, 1)) for at, a, b in rows]), share)
    return Paired(field, measure, before, after, difference, n)


def _right_or_wrong(field: str, measure: str, rows: Sequence[tuple[int, bool, bool]]) -> Paired:
    gained = sum(new and not old for _, old, new in rows)
    lost = sum(old and not new for _, old, new in rows)
    mean = _mean(field, measure, [(at, float(old), float(new)) for at, old, new in rows])
    p = mcnemar(gained, lost)
    return Paired(field, measure, mean.before, mean.after, mean.difference, mean.support, gained, lost, p)


def _values(field: str, counts: Counts, n: int) -> Paired:
    if not n:
        return Paired(field, VALUES, None, None, Figure(None, None, None, 0), 0)
    before, after = (figure(counts[:, part], f1, n=n).value for part in (slice(0, 3), slice(3, 6)))
    difference = figure(counts, lambda sums: f1(sums[..., 3:6]) - f1(sums[..., 0:3]), n=n)
    support = int(counts[:, [3, 5]].sum())
    return Paired(field, VALUES, before, after, difference, support)


def mcnemar(gained: int, lost: int) -> float | None:
    """Return the exact two-sided p-value that gains and losses are equally likely; None where there are neither."""
    from scipy.stats import binomtest

    return float(binomtest(gained, gained + lost, 0.5).pvalue) if gained + lost else None


def _changes(name: str, pairs: Sequence[Pair]) -> Iterator[tuple[bool, Change]]:
    for _, old, new in pairs:
        a, b = old["fields"].get(name), new["fields"].get(name)
        if a and b and a["right"] != b["right"]:
            change = Change(new["letter"], new["question"], name, a.get("given"), b.get("given"), b.get("gold"))
            yield bool(b["right"]), change


def _moved(pairs: Sequence[Pair]) -> Iterator[tuple[bool, Change]]:
    for _, old, new in pairs:
        a, b = old["token_f1"], new["token_f1"]
        if (a >= GOOD) != (b >= GOOD):
            yield b >= GOOD, Change(new["letter"], new["question"], "passage", a, b, None)
