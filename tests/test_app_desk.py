"""The desk without a browser: what is shown, what a decision becomes, claims, undo, blindness; read back through the store."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from classifier.errors import DataError, UserError
from classifier.records import CurrentAnswer, Span, utc_now
from classifier.round import Round
from classifier.store import (
    QueueEntry,
    Store,
    read_current_answer,
    read_draft,
    read_history,
    read_letters,
    save_queue,
)
from review_app.desk import flow
from review_app.desk.decision import spans_of, token_of
from review_app.desk.drawn import desk_data
from review_app.desk.flow import Seat
from review_app.desk.item import sentence_units
from review_app.directory import Directory, directory_of
from review_app.work import Work
from tests.browser.rounds import SAID, fill_queue, make_round, work_of


@pytest.fixture
def made(tmp_path: Path) -> tuple[Round, Store]:
    return make_round(tmp_path)


def places(work: Work) -> Directory:
    with work.store.reading() as db:
        letters = [(letter.id, letter.authority) for letter in read_letters(db)]
    return directory_of(letters, [question.id for question in work.round.leaves])


def sit(work: Work, seat: Seat | None = None) -> tuple[Seat, dict[str, Any]]:
    directory = places(work)
    with work.store.writing() as db:
        seat = flow.take_next(db, work, seat or Seat(), directory, utc_now())
        data = desk_data(db, work, seat, directory)
    return seat, data


def filled(data: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the browser's message for a decision: every field touched, some changed."""
    item = data["item"]
    fields = {
        one["name"]: {"label": changes.get(one["name"], one["label"]), "cannot": False, "touched": True}
        for one in item["fields"]
    }
    return {
        "type": "decide",
        "answer_id": item["answer_id"],
        "token": item["token"],
        "viewed_ms": 5000,
        "fields": fields,
    }


def decide(work: Work, seat: Seat, message: dict[str, Any]) -> Seat:
    with work.store.writing() as db:
        return flow.decide(db, work, seat, message, utc_now())


def now(work: Work, answer_id: str) -> CurrentAnswer:
    with work.store.reading() as db:
        return read_current_answer(db, answer_id)


def test_the_item_shows_the_passage_the_quotes_and_why_it_is_here(made: tuple[Round, Store]) -> None:
    fill_queue(made[1], made[0])
    seat, data = sit(work_of(*made))
    item = data["item"]
    assert seat.reasons == ("failure in purposes: quotation not in the letter",)
    assert "".join(piece["t"] for piece in item["pieces"]).startswith("Dear applicant")
    inside = [
        piece["t"]
        for piece in item["pieces"]
        if item["spans"][0][0] <= piece["s"] and piece["e"] <= item["spans"][0][1]
    ]
    assert "".join(inside) == SAID[1]
    fields = {one["name"]: one for one in item["fields"]}
    assert fields["purposes"]["open"] == "no suggestion"
    assert fields["purposes"]["failure"] == "quotation not in the letter"
    assert fields["status"]["open"] == ""
    assert [quote["text"] for quote in fields["status"]["quotes"]] == ["For marketing"]
    assert [option["key"] for option in fields["status"]["options"]] == ["1", "2", "3", "4", "0"]
    assert "".join(option["key"] for option in fields["purposes"]["options"]) == "QWERTYUIOP"


def test_a_decision_is_one_event_per_field_with_what_was_shown(made: tuple[Round, Store]) -> None:
    fill_queue(made[1], made[0])
    work = work_of(*made)
    seat, data = sit(work)
    decide(work, seat, filled(data, purposes=["marketing", "reputation"]))
    current = now(work, data["item"]["answer_id"])
    assert current.labels["purposes"] == ("marketing", "reputation")
    assert set(current.by.values()) == {"human"}
    with work.store.reading() as db:
        history = read_history(db, current.answer.id)
    assert len(history) == 5
    status = next(one for one in history if one.field == "status")
    assert status.shown["suggested"] is True
    assert (status.shown["kept"], status.shown["confidence"], status.shown["viewed_ms"]) == (True, 0.95, 5000)


