"""Learn which words of letters go with which words of questions from the gold: `python -m eval.fit_associations`.

From the sentences of the answers in the development parts; each is compared with all questions of its own set, so that what
is learnt is which of them it answers, not what the set is about. Writes data/word-associations.tsv. What it is worth is
measured with associations from other sets than the one they are tried on. The test parts take no part.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array

from classifier.questionnaire import Question
from classifier.resources import resource
from classifier.split.associated import (
    RANK,
    Associations,
    Rows,
    asked_bags,
    gains,
    said_signs,
    table_of,
    weights,
    written,
)
from classifier.split.fitting import fits, sentences
from classifier.split.nodes import nodes_of
from classifier.split.words import meaning
from eval.gold import GoldSet, load_gold

HELD_DOWN = 4e-4
"""Cost of the squares of all numbers, beside the mean surprise at a sentence's question; chosen by other sets' sentences."""
STEPS = 60
FEW_SETS, FEW_ASKED = 8, 3
"""A sign of sentences counts that was seen in so many sets, a sign of questions that was asked in so many."""
SHORT, LITTLE = 4, 0.3
"""A sentence of so few words ("Yes.") hardly tells its question: it counts so much."""
FOLDS = 5
_WORD = re.compile(r"(?<![\w@./-])[^\W\d_]+(?![\w@/]|\.\w)")  # none of an address

Bags = Sequence[Sequence[tuple[Sequence[str], float]]]


class Told(NamedTuple):
    """A sentence of an answer in the gold: its set, its question's place among those that can be answered, its signs, how
    it fits every question by its own words, and what it counts."""

    gold: str
    own: int
    sentence: str
    signs: tuple[str, ...]
    fit: tuple[float, ...]
    weight: float


def main() -> None:
    """Learn from the dev part of the gold folders (or all shipped ones), print what it is worth, and write the file."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("folders", nargs="*", type=Path, help="gold to try it on; nothing is written (default: all)")
    given: list[Path] = options.parse_args().folders
    if len(given) == 1:
        raise SystemExit("Give two folders at least: what is learnt from one set is tried on another.")
    folders = given or [path.parent for path in sorted(resource("data", "gold").glob("*/dev"))]
    golds = [load_gold(folder, "dev") for folder in folders]
    spoken = common_words(letter.letter.text for gold in golds for letter in gold.letters)
    told = [one for gold in golds for one in told_in(gold, spoken)]
    questions = {gold.folder.name: tuple(gold.round.questions) for gold in golds}
    print(worth(told, questions))
    if not given:
        known, _ = associations_in(told, questions)
        path = resource("data") / "word-associations.tsv"
        head = f"# Made by `python -m eval.fit_associations` on the dev part of {len(golds)} gold sets; see classifier/split/associated.py.\n"
        path.write_text(head + written(known), encoding="utf-8")
        print(f"{len(known.said)} signs of sentences and {len(known.asked)} of questions written to {path}")


def common_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that are written somewhere without a capital, or in capitals alone: no names."""
    shown = {word for text in texts for word in _WORD.findall(text) if word.islower() or word.isupper()}
    return frozenset(sign for word in shown for sign in meaning(word))


def told_in(gold: GoldSet, spoken: frozenset[str]) -> list[Told]:
    """Return the sentences of one gold set's answers, with those of their words that are `spoken`."""
    nodes = nodes_of(tuple(gold.round.questions))
    own = {gold.round.questions[leaf].id: rank for rank, leaf in enumerate(nodes.leaf_order)}
    found = []
    for letter in gold.letters:
        text = letter.letter.text
        for answer in letter.answers:
            for start, end in (one for span in answer.spans for one in sentences(text, span)):
                said = text[start:end]
                signs = tuple(sign for sign in said_signs(said) if sign.startswith("_") or sign in spoken)
                weight = 1.0 if len(said.split()) > SHORT else LITTLE
                fit = tuple(fits(said, nodes))
                found.append(Told(gold.folder.name, own[answer.question], said, signs, fit, weight))
    return found


