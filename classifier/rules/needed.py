"""Which words a pattern cannot match without, so that most patterns need not be tried on most clauses.

A clause says one thing or two, and the rules ask it a hundred questions. Looking for a few plain words is many times
faster than running a pattern; a pattern is run only on clauses that have a word it needs. Leaves every result as it is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_SHORTEST = 2  # characters; a single letter is in nearly every clause and tells nothing; "<" or "0" does
_MOST = 60  # words; trying more of them costs as much as the pattern itself

_Parsed = Sequence[tuple[Any, Any]]


def needed_words(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Return words in lower case of which at least one stands in every text that the pattern matches.

    They may be parts of words, or several words with one blank between. Empty when no such words are known: then
    the pattern has to be tried. Python's own parser of patterns is asked, as no public way leads to what it finds.
    """
    found = _of_sequence(parser.parse(pattern.pattern, pattern.flags))
    return tuple(sorted(found)) if found and len(found) <= _MOST else ()


@dataclass(frozen=True, slots=True)
class Quick:
    """A pattern cut at its outermost alternatives; each is tried only on a text that has a word it needs.

    `words` are what any alternative needs, empty when one of them needs none.
    """

    alternatives: tuple[tuple[frozenset[str], re.Pattern[str]], ...]
    words: frozenset[str]

    def search(self, text: str, present: frozenset[str]) -> re.Match[str] | None:
        """Return what the whole pattern would find, the leftmost match; `present` are the needed words in the text."""
        if self.words and self.words.isdisjoint(present):
            return None
        found = [one for pattern in self._possible(present) if (one := pattern.search(text))]
        return min(found, key=re.Match.start, default=None)

    def matches(self, text: str, present: frozenset[str]) -> list[re.Match[str]]:
        """Return all that the alternatives find, in order of place; of several at one place the first alternative's."""
        if self.words and self.words.isdisjoint(present):
            return []
        found = [one for pattern in self._possible(present) for one in pattern.finditer(text)]
        return sorted(found, key=re.Match.start)

    def _possible(self, present: frozenset[str]) -> list[re.Pattern[str]]:
        return [pattern for needs, pattern in self.alternatives if not needs or not needs.isdisjoint(present)]


def quick(pattern: str, flags: re.RegexFlag) -> Quick:
    """Return a pattern made ready for quick search; it finds what `re.compile(pattern, flags)` would find."""
    return quick_of([re.compile(part, flags) for part in _outermost(pattern)])


def quick_of(compiled: Sequence[re.Pattern[str]]) -> Quick:
    """Return several patterns as the alternatives of one."""
    needs = [frozenset(needed_words(one)) for one in compiled]
    return Quick(tuple(zip(needs, compiled, strict=True)), frozenset().union(*needs) if all(needs) else frozenset())


@dataclass(frozen=True, slots=True, eq=False)
class WordList:
    """Words to look for in a text all at once: by their first three characters, and those that are shorter."""

    by_three: dict[str, tuple[str, ...]]
    short: tuple[str, ...]

    def present(self, lowered: str, threes: Set[str]) -> frozenset[str]:
        """Return those of the words that stand in a text in lower case with these `threes`."""
        possible = [word for three in self.by_three.keys() & threes for word in self.by_three[three]]
        return frozenset(filter(lowered.__contains__, (*possible, *self.short)))


def threes(lowered: str) -> frozenset[str]:
    """Return every run of three characters in a text."""
    return frozenset(lowered[at : at + 3] for at in range(len(lowered) - 2))


def words_of(patterns: Iterable[Quick]) -> WordList:
    """Return every word that any alternative of the patterns needs."""
    words = {word for pattern in patterns for needs, _ in pattern.alternatives for word in needs}
    long = sorted(word for word in words if len(word) >= 3)
    by_three = {three: tuple(some) for three, some in groupby(long, key=lambda word: word[:3])}
    return WordList(by_three, tuple(sorted(word for word in words if len(word) < 3)))


def _outermost(pattern: str) -> Iterator[str]:
    """Yield the parts between the bars that stand in no bracket."""
    depth, start = 0, 0
    for sign in re.finditer(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", pattern):
        depth += {"(": 1, ")": -1}.get(sign[0], 0)
        if sign[0] == "|" and not depth:
            yield pattern[start : sign.start()]
            start = sign.end()
    yield pattern[start:]


def has_one(words: Sequence[str], lowered: str) -> bool:
    """Say whether a text in lower case has one of the words; with no words the answer is yes."""
    for word in words:  # a plain loop: this is asked more often than anything else
        if word in lowered:
            return True
    return not words


def _of_sequence(parsed: _Parsed) -> frozenset[str]:
    """Every part of a sequence has to match: the part whose words are the longest tells the most."""
    parts, run = [], ""
    for code, value in parsed:
        if code is codes.LITERAL:
            run += chr(value)
        elif code not in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):  # these match no characters
            parts += [frozenset({run.lower()}), _of_part(code, value)]
            run = ""
    parts.append(frozenset({run.lower()}))
    telling = [words for words in parts if words and all(map(_tells, words))]
    return max(telling, key=lambda words: (min(map(len, words)), -len(words)), default=frozenset())


def _tells(word: str) -> bool:
    return len(word) >= _SHORTEST or (word != "" and not word.isalpha() and word != " ")


def _of_part(code: Any, value: Any) -> frozenset[str]:
    if code is codes.SUBPATTERN:
        return _of_sequence(value[-1])
    if code is codes.ATOMIC_GROUP:
        return _of_sequence(value)
    if code is codes.BRANCH:
        branches = [_of_sequence(branch) for branch in value[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT) and value[0] > 0:
        return _of_sequence(value[2])
    return frozenset()
