"""What a statistic counts, of whom, and what it says: three values, denominators, groups, the gate, sentences."""

from dataclasses import replace
from pathlib import Path

import pytest

from classifier.errors import DataError
from classifier.records import Authority, CurrentAnswer
from classifier.round import Round
from classifier.round.declared import Term
from classifier.statistics import (
    Frame,
    all_statistics,
    checks_for,
    count,
    default_statistics,
    gate,
    groups,
    narrowing,
    provenance,
    row_of,
    sentence,
    small_print,
    split_of,
)
from classifier.statistics.counting import AuditResult, Result
from classifier.terms import combined, term_holds
from tests.statistics_rounds import answer, make_frame, make_round, reading, statistic


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return make_round(tmp_path)


def asked(*names: str) -> list[Authority]:
    return [Authority(name) for name in names]


def test_what_is_not_known_is_neither_yes_nor_no() -> None:
    assert [combined(values) for values in ([True, None], [False, None], [True, True], [])] == [None, False, True, True]
    assert [combined(values, "any") for values in ([True, None], [False, None], [False], [])] == [
        True,
        None,
        False,
        False,
    ]


def test_each_kind_of_term(round: Round) -> None:
    said = {
        "1": answer("Ash", "1", {"status": "held", "purposes": ("rescue",), "makers": ("Kestrel Ltd",)}),
        "2": answer("Ash", "2", {"status": None, "purposes": (), "makers": ()}, quote="No."),
        "2a": answer("Ash", "2a", {}, state="unread"),
    }

    def test(question: str, field: str, value: str, negated: bool = False) -> bool | None:
        kind = {"state": "state", "says": "says"}.get(field, "label")
        return term_holds(Term(question, kind, value, field if kind == "label" else "", negated), said, round)  # type: ignore[arg-type]

    assert [test("1", "status", "held"), test("1", "status", "held", True), test("2", "status", "held")] == [
        True,
        False,
        False,
    ]
    assert test("2", "status", "undetermined") is True
    assert [test("1", "purposes", "rescue"), test("1", "purposes", "survey"), test("2", "purposes", "any")] == [
        True,
        False,
        False,
    ]
    assert [test("1", "makers", "any"), test("1", "makers", "KESTREL"), test("1", "makers", "Heron")] == [
        True,
        True,
        False,
    ]
    assert [test("1", "state", "answered"), test("2a", "state", "answered"), test("2a", "state", "unread")] == [
        True,
        None,
        True,
    ]
    assert [test("2", "says", "no"), test("2", "says", "yes"), test("1", "says", "no")] == [True, False, False]
    assert [test("2b", "status", "held"), test("2b", "status", "held", True)] == [None, None]
    # in any answer: rescue is in 1; survey is in none, but 2a is unread
    assert [test("any", "purposes", "rescue"), test("any", "purposes", "survey")] == [True, None]


def six(round: Round) -> list[CurrentAnswer]:
    """Held, held, not held, not applicable, unanswered and unread; a seventh authority is silent."""
    labels = {"A": "held", "B": "held", "C": "not_held", "D": "not_applicable"}
    made = [answer(name, "1", {"status": label}) for name, label in labels.items()]
    return [*made, answer("E", "1", {"status": None}, state="unanswered"), answer("F", "1", {}, state="unread")]


@pytest.mark.parametrize(
    ("of", "denominator", "share"),
    [("asked", 7, 2 / 7), ("replied", 6, 2 / 6), ("answered", 4, 2 / 4), ("applicable", 3, 2 / 3)],
)
def test_the_denominator_goes_by_its_rule(round: Round, of: str, denominator: int, share: float) -> None:
    frame, histories = make_frame(round, six(round), asked(*"ABCDEFG"))
    result = count(frame, statistic(round, of=of, all=[{"question": "1", "status": "held"}]), [], histories)
    assert (result.count, result.of, result.asked, result.replied, result.silent) == (2, denominator, 7, 6, 1)
    assert result.share == pytest.approx(share)
    # nobody has read anything: each of five may be either, and the unread one too
    assert (result.low, result.high, result.unknown) == (0, 6, 1)