def test_the_same_decision_twice_is_one_and_a_stale_one_is_refused(made: tuple[Round, Store]) -> None:
    fill_queue(made[1], made[0])
    work, other = work_of(*made), work_of(*made, name="Bob", session="tab-2")
    seat, data = sit(work)
    message = filled(data, purposes=[])
    decide(work, seat, message)
    assert decide(work, seat, message).said == "This was saved already."
    with pytest.raises(UserError, match="since you opened it"):
        decide(other, seat, message | {"token": "made before"})
    with work.store.reading() as db:
        assert len(read_history(db, data["item"]["answer_id"])) == 5


def test_two_people_never_get_the_same_item_and_the_claim_is_checked_when_writing(made: tuple[Round, Store]) -> None:
    ids = fill_queue(made[1], made[0])
    ada, bob = work_of(*made), work_of(*made, name="Bob", session="tab-2")
    first, data = sit(ada)
    second, theirs = sit(bob)
    assert (first.answer_id, second.answer_id) == (ids[0], ids[1])
    with bob.store.writing() as db:
        assert flow.open_item(db, bob, second, ids[0], utc_now()).said.startswith("Somebody else")
    stolen = filled(data, purposes=[]) | {"token": _token(bob, ids[0])}
    with pytest.raises(UserError, match="Ada is reviewing"):
        decide(bob, replace(second, answer_id=ids[0]), stolen)
    decide(bob, second, filled(theirs))


def _token(work: Work, answer_id: str) -> str:
    with work.store.reading() as db:
        return token_of(answer_id, work.person.name, read_history(db, answer_id))


def test_a_claim_runs_out(made: tuple[Round, Store]) -> None:
    ids = fill_queue(made[1], made[0])
    ada, bob = work_of(*made), work_of(*made, name="Bob", session="tab-2")
    sit(ada)
    with bob.store.writing() as db:
        late = flow.take_next(db, bob, Seat(), places(bob), utc_now() + flow.LEASE * 2)
    assert late.answer_id == ids[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"viewed_ms": 200}, "too quick"),
        ({"fields": {}}, "Purposes needs your decision"),
        ({"fields": {"purposes": {"label": ["gossip"], "touched": True}}}, "gossip"),
        ({"spans": [[0, 10_000]]}, "not in the letter"),
        ({"spans": [[0, 10], [5, 20]]}, "overlaps"),
    ],
)
def test_what_cannot_be_saved_is_refused_whole(made: tuple[Round, Store], change: dict[str, Any], said: str) -> None:
    fill_queue(made[1], made[0])
    work = work_of(*made)
    seat, data = sit(work)
    with pytest.raises((UserError, DataError), match=said):
        decide(work, seat, filled(data) | change)
    with work.store.reading() as db:
        assert read_history(db, data["item"]["answer_id"]) == []


def test_undo_takes_back_the_whole_decision_and_shows_the_item_again(made: tuple[Round, Store]) -> None:
    fill_queue(made[1], made[0])
    work = work_of(*made)
    seat, data = sit(work)
    seat = decide(work, seat, filled(data, purposes=["security"]))
    with work.store.writing() as db:
        seat = flow.undo(db, work, seat, utc_now())
    current = now(work, data["item"]["answer_id"])
    assert "human" not in current.by.values()
    assert (seat.answer_id, seat.undo) == (data["item"]["answer_id"], ())
    with work.store.writing() as db:
        assert flow.undo(db, work, seat, utc_now()).said.startswith("Nothing to undo")
    assert sit(work)[1]["item"]["answer_id"] == data["item"]["answer_id"]


