"""Read which values of a many_of or one_of field an answer states, by the cues in the taxonomy.

A cue counts where it is said of the authority and not denied; the bare name of a department does not
count (codebook, purposes). Cues are words or phrases; `*` stands for any word ending.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from classifier.questionnaire import Question
from classifier.records import Quote
from classifier.rules.clauses import Clause, is_denied
from classifier.rules.needed import Quick, WordList, has_one, needed_words, quick_of, words_of
from classifier.taxonomy import Field, Value

_STAFF = r"(?:team|office|officers?|departments?|services?|directorate|division|unit|managers?|director|staff|section|centre|committee|lead|panel|group|faculty|school|board|executive|coordinator|adviser|registrar)"
_DEPARTMENT_AFTER = re.compile(rf"[\s&,]*(?:(?:and|&|of)\s+)?(?:[A-Z][\w&’'-]*\s+){{0,3}}{_STAFF}\b", re.IGNORECASE)
_STAFF_NEXT = re.compile(rf"\s+{_STAFF}\b", re.IGNORECASE)
_DEPARTMENT_BEFORE = re.compile(
    r"\b(?:head|director|manager|officer|lead|team|office|department|directorate|dean|vice[- ]chancellor|registrar|controller|member)\s+(?:of|for)\s+(?:the\s+)?(?:[A-Z]\w+[\s,&]*(?:and\s+)?){0,4}$",
    re.IGNORECASE,
)
_DOCUMENT_AFTER = re.compile(
    r"(?:\s+\w+){0,2}\s+(?:polic(?:y|ies)|procedures?|guidance|guidelines?|strateg(?:y|ies)|regulations?|schedule|act|training|legislation|module|file|record)\b",
    re.IGNORECASE,
)


_BY_WHOM = re.compile(r"\b(?:departments?|teams?|who|whom|officers?|committees?|areas|roles?)\b", re.IGNORECASE)
_HEADS_A_REMARK = re.compile(r"\s*(?::|\(\d|(?:needs|has|have|uses?|do(?:es)?)\b)")
_SMALL_WORD = re.compile(r"\b(?:and|the|of|for|in|&)\b")
_NAME_WORD = re.compile(r"[^\W\d_]\w*")
_LEGAL = re.compile(
    r"\b(?:sections?|s\.?|regulation)\s?\d|public\s+interest|\bexempt|\bfactors?\s+(?:in|for|against)|prejudice|neither\s+confirm",
    re.IGNORECASE,
)
_WHY = re.compile(r"\b(?:purposes?|reasons?|why|what\s+for|used\s+for|for\s+(?:what|which))\b", re.IGNORECASE)
_OTHER_THINGS = ("how_many", "document", "name")
_SAYS_WHAT_FOR = re.compile(
    r"\b(?:purposes?|used\s+(?:for|to|in)|in\s+order\s+to|so\s+as\s+to|so\s+that|aims?|because|with\s+a\s+view\s+to|for\s+(?:the\s+)?\w+ing\b|for|to\s+(?!the\b|a\b|an\b|us\b|our\b|you\b|it\b|them\b|20|question|\d)[a-z]+)\b",
    re.IGNORECASE,
)
_LEGAL_NEEDS = needed_words(_LEGAL)


@lru_cache(maxsize=64)
def _patterns(field: Field) -> tuple[tuple[tuple[str, Quick], ...], WordList]:
    """Return each value's cues as one pattern, and the words that these need."""
    patterns = tuple((value.name, _any_of(_cues(value))) for value in field.values)
    return patterns, words_of(pattern for _, pattern in patterns)


def _cues(value: Value) -> tuple[str, ...]:
    """Return a value's cues; one without is looked for by its own title and name."""
    own = (value.title.lower(), value.name.replace("_", " "))
    return value.cues or tuple(dict.fromkeys(part for part in own if part and part != "other"))


def _any_of(cues: Sequence[str]) -> Quick:
    return quick_of([_one(cue) for cue in sorted(cues, key=len, reverse=True)])


def _one(cue: str) -> re.Pattern[str]:
    """A cue with a capital letter ("Prevent", "PR") is matched as it is written, any other in either case."""
    shown = re.escape(cue).replace(r"\*", r"\w*").replace(r"\ ", r"[\s\xa0]+")
    return re.compile(rf"(?<![\w/@.]){shown}(?![\w@/])", re.IGNORECASE if cue == cue.lower() else re.NOFLAG)


def read_values(parts: Sequence[Clause], field: Field, question: Question) -> dict[str, Quote]:
    """Return each value that the clauses state, with the quotation that shows it, in the taxonomy's order.

    Where a number, a document or a name is asked for, a cue counts only in words that say what something is for.
    To a question for departments or people, a capitalised cue is a name, never a value. What is said of an
    exemption or of the public interest in it says nothing of what the authority does.
    """
    found: dict[str, Quote] = {}
    by_whom = _asks_by_whom(question.text)
    patterns, listed = _patterns(field)
    possible = [(clause, listed.present(clause.lowered, clause.threes)) for clause in parts]
    other = question.asks in _OTHER_THINGS and not _asks_why(question.text)
    telling = [
        (clause, words)
        for clause, words in possible
        if words and not _is_legal(clause) and not (other and not _SAYS_WHAT_FOR.search(clause.text))
    ]
    for value, pattern in patterns:
        quotes = (_stated(clause, pattern, words, by_whom) for clause, words in telling)
        if quote := next(filter(None, quotes), None):
            found[value] = quote
    return found


@lru_cache(maxsize=512)
def _asks_by_whom(question: str) -> bool:
    return bool(_BY_WHOM.search(question))


@lru_cache(maxsize=512)
def _asks_why(question: str) -> bool:
    return bool(_WHY.search(question))


def _is_legal(clause: Clause) -> bool:
    return has_one(_LEGAL_NEEDS, clause.lowered) and bool(_LEGAL.search(clause.text))


def _stated(clause: Clause, pattern: Quick, words: frozenset[str], by_whom: bool) -> Quote | None:
    for match in pattern.matches(clause.text, words):
        if by_whom and match.group()[0].isupper():
            continue
        if is_denied(clause.text, match.start()) or _is_department(clause.text, match) or _is_title(clause.text, match):
            continue
        return Quote(clause.start + match.start(), clause.start + match.end(), match.group())
    return None


def _is_department(text: str, match: re.Match[str]) -> bool:
    """ "Communications", "the Marketing team", "Head of Security": who does it, not what for."""
    capital = match.group()[0].isupper()
    if _DEPARTMENT_AFTER.match(text, match.end()) and (capital or _STAFF_NEXT.match(text, match.end())):
        return True
    if _DEPARTMENT_BEFORE.search(text[: match.start()]):
        return True
    return capital and _stands_in_list(text, match)


def _stands_in_list(text: str, match: re.Match[str]) -> bool:
    """A capitalised word among capitalised words, or one that heads a remark ("Marketing: …"), names a department."""
    if _HEADS_A_REMARK.match(text, match.end()):
        return True
    words = _NAME_WORD.findall(_SMALL_WORD.sub(" ", f"{text[: match.start()]} {text[match.end() :]}"))
    capitals = sum(word[0].isupper() for word in words)
    return 2 <= len(words) <= 12 and capitals >= 0.7 * len(words)


def _is_title(text: str, match: re.Match[str]) -> bool:
    """A cue inside a document's title ("Student Code of Conduct policy") names the document only."""
    return match.group()[0].isupper() and bool(_DOCUMENT_AFTER.match(text, match.end()))
