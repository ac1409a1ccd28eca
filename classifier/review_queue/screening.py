"""Signals that a person may be accepting without reading. Screening only: shown to that person and the lead, judged by people.

A quick reviewer of easy letters looks the same as a careless one; nothing here blocks or scores anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

_NEEDS, _QUICK_MS, _TAKE_UP = 20, 2000, 0.98


@dataclass(frozen=True, slots=True)
class Pace:
    """How one person decided. `take_up` is the share of suggestions left as they were; None where none was shown."""

    reviewer: str
    decisions: int
    median_ms: float | None
    take_up: float | None
    signals: tuple[str, ...]


def pace(reviewer: str, shown: Sequence[dict[str, Any]]) -> Pace:
    """Return one person's pace from what their events recorded as shown (`viewed_ms`, `suggested`, `kept`).

    No signal is raised under 20 decisions.
    """
    times = [float(one["viewed_ms"]) for one in shown if one.get("viewed_ms") is not None]
    suggested = [one for one in shown if one.get("suggested")]
    typical = median(times) if times else None
    take_up = sum(bool(one.get("kept")) for one in suggested) / len(suggested) if suggested else None
    signals = []
    if len(times) >= _NEEDS and typical is not None and typical < _QUICK_MS:
        signals.append(f"half of the decisions took under {typical / 1000:.1f} s")
    if len(suggested) >= _NEEDS and take_up is not None and take_up > _TAKE_UP:
        signals.append(f"{take_up:.0%} of the suggestions were taken as they stood")
    return Pace(reviewer, len(shown), typical, take_up, tuple(signals))
