"""One real letter, kept beside the repository and never in it: the splitter and the rules against its gold.

Runs only where `../shared/letters` holds the letter; its words stand in no test.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from classifier.questionnaire import leaves
from classifier.reading import read_file
from classifier.records import Answer, Letter, Proposal, spanned_text
from classifier.round import Round, create_round
from classifier.rules import propose
from classifier.rules.names import fold
from classifier.split import split_letter

_LETTERS = Path(__file__).resolve().parents[2] / "shared" / "letters"
_LETTER, _REQUEST = _LETTERS / "FOI2020-105.txt", _LETTERS / "request-social-media.txt"
_GOLD = _LETTERS / "FOI2020-105.gold.json"

pytestmark = pytest.mark.skipif(
    not (_LETTER.exists() and _REQUEST.exists() and _GOLD.exists()),
    reason="the real letter is not beside the repository",
)


@pytest.fixture(scope="module")
def gold() -> dict[str, dict[str, Any]]:
    answers = json.loads(_GOLD.read_text(encoding="utf-8"))["answers"]
    return {answer["question"]: answer for answer in answers}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Round:
    return create_round(tmp_path_factory.mktemp("real") / "round", _REQUEST, None)


@pytest.fixture(scope="module")
def letter() -> Letter:
    (read,) = read_file(_LETTER)
    return Letter("The university", _LETTER.name, read.text, furniture=read.furniture, pages=read.pages)


@pytest.fixture(scope="module")
def answers(letter: Letter, asked: Round) -> tuple[Answer, ...]:
    return split_letter(letter, asked.questions, asked.request)


@pytest.fixture(scope="module")
def proposals(letter: Letter, answers: tuple[Answer, ...], asked: Round) -> dict[tuple[str, str], Proposal]:
    names = {answer.id: answer.question_id for answer in answers}
    return {(names[one.answer_id], one.field): one for one in propose(letter, answers, asked, "run")}


def _token_f1(found: str, expected: str) -> float:
    mine, theirs = (Counter(re.findall(r"\w+", text.casefold())) for text in (found, expected))
    if not mine and not theirs:
        return 1.0
    return 2 * (mine & theirs).total() / (mine.total() + theirs.total())


def test_the_request_has_the_gold_answers_questions(asked: Round, gold: dict[str, dict[str, Any]]) -> None:
    assert [question.id for question in leaves(asked.questions)] == list(gold)
    assert len(gold) == 24


def test_at_least_22_of_24_answers_are_found(
    letter: Letter, answers: tuple[Answer, ...], gold: dict[str, dict[str, Any]]
) -> None:
    scores = {
        answer.question_id: _token_f1(
            spanned_text(letter.text, answer.spans), "\n".join(gold[answer.question_id]["spans"])
        )
        for answer in answers
    }
    assert sum(score >= 0.9 for score in scores.values()) >= 22, scores


def test_at_least_20_of_24_statuses_are_right(
    proposals: dict[tuple[str, str], Proposal], gold: dict[str, dict[str, Any]]
) -> None:
    wrong = {name: one["status"] for name, one in gold.items() if proposals[name, "status"].label != one["status"]}
    assert len(gold) - len(wrong) >= 20, wrong


@pytest.mark.parametrize("field", ["vendors", "platforms"])
def test_the_names_over_the_letter_are_those_of_the_gold(
    proposals: dict[tuple[str, str], Proposal], gold: dict[str, dict[str, Any]], field: str
) -> None:
    machine = {fold(name) for (_, of), one in proposals.items() if of == field for name in one.label or ()}
    assert machine == {fold(name) for one in gold.values() for name in one[field]}


def test_every_quote_is_the_letters_own_words(letter: Letter, proposals: dict[tuple[str, str], Proposal]) -> None:
    quotes = [quote for one in proposals.values() for quote in one.quotes]
    assert quotes
    assert all(letter.text[quote.start : quote.end] == quote.text for quote in quotes)


def test_no_answer_stands_in_page_furniture(letter: Letter, answers: tuple[Answer, ...]) -> None:
    for answer in answers:
        for start, end in answer.spans:
            assert all(end <= out.start or out.end <= start for out in letter.furniture), answer.question_id
