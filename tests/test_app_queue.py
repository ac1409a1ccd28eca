"""The queue's reasons and order, blind shares, agreement, histories and pace: arithmetic written out."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from classifier.records import CurrentAnswer, Label, Review, answer_id
from classifier.review_queue import is_blind, queue_items
from classifier.review_queue.agreement import agreement, cohen_kappa, jaccard, krippendorff_alpha, nominal
from classifier.review_queue.events import conflicts, first_labels, pending_checks, readers, standing
from classifier.review_queue.sampling import draw, in_share, sample_needed, upper_bound
from classifier.review_queue.screening import pace
from classifier.round import Round
from classifier.store import read_current
from review_app.desk.item import why_open
from tests.browser.rounds import make_round

_AT = datetime.fromisoformat("2026-01-05T09:00")


@pytest.fixture
def current(tmp_path: Path) -> tuple[Round, list[CurrentAnswer]]:
    round, store = make_round(tmp_path)
    with store.reading() as db:
        return round, read_current(db)


def test_failures_come_first_then_low_confidence_and_the_sure_stay_out(
    current: tuple[Round, list[CurrentAnswer]],
) -> None:
    round, answers = current
    items = queue_items(answers, round, blind_share=0)
    assert items[0].reasons == ("failure in purposes: quotation not in the letter",)
    assert [item.reasons for item in items[1:]] == [("low confidence: vendors 0.50",)] * 6
    assert items[1].priority == pytest.approx(30 * 0.5)
    assert len(items) == 7  # one failure, six times vendors; the other 17 answers raise no reason


def test_a_threshold_of_a_field_replaces_the_default(current: tuple[Round, list[CurrentAnswer]]) -> None:
    round, answers = current
    assert len(queue_items(answers, round, thresholds={"vendors": 0.4}, blind_share=0)) == 1


def test_a_label_that_came_after_the_learning_is_under_every_threshold(
    current: tuple[Round, list[CurrentAnswer]],
) -> None:
    round, answers = current
    one = next(one for one in answers if one.answer.question_id == "1")
    assert queue_items([one], round, blind_share=0) == []
    late = replace(one, signals={"status": {"uncalibrated": True}})
    (item,) = queue_items([late], round, blind_share=0)
    assert item.reasons == ("low confidence: holding status 0.95",)
    status = round.taxonomy.field("status")
    assert why_open(late, status, 0.9, blind=False) == "it came after its threshold was tested"
    assert why_open(one, status, 0.9, blind=False) == ""


def test_what_a_person_decided_wholly_is_in_no_queue_but_for_a_second_reading(
    current: tuple[Round, list[CurrentAnswer]],
) -> None:
    round, answers = current
    fields = [field.name for field in round.taxonomy.fields]
    decided = replace(answers[0], by=dict.fromkeys(fields, "human"), labels=dict.fromkeys(fields, ()))
    assert queue_items([decided], round, readers={decided.answer.id: 1}, overlap_share=0) == []
    (second,) = queue_items([decided], round, readers={decided.answer.id: 1}, overlap_share=1)
    assert second.reasons == ("second reading",)
    assert is_blind(second.reasons)
    assert queue_items([decided], round, readers={decided.answer.id: 2}, overlap_share=1) == []


def test_each_doubt_has_its_reason(current: tuple[Round, list[CurrentAnswer]]) -> None:
    round, answers = current
    base = next(one for one in answers if one.answer.question_id == "1")
    unread = replace(base, answer=replace(base.answer, state="unread"), labels={}, by={})
    unsure = replace(base, answer=replace(base.answer, confidence=0.4))
    pointer = replace(base, answer=replace(base.answer, evidence={"points_to": ["2"]}))
    disagree = replace(base, signals={"status": {"rules_agree": False}})
    lost = replace(base, signals={"status": {"outside_spans": True}})
    found = [
        queue_items([one], round, blind_share=0)[0].reasons[0] for one in (unread, unsure, pointer, disagree, lost)
    ]
    assert found == [
        "unread: the letter has no text layer",
        "split unsure (0.40)",
        "pointer: sees 2",
        "rules and model disagree on holding status",
        "holding status stood on words that are no longer part of the answer",
    ]


def test_a_value_on_under_two_in_a_hundred_is_rare(current: tuple[Round, list[CurrentAnswer]]) -> None:
    round, answers = current
    base = next(one for one in answers if one.answer.question_id == "1")
    rare = replace(base, labels=base.labels | {"status": "partial"})
    assert queue_items([base] * 48 + [rare], round, blind_share=0) == []  # 49 labels: too few to say
    (item,) = queue_items([base] * 59 + [rare], round, blind_share=0)  # 1 of 60 = 1.7 %
    assert item.reasons == ("rare value: partial",)


def test_the_blind_share_is_the_same_every_time_and_about_as_large_as_asked() -> None:
    ids = [answer_id(f"letter {n}", "1") for n in range(4000)]
    chosen = [one for one in ids if in_share(one, "blind", 0.1)]
    assert chosen == [one for one in ids if in_share(one, "blind", 0.1)]
    assert 320 <= len(chosen) <= 480  # 400 expected, standard deviation 19: four of them either side
    assert not any(in_share(one, "blind", 0.0) for one in ids)
    assert all(in_share(one, "blind", 1.0) for one in ids)
    assert chosen != [one for one in ids if in_share(one, "overlap", 0.1)]


def test_a_sample_depends_on_its_seed_alone() -> None:
    ids = [str(n) for n in range(100)]
    assert draw(ids, 10, "a") == draw(list(reversed(ids)), 10, "a")
    assert draw(ids, 10, "a") != draw(ids, 10, "b")
    assert len(draw(ids, 500, "a")) == 100


@pytest.mark.parametrize(("target", "checks"), [(0.05, 59), (0.02, 149), (0.01, 299)])
def test_so_many_checks_without_an_error_bound_it(target: float, checks: int) -> None:
    assert sample_needed(target) == checks
    assert upper_bound(0, checks) == pytest.approx(1 - 0.05 ** (1 / checks))
    assert (upper_bound(0, checks) or 1) <= target < (upper_bound(0, checks - 1) or 0)


def test_the_bound_with_errors_is_the_exact_one() -> None:
    assert upper_bound(2, 100) == pytest.approx(0.0616, abs=5e-4)
    assert upper_bound(5, 5) == 1.0
    assert upper_bound(0, 0) is None


def test_kappa_by_hand() -> None:
    # 6 + 2 agree of 10: p_o = 0.8; first says yes 7, second 7: p_e = 0.7 * 0.7 + 0.3 * 0.3 = 0.58
    pairs = [("yes", "yes")] * 6 + [("no", "no")] * 2 + [("yes", "no"), ("no", "yes")]
    assert cohen_kappa(pairs) == pytest.approx((0.8 - 0.58) / (1 - 0.58))
    assert cohen_kappa([("yes", "yes")] * 5) is None
    assert cohen_kappa([]) is None


def test_alpha_by_hand() -> None:
    # 20 values, 14 yes and 6 no; D_o = 2 / 10; D_e = 2 * 14 * 6 / (20 * 19)
    pairs = [("yes", "yes")] * 6 + [("no", "no")] * 2 + [("yes", "no"), ("no", "yes")]
    assert krippendorff_alpha(pairs, nominal) == pytest.approx(1 - 0.2 / (168 / 380))
    assert krippendorff_alpha([("yes", "yes")], nominal) is None


def test_sets_differ_by_what_they_do_not_share() -> None:
    assert jaccard(("a", "b"), ("b", "c")) == pytest.approx(1 - 1 / 3)
    assert jaccard((), ()) == 0
    assert jaccard(None, ()) == 1


def test_agreement_says_in_words_when_it_is_undefined(current: tuple[Round, list[CurrentAnswer]]) -> None:
    status, purposes = current[0].taxonomy.field("status"), current[0].taxonomy.field("purposes")
    same = agreement(status, [("held", "held")] * 3)
    assert (same.raw, same.kappa, same.alpha) == (1.0, None, None)
    assert same.why.startswith("undefined: unanimous")
    assert agreement(purposes, [(("a", "b"), ("b", "a"))] * 2 + [((), ("a",))]).raw == pytest.approx(2 / 3)
    assert agreement(purposes, []).why == "no answer was labelled by two people"


def review(field: str, label: Label, who: str, token: str = "t", **more: object) -> Review:
    return Review("answer", field, "label", label, who, token, _AT, shown=dict(more))


def test_histories_know_what_stands_and_where_two_differ() -> None:
    ada, bob = review("status", "held", "Ada"), review("status", "partial", "Bob")
    again = review("status", "not_held", "Ada", "t2")
    assert conflicts([ada, bob])["status"] == (ada, bob)
    assert conflicts([ada, review("status", "held", "Bob")]) == {}
    assert conflicts([review("purposes", ("a", "B"), "Ada"), review("purposes", ("b", "A"), "Bob")]) == {}
    assert first_labels([ada, bob, again], "Ada") == {"status": ada}
    back = Review("answer", "status", "revert", None, "Ada", "r", _AT, reverts=bob.id)
    assert standing([ada, bob, back]) == [ada]
    settled = review("status", "partial", "Cy", adjudicated=True)
    assert conflicts([ada, bob, settled]) == {}
    assert readers([ada, bob, settled, review("status", "held", "Dee", batch="b")]) == ["Ada", "Bob"]


def test_samples_wait_until_somebody_reads_them() -> None:
    accepted = review("status", "held", "Ada", batch="b1", sample=["x", "y"])
    assert pending_checks({"answer": [accepted]}) == {"x": "b1", "y": "b1"}
    assert pending_checks({"answer": [accepted], "x": [review("status", "held", "Bob")]}) == {"y": "b1"}
    back = Review("answer", "status", "revert", None, "Ada", "r", _AT, reverts=accepted.id)
    assert pending_checks({"answer": [accepted, back]}) == {}


def test_pace_signals_need_twenty_decisions() -> None:
    quick = {"viewed_ms": 700, "suggested": True, "kept": True}
    assert pace("Ada", [quick] * 19).signals == ()
    found = pace("Ada", [quick] * 20)
    assert found.signals == (
        "half of the decisions took under 0.7 s",
        "100% of the suggestions were taken as they stood",
    )
    careful = {"viewed_ms": 9000, "suggested": True, "kept": False}
    assert pace("Bob", [quick, careful, careful]).take_up == pytest.approx(1 / 3)
    assert pace("Cy", []).median_ms is None