def associations_in(told: Sequence[Told], questions: dict[str, tuple[Question, ...]]) -> tuple[Associations, float]:
    """Return the associations under which the questions of the sentences surprise least, and what a fit by the words in
    common is worth beside them."""
    groups = {name: list(group) for name, group in groupby(told, key=lambda one: one.gold)}
    said = _known(((one.signs, name) for name, group in groups.items() for one in group), FEW_SETS)
    trees = {name: nodes_of(questions[name]) for name in groups}
    bags = {name: [asked_bags(leaf, nodes) for leaf in nodes.leaf_order] for name, nodes in trees.items()}
    asked = _known(((signs, name) for name, of in bags.items() for bag in of for signs, _ in bag), FEW_ASKED)
    parts = [
        Part(
            matrix([[(one.signs, 1.0)] for one in group], said),
            matrix(bags[name], asked),
            np.array([one.fit for one in group]),
            np.array([one.own for one in group]),
            np.array([one.weight for one in group]),
        )
        for name, group in groups.items()
    ]
    sizes = len(said) * RANK, len(asked) * RANK
    begin = np.append(0.15 * np.random.default_rng(0).standard_normal(sum(sizes)), 7.0)
    best = minimize(surprise(parts, *sizes), begin, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    scale = float(best[-1])
    said_rows = best[: sizes[0]].reshape(-1, RANK)
    asked_rows = best[sizes[0] : -1].reshape(-1, RANK)
    return Associations(said, said_rows, asked, asked_rows), scale


class Part(NamedTuple):
    """What is learnt from one set: its sentences' signs, its questions' signs, the fits, the right ones, the weights."""

    said: csr_array
    asked: csr_array
    fits: Rows
    own: np.ndarray
    weights: Rows


def _known(seen: Iterable[tuple[Iterable[str], str]], least: int) -> dict[str, int]:
    sets: defaultdict[str, set[str]] = defaultdict(set)
    for signs, name in seen:
        for sign in signs:
            sets[sign].add(name)
    return {sign: at for at, sign in enumerate(sorted(one for one, names in sets.items() if len(names) >= least))}


def matrix(bags: Bags, places: dict[str, int]) -> csr_array:
    """Return a row for each list of bags, with the weights of the signs that are known."""
    cells = [
        (at, place, weight * each)
        for at, of in enumerate(bags)
        for signs, weight in of
        for known, each in [weights(signs, places)]
        for place in known
    ]
    rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    return csr_array((values, (rows, columns)), shape=(len(bags), len(places)))


def surprise(parts: Sequence[Part], said: int, asked: int) -> Callable[[Rows], tuple[float, Rows]]:
    """Return the function of all numbers that is made least: the mean surprise at the sentences' questions (a softmax over
    the questions of their set), with the cost of the squares; and its gradient."""
    total = sum(part.weights.sum() for part in parts)

    def value(numbers: Rows) -> tuple[float, Rows]:
        said_rows, asked_rows = numbers[:said].reshape(-1, RANK), numbers[said : said + asked].reshape(-1, RANK)
        loss, scale = HELD_DOWN / 2 * float((numbers[:-1] ** 2).sum()), numbers[-1]
        to_said, to_asked, to_scale = HELD_DOWN * said_rows, HELD_DOWN * asked_rows, 0.0
        for part in parts:
            sentence, question = part.said @ said_rows, part.asked @ asked_rows
            scores = sentence @ question.T + scale * part.fits
            likely = np.exp(scores - scores.max(axis=1, keepdims=True))
            likely /= likely.sum(axis=1, keepdims=True)
            right = np.arange(len(part.own)), part.own
            loss -= float((part.weights * np.log(likely[right] + 1e-12)).sum()) / total
            likely[right] -= 1
            likely *= part.weights[:, None] / total
            to_said = to_said + part.said.T @ (likely @ question)
            to_asked = to_asked + part.asked.T @ (likely.T @ sentence)
            to_scale += float((likely * part.fits).sum())
        return loss, np.concatenate([to_said.ravel(), to_asked.ravel(), [to_scale]])

    return value


def worth(told: Sequence[Told], questions: dict[str, tuple[Question, ...]]) -> str:
    """Return in words how often the question that a sentence answers is the one that it fits best, with associations of
    other sets and without. Where several fit equally well, each counts for its share."""
    right = [0.0, 0.0]
    names = sorted(questions)
    for fold in range(min(FOLDS, len(names))):
        tried = set(names[fold::FOLDS])
        known, scale = associations_in([one for one in told if one.gold not in tried], questions)
        tables = {name: table_of(nodes_of(questions[name]), known) for name in tried}
        for one in told:
            if one.gold in tried:
                alone = scale * np.array(one.fit)
                right[0] += _share(alone, one.own)
                right[1] += _share(alone + np.array(gains(one.sentence, tables[one.gold])), one.own)
    without, added = (one / max(1, len(told)) for one in right)
    return (
        f"{len(told)} sentences; the question that they answer is the one that they fit best: {without:.1%}, "
        f"with associations of other sets {added:.1%}"
    )


def _share(scores: Rows, own: int) -> float:
    best = scores >= scores.max() - 1e-9
    return float(best[own] / best.sum())


if __name__ == "__main__":
    main()
