"""A dataset as an Excel workbook: data, statistics, codebook, questions and notes, a sheet each.

Letters' words are written as strings, never as formulas or links. The file holds no time of making, so that nothing
changed means the same bytes.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from classifier.export.codebook import codebook_table, notes, questions_table, statistics_table
from classifier.export.tables import Table, cell_of, harmless
from classifier.round import Round

_MOST = 32_000  # characters; Excel takes 32,767 in a cell
_CUT = " … [cut: the other formats have all]"
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 (a fixed day, for equal bytes)
_WIDTHS = {"text": 60, "definition": 70, "sentence": 70, "small_print": 70, "authority": 32, "source": 28}


def as_workbook(data: Table, round: Round, statistics: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> bytes:
    """Return the workbook's bytes."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": round.title or round.name, "created": _MADE})
    _sheet(book, "Data", data)
    _sheet(book, "Statistics", statistics_table(statistics))
    _sheet(book, "Codebook", codebook_table(round))
    _sheet(book, "Questions", questions_table(round))
    sheet = book.add_worksheet("Notes")
    sheet.set_column(0, 0, 120, book.add_format({"text_wrap": True, "valign": "top"}))
    for row, words in enumerate(notes(about)):
        sheet.write_string(row, 0, words)
    book.close()
    return out.getvalue()


def _sheet(book: Any, name: str, table: Table) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1})
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.name, head)
        sheet.set_column(at, at, _WIDTHS.get(column.name, 16))
    sheet.freeze_panes(1, 2)
    if table.columns:
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
    for number, row in enumerate(table.rows, 1):
        for at, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            _write(sheet, number, at, harmless(cell_of(column.kind, value)))


def _write(sheet: Any, row: int, at: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, at, value if len(value) <= _MOST else value[:_MOST] + _CUT)
    else:
        sheet.write_number(row, at, value)
