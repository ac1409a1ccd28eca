"""Read the names that an answer gives: products, suppliers, platforms.

Known names come from the field's gazetteer (with aliases, former names and misspellings), unknown ones from
phrases such as "a tool called X" and from short lists that answer "please name". What is denied, merely
considered, or only part of an address does not count.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from classifier.errors import DataError
from classifier.questionnaire import Question
from classifier.records import Quote
from classifier.resources import resource
from classifier.rules.clauses import Clause, is_denied
from classifier.taxonomy import Field, Taxonomy


@dataclass(frozen=True, slots=True)
class Entry:
    """A name as people write it; `wary` names are everyday words too and count only with signs of use."""

    name: str
    wary: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All written forms in normal form, each with its entry, and one pattern that finds any of them."""

    entries: dict[str, Entry]
    pattern: re.Pattern[str]


@lru_cache(maxsize=16)
def load_gazetteer(path: Path) -> Gazetteer:
    """Read a gazetteer file; raise DataError when it is not one."""
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        listed = content["names"]
        entries: dict[str, Entry] = {}
        for item in listed:
            for form in [item["name"], *item.get("aliases", []), *item.get("misspelt", [])]:
                alone = str(form) in item.get("wary", [])
                entries.setdefault(
                    fold(str(form)), Entry(item["name"], bool(item.get("common_word")) or alone or len(str(form)) == 1)
                )
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise DataError(f"{path}: no gazetteer ({error}): it needs `names:` with `name` and `aliases`") from None
    forms = sorted(entries, key=len, reverse=True)
    body = "|".join(re.escape(form).replace(r"\ ", r"[\s\xa0-]+") for form in forms)
    return Gazetteer(entries, re.compile(rf"(?<![\w@/.-])(?:{body})(?![\w@]|\.\w)(?:['’]s\b)?", re.IGNORECASE))


def gazetteer_of(field: Field, taxonomy: Taxonomy) -> Gazetteer | None:
    """Return the field's gazetteer: the file beside the taxonomy, else the shipped one."""
    if not field.gazetteer:
        return None
    beside = taxonomy.folder / field.gazetteer
    return load_gazetteer(beside if beside.exists() else resource("data", "gazetteers", field.gazetteer))


def fold(name: str) -> str:
    """Return a name's written form for comparison: lower case, single blanks, plain apostrophes."""
    return re.sub(r"[\s\xa0-]+", " ", name.replace("’", "'")).strip().lower()


