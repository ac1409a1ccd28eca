"""Read the names that an answer gives: products, suppliers, platforms.

Known names come from the field's gazetteer, others from `unlisted`. What is denied, merely considered, or left
idle does not count.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest

from classifier.questionnaire import Question
from classifier.records import Quote
from classifier.rules.clauses import Clause, is_denied
from classifier.rules.gazetteer import Gazetteer, Mention, fold, gazetteer_of, mentions_in
from classifier.rules.needed import has_one, needed_words
from classifier.rules.unlisted import Place, introduces, overlaps, unlisted_names
from classifier.split.words import stem
from classifier.taxonomy import Field, Taxonomy

__all__ = ["asks_for", "asks_to_name", "fold", "read_names"]

_CONSIDERED = re.compile(
    r"\b(?:consider(?:ed|ing)\s+(?!the\b|whether\b|that\b|to\b|it\b)|looked\s+(?:at|into)\s+(?:buying|purchasing|using|(?-i:[A-Z]))|(?:was|were|been)\s+(?:not\s+)?chosen\s+instead|neither\s+was\s+chosen|demonstrat\w+|demo\b|quotations?|bid\b|tender(?:ed)?\b(?!\s+(?:awarded|won))"
    r"|trial(?:led)?\s+(?:is\s+)?planned|plan(?:s|ned|ning)?\s+to|(?:would|might|could)\s+(?:like\s+to\s+)?(?:use|buy|purchase|adopt)|may\s+(?:like\s+to\s+|in\s+future\s+)?(?:buy|purchase|adopt)|evaluat(?:ed|ing)\s+but|unsuccessful|not\s+successful"
    r"|quoted\s+(?:for|to)|(?:not|n[’']t)\s+(?:pursue|proceed\s+with)|not\s+(?:been\s+)?(?:taken\s+up|pursued|proceeded)|rejected|turned\s+down|declined|(?:was|were|been)\s+offered|show(?:n|ed)?\s+(?:to\s+)?us|(?:was|were|been)\s+shown\s+(?-i:[A-Z])|(?:not|n[’']t)\s+take\s+(?:it|them|this)\s+up|lay\s+idle|lain\s+idle|dormant|never\s+(?:been\s+)?used|not\s+been\s+used"
    r"|nobody\s+has\s+(?:logged|used)|before\s+the\s+period)\b",
    re.IGNORECASE,
)
_CONSIDERED_NEEDS = needed_words(_CONSIDERED)
_FORMER = re.compile(
    r"(?:formerly|previously|known\s+(?:to\s+us\s+)?as|went\s+by\s+the\s+name\s+of|knew\s+it\s+as|took\s+the\s+place\s+of|instead\s+of|replac\w+)\s+(?:called\s+|known\s+as\s+)?[“\"(]?$",
    re.IGNORECASE,
)
_USE = re.compile(
    r"\b(?:us(?:e|es|ed|ing)|tools?|software|suppli\w+|provid\w+|product|platform|subscri\w+|licen[cs]\w+|purchas\w+|bought|contract\w*|via|through|with|from|package|system|account|called|service|analytics|dashboard|company|vendor|since|until|£)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w.-]+|(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|uk|example|io)\S*", re.IGNORECASE
)
_LISTED_AFTER = re.compile(r"\s*(?:,|/|\(|and\b|&)")
_LISTED_BEFORE = re.compile(r"(?:,|/|\band|&|\bon)\s*$")
_EXPLAINED_AFTER = re.compile(r"\s*[:(]|\s.{0,30}£")
_NAME_GOES_ON = re.compile(r"[ \xa0](?:&|[A-Z])")
_SHORT_FORM = 3  # characters that a short form of a name has more than
_BRIEF = 6  # clauses
_LONGEST_LIST, _ITEM = 16, 12  # clauses of a list, and words that they have on average


def read_names(
    parts: Sequence[Clause],
    field: Field,
    taxonomy: Taxonomy,
    question: Question,
    own_names: frozenset[str] = frozenset(),
    confirmed: frozenset[str] = frozenset(),
    common: frozenset[str] = frozenset(),
) -> dict[str, Quote]:
    """Return each name with its quotation, in order of mention.

    `own_names` are words of the authority's own name, never taken for a product. `confirmed` are names, folded, that
    another answer of the same letter gives as in use: here a mention is enough. `common` are words that the letter
    writes small elsewhere, which are no names with a capital either.
    """
    gazetteer, others, longer = _gazetteers(field, taxonomy)
    asked = asks_for(field, question)
    # A brief answer to "name the supplier" is a list of names; a long one only mentions them.
    to_name = _is_list(parts) and asks_to_name(field, question)
    found: dict[str, Quote] = {}
    for clause, after in zip_longest(parts, parts[1:]):
        known = _mentions(clause, [gazetteer] if gazetteer else [])
        unlisted = not field.only_listed and (to_name or bool(confirmed) or introduces(clause))
        if not (known or unlisted) or _is_considered(clause, after):
            continue
        covered = _mentions(clause, longer) if known else []
        for mention in known:
            if _counts(clause.text, mention, covered, field, asked, confirmed):
                _add(found, _label(clause.text, mention, field), clause, mention.start, mention.end)
        if unlisted:
            listed = _mentions(clause, others)
            taken = [(m.start, m.end) for m in (*known, *listed)] + [m.span() for m in _ADDRESS.finditer(clause.text)]
            for name, start, end in unlisted_names(clause, to_name, taken, own_names, found, common):
                _add(found, name, clause, start, end)
            _again(clause, confirmed, taken, found, common)
    return _without_former(found, gazetteer)


@lru_cache(maxsize=64)
def _gazetteers(field: Field, taxonomy: Taxonomy) -> tuple[Gazetteer | None, list[Gazetteer], list[Gazetteer]]:
    """Return the field's own gazetteer, those whose names are not its, and those whose longer names hold its names."""
    others = [g for name in field.not_from if (g := gazetteer_of(taxonomy.field(name), taxonomy))]
    longer = [g for f in taxonomy.fields if field.name in f.not_from and (g := gazetteer_of(f, taxonomy))]
    return gazetteer_of(field, taxonomy), others, longer


