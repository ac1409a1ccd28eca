"""Read the legal provisions that an answer relies on, each with its Act: FOIA 40(2), FOISA 17, EIR 12(4)(b).

Sources: Freedom of Information Act 2000, Part II and sections 12 and 14; Freedom of Information (Scotland)
Act 2002, Part 2 and sections 12, 14, 17, 18; Environmental Information Regulations 2004, regulations 12
and 13. Sections that say how to refuse, to advise or to appeal are in nearly every letter and never count.
"""

import re
from collections.abc import Sequence
from string import ascii_uppercase
from typing import NamedTuple

from classifier.records import Quote
from classifier.rules.clauses import Clause
from classifier.rules.needed import has_one

FOIA = frozenset({12, 14, *range(21, 45)})
FOISA = frozenset({12, 14, 17, 18, *range(25, 42)})
EIR = frozenset({12, 13})
_COUNTING = {"FOIA": FOIA, "FOISA": FOISA, "EIR": EIR}

_NUMBER = r"\d{1,2}(?!st\b|nd\b|rd\b|th\b)[A-Z]?(?:\s?\(\s?(?:\d{1,2}[A-Z]{0,2}|[a-z]{1,3})\s?\))*"
_GLOSS = r"(?:\s\([a-z][^()]{3,60}\))?"  # 31(1)(a) (law enforcement)
_GLOSSED = re.compile(_GLOSS)
_REFERENCE = re.compile(
    rf"(?:(?P<act>FOIA|FOISA|FOI(?:\s+Act)?|EIRs?|Act)\s+)?(?P<word>\bsections?|\bsect?\.|\bss?\.?|§+|\bregulations?|\bregs?\.?|\badran(?:nau)?|(?<=FOIA)\s|(?<=FOISA)\s|(?<=EIR)\s)\s?"
    rf"(?P<list>{_NUMBER}(?:{_GLOSS}\s?(?:,|;|/|&|\band\b|\bor\b|\bto\b|[-–]|,\s?and\b)\s?(?:sections?\s|s\.?\s?|regulations?\s)?(?:{_NUMBER}|\(\w{{1,3}}\)(?:\(\w{{1,3}}\))*))*)",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"(?P<number>\d{1,2}[A-Z]?)(?P<subs>(?:\s?\(\s?(?:\d{1,2}[A-Z]{0,2}|[a-z]{1,3})\s?\))*)|(?P<more>(?:\(\w{1,3}\))+)",
    re.IGNORECASE,
)
_FOISA_NAME = r"freedom\s+of\s+information\s+\(scotland\)\s+act|foi\s?\(s\)a|foisa"
_FOIA_NAME = r"freedom\s+of\s+information\s+act|foi\s+act|foia|(?:the|this)\s+act|of\s+the\s+act"
_EIR_NAME = r"environmental\s+information|\beirs?\b|eisrs?"
_OTHER_NAME = (
    r"data\s+protection\s+act|\bdpa\b|gdpr|equality\s+act|counter[-\s]terrorism|education|regulation\s+of\s+investigatory|ripa|investigatory\s+powers|human\s+rights\s+act"
    r"|protection\s+of\s+freedoms|local\s+government|crime\s+and\s+disorder|police\s+act|welsh\s+language|public\s+records|companies\s+act|copyright|town\s+and\s+country|localism|transparency|digital\s+economy"
)
_NAMES_FOISA = re.compile(rf"{_FOISA_NAME}|scottish\s+information\s+commissioner", re.IGNORECASE)
_NAMES_FOIA = re.compile(r"freedom\s+of\s+information\s+act|\bfoia\b", re.IGNORECASE)
_NAMES_EIR = re.compile(_EIR_NAME, re.IGNORECASE)
_NAMES_OTHER = re.compile(_OTHER_NAME, re.IGNORECASE)
_NAMES_OWN = re.compile(rf"{_FOISA_NAME}|{_FOIA_NAME}", re.IGNORECASE)
_IN_FULL = re.compile(r"freedom|foi", re.IGNORECASE)
_AFTER = re.compile(
    rf"[\s,)]*(?:\([^)]{{0,60}}\)\s*)?(?:of|under|in)?\s*(?:the\s+|that\s+)?(?:(?P<foisa>{_FOISA_NAME})|(?P<eir>{_EIR_NAME})|(?P<other>(?:\w+[\s-]+){{0,3}}?(?:{_OTHER_NAME}))|(?P<foia>{_FOIA_NAME}))",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_SECTION_WORDS = ("sect", "§", "reg", "adran", "foi", "eir")
_SHORT_SECTION = re.compile(r"\bss?\.?\s?\d", re.IGNORECASE)
_LEVEL = re.compile(r"\([^)]*\)")
_LETTERED = re.compile(r"\([A-Za-z]+\)")
_OF_A_DOCUMENT = re.compile(
    r"\s*,?\s+(?:of|in|to)\s+(?:it\b|the|our|its|your|that|this|a|an)\s+(?!act\b|freedom|foi|eir|environmental|same)",
    re.IGNORECASE,
)
_WITHDRAWN = re.compile(
    r"no\s+longer\s+rel|not\s+rel(?:y|ied)|withdraw|overturn|does\s+not\s+(?:apply|engage)|do\s+not\s+apply|not\s+(?:engaged|exempt)|wrongly|ought\s+not|should\s+not\s+have|disapplied|was\s+cited",
    re.IGNORECASE,
)


class Act(NamedTuple):
    """Which Act governs where a section is named without one."""

    name: str
    sure: float


def governing_act(text: str, act: str | None) -> Act:
    """Return the Act that governs a letter: the one it names most, else the round's, else FOIA."""
    foisa, foia = len(_NAMES_FOISA.findall(text)), len(_NAMES_FOIA.findall(text))
    if foisa and foisa >= foia:
        return Act("FOISA", 0.95)
    return Act("FOIA", 0.95) if foia else Act((act or "FOIA").upper(), 0.7 if act else 0.5)


def read_provisions(parts: Sequence[Clause], act: Act, text: str) -> dict[str, Quote]:
    """Return the provisions relied on by the clauses, each with its quotation, in order of mention."""
    found: dict[str, Quote] = {}
    for clause in parts:
        if not _may_cite(clause):
            continue
        for match in _REFERENCE.finditer(clause.text):
            if _WITHDRAWN.search(clause.text) or _cites_a_document(clause.text, match):
                continue
            named = _act_of(clause, match, act, text)
            if named:
                start, end = match.start(), match.end()
                quote = Quote(clause.start + start, clause.start + end, clause.text[start:end])
                for provision in _items(match["list"], named):
                    found.setdefault(provision, _trimmed(quote))
    return {name: quote for name, quote in found.items() if not any(other.startswith(f"{name}(") for other in found)}


def _may_cite(clause: Clause) -> bool:
    """Say whether a clause has a figure and a word that goes with sections; else no reference need be looked for."""
    if not _DIGIT.search(clause.text):
        return False
    return has_one(_SECTION_WORDS, clause.lowered) or bool(_SHORT_SECTION.search(clause.text))


def _trimmed(quote: Quote) -> Quote:
    lead = len(quote.text) - len(quote.text.lstrip())
    return Quote(quote.start + lead, quote.end, quote.text[lead:])


def _cites_a_document(text: str, match: re.Match[str]) -> bool:
    """ "Section 12 of the privacy notice" is no legal provision."""
    return bool(_OF_A_DOCUMENT.match(text, match.end())) and not _AFTER.match(text, match.end())


def _act_of(clause: Clause, match: re.Match[str], act: Act, text: str) -> str | None:
    """Return the Act a reference belongs to, None for an Act that is not about information requests."""
    if match["act"] and match["act"].upper().startswith(("FOIA", "FOISA", "EIR")):
        return match["act"].upper().removesuffix("S")
    after = _AFTER.match(clause.text, match.end())
    if after:
        if after["other"]:
            return None
        named = "FOISA" if after["foisa"] else "EIR" if after["eir"] else None
        return named or ("FOIA" if _IN_FULL.search(after["foia"]) else act.name)
    if match["word"].lower().startswith("reg"):
        return "EIR" if _NAMES_EIR.search(text) else None
    before = text[max(0, clause.start + match.start() - 70) : clause.start + match.start()]
    other, own = list(_NAMES_OTHER.finditer(before)), list(_NAMES_OWN.finditer(before))
    if other and (not own or own[-1].start() < other[-1].start()):
        return None
    return act.name


def _items(listed: str, act: str) -> list[str]:
    """Return the provisions of a list: `40(2) and (3A)` names 40(2) and 40(3A)."""
    found: list[str] = []
    number, levels = "", list[str]()
    for item in _ITEM.finditer(_GLOSSED.sub("", listed)):
        subs = _LEVEL.findall("".join((item["subs"] or item["more"] or "").split()))
        if item["number"]:
            number, levels = item["number"].upper(), subs
        elif subs:
            levels = _beside(levels, subs)
        if number and int(number.rstrip(ascii_uppercase)) in _COUNTING.get(act, FOIA):
            found.append(f"{act} {number}{_cased(''.join(levels))}")
    return found


def _beside(levels: list[str], more: list[str]) -> list[str]:
    """After 31(1)(a), "(b)" is 31(1)(b); after 40(2), "(3A)" is 40(3A): it takes the place of its own kind."""
    digit = more[0][1].isdigit()
    at = next((i for i in range(len(levels) - 1, -1, -1) if levels[i][1].isdigit() == digit), len(levels))
    return [*levels[:at], *more]


def _cased(subs: str) -> str:
    """Subsections keep a capital after a digit (5B), letters of paragraphs are small."""
    return _LETTERED.sub(lambda found: found.group().lower(), subs)
