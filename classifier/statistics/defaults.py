"""The statistics that every round has without declaring any: each question by each value, and each value of a list anywhere.

They are there to look at, unaudited; what is to be published is declared, and audited.
"""

from collections.abc import Iterator

from classifier.questionnaire import Question
from classifier.round import Round
from classifier.round.declared import ANY, Statistic, Term
from classifier.taxonomy import Field


def default_statistics(round: Round) -> list[Statistic]:
    """Return the defaults, question by question, then those over all questions; of the authorities that replied."""
    found = [
        one for question in round.leaves for field in round.taxonomy.fields for one in _of_question(question, field)
    ]
    return found + [one for field in round.taxonomy.fields for one in _anywhere(field)]


def all_statistics(round: Round) -> list[Statistic]:
    """Return the declared statistics, then the defaults whose id is not a declared one's."""
    declared = {one.id for one in round.statistics}
    return [*round.statistics, *(one for one in default_statistics(round) if one.id not in declared)]


def _of_question(question: Question, field: Field) -> Iterator[Statistic]:
    if field.kind == "one_of":
        for name, title in _values(field):
            words = f"gave an answer to question {question.id} that counts as “{title}”"
            yield _statistic(f"{question.id}.{field.name}.{name}", words, question.id, field, name)
    elif field.kind == "many_of":
        for name, title in _values(field):
            words = f"stated “{title}” ({field.in_words}) in answer to question {question.id}"
            yield _statistic(f"{question.id}.{field.name}.{name}", words, question.id, field, name)
    else:
        words = f"gave at least one name ({field.in_words}) in answer to question {question.id}"
        yield _statistic(f"{question.id}.{field.name}.{ANY}", words, question.id, field, ANY)


def _anywhere(field: Field) -> Iterator[Statistic]:
    if field.kind == "names":
        words = f"gave at least one name ({field.in_words}) in any answer"
        yield _statistic(f"{ANY}.{field.name}.{ANY}", words, ANY, field, ANY)
    elif field.kind == "many_of":
        for name, title in _values(field):
            words = f"stated “{title}” ({field.in_words}) in any answer"
            yield _statistic(f"{ANY}.{field.name}.{name}", words, ANY, field, name)


def _statistic(name: str, words: str, question: str, field: Field, value: str) -> Statistic:
    return Statistic(name, words, (Term(question, "label", value, field.name),), declared=False)


def _values(field: Field) -> Iterator[tuple[str, str]]:
    for value in field.values:
        yield value.name, (value.title or value.name.replace("_", " ")).lower()
