"""The confidence above which labels may stand without a person, with a bound on their error: Learn-then-Test.

Fixed-sequence testing with exact binomial p-values (Angelopoulos et al. 2021, "Learn then Test"; Clopper and Pearson
1934). The steps are set from the confidences of all labels, before any decision is looked at; the sample must have been
drawn at random and read blind, and its confidences must come from a fit that has not seen it. Pure: it stores nothing.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

TARGET, RISK = 0.05, 0.10
START, STEP = 0.40, 0.05
"""Coverage (share of all labels) of the first step, and by how much each following one is wider."""
_MOST_MORE = 5000


@dataclass(frozen=True, slots=True)
class Step:
    """A threshold that may be tested: labels of at least this `confidence` are the share `coverage` of all."""

    confidence: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Check:
    """One label of the random sample: its confidence, and whether a person who did not see it decided otherwise."""

    confidence: float
    wrong: bool


@dataclass(frozen=True, slots=True)
class Tested:
    """A step that was tested: `wrong` of `n` labels of the sample above it, and the exact p-value."""

    step: Step
    n: int
    wrong: int
    p: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a sample allows: the widest step that passed, None for none, and all that were tested, in order.

    `risk` is the chance that the error above the threshold is over `target` although it passed.
    """

    target: float
    risk: float
    sample: int
    passed: Tested | None
    tested: tuple[Tested, ...]

    @property
    def bound(self) -> float | None:
        """The upper bound of the error rate above the threshold, at the risk; None without a threshold."""
        return error_bound(self.passed.wrong, self.passed.n, self.risk) if self.passed else None


def steps_of(confidences: Sequence[float]) -> list[Step]:
    """Return the steps for these labels, the surest first: the surest 40 %, 45 %, … of all of them.

    Labels of equal confidence cannot be told apart and are let through together, so a step may cover more than its
    turn, and two may be one. Empty for no labels.
    """
    ordered = sorted(confidences)
    total, found = len(ordered), dict[float, Step]()
    turns = round((1 - START) / STEP) + 1
    for turn in range(turns if total else 0):
        least = ordered[-max(1, math.ceil((START + turn * STEP) * total - 1e-9))]
        found.setdefault(least, Step(least, (total - bisect_left(ordered, least)) / total))
    return list(found.values())


def certify(checks: Sequence[Check], steps: Sequence[Step], target: float = TARGET, risk: float = RISK) -> Verdict:
    """Walk down the steps and stop at the first that fails; the last that passed is the threshold.

    The walk begins at the first step above which the sample is large enough to pass without an error.
    """
    tested: list[Tested] = []
    passed = None
    for step in steps:
        one = _tested(checks, step, target)
        if one.n < needed(target, risk) and not tested:
            continue
        tested.append(one)
        if one.p > risk:
            break
        passed = one
    return Verdict(target, risk, len(checks), passed, tuple(tested))


def _tested(checks: Sequence[Check], step: Step, target: float) -> Tested:
    above = [one for one in checks if one.confidence >= step.confidence]
    wrong = sum(one.wrong for one in above)
    return Tested(step, len(above), wrong, p_value(wrong, len(above), target))


def p_value(wrong: int, n: int, target: float) -> float:
    """Return the chance of at most `wrong` errors among `n` labels whose error rate is `target`; 1 for no labels."""
    from scipy.special import bdtr

    return float(bdtr(wrong, n, target)) if n else 1.0


def error_bound(wrong: int, n: int, risk: float) -> float | None:
    """Return the error rate that is exceeded with a chance of at most `risk` (exact, one-sided); None for no labels."""
    from scipy.special import betaincinv

    if not n:
        return None
    return 1.0 if wrong >= n else float(betaincinv(wrong + 1, n - wrong, 1 - risk))


def needed(target: float, risk: float) -> int:
    """Return how many labels bound the error by `target` when none is wrong: 45 for 5 % at a risk of 10 %."""
    return math.ceil(math.log(risk) / math.log(1 - target))


def more_needed(
    checks: Sequence[Check], steps: Sequence[Step], target: float = TARGET, risk: float = RISK
) -> int | None:
    """Return the fewest further checks after which some threshold could pass, if none of them finds an error.

    Further checks are taken to fall above each step as often as all labels do. 0 when one passes already, None when
    even 5,000 would not do, or there are no labels.
    """
    now = [_tested(checks, step, target) for step in steps]
    for more in range(_MOST_MORE + 1):
        grown = [(one.n + int(more * one.step.coverage + 1e-9), one.wrong) for one in now]
        first = next(((n, wrong) for n, wrong in grown if n >= needed(target, risk)), None)
        if first and p_value(first[1], first[0], target) <= risk:
            return more
    return None
