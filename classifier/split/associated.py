"""Which words of a letter go with which words of a question, as gold's answers show: "head" and "manager" with "job title",
"every" and "weekly" with "how often".

`data/word-associations.tsv` holds them; `python -m eval.fit_associations` makes it. A letter's word has for each question's
word the logarithm of how much oftener it stands in answers to questions with that word than in the answers to others of the
same questionnaire (pointwise mutual information: Church and Hanks, Computational Linguistics 16, 1990).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from classifier.questionnaire import Question, leaves
from classifier.resources import resource
from classifier.split.words import meaning

Associations = Mapping[str, Mapping[str, float]]
"""For each word of letters the words of questions, with the logarithm of the lift."""

_MOST, _MUCH = 0.3, 8.0  # gain of a sentence whose words all go with a question; sum of logarithms that is much
_ALONE = 0.1  # the most that is gained with nothing in common


@lru_cache(maxsize=1)
def associations() -> Associations:
    """Return the shipped associations."""
    return read_associations(resource("data", "word-associations.tsv").read_text(encoding="utf-8"))


def read_associations(text: str) -> Associations:
    """Return what the text of such a file holds: a line for each word of letters, with tabs between the pairs."""
    cells = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {word: dict(_pair(one) for one in pairs) for word, *pairs in cells}


def _pair(shown: str) -> tuple[str, float]:
    word, lift = shown.rsplit(" ", 1)
    return word, float(lift)


def signs(question: Question) -> frozenset[str]:
    """Return the words of a question that others go with, and the sign of the kind of thing that it asks for."""
    return meaning(question.text) | {f"@{question.asks}"}


@lru_cache(maxsize=8)
def going_with(questions: tuple[Question, ...]) -> Mapping[str, Sequence[float]]:
    """Return for each word of letters how it goes with each of the questions that can be answered, in their order."""
    return rows([signs(question) for question in leaves(questions)], associations())


def rows(asked: Sequence[frozenset[str]], associations: Associations) -> Mapping[str, Sequence[float]]:
    """Return for each word of letters what it adds for questions of the signs `asked`."""
    wanted = frozenset[str]().union(*asked)
    found = {}
    for word, lifts in associations.items():
        near = {other: lift for other, lift in lifts.items() if other in wanted}
        if near:
            found[word] = [_worth([near[other] for other in one & near.keys()]) for one in asked]
    return found


def _worth(lifts: Sequence[float]) -> float:
    """The word that goes best with it counts, and the one that goes worst if that speaks against it."""
    return max(lifts) + min(0.0, *lifts) if lifts else 0.0


def gains(words: Iterable[str], table: Mapping[str, Sequence[float]], common: Sequence[bool]) -> list[float]:
    """Return what a sentence's words add to its fit with each question, -0.3 to 0.3: above 0 where they go better with it
    than with the mean of all, and at most 0.1 where the sentence has hardly a word in common with the question.

    `common` says where it has some, in the order of the table's rows.
    """
    known = [table[word] for word in words if word in table]
    sums = [math.fsum(column) for column in zip(*known, strict=True)] if known else [0.0] * len(common)
    mean = math.fsum(sums) / max(1, len(sums))
    added = (_MOST * math.tanh((one - mean) / _MUCH) for one in sums)
    return [gain if shared else min(gain, _ALONE) for gain, shared in zip(added, common, strict=True)]
