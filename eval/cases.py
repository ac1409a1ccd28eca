"""The unit of scoring: one answer, gold beside what one run says about it. Counts and judges nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from classifier.errors import DataError
from classifier.records import Answer, Classified, Label, Letter, Quote
from classifier.taxonomy import Taxonomy
from eval.gold import GoldAnswer, GoldLetter


@dataclass(frozen=True, slots=True)
class Case:
    """One answer. `labels` are the run's, without the fields in `failures`, which map to the reason.

    `hidden` are fields whose machine label a person's label stands before: they are not scored. A field in none of
    the three is one that the run lost.
    """

    gold: GoldAnswer
    answer: Answer
    labels: dict[str, Label]
    confidence: dict[str, float]
    quotes: dict[str, tuple[Quote, ...]]
    failures: dict[str, str]
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LetterCases:
    """A letter's cases, one for every leaf question in order. `duration_ms` is None where it was not measured."""

    gold: GoldLetter
    letter: Letter
    cases: tuple[Case, ...]
    duration_ms: float | None = None
    usage: dict[str, Any] = field(default_factory=dict)


def cases_of(gold: GoldLetter, classified: Classified) -> tuple[Case, ...]:
    """Put a classified letter beside its gold; raise DataError when the run lost one of its questions."""
    answers = {answer.question_id: answer for answer in classified.answers}
    if lost := [one.question for one in gold.answers if one.question not in answers]:
        raise DataError(f"{gold.name}: the run has no answer to question {lost[0]}: a letter's answers may not be lost")
    said = {
        key: {one.field: one for one in group}
        for key, group in _by_answer((*classified.proposals, *classified.failures))
    }
    return tuple(_case(one, answers[one.question], said.get(answers[one.question].id, {})) for one in gold.answers)


def _by_answer(records: Sequence[Any]) -> Iterator[tuple[str, Iterable[Any]]]:
    return groupby(sorted(records, key=lambda one: str(one.answer_id)), key=lambda one: str(one.answer_id))


def _case(gold: GoldAnswer, answer: Answer, said: dict[str, Any]) -> Case:
    failed = {name: one.reason for name, one in said.items() if hasattr(one, "reason")}
    proposed = {name: one for name, one in said.items() if name not in failed}
    return Case(
        gold=gold,
        answer=answer,
        labels={name: one.label for name, one in proposed.items()},
        confidence={name: one.confidence for name, one in proposed.items()},
        quotes={name: one.quotes for name, one in proposed.items()},
        failures=failed,
    )


def unaccounted(letters: Sequence[LetterCases], taxonomy: Taxonomy) -> int:
    """Return how many labels were lost: answers × fields less labels and failures. Zero after a whole run."""
    cases = [case for letter in letters for case in letter.cases]
    known = sum(len(case.labels) + len(case.failures) + len(case.hidden) for case in cases)
    return len(cases) * len(taxonomy.fields) - known
