"""Read whether an answer says that what was asked is held, by the kind of question and the codebook's rules.

Every clause is read by the entries of `data/rules/holding.yaml`; what they say together, against the kind
of question and its condition, gives the status. The entries that decided are named in the result.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from classifier.questionnaire import Asks, Question
from classifier.records import Quote
from classifier.resources import read_yaml, resource
from classifier.rules.clauses import Clause
from classifier.rules.needed import Quick, WordList, quick, words_of

_REQUEST = re.compile(r"\brequest\b")
_ONLY_HELD = re.compile(r"\b(?:held|holds?|confirm|information)\b")
_REST = re.compile(r"\W*(?:the\s+)?(?:rest|remainder|others?|one|two|some|parts?)\b", re.IGNORECASE)
_OFFERS = re.compile(
    r"attach|enclos|annex|appendix|append|availab|publish|\blink|www|http|\bcop(?:y|ies)\b|provided|supplied|sent|download|disclos|see\b|document \d|exempt|withh|atodiad",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|half|all|every)\b|{_OFFERS.pattern}",
    re.IGNORECASE,
)
_ASKS_MORE = re.compile(
    r"\b(?:and|or) (?:please )?(?:tell|state|say|confirm|give|attach|send|enclose|explain|list|describe|when|how|who|what|which|why|any|the (?:date|cost|price|value|number|name|reason)s?)\b"
    r"|[.?;] \w+ \w+ \w+",
    re.IGNORECASE,
)
_DENYING = re.compile(r"\bconfirm(?:ing)? (?:or|nor) den(?:y|ying)\b|^to say whether\b", re.IGNORECASE)
_WHETHER_HELD = re.compile(r"\bwhether (?:we|it|the \w+) holds?\b|\b12 ?\(2\)", re.IGNORECASE)  # FOIA 2000, s. 12(2)
# FOIA 2000, s. 21, and FOISA 2002, s. 25(1): it may be had elsewhere
_ELSEWHERE = re.compile(r"\b(?:section|s\.?) ?21\b|\b25 ?\(1\)|\baccessible (?:by|to)\b", re.IGNORECASE)
_FIGURE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|none|nil)\b|\b(?:attach|enclos|www|http|publish)",
    re.IGNORECASE,
)
_OTHER_FIGURE = re.compile(
    r"\b(?:sections?|regulations?|s\.)\s?\d+(?:\(\w+\))*|\b(?:19|20)\d\d\b|\b\d+\s(?:days?|weeks?|months?|years?|hours?)\b"
    r"|\bthe other (?:one|two|three)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b20\d\d\b|\b\d\d/\d\d\b")
_YEARS_FIGURE = re.compile(r"(?<!\w)(?:20\d\d|\d\d)(?:[/–-]\d\d(?:\d\d)?)?\s?[:–—-]\s?£?(?!20\d\d\b)\d")
_KEPT_BACK = re.compile(
    r"\b(?:sections?|regulation|s\.?) ?\d|\bexempt|\bwithh|\bsuppress|\bidentif|\bexact\b|\brecogni[sz]ed\b",
    re.IGNORECASE,
)  # "fewer than 5", and why no more is said
_REASONS = re.compile(
    r"\b(?:prejudic\w+|public interest|in favour of|outweigh\w*|weighed|disclosure|(?:is|are) applied (?:since|because|as))\b"
    r"|^\W*(?:section|s\.|regulation)\s?\d[^.]{0,60}$|^\W*(?:commercial interests|personal (?:data|information))\W*$",
    re.IGNORECASE,
)  # why something is withheld, which tells nothing of it
_WHOLE_REQUEST = re.compile(
    r"\b(?:comply(?:ing)? with|answer(?:ing)?) (?:your|the|this) request\b|\brequest\b.{0,60}\b(?:in its entirety|as a whole)\b",
    re.IGNORECASE,
)
_TELLING = re.compile(r"[^\W\d]{4}|\d\d|\d\W+\d|https?:|www\.|£")
_THE_QUESTION = re.compile(
    r"\b(?:this|the|your|that) (?:question|query|part|point)s?\b[^.;]{0,40}\b(?:not applicable|inapplicable)\b",
    re.IGNORECASE,
)  # says so of the question, and not of a thing


@dataclass(frozen=True, slots=True)
class Phrase:
    """One entry of the rules file; `codebook` is the number of the rule it follows, 0 for the definitions."""

    id: str
    says: str
    codebook: int
    pattern: Quick
    asks: frozenset[str]
    not_for: re.Pattern[str] | None
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What one clause says, by which entry, and where. `entry` is empty for plain information."""

    says: str
    entry: str
    quote: Quote
    clause: Clause


