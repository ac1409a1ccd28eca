"""Names that are in no list: those that a phrase introduces ("a tool called X"), and short lists that answer
"please name the supplier". Words that begin with a capital for another reason are left out.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from classifier.records import Quote
from classifier.rules.clauses import Clause, is_denied
from classifier.rules.gazetteer import fold
from classifier.rules.needed import has_one, needed_words

Place = tuple[int, int]
"""A half-open range of characters in a clause."""

_WORD = r"[A-Z][\w&’'+.-]*[\w+]|[A-Z]\w?|[a-z]+[A-Z]\w+|\d*[A-Z]\w+"
_PROPER = rf"(?:{_WORD})(?:[ \xa0](?:of[ \xa0]the[ \xa0])?(?:{_WORD}|\d+(?:\.\d+)?|&(?=\s[A-Z]))){{0,4}}"
_INTRODUCED = re.compile(
    r"(?i:\b(?:(?:software|tools?|products?|systems?|packages?|platforms?|services?|apps?|suites?|dashboards?|chatbots?|solutions?|companys?|company|supplier|provider|vendor|licen[cs]es?|subscriptions?|account)\s+"
    r"(?:is|are|was|were|called|named|known\s+as|from|by|for|to|with|being|of|:)|(?:we|university|college|council|team|institution|it|they|department|office|who|which|and|also)\s+(?:currently\s+|also\s+|now\s+|have\s+|has\s+|previously\s+)?(?:us(?:e|es|ed)|subscribes?\s+to|subscribed\s+to|buys?|bought|purchased|licen[cs]es?)"
    r"|suppl(?:ied|y)\s+(?:is\s+)?(?:by|from)|provided\s+by|purchased\s+from|bought\s+from|made\s+by|maker\s+is|through|a\s+tool|the\s+tool|using|called|named|known\s+as))\s+(?:the\s+|a\s+|an\s+|is\s+|are\s+)?[“\"‘']?"
    rf"(?P<names>{_PROPER}(?:(?:\s*,\s*|\s+and\s+(?:for\s+)?|\s*,\s+and\s+|\s+or\s+|\s*/\s*)[“\"‘']?{_PROPER})*)"
)
_INTRODUCED_NEEDS = needed_words(_INTRODUCED)
_CAPITAL_INSIDE = re.compile(r"(?<!\A)[A-Z]")
_NO_NAME = re.compile(
    r"(?:The|This|That|These|Those|We|Our|It|They|Yes|No|None|Not|N/?A|Nil|See|Please|In|On|At|For|From|To|As|By|If|And|Or|A|An|All|Any|Each|Other|Some|Since|Until|Section|Question|Annex|Appendix|Act|University|College|Council"
    r"|Universities|Student|Students|Staff|Marketing|Communications?|Security|Registry|Admissions|Library|IT|HR|PR|Prevent|Police|Home|Freedom|Information|Data|Protection|Privacy|Policy|Officer|Head|Director|Team|Office|Department|Services?"
    r"|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Microsoft(?=\s*$)|UK|EU|Held|Exempt|Withheld|Attached|Free|Nothing|Nobody|Both|Only|There|Your|Use|Human|Person|Cabinet|Committee|Executive|Environment|Board|Following|Please|Candidates?|Every|Where|When|While|Social|Media|FOI|FOIA|DPIA|GDPR|I|He|She|Ltd|Limited)",
)  # fmt: skip
_SUFFIX = re.compile(r"\s+(?:Ltd|Limited|Inc|PLC|Plc|LLP|LLC|GmbH|ApS|BV|AG|Corp|Corporation)\.?$")
_NAME = re.compile(_PROPER)
_AND = re.compile(r"\s(?:and for|and|or)\s")
_TWO_LETTERS = re.compile(r"[A-Za-z]{2}")
_FEW_WORDS = 14  # a longer clause is no list of names


@lru_cache(maxsize=256)
def introduces(clause: Clause) -> bool:
    """Say whether a phrase of the clause may introduce a name; where it does not, no phrase need be looked for."""
    return bool(_CAPITAL_INSIDE.search(clause.text)) and has_one(_INTRODUCED_NEEDS, clause.lowered)


def unlisted_names(
    clause: Clause, asked: bool, taken: Sequence[Place], own_names: Collection[str], found: Mapping[str, Quote]
) -> Iterator[tuple[str, int, int]]:
    """Yield each name of a clause with its place, in order; `asked` says that the question asks for names.

    `taken` are places where no name may stand, `own_names` words of the authority's own name; what `found` already
    has, in whole or in part, is not given again.
    """
    for start, listed in _places(clause, asked):
        for item in _NAME.finditer(_AND.sub(_as_comma, listed)):
            at, shown = _name_of(start + item.start(), listed[item.start() : item.end()])
            free = shown and not overlaps(at, at + len(shown), taken) and fold(shown) not in own_names
            if free and not _is_known(shown, found):
                yield _SUFFIX.sub("", shown), at, at + len(shown)


def overlaps(start: int, end: int, places: Sequence[Place]) -> bool:
    """Say whether `[start, end)` has a character in one of the places."""
    return any(a < end and start < b for a, b in places)


def _places(clause: Clause, asked: bool) -> list[tuple[int, str]]:
    """Return the lists of names that phrases introduce, and where each begins; a short clause may be a list itself."""
    text = clause.text
    introduced = [
        (found.start("names"), found["names"])
        for found in (_INTRODUCED.finditer(text) if introduces(clause) else ())
        if not is_denied(text, found.start("names"))
    ]
    if introduced or not asked or len(text.split()) > _FEW_WORDS or is_denied(text, len(text)):
        return introduced
    return [(found.start(), found.group()) for found in _NAME.finditer(text)]


def _as_comma(joint: re.Match[str]) -> str:
    """A comma as long as the word that joins two names, so that places stay."""
    return "," + " " * (len(joint.group()) - 1)


def _is_known(shown: str, found: Mapping[str, Quote]) -> bool:
    return any(fold(shown) in fold(quote.text) or fold(quote.text) in fold(shown) for quote in found.values())


def _name_of(at: int, shown: str) -> tuple[int, str]:
    """Return a proper name and its place without words that are no name at its ends; "" when nothing is left."""
    while (
        shown
        and (first := shown.split()[0])
        and _NO_NAME.fullmatch(first.strip(".,").removesuffix("’s").removesuffix("'s"))
    ):
        rest = shown[len(first) :]
        at, shown = at + len(first) + len(rest) - len(rest.lstrip()), rest.lstrip()
        if not shown:
            return at, ""
    shown = shown.rstrip(".,;:")
    if len(shown) < 3 or shown.isdigit() or not _TWO_LETTERS.search(shown):
        return at, ""
    return at, shown
