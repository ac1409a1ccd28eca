"""The forms of the dataset: one row per answer, per label and value (long), or per authority (wide).

A form turns one authority's answers into rows of cells, so that a round of any size passes through authority by authority.
Headers and order are fixed by the taxonomy and the questions.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, get_args

from classifier.export.tables import Cells, Column, Kind
from classifier.records import Authority
from classifier.round import Round
from classifier.taxonomy import Field, Taxonomy

Form = Literal["answers", "long", "wide"]
FORMS: tuple[Form, ...] = get_args(Form)
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Group:
    """One authority and the rows of its answers, in their order; none for one that is silent."""

    authority: Authority
    rows: Rows


@dataclass(frozen=True, slots=True)
class Shape:
    """A form: the name of its table, its columns, and the rows that one authority gives."""

    name: str
    columns: tuple[Column, ...]
    cells: Callable[[Group], Iterable[Cells]]


def grouped(rows: Iterable[Mapping[str, Any]], authorities: Sequence[Authority] = ()) -> Iterator[Group]:
    """Yield the rows authority by authority, silent ones in between: all by name, in the order of characters' numbers.

    The rows must stand in that order, as the store gives them. Only one authority's rows are held at a time.
    """
    asked = {one.name: one for one in authorities}
    silent = deque(sorted(asked))
    for name, those in groupby(rows, key=lambda row: str(row["authority"])):
        while silent and silent[0] < name:
            yield Group(asked[silent.popleft()], ())
        if silent and silent[0] == name:
            silent.popleft()
        yield Group(asked.get(name, Authority(name)), list(those))
    yield from (Group(asked[name], ()) for name in silent)


def shape_of(form: Form, round: Round, spread: bool) -> Shape:
    """Return a form's shape for a round; `spread` gives each value of a many_of field a column of its own, as CSV has it."""
    if form == "long":
        return _long(round)
    return _wide(round) if form == "wide" else _answers(round.taxonomy, spread)


# --- a row per answer -------------------------------------------------------------------------------------------------

_HEAD = ("round", "authority", "letter", "source", "question", "state", "text")
_TAIL = ("model", "prompt", "codebook", "run")
_SOURCE = (
    Column("sent_on", "string", "day of the letter"),
    Column("nation", "string", "nation of the authority"),
    Column("page", "integer", "page of the file on which the answer begins"),
    Column("link", "string", "address of the message, the request or the authority, as far as known"),
)
_TITLES = {
    "letter": "id of the letter",
    "source": "name of the file",
    "question": "id of the question",
    "state": "answered, unanswered, unread or failed",
    "text": "the answer's words",
    "model": "what gave the machine's labels",
    "run": "id of the run",
}
_EXTRA: dict[str, Kind] = {
    "confidence": "number",
    "by": "string",
    "quotes": "quotes",
    "checked_by": "string",
    "quote_pages": "integers",
}


def _answers(taxonomy: Taxonomy, spread: bool) -> Shape:
    fields = taxonomy.fields
    extra = [(kind, field.name) for kind in ("confidence", "by", "quotes") for field in fields]
    if not spread:
        extra = [(kind, field.name) for field in fields for kind in ("confidence", "by", "quotes")]
    after = [(kind, field.name) for kind in ("checked_by", "quote_pages") for field in fields]
    columns = [Column(name, "string", _TITLES.get(name, "")) for name in _HEAD]
    columns += [Column("spans", "spans", "[start, end) in the letter's text")]
    columns += [column for field in fields for column in _label_columns(field, spread)]
    columns += [_extra_column(kind, name) for kind, name in extra]
    columns += [Column(name, "string", _TITLES.get(name, "")) for name in _TAIL] + list(_SOURCE)
    columns += [_extra_column(kind, name) for kind, name in after]

    def cells(group: Group) -> Iterable[Cells]:
        return (_answer(row, fields, spread, extra, after) for row in group.rows)

    return Shape("answers", tuple(columns), cells)


def _answer(
    row: Mapping[str, Any],
    fields: Sequence[Field],
    spread: bool,
    extra: Sequence[tuple[str, str]],
    after: Sequence[tuple[str, str]],
) -> Cells:
    cells = [row[name] for name in _HEAD] + [row["spans"]]
    cells += [cell for field in fields for cell in _label_cells(field, row["labels"][field.name], spread)]
    cells += [row[kind].get(name) for kind, name in extra]
    cells += [row[name] for name in _TAIL] + [row[column.name] for column in _SOURCE]
    return (*cells, *(row[kind].get(name) for kind, name in after))


