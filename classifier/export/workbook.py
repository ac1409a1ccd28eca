"""A dataset as an Excel workbook: data, statistics, codebook, questions and notes, a sheet each.

Letters' words are written as strings, never as formulas or links. The file holds no time of making, so that nothing
changed means the same bytes. Rows go to disk as they come.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from classifier.errors import UserError
from classifier.export.codebook import codebook_table, notes, questions_table, statistics_table
from classifier.export.shapes import Group, Shape
from classifier.export.tables import Cells, Column, cell_of, harmless
from classifier.round import Round

_MOST = 32_000  # characters; Excel takes 32,767 in a cell
_MOST_ROWS = 1_048_575  # and this many rows below the head
_CUT = " … [cut: the other formats have all]"
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 (a fixed day, for equal bytes)
_WIDTHS = {"text": 60, "definition": 70, "sentence": 70, "small_print": 70, "authority": 32, "source": 28, "quote": 60}


def write_workbook(
    path: Path,
    groups: Iterable[Group],
    shape: Shape,
    round: Round,
    statistics: Sequence[Mapping[str, Any]],
    about: Callable[[], Mapping[str, Any]],
) -> None:
    """Write the workbook; `about` is asked for the notes' figures when all groups have passed.

    Raises UserError for more rows than a sheet can have.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with path.open("wb") as out:
        book = xlsxwriter.Workbook(out, options)
        book.set_properties({"title": round.title or round.name, "created": _MADE})
        head = book.add_format({"bold": True, "bottom": 1})
        try:
            _sheet(book, head, "Data", shape.columns, (row for group in groups for row in shape.cells(group)))
            for table in (statistics_table(statistics), codebook_table(round), questions_table(round)):
                _sheet(book, head, table.name.capitalize(), table.columns, table.rows)
            _notes(book, notes(about()))
        finally:
            book.close()


def _sheet(book: Any, head: Any, name: str, columns: Sequence[Column], rows: Iterable[Cells]) -> None:
    sheet = book.add_worksheet(name)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _WIDTHS.get(column.name, 16))
        sheet.write_string(0, at, column.name, head)
    sheet.freeze_panes(1, 2)
    kinds = [column.kind for column in columns]
    number = 0
    for number, row in enumerate(rows, 1):
        if number > _MOST_ROWS:
            raise UserError(
                f"a sheet of Excel has {_MOST_ROWS:,} rows and there are more: write .csv or .parquet instead"
            )
        for at, (kind, value) in enumerate(zip(kinds, row, strict=True)):
            _write(sheet, number, at, harmless(cell_of(kind, value)))
    if columns:
        sheet.autofilter(0, 0, max(1, number), len(columns) - 1)


def _write(sheet: Any, row: int, at: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, at, value if len(value) <= _MOST else value[:_MOST] + _CUT)
    else:
        sheet.write_number(row, at, value)


def _notes(book: Any, lines: Sequence[str]) -> None:
    sheet = book.add_worksheet("Notes")
    sheet.set_column(0, 0, 120)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for row, words in enumerate(lines):
        sheet.write_string(row, 0, words, wrapped)
