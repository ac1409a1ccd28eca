"""Calibration, risk at each coverage, and the bound of a stored threshold, against arithmetic written out."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from classifier.confidence.measures import bins_of, risk_at
from classifier.confidence.threshold import error_bound
from classifier.records import Label
from eval.calibration import calibration
from eval.marks import Mark, marks_of
from eval.thresholds import Threshold, keep
from tests.eval_sets import FAILED, outcome_of


def marks(tmp_path: Path, said: list[tuple[bool, float]]) -> list[Mark]:
    """Marks of a status field, one letter each: right or not, and how sure."""
    letters: list[list[tuple[Label, Label, float]]] = [
        [("held", "held" if right else "not_held", sure)] for right, sure in said
    ]
    made = outcome_of(tmp_path, "status", letters)
    return marks_of(made.letters, made.gold.round.taxonomy.field("status"), made.gold.round.taxonomy)


def test_brier_is_the_mean_square_of_what_confidence_missed_by(tmp_path: Path) -> None:
    found = calibration(marks(tmp_path, [(True, 0.9), (False, 0.6)]), "status")
    # (1 - .9)² = .01 and (.6 - 0)² = .36: mean .185
    assert found.brier.value == pytest.approx(0.185)


def test_calibration_error_is_over_bins_of_equal_mass(tmp_path: Path) -> None:
    said = [(at < 5, 0.8) for at in range(10)] + [(at < 9, 0.4) for at in range(10)]
    found = calibration(marks(tmp_path, said), "status")
    # two levels, two bins: |.8 - .5| and |.4 - .9|, half of the labels each: .15 + .25
    assert found.ece.value == pytest.approx(0.4)
    assert [(one.n, one.right) for one in found.bins] == [(10, 0.9), (10, 0.5)]
    assert [one.confidence for one in found.bins] == pytest.approx([0.4, 0.8])
    assert all(one.low < one.right < one.high for one in found.bins)


def test_many_levels_make_ten_bins_of_a_tenth_each() -> None:
    places = bins_of(np.linspace(0, 1, 100))
    assert sorted(np.bincount(places).tolist()) == [10] * 10
    assert bins_of(np.zeros(0)).size == 0
    assert set(bins_of(np.full(30, 0.7)).tolist()) == {0}


def test_risk_is_the_share_wrong_among_the_surest() -> None:
    sure, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([1.0, 0.0, 1.0, 0.0])
    # the surest 1: 0 of 1; 2: 1 of 2; 3: 1 of 3; 4: 2 of 4
    assert risk_at(sure, right).tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])


def test_equal_confidences_share_their_errors_whatever_their_order() -> None:
    sure = np.array([0.9, 0.9, 0.5])
    assert risk_at(sure, np.array([0.0, 1.0, 1.0])).tolist() == pytest.approx([1 / 2, 1 / 2, 1 / 3])
    assert risk_at(sure, np.array([1.0, 0.0, 1.0])).tolist() == pytest.approx([1 / 2, 1 / 2, 1 / 3])


def test_the_area_under_risk_and_coverage_and_what_is_above_the_least(tmp_path: Path) -> None:
    found = calibration(marks(tmp_path, [(True, 0.9), (False, 0.8), (True, 0.7), (False, 0.6)]), "status")
    # AURC: (0 + 1/2 + 1/3 + 1/2) / 4 = 1/3. Best order: right, right, wrong, wrong: (0 + 0 + 1/3 + 1/2) / 4 = 5/24
    assert found.aurc == pytest.approx(1 / 3)
    assert found.excess == pytest.approx(1 / 3 - 5 / 24)
    # pairs of right and wrong that are in order: .9 > .8, .9 > .6, .7 > .6 of four
    assert found.auroc == pytest.approx(3 / 4)
    assert found.upper_half.value == 0.5
    assert found.curve[0] == (0.25, 0.0)
    assert found.curve[-1] == (1.0, 0.5)


def test_all_right_has_no_auroc_and_nothing_has_no_score(tmp_path: Path) -> None:
    assert calibration(marks(tmp_path, [(True, 0.9), (True, 0.8)]), "status").auroc is None
    empty = calibration([], "status")
    assert (empty.brier.value, empty.ece.value, empty.aurc, empty.curve) == (None, None, None, ())


def test_a_failure_has_no_confidence_and_is_counted_apart(tmp_path: Path) -> None:
    made = outcome_of(tmp_path, "status", [[("held", FAILED, 0.0), ("held", "held", 0.8)]])
    field = made.gold.round.taxonomy.field("status")
    found = calibration(marks_of(made.letters, field, made.gold.round.taxonomy), "status")
    assert (found.n, found.without) == (1, 1)


def test_the_bound_is_the_error_rate_at_which_so_few_errors_are_just_too_rare() -> None:
    # no error in 45: (1 - p)^45 = .10 at p = 1 - .1^(1/45) = .0499
    assert error_bound(0, 45, 0.10) == pytest.approx(1 - 0.1 ** (1 / 45))
    bound = error_bound(3, 100, 0.10)
    assert bound is not None
    assert binom.cdf(3, 100, bound) == pytest.approx(0.10)
    assert error_bound(0, 0, 0.10) is None


def test_a_threshold_holds_while_its_bound_is_within_the_target(tmp_path: Path) -> None:
    good = keep(marks(tmp_path / "a", [(True, 0.9)] * 45 + [(False, 0.5)] * 5), "status", Threshold(0.8, 0.05, 0.10))
    assert (good.accepted, good.wrong, good.n, good.holds) == (45, 0, 50, True)
    one_more = keep(marks(tmp_path / "b", [(True, 0.9)] * 44 + [(False, 0.9)]), "status", Threshold(0.8, 0.05, 0.10))
    assert (one_more.wrong, one_more.holds) == (1, False)
    nothing = keep(marks(tmp_path / "c", [(False, 0.5)]), "status", Threshold(0.8))
    assert (nothing.accepted, nothing.bound, nothing.holds) == (0, None, True)
