"""The label-error bounds against arithmetic by hand, and their coverage in simulations of 124 authorities."""

from math import comb

import numpy as np
import pytest

from classifier.statistics import bounds
from classifier.statistics.bounds import (
    ALPHA,
    Checked,
    predicted_errors,
    predictive_interval,
    remaining,
    remaining_in_all,
    upper_errors,
)

Counts = tuple[int, int, int]


def test_no_error_in_five_of_ten_leaves_room_for_three() -> None:
    # K wrong of 10, 5 drawn, none wrong: C(10-K, 5) / C(10, 5).  K=3: 21/252 = 0.083; K=4: 6/252 = 0.024 < 0.025.
    assert comb(7, 5) / comb(10, 5) == pytest.approx(0.0833, abs=1e-4)
    assert comb(6, 5) / comb(10, 5) == pytest.approx(0.0238, abs=1e-4)
    assert upper_errors(10, 5, 0, 0.025) == 3


def test_one_error_in_five_of_ten_leaves_room_for_five() -> None:
    # P(X <= 1): K=5: (C(5,5) + 5 C(5,4)) / 252 = 26/252 = 0.103; K=6: (0 + 6 C(4,4)) / 252 = 6/252 = 0.024.
    assert upper_errors(10, 5, 1, 0.025) == 5
    # one of the five is known; so 4 may be among the 5 unread. Two corrected since: 2. All read: none.
    assert remaining(Checked(10, 5, 1, 0, 5), 0.025) == 4
    assert remaining(Checked(10, 5, 1, 2, 3), 0.025) == 2
    assert remaining(Checked(10, 5, 1, 2, 0), 0.025) == 0


def test_nothing_checked_leaves_everything_open_and_everything_checked_nothing() -> None:
    assert upper_errors(12, 0, 0, 0.025) == 12
    assert upper_errors(12, 12, 3, 0.025) == 3
    assert remaining(Checked(12, 0, 0, 0, 12), 0.025) == 12


def test_several_strata_share_the_error_probability() -> None:
    one = Checked(10, 5, 0, 0, 5)
    # each of two has 0.0125 instead of 0.025: K=4 has 0.0238 > 0.0125, K=5 has 1/252 = 0.004. So 4 each, 8 in all.
    assert remaining_in_all([one], 0.025) == 3
    assert remaining_in_all([one, one], 0.025) == 8
    assert remaining_in_all([], 0.025) == 0


def test_the_predictive_distribution_of_one_label_left_is_the_posterior_mean() -> None:
    # no error in 4 checks, one label left: (0 + 0.5) / (4 + 1) = 0.1 that it is wrong
    assert predicted_errors([Checked(5, 4, 0, 0, 1)]) == pytest.approx([0.9, 0.1])
    # two such strata: 0.81 none, 0.18 one, 0.01 two
    assert predicted_errors([Checked(5, 4, 0, 0, 1)] * 2) == pytest.approx([0.81, 0.18, 0.01])
    assert predicted_errors([Checked(5, 0, 0, 0, 5)]) is None
    # 5 % of error: 0.01 and 0.81 cumulate to 0.82 < 0.975, with 0.18 to 1: up to one too few
    assert predictive_interval([], [Checked(5, 4, 0, 0, 1)] * 2) == (0, 1)
    assert predictive_interval([Checked(5, 4, 0, 0, 1)] * 2, []) == (-1, 0)


def simulate(rng: np.random.Generator, error_rate: float, checks: int) -> tuple[Counts, Counts, int]:
    """One round: (low, true, high) exact, the same predictive, errors found. 124 authorities, 37 % yes, 30 % read before."""
    truth = rng.random(124) < 0.37
    label = np.where(rng.random(124) < error_rate, ~truth, truth)
    read = rng.random(124) < 0.30
    label[read] = truth[read]
    strata, mended = {}, label.copy()
    unread = np.flatnonzero(~read)
    for value in (True, False):
        here = unread[label[unread] == value]
        size = round(checks * len(here) / len(unread))
        drawn = rng.choice(here, size, replace=False)
        errors = int((truth[drawn] != label[drawn]).sum())
        mended[drawn] = truth[drawn]
        strata[value] = Checked(len(here), size, errors, 0, len(here) - size)
    count = int(mended.sum())
    exact = count - remaining(strata[True], ALPHA / 2), int(truth.sum()), count + remaining(strata[False], ALPHA / 2)
    off = predictive_interval([strata[True]], [strata[False]]) or (0, 0)
    return exact, (count + off[0], int(truth.sum()), count + off[1]), strata[True].errors + strata[False].errors


