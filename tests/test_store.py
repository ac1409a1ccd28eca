"""What the store keeps, on both engines: letters, runs, labels, reviews, claims and the queue."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from classifier.errors import DataError, UserError
from classifier.records import (
    Authority,
    Classified,
    Letter,
    Quote,
    Review,
    Run,
    SourceFile,
    Span,
    answer_id,
    content_id,
    utc_now,
)
from classifier.store import (
    QueueCounts,
    QueueEntry,
    Store,
    adopt_run,
    adopted_run,
    claim,
    claim_next,
    delete_draft,
    labels_of_people,
    lease_holders,
    lease_letters,
    letter_ids,
    letters_to_classify,
    next_for_review,
    open_store,
    overrule_kind,
    queue_counts,
    read_authorities,
    read_current,
    read_current_answer,
    read_draft,
    read_files,
    read_histories,
    read_history,
    read_letter,
    read_letters,
    read_queue,
    read_runs,
    release,
    release_all,
    release_letters,
    renew,
    renew_leases,
    save_authorities,
    save_classified,
    save_draft,
    save_files,
    save_letters,
    save_queue,
    save_reviews,
    save_run,
    split_questions,
    take_from_queue,
)
from classifier.taxonomy import Taxonomy
from tests.postgres import Server, missing, throwaway_server
from tests.store_rounds import FIELDS, classify, make_letter, make_run, make_taxonomy

NOW = utc_now()
LATER = NOW + timedelta(minutes=10)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    if reason := missing():
        pytest.skip(reason)
    with throwaway_server() as running:
        yield running


@pytest.fixture(params=["duckdb", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "duckdb":
        opened = open_store(tmp_path / "round.duckdb", create=True)
    else:
        address = request.getfixturevalue("server").address
        opened = open_store(f"{address}?schema=t{uuid4().hex[:12]}", create=True)
    yield opened
    opened.close()


@pytest.fixture
def taxonomy(tmp_path: Path) -> Taxonomy:
    return make_taxonomy(tmp_path)


@pytest.fixture
def filled(store: Store, taxonomy: Taxonomy) -> Store:
    """Two letters of three questions, classified in one run; letter 1, question 2 has no purposes."""
    letters, run = [make_letter(1), make_letter(2)], make_run()
    with store.writing() as db:
        save_letters(db, letters)
        save_run(db, run)
        save_classified(db, taxonomy, [classify(letters[0], run, failed=[(2, "purposes")]), classify(letters[1], run)])
    return store


def answer_of(letter: int, question: int) -> str:
    return answer_id(make_letter(letter).id, str(question))


def review(answer: str, field: str = "status", label: Any = "not_held", token: str = "t1", **more: Any) -> Review:
    given: dict[str, Any] = {"action": "label", "reviewer": "ada", "reviewed_at_utc": NOW} | more
    return Review(answer_id=answer, field=field, label=label, token=token, **given)


# --- authorities, letters, files -----------------------------------------------------------------------------


def test_authorities_keep_their_order_and_what_they_have(store: Store) -> None:
    with store.writing() as db:
        save_authorities(db, [Authority("Zeal"), Authority("Ash", "Wales", "FOIA", "https://ash.example")])
        save_authorities(db, [Authority("ash", "England"), Authority("Zeal", "Scotland"), Authority("Elm")])
    with store.reading() as db:
        assert read_authorities(db) == [
            Authority("Zeal", "Scotland"),
            Authority("Ash", "Wales", "FOIA", "https://ash.example"),
            Authority("Elm"),
        ]


def test_letters_come_back_as_they_were(store: Store) -> None:
    letter = Letter(
        "Ash", "b.txt", "Ærø — 😀 100 % ? 'quoted'\n", "letter", "answers", "ab", "2024-05-01", "m1",
        (Span(0, 3),), (Span(0, 9), Span(9, 12)), {"score": 0.5, "text": "\0"},
    )  # fmt: skip
    other = Letter("Elm", "a.txt", "cover", "cover")
    with store.writing() as db:
        assert save_letters(db, [other, letter]) == 2
        assert save_letters(db, [letter, make_letter(3)]) == 1
    with store.reading() as db:
        assert read_letter(db, letter.id) == letter
        assert read_letters(db) == [letter, make_letter(3)]
        assert read_letters(db, "cover") == [other]
        assert len(read_letters(db, None)) == 3
        assert [one.name for one in read_authorities(db)] == ["Elm", "Ash", "Council 00003"]
        with pytest.raises(UserError, match="no letter nope"):
            read_letter(db, "nope")


@pytest.mark.parametrize("text", ["a\0b", "half \ud800"])
def test_a_text_that_cannot_be_kept_as_it_is_is_refused(store: Store, text: str) -> None:
    with store.writing() as db, pytest.raises(DataError, match=r"x\.txt"):
        save_letters(db, [Letter("Ash", "x.txt", text)])


def test_a_kind_is_overruled_by_events(store: Store) -> None:
    letter = make_letter()
    with store.writing() as db:
        save_letters(db, [letter])
        overrule_kind(db, letter.id, "appendix", "ada", "a policy")
        overrule_kind(db, letter.id, "appendix", "bo", "again")
        assert read_letters(db) == []
        assert read_letter(db, letter.id) == replace(letter, kind="appendix", reason="a policy")
        overrule_kind(db, letter.id, "letter", "bo", "answers after all")
        assert [one.kind for one in read_letters(db)] == ["letter"]
        assert len(db.execute("SELECT * FROM kind_events")) == 2


def test_every_file_stays_on_the_account(store: Store) -> None:
    letter = make_letter()
    files = [
        SourceFile("b.pdf", "ff", 12, "Ash", "letter", "answers", letter.id),
        SourceFile("a.zip/x.doc", "00", 0, "", "unreadable", "broken"),
    ]
    with store.writing() as db:
        save_letters(db, [letter])
        assert save_files(db, files) == 2
        assert save_files(db, files) == 0
    with store.reading() as db:
        assert read_files(db) == files[::-1]


# --- runs and leases -----------------------------------------------------------------------------------------


def test_the_first_run_is_adopted_and_another_only_when_told(store: Store) -> None:
    one, two = make_run(1), make_run(2)
    with store.writing() as db:
        assert adopted_run(db) is None
        for run in (one, two, one):
            save_run(db, run)
        assert (read_runs(db), adopted_run(db)) == ([one, two], one.id)
        adopt_run(db, two.id)
        adopt_run(db, two.id)
        adopt_run(db, one.id)
        assert adopted_run(db) == one.id
        assert len(db.execute("SELECT * FROM adoptions")) == 3
        with pytest.raises(UserError, match="no run x"):
            adopt_run(db, "x")


def test_leases_share_letters_out_without_one_going_twice(store: Store, taxonomy: Taxonomy) -> None:
    letters, run = [make_letter(number) for number in range(1, 6)], make_run()
    ids = [letter.id for letter in letters]
    with store.writing() as db:
        save_letters(db, [*letters, replace(make_letter(9), kind="cover")])
        save_run(db, run)
        assert letters_to_classify(db, run.id) == ids
        assert letters_to_classify(db, run.id, 2) == ids[:2]
        assert lease_letters(db, run.id, "a", 2, LATER, NOW) == ids[:2]
        assert lease_letters(db, run.id, "b", 2, LATER, NOW) == ids[2:4]
        assert lease_letters(db, run.id, "a", 9, LATER, NOW) == ids[4:]
        assert lease_letters(db, run.id, "b", 9, LATER, NOW) == []
        assert renew_leases(db, run.id, "b", LATER + timedelta(minutes=5)) == 2
        assert lease_letters(db, run.id, "c", 9, LATER + timedelta(hours=1), LATER) == [ids[0], ids[1], ids[4]]
        save_classified(db, taxonomy, [classify(letters[0], run)])
        release_letters(db, run.id, "c")
        assert lease_letters(db, run.id, "d", 9, LATER, NOW) == [ids[1], ids[4]]
        assert lease_letters(db, run.id, "d", 9, LATER, NOW, among=ids[3:]) == [ids[4]]  # its own once more
        assert lease_letters(db, run.id, "e", 9, LATER, NOW, among=ids) == []
        assert lease_holders(db, run.id) == ["b", "d"]
        assert letters_to_classify(db, run.id) == ids[1:]


# --- labels --------------------------------------------------------------------------------------------------


def test_current_answers_of_a_run(filled: Store) -> None:
    with filled.reading() as db:
        current = read_current(db)
    assert [(one.authority, one.answer.question_id) for one in current] == [
        (f"Council 0000{letter}", str(question)) for letter in (1, 2) for question in (1, 2, 3)
    ]
    one = current[1]
    text = make_letter(1).text
    assert one.answer.spans == (Span(22, 43),)
    assert one.answer.evidence == {"anchor": 2}
    assert one.labels == {"status": "held", "vendors": ("Acme",)}
    assert one.by == {"status": "machine", "vendors": "machine"}
    assert one.confidence == {"status": 0.75, "vendors": 0.75}
    assert one.quotes["status"] == (Quote(27, 30, text[27:30]),)
    assert one.signals["status"] == {"votes": [1, 2]}
    assert one.failures == {"purposes": "quote not in the letter"}
    assert (one.run, one.source, one.sent_on) == (make_run(), "00001/reply.txt", None)


def test_current_answers_can_be_narrowed_down(filled: Store) -> None:
    with filled.reading() as db:
        assert [one.answer.id for one in read_current(db, question_ids=["3", "1"])] == [
            answer_of(letter, question) for letter in (1, 2) for question in (1, 3)
        ]
        assert [one.answer.id for one in read_current(db, [make_letter(2).id], ["2"])] == [answer_of(2, 2)]
        assert read_current(db, []) == []
        assert read_current_answer(db, answer_of(2, 3)) == read_current(db)[5]
        with pytest.raises(UserError, match="no answer x"):
            read_current_answer(db, "x")


def test_letters_and_histories_can_be_narrowed_down(filled: Store, taxonomy: Taxonomy) -> None:
    """Letters 1 and 2 of two councils, and a second one of the first; one answer of each council has been decided."""
    again = replace(make_letter(1), source="00000/earlier.txt", sha256="e" * 64)
    with filled.writing() as db:
        save_letters(db, [again])
        answers = [answer_id(make_letter(number).id, "1") for number in (1, 2)]
        save_reviews(db, taxonomy, [Review(one, "status", "label", "held", "Ada", "t", NOW) for one in answers])
    with filled.reading() as db:
        assert letter_ids(db)["Council 00001"] == [again.id, make_letter(1).id]
        assert list(letter_ids(db)) == sorted(letter_ids(db))
        assert [one.id for one in read_letters(db, None, [make_letter(1).id])] == [make_letter(1).id]
        assert read_letters(db, None, []) == []
        assert list(read_histories(db, answers[:1])) == answers[:1]
        assert sorted(read_histories(db)) == sorted(answers)
        assert read_histories(db, []) == {}


def test_saving_results_twice_changes_nothing(filled: Store, taxonomy: Taxonomy) -> None:
    with filled.reading() as db:
        before = read_current(db)
    with filled.writing() as db:
        changed = classify(make_letter(1), make_run(), status="not_held")
        assert save_classified(db, taxonomy, [changed, changed]) == 0
        save_letters(db, [make_letter(4)])
        new = classify(make_letter(4), make_run())
        assert save_classified(db, taxonomy, [new, new]) == 1
    with filled.reading() as db:
        assert read_current(db)[:6] == before
        assert len(db.execute("SELECT * FROM proposals")) == 8 + 9 + 9


def test_the_labels_are_those_of_the_adopted_run(filled: Store, taxonomy: Taxonomy) -> None:
    with filled.writing() as db:
        save_run(db, make_run(2))
        save_classified(db, taxonomy, [classify(make_letter(2), make_run(2), status="not_held")])
        assert {one.labels["status"] for one in read_current(db)} == {"held"}
        adopt_run(db, make_run(2).id)
        first, second = read_current(db)[0], read_current(db)[3]
        assert split_questions(db) == ["1", "2", "3"]
    assert (first.labels, first.failures, first.run) == ({}, {}, None)  # its letter has no result there
    assert first.answer.spans == (Span(0, 21),)
    assert (second.labels["status"], second.run) == ("not_held", make_run(2))


def test_the_views_say_the_same_as_what_is_read(filled: Store, taxonomy: Taxonomy) -> None:
    """Letter 1 overruled and back, letter 2 in a second, adopted run, a review that was taken back."""
    event = review(answer_of(2, 1))
    with filled.writing() as db:
        save_run(db, make_run(2))
        save_classified(db, taxonomy, [classify(make_letter(2), make_run(2), failed=[(3, "vendors")])])
        adopt_run(db, make_run(2).id)
        overrule_kind(db, make_letter(1).id, "cover", "ada", "")
        overrule_kind(db, make_letter(1).id, "letter", "ada", "")
        undo = replace(event, action="revert", label=None, token="u", reverts=event.id)
        save_reviews(
            db, taxonomy, [event, undo, review(answer_of(2, 2), token="x"), review(answer_of(1, 3), token="y")]
        )
        sql = "SELECT answer_id, field, failure, human_label IS NOT NULL FROM current_labels ORDER BY answer_id, field"
        rows = db.execute(sql)
        current = {one.answer.id: one for one in read_current(db)}
        assert {answer_id: read_current_answer(db, answer_id) for answer_id in current} == current
    assert {(row[0], row[1]) for row in rows if row[2] is None or row[3]} == {
        (answer_id, name) for answer_id, one in current.items() for name in one.labels
    }
    assert {row[0] for row in rows if row[3]} == {answer_of(2, 2), answer_of(1, 3)}
    assert [row[:2] for row in rows if row[2]] == [(answer_of(2, 3), "vendors")]
    assert {one.run for answer_id, one in current.items() if answer_id in {answer_of(1, n) for n in (1, 2, 3)}} == {
        None
    }


def test_answers_of_a_letter_that_counts_as_none_are_left_out(filled: Store) -> None:
    with filled.writing() as db:
        overrule_kind(db, make_letter(1).id, "cover", "ada", "")
        assert {one.answer.letter_id for one in read_current(db)} == {make_letter(2).id}
        assert db.execute("SELECT DISTINCT letter_id FROM current_labels") == [(make_letter(2).id,)]
        overrule_kind(db, make_letter(1).id, "unread", "ada", "a scan")
        assert len(read_current(db)) == 6


def test_a_result_that_is_not_whole_is_refused(store: Store, taxonomy: Taxonomy) -> None:
    letter, run = make_letter(), make_run()
    whole = classify(letter, run)
    one = whole.proposals[0]
    refused = {
        "3 answers × 3 fields need 9": replace(whole, proposals=whole.proposals[1:]),
        "there are 10": replace(whole, proposals=(*whole.proposals, one)),
        "is no value of status": replace(whole, proposals=(replace(one, label="maybe"), *whole.proposals[1:])),
        "is not what stands at 5 to 8": replace(
            whole, proposals=(replace(one, quotes=(Quote(5, 8, "yes"),)), *whole.proposals[1:])
        ),
        "belongs to another letter": replace(
            whole, answers=(replace(whole.answers[0], letter_id="x"), *whole.answers[1:])
        ),
        "outside of the 66": replace(
            whole, answers=(replace(whole.answers[0], spans=(Span(50, 67),)), *whole.answers[1:])
        ),
        "letter x is not in the store": replace(whole, letter_id="x"),
    }
    for words, bad in refused.items():
        with pytest.raises(DataError, match=words):
            _save(store, taxonomy, letter, run, bad)
    with store.reading() as db:
        assert read_letters(db) == []  # the letter went with the transaction


def test_a_result_of_an_unknown_run_is_refused(store: Store, taxonomy: Taxonomy) -> None:
    with pytest.raises(DataError, match="refused by the store"):
        _save(store, taxonomy, make_letter(), make_run(1), classify(make_letter(), make_run(2)))


def _save(store: Store, taxonomy: Taxonomy, letter: Letter, run: Run, result: Classified) -> None:
    with store.writing() as db:
        save_letters(db, [letter])
        save_run(db, run)
        save_classified(db, taxonomy, [result])


# --- reviews -------------------------------------------------------------------------------------------------


def test_a_review_stands_over_the_machines_label(filled: Store, taxonomy: Taxonomy) -> None:
    given = [
        review(answer_of(1, 1)),
        review(answer_of(1, 1), "purposes", ("survey", "rescue"), note="sic \0", shown={"blind": False}),
        review(answer_of(1, 1), "vendors", None, action="cannot_tell"),
    ]
    with filled.writing() as db:
        assert save_reviews(db, taxonomy, given) == [True, True, True]
        assert save_reviews(db, taxonomy, [*given, given[0]]) == [False] * 4
        assert labels_of_people(db) == [("purposes", ("rescue", "survey")), ("status", "not_held")]
        one = read_current_answer(db, answer_of(1, 1))
        history = read_history(db, answer_of(1, 1))
    assert one.labels == {"status": "not_held", "purposes": ("rescue", "survey"), "vendors": None}
    assert set(one.by.values()) == {"human"}
    assert one.confidence["status"] == 1.0
    assert one.signals["vendors"] == {"votes": [1, 2], "cannot_tell": True}
    assert sorted(event.field for event in history) == ["purposes", "status", "vendors"]
    assert {event.id for event in history} == {event.id for event in given}
    assert next(event.note for event in history if event.field == "purposes") == "sic �"


def test_the_latest_review_that_was_not_taken_back_counts(filled: Store, taxonomy: Taxonomy) -> None:
    answer = answer_of(1, 1)
    first = review(answer, token="1")
    second = review(answer, label="held", token="2", reviewer="bo", reviewed_at_utc=NOW + timedelta(seconds=1))
    undo = replace(second, action="revert", label=None, token="3", reverts=second.id)
    with filled.writing() as db:
        save_reviews(db, taxonomy, [second, first])
        assert read_current_answer(db, answer).labels["status"] == "held"
        assert save_reviews(db, taxonomy, [undo]) == [True]
        assert read_current_answer(db, answer).labels["status"] == "not_held"
        save_reviews(db, taxonomy, [replace(undo, token="4", reverts=first.id)])
        assert read_current_answer(db, answer).by["status"] == "machine"
        assert len(read_history(db, answer)) == 4
        assert labels_of_people(db) == []
        for bad in (undo.id, "nope"):
            with pytest.raises(DataError, match="take"):
                save_reviews(db, taxonomy, [replace(undo, token="5", reverts=bad)])
        with pytest.raises(DataError, match="no review"):
            save_reviews(db, taxonomy, [replace(undo, token="5", answer_id=answer_of(1, 2))])


def test_corrected_spans(filled: Store, taxonomy: Taxonomy) -> None:
    answer = answer_of(1, 2)
    moved = review(answer, "spans", None, spans=(Span(0, 28), Span(30, 40)))
    with filled.writing() as db:
        save_reviews(db, taxonomy, [moved])
        one = read_current_answer(db, answer)
        assert (one.answer.spans, one.answer.state) == ((Span(0, 28), Span(30, 40)), "answered")
        assert one.labels["status"] == "held"
        assert one.signals["status"] == {"votes": [1, 2], "outside_spans": True}  # its quote is at 27 to 30
        save_reviews(db, taxonomy, [replace(moved, spans=(), token="t2", reviewed_at_utc=LATER)])
        assert read_current_answer(db, answer).answer.state == "unanswered"
        save_reviews(
            db,
            taxonomy,
            [replace(moved, spans=(Span(22, 43),), token="t3", reviewed_at_utc=LATER + timedelta(seconds=1))],
        )
        assert "outside_spans" not in read_current_answer(db, answer).signals["status"]


@pytest.mark.parametrize(
    ("words", "bad"),
    [
        ("is no value of status", review(answer_of(1, 1), label="maybe")),
        ("there is no field 'colour'", review(answer_of(1, 1), "colour")),
        ("carries no label", review(answer_of(1, 1), action="cannot_tell")),
        ("there is no answer x", review("x")),
        ("no spans of its own", review(answer_of(1, 1), spans=(Span(0, 1),))),
        ("outside of the 66 characters", review(answer_of(1, 1), "spans", None, spans=(Span(0, 67),))),
        ("out of order", review(answer_of(1, 1), "spans", None, spans=(Span(5, 9), Span(0, 2)))),
        ("only a revert", review(answer_of(1, 1), reverts="y")),
        ("refused by the store", review(answer_of(1, 1), reviewer="")),
    ],
)
def test_a_review_that_cannot_be_is_refused(filled: Store, taxonomy: Taxonomy, words: str, bad: Review) -> None:
    with pytest.raises(DataError, match=words), filled.writing() as db:
        save_reviews(db, taxonomy, [review(answer_of(1, 1), token="t0"), bad])
    with filled.reading() as db:
        assert read_history(db, answer_of(1, 1)) == []


# --- claims, drafts, queue -----------------------------------------------------------------------------------


def test_a_claim_keeps_others_out_until_it_runs_out(filled: Store, taxonomy: Taxonomy) -> None:
    answer = answer_of(1, 1)
    with filled.writing() as db:
        assert claim(db, answer, "ada", "s1", NOW, LATER)
        assert not claim(db, answer, "bo", "s2", NOW, LATER)
        assert claim(db, answer, "ada", "s3", NOW, LATER)  # another tab of the same person
        assert not renew(db, answer, "s1", LATER)
        assert renew(db, answer, "s3", LATER + timedelta(minutes=1))
        other = review(answer, reviewer="bo")
        with pytest.raises(UserError, match="ada is reviewing this answer now"):
            save_reviews(db, taxonomy, [other], "s2", NOW)
        assert save_reviews(db, taxonomy, [review(answer)], "s3", NOW) == [True]
        assert save_reviews(db, taxonomy, [other], "s2", LATER + timedelta(minutes=1)) == [True]
        assert save_reviews(db, taxonomy, [other], "s2", NOW) == [False]  # sent again: it is there
        assert claim(db, answer, "bo", "s2", LATER + timedelta(minutes=1), LATER + timedelta(minutes=2))
        release(db, answer, "s3")
        assert not claim(db, answer, "ada", "s3", LATER, LATER)
        release(db, answer, "s2")
        assert claim(db, answer, "ada", "s3", NOW, LATER)
        release_all(db, "s3")
        assert claim(db, answer, "bo", "s2", NOW, LATER)


def test_drafts(filled: Store) -> None:
    with filled.writing() as db:
        save_draft(db, "a1", "ada", {"status": "held", "note": "“x” \0"})
        save_draft(db, "a1", "ada", {"status": None})
        save_draft(db, "a1", "bo", {})
        assert (read_draft(db, "a1", "ada"), read_draft(db, "a1", "bo")) == ({"status": None}, {})
        delete_draft(db, "a1", "ada")
        assert read_draft(db, "a1", "ada") is None


def test_the_queue_gives_the_most_urgent_answer_that_is_free(filled: Store) -> None:
    ids = sorted(answer_of(letter, question) for letter in (1, 2) for question in (1, 2, 3))
    with filled.writing() as db:
        assert next_for_review(db, "ada", "s1", NOW) is None
        save_queue(db, [QueueEntry("gone", 9.0)])
        save_queue(db, [QueueEntry(one, 1.0, ("doubt",)) for one in ids[1:]] + [QueueEntry(ids[0], 0.5)])
        assert [one.answer_id for one in read_queue(db)] == [*ids[1:], ids[0]]
        assert read_queue(db, 1) == [QueueEntry(ids[1], 1.0, ("doubt",))]
        assert next_for_review(db, "ada", "s1", NOW) == ids[1]
        assert claim_next(db, "ada", "s1", NOW, LATER) == ids[1]
        assert claim_next(db, "bo", "s2", NOW, LATER, [ids[2]]) == ids[3]
        assert next_for_review(db, "ada", "s1", NOW) == ids[1]
        assert next_for_review(db, "ada", "s1", LATER, [ids[1], ids[2]]) == ids[3]  # bo's claim ran out
        take_from_queue(db, [ids[1], ids[2]])
        assert next_for_review(db, "ada", "s1", NOW) == ids[4]
        assert queue_counts(db, "ada", NOW) == QueueCounts(open=3, with_others=1, finished_by_reviewer=0, done=2)


def test_the_queue_is_looked_through_to_its_end(store: Store) -> None:
    ids = [content_id("x", str(number)) for number in range(700)]
    with store.writing() as db:
        save_queue(db, [QueueEntry(one, -number) for number, one in enumerate(ids)])
        db.insert("finished", ("answer_id", "reviewer"), [(one, "ada") for one in ids[:-1]])
        assert next_for_review(db, "ada", "s", NOW) == ids[-1]
        assert next_for_review(db, "ada", "s", NOW, ids[-1:]) is None
        assert next_for_review(db, "bo", "s", NOW) == ids[0]


def test_an_answer_leaves_the_queue_when_it_is_decided_and_comes_back_when_taken_back(
    filled: Store, taxonomy: Taxonomy
) -> None:
    answer, other = answer_of(1, 1), answer_of(1, 2)
    events = [review(answer, name, None, action="cannot_tell") for name in FIELDS]
    with filled.writing() as db:
        save_queue(db, [QueueEntry(answer, 2.0), QueueEntry(other, 1.0)])
        save_reviews(db, taxonomy, events[:2])
        assert next_for_review(db, "ada", "s", NOW) == answer
        save_reviews(db, taxonomy, [replace(events[2], reviewer="bo")])
        assert next_for_review(db, "cy", "s", NOW) == other  # decided by two people together
        undo = replace(events[0], action="revert", token="u", reverts=events[0].id)
        save_reviews(db, taxonomy, [undo])
        assert next_for_review(db, "ada", "s", NOW) == answer
        save_reviews(db, taxonomy, [replace(events[0], token="again")])
        assert next_for_review(db, "cy", "s", NOW) == other


def test_a_second_reading_goes_to_another_person(filled: Store, taxonomy: Taxonomy) -> None:
    answer = answer_of(1, 1)
    events = [review(answer, name, None, action="cannot_tell") for name in FIELDS]
    with filled.writing() as db:
        save_reviews(db, taxonomy, events)
        save_queue(db, [QueueEntry(answer, 1.0, ("second reading",))])
        assert next_for_review(db, "ada", "s", NOW) is None
        assert queue_counts(db, "ada", NOW).finished_by_reviewer == 1
        second = [replace(event, reviewer="bo") for event in events]
        save_reviews(db, taxonomy, second[:1])
        assert next_for_review(db, "bo", "s", NOW) == answer
        save_reviews(db, taxonomy, second[1:])
        assert next_for_review(db, "cy", "s", NOW) is None
        save_reviews(db, taxonomy, [replace(events[0], reviewer="cy")])  # a late word does not open it again
        assert next_for_review(db, "dee", "s", NOW) is None


# --- one transaction -----------------------------------------------------------------------------------------


def test_a_block_that_raises_keeps_nothing(store: Store) -> None:
    def half() -> None:
        with store.writing() as db:
            save_letters(db, [make_letter()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with store.writing() as db:
        assert read_letters(db, None) == []


def test_reading_writes_nothing(store: Store) -> None:
    with pytest.raises((UserError, Exception)), store.reading() as db:
        save_letters(db, [make_letter()])
    with store.reading() as db:
        assert read_letters(db, None) == []


def test_names_of_columns_are_checked(store: Store) -> None:
    with store.writing() as db, pytest.raises(DataError, match="no name of a table"):
        db.insert("letters; DROP TABLE letters", ["letter_id"], [("x",)])


def test_the_view_of_labels_side_by_side(filled: Store, taxonomy: Taxonomy) -> None:
    with filled.writing() as db:
        save_reviews(db, taxonomy, [review(answer_of(1, 1)), review(answer_of(1, 2), "purposes", ("survey",))])
        sql = "SELECT field, machine_label, failure, human_label FROM current_labels WHERE answer_id = ? ORDER BY field"
        assert db.execute(sql, [answer_of(1, 1)]) == [
            ("purposes", '["rescue"]', None, None),
            ("status", '"held"', None, '"not_held"'),
            ("vendors", '["Acme"]', None, None),
        ]
        assert db.execute(sql, [answer_of(1, 2)])[0] == ("purposes", None, "quote not in the letter", '["survey"]')
        assert db.execute("SELECT count(*) FROM current_labels") == [(18,)]
