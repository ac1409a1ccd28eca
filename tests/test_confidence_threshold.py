"""Thresholds by Learn-then-Test: against arithmetic written out, against MAPIE, and by simulation: is the promise kept?"""

import warnings

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from classifier.confidence.threshold import (
    Check,
    Step,
    certify,
    error_bound,
    more_needed,
    needed,
    p_value,
    steps_of,
    walk_of,
)

ALL = Step(0.0, 1.0, 0.0)


def checks(right: int, wrong: int, confidence: float = 0.9) -> list[Check]:
    return [Check(confidence, False)] * right + [Check(confidence, True)] * wrong


def test_so_many_labels_without_an_error_are_needed() -> None:
    # (1 - .05)^45 = .0994 and (1 - .05)^44 = .1047; (1 - .05)^59 = .0485
    assert needed(0.05, 0.10) == 45
    assert needed(0.05, 0.05) == 59
    # the smallest n for 0, 1 and 2 errors at a bound of 5 %, one-sided 95 %
    for wrong, least in enumerate((59, 93, 124)):
        assert p_value(wrong, least, 0.05) <= 0.05 < p_value(wrong, least - 1, 0.05)


def test_the_p_value_is_that_of_the_exact_binomial_test() -> None:
    for wrong, n in ((0, 10), (3, 80), (7, 90)):
        exact = binomtest(wrong, n, 0.05, alternative="less").pvalue
        assert p_value(wrong, n, 0.05) == pytest.approx(exact)
    assert p_value(0, 0, 0.05) == 1.0


def test_the_bound_is_that_of_clopper_and_pearson() -> None:
    # no error in 45: (1 - p)^45 = .10 at p = 1 - .1^(1/45) = .0499
    assert error_bound(0, 45, 0.10) == pytest.approx(1 - 0.1 ** (1 / 45))
    bound = error_bound(3, 100, 0.10)
    assert bound is not None
    assert binom.cdf(3, 100, bound) == pytest.approx(0.10)
    assert error_bound(0, 0, 0.10) is None
    assert error_bound(5, 5, 0.10) == 1.0


def test_steps_are_the_surest_forty_per_cent_and_wider() -> None:
    steps = steps_of([at / 20 for at in range(1, 21)])
    # of 20 labels the surest 8 (40 %), 9, 10 … 20: .65 and up, .60 and up …
    assert [one.confidence for one in steps] == [at / 20 for at in range(13, 0, -1)]
    assert [one.coverage for one in steps] == pytest.approx([at / 20 for at in range(8, 21)])
    # the surest 8 are .65, .70 … 1.00: their mean doubt is 1 - .825
    assert steps[0].expected == pytest.approx(0.175)
    assert steps_of([]) == []


def test_labels_of_one_confidence_are_let_through_together() -> None:
    # seven of ten are equally sure: no step can take four or five of them
    assert [(one.confidence, one.coverage) for one in steps_of([0.9] * 7 + [0.5, 0.4, 0.3])] == [
        (0.9, 0.7),
        (0.5, 0.8),
        (0.4, 0.9),
        (0.3, 1.0),
    ]


def test_the_walk_stops_at_the_first_step_that_fails() -> None:
    # 60 right above .9; another 40 above .8, 6 of them wrong; another 100 right above .7
    sample = checks(60, 0, 0.9) + checks(34, 6, 0.8) + checks(100, 0, 0.7)
    steps = [Step(0.9, 0.3, 0.0), Step(0.8, 0.5, 0.0), Step(0.7, 1.0, 0.0)]
    verdict = certify(sample, steps, 0.05, 0.10)
    # P(0 of 60) = .95^60 = .046 passes; P(at most 6 of 100) = .766 fails, and nothing after it is tested,
    # although P(at most 6 of 200) = .124 might have come close
    assert [(one.n, one.wrong) for one in verdict.tested] == [(60, 0), (100, 6)]
    assert verdict.passed is not None
    assert verdict.passed.step.confidence == 0.9
    assert verdict.bound == pytest.approx(1 - 0.1 ** (1 / 60))
    assert verdict.bound is not None
    assert verdict.bound <= 0.05


def test_a_step_with_too_small_a_sample_is_no_test() -> None:
    steps = [Step(0.9, 0.3, 0.0), Step(0.5, 1.0, 0.0)]
    # 30 of the sample are above .9: even without an error .95^30 = .21; the walk begins at .5
    verdict = certify(checks(30, 0, 0.9) + checks(30, 0, 0.5), steps, 0.05, 0.10)
    assert [one.step.confidence for one in verdict.tested] == [0.5]
    assert verdict.passed is not None
    assert certify(checks(44, 0), [ALL], 0.05, 0.10).passed is None
    assert certify([], [ALL]).tested == ()


def test_the_walk_begins_where_the_smallest_sample_will_do() -> None:
    # nearly all are surely right: all of them can be tested at once, with 45 checks at a risk of 10 %
    assert walk_of([0.999] * 100, 0.05, 0.10)[0].coverage == 1.0
    # half are in doubt (30 % wrong): only the surer half or less can pass
    assert walk_of([0.999] * 50 + [0.7] * 50, 0.05, 0.10)[0].coverage == 0.5
    assert walk_of([0.8] * 100, 0.05, 0.10) == []


