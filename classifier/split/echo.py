"""Find the request's own words restated in a letter, however they are wrapped, quoted or slightly changed.

A letter that repeats the questions says by itself where each answer begins, and the repeated words are
never part of an answer. Works in one pass over the letter's words: runs of three matching words are
chained along the questionnaire, small gaps allowed, so the cost grows linearly with the letter.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from classifier.questionnaire import Question
from classifier.split.words import Word, words

_RUN = 3  # words that must match exactly to start or go on
_REPLIES = frozenset(("answer", "response", "reply", "ateb", "ymateb"))
_GAP = 9  # words that may differ between two runs
_NEAR = 40  # runs back among which the one before is looked for
_SENTENCE = 6  # words of a question that is asked only in part
_SHORT = 8  # words; a question this short may occur inside an answer's own sentence
_start_of, _end_of = attrgetter("start"), attrgetter("end")
_MANY = 6  # a run of words that the questionnaire has oftener than this says little


class Echo(NamedTuple):
    """A restated part of the request: `node` is the index of its question, None for other text of the request.

    `coverage` (0 to 1) is the share of the question's words found; `first` and `last` say which of its
    words the echo begins and ends with, as shares of its length. `at` and `to` are indexes of letter words.
    """

    start: int
    end: int
    node: int | None
    coverage: float
    first: float
    last: float
    at: int
    to: int


@dataclass(frozen=True, slots=True)
class _Source:
    forms: tuple[str, ...]
    nodes: tuple[int | None, ...]
    begin: dict[int, int]
    length: dict[int, int]
    index: dict[tuple[str, ...], list[int]]


class _Run(NamedTuple):
    at: int
    source: int
    length: int


@lru_cache(maxsize=32)
def _source(questions: tuple[Question, ...], request: str) -> _Source:
    forms = [word.form for word in words(request)]
    nodes: list[int | None] = [None] * len(forms)
    begin: dict[int, int] = {}
    length: dict[int, int] = {}
    cursor = 0
    for node, question in enumerate(questions):
        new = [word.form for word in words(question.text)]
        place = _place(new, forms, cursor)
        if place is None:  # corrected by hand since: its words stand apart
            place = len(forms) + 1
            forms += ["", *new]
            nodes += [None] * (len(new) + 1)
        else:
            cursor = place
        begin[node], length[node] = place, len(new)
        nodes[place : place + len(new)] = [node] * len(new)
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in range(len(forms) - _RUN + 1):
        key = tuple(forms[i : i + _RUN])
        if "" not in key:
            index[key].append(i)
    return _Source(tuple(forms), tuple(nodes), begin, length, dict(index))


def _place(part: list[str], whole: list[str], start: int) -> int | None:
    """Return where `part` stands in `whole`, from `start` on, or None."""
    if not part:
        return None
    return next((i for i in range(start, len(whole) - len(part) + 1) if whole[i : i + len(part)] == part), None)


def find_echoes(text: str, letter: Sequence[Word], questions: tuple[Question, ...], request: str) -> list[Echo]:
    """Return the restated parts of the request in a letter's words, in order, not overlapping."""
    source = _source(questions, request)
    replies = [at for at, word in enumerate(letter) if word.form in _REPLIES]
    chains = _chains(_runs(letter, source), replies)
    found = [echo for chain in chains for echo in _by_question(chain, letter, source)]
    restated = (echo for echo in found if _is_restated(echo, source) or _is_asked(echo, source, text))
    return sorted(echo for echo in restated if _stands_alone(echo, source, text))


def echoes_between(echoes: Sequence[Echo], start: int, end: int) -> Sequence[Echo]:
    """Return those of the echoes (in order, not overlapping) that have a character in `[start, end)`."""
    return echoes[bisect_right(echoes, start, key=_end_of) : bisect_left(echoes, end, key=_start_of)]


def echoes_from(echoes: Sequence[Echo], first: int, last: int) -> Sequence[Echo]:
    """Return those of the echoes (in order) that begin at `first` or later, and at `last` or earlier."""
    return echoes[bisect_left(echoes, first, key=_start_of) : bisect_right(echoes, last, key=_start_of)]