def test_what_people_read_is_certain_and_the_silent_are_bounded(round: Round) -> None:
    answers = six(round)
    reads = [reading(one, "status", one.labels["status"]) for one in answers[:5]]
    frame, histories = make_frame(round, answers, asked(*"ABCDEFG"), *reads)
    result = count(frame, statistic(round, all=[{"question": "1", "status": "held"}]), [], histories)
    # two are held for sure, the unread sixth may be: 2 to 3 of 6; with the silent seventh 2/7 to 4/7
    assert (result.low, result.count, result.high, result.read, result.known) == (2, 2, 3, 5, 5)
    assert [result.share_low, result.share_high] == pytest.approx([2 / 6, 3 / 6])
    assert [result.silent_low, result.silent_high] == pytest.approx([2 / 7, 4 / 7])


def test_a_denominator_that_labels_decide_widens_the_share(round: Round) -> None:
    answers = six(round)
    reads = [reading(one, "status", one.labels["status"]) for one in answers[:4]]
    frame, histories = make_frame(round, answers, asked(*"ABCDEFG"), *reads)
    result = count(frame, statistic(round, of="answered", all=[{"question": "1", "status": "held"}]), [], histories)
    # E (unanswered, read by nobody) and F (unread) may each have been a yes or a no: 2/(2+4) to 4/(4+2)
    assert result.share == 0.5
    assert [result.share_low, result.share_high] == pytest.approx([2 / 6, 4 / 6])


def test_what_was_accepted_in_bulk_was_read_by_nobody(round: Round) -> None:
    answers = six(round)[:1]
    frame, histories = make_frame(round, answers, asked("A"), reading(answers[0], "status", "held", batch="b1"))
    result = count(frame, statistic(round, all=[{"question": "1", "status": "held"}]), [], histories)
    assert (result.read, result.low, result.high) == (0, 0, 1)


def test_combinations_are_settled_by_what_decides_them(round: Round) -> None:
    one = answer("A", "1", {"status": "not_held"})
    other = answer("A", "2", {"status": "held"}, state="answered")
    frame, histories = make_frame(round, [one, other], asked("A"), reading(one, "status", "not_held"))
    both = statistic(
        round, all=[{"question": "1", "status": "held"}, {"question": "2", "state": "answered", "not": True}]
    )
    assert count(frame, both, [], histories).read == 1  # 1 is not held: whatever 2 says, the whole does not hold
    either = statistic(round, any=[{"question": "1", "status": "held"}, {"question": "2", "status": "held"}])
    assert (count(frame, either, [], histories).read, count(frame, either, [], histories).count) == (0, 1)


def test_groups_follow_the_whole(round: Round) -> None:
    authorities = [Authority("A", "wales", kind="college"), Authority("B", "england"), Authority("C", "england")]
    frame, histories = make_frame(round, six(round)[:3], authorities)
    by_nation = groups(frame, statistic(round, by="nation", all=[{"question": "1", "status": "held"}]))
    results = [count(frame, one, [], histories) for one in by_nation]
    assert [(one.statistic.among, one.count, one.of) for one in results] == [
        (None, 2, 3), (("nation", "england"), 1, 2), (("nation", "wales"), 1, 1),
    ]  # fmt: skip
    by_kind = groups(frame, statistic(round, by="kind", all=[{"question": "1", "status": "held"}]))
    assert [one.among for one in by_kind] == [None, ("kind", "college"), ("kind", "")]
    assert sentence(results[1], "councils").startswith("1 of the 2 councils in England that replied (50%) fly drones")
    assert "of the kind “college” that replied" in sentence(count(frame, by_kind[1], [], histories))


