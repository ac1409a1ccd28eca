"""Words of a text with their places, and how much two passages have in common.

Words are compared without case, accents of typography, soft hyphens and common endings. Offsets always
point into the text as it was given.
"""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from classifier.records import Span
from classifier.resources import read_yaml, resource

_WORD = re.compile(r"[^\W_]+(?:[\u00ad'’][^\W_]+)*")
_ENDING = re.compile(r"(ations?|ings?|ions?|ments?|ance|ence|ies|ied|ed|es|ly|s|e|y)$")
_STOP = frozenset(
    "a an and any are as at be been by can could did do does each following for from further had has have how i if in into is it"
    " its may me more my no not of on or other our out please provide so some such than that the their them then there these"
    " they this those to us was we were what when where whether which who whom will with would yes you your yours"
    " university college institution council trust authority information question answer request response copy copies state"
    " confirm specify give name list also about all including example".split()
)


class Word(NamedTuple):
    """A word's place in the text and its normal form."""

    start: int
    end: int
    form: str


@lru_cache(maxsize=20_000)
def form(word: str) -> str:
    """Return the form in which a word is compared: NFKC, lower case, plain apostrophe, no soft hyphen."""
    return unicodedata.normalize("NFKC", word).casefold().replace("\u00ad", "").replace("’", "'")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return a word's form without its commonest endings."""
    return _ENDING.sub("", word) if len(word) > 5 else word.removesuffix("s") if len(word) > 3 else word


def words(text: str, start: int = 0, end: int | None = None, without: Sequence[Span] = ()) -> list[Word]:
    """Return the words of `[start, end)`, leaving out those that begin inside a span of `without` (sorted)."""
    matches = _WORD.finditer(text, start, len(text) if end is None else end)
    found = [Word(*match.span(), form(match[0])) for match in matches]
    return _outside(found, without) if without else found


def _outside(words: Sequence[Word], without: Sequence[Span]) -> list[Word]:
    found, skip = [], 0
    for word in words:
        while skip < len(without) and without[skip].end <= word.start:
            skip += 1
        if skip == len(without) or word.start < without[skip].start:
            found.append(word)
    return found


def form_of(line: str) -> str:
    """Return a line's words in normal form, to compare it with other lines."""
    return " ".join(word.form for word in words(line))


@lru_cache(maxsize=512)
def content(text: str) -> frozenset[str]:
    """Return the stems of the words that carry meaning."""
    return frozenset(stem(w) for m in _WORD.finditer(text) if (w := form(m.group())) not in _STOP and len(w) > 1)


@lru_cache(maxsize=1)
def _groups() -> dict[str, str]:
    groups: list[list[str]] = read_yaml(resource("data", "related-words.yaml"))
    return {word: f"~{group[0]}" for group in groups for word in group}


@lru_cache(maxsize=512)
def meaning(text: str) -> frozenset[str]:
    """Return the content of a text without years and numbers, which say little of what it is about, and, for words
    that have others of like meaning, the group's sign."""
    groups = _groups()
    signs = {groups[w] for m in _WORD.finditer(text) if (w := form(m.group())) in groups}
    return frozenset(one for one in content(text) if not one[0].isdigit()) | signs


def rarity(sets: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return for each word how telling it is among the sets: log((n + 1) / (sets with it)), above 0."""
    counts: dict[str, int] = {}
    for one in sets:
        for word in one:
            counts[word] = counts.get(word, 0) + 1
    return {word: math.log((len(sets) + 1) / count) for word, count in counts.items()}


def likeness(some: frozenset[str], other: frozenset[str], weights: Mapping[str, float], unknown: float) -> float:
    """Return the weighted share of `some` that is in `other`, 0 to 1; 0 for nothing.

    `unknown` is the weight of words that are in no question.
    """
    common = some & other
    if not common:
        return 0.0
    shared, all_ = (math.fsum(weights.get(word, unknown) for word in one) for one in (common, some))
    return shared / all_  # exact sums: those of floats depend on a set's order, which changes from run to run