def test_a_corrected_passage_is_an_event_and_reopens_labels_that_stood_on_lost_words(made: tuple[Round, Store]) -> None:
    fill_queue(made[1], made[0])
    work = work_of(*made)
    seat, data = sit(work)
    start = data["item"]["spans"][0][0]
    message = filled(data, purposes=[]) | {"spans": [[start + 14, start + 20]]}
    message["fields"]["status"]["touched"] = False
    with pytest.raises(UserError, match="Holding status needs your decision"):
        decide(work, seat, message)
    message["fields"]["status"]["touched"] = True
    decide(work, seat, message)
    current = now(work, data["item"]["answer_id"])
    assert current.answer.spans == (Span(start + 14, start + 20),)
    with work.store.reading() as db:
        spans = next(one for one in read_history(db, current.answer.id) if one.field == "spans")
    assert spans.shown["spans"] == data["item"]["spans"]


def test_no_passage_at_all_means_unanswered(made: tuple[Round, Store]) -> None:
    fill_queue(made[1], made[0])
    work = work_of(*made)
    seat, data = sit(work)
    decide(work, seat, filled(data, purposes=[]) | {"spans": []})
    assert now(work, data["item"]["answer_id"]).answer.state == "unanswered"


def test_cannot_tell_is_not_undetermined(made: tuple[Round, Store]) -> None:
    fill_queue(made[1], made[0])
    work = work_of(*made)
    seat, data = sit(work)
    message = filled(data, purposes=[])
    message["fields"]["status"]["cannot"] = True
    decide(work, seat, message)
    with work.store.reading() as db:
        events = {one.field: one for one in read_history(db, data["item"]["answer_id"])}
    assert (events["status"].action, events["status"].label) == ("cannot_tell", None)
    assert events["purposes"].action == "label"


def test_a_blind_item_carries_nothing_of_the_machine_until_it_is_decided(made: tuple[Round, Store]) -> None:
    round, store = made
    fill_queue(store, round, blind_share=1.0)
    work = work_of(round, store)
    seat, data = sit(work)
    while data["item"]["question"]["id"] != "3":
        with store.writing() as db:
            seat = flow.skip(db, work, seat)
        seat, data = sit(work, seat)
    item = data["item"]
    assert item["blind"]
    for field in item["fields"]:
        assert (field["label"], field["quotes"], field["confidence"], field["failure"]) == (None, [], None, "")
        assert not [option for option in field["options"] if option["value"] == "Hootsuite"]
    assert not [piece for piece in item["pieces"] if "q" in piece]
    seat = decide(
        work, seat, filled(data, status="partial", vendors=["Hootsuite"], purposes=[], platforms=[], exemptions=[])
    )
    assert seat.mode == "reveal"
    assert dict(seat.machine) == {"status": "held", "platforms": ("Facebook",)}
    directory = places(work)
    with store.writing() as db:
        shown = desk_data(db, work, seat, directory)
    told = {field["name"]: field["machine"] for field in shown["item"]["fields"]}
    assert (told["status"], told["vendors"]) == ("held", "")
    seat = decide(work, seat, filled(shown, status="held"))
    with store.reading() as db:
        status = [one for one in read_history(db, item["answer_id"]) if one.field == "status"]
    assert [(one.label, one.shown["blind"], one.shown["mode"]) for one in status] == [
        ("partial", True, "review"),
        ("held", False, "reveal"),
    ]
    assert (status[0].shown["machine"], status[0].shown["suggested"]) == ("held", False)


def test_drafts_come_back_until_somebody_decides(made: tuple[Round, Store]) -> None:
    fill_queue(made[1], made[0])
    work = work_of(*made)
    seat, data = sit(work)
    message = filled(data, purposes=["security"]) | {"note": "odd", "spans": None, "flag": True, "gap": False}
    with work.store.writing() as db:
        flow.keep_draft(db, work, seat, message, utc_now())
    again = sit(replace(work, session="after a reload"))[1]
    assert again["item"]["draft"]["fields"]["purposes"]["label"] == ["security"]
    assert again["item"]["draft"]["note"] == "odd"
    decide(work, seat, message)
    with work.store.reading() as db:
        assert read_draft(db, data["item"]["answer_id"], "Ada") is None


