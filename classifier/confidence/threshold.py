"""The confidence above which labels may stand without a person, with a bound on their error: Learn-then-Test.

Fixed-sequence testing with exact binomial p-values (Angelopoulos et al. 2021, "Learn then Test"; Clopper and Pearson
1934). The steps are set from the confidences of all labels, before any decision is looked at; the sample must have been
drawn at random and read blind, and its confidences must come from a fit that has not seen it. Pure: it stores nothing.
"""

import math
import operator
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

TARGET, RISK = 0.05, 0.10
START, STEP = 0.40, 0.05
"""Coverage (share of all labels) of the first step, and by how much each following one is wider."""
_MOST_MORE = 5000


@dataclass(frozen=True, slots=True)
class Step:
    """A threshold that may be tested: labels of at least this `confidence` are the share `coverage` of all.

    `expected` is the share of them that is wrong by their own confidences.
    """

    confidence: float
    coverage: float
    expected: float


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
    ordered = sorted(confidences, reverse=True)
    total, found = len(ordered), dict[float, Step]()
    doubts = [0.0, *accumulate(1 - one for one in ordered)]
    for turn in range(round((1 - START) / STEP) + 1 if total else 0):
        least = ordered[max(1, math.ceil((START + turn * STEP) * total - 1e-9)) - 1]
        above = bisect_right(ordered, -least, key=operator.neg)
        found.setdefault(least, Step(least, above / total, doubts[above] / above))
    return list(found.values())


def walk_of(confidences: Sequence[float], target: float = TARGET, risk: float = RISK) -> list[Step]:
    """Return the steps from the one that is likely to pass on the smallest sample, if the confidences are right.

    The surest 40 % need the fewest errors but the largest sample; where nearly all labels are right, all of them can be
    tested with a smaller one. Decided without any decision of the sample. Empty where no step is expected to pass.
    """
    steps = steps_of(confidences)
    sizes = [_size(one, target, risk) for one in steps]
    known = [size for size in sizes if size is not None]
    return steps[sizes.index(min(known)) :] if known else []


def _size(step: Step, target: float, risk: float) -> int | None:
    """Return how large a sample of all labels a step needs, if as many are wrong as expected."""
    if step.expected >= target:
        return None
    for n in range(needed(target, risk), _MOST_MORE):
        if p_value(round(step.expected * n), n, target) <= risk:
            return math.ceil(n / step.coverage)
    return None


def certify(checks: Sequence[Check], steps: Sequence[Step], target: float = TARGET, risk: float = RISK) -> Verdict:
    """Walk down the steps and stop at the first that fails; the last that passed is the threshold.

    Steps above which the sample is too small to pass even without an error are passed over.
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
    checks: Sequence[Check], walk: Sequence[Step], target: float = TARGET, risk: float = RISK
) -> int | None:
    """Return after how many further checks the walk's first step is likely to pass.

    Further checks are taken to fall above it as often as all labels do, and to find as many errors as the confidences
    expect. 0 when it passes already, None when even 5,000 would not do, or there is no step.
    """
    if not walk:
        return None
    now = _tested(checks, walk[0], target)
    for more in range(_MOST_MORE + 1):
        further = int(more * walk[0].coverage + 1e-9)
        n, wrong = now.n + further, now.wrong + round(further * walk[0].expected)
        if n >= needed(target, risk) and p_value(wrong, n, target) <= risk:
            return more
    return None