@dataclass(frozen=True, slots=True)
class Reading:
    """A status or None (undetermined), the quotes that it stands on, what fired, and how sure the rules are."""

    status: str | None
    quotes: tuple[Quote, ...]
    fired: tuple[str, ...]
    sure: float


@lru_cache(maxsize=1)
def phrases() -> tuple[Phrase, ...]:
    """Return the entries of the rules file in their order."""
    entries: list[dict[str, Any]] = read_yaml(resource("data", "rules", "holding.yaml"))
    return tuple(_phrase(entry) for entry in entries)


def _phrase(entry: dict[str, Any]) -> Phrase:
    return Phrase(
        entry["id"],
        entry["says"],
        entry["codebook"],
        quick(entry["pattern"], re.IGNORECASE),
        frozenset(entry.get("asks", ())),
        re.compile(entry["not_for"], re.IGNORECASE) if "not_for" in entry else None,
        tuple(entry["examples"]),
        tuple(entry["counter_examples"]),
    )


def read_clause(clause: Clause, question: Question) -> Said:
    """Return what a clause says to a question; "informs" where no entry matches."""
    words = _words().present(clause.lowered, clause.threes)
    for phrase in _for_question(question.asks, question.text):
        if found := phrase.pattern.search(clause.shown, words):
            return Said(phrase.says, phrase.id, _quote(clause, found.span()), clause)
    return Said("informs", "", Quote(clause.start, clause.end, clause.text), clause)


@lru_cache(maxsize=1)
def _words() -> WordList:
    return words_of(phrase.pattern for phrase in phrases())


@lru_cache(maxsize=512)
def _for_question(asks: Asks, text: str) -> tuple[Phrase, ...]:
    return tuple(p for p in phrases() if (not p.asks or asks in p.asks) and not (p.not_for and p.not_for.search(text)))


def _quote(clause: Clause, place: tuple[int, int]) -> Quote:
    """Return the place of a match in the clause as it stands in the letter, blanks and all."""
    first, last = place
    if clause.shown != clause.text:
        first, last = clause.places[first], clause.places[last]
    start, end = clause.start + first, clause.start + last
    shown = clause.text[start - clause.start : end - clause.start]
    start += len(shown) - len(shown.lstrip(" \xa0\t\n\r,.;:"))
    return Quote(start, end, clause.text[start - clause.start : end - clause.start])


def read_holding(parts: Sequence[Clause], question: Question) -> Reading:
    """Return the status that an answer's clauses give to a question; undetermined for no clauses."""
    said = [read_clause(clause, question) for clause in parts]
    said = _with_few([one for one in said if one.says != "nothing"] or said)
    if not said:
        return Reading(None, (), (), 0.5)
    for decide in (_undecided, _not_applicable, _mixed, _absent, _given):
        if reading := decide(said, question):
            return reading
    return Reading(None, (said[0].quote,), tuple(one.entry for one in said if one.entry), 0.3)


def _with_few(said: Sequence[Said]) -> list[Said]:
    """Return what is said with "fewer than five" read as a part where the exact number is kept back, else as a number."""
    kept_back = any(_KEPT_BACK.search(one.clause.text) for one in said)
    return [replace(one, says="in_part" if kept_back else "informs") if one.says == "few" else one for one in said]


_INFORMS = ("informs", "in_files", "yes", "no", "zero", "withheld")


def _of(said: Sequence[Said], *kinds: str) -> list[Said]:
    return [one for one in said if one.says in kinds]


def _result(status: str | None, by: Sequence[Said], sure: float) -> Reading:
    quotes = tuple(dict.fromkeys(one.quote for one in by))[:3]
    return Reading(status, quotes, tuple(dict.fromkeys(one.entry or "plain-information" for one in by)), sure)


