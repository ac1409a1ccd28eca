"""A dataset as a Frictionless Data Package: tables as CSV in a zip, and `datapackage.json` that describes them.

https://datapackage.org/standard/data-package/ (version 2). Every column has its type and meaning; where the labels come from, the
codebook and the licence are part of it. Entries have no time of making, so that nothing changed means the same bytes.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from classifier.export.codebook import codebook_table, notes, questions_table, statistics_table
from classifier.export.shapes import shaped
from classifier.export.tables import Column, Kind, Table, as_csv
from classifier.round import Round

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0: the labels and numbers; the letters' words remain their authors'",
}
_TYPES: dict[Kind, str] = {
    "string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "strings": "string", "spans": "array", "quotes": "array",
}  # fmt: skip


def as_package(
    rows: Sequence[dict[str, Any]], round: Round, statistics: Sequence[Mapping[str, Any]], about: Mapping[str, Any]
) -> bytes:
    """Return the package's bytes: answers, labels (long), authorities (wide), questions, codebook, statistics."""
    tables = [
        shaped("answers", rows, round, spread=True),
        shaped("long", rows, round, spread=True),
        shaped("wide", rows, round, spread=True),
        questions_table(round),
        codebook_table(round),
        statistics_table(statistics),
    ]
    written = {f"{table.name}.csv": as_csv(table) for table in tables if table.columns}
    described = _described([table for table in tables if table.columns], round, about)
    files = {"datapackage.json": json.dumps(described, ensure_ascii=False, indent=2).encode() + b"\n"} | written
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def _described(tables: Sequence[Table], round: Round, about: Mapping[str, Any]) -> dict[str, Any]:
    links = [{"title": "Replies of public authorities to a Freedom-of-Information request"}]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": _name(round.name),
        "title": round.title or round.name,
        "description": "\n".join(notes(about)),
        "licenses": [_LICENCE],
        "sources": links,
        "codebook": {"version": about["codebook"], "table": "codebook"},
        "models": about["runs"],
        "labels_by": about["labels_by"],
        "personal_data": about["personal_data"],
        "resources": [_resource(table) for table in tables],
    }


def _resource(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"lineTerminator": "\r\n", "quoteChar": '"'},
        "schema": {"fields": [_field(column) for column in table.columns], "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind]}
    if column.title:
        described["title"] = column.title
    if column.kind == "boolean":
        described |= {"trueValues": ["1"], "falseValues": ["0"]}
    if column.kind == "strings":
        described["description"] = (
            'Several values are joined by "; "; one that holds a semicolon stands in quotation marks.'
        )
    return described


def _name(name: str) -> str:
    """A package's name has small letters, digits and - . _ only."""
    return "".join(sign if sign.isalnum() or sign in "-._" else "-" for sign in name.lower())