_CONSIDERED = re.compile(
    r"\b(?:consider(?:ed|ing)?|looked\s+(?:at|into)\s+(?:buying|purchasing|using)|demonstrat\w+|demo\b|quot(?:e|ation)|bid\b|tender(?:ed)?\b(?!\s+(?:awarded|won))|trial(?:led)?\s+(?:is\s+)?planned|plan(?:s|ned|ning)?\s+to"
    r"|would|might|could|evaluat(?:ed|ing)\s+but|unsuccessful|not\s+(?:been\s+)?(?:taken\s+up|pursued|proceeded|renewed\s+before)|rejected|lay\s+idle|lain\s+idle|never\s+(?:been\s+)?used|not\s+been\s+used|before\s+the\s+period)\b",
    re.IGNORECASE,
)
_USE = re.compile(
    r"\b(?:us(?:e|es|ed|ing)|tools?|software|suppli\w+|provid\w+|product|platform|subscri\w+|licen[cs]\w+|purchas\w+|bought|contract\w*|via|through|with|package|system|account|called|service|analytics|dashboard|company|vendor|since|until|£)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w.-]+|(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|uk|example|io)\S*", re.IGNORECASE
)
_WORD = r"[A-Z][\w&’'+.-]*[\w+]|[A-Z]\w?|[a-z]+[A-Z]\w+|\d*[A-Z]\w+"
_PROPER = rf"(?:{_WORD})(?:[ \xa0](?:of[ \xa0]the[ \xa0])?(?:{_WORD}|\d+(?:\.\d+)?|&(?=\s[A-Z]))){{0,4}}"
_INTRODUCED = re.compile(
    r"(?:\b(?:(?:software|tools?|products?|systems?|packages?|platforms?|services?|apps?|suites?|dashboards?|chatbots?|solutions?|companys?|company|supplier|provider|vendor|licen[cs]es?|subscriptions?|account)\s+"
    r"(?:is|are|was|were|called|named|known\s+as|from|by|for|to|with|being|of|:)|(?:we|university|college|council|team|institution|it|they|department|office|who|which|and|also)\s+(?:currently\s+|also\s+|now\s+|have\s+|has\s+|previously\s+)?(?:us(?:e|es|ed)|subscribes?\s+to|subscribed\s+to|buys?|bought|purchased|licen[cs]es?)"
    r"|suppl(?:ied|y)\s+(?:is\s+)?(?:by|from)|provided\s+by|purchased\s+from|bought\s+from|made\s+by|maker\s+is|through|a\s+tool|the\s+tool|using|called|named|known\s+as))\s+(?:the\s+|a\s+|an\s+|is\s+|are\s+)?[“\"‘']?"
    rf"(?P<names>{_PROPER}(?:(?:\s*,\s*|\s+and\s+|\s*,\s+and\s+|\s+or\s+|\s*/\s*)[“\"‘']?{_PROPER})*)"
)
_NO_NAME = re.compile(
    r"(?:The|This|That|These|Those|We|Our|It|They|Yes|No|None|Not|N/?A|Nil|See|Please|In|On|At|For|From|To|As|By|If|And|Or|A|An|All|Any|Each|Other|Some|Since|Until|Section|Question|Annex|Appendix|Act|University|College|Council"
    r"|Universities|Student|Students|Staff|Marketing|Communications?|Security|Registry|Admissions|Library|IT|HR|PR|Prevent|Police|Home|Freedom|Information|Data|Protection|Privacy|Policy|Officer|Head|Director|Team|Office|Department|Services?"
    r"|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Microsoft(?=\s*$)|UK|EU|Held|Exempt|Withheld|Attached|Free|Nothing|Nobody|Both|Only|There|Where|When|While|Social|Media|FOI|FOIA|DPIA|GDPR|I|He|She|Ltd|Limited)",
)  # fmt: skip


def read_names(
    parts: Sequence[Clause],
    field: Field,
    taxonomy: Taxonomy,
    question: Question,
    own_names: frozenset[str] = frozenset(),
) -> dict[str, Quote]:
    """Return each name with its quotation, in order of mention; `own_names` are words of the authority's own name."""
    gazetteer = gazetteer_of(field, taxonomy)
    others = [g for name in field.not_from if (g := gazetteer_of(taxonomy.field(name), taxonomy))]
    longer = [
        g
        for f in taxonomy.fields
        if f.name != field.name and field.name in f.not_from and (g := gazetteer_of(f, taxonomy))
    ]
    asked = bool(field.asked_by) and _asks_for(field, question)
    found: dict[str, Quote] = {}
    for clause in parts:
        taken: list[tuple[int, int]] = [m.span() for m in _ADDRESS.finditer(clause.text)]
        taken += _places(clause, longer, gazetteer)
        if gazetteer:
            _known(clause, gazetteer, taken, asked or field.only_listed, found)
        if not field.only_listed:
            blocked = taken + [m.span() for g in others for m in g.pattern.finditer(clause.text)]
            _unknown(clause, asked and question.asks == "name", blocked, own_names, found)
    return found


def _places(clause: Clause, gazetteers: Iterable[Gazetteer], own: Gazetteer | None) -> list[tuple[int, int]]:
    """Return where longer names of another field stand ("Facebook Insights"): a name inside them is no mention."""
    return [
        m.span()
        for gazetteer in gazetteers
        for m in gazetteer.pattern.finditer(clause.text)
        if own is None or fold(m.group().removesuffix("'s").removesuffix("’s")) not in own.entries
    ]


