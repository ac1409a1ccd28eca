"""Read the names that an answer gives: products, suppliers, platforms.

Known names come from the field's gazetteer, unknown ones from phrases such as "a tool called X" and from short
lists that answer "please name". What is denied, merely considered, or left idle does not count.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest

from classifier.questionnaire import Question
from classifier.records import Quote
from classifier.rules.clauses import Clause, is_denied
from classifier.rules.gazetteer import Gazetteer, Mention, gazetteer_of
from classifier.taxonomy import Field, Taxonomy


def fold(name: str) -> str:
    """Return a name's written form for comparison: lower case, single blanks, plain apostrophes."""
    return re.sub(r"[\s\xa0-]+", " ", name.replace("’", "'").replace("\u00ad", "")).strip().lower()


_CONSIDERED = re.compile(
    r"\b(?:consider(?:ed|ing)\s+(?!the\b|whether\b|that\b|to\b|it\b)|looked\s+(?:at|into)\s+(?:buying|purchasing|using)|demonstrat\w+|demo\b|quotations?|bid\b|tender(?:ed)?\b(?!\s+(?:awarded|won))"
    r"|trial(?:led)?\s+(?:is\s+)?planned|plan(?:s|ned|ning)?\s+to|(?:would|might|could|may)\s+(?:like\s+to\s+)?(?:use|buy|purchase|adopt)|evaluat(?:ed|ing)\s+but|unsuccessful|not\s+successful"
    r"|not\s+(?:been\s+)?(?:taken\s+up|pursued|proceeded)|rejected|turned\s+down|declined|(?:was|were|been)\s+offered|show(?:n|ed)?\s+(?:to\s+)?us|lay\s+idle|lain\s+idle|dormant|never\s+(?:been\s+)?used|not\s+been\s+used"
    r"|nobody\s+has\s+(?:logged|used)|before\s+the\s+period)\b",
    re.IGNORECASE,
)
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
_WORD = r"[A-Z][\w&’'+.-]*[\w+]|[A-Z]\w?|[a-z]+[A-Z]\w+|\d*[A-Z]\w+"
_PROPER = rf"(?:{_WORD})(?:[ \xa0](?:of[ \xa0]the[ \xa0])?(?:{_WORD}|\d+(?:\.\d+)?|&(?=\s[A-Z]))){{0,4}}"
_INTRODUCED = re.compile(
    r"(?i:\b(?:(?:software|tools?|products?|systems?|packages?|platforms?|services?|apps?|suites?|dashboards?|chatbots?|solutions?|companys?|company|supplier|provider|vendor|licen[cs]es?|subscriptions?|account)\s+"
    r"(?:is|are|was|were|called|named|known\s+as|from|by|for|to|with|being|of|:)|(?:we|university|college|council|team|institution|it|they|department|office|who|which|and|also)\s+(?:currently\s+|also\s+|now\s+|have\s+|has\s+|previously\s+)?(?:us(?:e|es|ed)|subscribes?\s+to|subscribed\s+to|buys?|bought|purchased|licen[cs]es?)"
    r"|suppl(?:ied|y)\s+(?:is\s+)?(?:by|from)|provided\s+by|purchased\s+from|bought\s+from|made\s+by|maker\s+is|through|a\s+tool|the\s+tool|using|called|named|known\s+as))\s+(?:the\s+|a\s+|an\s+|is\s+|are\s+)?[“\"‘']?"
    rf"(?P<names>{_PROPER}(?:(?:\s*,\s*|\s+and\s+(?:for\s+)?|\s*,\s+and\s+|\s+or\s+|\s*/\s*)[“\"‘']?{_PROPER})*)"
)
_NO_NAME = re.compile(
    r"(?:The|This|That|These|Those|We|Our|It|They|Yes|No|None|Not|N/?A|Nil|See|Please|In|On|At|For|From|To|As|By|If|And|Or|A|An|All|Any|Each|Other|Some|Since|Until|Section|Question|Annex|Appendix|Act|University|College|Council"
    r"|Universities|Student|Students|Staff|Marketing|Communications?|Security|Registry|Admissions|Library|IT|HR|PR|Prevent|Police|Home|Freedom|Information|Data|Protection|Privacy|Policy|Officer|Head|Director|Team|Office|Department|Services?"
    r"|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Microsoft(?=\s*$)|UK|EU|Held|Exempt|Withheld|Attached|Free|Nothing|Nobody|Both|Only|There|Your|Use|Human|Person|Cabinet|Committee|Executive|Environment|Board|Following|Please|Candidates?|Every|Where|When|While|Social|Media|FOI|FOIA|DPIA|GDPR|I|He|She|Ltd|Limited)",
)  # fmt: skip


