"""Judge what a model said about one answer: every value is grounded in the letter, or doubted with a reason.

A doubt is worded so that it can be put to the model; nothing doubted is ever a label. The checks here use the
letter, the taxonomy and its gazetteers only, never the model's own word for it.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import BaseModel
from rapidfuzz import fuzz

from classifier.quotes import FoundQuote, Source, find_quote, inside
from classifier.records import Answer, Label, Quote, Span
from classifier.response_schema import UNDETERMINED
from classifier.rules.clauses import clauses, is_denied, may_be_denied
from classifier.rules.gazetteer import Gazetteer, gazetteer_of
from classifier.rules.names import fold
from classifier.taxonomy import Field, Taxonomy

_LIKE_ENOUGH = 85.0
_MAX_SHOWN = 200
_NEAR = 300


@dataclass(frozen=True, slots=True)
class Opinion:
    """A label that stands on the letter, with the model's own confidence (0 to 1) and the raw signals."""

    label: Label
    confidence: float
    quotes: tuple[Quote, ...] = ()
    signals: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a field's value could not be used, in words for the model and for people."""

    problem: str
    reply: str = ""


@dataclass(frozen=True)
class Ground:
    """What an answer's values must stand on: the letter, the answer in it, the round's taxonomy."""

    source: Source
    answer: Answer
    taxonomy: Taxonomy

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Where quotations may stand: the answer and what it points to."""
        return (*self.answer.spans, *self.answer.context)

    def is_denied_at(self, at: int) -> bool:
        """Say whether the character at an offset stands under a denial, as far as 300 characters to either side."""
        near = next(
            (Span(max(start, at - _NEAR), min(end, at + _NEAR)) for start, end in self.spans if start <= at < end), None
        )
        if near is None or not may_be_denied(self.source.text[near.start : near.end], at - near.start):
            return False  # what nothing around denies, its clause does not; cutting clauses is the dear part
        found = (clause for clause in clauses(self.source.text, [near]) if clause.start <= at < clause.end)
        return any(is_denied(clause.text, at - clause.start) for clause in found)


def judge(ground: Ground, item: BaseModel) -> dict[str, Opinion | Doubt]:
    """Return for every field of the taxonomy an opinion or a doubt on the model's item for one answer."""
    said: Any = item
    result: dict[str, Opinion | Doubt] = {}
    for taxonomy_field in ground.taxonomy.fields:
        part = getattr(said.labels, taxonomy_field.name)
        found = (
            _judge_one(ground, taxonomy_field, part)
            if taxonomy_field.kind == "one_of"
            else _judge_many(ground, taxonomy_field, part)
        )
        if isinstance(found, Opinion):
            found.signals["why"] = said.why[:_MAX_SHOWN]
        result[taxonomy_field.name] = found
    return result


def _judge_one(ground: Ground, taxonomy_field: Field, part: Any) -> Opinion | Doubt:
    odds = {name: float(value) for name, value in part.probabilities}
    total = sum(odds.values())
    if not all(math.isfinite(value) and value >= 0 for value in odds.values()) or total <= 0:
        return _doubt(taxonomy_field, part.label, "has probabilities that are none", part)
    odds = {name: round(value / total, 4) for name, value in odds.items()}
    label = None if part.label == UNDETERMINED else part.label
    signals: dict[str, Any] = {"p_dist": odds}
    found = _grounded(ground, part.quote or "")
    if isinstance(found, str) and label is not None:
        return _doubt(taxonomy_field, part.label, found, part)
    if max(odds, key=lambda name: odds[name]) != part.label:
        signals["torn"] = True
    quotes = () if isinstance(found, str) else (_quote(found),)
    signals["grounding"] = "none" if isinstance(found, str) else found.status
    return Opinion(label, odds[part.label], quotes, signals)


def _judge_many(ground: Ground, taxonomy_field: Field, part: Any) -> Opinion | Doubt:
    named = taxonomy_field.kind == "names"
    quotes: dict[str, FoundQuote] = {}
    problems = []
    for entry in part.values:
        value = " ".join((entry.name if named else entry.value).split())
        found = _grounded(ground, entry.quote)
        problem = (
            found if isinstance(found, str) else _name_problem(ground, taxonomy_field, value, found) if named else ""
        )
        if problem or not value:
            problems.append(f"{taxonomy_field.name} '{value[:_MAX_SHOWN]}' {problem or 'is empty'}")
        elif not isinstance(found, str):
            quotes.setdefault(value, found)
    if problems:
        return Doubt("; ".join(problems), part.model_dump_json())
    sure = part.sure if math.isfinite(part.sure) else 0.0
    statuses = {found.status for found in quotes.values()}
    signals: dict[str, Any] = {"sure": part.sure} if math.isfinite(part.sure) else {}
    signals["grounding"] = "normalised" if "normalised" in statuses else "exact" if statuses else "none"
    if not named and (denied := [value for value, found in quotes.items() if _denied(ground, value, found)]):
        signals["under_denial"] = denied
    label = taxonomy_field.check(tuple(quotes))
    ordered = tuple(_quote(quotes[value]) for value in label or ())
    return Opinion(label, min(1.0, max(0.0, sure)), ordered, signals)