def _undecided(said: Sequence[Said], question: Question) -> Reading | None:
    """Neither confirmed nor denied, refused as a whole, or asked back; with other parts answered: partial (rule 19)."""
    if neither := _of(said, "neither"):
        return _neither(said, neither)
    cost = _of(said, "cost")
    if cost and any(_WHETHER_HELD.search(one.clause.text) for one in said):
        return _result(None, cost[:1], 0.8)
    whole = bool(cost) and bool(_WHOLE_REQUEST.search(cost[0].clause.text))
    if cost and not whole and (files := _of(said, "in_files")):
        before = [one for one in said[: said.index(files[0])] if one.says == "informs" and _counts(one, question)]
        return (
            _result("partial", [before[0], cost[0]], 0.6) if before else _result("held", [*files[:1], *cost[:1]], 0.7)
        )
    if cost and (
        (said.index(cost[0]) <= 1 and not _of(said[:1], "yes", "no", "zero")) or _REQUEST.search(cost[0].quote.text)
    ):
        return _result(None, cost[:1], 0.8)
    for kind, sure in (("vexatious", 0.9), ("clarify", 0.75)):
        by = _of(said, kind)
        if (
            by
            and (kind == "vexatious" or not _of(said, "yes", "no", "zero", "not_held"))
            and (kind != "clarify" or len(said) <= 2)
        ):
            return _result(None, by[:1], sure)
    if said[0].says == "no_return" and not _of(said[1:], *_INFORMS, "not_held"):
        return _result(None, said[:1], 0.7)
    return None


def _neither(said: Sequence[Said], neither: Sequence[Said]) -> Reading:
    rest = _of(said, "yes", "no", "zero")
    plain = [
        one for one in _of(said, "informs") if len(one.quote.text.split()) > 3 and not _DENYING.search(one.quote.text)
    ]
    if rest or (plain and said.index(plain[0]) < said.index(neither[0])):
        return _result("partial", [*(rest or plain)[:1], *neither[:1]], 0.7)
    return _result(None, neither[:1], 0.85)


def _not_applicable(said: Sequence[Said], question: Question) -> Reading | None:
    """ "N/A" and rejected premises; the reason given wins over the stock phrase (rules 2, 3, 16), and what another
    department answers elsewhere in the letter over both."""
    by = _of(said, "not_applicable")
    if not by or (by[0].entry == "premise-rejected" and by[0] is not said[0]):
        return None
    here = {one.clause.passage for one in by}
    elsewhere = [one for one in said if one.clause.passage not in here]
    if by[0].entry != "premise-rejected" and _informs(elsewhere, question):
        return None
    if reason := _of(said, "not_held"):
        return _result("not_held", reason[:1], 0.75)
    if said.index(by[0]) == 0 or len(by) == len(said):
        return _result("not_applicable", by[:1], 0.92)
    before, after = said[: said.index(by[0])], said[said.index(by[0]) + 1 :]
    if _THE_QUESTION.search(by[0].clause.text) and all(one.says in ("no", "informs") for one in before):
        return _result("not_applicable", by[:1], 0.7)
    if _informs(before, question) and _informs(after, question):
        return None  # several departments, of which one says that it does not apply there
    if question.asks == "whether" and before[0].says in ("yes", "no") and not question.condition:
        return None
    if all(one.says in ("no", "informs", "zero") for one in before):
        return _result("not_applicable", by[:1], 0.6)
    return None


def _informs(said: Sequence[Said], question: Question) -> bool:
    return any(_tells(one, question) for one in _of(said, "informs", "in_files"))


