"""What people's work gives to evaluation: second labels, gold of blind and adjudicated answers, drift on blind checks."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from classifier.errors import UserError
from classifier.records import Answer, CurrentAnswer, Label, Letter, Review, Span
from eval.agreement import second_look
from eval.drift import BlindCheck, blind_checks, drift, evaluated_shares, sentences
from eval.gold import load_gold, read_gold_file
from eval.gold_of_reviews import gold_of_reviews
from tests.a_round import make_round
from tests.eval_sets import ANSWERS, gold_entries, make_gold, write_letter

NOW = datetime(2024, 5, 1, 12, 0)  # noqa: DTZ001 - the store keeps UTC without a zone
LETTER = Letter("Council of Ashdown", "in/reply.txt", "1. Yes.\n2. Hootsuite.\n3. Yes.\n")
YES_AGAIN = Span(LETTER.text.rindex("Yes."), LETTER.text.rindex("Yes.") + 4)


def event(answer: Answer, field: str, given: Label, by: str = "Ada", **shown: Any) -> Review:
    return Review(answer.id, field, "label", given, by, f"{by} {field}", NOW, shown=shown)


def events(answer: Answer, who: str = "Ada", status: Label = "held", **shown: Any) -> list[Review]:
    """One person's decision on all fields of an answer."""
    given: dict[str, Label] = {"status": status, "purposes": (), "vendors": ("Hootsuite",), "platforms": ()}
    return [event(answer, name, label, who, **shown) for name, label in given.items()]


def current(question: str = "3", span: Span = YES_AGAIN) -> CurrentAnswer:
    answer = Answer(LETTER.id, question, "answered", (span,))
    return CurrentAnswer(answer, LETTER.authority, LETTER.source, None, {}, {}, {}, {}, {}, {}, None)


def test_blind_answers_become_gold_that_the_loader_takes(tmp_path: Path) -> None:
    one, round = current(), make_round(tmp_path)
    made, refused = gold_of_reviews([LETTER], [one], {one.answer.id: events(one.answer, blind=True)}, round.taxonomy)
    assert refused == []
    content = made[LETTER.id]
    assert content["answers"][0]["spans"] == [{"text": "Yes.", "occurrence": 2}]
    path = tmp_path / "reply.gold.json"
    path.write_text(json.dumps(content))
    read = read_gold_file(round, path, LETTER)
    assert read.answers[0].labels == {"status": "held", "purposes": (), "vendors": ("Hootsuite",), "platforms": ()}
    assert read.answers[0].spans == (YES_AGAIN,)
    assert read.shown_passages


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (
            {"blind": False, "label": "held", "kept": True},
            "the machine's suggestion was shown: a confirmed suggestion is no gold",
        ),
        ({"batch": "b-1"}, "accepted in bulk, nobody read it"),
    ],
)
def test_what_was_shown_or_never_read_is_refused_with_the_reason(
    tmp_path: Path, shown: dict[str, Any], reason: str
) -> None:
    one = current()
    made, refused = gold_of_reviews(
        [LETTER], [one], {one.answer.id: events(one.answer, **shown)}, make_round(tmp_path).taxonomy
    )
    assert made == {}
    assert (refused[0].source, refused[0].question) == ("in/reply.txt", "3")
    assert reason in refused[0].reason


def test_an_answer_reviewed_in_part_is_refused_and_one_never_reviewed_is_not_mentioned(tmp_path: Path) -> None:
    part, never = current("1"), current("2")
    history = {part.answer.id: events(part.answer, blind=True)[:3]}
    made, refused = gold_of_reviews([LETTER], [part, never], history, make_round(tmp_path).taxonomy)
    assert made == {}
    assert [(one.question, one.reason) for one in refused] == [("1", "platforms: not reviewed")]


def test_where_two_blind_readers_differ_only_an_adjudicated_label_is_gold(tmp_path: Path) -> None:
    one, taxonomy = current(), make_round(tmp_path).taxonomy
    history = [*events(one.answer, "Ada", "held", blind=True), *events(one.answer, "Ben", "partial", blind=True)]
    made, refused = gold_of_reviews([LETTER], [one], {one.answer.id: history}, taxonomy)
    assert "status: two readers differ and nobody has adjudicated" in refused[0].reason
    history.append(event(one.answer, "status", "partial", "Cyd", adjudicated=True))
    made, refused = gold_of_reviews([LETTER], [one], {one.answer.id: history}, taxonomy)
    assert refused == []
    assert made[LETTER.id]["answers"][0]["status"] == "partial"
    assert made[LETTER.id]["answers"][0]["adjudicated"] == "settled by a third reader"


def test_the_first_blind_word_counts_not_the_one_after_the_machine_s_was_shown(tmp_path: Path) -> None:
    one = current()
    history = [
        *events(one.answer, blind=True),
        event(one.answer, "status", "partial", "Ada", blind=False, mode="reveal"),
    ]
    history[-1] = Review(one.answer.id, "status", "label", "partial", "Ada", "again", NOW, shown={"blind": False})
    made, _ = gold_of_reviews([LETTER], [one], {one.answer.id: history}, make_round(tmp_path).taxonomy)
    assert made[LETTER.id]["answers"][0]["status"] == "held"