def _extra_column(kind: str, name: str) -> Column:
    return Column(f"{kind}_{name}", _EXTRA[kind])


def _label_columns(field: Field, spread: bool) -> list[Column]:
    if spread and field.kind == "many_of":
        return [Column(f"{field.name}_{value.name}", "boolean", value.title or value.name) for value in field.values]
    return [_label_column(field, "strings")]


def _label_column(field: Field, many: Kind, question: str = "") -> Column:
    title = field.title or field.name
    name, title = (f"{question}_{field.name}", f"{question}: {title}") if question else (field.name, title)
    if field.kind != "one_of":
        return Column(name, many, title)
    return Column(name, "string", title, tuple((one.name, one.title or one.name) for one in field.values))


def _label_cells(field: Field, label: Any, spread: bool) -> list[Any]:
    if spread and field.kind == "many_of":
        return [None if label is None else name in label for name in field.value_names]
    return [label]


# --- a row per answer, field and value --------------------------------------------------------------------------------

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
    Column("page", "integer", "page of the first of these words, else of the answer"),
    Column("sent_on", "string", "day of the letter"),
    Column("source", "string", "name of the file"),
    Column("link", "string", "address of the message, the request or the authority, as far as known"),
    Column("letter", "string", "id of the letter"),
    Column("model", "string", "what gave the machine's label"),
    Column("run", "string", "id of the run"),
)


def _long(round: Round) -> Shape:
    """A set is as many rows as it has values, and one row where it has none."""
    fields = round.taxonomy.fields
    return Shape(
        "labels", _LONG, lambda group: (one for row in group.rows for field in fields for one in _labels(row, field))
    )


def _labels(row: Mapping[str, Any], field: Field) -> list[Cells]:
    label, name = row["labels"][field.name], field.name
    values = [label] if field.kind == "one_of" else (label or [None])
    quotes, pages = row["quotes"].get(name, []), row["quote_pages"].get(name, [])
    return [
        (
            row["authority"], row["nation"], row["question"], name, value, name in row["by"], row["state"],
            row["by"].get(name), row["checked_by"].get(name), row["confidence"].get(name),
            " … ".join(quote["text"] for quote in quotes) or None, pages[0] if pages else row["page"], row["sent_on"],
            row["source"], row["link"], row["letter"], row["model"], row["run"],
        )
        for value in values
    ]  # fmt: skip


# --- a row per authority ----------------------------------------------------------------------------------------------

_AUTHORITY = (
    Column("authority", "string", "who was asked"),
    Column("nation", "string", "nation of the authority"),
    Column("kind", "string", "kind of authority"),
    Column("link", "string", "address of the request or the authority, as far as known"),
    Column("sent_on", "string", "day of its latest letter"),
    Column("answered", "integer", "how many questions it answered; 0 with blank states: no reply"),
)


def _wide(round: Round) -> Shape:
    """A row for every authority that was asked, a silent one's blank; for every question its state and its fields."""
    fields = round.taxonomy.fields
    columns = list(_AUTHORITY)
    for question in round.leaves:
        columns.append(Column(f"{question.id}_state", "string", f"{question.id}: {_TITLES['state']}"))
        columns += [_label_column(field, "set", question.id) for field in fields]

    def cells(group: Group) -> Iterable[Cells]:
        said = {row["question"]: row for row in group.rows}
        own = [cell for question in round.leaves for cell in _wide_cells(said.get(question.id), fields)]
        return [(*_authority_cells(group), *own)]

    return Shape("authorities", tuple(columns), cells)


def _authority_cells(group: Group) -> Cells:
    one = group.authority
    days = [row["sent_on"] for row in group.rows if row["sent_on"]]
    answered = sum(row["state"] == "answered" for row in group.rows)
    return one.name, one.nation, one.kind, one.url, max(days, default=None), answered


def _wide_cells(row: Mapping[str, Any] | None, fields: Sequence[Field]) -> list[Any]:
    if row is None:
        return [None] * (1 + len(fields))
    return [row["state"], *(row["labels"][field.name] for field in fields)]
