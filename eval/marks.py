"""One field of one answer, scored: what gold wants, what the run gives, and whether that is the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.naming import Namer, namer, values_of
from classifier.taxonomy import Field, Taxonomy
from eval.cases import Case, LetterCases


@dataclass(frozen=True, slots=True)
class Mark:
    """`letter` counts the letters from 0. `wanted` and `given` are values in the form for comparison; an empty set
    is "none" for a list and "undetermined" for a `one_of` field. `given` is None where the run has no label."""

    letter: int
    case: Case
    wanted: frozenset[str]
    given: frozenset[str] | None
    confidence: float | None

    @property
    def right(self) -> bool:
        """Whether the label is the gold one; a failure never is."""
        return self.given == self.wanted

    @property
    def counts(self) -> tuple[int, int, int]:
        """Values rightly given, wrongly given, and missed."""
        given = self.given or frozenset()
        return len(given & self.wanted), len(given - self.wanted), len(self.wanted - given)


def marks_of(letters: Sequence[LetterCases], field: Field, taxonomy: Taxonomy, form: Namer | None = None) -> list[Mark]:
    """Return a field's marks in the order of letters and questions, without hidden ones.

    `form` overrides how names are compared.
    """
    compared = form or namer(field, taxonomy)
    return [
        _mark(number, case, field, compared)
        for number, letter in enumerate(letters)
        for case in letter.cases
        if field.name not in case.hidden
    ]


def _mark(number: int, case: Case, field: Field, form: Namer) -> Mark:
    wanted = frozenset(form(value) for value in values_of(case.gold.labels[field.name]))
    if field.name not in case.labels:
        return Mark(number, case, wanted, None, None)
    given = frozenset(form(value) for value in values_of(case.labels[field.name]))
    return Mark(number, case, wanted, given, case.confidence.get(field.name))
