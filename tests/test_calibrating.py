"""A round's confidence end to end: what decisions are fit for, how the blind draw stands, looks, thresholds, what is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from classifier.calibrating import FieldState, calibrate, draw_more, sentence, states
from classifier.calibrating.learning import SECOND, learn
from classifier.calibrating.states import is_due, least_sample, risk_of_next
from classifier.cli import foi
from classifier.confidence.fitting import UNCHANGED, folds_of
from classifier.errors import UserError
from classifier.queueing import blind_share, thresholds_of
from classifier.records import Answer, CurrentAnswer, Label, Letter, Quote, Review, Span
from classifier.review_queue.decided import Drawn, decision_on, drawn_of, open_to_draw
from classifier.review_queue.sampling import in_share, place_in_draw
from classifier.round import Round
from classifier.store import (
    Look,
    Store,
    current_thresholds,
    open_store,
    read_current,
    read_current_answer,
    read_looks,
    read_machine,
    read_queue,
    save_reviews,
)
from eval.rounds import thresholds_in_store
from tests.a_round import make_round as small_round
from tests.browser.rounds import make_round

AT = datetime(2026, 3, 1, 9, 0)  # noqa: DTZ001 - the store keeps UTC without a zone


def event(field: str = "status", label: Label = "held", by: str = "Ada", after: int = 0, **shown: Any) -> Review:
    return Review("a", field, "label", label, by, f"{by} {after}", AT + timedelta(minutes=after), shown=shown)


# --- what decisions are fit for --------------------------------------------------------------------------------------


def test_a_blind_decision_counts_and_what_was_left_as_it_stood_does_not() -> None:
    blind = decision_on("a", [event(blind=True)], "status")
    assert blind is not None
    assert (blind.made, blind.label, blind.settled) == ("blind", "held", True)
    assert decision_on("a", [event(blind=False, kept=True, touched=False)], "status") is None
    assert decision_on("a", [event(batch="b")], "status") is None
    assert decision_on("a", [], "status") is None


def test_a_decision_by_hand_with_the_label_in_sight_is_marked_as_such() -> None:
    shown = decision_on("a", [event(touched=True, label="partial")], "status")
    assert shown is not None
    assert (shown.made, shown.label) == ("shown", "partial")


def test_the_first_blind_decision_counts_whatever_was_decided_once_the_label_was_in_sight() -> None:
    history = [event(blind=True, label="partial"), event(label="held", after=1, touched=True)]
    found = decision_on("a", history, "status")
    assert found is not None
    assert (found.made, found.label) == ("blind", "partial")


def test_two_blind_readers_who_differ_settle_nothing_until_a_third_does() -> None:
    two = [event(blind=True), event(blind=True, by="Bob", label="partial", after=1)]
    differing = decision_on("a", two, "status")
    assert differing is not None
    assert not differing.settled
    third = event(by="Cy", label="partial", after=2, adjudicated=True)
    settled = decision_on("a", [*two, third], "status")
    assert settled is not None
    assert (settled.made, settled.label, settled.settled) == ("adjudicated", "partial", True)


def test_what_the_letter_does_not_tell_is_not_settled() -> None:
    cannot = replace(event(blind=True, label=None), action="cannot_tell")
    found = decision_on("a", [cannot], "status")
    assert found is not None
    assert not found.settled


def test_what_was_taken_back_does_not_count() -> None:
    first = event(blind=True)
    back = Review("a", "status", "revert", None, "Ada", "back", AT + timedelta(minutes=1), reverts=first.id)
    assert decision_on("a", [first, back], "status") is None


# --- the draw --------------------------------------------------------------------------------------------------------

IDS = sorted((f"answer {at}" for at in range(200)), key=place_in_draw)


def test_the_draw_is_the_share_that_the_queue_takes() -> None:
    assert [one for one in IDS if place_in_draw(one) < 0.1] == [one for one in IDS if in_share(one, "blind", 0.1)]


def test_the_sample_goes_up_to_the_first_that_nobody_has_read() -> None:
    share = place_in_draw(IDS[10])
    read = {one: [event(blind=True)] for at, one in enumerate(IDS[:10]) if at != 6}
    drawn = drawn_of(reversed(IDS), read, share)
    assert drawn == Drawn(tuple(IDS[:6]), (IDS[6],))
    whole = drawn_of(IDS, read | {IDS[6]: [event(blind=True)]}, share)
    assert (whole.read, whole.complete) == (tuple(IDS[:10]), True)


def test_what_was_read_in_sight_of_a_label_is_not_drawn_from() -> None:
    share = place_in_draw(IDS[4])
    seen = {IDS[1]: [event(touched=True)]}
    assert drawn_of(IDS, seen, share) == Drawn((), (IDS[0], IDS[2], IDS[3]))
    assert IDS[1] not in open_to_draw(IDS, seen)
    accepted = {IDS[1]: [event(batch="b")]}  # nobody's reading: it is still to be read
    assert IDS[1] in drawn_of(IDS, accepted, share).waiting


# --- looks -----------------------------------------------------------------------------------------------------------


def look(number: int = 1, checked: int = 100, confidence: float | None = None) -> Look:
    return Look("r", "status", number, 0.1, "s", 0.05, 0.05, checked, "id", confidence, 60, 3, None, 0.6, "Ada", AT)


def test_each_look_spends_half_of_the_risk_that_is_left_and_needs_twice_the_sample() -> None:
    assert [risk_of_next([look()] * n, 0.10) for n in range(3)] == pytest.approx([0.05, 0.025, 0.0125])
    assert least_sample([], 0.05, 0.10) == 59  # .95^59 = .048
    assert least_sample([look()], 0.05, 0.10) == 200


def test_a_look_waits_for_the_whole_draw() -> None:
    ids = tuple(str(at) for at in range(60))
    assert is_due(Drawn(ids, ()), [], 0.05, 0.10)
    assert not is_due(Drawn(ids, ("more",)), [], 0.05, 0.10)
    assert not is_due(Drawn(ids[:58], ()), [], 0.05, 0.10)


def test_the_sentences_say_the_threshold_or_what_is_wanting() -> None:
    base = FieldState("status", 0.05, 0.10, Drawn((), ("a", "b")), None, 37, 900)
    assert sentence(base) == (
        "status: no threshold yet: 37 more blind checks would allow one at 5 % (2 wait in the queue)"
    )
    assert base.to_draw == 35
    assert "none in reach" in sentence(replace(base, more=None))
    assert "foi calibrate tests it" in sentence(replace(base, more=0))
    failed = sentence(replace(base, look=look()))
    assert failed.endswith("(2 wait in the queue): of 60 blind checks among the surest 60%, 3 differed")
    held = replace(look(confidence=0.93), bound=0.049, wrong=1, accepted=93, coverage=0.58)
    assert sentence(replace(base, look=held, more=None), "Holding status") == (
        "holding status: labels with a confidence of at least 0.93 may stand, 58% of all: 1 of 93 blind checks among them "
        "differed, so at most 4.9% are wrong (at a risk of 5.0%)"
    )


# --- a whole round ---------------------------------------------------------------------------------------------------


@pytest.fixture
def made(tmp_path: Path) -> tuple[Round, Store]:
    """70 authorities, four questions; every label claims .98, but the vendors of question 3, which claim .5."""
    return make_round(tmp_path, authorities=70, sure=0.98)


def read_blind(made: tuple[Round, Store], wrong: Sequence[str] = ()) -> int:
    """Read everything that waits as a blind check; the status of answers in `wrong` is decided otherwise."""
    round, store = made
    with store.writing() as db:
        waiting = [one.answer_id for one in read_queue(db) if "blind check" in one.reasons]
        events = []
        for name in waiting:
            current = read_current_answer(db, name)
            for field in round.taxonomy.fields:
                label = "partial" if field.name == "status" and name in wrong else current.labels.get(field.name, ())
                shown = {"blind": True, "touched": True, "reasons": ["blind check"]}
                events.append(Review(name, field.name, "label", label, "Ada", "t", AT, shown=shown))
        save_reviews(db, round.taxonomy, events)
    return len(waiting)


def status_of(made: tuple[Round, Store]) -> FieldState:
    with made[1].reading() as db:
        return next(one for one in states(db, made[0]) if one.field == "status")


def test_from_nothing_to_a_threshold(made: tuple[Round, Store]) -> None:
    round, store = made
    before = status_of(made)
    # one in fifty claims to be wrong: at a risk of 5 %, 124 checks bear the two errors that are expected of them
    assert (before.more, before.threshold, before.population) == (124, None, 280)
    with store.writing() as db:
        drawn = draw_more(db, round, "Ada", checks=before.to_draw)
        assert drawn == before.to_draw
        assert sum(place_in_draw(one.answer.id) < blind_share(db) for one in read_current(db)) == 124
    assert read_blind(made) == 124
    with store.writing() as db:
        done = {one.learnt.field: one for one in calibrate(db, round, "Ada")}
    status = done["status"]
    assert status.looked
    assert (status.learnt.decided, status.learnt.changed) == ({"blind": 124, "adjudicated": 0, "shown": 0}, True)
    found = status.state.threshold
    assert found is not None
    assert (found.look, found.checked, found.accepted, found.wrong, found.coverage) == (1, 124, 124, 0, 1.0)
    # no error in 124 at a risk of 5 %: 1 - .05^(1/124) = .0239
    assert found.bound == pytest.approx(1 - 0.05 ** (1 / 124))
    with store.reading() as db:
        assert thresholds_of(db)["status"] == found.confidence
        current = next(one for one in read_current(db) if one.by["status"] == "machine")
    assert current.confidence["status"] > current.signals["status"]["claimed"] == 0.98
    kept = thresholds_in_store(round)["status"]
    assert (kept.confidence, kept.target, kept.risk) == (found.confidence, 0.05, 0.05)


def test_errors_among_the_checks_leave_it_without_and_the_next_look_needs_twice_as_many(
    made: tuple[Round, Store],
) -> None:
    round, store = made
    with store.writing() as db:
        draw_more(db, round, "Ada", checks=100)
        waiting = [one.answer_id for one in read_queue(db) if "blind check" in one.reasons]
    count = read_blind(made, wrong=waiting[::8])
    with store.writing() as db:
        status = next(one for one in calibrate(db, round, "Ada") if one.learnt.field == "status")
        assert (status.looked, status.state.threshold) == (True, None)
        assert "status" not in current_thresholds(db)
        assert len(read_looks(db, status.state.look.run_id if status.state.look else "")) == 5
        # looked at again with nothing new: no look, and nothing is spent
        again = next(one for one in calibrate(db, round, "Ada") if one.learnt.field == "status")
    assert not again.looked
    assert again.learnt.confidences == status.learnt.confidences
    assert again.state.look == status.state.look
    assert again.state.look is not None
    assert again.state.look.checked == count


def test_while_a_threshold_is_in_force_its_confidences_stay(made: tuple[Round, Store]) -> None:
    round, store = made
    with store.writing() as db:
        draw_more(db, round, "Ada", checks=110)
    read_blind(made)
    with store.writing() as db:
        calibrate(db, round, "Ada")
        held = {one.answer.id: one.confidence["status"] for one in read_machine(db)}
        draw_more(db, round, "Ada", checks=20)
    read_blind(made, wrong=list(held))
    with store.writing() as db:
        done = next(one for one in calibrate(db, round, "Ada") if one.learnt.field == "status")
        assert not done.looked
        assert done.learnt.confidences != held
        assert {one.answer.id: one.confidence["status"] for one in read_machine(db)} == held


def test_without_decisions_confidence_is_what_was_claimed(made: tuple[Round, Store]) -> None:
    with made[1].writing() as db:
        for one in calibrate(db, made[0], "Ada"):
            assert one.learnt.fit is UNCHANGED
            assert one.learnt.second is None
            assert not one.looked
        assert {one.confidence["status"] for one in read_machine(db)} == {0.98}


def test_drawing_says_when_there_is_nothing_to_draw(made: tuple[Round, Store]) -> None:
    with made[1].writing() as db:
        assert draw_more(db, made[0], "Ada", checks=10_000) == 280 - sum(
            in_share(one.answer.id, "blind", 0.05) for one in read_current(db)
        )
        with pytest.raises(UserError, match="drawn already"):
            draw_more(db, made[0], "Ada", checks=1)


def test_a_round_without_labels_says_what_to_do(tmp_path: Path) -> None:
    round, store = make_round(tmp_path, authorities=0)
    with store.writing() as db, pytest.raises(UserError, match="foi classify"):
        calibrate(db, round, "Ada")


# --- what is learnt --------------------------------------------------------------------------------------------------


def drafts(round: Round) -> tuple[list[CurrentAnswer], dict[str, Letter], dict[str, list[Review]]]:
    """Sixty authorities, one answer each, which the machine calls held; a person, blind, calls every third not held."""
    answers, letters, histories = [], {}, {}
    for at in range(60):
        words = "A draft is with the committee." if at % 3 == 0 else "The policy is attached."
        letter = Letter(f"Council {at}", f"{at}.txt", f"{words} Reference {at}.")
        made = Answer(letter.id, "3", "answered", (Span(0, len(words)),), (), 0.9, {"how": "number"})
        quote = (Quote(0, len(words), words),)
        signals = {"status": {"rules": 0.8, "fired": []}}
        answers.append(
            CurrentAnswer(made, letter.authority, letter.source, None, {"status": "held"}, {"status": "machine"},
                          {"status": 0.8}, {"status": quote}, signals, {}, None)
        )  # fmt: skip
        letters[letter.id] = letter
        told = "not_held" if at % 3 == 0 else "held"
        histories[made.id] = [replace(event(blind=True, label=told), answer_id=made.id)]
    return answers, letters, histories


def test_the_second_opinion_joins_and_it_is_said_that_it_helps(tmp_path: Path) -> None:
    round = small_round(tmp_path)
    machine, letters, histories = drafts(round)
    folds = folds_of([one.authority for one in machine], "seed")
    learnt = learn(round.taxonomy.field("status"), round, machine, letters, histories, folds)
    assert learnt.second is not None
    assert learnt.second.helps
    assert learnt.second.used
    assert learnt.second.n == 60
    assert SECOND in learnt.fit.weights
    # claimed .8 of 60 of which 40 are right: (40 · .04 + 20 · .64) / 60 = .24
    assert learnt.claimed.brier.value == pytest.approx(0.24)
    assert learnt.learnt.brier.value is not None
    assert learnt.learnt.brier.value < 0.15
    assert learnt.learnt.surer_half.value == 1.0


def test_an_authoritys_own_decisions_do_not_move_its_confidences(tmp_path: Path) -> None:
    round = small_round(tmp_path)
    machine, letters, histories = drafts(round)
    folds = folds_of([one.authority for one in machine], "seed")
    own = [one.answer.id for one in machine if folds[one.authority] == 0]
    turned = histories | {name: [replace(histories[name][0], label="partial")] for name in own}
    status = round.taxonomy.field("status")
    before, after = (learn(status, round, machine, letters, some, folds) for some in (histories, turned))
    assert [before.confidences[name] for name in own] == [after.confidences[name] for name in own]
    assert before.confidences != after.confidences


# --- the command -----------------------------------------------------------------------------------------------------


def run(*words: object) -> Result:
    return CliRunner().invoke(foi, [str(word) for word in words], catch_exceptions=False)


def test_the_command_prints_it_all_and_writes_a_page(made: tuple[Round, Store], tmp_path: Path) -> None:
    folder = made[0].folder
    assert "no threshold yet: 124 more blind checks would allow one at 5 %" in run("status", folder).output
    assert "110 more answers wait as blind checks" in run("calibrate", folder, "--draw", "--checks", 110).output
    read_blind(made)
    page = tmp_path / "confidence.html"
    said = run("calibrate", folder, "--report", page, "--by", "Ada").output
    assert "may stand, 100% of all" in said
    assert "status: how sure, and how often right" in said
    assert "dropped because they tell nothing apart" in said
    html = page.read_text()
    assert html.count("<svg") == 5
    assert "<script" not in html
    assert "may stand" in run("status", folder).output
    with open_store(made[0].store).reading() as db:
        assert {one.looked_by for one in current_thresholds(db).values()} == {"Ada"}
