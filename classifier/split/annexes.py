"""Follow pointers into an annex: "See clause 2.1", where the letter's annex has a clause of that number.

Only a clause that is named is taken: a policy that is merely sent along says nothing of what the authority does
(codebook rule 21).
"""

import re
from collections.abc import Mapping, Sequence

from classifier.records import Span
from classifier.split.lines import Line, is_annex

_CLAUSE = re.compile(r"(?:clause\s+|§\s?)?(?P<number>\d{1,2}(?:\.\d{1,2}){0,2})[.)]?[ \t\xa0]+\S", re.IGNORECASE)
_POINTED = re.compile(
    r"\b(?:clauses?|paragraphs?|paras?\.?)\s+(?P<numbers>\d{1,2}(?:\.\d{1,2}){0,2}(?:\s*(?:,|and|&)\s*\d{1,2}(?:\.\d{1,2}){0,2})*)(?!\s?\()",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,2}")


def annex_clauses(text: str, lines: Sequence[Line]) -> Mapping[str, Span]:
    """Return the numbered clauses of a letter's annexes by their numbers, each with those below it; the first counts
    where two annexes have the same number."""
    annexed = [at for at, line in enumerate(lines) if is_annex(text, line)]
    rest = lines[annexed[0] + 1 :] if annexed else []
    marks = [(match["number"], line) for line in rest if (match := _CLAUSE.match(text, line.start, line.end))]
    found: dict[str, Span] = {}
    for at, (number, line) in enumerate(marks):
        after = (other.start for name, other in marks[at + 1 :] if not name.startswith(f"{number}."))
        end = next(after, rest[-1].end)
        found.setdefault(number, Span(line.start, line.start + len(text[line.start : end].rstrip())))
    return found


def clauses_pointed_to(text: str, spans: Sequence[Span], clauses: Mapping[str, Span]) -> list[Span]:
    """Return the clauses that the words of some spans name, in order of mention."""
    shown = (text[start:end] for start, end in spans) if clauses else ()
    named = (
        number for words in shown for match in _POINTED.finditer(words) for number in _NUMBER.findall(match["numbers"])
    )
    return [clauses[number] for number in dict.fromkeys(named) if number in clauses]