def _runs(letter: Sequence[Word], source: _Source) -> list[_Run]:
    """Return the longest exact runs; a run already covered along its diagonal is not repeated."""
    forms = [word.form for word in letter]
    runs: list[_Run] = []
    covered: dict[int, int] = {}
    for at in range(len(forms) - _RUN + 1):
        places = source.index.get((forms[at], forms[at + 1], forms[at + 2]), ())
        for place in places if len(places) <= _MANY else places[:_MANY]:
            if covered.get(place - at, -1) > at:
                continue
            length = _RUN
            while (
                at + length < len(forms)
                and place + length < len(source.forms)
                and forms[at + length] == source.forms[place + length]
            ):
                length += 1
            covered[place - at] = at + length
            runs.append(_Run(at, place, length))
    return runs


def _chains(runs: list[_Run], replies: Sequence[int]) -> list[list[_Run]]:
    """Join runs that go on in both texts into chains, and keep the best ones that do not overlap."""
    best = _linked(runs, replies)
    taken: list[bool] = [False] * len(runs)
    busy: list[tuple[int, int]] = []
    chains = []
    for i in sorted(range(len(runs)), key=lambda i: (-best[i][0], runs[i].source)):
        chain: list[int] = []
        at: int | None = i
        while at is not None and not taken[at]:
            chain.append(at)
            at = best[at][1]
        first, last = runs[chain[-1]].at if chain else 0, runs[i].at + runs[i].length
        if not chain or _meets(busy, first, last):
            continue
        for one in chain:
            taken[one] = True
        insort(busy, (first, last))
        chains.append([runs[one] for one in reversed(chain)])
    return chains


def _linked(runs: list[_Run], replies: Sequence[int]) -> list[tuple[float, int | None]]:
    """Return for each run the score of the best chain that ends with it, and the run before it in that chain; none goes
    on behind a word for reply (`replies` are the places of these in the letter)."""
    best: list[tuple[float, int | None]] = []
    for i, run in enumerate(runs):
        score, before = float(run.length), None
        for j in range(i - 1, max(-1, i - _NEAR), -1):
            gap, jump = run.at - runs[j].at - runs[j].length, run.source - runs[j].source - runs[j].length
            # Runs may overlap by a word or two where the letter drops or doubles one.
            if -2 <= gap <= _GAP and -2 <= jump <= _GAP and not _is_between(replies, run.at - gap, run.at):
                joined = best[j][0] + run.length - 0.3 * (max(gap, 0) + max(jump, 0))
                if joined > score:
                    score, before = joined, j
        best.append((score, before))
    return best


