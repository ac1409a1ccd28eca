"""What a round's statistics are counted over: who was asked, who replied, what each said, and which labels a person read.

One answer stands for every authority and question (codebook rule 11). A label that was accepted in bulk was read by
nobody, so it counts as the machine's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.records import Authority, CurrentAnswer, Letter, Review
from classifier.round import Round
from classifier.round.declared import ANY, Statistic, Term
from classifier.store import Stratum
from classifier.supersession import standing_answers
from classifier.terms import Knows, Said, combined, everything, holds, questions_of

NOT_APPLICABLE = "not_applicable"
STATE = ""
"""The field name under which it is kept whether somebody has read an answer at all, and so seen its passage."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A round as it stands. `said` maps an authority's name to its standing answers, `read` an answer's id to the fields
    that a person decided by reading it."""

    round: Round
    authorities: tuple[Authority, ...]
    said: Mapping[str, Said]
    replied: frozenset[str]
    read: Mapping[str, frozenset[str]]

    def people_know(self, current: CurrentAnswer, field: str) -> bool:
        """Return whether a person decided a field of an answer by reading it."""
        return field in self.read.get(current.answer.id, frozenset())


def frame_of(
    round: Round,
    authorities: Sequence[Authority],
    answers: Sequence[CurrentAnswer],
    letters: Sequence[Letter],
    histories: Mapping[str, Sequence[Review]],
) -> Frame:
    """Return the frame; `letters` are those of every kind, `histories` has the events of each answer by its id."""
    said: dict[str, dict[str, CurrentAnswer]] = {}
    for current in standing_answers(answers, {letter.id: letter for letter in letters}):
        said.setdefault(current.authority, {})[current.answer.question_id] = current
    replied = frozenset(letter.authority for letter in letters if letter.kind in ("letter", "unread"))
    read = {answer_id: fields_read(history) for answer_id, history in histories.items()}
    names = {one.name for one in authorities}
    others = [Authority(name) for name in sorted(replied | set(said)) if name not in names]
    return Frame(round, (*authorities, *others), said, replied | frozenset(said), read)


def fields_read(history: Sequence[Review]) -> frozenset[str]:
    """Return the fields whose standing decision a person made by reading; what was accepted in bulk is not among them."""
    undone = {one.reverts for one in history}
    latest = {one.field: one for one in history if one.action != "revert" and one.id not in undone}
    fields = {name for name, one in latest.items() if "batch" not in one.shown}
    return frozenset({*fields, STATE}) if fields else frozenset()


def members(frame: Frame, statistic: Statistic) -> list[Authority]:
    """Return the authorities of the statistic's group, silent ones too, in the round's order."""
    if statistic.among is None:
        return list(frame.authorities)
    by, value = statistic.among
    return [one for one in frame.authorities if (getattr(one, by) or "") == value]


def groups(frame: Frame, statistic: Statistic) -> list[Statistic]:
    """Return the statistic itself, then one for each nation or kind that it is asked by, in order of the groups' names."""
    if statistic.by is None or statistic.among is not None:
        return [statistic]
    by = statistic.by
    values = sorted({getattr(one, by) or "" for one in frame.authorities}, key=lambda value: (value == "", value))
    return [statistic, *(replace(statistic, among=(by, value)) for value in values)]


def value_of(statistic: Statistic, said: Said, round: Round, knows: Knows = everything) -> Stratum | None:
    """Return yes or no for an authority that the statistic is about, "outside" for one outside its denominator.

    None where that is not known: an answer failed, is unread or has not been classified.
    """
    inside = _inside(statistic, said, round, knows)
    if inside is False:
        return "outside"
    hit = holds(statistic.terms, statistic.match, said, round, knows)
    if inside is None or hit is None:
        return None
    return "yes" if hit else "no"


def value_read(frame: Frame, statistic: Statistic, said: Said) -> Stratum | None:
    """Return an authority's value as far as people have read; None where it rests on labels that nobody read."""
    return value_of(statistic, said, frame.round, frame.people_know)


def _inside(statistic: Statistic, said: Said, round: Round, knows: Knows) -> bool | None:
    """Return whether an authority that replied is in the denominator."""
    if statistic.of in ("asked", "replied"):
        return True
    any_will_do = statistic.match == "any" or any(term.question == ANY for term in statistic.terms)
    tests = [_answered(statistic, question, said, round, knows) for question in questions_of(statistic.terms, round)]
    return combined(tests, "any" if any_will_do else "all")


def _answered(statistic: Statistic, question: str, said: Said, round: Round, knows: Knows) -> bool | None:
    terms = [Term(question, "state", "answered")]
    if statistic.of == "applicable":
        holding = [field.name for field in round.taxonomy.fields if field.reading == "holding"]
        terms += [Term(question, "label", NOT_APPLICABLE, field, negated=True) for field in holding]
    return holds(terms, "all", said, round, knows)


def answers_read_by(statistic: Statistic, said: Said, round: Round) -> list[CurrentAnswer]:
    """Return the answers of an authority that a statistic reads, in the round's order."""
    return [said[question] for question in questions_of(statistic.terms, round) if question in said]


def unread_answers(frame: Frame, statistic: Statistic, said: Said) -> list[CurrentAnswer]:
    """Return the answers that somebody must still read before a statistic's value for an authority is a person's."""
    return [one for one in answers_read_by(statistic, said, frame.round) if not _wholly_read(frame, statistic, one)]


def _wholly_read(frame: Frame, statistic: Statistic, current: CurrentAnswer) -> bool:
    fields = {
        term.field if term.test == "label" else STATE
        for term in statistic.terms
        if term.question in (ANY, current.answer.question_id)
    }
    return all(frame.people_know(current, field) for field in fields)
