"""Scores of names: strictly as written, normalised, provisions by section too; and the list of what went wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifier.naming import Namer, as_written, namer, section, values_of
from classifier.taxonomy import Field, Taxonomy
from eval.cases import LetterCases
from eval.labels import Prf, micro
from eval.marks import marks_of


@dataclass(frozen=True, slots=True)
class WrongName:
    """One name that is wrong: `missed` by the run, `extra`, or `spelling`: right when normalised, written otherwise."""

    letter: str
    question: str
    kind: str
    name: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class NameScore:
    """A names field: `levels` from strict to lenient, `errors` in the order of letters and questions."""

    field: str
    levels: tuple[Prf, ...]
    errors: tuple[WrongName, ...]


def score_names(letters: Sequence[LetterCases], field: Field, taxonomy: Taxonomy) -> NameScore:
    """Score a names field as written and normalised; provisions also without their subsections."""
    levels = [("as written", as_written), ("normalised", namer(field, taxonomy))]
    if field.reading == "provisions":
        levels.append(("by section", section))
    scored = tuple(micro(marks_of(letters, field, taxonomy, form), name) for name, form in levels)
    return NameScore(field.name, scored, tuple(_errors(letters, field, taxonomy)))


def _errors(letters: Sequence[LetterCases], field: Field, taxonomy: Taxonomy) -> Iterator[WrongName]:
    form = namer(field, taxonomy)
    for letter in letters:
        for case in letter.cases:
            if field.name in case.hidden:
                continue
            wanted = _by_form(values_of(case.gold.labels[field.name]), form)
            given = _by_form(values_of(case.labels.get(field.name)), form)
            place = (letter.gold.name, case.gold.question)
            for key, names in wanted.items():
                if key not in given:
                    yield from (WrongName(*place, "missed", name) for name in names)
                elif not set(names) & set(given[key]):
                    yield WrongName(*place, "spelling", names[0], given[key][0])
            yield from (WrongName(*place, "extra", names[0]) for key, names in given.items() if key not in wanted)


def _by_form(names: Sequence[str], form: Namer) -> dict[str, list[str]]:
    """Names by their form for comparison: a product and its maker may have the same one."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(form(name), []).append(name)
    return found
