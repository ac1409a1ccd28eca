"""The forms of the dataset: one row per answer, per label (long), or per authority (wide). Headers and order are fixed."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from classifier.export.tables import Column, Kind, Table, join_names
from classifier.questionnaire import Question
from classifier.round import Round
from classifier.taxonomy import Field, Taxonomy

Form = Literal["answers", "long", "wide"]
FORMS: tuple[Form, ...] = get_args(Form)
Rows = Sequence[Mapping[str, Any]]

_HEAD = ("round", "authority", "letter", "source", "question", "state", "text")
_TAIL = ("model", "prompt", "codebook", "run")
_SOURCE = (
    Column("sent_on", "string", "day of the letter"),
    Column("nation", "string", "nation of the authority"),
    Column("page", "integer", "page of the file on which the answer begins"),
    Column("link", "string", "address of the request or the authority"),
)


def shaped(form: Form, rows: Rows, round: Round, spread: bool) -> Table:
    """Return the rows in a form; `spread` gives each value of a many_of field a column of its own, as CSV has it."""
    if form == "long":
        return _long(rows, round)
    return _wide(rows, round) if form == "wide" else _answers(rows, round.taxonomy, spread)


def _answers(rows: Rows, taxonomy: Taxonomy, spread: bool) -> Table:
    columns = [Column(name, "string") for name in _HEAD] + [
        Column("spans", "spans", "[start, end) in the letter's text")
    ]
    columns += [column for field in taxonomy.fields for column in _label_columns(field, spread)]
    extra = [(kind, field) for kind in ("confidence", "by", "quotes") for field in taxonomy.fields]
    if not spread:
        extra = [(kind, field) for field in taxonomy.fields for kind in ("confidence", "by", "quotes")]
    columns += [Column(f"{kind}_{field.name}", _EXTRA[kind]) for kind, field in extra]
    columns += [Column(name, "string") for name in _TAIL]
    columns += [*_SOURCE, *(Column(f"checked_by_{field.name}", "string") for field in taxonomy.fields)]
    return Table("answers", tuple(columns), tuple(_answer(row, taxonomy, spread, extra) for row in rows))


_EXTRA: dict[str, Kind] = {"confidence": "number", "by": "string", "quotes": "quotes"}


def _answer(
    row: Mapping[str, Any], taxonomy: Taxonomy, spread: bool, extra: Sequence[tuple[str, Field]]
) -> tuple[Any, ...]:
    cells = [row[name] for name in _HEAD] + [row["spans"]]
    cells += [cell for field in taxonomy.fields for cell in _label_cells(field, row["labels"][field.name], spread)]
    cells += [row[kind].get(field.name) for kind, field in extra]
    cells += [row[name] for name in _TAIL] + [row.get(column.name) for column in _SOURCE]
    return (*cells, *(row.get("checked_by", {}).get(field.name) for field in taxonomy.fields))


def _label_columns(field: Field, spread: bool) -> list[Column]:
    if spread and field.kind == "many_of":
        return [Column(f"{field.name}_{value.name}", "boolean", value.title or value.name) for value in field.values]
    return [Column(field.name, "string" if field.kind == "one_of" else "strings", field.title or field.name)]


def _label_cells(field: Field, label: Any, spread: bool) -> list[Any]:
    if spread and field.kind == "many_of":
        return [None if label is None else name in label for name in field.value_names]
    return [label]


_LONG = (
    Column("authority", "string", "who answered"),
    Column("nation", "string", "nation of the authority"),
    Column("question", "string", "id of the question"),
    Column("field", "string", "field of the taxonomy"),
    Column("value", "string", "the value; blank where nothing is known or none is said"),
    Column("known", "boolean", "whether there is a label: 1 with a blank value says that the answer gives none"),
    Column("state", "string", "answered, unanswered, unread or failed"),
    Column("by", "string", "machine or human"),
    Column("checked_by", "string", "who decided, where a person did"),
    Column("confidence", "number", "probability that the label is right; 1 for a person's"),
    Column("quote", "string", "the words that the label stands on"),
    Column("page", "integer", "page of the first of these words"),
    Column("sent_on", "string", "day of the letter"),
    Column("source", "string", "name of the file"),
    Column("link", "string", "address of the request or the authority"),
    Column("letter", "string", "id of the letter"),
    Column("model", "string", "what gave the machine's label"),
    Column("run", "string", "id of the run"),
)


def _long(rows: Rows, round: Round) -> Table:
    """One row per answer, field and value: a set is as many rows as it has values, and one where it has none."""
    return Table(
        "labels", _LONG, tuple(one for row in rows for field in round.taxonomy.fields for one in _labels(row, field))
    )


def _labels(row: Mapping[str, Any], field: Field) -> list[tuple[Any, ...]]:
    label, name = row["labels"][field.name], field.name
    known = name in row["by"]
    values = [label] if field.kind == "one_of" else (label or [None])
    quotes, pages = row["quotes"].get(name, []), row.get("quote_pages", {}).get(name, [])
    return [
        (
            row["authority"], row.get("nation"), row["question"], name, value, known, row["state"], row["by"].get(name),
            row.get("checked_by", {}).get(name), row["confidence"].get(name), " … ".join(quote["text"] for quote in quotes) or None,
            pages[0] if pages else row.get("page"), row.get("sent_on"), row["source"], row.get("link"), row["letter"],
            row["model"], row["run"],
        )
        for value in values
    ]  # fmt: skip


def _wide(rows: Rows, round: Round) -> Table:
    """One row per authority, a column for every question and field: `2a_status`, `2a_purposes` …"""
    asked = [(question, field) for question in round.leaves for field in round.taxonomy.fields]
    columns = [Column("authority", "string"), Column("nation", "string")]
    columns += [_wide_column(question, field) for question, field in asked]
    said: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        said.setdefault(row["authority"], {})[row["question"]] = row
    kept = []
    for authority, answers in said.items():
        nation = next((row.get("nation") for row in answers.values()), None)
        cells = [_wide_cell(answers.get(question.id), field) for question, field in asked]
        kept.append((authority, nation, *cells))
    return Table("authorities", tuple(columns), tuple(kept))


def _wide_column(question: Question, field: Field) -> Column:
    kind: Kind = "string" if field.kind == "one_of" else "strings"
    return Column(f"{question.id}_{field.name}", kind, f"{question.id}: {field.title or field.name}")


def _wide_cell(row: Mapping[str, Any] | None, field: Field) -> Any:
    return row["labels"][field.name] if row else None


__all__ = ["FORMS", "Form", "join_names", "shaped"]
