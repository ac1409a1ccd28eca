"""Scores of labels: per value and field precision, recall and F1, confusion, micro, macro, exact match, Jaccard.

Counts are kept by letter, for the intervals; the points are scikit-learn's, to which the tests hold them. A score of
nothing is None.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifier.resampling import Counts, Figure, by_letter, f1, figure, macro_f1, precision, recall, share
from classifier.taxonomy import Field, Taxonomy
from eval.cases import LetterCases
from eval.marks import Mark, marks_of

UNDETERMINED = "undetermined"
FAILED = "no label"
ALL_VALUES = "all values"


@dataclass(frozen=True, slots=True)
class Prf:
    """Precision, recall and F1 of one value, or of several together. `support` is in gold, `given` by the run."""

    name: str
    precision: Figure
    recall: Figure
    f1: Figure
    support: int
    given: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often gold's value (a row) was given as which (a column); the last column is "no label"."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class FieldScore:
    """A field's scores over `n` answers. `exact` is the share of answers whose whole label is right.

    `micro` counts values over all answers, undetermined and empty being no value; `macro_f1` is the mean of the
    values' F1, for `one_of` with undetermined as one of them. `jaccard` is the answers' mean |a ∩ b| / |a ∪ b|, of two
    empty sets 1; None for `one_of`, as `confusion` is for the others. `filled` is `exact` over the answers where gold
    or the run has a value.
    """

    field: str
    kind: str
    n: int
    failures: int
    exact: Figure
    filled: Figure
    micro: Prf
    macro_f1: Figure
    values: tuple[Prf, ...]
    confusion: Confusion | None
    jaccard: Figure | None


def score_field(letters: Sequence[LetterCases], field: Field, taxonomy: Taxonomy) -> FieldScore:
    """Score one field over all answers; names are compared in their normalised form."""
    marks = marks_of(letters, field, taxonomy)
    names = [*field.value_names, UNDETERMINED] if field.kind == "one_of" else [*field.value_names]
    values = tuple(_value(marks, name, field) for name in names)
    return FieldScore(
        field=field.name,
        kind=field.kind,
        n=len(marks),
        failures=sum(mark.given is None for mark in marks),
        exact=exact(marks),
        filled=exact([mark for mark in marks if mark.wanted or mark.given]),
        micro=micro(marks, ALL_VALUES),
        macro_f1=figure(np.hstack([_table(marks, name, field) for name in names]), macro_f1, n=len(marks))
        if names
        else Figure(None, None, None, 0),
        values=values,
        confusion=confusion(marks, field) if field.kind == "one_of" else None,
        jaccard=None if field.kind == "one_of" else _jaccard(marks),
    )


def exact(marks: Sequence[Mark]) -> Figure:
    """Return the share of marks that are right."""
    return figure(by_letter([(mark.letter, (mark.right, 1)) for mark in marks]), share)


def micro(marks: Sequence[Mark], name: str) -> Prf:
    """Return precision, recall and F1 over the values of all answers together."""
    return prf(by_letter([(mark.letter, mark.counts) for mark in marks]), name)


def prf(table: Counts, name: str) -> Prf:
    """Return precision, recall and F1 of counts (tp, fp, fn), a row for each letter."""
    tp, fp, fn = (int(part) for part in table.sum(axis=0)) if table.size else (0, 0, 0)
    shares = (figure(table, precision, n=tp + fp), figure(table, recall, n=tp + fn), figure(table, f1, n=tp + fp + fn))
    return Prf(name, *shares, support=tp + fn, given=tp + fp)


def confusion(marks: Sequence[Mark], field: Field) -> Confusion:
    """Return a `one_of` field's confusion matrix; rows and columns in the taxonomy's order, then undetermined."""
    from sklearn.metrics import confusion_matrix

    names = [*field.value_names, UNDETERMINED, FAILED]
    wanted = [_one(mark.wanted) for mark in marks]
    given = [FAILED if mark.given is None else _one(mark.given) for mark in marks]
    counts = confusion_matrix(wanted, given, labels=names) if marks else np.zeros((len(names), len(names)), int)
    rows = tuple(tuple(int(count) for count in row) for row in counts[:-1])
    return Confusion(tuple(names[:-1]), tuple(names), rows)


def _value(marks: Sequence[Mark], name: str, field: Field) -> Prf:
    return prf(_table(marks, name, field), name)


def _table(marks: Sequence[Mark], name: str, field: Field) -> Counts:
    """Counts (tp, fp, fn) of one value, by letter."""
    return by_letter([(mark.letter, _counts(mark, name)) for mark in marks])


def _counts(mark: Mark, name: str) -> tuple[int, int, int]:
    wanted = not mark.wanted if name == UNDETERMINED else name in mark.wanted
    given = mark.given is not None and (not mark.given if name == UNDETERMINED else name in mark.given)
    return int(wanted and given), int(given and not wanted), int(wanted and not given)


def _one(values: frozenset[str]) -> str:
    return next(iter(values), UNDETERMINED)


def _jaccard(marks: Sequence[Mark]) -> Figure:
    return figure(by_letter([(mark.letter, (_overlap(mark), 1)) for mark in marks]), share)


def _overlap(mark: Mark) -> float:
    if mark.given is None:
        return 0.0
    union = mark.given | mark.wanted
    return len(mark.given & mark.wanted) / len(union) if union else 1.0
