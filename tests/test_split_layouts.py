"""The same answers in layouts made by code: those that name or repeat their questions are read nearly whole."""

from pathlib import Path

import pytest

from eval.benchmarks.layouts import scores_of
from eval.gold import load_gold
from eval.layouts import LAYOUTS, content_of, lay_out

_SETS = [load_gold(path.parent, "dev") for path in sorted(Path("data/gold").glob("*/dev"))]
_BY_MEANING = {"plain paragraphs"}  # nothing but their words says what they answer
_LEAST = {
    "paragraphs counted from the first": 0.6,
    "second half first": 0.6,
    "all in one paragraph": 0.8,
    "own headings": 0.8,
    "paraphrased questions": 0.8,
    "numbers without a sign": 0.9,
}


@pytest.mark.parametrize("layout", sorted(set(LAYOUTS) - _BY_MEANING))
def test_answers_are_found_in_a_layout(layout: str) -> None:
    scores = [score for gold in _SETS for score in scores_of(layout, gold, most=3)]
    assert sum(scores) / len(scores) >= _LEAST.get(layout, 0.93)


def test_a_made_letter_says_where_each_answer_stands() -> None:
    gold = _SETS[0]
    content = content_of(gold.letters[0], gold.round.questions)
    for layout in LAYOUTS:
        sheet = lay_out(layout, content, seed=2)
        assert sheet.text == lay_out(layout, content, seed=2).text
        for question, words in content.pairs:
            shown = " ".join(sheet.text[start:end] for start, end in sheet.spans[question.id])
            assert shown.split() == words.split()