def test_how_many_more_checks_would_do() -> None:
    step = Step(0.9, 0.5, 0.0)
    # 40 without an error above; 45 are needed, half of all checks fall above: (45 - 40) / .5
    assert more_needed(checks(40, 0), [step], 0.05, 0.10) == 10
    # one error: 77 are needed (P(at most 1 of 77) = .0972, of 76: .1011)
    assert more_needed(checks(39, 1), [step], 0.05, 0.10) == 74
    assert more_needed(checks(45, 0), [step], 0.05, 0.10) == 0
    # one in fifty is expected to be wrong: 1 of 45 to 74 (77 would be needed), then 2 of 75 to 124, and 105 are needed
    assert more_needed([], [Step(0.9, 1.0, 0.02)], 0.05, 0.10) == 105
    assert more_needed([], [], 0.05, 0.10) is None
    assert more_needed([], [Step(0.9, 1.0, 0.2)], 0.05, 0.10) is None


def rounds(seed: int, times: int, n: int, base: float = 0.08, bend: float = 1.0) -> list[tuple[list[Check], list[float], np.ndarray, np.ndarray]]:  # fmt: skip
    """Simulate rounds of 3,000 labels: a sample of n, all confidences, all true error rates.

    Log odds of being right are normal round those of 1 - base; confidences see them through noise, and `bend` makes
    them too sure or too modest.
    """
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(times):
        odds = np.log((1 - base) / base) + 1.2 + 1.8 * rng.standard_normal(3000)
        right = 1 / (1 + np.exp(-odds))
        sure = np.round(1 / (1 + np.exp(-bend * (odds + 0.7 * rng.standard_normal(3000)))), 4)
        wrong = rng.random(3000) > right
        drawn = rng.choice(3000, n, replace=False)
        found.append(([Check(float(sure[at]), bool(wrong[at])) for at in drawn], sure.tolist(), sure, 1 - right))
    return found


@pytest.mark.parametrize(("bend", "n"), [(1.0, 150), (1.0, 600), (1.5, 300), (0.6, 300)])
def test_the_promise_is_broken_no_more_often_than_promised(bend: float, n: int) -> None:
    times, broken, given = 400, 0, 0
    for sample, sure, confidences, error in rounds(7, times, n, bend=bend):
        verdict = certify(sample, walk_of(sure), 0.05, 0.10)
        if verdict.passed:
            given += 1
            broken += error[confidences >= verdict.passed.step.confidence].mean() > 0.05
    # promised: at most one in ten of all rounds; three standard errors of 400 are .045
    assert broken / times <= 0.10 + 3 * (0.1 * 0.9 / times) ** 0.5
    assert given > 0


def test_the_promise_is_kept_where_every_step_is_on_the_edge() -> None:
    """The hardest case: the error is just over the target at every step, so that every threshold breaks the promise."""
    rng = np.random.default_rng(3)
    times, broken = 4000, 0
    walk = [Step(level, 1 - level, 0.0) for level in (0.5, 0.4, 0.3, 0.2, 0.1, 0.0)]
    for _ in range(times):
        sure, wrong = rng.random(200), rng.random(200) < 0.0501
        sample = [Check(float(a), bool(b)) for a, b in zip(sure, wrong, strict=True)]
        broken += certify(sample, walk, 0.05, 0.10).passed is not None
    assert broken / times <= 0.10 + 3 * (0.1 * 0.9 / times) ** 0.5


def test_all_looks_together_keep_the_promise() -> None:
    """Looks at 100, 200, 400 and 800 labels spend a half, a quarter … of the risk; a test after every label does not."""
    rng = np.random.default_rng(5)
    times, by_looks, by_every = 1500, 0, 0
    for _ in range(times):
        wrong = np.cumsum(rng.random(800) < 0.0501)
        by_looks += any(
            p_value(int(wrong[n - 1]), n, 0.05) <= 0.10 / 2**at for at, n in enumerate((100, 200, 400, 800), 1)
        )
        by_every += bool((binom.cdf(wrong[44:], np.arange(45, 801), 0.05) <= 0.10).any())
    assert by_looks / times <= 0.10 + 3 * (0.1 * 0.9 / times) ** 0.5
    assert by_every / times > 0.25


def test_choosing_the_threshold_by_the_share_seen_breaks_it_far_more_often() -> None:
    """What the method is for: the widest step whose observed error is within 5 % is over it in a third of rounds."""
    broken = 0
    for sample, sure, confidences, error in rounds(7, 200, 150):
        levels = [one.confidence for one in steps_of(sure)]
        within = [level for level in levels if _seen(sample, level) <= 0.05]
        broken += bool(within) and error[confidences >= min(within)].mean() > 0.05
    assert broken / 200 > 0.25


def _seen(sample: list[Check], level: float) -> float:
    above = [one.wrong for one in sample if one.confidence >= level]
    return sum(above) / len(above) if above else 1.0


def test_a_threshold_of_mapie_lies_within_ours() -> None:
    """MAPIE's controller tests "precision of acceptance" with Hoeffding-Bentkus p-values, which are more careful."""
    from mapie.risk_control import BinaryClassificationController

    ours, theirs = 0, 0
    for sample, sure, _, _ in rounds(11, 20, 600):
        walk = steps_of(sure)
        verdict = certify(sample, walk, 0.05, 0.10)
        controller = BinaryClassificationController(
            lambda scores: np.column_stack([1 - scores[:, 0], scores[:, 0]]),
            risk="precision",
            target_level=0.95,
            confidence_level=0.90,
            list_predict_params=np.array([one.confidence for one in walk]),
            fwer_method="fixed_sequence",
        )
        scores = np.array([[one.confidence] for one in sample])
        right = np.array([int(not one.wrong) for one in sample])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            controller.calibrate(scores, right)
        valid = list(np.atleast_1d(controller.valid_predict_params))
        ours += verdict.passed is not None
        theirs += bool(valid)
        if valid:
            assert verdict.passed is not None
            assert verdict.passed.step.confidence <= min(valid)
    assert ours >= theirs > 0
