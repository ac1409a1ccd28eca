"""What a sentence's words add to its fit with a question that has none of them, as gold's answers show: "head" and
"manager" go with "job title", "every" and "weekly" with "how often".

Each word, and each pair of neighbours, of sentences and of questions has a row of numbers; a sentence goes with a question as
the product of their sums says. `python -m eval.fit_associations` learns the rows from gold (a bilinear model of low rank, its
rank held down by the squares of its numbers: Srebro, Rennie and Jaakkola, NIPS 17, 2004) and writes
`data/word-associations.tsv`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier.questionnaire import Question
from classifier.resources import resource
from classifier.split.nodes import Nodes, ancestors, nodes_of
from classifier.split.words import meaning

_WORD = re.compile(r"£?[^\W_]+(?:['’,.]\d[^\W_]*|['’][^\W_]+)*%?")
_DIGIT = re.compile(r"\d")
_STEMS = 0.5  # weight of what stands above a question, beside its own words
_STEP = 0.02  # the file's numbers are whole: so many of these
RANK = 16  # numbers in a row
SENTENCE, QUESTION = "sentence", "question"

Rows = NDArray[np.float64]


class Associations(NamedTuple):
    """The rows of the signs of sentences, and of those of questions: where each stands, and the numbers, a row each."""

    said: Mapping[str, int]
    said_rows: Rows
    asked: Mapping[str, int]
    asked_rows: Rows


class Table(NamedTuple):
    """The signs of sentences, and a row for each with how it goes with every question that can be answered."""

    said: Mapping[str, int]
    rows: Rows


@lru_cache(maxsize=1)
def associations() -> Associations:
    """Return the shipped associations."""
    return read_associations(resource("data", "word-associations.tsv").read_text(encoding="utf-8"))


def read_associations(text: str) -> Associations:
    """Return what the text of such a file holds: in each line whose a sign is, the sign, and its numbers."""
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return Associations(*_side(lines, SENTENCE), *_side(lines, QUESTION))


def _side(lines: Iterable[Sequence[str]], side: str) -> tuple[dict[str, int], Rows]:
    own = [(sign, numbers) for of, sign, numbers in lines if of == side]
    rows = np.array([numbers.split() for _, numbers in own], dtype=float).reshape(-1, RANK)
    return {sign: at for at, (sign, _) in enumerate(own)}, rows * _STEP


def written(known: Associations) -> str:
    """Return the associations as lines of such a file."""
    sides = ((SENTENCE, known.said, known.said_rows), (QUESTION, known.asked, known.asked_rows))
    return "".join(
        f"{side}\t{sign}\t{' '.join(str(number) for number in np.rint(rows[at] / _STEP).astype(int))}\n"
        for side, signs, rows in sides
        for sign, at in signs.items()
    )


def said_signs(sentence: str) -> list[str]:
    """Return the signs of a sentence: its words of meaning, and its neighbours in pairs without names."""
    return sorted(meaning(sentence)) + _pairs(sentence, names=False)


def asked_signs(question: Question) -> list[str]:
    """Return the signs of a question: its words, its neighbours in pairs, and the kind of thing that it asks for."""
    return [*sorted(meaning(question.text)), f"@{question.asks}", *_pairs(question.text, names=True)]


def above_signs(stems: Iterable[Question]) -> list[str]:
    """Return the signs of what stands above a question: the words of all stems."""
    return [f"above {word}" for word in sorted(frozenset[str]().union(*(meaning(stem.text) for stem in stems)))]


def _pairs(text: str, *, names: bool) -> list[str]:
    """Return neighbouring words, "<" and ">" at the ends, with 0 for every digit, and figures alone too.

    Without `names` a word with a capital is "^", but for the first.
    """
    found, last = set(), "<"
    for match in _WORD.finditer(text):
        word = match[0].lower()
        if _DIGIT.search(word):
            word = _DIGIT.sub("0", word.replace(",", "").replace(".", ""))
            found.add(f"_{word}")
        elif not names and last != "<" and not match[0].islower():
            word = "^"
        found.add(f"_{last} {word}")
        last = word
    return sorted(found | {f"_{last} >"})


def weights(signs: Sequence[str], places: Mapping[str, int]) -> tuple[list[int], float]:
    """Return the places of those signs that are known, and what each of them counts: the fewer they are the more."""
    known = [places[sign] for sign in signs if sign in places]
    return known, float(1 / np.sqrt(1 + len(known)))


@lru_cache(maxsize=8)
def going_with(questions: tuple[Question, ...]) -> Table:
    """Return how the signs of sentences go with each of the questions that can be answered, in their order."""
    return table_of(nodes_of(questions), associations())


def table_of(nodes: Nodes, known: Associations) -> Table:
    """Return the same by given associations."""
    asked = [sums(asked_bags(leaf, nodes), known.asked, known.asked_rows) for leaf in nodes.leaf_order]
    return Table(known.said, known.said_rows @ np.array(asked).T)


def asked_bags(leaf: int, nodes: Nodes) -> list[tuple[list[str], float]]:
    """Return the signs of a leaf's question, and those of its stems, each with its weight."""
    stems = [nodes.questions[above] for above in ancestors(leaf, nodes.parent)]
    return [(asked_signs(nodes.questions[leaf]), 1.0), (above_signs(stems), _STEMS)]


def sums(bags: Iterable[tuple[Sequence[str], float]], places: Mapping[str, int], rows: Rows) -> Rows:
    """Return the weighted sum of the rows of the signs in these bags."""
    total: Rows = np.zeros(rows.shape[1])
    for signs, weight in bags:
        known, each = weights(signs, places)
        total += weight * each * rows[known].sum(axis=0)
    return total


def gains(sentence: str, table: Table) -> list[float]:
    """Return how a sentence goes with each question by its words' associations, against the mean of all questions."""
    going = sums([(said_signs(sentence), 1.0)], table.said, table.rows)
    gain: list[float] = (going - going.mean()).tolist()
    return gain
