"""The codebook, the questions and the notes of a dataset as tables, for those who read it without the program."""

from collections.abc import Mapping, Sequence
from typing import Any

from classifier.counted import counted
from classifier.export.tables import NONE, Column, Table
from classifier.round import Round

_CODEBOOK = tuple(
    Column(name, "string") for name in ("field", "value", "title", "definition", "examples", "counter_examples")
)
_QUESTIONS = tuple(Column(name, "string") for name in ("question", "asks", "parent", "applies_if", "text"))


def codebook_table(round: Round) -> Table:
    """One row per field (blank value) and one per value, then the numbered rules as the field "rule"."""
    rows: list[tuple[Any, ...]] = []
    for field in round.taxonomy.fields:
        words = " ".join(part for part in (field.question, field.guidance) if part)
        rows.append(
            (
                field.name,
                None,
                field.title,
                " ".join(words.split()),
                _joined(field.examples),
                _joined(field.counter_examples),
            )
        )
        for value in field.values:
            definition = " ".join(value.definition.split())
            rows.append(
                (
                    field.name,
                    value.name,
                    value.title,
                    definition,
                    _joined(value.examples),
                    _joined(value.counter_examples),
                )
            )
    rows += [("rule", str(rule.id), None, " ".join(rule.text.split()), None, None) for rule in round.taxonomy.rules]
    return Table("codebook", _CODEBOOK, tuple(rows))


def questions_table(round: Round) -> Table:
    """One row per question that can be answered."""
    rows = [
        (
            one.id,
            one.asks,
            one.parent,
            f"{one.condition.question} = {one.condition.when}" if one.condition else None,
            one.text,
        )
        for one in round.leaves
    ]
    return Table("questions", _QUESTIONS, tuple(rows))


def statistics_table(statistics: Sequence[Mapping[str, Any]]) -> Table:
    """One row per statistic, under the names that `foi statistics --to` gives them; no columns where there are none."""
    names = list(statistics[0]) if statistics else []
    columns = tuple(Column(name, _kind([row[name] for row in statistics])) for name in names)
    return Table("statistics", columns, tuple(tuple(row[name] for name in names) for row in statistics))


def notes(about: Mapping[str, Any]) -> list[str]:
    """Return sentences on what the dataset is and how it was made and is to be read, the models used among them."""
    return [
        f"{about['title'] or about['round']}: {counted(about['rows'], 'answer', 'answers')} of {counted(about['authorities'], 'authority', 'authorities')}, of {about['asked']:,} that were asked, in {counted(about['letters'], 'letter', 'letters')}.",
        _labels_from(about),
        f"Codebook: {about['codebook']}. Written by {about['program']}.",
        "A blank label is not a no: unanswered, unread and failed answers have none, and undetermined is blank with known = 1 in the long form and a name in by.",
        f"Several values stand in one cell, joined by semicolons; one that holds a semicolon is in quotation marks. {NONE} in the wide form: known, and no value.",
        "Where an authority wrote more than once, the later answer stands.",
        f"Personal data: {about['personal_data']}. A mark is not as long as what it stands for: spans, and start and end of quotations, count characters of the letter's stored text, not of the words shown here.",
        "A cell that a spreadsheet could take for a formula begins with an apostrophe that is not the letter's.",
        "link leads to the message where its address is known, else to the request or the authority, as the list of authorities has it.",
    ]


def _labels_from(about: Mapping[str, Any]) -> str:
    by = about["labels_by"]
    models = "; ".join(f"{run['model']} ({run['prompt']}, run {run['run']})" for run in about["runs"]) or "none"
    return f"Labels come from {models}; a person decided on {by.get('human', 0)} of {sum(by.values())}. Machine labels can be wrong: see confidence and checked_by."


def _joined(examples: Sequence[str]) -> str | None:
    return " · ".join(examples) or None


def _kind(values: Sequence[Any]) -> Any:
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, bool) for value in known):
        return "boolean"
    if known and all(isinstance(value, int) and not isinstance(value, bool) for value in known):
        return "integer"
    return "number" if known and all(isinstance(value, int | float) for value in known) else "string"
