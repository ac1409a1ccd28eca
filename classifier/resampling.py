"""Figures with intervals: resample whole letters, because the answers of one letter err together.

A statistic is a function of counts added up over letters, so all resamples are one matrix product. What is
not defined (a share of nothing) is None, never 0. Percentile intervals: Efron and Tibshirani 1993, chapter 13.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
"""Counts with the last axis for the kinds of count; every axis before it is a resample."""

Statistic = Callable[[Counts], Counts]

RESAMPLES = 1000
SEED = 20240501
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its interval, and how many items it rests on. `value` is None where it is not defined;
    `low` and `high` are None then, and where there are fewer than two letters to resample."""

    value: float | None
    low: float | None
    high: float | None
    n: int


def figure(table: Sequence[Sequence[float]] | Counts, statistic: Statistic, n: int | None = None) -> Figure:
    """Return a statistic of the summed rows with its 95 % interval; one row for each letter.

    `n` is the number of items, by default the sum of the last column.
    """
    counts = np.asarray(table, dtype=float)
    if counts.size == 0:
        return Figure(None, None, None, n or 0)
    value = _number(statistic(counts.sum(axis=0)))
    items = int(counts[:, -1].sum()) if n is None else n
    if value is None or len(counts) < 2:
        return Figure(value, None, None, items)
    low, high = interval(statistic(_weights(len(counts)) @ counts))
    return Figure(value, low, high, items)


def interval(draws: Counts) -> tuple[float | None, float | None]:
    """Return the middle 95 % of resampled values; undefined ones are left out, and more than half undefined is None."""
    known = draws[np.isfinite(draws)]
    if known.size * 2 < draws.size or not known.size:
        return None, None
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)


@lru_cache(maxsize=64)
def _weights(letters: int) -> Counts:
    """How often each letter is drawn, one row a resample; the same for every figure, so that figures can be paired."""
    drawn = np.random.default_rng(SEED).multinomial(letters, np.full(letters, 1 / letters), size=RESAMPLES)
    return drawn.astype(float)


def share(counts: Counts) -> Counts:
    """Return the first count over the last: a share, or a mean of sums. Undefined for nothing."""
    return divide(counts[..., 0], counts[..., -1])


def precision(counts: Counts) -> Counts:
    """Return tp / (tp + fp) of counts (tp, fp, fn); undefined where nothing is given."""
    return divide(counts[..., 0], counts[..., 0] + counts[..., 1])


def recall(counts: Counts) -> Counts:
    """Return tp / (tp + fn) of counts (tp, fp, fn); undefined where nothing is wanted."""
    return divide(counts[..., 0], counts[..., 0] + counts[..., 2])


def f1(counts: Counts) -> Counts:
    """Return 2 tp / (2 tp + fp + fn) of counts (tp, fp, fn); undefined where nothing is wanted or given."""
    return divide(2 * counts[..., 0], 2 * counts[..., 0] + counts[..., 1] + counts[..., 2])


def macro_f1(counts: Counts) -> Counts:
    """Return the mean F1 over values of counts (tp, fp, fn) one value after another, over those that are defined."""
    each = f1(counts.reshape(*counts.shape[:-1], -1, 3))
    known = np.isfinite(each)
    return divide(np.where(known, each, 0.0).sum(axis=-1), known.sum(axis=-1).astype(float))


def divide(above: Any, below: Any) -> Counts:
    """Return above / below, not-a-number where below is 0."""
    above, below = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    result: Counts = np.full(np.broadcast(above, below).shape, np.nan)
    np.divide(above, below, out=result, where=below != 0)
    return result


def by_letter(rows: Sequence[tuple[int, Sequence[float]]]) -> Counts:
    """Add up items' counts by letter: rows of (letter's number, counts) become one row for each letter that has any."""
    if not rows:
        return np.zeros((0, 1))
    _, places = np.unique([number for number, _ in rows], return_inverse=True)
    table = np.zeros((int(places.max()) + 1, len(rows[0][1])))
    np.add.at(table, places, np.asarray([counts for _, counts in rows], dtype=float))
    return table


def _number(value: Counts) -> float | None:
    return float(value) if np.isfinite(value) else None