def test_defaults_cover_every_question_and_value(round: Round) -> None:
    made = default_statistics(round)
    # 4 questions x (3 statuses + 2 purposes + at least one maker), then 2 purposes and makers in any answer
    assert len(made) == 4 * (3 + 2 + 1) + 3
    assert [one.id for one in made[:6]] == [
        "1.status.held", "1.status.not_held", "1.status.not_applicable", "1.purposes.rescue", "1.purposes.survey", "1.makers.any",
    ]  # fmt: skip
    own = statistic(round, id="1.status.held", all=[{"question": "1", "status": "held"}])
    declared = all_statistics(replace(round, statistics=(own,)))
    assert declared[0] is own
    assert len(declared) == len(made)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"all": [{"question": "9", "status": "held"}]}, "there is no question '9'"),
        ({"all": [{"question": "1", "status": "gone"}]}, "status cannot be 'gone': use one of held, not_held"),
        ({"all": [{"question": "1", "colour": "red"}]}, "there is no field 'colour'"),
        (
            {"all": [{"question": "1", "says": "yes"}]},
            r"use it in checks, .* add a field of kind one_of with the values \"yes\" and \"no\"",
        ),
        ({"all": [{"question": "1", "state": "fine"}]}, "state is one of answered"),
        ({"all": [{"question": "1"}]}, "one test"),
        ({"all": []}, "needs at least one term"),
        ({"all": [{"question": "1", "status": "held"}], "any": []}, "needs either `all` or `any`"),
        ({"all": [{"question": "1", "status": "held"}], "of": "everybody"}, "of is one of asked, replied"),
        ({"all": [{"question": "1", "status": "held"}], "by": "size"}, "by is one of nation, kind"),
        ({"all": [{"question": "1", "status": "held"}], "words": " "}, "needs `words`"),
        ({"id": False}, r"`id` has a word that YAML reads as false, no or off: put it in quotes, such as id: \"no\""),
        (
            {"words": True, "all": [{"question": "1", "status": "held"}]},
            "`words` has a word that YAML reads as true, yes or on: put it in quotes",
        ),
        ({"all": [{"question": "1", "status": "held"}], "colour": 1}, "unknown entry 'colour'"),
    ],
)
def test_a_wrong_declaration_is_named(round: Round, entry: dict[str, object], said: str) -> None:
    with pytest.raises(DataError, match=said):
        statistic(round, **entry)


def result_of(frame: Frame, **changes: object) -> Result:
    base = count(frame, statistic(frame.round, all=[{"question": "1", "status": "held"}]), [], {})
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.fixture
def frame(round: Round) -> Frame:
    return make_frame(round, six(round), asked(*"ABCDEFG"))[0]


def test_the_gate_says_how_many_blind_checks_are_wanting(frame: Frame) -> None:
    audit = AuditResult("a", "s", "f", 87, 40, 0, 0)
    wide = result_of(frame, of=124, unknown=0, share_low=0.35, share_high=0.44, left={"yes": 17, "no": 30}, audit=audit)
    judged = gate(wide, 5)
    # 5 points of 124 are 6 errors. With no error expected: (30-m0, 17-m1) such that U0 + U1 <= 6, exactly.
    assert judged.words == f"This interval is 9 points wide; {judged.checks} more blind checks would make it 5."
    assert judged.checks is not None
    assert 0 < judged.checks < 47
    split = checks_for(wide, 5)
    assert split is not None
    assert sum(split.values()) == judged.checks
    assert not gate(replace(wide, unknown=9), 5).open
    assert gate(replace(wide, unknown=9), 5).words.endswith(
        "9 answers failed, could not be read or were not classified: decide on these first."
    )
    assert gate(replace(wide, share_high=0.40), 5).open
    assert (
        gate(replace(wide, share_high=0.40, left={}), 5).words == "Every label that it rests on was read by a person."
    )


def test_the_plan_is_the_smallest_that_is_narrow_enough(frame: Frame) -> None:
    from classifier.statistics.bounds import upper_errors

    audit = AuditResult("a", "s", "f", 60, 30, 0, 0)
    result = result_of(frame, of=100, unknown=0, left={"yes": 10, "no": 20}, audit=audit)
    split = checks_for(result, 5)
    assert split is not None
    brute = min(
        yes + no
        for yes in range(11)
        for no in range(21)
        if upper_errors(10, yes, 0, 0.025) + upper_errors(20, no, 0, 0.025) <= 5
    )
    assert sum(split.values()) == brute