def _is_between(places: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(places, first)
    return at < len(places) and places[at] < last


def _meets(busy: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    """Say whether `[first, last)` overlaps one of the ranges, which are in order and do not overlap each other."""
    at = bisect_left(busy, (last, 0))
    return at > 0 and busy[at - 1][1] > first


def _by_question(chain: list[_Run], letter: Sequence[Word], source: _Source) -> list[Echo]:
    """Cut a chain where one question ends and the next begins."""
    found: dict[int, int] = {}
    for (
        run
    ) in chain:  # runs overlap where an answer ends in the words that its question ended in: the first is the question
        for k in range(run.length):
            found.setdefault(run.source + k, run.at + k)
    places = sorted(found.items())
    echoes = []
    for node, group in groupby(places, key=lambda place: source.nodes[place[0]]):
        part = list(group)
        at, to = min(p[1] for p in part), max(p[1] for p in part)
        first, last, coverage = 0.0, 1.0, 1.0
        if node is not None:
            begin, length = source.begin[node], max(1, source.length[node])
            first, last = (part[0][0] - begin) / length, (part[-1][0] + 1 - begin) / length
            coverage = len(part) / length
        echoes.append(Echo(letter[at].start, letter[to].end, node, coverage, first, last, at, to))
    return echoes


def _is_restated(echo: Echo, source: _Source) -> bool:
    """An answer may use some of a question's words; a restatement has most of them, or a long run of them."""
    found = echo.to - echo.at + 1
    if echo.node is None:
        return found >= 8
    if source.length[echo.node] <= _SHORT:
        return echo.coverage >= 0.8
    if echo.first <= 0.15:
        return echo.coverage >= 0.55 or (found >= 14 and echo.coverage >= 0.3)
    return echo.coverage >= 0.75 or (found >= 18 and echo.coverage >= 0.4)


def _is_asked(echo: Echo, source: _Source, text: str) -> bool:
    """Say whether the beginning of a question is asked by itself: "Whom should one write to?" without its "Please give a
    name"."""
    if echo.node is None or echo.first > 0 or text[echo.end : echo.end + 1] != "?":
        return False
    return echo.coverage * source.length[echo.node] >= _SENTENCE


_BEFORE = re.compile(
    r"(^|[\n\t|;:?>.)•·*]|[\s(\[](?:[\da-z]{1,4}[.)\]]+|\d[\da-z]{0,3}|[a-z])|\b(the|an?|any|your|of))[\s\"“'‘(•·*-]*$",
    re.IGNORECASE,
)
_SURELY = 20  # words of the request that nobody writes by chance
_BEGINS = re.compile(r"(?:^|[\n\t|>.:;?!])[\s\"“'‘(>*-]*$")
_WHOLLY = 0.9  # share of a question's words that nobody uses by chance
_GOES_IN, _GOES_OUT = re.compile(r"[a-z,][ \xa0\n]+$"), re.compile(r"[ \xa0\n]+[a-z]")
_WRAPPED, _GOES_ON = re.compile(r"[a-z,][ \xa0]*\n[ \xa0]*$"), re.compile(r",|[ \xa0\n]+[a-z]")
_DENIED = re.compile(r"\b(?:not|cannot|n['’]t)\s(?:\w+\s){1,3}$")
_SUBJECT = re.compile(r"[a-z][ \xa0\n]+$")
_AFTER = re.compile(
    r"[\s\"”’')]*([.;:?|\t]|$|[\n]|[-–—]\s|\(\w{1,3}\)|\w[.)]\s|,(?:\s+(?:and|or))?\s+\(\w{1,3}\)|,[ \xa0]*\n[ \xa0>]*\n)"
)


def _stands_alone(echo: Echo, source: _Source, text: str) -> bool:
    """A short question counts only as a unit of its own: "3b. A data protection impact assessment has been
    drafted" is an answer, "b. the data protection impact assessment;" is the question."""
    if echo.node is None:  # "under the Freedom of Information Act 2000 …" is anybody's sentence
        return echo.to - echo.at + 1 >= _SURELY or bool(_BEGINS.search(text[max(0, echo.start - 20) : echo.start]))
    if _DENIED.search(text[max(0, echo.start - 60) : echo.start]):
        return False  # "We do not record how many recordings were made."
    if source.length[echo.node] > _SHORT:
        return echo.first == 0 or echo.coverage >= _WHOLLY or not _is_said(echo, text)
    before = text[max(0, echo.start - 14) : echo.start]
    if _WRAPPED.search(before) and _GOES_ON.match(text, echo.end):
        return False  # the line breaks in the middle of a sentence
    after = text[echo.end : echo.end + 14].lstrip(" \xa0")
    return bool((_BEFORE.search(before) or echo.start == 0) and _AFTER.match(after))


def _is_said(echo: Echo, text: str) -> bool:
    """Say whether an echo is words of a statement: a sentence goes on on both sides of it, or has its subject before
    it and a full stop behind ("The force does not look at …")."""
    before, after = text[max(0, echo.start - 20) : echo.start], text[echo.end : echo.end + 20]
    if _GOES_IN.search(before) and _GOES_OUT.match(after):
        return True
    return bool(_SUBJECT.search(before)) and after.startswith(".")
