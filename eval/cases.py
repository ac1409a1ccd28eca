"""The unit of scoring: one answer, gold beside what one run says about it. Counts and judges nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from classifier.errors import DataError
from classifier.records import Answer, Classified, Label, Letter, Proposal, Quote
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
    labels: dict[str, list[Proposal]] = {}
    failures: dict[str, dict[str, str]] = {}
    for proposal in classified.proposals:
        labels.setdefault(proposal.answer_id, []).append(proposal)
    for failure in classified.failures:
        failures.setdefault(failure.answer_id, {})[failure.field] = failure.reason
    return tuple(
        _case(one, answer, labels.get(answer.id, ()), failures.get(answer.id, {}))
        for one in gold.answers
        for answer in [answers[one.question]]
    )


def _case(gold: GoldAnswer, answer: Answer, said: Sequence[Proposal], failed: Mapping[str, str]) -> Case:
    kept = [one for one in said if one.field not in failed]
    return Case(
        gold=gold,
        answer=answer,
        labels={one.field: one.label for one in kept},
        confidence={one.field: one.confidence for one in kept},
        quotes={one.field: one.quotes for one in kept},
        failures=dict(failed),
    )


def unaccounted(letters: Sequence[LetterCases], taxonomy: Taxonomy) -> int:
    """Return how many labels were lost: answers × fields less labels and failures. Zero after a whole run."""
    cases = [case for letter in letters for case in letter.cases]
    known = sum(len(case.labels) + len(case.failures) + len(case.hidden) for case in cases)
    return len(cases) * len(taxonomy.fields) - known