@lru_cache(maxsize=256)
def _asking(asked_by: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        "|".join(rf"\b{re.escape(word).replace(chr(92) + '*', chr(92) + 'w*')}\b" for word in asked_by), re.IGNORECASE
    )


def _asks_for(field: Field, question: Question) -> bool:
    return bool(_asking(field.asked_by).search(question.text))


def _known(
    clause: Clause, gazetteer: Gazetteer, taken: list[tuple[int, int]], asked: bool, found: dict[str, Quote]
) -> None:
    for match in gazetteer.pattern.finditer(clause.text):
        shown = re.sub(r"['’]s$", "", match.group())
        entry = gazetteer.entries.get(fold(shown))
        if entry is None or any(start < match.end() and match.start() < end for start, end in taken):
            continue
        if entry.wary and not _seriously(clause.text, shown, match.start(), asked):
            continue
        taken.append((match.start(), match.start() + len(shown)))
        if is_denied(clause.text, match.start()) or _CONSIDERED.search(clause.text):
            continue
        at = clause.start + match.start()
        found.setdefault(entry.name, Quote(at, at + len(shown), shown))


def _seriously(text: str, shown: str, at: int, asked: bool) -> bool:
    """An everyday word is a name only with a capital that the sentence does not explain, and signs of use near by."""
    if not shown[0].isupper():
        return False
    if len(shown) == 1:
        return bool(
            re.match(r"\s*(?:,|/|\(|and\b|&)", text[at + 1 :]) or re.search(r"(?:,|/|\band|&|\bon)\s*$", text[:at])
        )
    return asked or bool(at and _USE.search(text))


def _unknown(
    clause: Clause, asked: bool, blocked: Sequence[tuple[int, int]], own_names: frozenset[str], found: dict[str, Quote]
) -> None:
    if _CONSIDERED.search(clause.text):
        return
    places = [
        (m.start("names"), m["names"])
        for m in _INTRODUCED.finditer(clause.text)
        if not is_denied(clause.text, m.start("names"))
    ]
    if asked and not places and len(clause.text.split()) <= 14 and not is_denied(clause.text, len(clause.text)):
        places = [(m.start(), m.group()) for m in re.finditer(_PROPER, clause.text)]
    for start, listed in places:
        for item in re.finditer(_PROPER, re.sub(r"\s(?:and|or)\s", lambda m: "," + " " * (len(m.group()) - 1), listed)):
            at, shown = _name_of(start + item.start(), listed[item.start() : item.end()])
            if not shown or _taken(at, at + len(shown), blocked) or fold(shown) in own_names or _is_known(shown, found):
                continue
            found.setdefault(_without_suffix(shown), Quote(clause.start + at, clause.start + at + len(shown), shown))


def _taken(start: int, end: int, blocked: Sequence[tuple[int, int]]) -> bool:
    return any(a < end and start < b for a, b in blocked)


def _is_known(shown: str, found: dict[str, Quote]) -> bool:
    return any(fold(shown) in fold(quote.text) or fold(quote.text) in fold(shown) for quote in found.values())


def _name_of(at: int, shown: str) -> tuple[int, str]:
    """Return a proper name and its place without words that are no name at its ends; "" when nothing is left."""
    while shown and (first := shown.split()[0]) and _NO_NAME.fullmatch(first.strip(".,’'")):
        rest = shown[len(first) :]
        at, shown = at + len(first) + len(rest) - len(rest.lstrip()), rest.lstrip()
        if not shown:
            return at, ""
    shown = shown.rstrip(".,;:")
    if len(shown) < 3 or shown.isdigit() or not re.search(r"[A-Za-z]{2}", shown):
        return at, ""
    return at, shown


_SUFFIX = re.compile(r"\s+(?:Ltd|Limited|Inc|PLC|Plc|LLP|LLC|GmbH|ApS|BV|AG|Corp|Corporation)\.?$")


def _without_suffix(name: str) -> str:
    return _SUFFIX.sub("", name)
