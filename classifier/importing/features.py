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
_OLDER = re.compile(
    r"^[ \t>]*(-{2,} ?(original|forwarded) message ?-{2,}|on .{6,100} wrote:|from: .+\n[ \t>]*(sent|date|to): )",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """The request in the form that texts are compared with: runs of four words, whole and by question."""

    grams: frozenset[tuple[str, ...]]
    questions: tuple[frozenset[tuple[str, ...]], ...]
    ids: frozenset[str]
    language: str


@dataclass(frozen=True, slots=True)
class Features:
    """`restated`: questions whose words stand in the text. `numbered`: question ids that its lines begin with, in
    a rising order. `own`: the text without furniture, older mails and words of the request, blanks collapsed;
    `own_words` counts it. `request_share`: share of the request's runs of words that stand in the text, 0 to 1."""

    restated: int
    numbered: int
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
    )


def features(text: str, furniture: Sequence[Span], wanted: Asked) -> Features:
    """Return what the text has in common with the request.

    A request pasted in one piece restates nothing: as many questions count as there are passages between them.
    """
    newest = without_older(blanked(text, furniture))
    words = [(found.start(), found.end(), found.group().casefold()) for found in _WORD.finditer(newest)]
    present = grams([word for _, _, word in words])
    restated = sum(len(question & present) >= 0.5 * len(question) for question in wanted.questions)
    taken = _taken([word for _, _, word in words], wanted)
    rest = blanked(newest, [Span(start, end) for (start, end, _), gone in zip(words, taken, strict=True) if gone])
    own = " ".join(_QUOTED.sub(" ", rest).split())
    between = len(re.findall(b"(?<=\x01)\x00+(?=\x01)", bytes(taken)))
    share = len(present & wanted.grams) / len(wanted.grams) if wanted.grams else 0.0
    return Features(min(restated, between), _numbered(rest, wanted), own, len(_WORD.findall(own)), share)


def words_of(text: str) -> list[str]:
    """Return the words in order, in lower case."""
    return _WORD.findall(text.casefold())


def grams(words: Sequence[str]) -> set[tuple[str, ...]]:
    """Return the runs of four words."""
    return {tuple(words[at : at + _GRAM]) for at in range(len(words) - _GRAM + 1)}


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


def _taken(forms: Sequence[str], wanted: Asked) -> bytearray:
    """Return 1 for every word that stands in a run of words of the request, else 0."""
    taken = bytearray(len(forms))
    for at in range(len(forms) - _GRAM + 1):
        if tuple(forms[at : at + _GRAM]) in wanted.grams:
            taken[at : at + _GRAM] = b"\x01" * _GRAM
    return taken


def _numbered(text: str, wanted: Asked) -> int:
    found: list[str] = []
    for match in re.finditer(r"[^\n]+", text):
        marker = marker_at(text, match.start(), match.end())
        name = "".join(marker.path) if marker else ""
        if name in wanted.ids and name not in found:
            found.append(name)
    return len(found)
