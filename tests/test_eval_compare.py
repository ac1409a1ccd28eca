"""Two runs side by side: paired differences, exact tests, who gained and who lost."""

from pathlib import Path
from typing import Any

import pytest

from classifier.errors import UserError
from classifier.records import Label
from eval.compare import Comparison, Paired, compare, mcnemar
from eval.scores import as_json, score
from tests.eval_sets import outcome_of


def report(folder: Path, given: list[list[Label]], field: str = "status", gold: Label = "held") -> dict[str, Any]:
    """A run's report: gold is the same for every answer."""
    return as_json(score(outcome_of(folder, field, [[(gold, one, 0.9) for one in letter] for letter in given])))


def measure_of(comparison: Comparison, field: str, measure: str) -> Paired:
    return next(one for one in comparison.measures if (one.field, one.measure) == (field, measure))


def test_mcnemar_is_the_binomial_test_of_gains_against_losses() -> None:
    # 1 loss, 7 gains: 2 · (C(8,0) + C(8,1)) / 2^8 = 2 · 9 / 256
    assert mcnemar(7, 1) == pytest.approx(18 / 256)
    assert mcnemar(0, 0) is None
    assert mcnemar(3, 3) == 1.0


def test_differences_are_paired_by_answer(tmp_path: Path) -> None:
    before = report(tmp_path / "a", [["held", "not_held", None], ["held", "held", "held"]])
    after = report(tmp_path / "b", [["held", "held", "held"], ["held", "held", "not_held"]])
    found = compare(before, after)
    right = measure_of(found, "status", "whole label right")
    # 4 of 6, then 5 of 6; two gained, one lost
    assert right.before == pytest.approx(4 / 6)
    assert right.after == pytest.approx(5 / 6)
    assert right.difference.value == pytest.approx(1 / 6)
    assert (right.gained, right.lost, right.p) == (2, 1, 1.0)
    assert [(one.letter, one.question, one.before, one.after) for one in found.gained] == [
        ("letter-0", "2", "not_held", "held"),
        ("letter-0", "3", None, "held"),
    ]
    assert [(one.letter, one.question) for one in found.lost] == [("letter-1", "3")]
    values = measure_of(found, "status", "F1 of values")
    # before: tp 4, fp 1, fn 2: 8/11. After: tp 5, fp 1, fn 1: 10/12
    assert values.difference.value == pytest.approx(10 / 12 - 8 / 11)
    assert values.support == 6


def test_the_same_run_twice_differs_in_nothing(tmp_path: Path) -> None:
    once = report(tmp_path / "a", [["held", None], ["held", "partial"]])
    found = compare(once, once)
    assert {
        (one.difference.value, one.difference.low, one.difference.high) for one in found.measures if one.support
    } <= {(0.0, 0.0, 0.0), (None, None, None)}
    assert (found.gained, found.lost, found.unpaired) == ((), (), 0)


def test_pairing_makes_the_interval_narrower_than_the_spread_of_letters(tmp_path: Path) -> None:
    # letters differ much, the runs little: every letter loses exactly one of three answers
    before = report(tmp_path / "a", [["held", "held", None if at % 2 else "held"] for at in range(10)])
    after = report(tmp_path / "b", [["held", None, None if at % 2 else "held"] for at in range(10)])
    difference = measure_of(compare(before, after), "status", "whole label right").difference
    assert difference.value == pytest.approx(-1 / 3)
    assert difference.low == pytest.approx(-1 / 3)
    assert difference.high == pytest.approx(-1 / 3)


def test_answers_of_one_run_only_are_counted_and_none_in_common_is_refused(tmp_path: Path) -> None:
    before, after = (report(tmp_path / name, [["held"], ["held"]]) for name in "ab")
    before["items"] = before["items"][:1]
    assert compare(before, after).unpaired == 1
    before["items"] = []
    with pytest.raises(UserError, match="no answer in common"):
        compare(before, after)
