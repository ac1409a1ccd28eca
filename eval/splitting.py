"""Scores of splitting: token F1 of each answer against gold, boundary similarity of letters, finding of silence.

Boundary similarity is Fournier's (2013), computed by segeval over the words of a letter: a boundary stands
wherever the set of questions that a word answers changes, and one word beside the right place counts half.
"""

import re
import warnings
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from classifier.records import Span
from classifier.resampling import Figure, by_letter, figure, share
from eval.cases import Case, LetterCases
from eval.labels import Prf, prf
from eval.tokens import answer_words, token_f1

GOOD = 0.9
"""Token F1 from which an answer counts as the right passage."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class LetterSplit:
    """One letter: mean token F1 of its `n` answers, share of good ones, boundary similarity (0 to 1)."""

    letter: str
    layout: str
    n: int
    mean_f1: float
    good: float
    boundary: float


@dataclass(frozen=True, slots=True)
class SplitScore:
    """`answered` is the mean token F1 over the answers that gold has; `unanswered` is the finding of silence."""

    mean_f1: Figure
    answered: Figure
    good: Figure
    boundary: Figure
    unanswered: Prf
    letters: tuple[LetterSplit, ...]


def case_f1(letter: LetterCases, case: Case) -> float:
    """Return the token F1 of one answer's spans against gold's; 1 where both are silent."""
    text = letter.letter.text
    return token_f1(answer_words(text, case.answer.spans), answer_words(text, case.gold.spans))


def score_splitting(letters: Sequence[LetterCases], closed: bool = False) -> SplitScore:
    """Score where a run found the answers, against letters whose passages people marked themselves.

    `closed` leaves out what is said of the letters' layouts.
    """
    letters = [letter for letter in letters if not letter.gold.shown_passages]
    scored = [(number, case, case_f1(letter, case)) for number, letter in enumerate(letters) for case in letter.cases]
    scores: list[list[float]] = [[] for _ in letters]
    for at, _, f1 in scored:
        scores[at].append(f1)
    each = [_letter(letter, found, closed) for letter, found in zip(letters, scores, strict=True)]
    return SplitScore(
        mean_f1=figure(by_letter([(at, (f1, 1)) for at, _, f1 in scored]), share),
        answered=figure(by_letter([(at, (f1, 1)) for at, case, f1 in scored if case.gold.spans]), share),
        good=figure(by_letter([(at, (f1 >= GOOD, 1)) for at, _, f1 in scored]), share),
        boundary=figure(by_letter([(at, (one.boundary, 1)) for at, one in enumerate(each)]), share),
        unanswered=prf(by_letter([(at, _silence(case)) for at, case, _ in scored]), "unanswered"),
        letters=tuple(each),
    )


def _letter(letter: LetterCases, scores: Sequence[float], closed: bool) -> LetterSplit:
    return LetterSplit(
        letter=letter.gold.name,
        layout="" if closed else letter.gold.layout,
        n=len(scores),
        mean_f1=sum(scores) / len(scores),
        good=sum(score >= GOOD for score in scores) / len(scores),
        boundary=boundary_similarity(letter),
    )


def _silence(case: Case) -> tuple[int, int, int]:
    wanted, given = not case.gold.spans, not case.answer.spans
    return int(wanted and given), int(given and not wanted), int(wanted and not given)


def boundary_similarity(letter: LetterCases) -> float:
    """Return the boundary similarity of the run's answers and gold's, 1 for the same boundaries; 1 without words."""
    words = [found.start() for found in _WORD.finditer(letter.letter.text)]
    if not words:
        return 1.0
    wanted = _masses(words, [case.gold.spans for case in letter.cases])
    given = _masses(words, [case.answer.spans for case in letter.cases])
    return 1.0 if wanted == given else float(_segeval(wanted, given))


def _masses(words: Sequence[int], answers: Sequence[Sequence[Span]]) -> tuple[int, ...]:
    """Lengths, in words, of the runs of words that answer the same questions."""
    owners: list[frozenset[int]] = [frozenset()] * len(words)
    for number, spans in enumerate(answers):
        for start, end in spans:
            for at in range(bisect_left(words, start), bisect_left(words, end)):
                owners[at] = owners[at] | {number}
    return tuple(len(list(run)) for _, run in groupby(owners))


def _segeval(wanted: tuple[int, ...], given: tuple[int, ...]) -> float:
    with warnings.catch_warnings():  # the package compares numbers with `is`, which Python remarks on when compiling it
        warnings.simplefilter("ignore", SyntaxWarning)
        from segeval.similarity.boundary import boundary_similarity as similarity

        return float(similarity(wanted, given))