def test_letter_by_letter_and_question_by_question(made: tuple[Round, Store]) -> None:
    round, store = made
    fill_queue(store, round, blind_share=1.0)
    work = work_of(round, store)
    seat, first = sit(work, Seat(order="letter"))
    seat, second = sit(work, replace(seat, skipped=(str(seat.answer_id),)))
    assert [one["item"]["authority"] for one in (first, second)] == ["University of Ashmoor"] * 2
    assert [one["item"]["question"]["id"] for one in (first, second)] == ["1", "2"]
    seat, third = sit(work, Seat(order="question", answer_id=second["item"]["answer_id"]))
    assert (third["item"]["authority"], third["item"]["question"]["id"]) == ("University of Brightwater", "2")


def test_only_failures_and_the_reason_why_nothing_is_left(made: tuple[Round, Store]) -> None:
    fill_queue(made[1], made[0])
    work = work_of(*made)
    seat, data = sit(work, Seat(only="failure"))
    assert seat.reasons[0].startswith("failure")
    decide(work, seat, filled(data, purposes=[]))
    _, empty = sit(work, Seat(only="failure"))
    assert empty["item"] is None
    assert "for that reason" in empty["queue"]["why_empty"]


def test_who_has_read_the_last_one_is_told_that_another_person_must(made: tuple[Round, Store]) -> None:
    first = fill_queue(made[1], made[0])[0]
    work = work_of(*made)
    seat, data = sit(work)
    seat = decide(work, seat, filled(data, purposes=[]))
    with work.store.writing() as db:
        save_queue(db, [QueueEntry(first, 20.0, ("second reading",))])
    seat, data = sit(work, seat)
    assert data["item"] is None
    assert data["queue"]["left"] == "0 open · 1 waits for a second reader · 0 done"
    said = "Nothing is left that needs you: 1 answer waits for a second reader, who must be another person."
    assert data["queue"]["why_empty"] == said
    _, others = sit(work_of(*made, name="Bob", session="tab-2"))
    assert others["item"]["answer_id"] == first


def test_a_line_of_the_queue_says_that_more_reasons_count_for_its_place(made: tuple[Round, Store]) -> None:
    ids = fill_queue(made[1], made[0])[:2]
    with made[1].writing() as db:
        save_queue(
            db,
            [
                QueueEntry(ids[0], 2.0, ("split unsure (0.37)", "pointer: sees 2")),
                QueueEntry(ids[1], 1.0, ("split unsure (0.36)",)),
            ],
        )
    _, data = sit(work_of(*made))
    assert [one["reason"] for one in data["queue"]["items"]] == ["split unsure (0.37) +1", "split unsure (0.36)"]
    assert data["queue"]["orders"][0] == ["doubt", "Most doubtful in all"]


def test_hostile_letters_stay_words(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> {{7*7}} [x](javascript:alert(1)) \U0001f600"
    round, store = make_round(tmp_path, authorities=1, extra=hostile)
    fill_queue(store, round)
    _, data = sit(work_of(round, store))
    assert "".join(piece["t"] for piece in data["item"]["pieces"]).endswith(hostile)


def test_units_are_sentences_and_list_items() -> None:
    text = "Yes. We do.\n\n1. First item\n2. Second, with\na wrapped line"
    units = [text[start:end] for start, end in sentence_units(text, Span(0, len(text)))]
    assert units == ["Yes.", "We do.", "1. First item", "2. Second, with\na wrapped line"]


def test_spans_are_sorted_and_left_alone_when_nothing_was_marked() -> None:
    assert spans_of(None, 10) is None
    assert spans_of([[5, 8], [0, 2]], 10) == (Span(0, 2), Span(5, 8))


def test_every_answer_of_the_letter_is_at_hand_without_labels(made: tuple[Round, Store]) -> None:
    fill_queue(made[1], made[0])
    work = work_of(*made)
    seat, _ = sit(work)
    with work.store.writing() as db:
        shown = desk_data(db, work, replace(seat, view="others"), places(work))
    others = shown["item"]["others"]
    assert [one["text"] for one in others] == list(SAID)
    assert set(others[0]) == {"answer_id", "question", "asked", "text", "state", "spans"}
