"""What a round declares about its answers: terms, the statistics and the checks made of them, and their form in `round.yaml`.

A term is one test of one answer: `{question: "1", status: held}`, `{question: "4a", vendors: any}`,
`{question: any, purposes: reputation}`, `{question: "2", state: answered}`, `{question: "2", says: yes}`, each with
`not: true` where it must not hold. Nothing here evaluates one: see `classifier.terms`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from classifier.errors import DataError
from classifier.questionnaire import Question
from classifier.records import AnswerState
from classifier.taxonomy import Taxonomy

ANY = "any"
"""As a question: in at least one answer of the authority. As a value of a list: at least one value, whichever."""
UNDETERMINED = "undetermined"

Match = Literal["all", "any"]
Denominator = Literal["asked", "replied", "answered", "applicable"]
Group = Literal["nation", "kind"]
Test = Literal["label", "state", "says"]

_MATCHES: tuple[Match, ...] = get_args(Match)
_GROUPS: tuple[Group, ...] = get_args(Group)
_SAYS = {True: "yes", False: "no", "yes": "yes", "no": "no"}


@dataclass(frozen=True, slots=True)
class Term:
    """One test of an authority's answer to a question, or to `any` question.

    `label`: the field has the value, or lists it; `value` is `any` for a list that is not empty, `undetermined` for a
    one_of without a value. `state`: the answer's state. `says`: its first words say yes or no (checks only).
    """

    question: str
    test: Test
    value: str
    field: str = ""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Statistic:
    """A count of authorities for which all (or any) of the terms hold, of those that the denominator's rule takes in.

    `words` is a verb phrase in the plural that a sentence can use: "hold a policy on drones". `by` asks for one count per
    nation or kind of authority; `among` narrows it to one such group, "" being those of whom it is not known.
    """

    id: str
    words: str
    terms: tuple[Term, ...]
    match: Match = "all"
    of: Denominator = "replied"
    by: Group | None = None
    among: tuple[Group, str] | None = None
    declared: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """Terms that should not all hold for one authority. `words` say what is at odds: "4a names a supplier, but 4 says no"."""

    words: str
    terms: tuple[Term, ...]


def statistics_in(
    path: object, entries: Any, questions: Sequence[Question], taxonomy: Taxonomy
) -> tuple[Statistic, ...]:
    """Read the entry `statistics`; raise DataError with the file, the statistic and what is wrong there."""
    found = tuple(
        statistic_in(f"{path}: statistic {at}", entry, questions, taxonomy)
        for at, entry in enumerate(_list(path, "statistics", entries), 1)
    )
    ids = [one.id for one in found]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise DataError(f"{path}: statistic '{twice[0]}' stands there twice")
    return found


def checks_in(path: object, entries: Any, questions: Sequence[Question], taxonomy: Taxonomy) -> tuple[Check, ...]:
    """Read the entry `checks`; raise DataError with the file, the check and what is wrong there."""
    found = []
    for at, entry in enumerate(_list(path, "checks", entries), 1):
        where = f"{path}: check {at}"
        _known(where, entry, {"words", "all"})
        found.append(Check(_text(where, entry, "words"), _terms(where, entry["all"], questions, taxonomy, says=True)))
    return tuple(found)


def statistic_in(where: str, entry: Any, questions: Sequence[Question], taxonomy: Taxonomy) -> Statistic:
    """Read one statistic from its form in the file; `where` begins the DataError for one that is not right."""
    _known(where, entry, {"id", "words", "of", "by", *_MATCHES})
    name = _text(where, entry, "id")
    where = f"{where} ({name})"
    given: list[Match] = [one for one in _MATCHES if one in entry]
    if len(given) != 1:
        raise DataError(f"{where}: needs either `all` or `any`, a list of terms")
    of, by = entry.get("of", "replied"), entry.get("by")
    if of not in get_args(Denominator):
        raise DataError(f"{where}: of is one of {', '.join(get_args(Denominator))}")
    if by is not None and by not in _GROUPS:
        raise DataError(f"{where}: by is one of {', '.join(_GROUPS)}")
    if of == "applicable" and not any(field.reading == "holding" for field in taxonomy.fields):
        raise DataError(f"{where}: `of: applicable` needs a field that reads `holding` in the taxonomy")
    terms = _terms(where, entry[given[0]], questions, taxonomy, says=False)
    return Statistic(name, _text(where, entry, "words"), terms, given[0], of, by)


def statistic_out(statistic: Statistic) -> dict[str, Any]:
    """Return a statistic in the form that it has in the file."""
    entry: dict[str, Any] = {"id": statistic.id, "words": statistic.words, "of": statistic.of}
    if statistic.by:
        entry["by"] = statistic.by
    return entry | {statistic.match: [term_out(term) for term in statistic.terms]}


def term_out(term: Term) -> dict[str, Any]:
    """Return a term in the form that it has in the file."""
    entry: dict[str, Any] = {"question": term.question, (term.field or term.test): term.value}
    return entry | ({"not": True} if term.negated else {})


def _terms(
    where: str, entries: Any, questions: Sequence[Question], taxonomy: Taxonomy, *, says: bool
) -> tuple[Term, ...]:
    if not isinstance(entries, list) or not entries:
        raise DataError(f'{where}: needs at least one term, such as {{question: "1", FIELD: VALUE}}')
    return tuple(_term(where, entry, questions, taxonomy, says=says) for entry in entries)


def _term(where: str, entry: Any, questions: Sequence[Question], taxonomy: Taxonomy, *, says: bool) -> Term:
    tests = [key for key in entry if key not in ("question", "not")] if isinstance(entry, dict) else []
    if len(tests) != 1 or "question" not in entry:
        raise DataError(f"{where}: a term has `question` and one test: a field, `state` or `says`")
    name, question = tests[0], str(entry["question"])
    if question != ANY and question not in [one.id for one in questions if not one.stem]:
        raise DataError(f"{where}: there is no question '{question}' to answer")
    test, field, value = _test(where, name, entry[name], taxonomy, says=says)
    return Term(question, test, value, field, bool(entry.get("not", False)))


def _test(where: str, name: str, given: Any, taxonomy: Taxonomy, *, says: bool) -> tuple[Test, str, str]:
    if name == "state":
        if given not in get_args(AnswerState):
            raise DataError(f"{where}: state is one of {', '.join(get_args(AnswerState))}")
        return "state", "", str(given)
    if name == "says":
        if not says:
            raise DataError(
                f"{where}: `says` is read by rule and no person decides it: use it in checks, not in statistics. To count"
                ' a yes or no, add a field of kind one_of with the values "yes" and "no" to the taxonomy (data/README.md)'
            )
        if given not in _SAYS:
            raise DataError(f"{where}: says is yes or no")
        return "says", "", _SAYS[given]
    known = {one.name: one for one in taxonomy.fields}
    if name not in known:
        raise DataError(f"{where}: there is no field '{name}' (fields: {', '.join(known)})")
    field, value = known[name], _SAYS[given] if isinstance(given, bool) else str(given)  # YAML: yes is true
    allowed = {"one_of": (*field.value_names, UNDETERMINED), "many_of": (*field.value_names, ANY), "names": ()}[
        field.kind
    ]
    if (allowed and value not in allowed) or not value.strip():
        raise DataError(f"{where}: {name} cannot be '{value}': use one of {', '.join(allowed)}")
    return "label", name, value


def _list(path: object, name: str, entries: Any) -> list[Any]:
    if entries is None:
        return []
    if not isinstance(entries, list):
        raise DataError(f"{path}: `{name}` is a list")
    return entries


def _known(where: str, entry: Any, keys: set[str]) -> None:
    if not isinstance(entry, Mapping):
        raise DataError(f"{where}: is a mapping with {', '.join(sorted(keys))}")
    if unknown := sorted(set(entry) - keys):
        raise DataError(f"{where}: unknown entry '{unknown[0]}' (known: {', '.join(sorted(keys))})")


def _text(where: str, entry: Mapping[str, Any], key: str) -> str:
    if isinstance(entry.get(key), bool):
        said = "true, yes or on" if entry[key] else "false, no or off"
        raise DataError(f'{where}: `{key}` has a word that YAML reads as {said}: put it in quotes, such as {key}: "no"')
    text = " ".join(str(entry.get(key) or "").split())
    if not text:
        raise DataError(f"{where}: needs `{key}`")
    return text
