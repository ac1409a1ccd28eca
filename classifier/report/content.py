"""What a report shows, as plain records made from a round's frame: counts by value, ranked names, quotations, who was silent.

Nothing here is markup, and nothing is written: see `page`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifier.questionnaire import Question
from classifier.records import CurrentAnswer
from classifier.round import Round
from classifier.statistics import Frame
from classifier.taxonomy import Field
from classifier.terms import same_name, shown_name

NOTHING_SAID = "no answer"
UNSEEN = "unread or failed"
UNDETERMINED = "undetermined"
_QUOTES, _SHORTEST, _LONGEST = 3, 25, 320
_PERSONAL = re.compile(r"@|\d[\d\s()+-]{8,}\d")


@dataclass(frozen=True, slots=True)
class Bar:
    """How many authorities have a value; `people` of them by a person's decision."""

    title: str
    count: int
    people: int


@dataclass(frozen=True, slots=True)
class Illustration:
    """A quotation that a value stands on, with whose it is; `person` says that somebody confirmed the value."""

    authority: str
    value: str
    words: str
    person: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """An authority's value for a question in the heat map: a value of the main field, or why there is none."""

    value: str
    person: bool


def main_field(round: Round) -> Field | None:
    """Return the field that the heat map shows: what says whether something is held, else the first with one value."""
    ones = [field for field in round.taxonomy.fields if field.kind == "one_of"]
    return next((field for field in ones if field.reading == "holding"), ones[0] if ones else None)


def title_of(field: Field, value: str) -> str:
    """Return a value's title in lower case."""
    titles = {one.name: one.title for one in field.values}
    return (titles.get(value) or value.replace("_", " ")).lower()


def heat_map(frame: Frame, field: Field) -> list[tuple[str, list[Cell]]]:
    """Return each authority that replied, in the round's order, with a cell for every question."""
    names = [one.name for one in frame.authorities if one.name in frame.replied]
    return [(name, [_cell(frame, field, name, question.id) for question in frame.round.leaves]) for name in names]


def _cell(frame: Frame, field: Field, name: str, question: str) -> Cell:
    current = frame.said.get(name, {}).get(question)
    if current is None or (field.name not in current.labels):
        return Cell(UNSEEN, False)
    label, person = current.labels[field.name], frame.people_know(current, field.name)
    if label is None:
        return Cell(NOTHING_SAID if current.answer.state == "unanswered" else UNDETERMINED, person)
    return Cell(str(label), person)


def legend(field: Field) -> list[tuple[str, str]]:
    """Return the values of the heat map with their titles, in the taxonomy's order, then the ways of having none."""
    own = [(value.name, title_of(field, value.name)) for value in field.values]
    return [*own, *((name, name) for name in (UNDETERMINED, NOTHING_SAID, UNSEEN))]


def bars(frame: Frame, question: Question, field: Field) -> list[Bar]:
    """Return how many authorities have each value of a list in their answer to a question, the most frequent first."""
    said = [one[question.id] for one in frame.said.values() if question.id in one]
    return _ranked(frame, field, [[current] for current in said])


def ranking(frame: Frame, field: Field) -> list[Bar]:
    """Return how many authorities have each value of a list in any of their answers, the most frequent first."""
    return _ranked(frame, field, [list(one.values()) for one in frame.said.values()])


def _ranked(frame: Frame, field: Field, by_authority: Sequence[Sequence[CurrentAnswer]]) -> list[Bar]:
    counts, people, titles = Counter[str](), Counter[str](), dict[str, str]()
    for answers in by_authority:
        read = {key for one in answers if frame.people_know(one, field.name) for key, _ in _values(frame, field, one)}
        found = dict(pair for one in answers for pair in _values(frame, field, one))
        counts.update(list(found))
        people.update(key for key in found if key in read)
        titles = found | titles
    return [
        Bar(titles[key], number, people[key])
        for key, number in sorted(counts.items(), key=lambda one: (-one[1], titles[one[0]].casefold()))
    ]


def _values(frame: Frame, field: Field, current: CurrentAnswer) -> Iterator[tuple[str, str]]:
    label = current.labels.get(field.name)
    for value in label if isinstance(label, tuple) else ():
        if field.kind == "names":
            yield same_name(value, field, frame.round.taxonomy), shown_name(value, field, frame.round.taxonomy)
        else:
            yield value, title_of(field, value)


def illustrations(frame: Frame, question: Question) -> list[Illustration]:
    """Return a few quotations on a question: of different values and authorities, confirmed ones first, then the surest.

    Those with an e-mail address or a telephone number in them are left out.
    """
    found: list[tuple[tuple[bool, float, str], Illustration]] = []
    for current in (one[question.id] for one in frame.said.values() if question.id in one):
        for field in frame.round.taxonomy.fields:
            found += [(_rank(frame, current, field), one) for one in _quoted(frame, current, field)]
    ordered = [one for _, one in sorted(found, key=lambda pair: pair[0])]
    chosen: list[Illustration] = []
    for fresh in (True, False):  # values that were not shown yet come first
        for one in ordered:
            new = one.authority not in {other.authority for other in chosen}
            if len(chosen) < _QUOTES and new and not (fresh and one.value in {other.value for other in chosen}):
                chosen.append(one)
    return chosen


def _rank(frame: Frame, current: CurrentAnswer, field: Field) -> tuple[bool, float, str]:
    return not frame.people_know(current, field.name), -current.confidence.get(field.name, 0.0), current.authority


def _quoted(frame: Frame, current: CurrentAnswer, field: Field) -> Iterator[Illustration]:
    label = current.labels.get(field.name)
    if not label or field.reading == "provisions":
        return
    for quote in current.quotes.get(field.name, ()):
        words = " ".join(quote.text.split())
        if _SHORTEST <= len(words) <= _LONGEST and not _PERSONAL.search(words):
            shown = (
                title_of(field, label)
                if isinstance(label, str)
                else ", ".join(name for _, name in _values(frame, field, current))
            )
            yield Illustration(
                current.authority,
                f"{field.in_words}: {shown}",
                words,
                frame.people_know(current, field.name),
            )


@dataclass(frozen=True, slots=True)
class Silent:
    """Who gave the round nothing to count, or little: by authority name, in the round's order."""

    silent: tuple[str, ...]
    unread: tuple[str, ...]
    nothing: tuple[str, ...]


def who_is_silent(frame: Frame) -> Silent:
    """Return who has not replied, whose letter could not be read, and who replied without answering any question."""
    names = [one.name for one in frame.authorities]
    replied = [name for name in names if name in frame.replied]
    states = {name: {current.answer.state for current in frame.said.get(name, {}).values()} for name in replied}
    unread = tuple(name for name in replied if states[name] <= {"unread"})
    nothing = tuple(name for name in replied if name not in unread and "answered" not in states[name])
    return Silent(tuple(name for name in names if name not in frame.replied), unread, nothing)
