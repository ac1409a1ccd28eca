"""The same scores by kind of letter and question: where a run is weak. Slices are counted, not explained.

A slice with few answers has a wide interval; none is left out for being small.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from classifier.questionnaire import Question
from classifier.resampling import Figure, by_letter, figure, share
from classifier.taxonomy import Taxonomy
from eval.cases import Case, LetterCases
from eval.labels import exact
from eval.marks import Mark, marks_of
from eval.splitting import case_f1

_LENGTHS = ((2_000, "under 2,000 characters"), (5_000, "2,000 to 5,000"), (10_000, "5,000 to 10,000"))
PATTERNS: Mapping[int, str] = {
    1: "request pasted, answers unmarked",
    2: "furniture between answers",
    3: "re-wrapped questionnaire",
    4: "question and answer labels",
    5: "bulleted questions",
    6: "one refusal for all",
    7: "letterhead in columns",
    8: "exemption table",
    9: "cover note only",
    10: "acknowledgement first",
    11: "cost refusal of one question",
    12: "outcomes by part, grouped",
    13: "blanket sentence, then otherwise",
    14: "not held for zero",
    15: "sections of other Acts",
    16: "link list at the end",
    17: "masked addresses",
    18: "disclaimers and rules",
    19: "answers between quoted lines",
    20: "Welsh and English",
    21: "marker zoo",
    22: "renumbered parts",
    23: "numbers only",
    24: "ranges and pointers",
    25: "other order, left out",
    26: "tables",
    27: "conditional chains",
    28: "whole-request refusal or denial",
    29: "clarified request",
    30: "internal review",
    31: "scans and other files",
    32: "saved frame without text",
    33: "links as answers",
    34: "soft hyphens and no-break blanks",
    35: "annexes with clauses",
    36: "bullets without numbers",
    37: "answered, but not marked so",
}
"""Short names of the layout patterns that gold letters number; a number without a name is shown as it is."""

Kinds = Callable[[LetterCases, Case], Sequence[str]]
Place = tuple[int, Case, float]
"""A letter's number, one of its cases, and that case's token F1."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One group of answers: exact match per field (in the taxonomy's order) and mean token F1."""

    by: str
    name: str
    letters: int
    n: int
    fields: dict[str, Figure]
    token_f1: Figure


def score_slices(letters: Sequence[LetterCases], questions: Sequence[Question], taxonomy: Taxonomy) -> list[Slice]:
    """Return the slices by layout pattern, nation, format, OCR, length, kind of question and question."""
    marks = {field.name: {id(m.case): m for m in marks_of(letters, field, taxonomy)} for field in taxonomy.fields}
    places = [(number, case, case_f1(letter, case)) for number, letter in enumerate(letters) for case in letter.cases]
    found = []
    for by, kinds in dimensions(questions).items():
        groups: dict[str, list[Place]] = {}
        for place in places:
            for kind in kinds(letters[place[0]], place[1]):
                groups.setdefault(kind, []).append(place)
        found += [_slice(by, name, groups[name], marks) for name in _ordered(by, groups)]
    return found


def dimensions(questions: Sequence[Question]) -> dict[str, Kinds]:
    """Return, by name, the functions that give an answer's slices."""
    asks = {question.id: question.asks.replace("_", " ") for question in questions}
    return {
        "layout pattern": lambda letter, case: [_pattern(number) for number in letter.gold.patterns],
        "nation": lambda letter, case: [letter.gold.nation.replace("_", " ") or "not said"],
        "format": lambda letter, case: [str(letter.letter.signals.get("format") or "not said")],
        "text": lambda letter, case: ["read by OCR" if letter.letter.signals.get("ocr") else "own text"],
        "letter length": lambda letter, case: [_length(letter)],
        "kind of question": lambda letter, case: [asks[case.gold.question]],
        "question": lambda letter, case: [case.gold.question],
    }


def _pattern(number: int) -> str:
    return f"{number:02d} {PATTERNS.get(number, '')}".strip()


def _length(letter: LetterCases) -> str:
    size = len(letter.letter.text)
    return next((name for most, name in _LENGTHS if size < most), "10,000 and more")


def _ordered(by: str, groups: Mapping[str, object]) -> list[str]:
    """Lengths by length, questions as asked, everything else by name."""
    if by == "letter length":
        return [name for name in (*(name for _, name in _LENGTHS), "10,000 and more") if name in groups]
    return list(groups) if by == "question" else sorted(groups)


def _slice(by: str, name: str, places: Sequence[Place], marks: Mapping[str, Mapping[int, Mark]]) -> Slice:
    fields = {
        field: exact([known[id(case)] for _, case, _ in places if id(case) in known]) for field, known in marks.items()
    }
    return Slice(
        by=by,
        name=name,
        letters=len({number for number, _, _ in places}),
        n=len(places),
        fields=fields,
        token_f1=figure(by_letter([(number, (token, 1)) for number, _, token in places]), share),
    )