@pytest.mark.parametrize("error_rate", [0.0, 0.01, 0.02, 0.05, 0.1, 0.2])
@pytest.mark.parametrize("checks", [20, 40, 60])
def test_coverage_is_at_least_nominal_at_every_error_rate(error_rate: float, checks: int) -> None:
    rng = np.random.default_rng(int(1000 * error_rate) + checks)
    runs = [simulate(rng, error_rate, checks) for _ in range(400)]
    covered = [low <= true <= high for (low, true, high), _, _ in runs]
    assert np.mean(covered) >= 0.95
    missed_without_an_error = [not inside for inside, (_, _, errors) in zip(covered, runs, strict=True) if errors == 0]
    assert sum(missed_without_an_error) <= ALPHA / 2 * len(runs)


@pytest.mark.parametrize("error_rate", [0.0, 0.01, 0.02])
def test_an_audit_that_finds_no_error_still_leaves_a_margin_that_covers(error_rate: float) -> None:
    rng = np.random.default_rng(7)
    clean = [exact for exact, _, errors in (simulate(rng, error_rate, 40) for _ in range(400)) if errors == 0]
    assert len(clean) > 80
    assert all(high > low for low, _, high in clean)
    assert np.mean([low <= true <= high for low, true, high in clean]) >= 0.95


@pytest.mark.parametrize("error_rate", [0.02, 0.05, 0.1])
def test_the_companion_is_narrower_and_covers_too(error_rate: float) -> None:
    rng = np.random.default_rng(11)
    runs = [simulate(rng, error_rate, 40) for _ in range(400)]
    assert np.mean([low <= true <= high for _, (low, true, high), _ in runs]) >= 0.95
    exact = np.mean([high - low for (low, _, high), _, _ in runs])
    assert np.mean([high - low for _, (low, _, high), _ in runs]) < exact


def test_going_on_until_the_interval_is_narrow_enough_keeps_coverage() -> None:
    """A second audit, of what the first left unread, only where the first was too wide: the gate's advice taken."""
    rng, covered = np.random.default_rng(23), []
    for _ in range(400):
        truth = rng.random(124) < 0.37
        label = np.where(rng.random(124) < 0.06, ~truth, truth)
        unread = np.arange(124)
        for checks in (30, 25, 20):
            low = high = 0
            drawn_all = []
            for value in (True, False):
                here = unread[label[unread] == value]
                size = round(checks * len(here) / len(unread))
                drawn = rng.choice(here, size, replace=False)
                errors = int((truth[drawn] != label[drawn]).sum())
                left = remaining(Checked(len(here), size, errors, 0, len(here) - size), ALPHA / 2)
                low, high = (left, high) if value else (low, left)
                drawn_all.append(drawn)
            drawn_now = np.concatenate(drawn_all)
            label[drawn_now] = truth[drawn_now]
            unread = np.setdiff1d(unread, drawn_now)
            if low + high <= 0.12 * 124:
                break
        covered.append(label.sum() - low <= truth.sum() <= label.sum() + high)
    assert np.mean(covered) >= 0.95


def test_intervals_that_fail_here_are_not_offered() -> None:
    """Wald's, and those for a sample of a larger population: 46 of 124 would be 29 to 46 %, whatever the labels are worth."""
    offered = {name.lower() for name in dir(bounds)}
    assert not {
        name for name in offered if any(word in name for word in ("wald", "wilson", "normal", "superpopulation"))
    }
    # A check of everything leaves no margin at all; an interval for a superpopulation would.
    assert remaining(Checked(124, 124, 0, 0, 0), ALPHA / 2) == 0
