"""The offline classifier: labels from the codebook's rules alone, and the second opinion on a model's.

    clauses → holding | cues | names | provisions → proposals

Each field is read the way its taxonomy entry says (`reads`). Pointers carry what they point to (codebook
rules 4 and 13). Every proposal names the rules that fired in its signals and stands on quotations.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.questionnaire import Question
from classifier.records import Answer, Label, Letter, Proposal, Quote, Span
from classifier.round import Round
from classifier.rules.clauses import Clause, clauses
from classifier.rules.cues import read_values
from classifier.rules.holding import Reading, read_holding
from classifier.rules.names import asks_for, asks_to_name, fold, read_names
from classifier.rules.provisions import Act, governing_act, read_provisions
from classifier.rules.unlisted import common_words
from classifier.split.words import meaning
from classifier.taxonomy import Field

RULES_VERSION = "codebook-8"

_POINTER = re.compile(
    r"^\W*(?:\(?\w{1,4}[).\]:–-]+\W*)?(?:(?:please|also)\s+)?(?:see|refer|as|same|gweler|ditto|given|answered|covered|the\s+answer|this\s+(?:is|was)\s+(?:answered|covered))\b[^.;]{0,110}[.;]?\s*$",
    re.IGNORECASE,
)

_SAYS_NO = re.compile(r"\W*(?:\(?\w{1,3}[).]\W*)?(no|not|none|nac)\b", re.IGNORECASE)


def propose(letter: Letter, answers: Sequence[Answer], round: Round, run_id: str) -> tuple[Proposal, ...]:
    """Return one proposal per answer and field. Unanswered: undetermined, and no values.

    Its confidence is the rules' own score; `classifier.confidence` says what that is worth.
    """
    act = governing_act(letter.text, round.act)
    questions = {question.id: question for question in round.questions}
    read = [answer for answer in answers if answer.state != "unread"]
    spans = {spans for answer in read for spans in (answer.spans, answer.context)}
    cut = {some: clauses(letter.text, some) for some in spans}  # a passage of several questions is cut once
    views = [_view(letter, answer, answers, questions, act, cut) for answer in read]
    common = common_words(letter.text, "\n".join(question.text for question in round.questions))
    confirmed = {
        field.name: _confirmed(views, field, round, common) for field in round.taxonomy.fields if _is_open(field)
    }
    none: frozenset[str] = frozenset()
    return tuple(
        _proposal(view, field, round, run_id, confirmed.get(field.name, none), common)
        for view in views
        for field in round.taxonomy.fields
    )


def _is_open(field: Field) -> bool:
    return field.reading == "names" and not field.only_listed


def _confirmed(views: Sequence["_View"], field: Field, round: Round, common: frozenset[str]) -> frozenset[str]:
    """Return the names, folded, that any answer of the letter gives as in use."""
    none: frozenset[str] = frozenset()
    found = (
        read_names(v.parts, field, round.taxonomy, v.question, v.authority, none, common) for v in views if v.parts
    )
    return frozenset(fold(name) for names in found for name in names)


@dataclass(frozen=True, slots=True)
class _View:
    """One answer with what the readings need of its letter: its clauses, those it points to, those that bear on it."""

    answer: Answer
    answer_id: str
    question: Question
    parts: list[Clause]
    pointed: list[Clause]
    bearing: list[Clause]
    refusing: list[Clause]
    act: Act
    text: str
    authority: frozenset[str]
    of_all: bool

    @property
    def only_points(self) -> bool:
        """The answer does nothing but point to another."""
        return bool(self.pointed) and bool(_POINTER.match(" ".join(clause.text for clause in self.parts)))

    @property
    def carries(self) -> bool:
        """The answer takes the values of what it points to (rule 13)."""
        return self.only_points or sum(len(clause.text.split()) for clause in self.parts) <= _BRIEF


_NEARLY_ALL = 0.8  # share of a letter's questions that one passage answers when it speaks of the whole request
_BRIEF = 12  # words; a longer answer that mentions another one has something of its own to say


def _view(
    letter: Letter,
    answer: Answer,
    answers: Sequence[Answer],
    questions: dict[str, Question],
    act: Act,
    cut: Mapping[tuple[Span, ...], list[Clause]],
) -> _View:
    question = questions[answer.question_id]
    parts = cut[answer.spans]
    sharing = [
        questions[a.question_id]
        for a in answers
        if a.spans and a.spans == answer.spans and a.question_id != question.id
    ]
    return _View(
        answer,
        answer.id,
        question,
        parts,
        cut[answer.context],
        _bearing(parts, question, sharing),
        _bearing(parts, question, sharing, least=0),
        act,
        letter.text,
        frozenset(letter.authority.lower().split()),
        len(sharing) + 1 >= _NEARLY_ALL * len(answers),
    )


def _proposal(
    view: _View, field: Field, round: Round, run_id: str, confirmed: frozenset[str], common: frozenset[str]
) -> Proposal:
    label: Label
    quotes: tuple[Quote, ...]
    fired: tuple[str, ...]
    if view.answer.state != "answered":
        label, quotes, fired, sure = (
            (None if field.kind == "one_of" else ()),
            (),
            ("no-answer",),
            view.answer.confidence,
        )
    elif field.reading == "holding":
        reading = _holding(view)
        label, quotes, fired, sure = reading.status, reading.quotes, reading.fired, reading.sure
    else:
        label, quotes, fired, sure = _values(view, field, round, confirmed, common)
    how = view.answer.evidence.get("how", "")
    signals = {"rules": sure, "fired": list(fired), "split": view.answer.confidence, "how": how}
    return Proposal(view.answer_id, run_id, field.name, field.check(label), sure, quotes, signals)


def _holding(view: _View) -> Reading:
    if not view.only_points:
        return read_holding(view.bearing if view.bearing and not view.of_all else view.parts, view.question)
    if _condition_fails(view):
        whole = view.parts[0]
        return Reading(
            "not_applicable", (Quote(whole.start, whole.end, whole.text),), ("pointer-to-unmet-condition",), 0.7
        )
    there = [replace(clause, passage=0) for clause in view.pointed]  # it is one answer, however many it points to
    reading = read_holding(there, view.question)
    return Reading(reading.status, reading.quotes, ("pointer", *reading.fired), reading.sure * 0.85)


def _condition_fails(view: _View) -> bool:
    """A conditional part that only points to the question it depends on, whose answer does not meet it (rule 3)."""
    condition = view.question.condition
    if not condition or condition.question not in view.answer.evidence.get("points_to", ()):
        return False
    says_no = _SAYS_NO.match(view.pointed[0].text.strip())
    return ("no" if says_no else "yes") != condition.when


def _values(
    view: _View, field: Field, round: Round, confirmed: frozenset[str], common: frozenset[str]
) -> tuple[Label, tuple[Quote, ...], tuple[str, ...], float]:
    pointed = view.pointed if view.carries else []
    parts = [*view.bearing, *pointed]
    if field.reading == "provisions":
        # A refusal cites its section for every question that it is about, though it has no word of theirs.
        found = read_provisions([*(view.parts if view.of_all else view.refusing), *pointed], view.act, view.text)
    elif field.reading == "names":
        whole = asks_to_name(field, view.question) or (
            view.question.asks == "whether" and asks_for(field, view.question)
        )
        asked_here = view.parts if whole else view.bearing
        found = read_names(
            [*asked_here, *pointed], field, round.taxonomy, view.question, view.authority, confirmed, common
        )
    else:
        found = read_values(parts, field, view.question)
    fired = tuple(f"{field.reading}:{name}" for name in found)
    sure = 0.9 if not found else 0.85 if field.reading == "provisions" else 0.75
    if field.kind == "one_of":
        return next(iter(found), None), tuple(found.values())[:1], fired[:1], sure
    return tuple(found), tuple(found.values()), fired, sure


def _bearing(parts: list[Clause], question: Question, sharing: Sequence[Question], least: int = 1) -> list[Clause]:
    """In a passage that several questions share, only the clauses that bear on this one count (rule 12): those with
    `least` words in common, and no fewer than with any of the others."""
    if not sharing or len(parts) < 3:
        return parts
    own = meaning(question.text)
    rivals = [meaning(other.text) for other in sharing]
    return [part for part in parts if _bears(part.meaning, own, rivals, least)]


def _bears(said: frozenset[str], own: frozenset[str], rivals: Sequence[frozenset[str]], least: int) -> bool:
    best = max(len(said & rival) for rival in rivals)
    return len(said & own) >= max(least, best)