def _grounded(ground: Ground, quote: str) -> FoundQuote | str:
    """The quotation's place in the answer or in what it points to, or what is wrong with it."""
    if not quote.strip():
        return "has no quotation"
    found = find_quote(ground.source, quote, ground.spans)
    if found is None:
        return f"stands on a quotation that is not in the letter: «{_shown(quote)}»"
    if not inside(ground.source, found, ground.spans):
        return f"stands on a quotation from outside the answer to this question: «{_shown(quote)}»"
    return found


def _name_problem(ground: Ground, taxonomy_field: Field, name: str, found: FoundQuote) -> str:
    """What is wrong with a name, whatever the model thinks: of another field, denied, or not in its quotation."""
    if not _entry(gazetteer_of(taxonomy_field, ground.taxonomy), name):
        for other in taxonomy_field.not_from:
            if _entry(gazetteer_of(ground.taxonomy.field(other), ground.taxonomy), name):
                return f"is one of the {other}, not of the {taxonomy_field.name}"
    if taxonomy_field.reading == "provisions":
        return "" if _numbered_in(name, found.text) else f"has another number than its quotation «{_shown(found.text)}»"
    if not _named_in(taxonomy_field, ground.taxonomy, name, found.text):
        return f"is not named in its quotation «{_shown(found.text)}»"
    return "is denied where it is quoted" if _denied(ground, name, found) else ""


def _named_in(taxonomy_field: Field, taxonomy: Taxonomy, name: str, quote: str) -> bool:
    """The name, a form of it that the gazetteer lists, or the name with a slip of spelling or scanning."""
    if fold(name).replace(" ", "") in fold(quote).replace(" ", ""):
        return True
    gazetteer = gazetteer_of(taxonomy_field, taxonomy)
    entry = _entry(gazetteer, name)
    if gazetteer and entry and any(mention.form.name == entry for mention in gazetteer.mentions(quote)):
        return True
    return len(name) > 3 and fuzz.partial_ratio(fold(name), fold(quote)) >= _LIKE_ENOUGH


def _entry(gazetteer: Gazetteer | None, name: str) -> str:
    """The gazetteer's name for a written form that is wholly in it, or the empty string."""
    mentions = gazetteer.mentions(name) if gazetteer else ()
    return next((mention.form.name for mention in mentions if (mention.start, mention.end) == (0, len(name))), "")


def _denied(ground: Ground, value: str, found: FoundQuote) -> bool:
    return ground.is_denied_at(found.start + max(0, fold(found.text).find(fold(value))))


def _numbered_in(name: str, quote: str) -> bool:
    number = re.search(r"\d+", name)
    return number is None or number.group() in re.findall(r"\d+", quote)


def _doubt(taxonomy_field: Field, value: str, problem: str, part: Any) -> Doubt:
    return Doubt(f"{taxonomy_field.name} '{value}' {problem}", part.model_dump_json())


def _quote(found: FoundQuote) -> Quote:
    return Quote(found.start, found.end, found.text)


def _shown(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= _MAX_SHOWN else words[:_MAX_SHOWN] + "…"


def agreed(opinions: Sequence[Opinion]) -> Opinion:
    """Return the opinion that most samples share, the earliest among equals, with the share and votes as signals.

    The confidence is the mean of what the samples give to that label. One opinion is returned as it is.
    """
    if len(opinions) == 1:
        return opinions[0]
    votes: dict[Label, list[Opinion]] = {}
    for opinion in opinions:
        votes.setdefault(opinion.label, []).append(opinion)
    label, chosen = max(votes.items(), key=lambda vote: len(vote[1]))
    if "p_dist" in chosen[0].signals:
        name = UNDETERMINED if label is None else label
        given = [opinion.signals["p_dist"][name] for opinion in opinions]
    else:
        given = [opinion.confidence for opinion in chosen]
    votes_cast = [[opinion.label, opinion.confidence] for opinion in opinions]
    shares = {"agree": round(len(chosen) / len(opinions), 4), "votes": votes_cast}
    return Opinion(label, round(sum(given) / len(given), 4), chosen[0].quotes, chosen[0].signals | shares)
