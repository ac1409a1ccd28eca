"""Names that are in no list: those that a phrase introduces ("a tool called X"), and those in an answer to "please
name the supplier". Words that begin with a capital for another reason are left out: the first of a sentence, titles of
documents, offices, public bodies, what the letter writes with a small letter elsewhere.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from classifier.records import Quote
from classifier.rules.clauses import Clause, is_denied
from classifier.rules.gazetteer import fold
from classifier.rules.needed import has_one, needed_words
from classifier.split.words import stem

Place = tuple[int, int]
"""A half-open range of characters in a clause."""

_WORD = r"[A-Z][\w&’'+.-]*[\w+]|[A-Z]\w?|[a-z]+[A-Z]\w+|\d*[A-Z]\w+"
_PROPER = rf"(?:{_WORD})(?:[ \xa0](?:of[ \xa0]the[ \xa0])?(?:{_WORD}|\d+\w*(?:\.\d+)?|&(?=\s[A-Z])|\([A-Z]\w+\)(?=[ \xa0](?:Ltd|Limited|plc|LLP)\b))){{0,4}}"
_LIST = rf"{_PROPER}(?:(?:\s*,\s*|\s+and\s+(?:for\s+)?|\s*,\s+and\s+|\s+or\s+|\s*/\s*)[“\"‘']?{_PROPER})*"
_THING = (
    r"(?:software|tools?|products?|systems?|packages?|platforms?|services?|apps?|suites?|dashboards?|chatbots?|assistants?|solutions?|modules?|program(?:me)?s?"
    r"|company|companys?|supplier|provider|vendor|maker|manufacturer|licen[cs]es?|subscriptions?|account|portal|model)"
)
_INTRODUCED = re.compile(
    rf"(?i:\b(?:{_THING}\s+(?:is|are|was|were|called|named|known\s+as|from|by|for|to|with|being|of|:)|(?:we|university|college|council|team|institution|trust|force|service|board|school|authority|it|they|department|office|who|which|and|also)\s+(?:currently\s+|also\s+|now\s+|have\s+|has\s+|previously\s+)?(?:us(?:e|es|ed)|subscribes?\s+to|subscribed\s+to|buys?|bought|purchased|licen[cs]es?)"
    r"|suppl(?:ied|y)\s+(?:is\s+|to\s+\w+\s+(?:\w+\s+)?|and\s+(?:\w+\s+){1,3})?(?:by|from)|(?:came|come|comes)\s+from|by\s+the\s+name\s+of|(?:installed|fitted|sold|serviced|maintained|looked\s+after|undertaken|carried\s+out|conducted|done|delivered|designed|prepared|produced|trained|treated|performed|completed|surveyed|collected|taught|run)\s+by|given\s+by|(?:contracts?|agreements?)\s+(?:is\s+|was\s+)?with|provided\s+(?:to\s+\w+\s+(?:\w+\s+)?)?by|(?:purchased|bought|leased|hired|rented)\s+(?:[a-z]+\s+)?from|lent\s+(?:to\s+\w+\s+)?by|made\s+by|built\s+(?:for\s+us\s+)?by|(?:maker|product|make|brand)\s+is|stored\s+(?:in|on|with)|kept\s+(?:in|on|with)|uploaded\s+to|through|a\s+tool|the\s+tool|using|called|named|known\s+as))\s+(?:the\s+|a\s+|an\s+|is\s+|are\s+)?[“\"‘']?"
    rf"(?P<names>{_LIST})"
)  # fmt: skip
_INTRODUCED_NEEDS = needed_words(_INTRODUCED)
_APPOSED = re.compile(rf"(?i:\b{_THING}),\s+[“\"‘']?(?P<names>{_PROPER})[”\"’']?,")
_LIMITED = r"[ \xa0](?:Ltd|Limited|PLC|Plc|plc|LLP|LLC|Inc|GmbH|Cyf|CIC)\b"
_IS_LIMITED = re.compile(_LIMITED)
_COMPANY = re.compile(rf"(?:{_WORD})(?:[ \xa0](?:{_WORD}|&(?=\s[A-Z])|\([A-Z]\w+\))){{0,5}}{_LIMITED}")
_CAPITAL_INSIDE = re.compile(r"(?<!\A)[A-Z]")
_NO_NAME = re.compile(
    r"(?:The|This|That|These|Those|We|Our|It|Its|They|Yes|No|None|Not|N/?A|Nil|See|Please|In|On|At|For|From|To|As|By|If|And|Or|A|An|All|Any|Each|Other|Some|Since|Until|Section|Sections|Question|Questions|Annex|Appendix|Act|University|College|Council"
    r"|Universities|Student|Students|Staff|Marketing|Communications?|Security|Registry|Admissions|Library|IT|HR|PR|Prevent|Police|Home|Freedom|Information|Data|Protection|Privacy|Policy|Officer|Head|Director|Team|Office|Department|Services?"
    r"|Supplier|Suppliers|Contractor|Contractors|Agency|Agencies|Something|Anything|Everything|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Microsoft(?=\s*$)|UK|EU|Held|Exempt|Withheld|Attached|Free|Nothing|Nobody|Both|Only|There|Your|Use|Human|Person|Cabinet|Committee|Executive|Environment|Board|Following|Candidates?|Every|Where|When|While|Social|Media|FOI|FOIA|FOISA|EIR|DPIA|GDPR|ICO|I|He|She|Ltd|Limited"
    r"|Until|Before|After|Although|Because|However|Also|Further|Under|Within|Details|Information|Further|Answer|Response|Reply|Re|Dear|Mr|Mrs|Ms|Dr|Professor|England|Scotland|Wales|Northern|Ireland|Britain|Great|United|Kingdom|London|French|German|American|Dutch|Danish|Swedish|Canadian|Australian|Israeli|Chinese|Japanese|Welsh|English|Scottish|Irish|British|European|What|Which|Who|Whose|Why|How|With|Without|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Christmas|Easter|Covid|COVID)",
)  # fmt: skip
_NO_PRODUCT = re.compile(
    r"\b(?:Polic(?:y|ies)|Procedures?|Guidance|Guidelines?|Codes?|Charter|Strategy|Notices?|Acts?|Regulations?|Schedules?|Forms?|Reports?|Register|Handbook|Agreement|Framework|Standards?|Plan|Statement|Scheme|Protocol|Manual|Assessments?|Terms|Contract|Tender|Duty|Order|Bill|Rights?|Impact"
    r"|Offices?|Teams?|Departments?|Units?|Committees?|Boards?|Schools?|Facult(?:y|ies)|Centres?|Directorate|Divisions?|Union|Desk|Panel|Registry|Library|Helpdesk|Officers?|Managers?|Directors?|Registrar|Secretary|Chancellor|Executive|Governors?|Trustees?|Heads?|Lead|Administrator|Persons?|Coordinator|Co-ordinator"
    r"|Police|Constabulary|Commissioner|Council|Authority|Ministry|Government|Courts?|Agency|Tribunal|Partnership|Consortium|University|College|Hospital|Parliament|Cabinet|Academy|Trust|Department|Services|Affairs|Relations|Resources|Communications|Marketing|Finance|Procurement|Compliance|Governance|Operations|Administration|Admissions|Student|Students|Staff|Recruitment|Safeguarding|Wellbeing|Security)$"
)  # fmt: skip
_RUN = re.compile(r"(?!The |This |Our |In )[A-Z]\w+(?:[ \xa0][A-Z]\w+){2,4}")
_SERVICE_FIRM = re.compile(r"\S+ (?:\S+ ){1,3}Services$")
_OFFICES = frozenset(
    "Academic Acute Adult Asset Building Business Care Central Children Civic Client Community Corporate Council Customer Democratic Digital"
    " Electoral Emergency Environmental Estates Facilities Family Finance Financial General Head Health Housing Human Information Internal Land"
    " Learning Legal Library Local Mental National Neighbourhood Parking People Planning Police Prison Professional Property Public"
    " Registration Regulatory Residential Resources Revenue Revenues School Shared Social Staff Student Support Technical Technology"
    " Traffic Transport University Waste Youth".split()
)
_SITE = (
    r"(?:Schools?|Academ(?:y|ies)|Colleges?|Primary|Infants?|Junior|High|Upper|Lower|Girls|Boys|Nursery|Hospital|Clinic|Surgery|House|Hall|Court|Park|Library"
    r"|Street|Road|Lane|Avenue|Square|Ward|Station|Depot|Town|County|City|Borough|Parish|Village|Campus)"
)
_ENDS_AS_SITE = re.compile(rf"\b{_SITE}$")
_AT_A_SITE = re.compile(rf"((?:[A-Z][\w’'-]+[ \xa0]){{1,4}}){_SITE}\b")
_SUFFIX = re.compile(r"\s+(?:Ltd|Limited|Inc|PLC|Plc|plc|LLP|LLC|GmbH|ApS|BV|AG|Corp|Corporation|Cyf|CIC)\.?$")
_FIRM = re.compile(r"\b(?:Ltd|Limited|Inc|PLC|Plc|plc|LLP|LLC|GmbH|ApS|BV|AG|Corp|Technologies|Software|Systems|Solutions|Labs|Analytics|Digital)\b")  # fmt: skip
_MADE_UP = re.compile(r"[a-z][A-Z]|\w\.(?:com|io|ai|net|co)\b|[A-Z]{2,}[a-z]")
_ABBREVIATED = re.compile(r"(?!(?:UK|EU|NHS|HR|IT|PR|GP|HSC|FOI|EIR)\b)[A-Z]{2,4}[ \xa0][A-Z][a-z]{3,}")  # "ID Medical"
_PLURAL = re.compile(r"[A-Z]{2,5}s")  # PCNs
_NAME = re.compile(_PROPER)
_AND = re.compile(r"\s(?:and for|and|or)\s")
_TWO_LETTERS = re.compile(r"[A-Za-z]{2}")
_PLAIN_WORD = re.compile(r"[a-z]{3,}")
_NAME_WORD = re.compile(r"[^\W\d_]{3,}")
_PLACED = re.compile(r"\b(?:of|in|at|near|for|between|during|within|across)\s+(?:the\s+)?$", re.IGNORECASE)
_HEADS = re.compile(
    r"\s*(?:[:(–—]|-\s|,\s+(?:an?|the|which|from|by|made|supplied|produced)\b|(?:Ltd|Limited|Inc|plc)\b)|\s+(?:is|was)\s+(?:an?|the|made|supplied|our)\b|[ \xa0]*(?:\n|$)"
)
_ACTS = re.compile(  # "Walker Love are instructed in Council Tax matters"
    r"\s+(?:are|were|has|have|had|holds?|carr(?:y|ies|ied)|provide[sd]?|suppl(?:y|ies|ied)|undert(?:ake|akes|ook)|treat(?:s|ed)?|do|does|did"
    r"|collect(?:s|ed)?|took|takes?|keeps?|kept|gives?|gave|handle[sd]?|deal(?:s|t)|cover(?:s|ed)?|deliver(?:s|ed)?|works?|worked)\b"
)
_LABELS = re.compile(r"\s*:\s*[A-Z]")  # "Storage: Axon Evidence" names what comes after
_DOING = re.compile(r"[A-Z][a-z]+ing\s+(?:is|are|was|were|has|have|will)\b")  # "Processing was on Gullwing."
_CAPITALISED = re.compile(r"\b[A-Z]\w*")
_FEW_WORDS = 14  # a longer clause is no list of names


def common_words(letter: str, asked: str) -> frozenset[str]:
    """Return the stems of the words that a letter and its questions write with small letters, of those that name its
    schools, streets and other places, and the short forms of what they write out ("CAZ" for a clean air zone): with
    capitals they are hardly the name of a product."""
    text = f"{letter}\n{asked}"
    places = " ".join(found[1] for found in _AT_A_SITE.finditer(text)).lower()
    written_out = [found.group().split() for found in _RUN.finditer(text)]
    windows = [words[at : at + count] for words in [asked.split()] for count in (3, 4) for at in range(len(words))]
    short = {"".join(word[0] for word in words).lower() for words in (*written_out, *windows)}
    plain = _PLAIN_WORD.findall(f"{_CAPITALISED.sub(' ', text)} {places}")
    return frozenset(map(stem, plain)) | {form for form in short if len(form) > 2}


@lru_cache(maxsize=256)
def introduces(clause: Clause) -> bool:
    """Say whether a phrase of the clause may introduce a name; where it does not, no phrase need be looked for."""
    if not _CAPITAL_INSIDE.search(clause.text):
        return False
    return has_one(_INTRODUCED_NEEDS, clause.lowered) or bool(_IS_LIMITED.search(clause.text))


def unlisted_names(
    clause: Clause,
    asked: bool,
    taken: Sequence[Place],
    own_names: Collection[str],
    found: Mapping[str, Quote],
    common: Collection[str] = frozenset(),
) -> Iterator[tuple[str, int, int]]:
    """Yield each name of a clause with its place, in order; `asked` says that the question asks for names.

    `taken` are places where no name may stand, `own_names` words of the authority's own name, `common` those that
    the letter writes small elsewhere; what `found` already has, in whole or in part, is not given again.
    """
    for start, listed in _places(clause, asked):
        for item in _NAME.finditer(_AND.sub(_as_comma, listed)):
            at, shown = _name_of(start + item.start(), listed[item.start() : item.end()])
            free = shown and not overlaps(at, at + len(shown), taken) and fold(shown) not in own_names
            if free and _may_be_product(shown, common) and not _is_known(shown, found):
                yield " ".join(_SUFFIX.sub("", shown).split()), at, at + len(shown)


def overlaps(start: int, end: int, places: Sequence[Place]) -> bool:
    """Say whether `[start, end)` has a character in one of the places."""
    return any(a < end and start < b for a, b in places)


def _places(clause: Clause, asked: bool) -> list[tuple[int, str]]:
    """Return the lists of names that phrases introduce, and where each begins; a short clause may be a list itself,
    and in a longer one that answers "name it" every name inside counts, the first word of the sentence aside."""
    text = clause.text
    phrases = [*_INTRODUCED.finditer(text), *_APPOSED.finditer(text)] if introduces(clause) else []
    introduced = [(p.start("names"), p["names"]) for p in phrases if not is_denied(text, p.start("names"))]
    if _IS_LIMITED.search(text):
        introduced += [(p.start(), p.group()) for p in _COMPANY.finditer(text) if not is_denied(text, p.start())]
    if not asked or is_denied(text, len(text)):
        return introduced
    if len(text.split()) <= _FEW_WORDS and not introduced:
        return [
            (found.start(), found.group()) for found in _NAME.finditer(text) if not _DOING.match(text, found.start())
        ]
    return [*introduced, *((p.start(), p.group()) for p in _NAME.finditer(text) if _names_inside(text, p))]


def _names_inside(text: str, found: re.Match[str]) -> bool:
    """Say whether a capitalised run inside a sentence can be a name: no cell's or sentence's first word, unless that
    heads an item of a list, and not what a preposition makes a place or a department."""
    at, shown = _name_of(found.start(), found.group())
    if not shown or is_denied(text, at) or _PLACED.search(text[:at]):
        return False
    if _LABELS.match(text, at + len(shown)) and " " not in shown:
        return False
    begins = not text[:at].strip() or text[at - 1] in "\t\n"
    end = at + len(shown)
    return not begins or bool(
        _HEADS.match(text, end) or _MADE_UP.search(shown) or (" " in shown and _ACTS.match(text, end))
    )


def _may_be_product(shown: str, common: Collection[str]) -> bool:
    """A firm's suffix or a made-up spelling shows a name; an office, a document, or words used elsewhere do not."""
    if _FIRM.search(shown) or (_MADE_UP.search(shown) and not _PLURAL.fullmatch(shown)):
        return True
    words = _NAME_WORD.findall(shown)
    if len(shown.split()) > 1 and _ABBREVIATED.match(shown):
        return True
    if _SERVICE_FIRM.match(shown) and stem(words[0].lower()) not in common and words[0] not in _OFFICES:
        return True
    return not (_PLURAL.fullmatch(shown) or _NO_PRODUCT.search(shown) or _ENDS_AS_SITE.search(shown)) and not (
        words and all(stem(word.lower()) in common for word in words)
    )


def _as_comma(joint: re.Match[str]) -> str:
    """A comma as long as the word that joins two names, so that places stay."""
    return "," + " " * (len(joint.group()) - 1)


def _is_known(shown: str, found: Mapping[str, Quote]) -> bool:
    return any(fold(shown) in fold(quote.text) or fold(quote.text) in fold(shown) for quote in found.values())


def _is_no_name(word: str) -> bool:
    return word.isdigit() or bool(_NO_NAME.fullmatch(word.removesuffix("’s").removesuffix("'s")))


def _name_of(at: int, shown: str) -> tuple[int, str]:
    """Return a proper name and its place without words that are no name at its ends; "" when nothing is left."""
    while shown and (first := shown.split()[0]) and _is_no_name(first.strip(".,")):
        rest = shown[len(first) :]
        at, shown = at + len(first) + len(rest) - len(rest.lstrip()), rest.lstrip()
        if not shown:
            return at, ""
    shown = shown.rstrip(".,;:").removesuffix("’s").removesuffix("'s")
    if len(shown) < 3 or shown.isdigit() or not _TWO_LETTERS.search(shown):
        return at, ""
    return at, shown
