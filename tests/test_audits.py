"""Audits through the store and the desk: drawn at random, checked blind, and nothing but blind checks counts."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from classifier.auditing import audit_states, close, draw
from classifier.errors import UserError
from classifier.queueing import read_frame, rebuild_queue
from classifier.records import Review, utc_now
from classifier.round import Round
from classifier.round.editing import save_entry, save_statistics
from classifier.statistics import Result, count
from classifier.store import (
    Audit,
    Store,
    copy_round,
    open_store,
    read_audits,
    read_current,
    read_histories,
    read_queue,
    save_reviews,
)
from review_app.desk import flow
from review_app.desk.drawn import desk_data
from review_app.desk.flow import Seat
from tests.browser.rounds import make_round, work_of
from tests.test_app_desk import filled, places

POLICY = {"id": "policy", "words": "hold a policy", "of": "replied", "all": [{"question": "1", "status": "held"}]}


@pytest.fixture
def made(tmp_path: Path) -> tuple[Round, Store]:
    """Forty authorities; all hold a policy by the machine's labels. The declared statistic counts them."""
    from classifier.round.declared import statistic_in

    round, store = make_round(tmp_path, authorities=40)
    one = statistic_in("test", POLICY, round.questions, round.taxonomy)
    return save_statistics(round.folder, [one]), store


def drawn(made: tuple[Round, Store], **options: Any) -> Audit:
    with made[1].writing() as db:
        return draw(db, made[0], "Ada", **options)


def result(made: tuple[Round, Store]) -> Result:
    with made[1].reading() as db:
        return count(read_frame(db, made[0]), made[0].statistics[0], read_audits(db), read_histories(db))


def read_blind(made: tuple[Round, Store], answer_id: str, status: str, name: str = "Ada") -> dict[str, Any]:
    """Open an answer on the desk as it comes, decide on every field, and return what was shown."""
    work = work_of(*made, name=name, session=f"tab of {name}")
    directory = places(work)
    with work.store.writing() as db:
        seat = flow.open_item(db, work, Seat(), answer_id, utc_now())
        data = desk_data(db, work, seat, directory)
        many: dict[str, Any] = {field.name: [] for field in work.round.taxonomy.fields if field.kind != "one_of"}
        flow.decide(db, work, seat, filled(data, status=status, **many), utc_now())
    return dict(data)


def correct(made: tuple[Round, Store], answer_id: str, status: str) -> None:
    """Decide on an answer as an ad hoc correction does: the labels were shown."""
    events = [
        Review(
            answer_id,
            field.name,
            "label",
            status if field.name == "status" else (),
            "Bob",
            "ad hoc",
            utc_now(),
            shown={"blind": False},
        )
        for field in made[0].taxonomy.fields
    ]
    with made[1].writing() as db:
        save_reviews(db, made[0].taxonomy, events)


def test_a_draw_is_stored_with_its_chances_and_comes_up_blind(made: tuple[Round, Store]) -> None:
    audit = drawn(made, checks=10, seed="ours")
    with made[1].reading() as db:
        (stored,) = read_audits(db)
        waiting = {one.answer_id: one.reasons for one in read_queue(db)}
    assert replace(stored, units=()) == replace(audit, units=())
    assert set(stored.units) == set(audit.units)
    assert [len(stored.units), sum(unit.drawn for unit in stored.units), len(stored.items)] == [40, 10, 10]
    assert {(unit.stratum, unit.probability) for unit in stored.units} == {("yes", 10 / 40)}
    assert all(f"blind check of {audit.name}" in waiting[answer_id] for answer_id in audit.items)
    assert all(why.startswith("blind check") for answer_id in audit.items for why in waiting[answer_id])
    shown = read_blind(made, audit.items[0], "held")["item"]
    assert shown["blind"] is True
    assert {str(field["label"]) for field in shown["fields"]} <= {"None", "[]"}
    assert not any(field["suggested"] or field["quotes"] for field in shown["fields"])


def test_the_seed_fixes_the_draw_and_without_one_the_frame_does(made: tuple[Round, Store], tmp_path: Path) -> None:
    def names(audit: Audit) -> set[str]:
        return {unit.authority for unit in audit.units if unit.drawn}

    copies = []
    for at in range(4):
        store = open_store(tmp_path / f"copy-{at}.duckdb", create=True)
        copy_round(made[1], store)
        copies.append((made[0], store))
    ours, again, other, bare = (
        drawn(copy, checks=10, seed=seed) for copy, seed in zip(copies, ("ours", "ours", "other", ""), strict=True)
    )
    assert names(ours) == names(again) != names(other)
    assert bare.seed == bare.frame_sha256[:12]


def test_only_blind_checks_enter_the_error_rate(made: tuple[Round, Store]) -> None:
    audit = drawn(made, checks=10, seed="ours")
    undrawn = [unit.answers[0] for unit in audit.units if not unit.drawn]
    for at, answer_id in enumerate(audit.items):
        read_blind(made, answer_id, "not_held" if at == 0 else "held")
    assert result(made).audit is None  # an open audit says nothing yet
    with made[1].writing() as db:
        close(db, made[0], "Ada")
    first = result(made)
    assert first.audit is not None
    assert (first.audit.size, first.audit.checked, first.audit.errors) == (40, 10, 1)
    # K of 40 wrong, 10 drawn, at most one found: (C(40-K, 10) + K C(40-K, 9)) / C(40, 10) is 0.0270 at K=16 and 0.0177
    # at K=17, so up to 16 are wrong; one of them is known.
    assert (first.count, first.low, first.high) == (39, 39 - 15, 39)
    correct(made, undrawn[0], "not_held")
    correct(made, undrawn[1], "held")
    later = result(made)
    assert later.audit == first.audit
    # one error was mended: 14 may be left, and the count is one smaller; the other was right and changes nothing
    assert (later.count, later.low, later.high) == (38, 38 - 14, 38)