def read_names(
    parts: Sequence[Clause],
    field: Field,
    taxonomy: Taxonomy,
    question: Question,
    own_names: frozenset[str] = frozenset(),
    confirmed: frozenset[str] = frozenset(),
) -> dict[str, Quote]:
    """Return each name with its quotation, in order of mention.

    `own_names` are words of the authority's own name, never taken for a product. `confirmed` are names, folded, that
    another answer of the same letter gives as in use: here a mention is enough.
    """
    gazetteer = gazetteer_of(field, taxonomy)
    others = [g for name in field.not_from if (g := gazetteer_of(taxonomy.field(name), taxonomy))]
    longer = [g for f in taxonomy.fields if field.name in f.not_from and (g := gazetteer_of(f, taxonomy))]
    asked = asks_for(field, question)
    # A brief answer to "name the supplier" is a list of names; a long one only mentions them.
    to_name = (
        asked
        and len(parts) <= _BRIEF
        and question.asks == "name"
        and bool(_naming(field.asked_by).search(question.text))
    )
    found: dict[str, Quote] = {}
    for clause, after in zip_longest(parts, parts[1:]):
        idle = bool(after and _CONSIDERED.match(after.text[:60].removeprefix("but").lstrip()))
        if idle or _CONSIDERED.search(clause.text):
            continue
        known = list(gazetteer.mentions(clause.text)) if gazetteer else []
        covered = [m for g in longer for m in g.mentions(clause.text)]
        for mention in known:
            if _counts(clause.text, mention, covered, field, asked, confirmed):
                _add(found, _label(clause.text, mention, field), clause, mention.start, mention.end)
        if not field.only_listed:
            taken = [(m.start, m.end) for m in known] + [
                (m.start, m.end) for g in others for m in g.mentions(clause.text)
            ]
            taken += [m.span() for m in _ADDRESS.finditer(clause.text)]
            _unknown(clause, to_name, taken, own_names, found)
            _again(clause, confirmed, taken, found)
    return _without_former(found, gazetteer)


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


def _again(
    clause: Clause, confirmed: frozenset[str], taken: Sequence[tuple[int, int]], found: dict[str, Quote]
) -> None:
    """A name that the letter gives elsewhere, met again; rare names are in no list."""
    folded = clause.text.lower().replace("\xa0", " ").replace("\n", " ")
    for name in confirmed:
        at = folded.find(name)
        if (
            at >= 0
            and clause.text[at].isupper()
            and not _taken(at, at + len(name), taken)
            and not is_denied(clause.text, at)
        ):
            _add(found, " ".join(clause.text[at : at + len(name)].split()), clause, at, at + len(name))


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


_BRIEF = 6  # clauses


@lru_cache(maxsize=256)
def _naming(asked_by: tuple[str, ...]) -> re.Pattern[str]:
    """ "Name the supplier", "list each system", not "who approved each system"."""
    words = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in asked_by)
    return re.compile(
        rf"\b(?:names?|list|state|specify|identify|give|which|what)\b[^.?]{{0,35}}?\b(?:{words})\b", re.IGNORECASE
    )


def asks_for(field: Field, question: Question) -> bool:
    """Say whether a question asks for this field's names ("name the supplier")."""
    return bool(field.asked_by) and bool(_asking(field.asked_by).search(question.text))


def _seriously(text: str, shown: str, at: int, asked: bool) -> bool:
    """An everyday word is a name only with a capital that the sentence does not explain, and signs of use near by."""
    if not shown[0].isupper():
        return False
    if len(shown) == 1:
        return bool(
            re.match(r"\s*(?:,|/|\(|and\b|&)", text[at + 1 :]) or re.search(r"(?:,|/|\band|&|\bon)\s*$", text[:at])
        )
    return asked or bool(at and _USE.search(text)) or bool(re.match(r"\s*[:(]|\s.{0,30}£", text[at + len(shown) :]))


def _unknown(
    clause: Clause, asked: bool, blocked: Sequence[tuple[int, int]], own_names: frozenset[str], found: dict[str, Quote]
) -> None:
    places = [
        (m.start("names"), m["names"])
        for m in _INTRODUCED.finditer(clause.text)
        if not is_denied(clause.text, m.start("names"))
    ]
    if asked and not places and len(clause.text.split()) <= 14 and not is_denied(clause.text, len(clause.text)):
        places = [(m.start(), m.group()) for m in re.finditer(_PROPER, clause.text)]
    for start, listed in places:
        for item in re.finditer(
            _PROPER, re.sub(r"\s(?:and for|and|or)\s", lambda m: "," + " " * (len(m.group()) - 1), listed)
        ):
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
    if len(shown) < 3 or shown.isdigit() or not re.search(r"[A-Za-z]{2}", shown):
        return at, ""
    return at, shown


_SUFFIX = re.compile(r"\s+(?:Ltd|Limited|Inc|PLC|Plc|LLP|LLC|GmbH|ApS|BV|AG|Corp|Corporation)\.?$")


def _without_suffix(name: str) -> str:
    return _SUFFIX.sub("", name)
