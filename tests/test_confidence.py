"""Signals, the shipped fit, what is learnt from decisions, and the learned second opinion."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from classifier.confidence import letter_signals, round_signals, settings_of, weighed
from classifier.confidence.fitting import FEWEST, UNCHANGED, Example, fit_of, folds_of
from classifier.confidence.prior import PriorFit, shipped_fits
from classifier.confidence.second_stage import Item, second_opinions
from classifier.confidence.signals import logit, rarity
from classifier.records import Answer, Label, Letter, Proposal, Span
from classifier.round import Round
from classifier.rules import propose
from tests.a_round import letter, make_round


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return make_round(tmp_path)


def answers_of(one: Letter, confidence: float = 0.9, how: str = "number") -> list[Answer]:
    """The three answers of `LETTER`."""
    words = ("Yes, for marketing.", "We use Hootsuite on Facebook. We do not use Brandwatch.", "Information not held.")
    starts = [one.text.index(some) for some in words]
    return [
        Answer(one.id, str(at), "answered", (Span(start, start + len(some)),), (), confidence, {"how": how})
        for at, (start, some) in enumerate(zip(starts, words, strict=True), 1)
    ]


def said(label: Label, *fired: str) -> Proposal:
    """A label of the rules that they are half sure of."""
    return Proposal("a", "run", "field", label, 0.5, (), {"rules": 0.5, "fired": list(fired)})


# --- signals ---------------------------------------------------------------------------------------------------------


def test_signals_of_a_label_name_what_was_asked_what_was_said_and_where(round: Round) -> None:
    one = letter()
    settings = settings_of(one, answers_of(one), round)
    status, vendors = round.taxonomy.field("status"), round.taxonomy.field("vendors")
    first, second, _ = settings.values()
    found = letter_signals(said("held", "yes"), status, round.taxonomy, first)
    assert found["score"] == 0.0
    assert found["words"] == math.log1p(3)
    assert found["split"] == pytest.approx(math.log(9))
    assert {"how=number", "asks=whether", "says=held", "says=held&whether"} <= found.keys()
    assert not {"mixed", "reserves"} & found.keys()
    torn = letter_signals(said("held", "yes", "not-held"), status, round.taxonomy, second)
    assert (torn["mixed"], torn["reserves"], torn["says=held&reserves"]) == (1.0, math.log1p(1), 1.0)  # "do not use"
    named = letter_signals(said(("Hootsuite", "Quillwatch")), vendors, round.taxonomy, second)
    assert named["values"] == pytest.approx(math.log(3))
    assert named["unlisted"] == 1.0  # Quillwatch is in no gazetteer
    assert "unlisted" not in letter_signals(said(("Hootsuite",)), vendors, round.taxonomy, second)
    assert letter_signals(said(()), vendors, round.taxonomy, second)["empty"] == 1.0


def test_questions_that_share_a_passage_are_counted(round: Round) -> None:
    one = letter()
    first, second, third = answers_of(one)
    settings = settings_of(one, [first, replace(second, spans=first.spans), third], round)
    assert [setting.sharing for setting in settings.values()] == [2, 2, 1]
    silent = settings_of(one, [Answer(one.id, "1", "unanswered")], round)
    assert [(setting.words, setting.sharing) for setting in silent.values()] == [(0, 1)]


def test_a_models_own_signals_are_read_as_they_were_stored(round: Round) -> None:
    one = letter()
    setting = settings_of(one, answers_of(one), round)[answers_of(one)[0].id]
    stored = {
        "p_dist": {"held": 0.7, "not_held": 0.2, "partial": 0.1}, "p_logprob": 0.9, "agree": 0.6, "torn": True,
        "grounding": "normalised", "rules_label": "partial", "rules_agree": False, "rules": 0.8,
    }  # fmt: skip
    found = round_signals(0.7, stored, setting, 0.75)
    assert found["claimed"] == pytest.approx(math.log(7 / 3))
    assert found["lead"] == pytest.approx(0.5)
    assert found["agree"] == pytest.approx(math.log(1.5))
    assert (found["torn"], found["inexact quote"], found["rules differ"], found["scanned"]) == (1.0, 1.0, 1.0, 0.25)
    assert found["rules differ, sure"] == pytest.approx(math.log(4))
    agreeing = round_signals(0.7, stored | {"rules_agree": True}, setting, None)
    assert agreeing["rules agree"] == pytest.approx(math.log(4))
    assert "rules differ" not in agreeing
    assert not {"p_logprob", "agree", "lead"} & round_signals(0.7, {}, setting, None).keys()


def test_rare_labels_are_those_that_few_answers_have() -> None:
    found = rarity(["held"] * 9 + ["partial"])
    assert found["partial"] == pytest.approx(math.log(10))
    assert found["held"] == pytest.approx(math.log(10 / 9))
    assert rarity([]) == {}


# --- the shipped fit -------------------------------------------------------------------------------------------------


def test_a_label_is_surer_where_the_place_is(round: Round) -> None:
    one = letter()
    sure, unsure = (
        weighed(propose(one, some, round, "run"), one, some, round)[0]
        for some in (answers_of(one, 0.95, "number"), answers_of(one, 0.3, "rest"))
    )
    assert sure.label == unsure.label == "held"
    assert sure.signals["rules"] == unsure.signals["rules"]
    assert sure.confidence > unsure.confidence


def test_every_reading_has_a_fit_and_every_confidence_is_a_probability(round: Round) -> None:
    assert set(shipped_fits()) == {"holding", "cues", "names", "provisions"}
    one = letter()
    for proposal in weighed(propose(one, answers_of(one), round, "run"), one, answers_of(one), round):
        assert 0 < proposal.confidence < 1


def test_weighing_in_parts_is_the_fit_as_it_is_written(round: Round) -> None:
    one, some = letter(), answers_of(letter())
    settings = settings_of(one, some, round)
    for proposal in weighed(propose(one, some, round, "run"), one, some, round):
        field, fit = round.taxonomy.field(proposal.field), shipped_fits()[round.taxonomy.field(proposal.field).reading]
        signals = letter_signals(proposal, field, round.taxonomy, settings[proposal.answer_id])
        assert proposal.confidence == pytest.approx(fit.probability(signals), abs=1e-4)


def test_a_fit_is_a_logistic_function_of_its_signals() -> None:
    fit = PriorFit(1.0, {"score": 2.0})
    # 1 / (1 + e^-(1 + 2 · .5)) = .8808; an unknown signal counts for nothing
    assert fit.probability({"score": 0.5, "unheard of": 9.0}) == 0.8808


# --- learning from decisions -----------------------------------------------------------------------------------------


def examples(right: int, wrong: int, claimed: float = 0.9, shown: bool = False, **signals: float) -> list[Example]:
    return [Example(f"Council {at}", claimed, signals, at < right, shown) for at in range(right + wrong)]


def test_confidence_moves_to_how_often_labels_turned_out_right() -> None:
    # claimed .9, right in 70 of 100
    assert fit_of(examples(70, 30)).probability(0.9, {}) == pytest.approx(0.70, abs=0.01)
    # and where it claimed what came out, it stays
    assert fit_of(examples(90, 10)).probability(0.9, {}) == pytest.approx(0.90, abs=0.01)


def test_under_twenty_blind_decisions_nothing_is_learnt() -> None:
    assert fit_of(examples(10, FEWEST - 11)) is UNCHANGED
    assert fit_of(examples(10, FEWEST - 10)) is not UNCHANGED
    assert fit_of(examples(80, 20, shown=True)) is UNCHANGED
    assert UNCHANGED.probability(0.73, {"any": 3.0}) == 0.73


def test_a_signal_that_tells_right_from_wrong_gets_a_weight_and_a_constant_one_is_dropped() -> None:
    some = examples(90, 10, torn=0.0, always=1.0) + examples(40, 60, torn=1.0, always=1.0)
    fit = fit_of(some)
    assert fit.dropped == ("always",)
    assert fit.weights["torn"] < -1
    assert fit.probability(0.9, {"torn": 0.0, "always": 1.0}) > 0.8 > 0.6 > fit.probability(0.9, {"torn": 1.0})


def test_a_signal_that_four_labels_have_is_dropped() -> None:
    some = examples(90, 10, odd=0.0)
    four = [replace(one, signals={"odd": 1.0}) if at < 4 else one for at, one in enumerate(some)]
    five = [replace(one, signals={"odd": 1.0}) if at < 5 else one for at, one in enumerate(some)]
    assert fit_of(four).dropped == ("odd",)
    assert fit_of(five).dropped == ()


def test_labels_kept_in_sight_do_not_make_blind_ones_surer() -> None:
    blind, shown = examples(70, 30), examples(297, 3, shown=True)
    alone = fit_of(blind).probability(0.9, {})
    assert fit_of(blind + shown).probability(0.9, {}) == pytest.approx(alone, abs=0.06)
    as_if_blind = [replace(one, shown=False) for one in shown]
    assert fit_of(blind + as_if_blind).probability(0.9, {}) > alone + 0.15


def test_folds_are_even_fixed_by_the_seed_and_never_more_than_authorities() -> None:
    names = [f"Council {at}" for at in range(23)]
    folds = folds_of(names, "a", 5)
    assert sorted(list(folds.values()).count(at) for at in range(5)) == [4, 4, 5, 5, 5]
    assert folds == folds_of(list(reversed(names)), "a", 5)
    assert folds != folds_of(names, "b", 5)
    assert folds_of(["one"], "a", 5) == {"one": 0}
    assert folds_of([], "a") == {}


# --- the second opinion ----------------------------------------------------------------------------------------------


def items(count: int = 60) -> tuple[list[Item], dict[int, Label]]:
    """Answers of `count` authorities that the rules call held; those that speak of a draft are not."""
    found: list[Item] = []
    truths: dict[int, Label] = {}
    for at in range(count):
        words = "A draft is with the committee." if at % 3 == 0 else "The policy is attached."
        found.append(Item(f"Council {at}", "1", words, "held", "held"))
        truths[at] = "not_held" if at % 3 == 0 else "held"
    return found, truths


def opinions(some: Sequence[Item], truths: dict[int, Label], round: Round, field: str = "status") -> list[float | None]:
    return second_opinions(some, truths, folds_of([one.authority for one in some], "seed"), round.taxonomy.field(field))


def test_the_second_opinion_learns_what_the_words_say(round: Round) -> None:
    some, truths = items()
    found = opinions(some, truths, round)
    assert all(one is not None and (one < 0.3 if at % 3 == 0 else one > 0.7) for at, one in enumerate(found))
    assert found == opinions(some, truths, round)


def test_there_is_none_on_few_labels_or_few_authorities(round: Round) -> None:
    some, truths = items(30)  # each fold would learn from 24
    assert opinions(some, truths, round) == [None] * 30
    one_place = [replace(one, authority=f"Council {at % 4}") for at, one in enumerate(items()[0])]
    assert opinions(one_place, items()[1], round) == [None] * 60


def test_it_sees_nothing_of_the_authority_it_speaks_of(round: Round) -> None:
    some, truths = items()
    folds = folds_of([one.authority for one in some], "seed")
    own = {at for at, one in enumerate(some) if folds[one.authority] == folds["Council 0"]}
    turned: dict[int, Label] = {at: ("partial" if at in own else label) for at, label in truths.items()}
    before, after = opinions(some, truths, round), opinions(some, turned, round)
    assert [before[at] for at in sorted(own)] == [after[at] for at in sorted(own)]


def test_lists_are_judged_value_by_value_and_names_by_whether_there_are_any(round: Round) -> None:
    some = [replace(one, label=("marketing",), rules_label=("marketing",)) for one in items()[0]]
    truths: dict[int, Label] = {at: () if at % 3 == 0 else ("marketing",) for at in range(60)}
    found = opinions(some, truths, round, "purposes")
    assert all(one is not None and (one < 0.3 if at % 3 == 0 else one > 0.7) for at, one in enumerate(found))
    names = [replace(one, label=("Hootsuite",)) for one in items()[0]]
    given: dict[int, Label] = {at: () if at % 3 == 0 else ("Some Other",) for at in range(60)}
    found = opinions(names, given, round, "vendors")
    assert all(one is not None and (one < 0.3 if at % 3 == 0 else one > 0.7) for at, one in enumerate(found))


def test_where_all_reviewed_labels_agree_there_is_nothing_to_learn(round: Round) -> None:
    some, _ = items()
    assert opinions(some, dict.fromkeys(range(60), "held"), round) == [None] * 60


def test_answers_without_a_word_in_common_are_judged_by_question_and_rules(round: Round) -> None:
    some = [Item(f"Council {at}", str(at % 3), f"word{at}", "held", "held") for at in range(60)]
    truths: dict[int, Label] = {at: "not_held" if at % 3 == 0 else "held" for at in range(60)}
    found = opinions(some, truths, round)
    assert all(one is not None and (one < 0.4 if at % 3 == 0 else one > 0.6) for at, one in enumerate(found))


def test_log_odds_end_half_a_hundredth_from_certainty() -> None:
    assert logit(0.5) == 0.0
    assert logit(1.0) == pytest.approx(math.log(199))
    assert logit(0.0) == pytest.approx(-math.log(199))
