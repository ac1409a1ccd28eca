"""A dataset as a Frictionless Data Package, in a folder or a zip: tables as CSV, and `datapackage.json` that describes them.

https://datapackage.org/standard/data-package/ (version 2). Every column has its type and meaning; where the labels come from,
the codebook, the models and the licence are part of it. Nothing in it tells when it was made, so that nothing changed means
the same bytes.
"""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from classifier.export.codebook import codebook_table, notes, questions_table, statistics_table
from classifier.export.shapes import FORMS, Group, shape_of
from classifier.export.sinks import csv_sink
from classifier.export.tables import NONE, Column, Kind, Table
from classifier.records import Authority
from classifier.round import Round

DESCRIPTION = "datapackage.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
_UNIX = 3

LICENCES = {
    "CC-BY-4.0": ("https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attribution 4.0"),
    "CC-BY-SA-4.0": ("https://creativecommons.org/licenses/by-sa/4.0/", "Creative Commons Attribution-ShareAlike 4.0"),
    "CC0-1.0": ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
    "ODC-BY-1.0": ("https://opendatacommons.org/licenses/by/1-0/", "Open Data Commons Attribution 1.0"),
    "ODbL-1.0": ("https://opendatacommons.org/licenses/odbl/1-0/", "Open Data Commons Open Database License 1.0"),
    "OGL-UK-3.0": (
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "Open Government Licence 3.0",
    ),
}
_TYPES: dict[Kind, str] = {
    "string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "strings": "string",
    "set": "string", "integers": "array", "spans": "array", "quotes": "array",
}  # fmt: skip
_JOINED = 'Several values are joined by "; "; one that holds a semicolon stands in quotation marks.'
_KEYS = {"answers": ["letter", "question"], "authorities": ["authority"], "questions": ["question"]}


def write_package(
    folder: Path,
    groups: Iterable[Group],
    round: Round,
    statistics: Sequence[Mapping[str, Any]],
    authorities: Sequence[Authority],
    about: Callable[[], Mapping[str, Any]],
    licence: str,
) -> None:
    """Write the package's files into an empty folder: answers, labels (long), authorities (wide), questions, codebook,
    statistics; `about` is asked for figures when all groups have passed."""
    tables = _write_forms(folder, groups, round)
    for table in (questions_table(round), codebook_table(round), statistics_table(statistics)):
        if table.columns:
            _write_table(folder, table)
            tables.append((table.name, table.columns))
    resources = [_resource(folder, name, columns) for name, columns in tables]
    described = _described(round, about(), authorities, licence) | {"resources": resources}
    (folder / DESCRIPTION).write_bytes(json.dumps(described, ensure_ascii=False, indent=2).encode() + b"\n")


def zip_folder(folder: Path, path: Path) -> None:
    """Write a folder's files as a zip, the description first, the same bytes for the same files."""
    files = sorted(folder.iterdir(), key=lambda one: (one.name != DESCRIPTION, one.name))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, _EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, _READABLE, _UNIX
            with file.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target)


def _write_forms(folder: Path, groups: Iterable[Group], round: Round) -> list[tuple[str, Sequence[Column]]]:
    """Write the three forms in one pass."""
    shapes = [shape_of(form, round, spread=True) for form in FORMS]
    with ExitStack() as stack:
        adds = []
        for shape in shapes:
            out = stack.enter_context((folder / f"{shape.name}.csv").open("wb"))
            adds.append(stack.enter_context(csv_sink(shape.columns, out)))
        for group in groups:
            for shape, add in zip(shapes, adds, strict=True):
                add(shape.cells(group))
    return [(shape.name, shape.columns) for shape in shapes]


def _write_table(folder: Path, table: Table) -> None:
    with (folder / f"{table.name}.csv").open("wb") as out, csv_sink(table.columns, out) as add:
        add(table.rows)


def _described(
    round: Round, about: Mapping[str, Any], authorities: Sequence[Authority], licence: str
) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": _name(round.name),
        "title": round.title or round.name,
        "description": "\n".join(notes(about)),
        "licenses": [_licence(licence)],
        "sources": _sources(authorities),
        "codebook": {"version": about["codebook"], "table": "codebook"},
        "models": about["runs"],
        "labels_by": about["labels_by"],
        "personal_data": about["personal_data"],
        "program": about["program"],
    }


def _licence(name: str) -> dict[str, str]:
    path, title = LICENCES[name]
    return {
        "name": name,
        "path": path,
        "title": f"{title}: the labels and numbers; the letters' words remain their authors'",
    }


def _sources(authorities: Sequence[Authority]) -> list[dict[str, str]]:
    """The replies as a whole, then each authority whose address is known, by name."""
    linked = sorted((one.name, one.url) for one in authorities if one.url)
    whole = {"title": "Replies of public authorities to a Freedom-of-Information request"}
    return [whole, *({"title": name, "path": url} for name, url in linked if url.startswith(("http://", "https://")))]


def _resource(folder: Path, name: str, columns: Sequence[Column]) -> dict[str, Any]:
    path = folder / f"{name}.csv"
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns], "missingValues": [""]}
    if name in _KEYS:
        schema["primaryKey"] = _KEYS[name]
    return {
        "name": name,
        "type": "table",
        "path": path.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "dialect": {"lineTerminator": "\r\n", "quoteChar": '"'},
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind]}
    if column.title:
        described["title"] = column.title
    if column.kind == "boolean":
        described |= {"trueValues": ["1"], "falseValues": ["0"]}
    if column.kind in ("strings", "set"):
        described["description"] = _JOINED if column.kind == "strings" else f"{_JOINED} {NONE}: known, and no value."
    if column.values:
        described["categories"] = [{"value": value, "label": title} for value, title in column.values]
    return described


def _name(name: str) -> str:
    """A package's name has small letters, digits and - . _ only."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-._") else "-" for sign in name.lower())
    return plain.strip("-._") or "round"