def _mentions(clause: Clause, gazetteers: Sequence[Gazetteer]) -> list[Mention]:
    return [mention for gazetteer in gazetteers for mention in mentions_in(gazetteer, clause)]


def _is_considered(clause: Clause, after: Clause | None) -> bool:
    """What was only considered, or is left idle by the next clause, is not in use."""
    if has_one(_CONSIDERED_NEEDS, clause.lowered) and _CONSIDERED.search(clause.text):
        return True
    return after is not None and bool(_CONSIDERED.match(after.text[:60].removeprefix("but").lstrip()))


def _counts(
    text: str, mention: Mention, covered: Sequence[Mention], field: Field, asked: bool, confirmed: frozenset[str]
) -> bool:
    """A mention counts unless it is part of a longer name of another field, denied, or only an everyday word."""
    if any(
        m.start <= mention.start and mention.end <= m.end and m.end - m.start > mention.end - mention.start
        for m in covered
    ):
        return False
    if is_denied(text, mention.start) or _FORMER.search(text[max(0, mention.start - 40) : mention.start]):
        return False
    shown = text[mention.start : mention.end]
    sure = not mention.form.wary or fold(mention.form.name) in confirmed
    return sure or _seriously(text, shown, mention.start, asked or field.only_listed)


def _label(text: str, mention: Mention, field: Field) -> str:
    """A listed platform gets its one name; a product keeps the name the letter uses, misspellings put right."""
    shown = text[mention.start : mention.end]
    if field.only_listed or mention.form.slip or fold(shown) == fold(mention.form.name):
        return mention.form.name
    return shown if shown != shown.lower() else mention.form.name


def _add(found: dict[str, Quote], name: str, clause: Clause, start: int, end: int) -> None:
    found.setdefault(name, Quote(clause.start + start, clause.start + end, clause.text[start:end]))


def _is_list(parts: Sequence[Clause]) -> bool:
    """Say whether an answer is brief enough, or its clauses are, to be a list of what was asked."""
    length = sum(len(clause.text.split()) for clause in parts)
    return len(parts) <= _BRIEF or (len(parts) <= _LONGEST_LIST and length <= _ITEM * len(parts))


