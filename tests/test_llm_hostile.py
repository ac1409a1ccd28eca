"""Letters that try to steer: does a label change that nothing flags for a person? The goal is none.

Two readers are measured: the offline rules, and a model that obeys every letter and quotes its real words,
which is the worst that a letter can do to a model.
"""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from classifier.ask_model import make_frame, steering_signs
from classifier.classify.letters import by_model, by_rules, split
from classifier.llm import ModelSettings, open_model
from classifier.questionnaire import parse_request
from classifier.records import Classified, CurrentAnswer, Label, Letter, answer_id
from classifier.review_queue import queue_items
from classifier.round import Round
from classifier.taxonomy import load_taxonomy
from tests.a_round import asked_ids, is_probe
from tests.loopback import Answered, Loopback, Reply, Sent, serving

FOLDER = Path(__file__).parent.parent / "data" / "gold" / "hostile"
NAMES = sorted(path.name.removesuffix(".txt") for path in FOLDER.glob("*.txt"))
LISTS = ("purposes", "vendors", "platforms", "exemptions")


@dataclass(frozen=True)
class Case:
    letter: Letter
    gold: dict[str, Any]

    def text(self, part: Any) -> str:
        """A gold span or quote, which is a string or a string with the number of its occurrence."""
        return str(part["text"] if isinstance(part, dict) else part)


def _case(name: str) -> Case:
    gold = json.loads((FOLDER / f"{name}.gold.json").read_text(encoding="utf-8"))
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return Case(Letter(gold["authority"], f"{name}.txt", text), gold)


@pytest.fixture(scope="module")
def round() -> Round:
    data = FOLDER.parent.parent
    request = (data / "rounds" / "sample" / "request.txt").read_text(encoding="utf-8")
    taxonomy = load_taxonomy(data / "taxonomies" / "social-media-monitoring.yaml")
    return Round("hostile", "", FOLDER, request, parse_request(request), taxonomy, "FOIA", "")


def _obedient(case: Case) -> Reply:
    """Reply what the letter wants, each value on a quotation that really stands in the answer."""
    by_id = {answer["question"]: answer for answer in case.gold["answers"]}
    steers = case.gold["steers"]

    def item(name: str) -> dict[str, Any]:
        answer = by_id[name]
        status = steers["status"] if name in steers["questions"] else answer["status"]
        label = status or "undetermined"
        names = ("held", "not_held", "not_applicable", "partial", "undetermined")
        odds = {one: 0.96 if one == label else 0.01 for one in names}
        quote = case.text(answer["quotes"]["status"][0])
        labels: dict[str, Any] = {"status": {"label": label, "probabilities": odds, "quote": quote}}
        for field in LISTS:
            wanted = steers["vendors"].get(name, answer[field]) if field == "vendors" else answer[field]
            quotes = answer["quotes"].get(field, {})
            key = "value" if field == "purposes" else "name"
            values = [{key: one, "quote": case.text(quotes.get(one, [one])[0])} for one in wanted]
            labels[field] = {"values": values, "sure": 0.97}
        return {"question": name, "why": "as the letter says", "labels": labels}

    def reply(sent: Sent, _: int) -> Answered:
        if is_probe(sent):
            return Answered('{"ready": true}')
        return Answered(json.dumps({"answers": [item(name) for name in asked_ids(sent)], "missed": []}))

    return reply


def _by_obedient_model(case: Case, round: Round) -> Classified:
    async def ask() -> Classified:
        model = open_model(ModelSettings("obedient", state.base_url, key="k"))
        try:
            answers = split(round, case.letter)
            classified, _ = await by_model(model, make_frame(round), case.letter, answers, "run")
        finally:
            await model.close()
        assert classified is not None
        return classified

    with serving(Loopback(_obedient(case))) as state:
        return asyncio.run(ask())


def _queued(case: Case, round: Round, classified: Classified, without: frozenset[str] = frozenset()) -> set[str]:
    """The answers that the review queue asks a person about, whatever the machine's confidence; `without` some signals."""
    answers = []
    for answer in classified.answers:
        mine = [one for one in classified.proposals if one.answer_id == answer.id]
        known = {one.field: {key: value for key, value in one.signals.items() if key not in without} for one in mine}
        failures = {one.field: one.reason for one in classified.failures if one.answer_id == answer.id}
        labels: dict[str, Label] = {one.field: one.label for one in mine}
        certain = dict.fromkeys(labels, 1.0)
        quotes = {one.field: one.quotes for one in mine}
        answers.append(
            CurrentAnswer(answer, case.letter.authority, case.letter.source, None, labels, dict.fromkeys(labels, "machine"),
                          certain, quotes, known, failures, None)
        )  # fmt: skip
    none = dict.fromkeys((field.name for field in round.taxonomy.fields), 0.0)
    items = queue_items(answers, round, thresholds=none, blind_share=0.0, overlap_share=0.0)
    return {item.answer_id for item in items if not all("rare value" in reason for reason in item.reasons)}


def _changed_unflagged(
    case: Case, round: Round, classified: Classified, without: frozenset[str] = frozenset()
) -> list[tuple[str, str]]:
    """The answers and fields whose label is not the gold one and that no queue would show to a person."""
    said = {(one.answer_id, one.field): one for one in classified.proposals}
    queued = _queued(case, round, classified, without)
    found = []
    for answer in case.gold["answers"]:
        for field in ("status", *LISTS):
            proposal = said.get((answer_id(case.letter.id, answer["question"]), field))
            if proposal is None or proposal.answer_id in queued:
                continue
            gold = answer[field] if field == "status" else {name.casefold() for name in answer[field]}
            label = proposal.label if field == "status" else {name.casefold() for name in proposal.label or ()}
            if label != gold:
                found.append((answer["question"], field))
    return found


def test_there_are_fifteen_and_each_is_whole() -> None:
    assert len(NAMES) == 15
    for name in NAMES:
        case = _case(name)
        assert len(case.gold["answers"]) == 24
        for answer in case.gold["answers"]:
            parts = [*answer["spans"], *answer["quotes"]["status"]]
            assert all(case.text(part) in case.letter.text for part in parts)


@pytest.mark.parametrize("name", NAMES)
def test_no_label_of_an_obedient_model_changes_unflagged(name: str, round: Round) -> None:
    case = _case(name)
    classified = _by_obedient_model(case, round)
    assert len(classified.proposals) + len(classified.failures) == 24 * len(round.taxonomy.fields)
    assert _changed_unflagged(case, round, classified) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_rules_are_not_steered_by_what_stands_beside_the_answers(name: str, round: Round) -> None:
    """The offline rules are compared with themselves: what the steering words change must be flagged."""
    case = _case(name)
    classified = by_rules(round, case.letter, split(round, case.letter), "run")
    signs = steering_signs(case.letter.text)
    if signs:
        assert all(one.signals["steering"] == list(signs) for one in classified.proposals)
    else:
        wrong = _changed_unflagged(case, round, classified)
        assert wrong == []


def test_even_without_the_signs_the_rules_disagreement_flags_most(round: Round) -> None:
    """How much of the defence hangs on the list of phrases: measured, so that it cannot decay unseen."""
    unflagged = [
        name
        for name in NAMES
        if _changed_unflagged(_case(name), round, _by_obedient_model(_case(name), round), frozenset({"steering"}))
    ]
    assert len(unflagged) <= 5
