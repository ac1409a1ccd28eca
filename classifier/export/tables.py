"""A table to be written: named columns with a kind each, and rows of plain values; and its cells for a spreadsheet."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["string", "integer", "number", "boolean", "strings", "spans", "quotes"]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `title` says in words what it holds."""

    name: str
    kind: Kind
    title: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values in the order of the columns; None is blank."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


def harmless(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: a letter's words are never executed."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def cell_of(kind: Kind, value: Any) -> Any:
    """Return a value as one cell: names joined by "; " (quoted where one holds a semicolon), lists of places as JSON."""
    if value is None:
        return None
    if kind == "strings":
        return join_names(value)
    if kind in ("spans", "quotes"):
        return json.dumps(value, ensure_ascii=False)
    return int(value) if kind == "boolean" else value


def join_names(names: Sequence[str]) -> str:
    """Return names in one cell, from which `split_names` gets them back."""
    return "; ".join('"' + name.replace('"', '""') + '"' if {";", '"'} & set(name) else name for name in names)


def split_names(cell: str) -> list[str]:
    """Return the names of a cell; none of an empty one."""
    return next(csv.reader([cell], delimiter=";", skipinitialspace=True)) if cell else []


def as_csv(table: Table) -> bytes:
    """Return a table as CSV in UTF-8 with a mark by which spreadsheets know it, lines ended by CR LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    kinds = [column.kind for column in table.columns]
    for row in table.rows:
        writer.writerow([harmless(cell_of(kind, value)) for kind, value in zip(kinds, row, strict=True)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_jsonl(table: Table) -> bytes:
    """Return a table as JSON Lines, an object a row, blanks as null."""
    names = [column.name for column in table.columns]
    lines = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n" for row in table.rows)
    return "".join(lines).encode()


def as_parquet(table: Table) -> bytes:
    """Return a table as Parquet; lists stay lists."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    quote = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])
    types = {
        "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
        "strings": pa.list_(pa.string()), "spans": pa.list_(pa.list_(pa.int32())), "quotes": pa.list_(quote),
    }  # fmt: skip
    schema = pa.schema([(column.name, types[column.kind]) for column in table.columns])
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    arrays = [pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)]
    sink = io.BytesIO()
    pq.write_table(pa.table(arrays, schema=schema), sink, compression="zstd")
    return sink.getvalue()
