"""A table to be written: named columns with a kind each, and rows of plain values; and its cells for a spreadsheet."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["string", "integer", "number", "boolean", "strings", "set", "integers", "spans", "quotes"]
Cells = tuple[Any, ...]

NONE = "(none)"
"""How a set shows that it is known and empty; a blank cell says that nothing is known."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_QUOTED = {";", '"'}
_JSON = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `title` says in words what it holds. `values` are those of a closed list, with their titles."""

    name: str
    kind: Kind
    title: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values in the order of the columns; None is blank."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Cells, ...]


def harmless(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: a letter's words are never executed.

    An apostrophe goes before what begins with = + - @ (wide forms too), a tab or a line's end.
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def cell_of(kind: Kind, value: Any) -> Any:
    """Return a value as one cell: names joined by "; " (quoted where one holds a semicolon), lists of places as JSON.

    A `set` without values is "(none)", so that it is not taken for one that is not known; other lists are blank then.
    """
    if value is None:
        return None
    if kind == "set" and not value:
        return NONE
    if kind in ("strings", "set"):
        return join_names(value)
    if kind in ("integers", "spans", "quotes"):
        return _JSON.encode(value)
    return int(value) if kind == "boolean" else value


def join_names(names: Sequence[str]) -> str:
    """Return names in one cell, from which `split_names` gets them back."""
    return "; ".join(_quoted(name) if _QUOTED & set(name) or name == NONE else name for name in names)


def split_names(cell: str) -> list[str]:
    """Return the names of a cell; none of an empty one, nor of "(none)"."""
    if cell in ("", NONE):
        return []
    return next(csv.reader([cell], delimiter=";", skipinitialspace=True))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