def test_taking_a_blind_check_back_does_not_make_a_second_one_of_it(made: tuple[Round, Store]) -> None:
    audit = drawn(made, checks=5, seed="ours")
    for at, answer_id in enumerate(audit.items):
        read_blind(made, answer_id, "not_held" if at == 0 else "held")
    with made[1].writing() as db:
        last = read_histories(db)[audit.items[0]]
        save_reviews(db, made[0].taxonomy, [flow.revert_of(one, "Ada", utc_now()) for one in last])
        close(db, made[0], "Ada")
    correct(made, audit.items[0], "held")
    found = result(made)
    assert found.audit is not None
    assert (found.count, found.audit.errors) == (40, 1)


def test_an_audit_is_closed_when_all_is_checked_and_not_before(made: tuple[Round, Store]) -> None:
    audit = drawn(made, checks=3, seed="ours")
    with pytest.raises(UserError, match=f"{audit.name} is open"):
        drawn(made, checks=3)
    with made[1].writing() as db, pytest.raises(UserError, match="3 of 3 blind checks are left"):
        close(db, made[0], "Ada")
    for answer_id in audit.items[:2]:
        read_blind(made, answer_id, "held")
    correct(made, audit.items[2], "held")  # read, but not blind
    with made[1].writing() as db:
        (state,) = audit_states(db)
        assert (state.done, state.not_blind, state.items, state.can_close) == (2, 1, 3, True)
        close(db, made[0], "Ada")
    found = result(made).audit
    assert found is not None
    assert (found.checked, found.errors, found.unmade) == (3, 1, 1)
    with made[1].writing() as db, pytest.raises(UserError, match="no audit is open"):
        close(db, made[0], "Ada")


def test_a_statistic_that_was_redefined_needs_an_audit_of_its_own(made: tuple[Round, Store]) -> None:
    audit = drawn(made, checks=5, seed="ours")
    for answer_id in audit.items:
        read_blind(made, answer_id, "held")
    with made[1].writing() as db:
        close(db, made[0], "Ada")
    assert result(made).audit is not None
    round = made[0]
    other = replace(round.statistics[0], of="answered")
    assert result((replace(round, statistics=(other,)), made[1])).audit is None


def test_a_second_audit_is_drawn_from_what_nobody_has_read(made: tuple[Round, Store]) -> None:
    first = drawn(made, checks=10, seed="ours")
    for answer_id in first.items:
        read_blind(made, answer_id, "held")
    with made[1].writing() as db:
        close(db, made[0], "Ada")
    second = drawn(made, checks=10, seed="ours")
    assert len(second.units) == 30
    assert not set(second.items) & set(first.items)


def test_a_drawn_answer_is_left_out_of_what_is_accepted_in_bulk(made: tuple[Round, Store]) -> None:
    from review_app.batches import strata

    audit = drawn(made, checks=10, seed="ours")
    with made[1].reading() as db:
        answers, histories, audits = read_current(db), read_histories(db), read_audits(db)
    waiting = {answer for one in audits if one.closed_at_utc is None for answer in one.items}
    fields = [field.name for field in made[0].taxonomy.fields]
    found = {
        current.answer.id for stratum in strata(answers, histories, fields, 0.9, waiting) for current in stratum.answers
    }
    assert found
    assert not found & set(audit.items)


def test_nothing_declared_nothing_named_nothing_drawn(tmp_path: Path) -> None:
    round, store = make_round(tmp_path)
    with store.writing() as db, pytest.raises(UserError, match="no statistic is declared"):
        draw(db, round, "Ada")
    with store.writing() as db, pytest.raises(UserError, match="no statistic 'x'"):
        draw(db, round, "Ada", ids=["x"])
    with store.writing() as db:
        audit = draw(db, round, "Ada", ids=["1.status.held"])
    assert list(audit.statistics) == ["1.status.held"]


def test_statistics_can_come_first_in_the_queue(made: tuple[Round, Store]) -> None:
    round, store = made
    with store.writing() as db:
        rebuild_queue(db, replace(round, queue_first="statistics"))
        first = [one.reasons for one in read_queue(db, 40)]
        current = {one.answer.id: one for one in read_current(db)}
        ids = [one.answer_id for one in read_queue(db, 40)]
    assert {current[name].answer.question_id for name in ids} == {"1"}
    assert sum(any(why.startswith("narrows statistics by 0.1 points") for why in one) for one in first) > 30


def test_what_is_narrow_enough_is_not_drawn_again(made: tuple[Round, Store]) -> None:
    round = save_entry(made[0].folder, "widest", 60)
    with made[1].writing() as db:
        first = draw(db, round, "Ada", seed="ours")
    assert 0 < len(first.items) < 40
    for answer_id in first.items:
        read_blind(made, answer_id, "held")
    with made[1].writing() as db:
        close(db, round, "Ada")
    with made[1].writing() as db, pytest.raises(UserError, match="narrow enough"):
        draw(db, round, "Ada")
    found = result(made)
    assert found.points is not None
    assert found.points <= 60
