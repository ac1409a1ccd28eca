"""Say whether terms hold for an authority's answers, in three values: yes, no, and not known.

Not known is what rests on a failure, an unread letter or a label that is not there; it is never taken for no. Where
the other terms decide the matter all the same, it is decided (Kleene's strong logic).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from classifier.questionnaire import Question
from classifier.records import CurrentAnswer, Label
from classifier.round import Round
from classifier.round.declared import ANY, UNDETERMINED, Match, Statistic, Term
from classifier.rules.clauses import Clause
from classifier.rules.gazetteer import gazetteer_of, known_name, name_key
from classifier.rules.holding import read_clause
from classifier.taxonomy import Field, Taxonomy

Said = Mapping[str, CurrentAnswer]
"""One authority's standing answers by question id."""
Knows = Callable[[CurrentAnswer, str], bool]
"""Whether a field of an answer ("" for its state) may be used; what may not counts as not known."""

_UNSEEN = ("unread", "failed")


def everything(current: CurrentAnswer, field: str) -> bool:
    """Return True: every label that is there may be used."""
    return True


def combined(values: Iterable[bool | None], match: Match = "all") -> bool | None:
    """Return whether all (or any) of the values are true, None where that is not known; all of nothing is true."""
    decisive, found = match == "any", list(values)
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def holds(terms: Sequence[Term], match: Match, said: Said, round: Round, knows: Knows = everything) -> bool | None:
    """Return whether the terms hold for what one authority said, None where that is not known."""
    return combined((term_holds(term, said, round, knows) for term in terms), match)


def term_holds(term: Term, said: Said, round: Round, knows: Knows = everything) -> bool | None:
    """Return whether one term holds, None where that is not known: no answer, or none that could be labelled."""
    if term.question == ANY:
        found = combined((_tested(term, one, round, knows) for one in said.values()), "any") if said else None
    else:
        current = said.get(term.question)
        found = None if current is None else _tested(term, current, round, knows)
    return found if found is None else found != term.negated


def questions_of(terms: Sequence[Term], round: Round) -> list[str]:
    """Return the ids of the questions that the terms read, in the round's order."""
    named = {term.question for term in terms}
    return [question.id for question in round.leaves if ANY in named or question.id in named]


def words_of(statistic: Statistic) -> str:
    """Return what a statistic tests, as short words for a table: `1 status held and not (8 state answered)`."""
    parts = []
    for term in statistic.terms:
        part = f"{term.question} {term.field or term.test} {term.value}"
        parts.append(f"not ({part})" if term.negated else part)
    return (" and " if statistic.match == "all" else " or ").join(parts)


def _tested(term: Term, current: CurrentAnswer, round: Round, knows: Knows) -> bool | None:
    if term.test == "state":
        return _state(term.value, current) if knows(current, "") else None
    if term.test == "says":
        said = says(current, round)
        return None if said is None and current.answer.state in _UNSEEN else said == term.value
    if term.field not in current.labels or not knows(current, term.field):
        return None
    return _label(term.value, current.labels[term.field], round.taxonomy.field(term.field), round.taxonomy)


def _state(value: str, current: CurrentAnswer) -> bool | None:
    """Nobody knows what an unread letter answers; that it is unread is known."""
    state = current.answer.state
    return None if state in _UNSEEN and value not in _UNSEEN else state == value


def _label(value: str, label: Label, field: Field, taxonomy: Taxonomy) -> bool:
    if field.kind == "one_of":
        return label is None if value == UNDETERMINED else label == value
    if value == ANY or label is None or isinstance(label, str):
        return bool(label)
    if field.kind == "many_of":
        return value in label
    return same_name(value, field, taxonomy) in {same_name(one, field, taxonomy) for one in label}


def says(current: CurrentAnswer, round: Round) -> str | None:
    """Return "yes" or "no" where the words that the holding label stands on begin with one, None otherwise.

    Read by the same phrases as the rules read (`data/rules/holding.yaml`); no person decides it.
    """
    field = next((one for one in round.taxonomy.fields if one.reading == "holding"), None)
    question = next((one for one in round.leaves if one.id == current.answer.question_id), None)
    quotes = sorted(current.quotes.get(field.name, ())) if field else []
    if question is None or not quotes:
        return None
    return _polarity(quotes[0].text, question)


def _polarity(words: str, question: Question) -> str | None:
    said = read_clause(Clause(0, len(words), words), question).says
    return said if said in ("yes", "no") else None


def same_name(name: str, field: Field, taxonomy: Taxonomy) -> str:
    """Return a name's form for comparison: two names are the same when these are equal.

    Case, spacing and company suffixes do not count, and what the field's gazetteer lists as an alias is the name itself.
    """
    return name_key(shown_name(name, field, taxonomy))


def shown_name(name: str, field: Field, taxonomy: Taxonomy) -> str:
    """Return the name under which one is counted: the gazetteer's where it is listed, else without company suffix."""
    if field.reading == "provisions":
        return " ".join(name.split())
    return known_name(name, gazetteer_of(field, taxonomy))
