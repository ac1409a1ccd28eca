"""How many blind checks would make an interval narrow enough, and whether a statistic may be published as it is.

Errors are assumed to stay as rare as the last audit found them; before any audit, one label in twenty to be wrong. It is
a plan, no promise: what the checks find decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from classifier.statistics.bounds import ALPHA, Checked, errors_expected, remaining
from classifier.statistics.counting import Result
from classifier.store import Stratum

ASSUMED_RATE = 0.05
_STEPS = 200

Split = Mapping[Stratum, int]


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a statistic may be published. `checks` more blind checks would make it narrow enough; None where they cannot."""

    open: bool
    points: float | None
    target: float
    checks: int | None
    words: str


def gate(result: Result, target: float) -> Gate:
    """Return whether the interval is at most `target` percentage points wide, and in words what would make it so."""
    points = result.points
    if points is None:
        return Gate(False, None, target, None, "There is nothing to count yet: nobody is in the denominator.")
    if points <= target + 1e-9:
        return Gate(True, points, target, 0, _open_words(result, points))
    wide = f"This interval is {_number(points)} points wide"
    split = checks_for(result, target)
    if split is None:
        failed = f"{result.unknown} answer{'s' if result.unknown > 1 else ''} failed, could not be read or were not classified"
        return Gate(False, points, target, None, f"{wide}; {failed}: decide on these first.")
    checks = sum(split.values())
    if checks == sum(result.left.values()):
        return Gate(
            False, points, target, checks, f"{wide}; reading the {checks} that nobody has read would settle it."
        )
    more = "more " if result.audit else ""
    return Gate(False, points, target, checks, f"{wide}; {checks} {more}blind checks would make it {_number(target)}.")


def checks_for(result: Result, target: float) -> Split | None:
    """Return the fewest further blind checks, by stratum, that would make the interval so narrow; None where none would."""
    allowed = int(target * result.of / 100 + 1e-9) - result.unknown
    strata = [(stratum, size) for stratum, size in sorted(result.left.items()) if size]
    if allowed < 0:
        return None
    shares = len([stratum for stratum, _ in strata if stratum != "yes"])
    best: dict[int, tuple[int, Split]] = {0: (0, {})}  # the checks that leave so many errors possible
    for stratum, size in strata:
        alpha = ALPHA / 2 / (1 if stratum == "yes" else shares)
        ways = _ways(size, _rate(result), alpha)
        best = _joined(best, stratum, ways, allowed)
    return min(best.values(), key=lambda one: one[0])[1] if best else None


def split_of(result: Result, checks: int) -> Split:
    """Return how so many blind checks are best shared out among the strata: in proportion to their sizes, each at least one."""
    total = sum(result.left.values())
    if checks >= total:
        return dict(result.left)
    return {stratum: min(size, max(1, round(checks * size / total))) for stratum, size in result.left.items() if size}


def _joined(
    best: Mapping[int, tuple[int, Split]], stratum: Stratum, ways: Mapping[int, int], allowed: int
) -> dict[int, tuple[int, Split]]:
    found: dict[int, tuple[int, Split]] = {}
    for errors, (spent, split) in best.items():
        for more, checks in ways.items():
            total = errors + more
            if total <= allowed and (total not in found or spent + checks < found[total][0]):
                found[total] = spent + checks, {**split, stratum: checks}
    return found


@lru_cache(maxsize=4096)
def _ways(size: int, rate: float, alpha: float) -> Mapping[int, int]:
    """Return for each number of errors that may be left the fewest checks that leave no more."""
    found: dict[int, int] = {}
    for checks in sorted({*range(0, size + 1, max(1, size // _STEPS)), size}):
        errors = errors_expected(rate, checks)
        found.setdefault(remaining(Checked(size, checks, errors, 0, size - checks), alpha), checks)
    return found


def _rate(result: Result) -> float:
    audit = result.audit
    return audit.errors / audit.checked if audit and audit.checked else ASSUMED_RATE


def _open_words(result: Result, points: float) -> str:
    if not sum(result.left.values()):
        return "Every label that it rests on was read by a person."
    return f"This interval is {_number(points)} points wide: narrow enough."


def _number(points: float) -> str:
    return f"{points:.0f}" if points >= 9.95 or abs(points - round(points)) < 0.05 else f"{points:.1f}"
