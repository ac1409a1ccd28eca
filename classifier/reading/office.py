"""Old Word, rich text, spreadsheets, slides and OpenDocument, read by kreuzberg; tables row by row.

The only place that imports kreuzberg. Its cache is off (it would write letters into the home folder), its OCR
is off here, and it reads from memory, never from an address.
"""

from kreuzberg import ConcurrencyConfig, ExtractionConfig, ExtractionResult, KreuzbergError, extract_bytes_sync

from classifier.errors import DataError
from classifier.reading.characters import clean
from classifier.reading.limits import Limits
from classifier.reading.tables import table_text
from classifier.reading.texts import Content

_TYPES = {
    "doc": "application/msword",
    "rtf": "application/rtf",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
}
_ONE_THREAD = ConcurrencyConfig(max_threads=1)


def read_office(found: str, data: bytes, limits: Limits) -> Content:
    """Return the text of a file in the format `found`; raise DataError for a password or a damaged file."""
    result = _extract(data, found, limits)
    if found in ("xlsx", "xls"):
        return _sheets(result)
    return _old_word(result) if found == "doc" else _with_rows(result)


def _extract(data: bytes, found: str, limits: Limits) -> ExtractionResult:
    config = ExtractionConfig(use_cache=False, concurrency=_ONE_THREAD, extraction_timeout_secs=int(limits.seconds))
    try:
        return extract_bytes_sync(data, _TYPES[found], config=config)
    except KreuzbergError as error:
        raise DataError(_reason(str(error))) from None


def _reason(said: str) -> str:
    words = " ".join(said.split())
    if "password" in words.lower() or "encrypted" in words.lower():
        return "protected with a password: ask the sender for an open copy"
    return f"damaged or not what its name says ({words[:160]})"


def _with_rows(result: ExtractionResult) -> Content:
    """Give the rows of tables, which the text holds with blanks between their cells, their " | "."""
    text, counts = clean(result.content)
    at, rows = 0, 0
    for table in result.tables:
        lines = iter(table_text(table.cells).splitlines())
        for row in table.cells:
            flat = clean(" ".join(row))[0].strip()
            line = next(lines, "") if flat else ""
            found = text.find(flat, at) if flat else -1
            if found >= 0 and len(row) > 1:
                text = f"{text[:found]}{line}{text[found + len(flat) :]}"
                at, rows = found + len(line), rows + 1
    return Content(
        text.strip("\n") + "\n" if text.strip() else "", signals={**counts, **({"table_rows": rows} if rows else {})}
    )


def _sheets(result: ExtractionResult) -> Content:
    """Every sheet's rows, under the sheet's name where there are several."""
    names = list((result.metadata or {}).get("sheet_names") or [])
    parts = []
    for table in result.tables:
        name = names[table.page_number - 1] if 0 < table.page_number <= len(names) else ""
        body = table_text(table.cells)
        parts.append(f"{name}\n{body}" if name and len(result.tables) > 1 else body)
    text, counts = clean("\n".join(parts))
    return Content(text, signals={**counts, "sheets": len(names), "table_rows": text.count("\n")})


def _old_word(result: ExtractionResult) -> Content:
    """Old Word's table rows lie in the text as tabs; each comes on a line of its own."""
    text, counts = clean(result.content)
    return Content("\n".join(row for line in text.split("\n") for row in _rows_of_tabs(line)), signals=counts)


def _rows_of_tabs(line: str) -> list[str]:
    """Cut `a TAB b TAB TAB c TAB d TAB TAB` into rows: every cell ends with a tab, and so does every row."""
    cells = line.split("\t")
    for columns in range(2, 12):
        ends = cells[columns :: columns + 1]
        whole = len(cells) // (columns + 1)
        if whole and len(ends) >= whole and not any(ends[:whole]) and cells[0]:
            rows = [cells[at : at + columns] for at in range(0, whole * (columns + 1), columns + 1)]
            rest = [cell for cell in cells[whole * (columns + 1) :] if cell]
            return [*table_text(rows).splitlines(), *rest]
    return [line]