def test_agreement_is_computed_per_field_and_differences_are_listed(tmp_path: Path) -> None:
    folder = make_gold(tmp_path, dev=2)
    changed = ANSWERS | {
        "3": ANSWERS["3"] | {"status": "not_applicable"},
        "2": ANSWERS["2"] | {"vendors": ["hootsuite", "Twitter"]},
    }
    content = (folder / "dev" / "dev-0.gold.json").read_text()
    (folder / "dev" / "dev-1.second.json").write_text(content.replace("dev-0", "dev-1"))
    (folder / "dev" / "dev-0.second.json").write_text(json.dumps({"answers": gold_entries(changed)}))
    look = second_look(load_gold(folder))
    status, _, vendors, platforms = look.fields
    # status: 5 of 6 the same; by chance (4·4 + 2·1) / 36 = 1/2: kappa = (5/6 - 1/2) / (1/2) = 2/3
    assert status.figures.raw == pytest.approx(5 / 6)
    assert status.figures.kappa == pytest.approx(2 / 3)
    assert vendors.figures.raw == pytest.approx(5 / 6)
    assert (vendors.figures.pairs, vendors.figures.kappa) == (6, None)
    assert platforms.figures.raw == 1.0
    assert look.passages.value == 1.0
    assert [(one.letter, one.question, one.field, one.first, one.second) for one in look.differences] == [
        ("dev-0", "2", "vendors", "Hootsuite", "hootsuite, Twitter"),
        ("dev-0", "3", "status", "not_held", "not_applicable"),
    ]


def test_letters_without_second_labels_are_named_and_none_at_all_is_refused(tmp_path: Path) -> None:
    folder = make_gold(tmp_path, dev=2)
    with pytest.raises(UserError, match=r"put <letter>\.second\.json beside"):
        second_look(load_gold(folder))
    (folder / "dev" / "dev-1.second.json").write_text((folder / "dev" / "dev-1.gold.json").read_text())
    assert second_look(load_gold(folder)).without == ("dev-0",)


def test_a_difference_that_was_adjudicated_carries_its_reason(tmp_path: Path) -> None:
    folder = make_gold(tmp_path, dev=0)
    write_letter(folder / "dev", "one", answers=ANSWERS | {"3": ANSWERS["3"] | {"adjudicated": "rule 1"}})
    second = {"answers": gold_entries(ANSWERS | {"3": ANSWERS["3"] | {"spans": []}})}
    (folder / "dev" / "one.second.json").write_text(json.dumps(second))
    (difference,) = second_look(load_gold(folder)).differences
    assert (difference.field, difference.reason) == ("spans", "rule 1")


def test_agreement_stays_that_of_the_coders_when_the_second_was_right(tmp_path: Path) -> None:
    folder = make_gold(tmp_path, dev=0)
    other = ANSWERS["3"] | {"status": "partial"}
    settled = other | {"adjudicated": "rule 6", "first": {"status": ANSWERS["3"]["status"]}}
    write_letter(folder / "dev", "one", answers=ANSWERS | {"3": settled})
    (folder / "dev" / "one.second.json").write_text(json.dumps({"answers": gold_entries(ANSWERS | {"3": other})}))
    (gold,) = load_gold(folder).letters
    assert gold.answers[-1].labels["status"] == "partial"
    look = second_look(load_gold(folder))
    assert [(one.first, one.second, one.reason) for one in look.differences] == [("not_held", "partial", "rule 6")]
    assert look.fields[0].figures.raw == pytest.approx(2 / 3)


def test_blind_checks_are_first_decisions_with_the_machine_s_label_kept_out_of_sight(tmp_path: Path) -> None:
    taxonomy = make_round(tmp_path).taxonomy
    blind, seen = current("2"), current("3")
    histories = {
        blind.answer.id: [event(blind.answer, "vendors", ("Brandwatch",), blind=True, machine=["Brand Watch"])],
        seen.answer.id: [event(seen.answer, "status", "held", blind=False, machine="held")],
    }
    letters = {blind.answer.id: LETTER.id, seen.answer.id: LETTER.id}
    (check,) = blind_checks(histories, letters, taxonomy)
    assert (check.field, check.machine_label, check.right) == ("vendors", ("Brand Watch",), True)


def checks(right: int, wrong: int, field: str = "status") -> list[BlindCheck]:
    return [BlindCheck(f"letter {at % 7}", str(at), field, "held", "held", at < right) for at in range(right + wrong)]


def test_a_model_that_does_worse_than_at_its_evaluation_is_named() -> None:
    worse, fine = drift([*checks(30, 20), *checks(45, 5, "purposes")], {"status": (270, 300), "purposes": (270, 300)})
    # 60 % of 50 against 90 % of 300 is no chance; 90 % against 90 % is
    assert (worse.field, worse.checks, worse.now.value, worse.worse) == ("status", 50, 0.6, True)
    assert worse.p < 0.001
    assert (fine.worse, fine.evaluated) == (False, 0.9)
    assert sentences([worse, fine]) == [
        "status: 60% of 50 blind checks are right, 90% were at the evaluation (300 answers): the model does worse here"
    ]


def test_few_checks_warn_of_nothing_and_fields_never_evaluated_are_left_out() -> None:
    (few,) = drift(checks(2, 1), {"status": (270, 300)})
    assert not few.worse
    assert drift(checks(5, 5), {}) == []
    assert drift([], {"status": (1, 1)}) == []


def test_what_was_right_at_the_evaluation_is_read_from_its_report() -> None:
    items = [
        {"fields": {"status": {"right": True}}},
        {"fields": {"status": {"right": False}, "vendors": {"right": True}}},
    ]
    assert evaluated_shares({"items": items}) == {"status": (1, 2), "vendors": (1, 1)}