def _again(
    clause: Clause, confirmed: frozenset[str], taken: Sequence[Place], found: dict[str, Quote], common: frozenset[str]
) -> None:
    """Add a name that the letter gives elsewhere, met again, in whole or in its first words; rare names are in no list."""
    folded = clause.text.lower().replace("\xa0", " ").replace("\n", " ")
    busy = [*taken, *((q.start - clause.start, q.end - clause.start) for q in found.values())]
    places = {(m.start(), m.end()) for name in confirmed for m in _short_forms(name).finditer(folded)}
    for start, end in sorted(places, key=lambda place: (place[0] - place[1], place[0])):
        if not clause.text[start].isupper() or overlaps(start, end, busy) or is_denied(clause.text, start):
            continue
        shown = folded[start:end]
        if shown not in confirmed and (
            _NAME_GOES_ON.match(clause.text, end)  # "Jacobs Street" is no Jacobs
            or any(fold(name).startswith(shown) for name in found)
            or all(stem(word) in common for word in shown.split())
        ):
            continue
        busy.append((start, end))
        _add(found, " ".join(clause.text[start:end].split()), clause, start, end)


@lru_cache(maxsize=1024)
def _short_forms(name: str) -> re.Pattern[str]:
    """Match a name, the longest first, or its first words without the last: "Kestrel Hythe" for "Kestrel Hythe Ltd"."""
    parts = name.split()
    forms = [name] + [" ".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]
    kept = [form for form in forms if form == name or (len(form) > _SHORT_FORM and form[-1].isalnum())]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, kept))})(?!\w)")


def _without_former(found: dict[str, Quote], gazetteer: Gazetteer | None) -> dict[str, Quote]:
    """Where an answer gives a firm's present and former name, the present one stands for both."""
    if not gazetteer:
        return found
    present = {name: m.form.name for name in found for m in gazetteer.mentions(name)}
    return {
        name: quote
        for name, quote in found.items()
        if present.get(name, name) in (name, None) or present[name] not in found
    }


@lru_cache(maxsize=256)
def _asking(asked_by: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        "|".join(rf"\b{re.escape(word).replace(chr(92) + '*', chr(92) + 'w*')}\b" for word in asked_by), re.IGNORECASE
    )


@lru_cache(maxsize=256)
def _naming(asked_by: tuple[str, ...]) -> re.Pattern[str]:
    """ "Name the supplier", "list each system", not "who approved each system"."""
    words = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in asked_by)
    return re.compile(
        rf"\b(?:names?|list|state|specify|identify|give|which|what)\b[^.?]{{0,35}}?\b(?:{words})\b|\bwho\s+(?:{words})\b|^\W*(?:the|any|all|each)?\s*(?:\w+\s+(?:and|or)\s+)?(?:{words})\b",
        re.IGNORECASE,
    )


def asks_for(field: Field, question: Question) -> bool:
    """Say whether a question asks for this field's names ("name the supplier")."""
    return _asks(field.asked_by, question.text)


def asks_to_name(field: Field, question: Question) -> bool:
    """Say whether a question asks for nothing but this field's names, not merely about what they name."""
    return question.asks == "name" and asks_for(field, question) and _names(field.asked_by, question.text)


@lru_cache(maxsize=512)
def _names(asked_by: tuple[str, ...], question: str) -> bool:
    return bool(_naming(asked_by).search(question))


@lru_cache(maxsize=512)
def _asks(asked_by: tuple[str, ...], question: str) -> bool:
    return bool(asked_by) and bool(_asking(asked_by).search(question))


def _seriously(text: str, shown: str, at: int, asked: bool) -> bool:
    """An everyday word is a name only with a capital that the sentence does not explain, and signs of use near by."""
    if not shown[0].isupper():
        return False
    if len(shown) == 1:
        return bool(_LISTED_AFTER.match(text, at + 1) or _LISTED_BEFORE.search(text[:at]))
    return asked or bool(at and _USE.search(text)) or bool(_EXPLAINED_AFTER.match(text, at + len(shown)))