def _mixed(said: Sequence[Said], question: Question) -> Reading | None:
    """One part answered or held, another not: partial. A missing document with others named is not held (rule 14)."""
    in_part = _of(said, "in_part")
    absent = _of(said, "not_held", "cost", "no_return")
    plain = [one for one in _of(said, "informs", "in_files") if _tells(one, question)]
    given = _of(said, "yes", "zero", "withheld") + plain
    if kept_back := _kept_back(said, plain, question):
        return kept_back
    if in_part and (given or absent or len(said) == len(in_part) or _COUNT.search(in_part[0].clause.text)):
        return _result("partial", in_part[:1], 0.7)
    if not absent or not given:
        return None
    first_absent = said.index(absent[0])
    first_given = min(said.index(one) for one in given)
    if (
        question.asks == "how_many"
        and absent[0].says == "not_held"
        and not first_absent
        and not _FIGURE.search(absent[0].clause.text)
        and not any(one.says == "withheld" or _FIGURE.search(_OTHER_FIGURE.sub("", one.clause.text)) for one in given)
    ):
        return _result("not_held", absent[:1], 0.7)  # and why, or whom to ask
    if (
        question.asks == "document"
        and absent[0].says == "not_held"
        and not _ASKS_MORE.search(question.text)
        and not any(_OFFERS.search(one.clause.text) for one in given)
    ):
        return _result("not_held", absent[:1], 0.62)
    if (
        first_absent < first_given
        and question.asks in ("document", "explain", "whether")
        and absent[0].says == "not_held"
    ):
        others = [one for one in given if one.says in ("yes", "withheld") or _is_years_figure(one)]
        if not others and len(absent) >= 1:
            return _result("not_held", absent[:1], 0.62)
    return _result("partial", [given[0], absent[0]], 0.6)


def _kept_back(said: Sequence[Said], plain: Sequence[Said], question: Question) -> Reading | None:
    """Something is told, and then the rest is withheld: partial. "We hold it; it is exempt" tells nothing."""
    withheld = [one for one in _of(said, "withheld") if not _ELSEWHERE.search(one.clause.text)]
    if not withheld or question.asks == "whether":
        return None
    one_thing = question.asks in ("document", "explain") and not _ASKS_MORE.search(question.text)
    if one_thing and not _REST.match(withheld[0].clause.text):
        return None
    first = said.index(withheld[0])
    before = [one for one in plain if said.index(one) < first or _opens(one, said, withheld)]
    told = [one for one in before if not _ONLY_HELD.search(one.quote.text) and not _REASONS.search(one.clause.text)]
    return _result("partial", [told[0], withheld[0]], 0.6) if told else None


def _opens(one: Said, said: Sequence[Said], withheld: Sequence[Said]) -> bool:
    """Say whether a clause begins a passage of its own, in which something else is then withheld."""
    here = one.clause.passage
    opens = one is next(other for other in said if other.clause.passage == here)
    return here > 0 and opens and any(other.clause.passage == here for other in withheld)


def _tells(one: Said, question: Question) -> bool:
    """Say whether a clause has a word, a figure or an address; where only a number is asked for, a number."""
    only_number = question.asks == "how_many" and not _ASKS_MORE.search(question.text)
    return bool((_COUNT if only_number else _TELLING).search(one.quote.text))


def _counts(one: Said, question: Question) -> bool:
    """Say whether a clause gives the numbers of years where numbers were asked for."""
    return question.asks == "how_many" and bool(_YEAR.search(one.clause.text))


def _is_years_figure(one: Said) -> bool:
    """Say whether a clause gives a year's figure: "2023: 188"."""
    return bool(_YEARS_FIGURE.search(one.clause.text))


def _absent(said: Sequence[Said], question: Question) -> Reading | None:
    """Not held, kept or recorded; to "whether", a plain no is an answer (rule 1)."""
    by = _of(said, "not_held")
    if not by:
        return None
    if question.asks == "whether" and said[0].says in ("yes", "no"):
        return _result("held", said[:1], 0.6)
    if question.asks != "whether" and _is_years_figure(by[0]):
        return _result("partial", by[:1], 0.7)  # "2022: not available, 2023: 188"
    return _result("not_held", by[:1], 0.88)


def _given(said: Sequence[Said], question: Question) -> Reading | None:
    """Everything else informs: yes, no, a zero, a name, a copy, an exemption over what is held (rules 1, 8, 15, 18)."""
    if undecided := _of(said, "cost", "no_return"):
        return _result(None, undecided[:1], 0.6)
    for kind, sure in (
        ("yes", 0.93),
        ("no", 0.88),
        ("zero", 0.85),
        ("withheld", 0.82),
        ("informs", 0.82),
        ("in_files", 0.7),
    ):
        if by := _of(said, kind):
            return _result("held", by[:1], sure)
    return None
