"""Later letters replace earlier answers question by question; the old ones are kept."""

from classifier.records import Answer, AnswerState, FileKind, Letter, Span
from classifier.supersession import supersede


def letter(name: str, sent_on: str | None, kind: FileKind = "letter") -> Letter:
    return Letter("Arden Council", f"{name}.txt", name, kind=kind, sent_on=sent_on)


def answer(of: Letter, question: str, state: AnswerState = "answered") -> Answer:
    return Answer(of.id, question, state, (Span(0, 1),) if state == "answered" else ())


FIRST, REVIEW = letter("first", "2020-07-09"), letter("review", "2020-09-01")


def test_a_later_answer_replaces_an_earlier_one_and_keeps_it() -> None:
    answers = {
        FIRST.id: [answer(FIRST, "1"), answer(FIRST, "2")],
        REVIEW.id: [answer(REVIEW, "1"), answer(REVIEW, "2", "unanswered")],
    }
    one, two = supersede([REVIEW, FIRST], answers)
    assert (one.question_id, one.current, one.older) == ("1", answer(REVIEW, "1"), (answer(FIRST, "1"),))
    assert (two.question_id, two.current, two.older) == ("2", answer(FIRST, "2"), ())


def test_a_question_that_no_letter_answers_has_no_current_answer() -> None:
    (one,) = supersede([FIRST], {FIRST.id: [answer(FIRST, "1", "unanswered")]})
    assert (one.current, one.older, one.unread_after) == (None, (), False)


def test_letters_of_one_day_count_in_the_order_given() -> None:
    other = letter("other", "2020-07-09")
    (one,) = supersede([FIRST, other], {FIRST.id: [answer(FIRST, "1")], other.id: [answer(other, "1")]})
    assert one.current == answer(other, "1")


def test_a_letter_without_a_date_counts_as_earliest() -> None:
    undated = letter("undated", None)
    (one,) = supersede([FIRST, undated], {FIRST.id: [answer(FIRST, "1")], undated.id: [answer(undated, "1")]})
    assert one.current == answer(FIRST, "1")


def test_a_later_scan_that_nobody_read_is_flagged_and_an_earlier_one_is_not() -> None:
    late, early = letter("late", "2021-01-01", "unread"), letter("early", "2019-01-01", "unread")
    answers = {FIRST.id: [answer(FIRST, "1")], late.id: [answer(late, "1", "unread")]}
    assert supersede([early, FIRST, late], answers)[0].unread_after
    assert not supersede([early, FIRST], answers)[0].unread_after


def test_no_letters_no_standing() -> None:
    assert supersede([], {}) == ()
