"""Find which words of letters go with which words of questions in the gold: `python -m eval.fit_associations`.

Counts over the answers of the development parts, within each gold set, so that a set's subject does not count; writes
data/word-associations.tsv. What it is worth is measured with associations from other sets than the one they are tried on.
The test parts take no part.
"""

import argparse
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from classifier.questionnaire import Question
from classifier.resources import resource
from classifier.split.associated import Associations, gains, rows, signs
from classifier.split.fitting import KIND, fits, sentences
from classifier.split.nodes import nodes_of
from classifier.split.words import meaning
from eval.gold import GoldSet, load_gold

SMOOTHING = 6.0
"""Added to what was observed and what was expected: a pair that is expected twice and seen four times says little."""
FEW_SETS, MANY_EXPECTED = 4, 8.0
"""A pair counts that was seen in so many sets, or was to be expected so often."""
LEAST = 0.15
"""Logarithms nearer to 0 are left out."""
FOLDS = 5
_WORD = re.compile(r"(?<![\w@./-])[^\W\d_]+(?![\w@/]|\.\w)")  # none of an address


class Told(NamedTuple):
    """One answer of the gold: the question's signs with those of its stems, the letter's words, and its sentences."""

    gold: str
    question: Question
    asked: frozenset[str]
    words: frozenset[str]
    sentences: tuple[str, ...]


def main() -> None:
    """Count in the dev part of the gold folders (or all shipped ones), print what it is worth, and write the file."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("folders", nargs="*", type=Path, help="gold to try it on; nothing is written (default: all)")
    given: list[Path] = options.parse_args().folders
    folders = given or [path.parent for path in sorted(resource("data", "gold").glob("*/dev"))]
    golds = [load_gold(folder, "dev") for folder in folders]
    spoken = common_words(letter.letter.text for gold in golds for letter in gold.letters)
    told = [one for gold in golds for one in told_in(gold, spoken)]
    found = associations_in(told)
    print(f"{sum(map(len, found.values()))} pairs from {len(told)} answers of {len(golds)} sets")
    if not given:
        path = resource("data") / "word-associations.tsv"
        path.write_text(written(found, len(golds)), encoding="utf-8")
        print(f"written to {path}")
    print(worth(told, {gold.folder.name: tuple(gold.round.questions) for gold in golds}))


def common_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that are written somewhere without a capital, or in capitals alone: no names."""
    shown = {word for text in texts for word in _WORD.findall(text) if word.islower() or word.isupper()}
    return frozenset(sign for word in shown for sign in meaning(word))


def told_in(gold: GoldSet, spoken: frozenset[str]) -> list[Told]:
    """Return the answers of one gold set that have passages, with those of their words that are `spoken`.

    The words of a question's stems are counted with its own. Where associations are used they are left out, for what
    stands in a stem tells none of its parts from another.
    """
    questions = {question.id: question for question in gold.round.questions}
    found = []
    for letter in gold.letters:
        text = letter.letter.text
        for answer in letter.answers:
            if answer.spans:
                question = questions[answer.question]
                asked = signs(question).union(*(meaning(one.text) for one in _stems(question, questions)))
                words = frozenset[str]().union(*(meaning(text[start:end]) for start, end in answer.spans))
                said = (text[start:end] for span in answer.spans for start, end in sentences(text, span))
                found.append(Told(gold.folder.name, question, asked, words & spoken, tuple(said)))
    return found


def _stems(question: Question, questions: dict[str, Question]) -> Iterable[Question]:
    while question.parent:
        question = questions[question.parent]
        yield question


def associations_in(told: Sequence[Told]) -> dict[str, dict[str, float]]:
    """Return for each word of letters the words of questions with log((observed + 6) / (expected + 6)) of their pairs.

    What is expected of a pair in a set is the product of both words' counts over the set's answers.
    """
    observed: Counter[tuple[str, str]] = Counter()
    expected: defaultdict[tuple[str, str], float] = defaultdict(float)
    sets: Counter[tuple[str, str]] = Counter()
    for _, group in groupby(told, key=lambda one: one.gold):
        answers = list(group)
        words = Counter(word for one in answers for word in one.words)
        asked = Counter(sign for one in answers for sign in one.asked)
        pairs = Counter((word, sign) for one in answers for word in one.words for sign in one.asked)
        observed.update(pairs)
        sets.update(pairs.keys())
        for sign, times in asked.items():
            for word, count in words.items():
                expected[word, sign] += times * count / len(answers)
    found: dict[str, dict[str, float]] = {}
    for pair, often in sorted(expected.items()):
        lift = math.log((observed[pair] + SMOOTHING) / (often + SMOOTHING))
        if abs(lift) >= LEAST and (sets[pair] >= FEW_SETS or often >= MANY_EXPECTED):
            found.setdefault(pair[0], {})[pair[1]] = round(lift, 1)
    return found


def written(found: Associations, sets: int) -> str:
    """Return the file: a line for each word of letters, with the words of questions and the logarithms."""
    head = f"# Made by `python -m eval.fit_associations` on the dev part of {sets} gold sets; see classifier/split/associated.py.\n"
    lines = ("\t".join([word, *(f"{sign} {lift}" for sign, lift in lifts.items())]) for word, lifts in found.items())
    return head + "\n".join(lines) + "\n"


def worth(told: Sequence[Told], questions: dict[str, tuple[Question, ...]]) -> str:
    """Return in words how often the question that a sentence answers is the one that it fits best, with associations of
    other sets and without."""
    right: Counter[bool] = Counter()
    count = 0
    names = sorted(questions)
    for fold in range(FOLDS):
        tried = set(names[fold::FOLDS])
        known = associations_in([one for one in told if one.gold not in tried])
        for name in sorted(tried):
            nodes = nodes_of(questions[name])
            leaves = [questions[name][leaf] for leaf in nodes.leaf_order]
            table = rows([signs(one) for one in leaves], known)
            for one in told:
                for sentence in one.sentences if one.gold == name else ():
                    alone = fits(sentence, nodes)
                    added = gains(meaning(sentence), table, [fit > KIND for fit in alone])
                    both = [sum(two) for two in zip(alone, added, strict=True)]
                    own = leaves.index(one.question)
                    right[False] += alone[own] == max(alone) > 0
                    right[True] += both[own] == max(both)
                    count += 1
    return (
        f"{count} sentences; the question that they answer is the one that they fit best: {right[False] / max(1, count):.1%}, "
        f"with associations of other sets {right[True] / max(1, count):.1%}"
    )


if __name__ == "__main__":
    main()
