"""The whole way from labels to the printed range, simulated: drawn, checked blind, counted; the truth lies inside."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifier.records import Authority, CurrentAnswer, Review, Span
from classifier.round import Round
from classifier.statistics import Result, count, draw_audit, split_of
from tests.statistics_rounds import AT, answer, make_frame, make_round, statistic

N = 124


def truth_and_label(rng: np.random.Generator, error_rate: float) -> tuple[list[str | None], list[str | None]]:
    """Each authority's true and machine status; None for one that does not answer the question."""
    values: list[str | None] = ["held", "not_held", "not_applicable", None]
    truth = rng.choice(4, N, p=[0.37, 0.38, 0.15, 0.10])
    label = np.where(rng.random(N) < error_rate, rng.integers(0, 4, N), truth)
    return [values[one] for one in truth], [values[one] for one in label]


def answer_of(name: str, status: str | None) -> CurrentAnswer:
    made = answer(name, "1", {"status": status}, state="answered" if status else "unanswered")
    return replace(made, answer=replace(made.answer, spans=(Span(0, 1),) if status else ()))


def decision(one: CurrentAnswer, status: str | None, **shown: object) -> list[Review]:
    """What a person decides who knows the truth: the passage where it was missed or wrongly taken, and the status."""
    token = "blind" if shown else "ad hoc"
    events = [Review(one.answer.id, "status", "label", status, "Ada", token, AT, shown=dict(shown))]
    if bool(status) != bool(one.answer.spans):
        spans = (Span(0, 1),) if status else ()
        events.append(Review(one.answer.id, "spans", "label", None, "Ada", token, AT, spans=spans, shown=dict(shown)))
    return events


def settled(name: str, status: str | None) -> CurrentAnswer:
    """An answer as it stands when a person has decided on it."""
    made = answer_of(name, status)
    return replace(made, by={"status": "human"})


def simulate(
    round: Round, rng: np.random.Generator, error_rate: float, checks: int, of: str
) -> tuple[Result, int, float]:
    """One round of 124: a third reviewed first, then drawn, checked blind and counted; with the true count and share."""
    names = [f"A{at:03d}" for at in range(N)]
    truth, label = (dict(zip(names, values, strict=True)) for values in truth_and_label(rng, error_rate))
    one = statistic(round, of=of, all=[{"question": "1", "status": "held"}])
    authorities = [Authority(name) for name in names]
    machine = {name: answer_of(name, label[name]) for name in names}
    first = [name for name in names if rng.random() < 0.3]
    reviews = [event for name in first for event in decision(machine[name], truth[name])]
    current = machine | {name: settled(name, truth[name]) for name in first}
    frame, histories = make_frame(round, list(current.values()), authorities, *reviews)
    audit = draw_audit(
        frame, [(one, split_of(count(frame, one, [], histories), checks))], "Ada", AT, str(rng.integers(1 << 30))
    )
    drawn = [unit.authority for unit in audit.units if unit.drawn]
    blind = {"blind": True, "reasons": [f"blind check of {audit.name}"]}
    reviews += [event for name in drawn for event in decision(machine[name], truth[name], **blind)]
    current |= {name: settled(name, truth[name]) for name in drawn}
    frame, histories = make_frame(round, list(current.values()), authorities, *reviews)
    result = count(frame, one, [replace(audit, closed_by="Ada", closed_at_utc=AT)], histories)
    inside = [
        value
        for value in truth.values()
        if of == "replied" or (value and (of == "answered" or value != "not_applicable"))
    ]
    return result, inside.count("held"), inside.count("held") / len(inside)


@pytest.mark.parametrize("of", ["replied", "answered", "applicable"])
@pytest.mark.parametrize("error_rate", [0.0, 0.03, 0.1, 0.25])
def test_the_printed_range_covers_the_truth(tmp_path: Path, of: str, error_rate: float) -> None:
    round, rng = make_round(tmp_path), np.random.default_rng(int(100 * error_rate) + len(of))
    runs = [simulate(round, rng, error_rate, 40, of) for _ in range(40)]
    counted = [result.low <= true <= result.high for result, true, _ in runs]
    shared = [
        (result.share_low or 0.0) - 1e-9 <= share <= (result.share_high or 0.0) + 1e-9 for result, _, share in runs
    ]
    assert np.mean(counted) >= 0.95
    assert np.mean(shared) >= 0.95
    for result, _, _ in runs:
        assert result.audit is not None
        assert result.audit.checked >= 38
        assert result.low <= result.count <= result.high
        assert result.high - result.low < N / 2  # it says something


def test_a_round_that_was_read_whole_has_no_margin(tmp_path: Path) -> None:
    result, true, share = simulate(make_round(tmp_path), np.random.default_rng(1), 0.1, N, "answered")
    assert (result.low, result.count, result.high) == (true, true, true)
    assert result.share_low == result.share_high == pytest.approx(share)
