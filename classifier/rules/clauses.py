"""Cut an answer into clauses, each with its place in the letter, and say which of them are negated.

A clause is the unit in which a stock phrase, a denial or a purpose is read: what one clause denies, the
next may affirm.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from classifier.markers import marker_at
from classifier.records import Span
from classifier.rules.needed import threes
from classifier.split.words import meaning

_BREAK = re.compile(
    r"(?<=[a-z)\]”\"’\d%])[.!?]+[)”\"’]*(?=[\s\xa0]+[\w“\"(•‘£])|[;•·▪]|\n[ \xa0\t]*\n|\n(?=[ \xa0\t]*[-–•*·▪o][ \xa0\t])|(?<=[a-z\d)])\s+[–—-]\s+(?=[a-zA-Z])"
    r"|[,.]?\s+(?=(?:but|however|although|though|whereas|save that|except that|while)\b)|,\s+(?=nor\b)|,?\s+and\s+(?=(?:we|the \w+|it|they|no|none|there) (?:do|does|did|is|are|has|have|was|were)\b)",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:s|ss|reg|regs|no|nos|e\.g|i\.e|eg|ie|mr|mrs|ms|dr|st|p|pp|para|paras|approx|incl|cf|etc|ltd|inc|co|c|v)\.)$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\w")
_SHORTENED = re.compile(
    r"\s+|\b(?:(?P<plain>do|does|did|was|were|is|are|have|has|could|would)nt\b)|\b(?P<verb>\w+?)(?:n['’]t|(?P<is>['’]s)(?=\s+(?:no|not|none|nothing|never)\b)|(?P<have>['’]ve)|(?P<are>['’]re))\b",
    re.IGNORECASE,
)
_WHOLE = {"ca": "cannot", "wo": "will not", "sha": "shall not"}
_WORD = re.compile(r"[^\W_]+")
_FIGURE = re.compile(r"[\s\xa0]*\d")


@dataclass(frozen=True)
class Clause:
    """A clause and its span in the letter's text, without blanks around it; `passage` counts the answer's spans.

    What many readings ask of it is worked out once: `shown` has single blanks, and "not" for "n't", `places` says where
    each of its characters stands in `text`, `lowered` is it in lower case,
    `threes` its runs of three characters, `words` its words in lower case, `meaning` what it is about.
    """

    start: int
    end: int
    text: str
    passage: int = 0

    @cached_property
    def shown(self) -> str:
        return _SHORTENED.sub(_in_full, self.text)

    @cached_property
    def places(self) -> list[int]:
        """For each character of `shown`, and for its end, its offset in `text`; what is written out begins at its word."""
        places: list[int] = []
        at = 0
        for found in _SHORTENED.finditer(self.text):
            places += [*range(at, found.start()), *([found.start()] * len(_in_full(found)))]
            at = found.end()
        return [*places, *range(at, len(self.text) + 1)]

    @cached_property
    def lowered(self) -> str:
        return self.shown.lower()

    @cached_property
    def threes(self) -> frozenset[str]:
        return threes(self.lowered)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self.text.replace("\u00ad", " ").lower()))

    @cached_property
    def meaning(self) -> frozenset[str]:
        return meaning(self.text)


def _in_full(found: re.Match[str]) -> str:
    verb = found["verb"]
    if found["plain"]:
        return f"{found['plain']} not"  # "dont"
    if verb is None:
        return " "
    if found["is"] or found["have"] or found["are"]:
        return f"{verb} {'is' if found['is'] else 'have' if found['have'] else 'are'}"
    return _WHOLE.get(verb.lower(), f"{verb} not")


def clauses(text: str, spans: Sequence[Span]) -> list[Clause]:
    """Return the clauses of an answer in order; a leading enumerator belongs to none."""
    return [clause for at, span in enumerate(spans) for clause in _of_span(text, span, at)]


def _of_span(text: str, span: Span, passage: int) -> Iterable[Clause]:
    marker = marker_at(text, span.start, min(span.end, span.start + 24))
    at = marker.end if marker and marker.end < span.end else span.start
    for found in _BREAK.finditer(text, at, span.end):
        if text[found.start()] == "." and _is_abbreviation(text, at, found.start()):
            continue
        yield from _clause(text, at, found.end() if text[found.start()] in ".!?" else found.start(), passage)
        at = found.end()
    yield from _clause(text, at, span.end, passage)


def _is_abbreviation(text: str, start: int, dot: int) -> bool:
    """ "s. 43", "e.g. the log" and "No. 4" go on; "No. We do not" does not."""
    short = _ABBREVIATION.search(text[max(start, dot - 8) : dot + 1])
    return short is not None and (short.group().lower() not in ("no.", "nos.") or bool(_FIGURE.match(text, dot + 1)))


def _clause(text: str, start: int, end: int, passage: int) -> Iterable[Clause]:
    shown = text[start:end]
    start += len(shown) - len(shown.lstrip(" \t\n\xa0\r-–—•*·▪|:,>"))
    end -= len(shown) - len(shown.rstrip())
    if start < end and _LETTER.search(text, start, end):
        yield Clause(start, end, text[start:end], passage)


_NEGATION = re.compile(
    r"\b(?:not|never|no(?!\s+longer\s+us)|nor|neither|without|rather than|instead of|except|excluding|other than|don['’]t|doesn['’]t|didn['’]t|isn['’]t|aren['’]t|ceased|stopped)\b(?!\s+(?:only|just|merely|solely|limited|least|longer than))",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"\b(?:but|however|plus|including|only|instead|except|other than|apart from|rather|unless|until|so as to|in order to)\b|[:;(]",
    re.IGNORECASE,
)


_DENIED_AFTER = re.compile(
    r"[\w\s(),/&.-]{0,60}?\b(?:is|are|was|were|has|have)\s?(?:not|never|n['’]t)\s+(?:been\s+)?(?:a\s+purpose|us(?:ed|e)|done|looked|met|carried|included|monitored|followed|one\s+of|among|in\s+(?:use|scope)|the\s+reason)",
    re.IGNORECASE,
)


def is_denied(clause: str, at: int) -> bool:
    """Say whether the word at offset `at` of a clause stands under a denial: a negation before it, no turn between."""
    before = clause[:at]
    negations = list(_NEGATION.finditer(before))
    if negations:
        between = before[negations[-1].end() :]
        return not _TURN.search(between) or negations[-1].group().lower() in (
            "rather than",
            "instead of",
            "other than",
            "except",
            "excluding",
        )
    return bool(_DENIED_AFTER.match(clause, at))


def may_be_denied(passage: str, at: int) -> bool:
    """Say whether any clause of a passage could deny the word at an offset; the clauses themselves are not needed."""
    return bool(_NEGATION.search(passage[:at]) or _DENIED_AFTER.match(passage, at))
