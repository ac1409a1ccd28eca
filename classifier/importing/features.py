"""What a text has in common with the request: questions restated, questions numbered, words of its own.

Counts only. Which kind of file this makes it is decided in `kinds`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from classifier.importing.languages import language_of
from classifier.markers import marker_at
from classifier.questionnaire import Question, leaves
from classifier.records import Span

_WORD = re.compile(r"[^\W_]+")
_GRAM = 4
Run = tuple[str, str, str, str]
_OLDER = re.compile(
    r"^[ \t>]*(-{2,} ?(original|forwarded) message ?-{2,}|on .{6,100} wrote:|from: .+\n[ \t>]*(sent|date|to): )",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """The request in the form that texts are compared with: runs of four words, whole and by question. `text` is all of
    it, for what is looked up in it."""

    grams: frozenset[Run]
    questions: tuple[frozenset[Run], ...]
    ids: frozenset[str]
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Features:
    """`restated`: questions whose words stand in the text. `numbered`: question ids that its lines begin with;
    `lettered`: those of them that have letters and digits, as clauses of a policy have not. `own`: the text without
    furniture, older mails and words of the request, blanks collapsed; `own_words` counts it. `request_share`: share of the request's runs of words that stand in the text, 0 to 1."""

    restated: int
    numbered: int
    lettered: int
    own: str
    own_words: int
    request_share: float


def asked(request: str, questions: Sequence[Question]) -> Asked:
    """Prepare a request for comparing; questions of fewer than four words are known by their number only."""
    leaf = leaves(questions)
    return Asked(
        frozenset(grams(words_of(request))) | {g for q in questions for g in grams(words_of(q.text))},
        tuple(frozenset(found) for question in leaf if (found := grams(words_of(question.text)))),
        frozenset(question.id.lower() for question in leaf),
        language_of(request) or "en",
        request,
    )


def features(text: str, furniture: Sequence[Span], wanted: Asked) -> Features:
    """Return what the text has in common with the request.

    A request pasted in one piece restates nothing: as many questions count as there are passages between them.
    """
    newest = without_older(blanked(text, furniture))
    places = [found.span() for found in _WORD.finditer(newest)]
    forms = [newest[start:end].casefold() for start, end in places]
    runs = list(zip(forms, forms[1:], forms[2:], forms[3:], strict=False))
    present = wanted.grams.intersection(runs)
    restated = sum(len(question & present) >= 0.5 * len(question) for question in wanted.questions)
    taken = _taken(len(forms), [at for at, run in enumerate(runs) if run in present])
    stretches = [Span(places[at.start()][0], places[at.end() - 1][1]) for at in re.finditer(b"\x01+", taken)]
    rest = blanked(newest, stretches)
    own = " ".join(_QUOTED.sub(" ", rest).split())
    between = len(re.findall(b"(?<=\x01)\x00+(?=\x01)", taken))
    share = len(present) / len(wanted.grams) if wanted.grams else 0.0
    numbered = _numbered(rest, wanted)
    lettered = sum(not name.isalpha() and any(map(str.isalpha, name)) for name in numbered)
    return Features(min(restated, between), len(numbered), lettered, own, len(_WORD.findall(own)), share)


def own_words_of(text: str, wanted: Asked) -> int:
    """Return how many words of a passage are not the request's."""
    forms = words_of(text)
    runs = zip(forms, forms[1:], forms[2:], forms[3:], strict=False)
    return _taken(len(forms), [at for at, run in enumerate(runs) if run in wanted.grams]).count(0)


def words_of(text: str) -> list[str]:
    """Return the words in order, in lower case."""
    return _WORD.findall(text.casefold())


def grams(words: Sequence[str]) -> set[Run]:
    """Return the runs of four words."""
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def blanked(text: str, spans: Sequence[Span]) -> str:
    """Return the text with the spans overwritten by blanks; offsets and line ends stay."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def without_older(text: str) -> str:
    """Return the text above the first older mail below it; the whole text where nothing stands above."""
    older = _OLDER.search(text)
    return text[: older.start()] if older and text[: older.start()].strip() else text


def _taken(words: int, starts: Sequence[int]) -> bytearray:
    """Return 1 for every word that stands in one of the runs that begin at `starts`, else 0."""
    taken = bytearray(words)
    for at in starts:
        taken[at : at + _GRAM] = b"\x01" * _GRAM
    return taken


def _numbered(text: str, wanted: Asked) -> list[str]:
    found: list[str] = []
    for match in re.finditer(r"[^\n]+", text):
        marker = marker_at(text, match.start(), match.end())
        name = "".join(marker.path) if marker else ""
        if marker and f"{marker.word}{name}" in wanted.ids:
            name = f"{marker.word}{name}"  # "A1": the A of a section looks like that of "answer"
        if name in wanted.ids and name not in found:
            found.append(name)
    return found
