"""Tables of text (CSV) and the form in which every table is kept: a row on a line, cells joined by " | "."""

import csv
from collections.abc import Sequence
from io import StringIO

from classifier.errors import DataError
from classifier.reading.characters import clean, decode
from classifier.reading.limits import Limits
from classifier.reading.texts import Content


def read_csv(data: bytes, limits: Limits) -> Content:
    """Return a table's rows, one on each line; commas, semicolons and tabs are told apart by the first line."""
    decoded, charset = decode(data)
    first = decoded.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(limits.characters)
    try:
        rows = list(csv.reader(StringIO(decoded.replace("\0", ""), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise DataError(f"not a readable table: {error}") from None
    text, counts = clean(table_text(rows))
    return Content(text, signals={"charset": charset, "table_rows": len(rows), **counts})


def table_text(rows: Sequence[Sequence[str]]) -> str:
    """Return one line for each row that has words, its cells joined by " | "; columns empty in all rows are dropped
    at the table's end."""
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    width = max((at + 1 for row in cells for at, cell in enumerate(row) if cell), default=0)
    lines = [" | ".join(row[:width]).rstrip() for row in cells if any(row)]
    return "\n".join(lines) + "\n" if lines else ""