def test_a_number_of_checks_is_shared_out_by_size(frame: Frame) -> None:
    result = result_of(frame, left={"yes": 30, "no": 60, "outside": 1})
    assert split_of(result, 10) == {"yes": 3, "no": 7, "outside": 1}
    assert split_of(result, 91) == {"yes": 30, "no": 60, "outside": 1}


def test_sentences_a_newspaper_could_print(frame: Frame) -> None:
    audit = AuditResult("a", "s", "f", 87, 40, 1, 0)
    published = result_of(
        frame, count=46, of=124, low=45, high=49, share=46 / 124, share_low=45 / 124, share_high=49 / 124, left={"yes": 17, "no": 30},
        audit=audit, asked=140, replied=124, known=124, read=77, unknown=0, silent_low=45 / 140, silent_high=65 / 140, predicted=(45, 48),
    )  # fmt: skip
    assert sentence(published, "universities") == (
        "46 of the 124 universities that replied (37%) fly drones; "
        "allowing for labelling error the true number is between 45 and 49 (36% to 40%)."
    )
    assert small_print(published, "universities") == [
        "Asked: 140 universities; replied: 124.",
        "Had all of them replied, the share of all asked would be between 32% and 46%.",
        "People read the answers of 77 of 124.",
        "A blind check of 40 of the 87 that nobody had read found 1 error.",
        "Jeffreys’ predictive interval (95 %) is narrower: 45 to 48.",
    ]
    settled = replace(published, low=46, high=46, left={})
    assert sentence(settled).endswith("fly drones; every answer behind this was read by a person.")
    bare = replace(published, audit=None, low=0, high=93)
    assert (
        "a machine alone has read 47 of them, unchecked, so the true number may lie anywhere between 0 and 93"
        in sentence(bare)
    )
    assert sentence(replace(published, of=0, share=None)).startswith(
        "There are no authorities that replied, so nothing"
    )


def test_shares_near_the_ends_are_not_rounded_to_none_or_all(frame: Frame) -> None:
    assert "(under 1%)" in sentence(result_of(frame, count=1, of=400, share=1 / 400))
    assert "(over 99%)" in sentence(result_of(frame, count=399, of=400, share=399 / 400))


def test_reading_what_is_unknown_narrows_most(round: Round) -> None:
    answers = [answer("A", "1", {"status": "held"}, confidence=0.9), answer("B", "1", {}, state="unread")]
    read = answer("C", "1", {"status": "held"})
    frame, _ = make_frame(round, [*answers, read], asked("A", "B", "C", "D"), reading(read, "status", "held"))
    found = narrowing(frame, [statistic(round, all=[{"question": "1", "status": "held"}])])
    # three replied, each is 100/3 points: the unread one leaves all of it open, a label at 0.9 a tenth
    assert found[answers[1].answer.id].points == pytest.approx(100 / 3)
    assert found[answers[0].answer.id].points == pytest.approx(10 / 3)
    assert read.answer.id not in found


def test_a_row_says_where_it_comes_from_and_changes_with_any_label(round: Round) -> None:
    frame, histories = make_frame(round, six(round), asked(*"ABCDEFG"))
    again, _ = make_frame(round, six(round), asked(*"ABCDEFG"))
    changed, _ = make_frame(round, [answer("A", "1", {"status": "not_held"}), *six(round)[1:]], asked(*"ABCDEFG"))
    assert provenance(frame) == provenance(again)
    assert provenance(frame).frame_sha256 != provenance(changed).frame_sha256
    one = statistic(round, all=[{"question": "1", "status": "held"}])
    row = row_of(count(frame, one, [], histories), provenance(frame), "councils", 5)
    assert (row["count"], row["denominator"], row["denominator_rule"], row["publishable"]) == (2, 6, "replied", False)
    assert row["definition"] == "1 status held"
    assert row["audit"] is None
