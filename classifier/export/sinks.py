"""Where rows of cells go, a few at a time: CSV, JSON Lines, Parquet. None of them holds more than some thousand rows.

Each is opened with its columns on a file and gives back a function that takes further rows.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from classifier.export.tables import Cells, Column, cell_of, harmless

Add = Callable[[Iterable[Cells]], None]

_GROUP = 10_000  # rows of a Parquet row group
_JSON = json.JSONEncoder(ensure_ascii=False)
_MARK = b"\xef\xbb\xbf"  # by which spreadsheets know UTF-8


@contextmanager
def csv_sink(columns: Sequence[Column], out: BinaryIO) -> Iterator[Add]:
    """Write CSV in UTF-8 with a mark, lines ended by CR LF, no cell that a spreadsheet would run."""
    out.write(_MARK)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    kinds = [column.kind for column in columns]
    writer.writerow([harmless(column.name) for column in columns])

    def add(rows: Iterable[Cells]) -> None:
        for row in rows:
            writer.writerow([harmless(cell_of(kind, value)) for kind, value in zip(kinds, row, strict=True)])

    yield add
    text.flush()
    text.detach()


@contextmanager
def json_sink(columns: Sequence[Column], out: BinaryIO) -> Iterator[Add]:
    """Write JSON Lines, an object a row, blanks as null, lists as lists."""
    names = [column.name for column in columns]

    def add(rows: Iterable[Cells]) -> None:
        for row in rows:
            out.write(json_line(dict(zip(names, row, strict=True))))

    yield add


def json_line(row: Any) -> bytes:
    """Return a row as one line of JSON."""
    return _JSON.encode(row).encode() + b"\n"


@contextmanager
def parquet_sink(columns: Sequence[Column], out: BinaryIO) -> Iterator[Add]:
    """Write Parquet; lists stay lists, an empty one is not null."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(columns)
    waiting: list[Cells] = []

    def write(writer: Any) -> None:
        arrays = [
            pa.array(values, type=field.type) for values, field in zip(zip(*waiting, strict=True), schema, strict=True)
        ]
        writer.write_table(pa.table(arrays, schema=schema), row_group_size=_GROUP)
        waiting.clear()

    with pq.ParquetWriter(out, schema, compression="zstd") as writer:

        def add(rows: Iterable[Cells]) -> None:
            waiting.extend(rows)
            if len(waiting) >= _GROUP:
                write(writer)

        yield add
        if waiting:
            write(writer)


def _schema(columns: Sequence[Column]) -> Any:
    import pyarrow as pa

    quote = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])
    types = {
        "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
        "strings": pa.list_(pa.string()), "set": pa.list_(pa.string()), "integers": pa.list_(pa.int32()),
        "spans": pa.list_(pa.list_(pa.int32())), "quotes": pa.list_(quote),
    }  # fmt: skip
    return pa.schema([(column.name, types[column.kind]) for column in columns])
