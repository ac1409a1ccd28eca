"""Answers of one authority that are at odds with each other: by the questions' conditions, and by what the round declares.

A contradiction is a reason for a person to look, never a correction: which of the two answers is wrong is for them to say.
"""

from collections.abc import Iterator, Mapping, Sequence

from classifier.questionnaire import Question
from classifier.records import CurrentAnswer
from classifier.round import Round
from classifier.round.declared import ANY, Check, Term
from classifier.statistics.frames import NOT_APPLICABLE
from classifier.terms import Said, holds


def checks_of(round: Round) -> list[Check]:
    """Return the checks that follow from the questions' conditions, then those that the round declares.

    They need a question that asks whether something is so, and parts that hang on it. A part that has no condition of
    its own hangs on the question above it ("2c" on "2").
    """
    found: list[Check] = []
    for question in round.leaves:
        if above := _hangs_on(question, round):
            found += _from_condition(question, *above, round)
    return [*found, *round.checks]


def contradictions(said_by: Mapping[str, Said], round: Round) -> dict[str, tuple[str, ...]]:
    """Return for each answer, by id, what is at odds with it; answers without any are left out."""
    found: dict[str, list[str]] = {}
    checks = checks_of(round)
    for said in said_by.values():
        for check in checks:
            if holds(check.terms, "all", said, round):
                for current in _involved(check, said):
                    found.setdefault(current.answer.id, []).append(check.words)
    return {answer_id: tuple(dict.fromkeys(words)) for answer_id, words in found.items()}


def _involved(check: Check, said: Said) -> Sequence[CurrentAnswer]:
    named = dict.fromkeys(term.question for term in check.terms if term.question != ANY)
    return [said[question] for question in named if question in said]


def _hangs_on(question: Question, round: Round) -> tuple[Question, str] | None:
    """Return the question that a part hangs on and the answer on which it applies; None for one that hangs on none."""
    by_id = {one.id: one for one in round.leaves}
    if question.condition:
        above, when = by_id.get(question.condition.question), str(question.condition.when)
    else:
        above, when = by_id.get(question.parent or ""), "yes"
    return (above, when) if above and above.asks == "whether" else None


def _from_condition(question: Question, above: Question, when: str, round: Round) -> Iterator[Check]:
    other = "no" if when == "yes" else "yes"
    unmet = Term(above.id, "says", other)
    for field in round.taxonomy.fields:
        if field.kind != "one_of" and field.reading != "provisions":
            words = f"{question.id} gives {field.in_words}, but {above.id} says {other}"
            yield Check(words, (Term(question.id, "label", ANY, field.name), unmet))
    if question.asks == "whether":
        yield Check(f"{question.id} says yes, but {above.id} says {other}", (Term(question.id, "says", "yes"), unmet))
    if question.condition:
        yield from _applies_after_all(question, above, when, round)


def _applies_after_all(question: Question, above: Question, when: str, round: Round) -> Iterator[Check]:
    for field in round.taxonomy.fields:
        if field.reading == "holding" and NOT_APPLICABLE in field.value_names:
            terms = Term(question.id, "label", NOT_APPLICABLE, field.name), Term(above.id, "says", when)
            yield Check(f"{question.id} counts as not applicable, but {above.id} says {when}", terms)
