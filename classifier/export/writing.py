"""Write a dataset whole or not at all, by the ending of its name, and a manifest: `manifest.json` in a folder,
`<file>.manifest.json` beside a file, so that several exports into one folder are all described.

Rows pass through one authority at a time; nothing holds them all.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from classifier.errors import UserError
from classifier.export.about import Tally
from classifier.export.package import DESCRIPTION, LICENCES, write_package, zip_folder
from classifier.export.shapes import Form, Group, grouped, shape_of
from classifier.export.sinks import csv_sink, json_line, json_sink, parquet_sink
from classifier.export.whole import whole_file, whole_folder, write_whole
from classifier.export.workbook import write_workbook
from classifier.records import Authority
from classifier.round import Round

FORMATS = (".jsonl", ".csv", ".parquet", ".xlsx", ".zip")
COUNTED = (".xlsx", ".zip", "")
"""The formats that carry statistics, too; "" is a package in a folder."""
LICENCE = "CC-BY-4.0"
_MANIFEST = "manifest.json"


def check_target(path: Path) -> None:
    """Raise UserError unless the name ends in a format, or in none: a folder."""
    if path.suffix not in (*FORMATS, ""):
        raise UserError(
            f"{path}: end the file name in one of {', '.join(FORMATS)}, or name a folder (no ending) for a data package"
        )


def write_export(
    rows: Iterable[dict[str, Any]],
    round: Round,
    path: Path,
    form: Form = "answers",
    statistics: Sequence[Mapping[str, Any]] = (),
    keep_personal_data: bool = False,
    authorities: Sequence[Authority] = (),
    licence: str = LICENCE,
) -> Path:
    """Write the rows in the format that the file name ends in, and a manifest; return the manifest's path.

    The rows stand by authority, as `read_dataset` gives them; `authorities` are all that were asked, silent ones too.
    `.zip`, or a name without ending for a folder, is a Frictionless Data Package with all forms under that `licence`; a
    folder holds its own `manifest.json`. `statistics` are rows as `foi statistics` has them, for the workbook and the package.
    E-mail addresses and telephone numbers are masked unless `keep_personal_data`. Raises UserError for another ending or
    a place that cannot be written; then no file is left.
    """
    check_target(path)
    if licence not in LICENCES:
        raise UserError(f"'{licence}' is no licence this knows: take one of {', '.join(LICENCES)}")
    tally = Tally(keep_personal_data)
    groups = grouped(tally.watched(rows), authorities)
    said = form if path.suffix not in (".zip", "") else "all"

    def about() -> dict[str, Any]:
        return tally.about(round, said, authorities)

    def package(folder: Path) -> None:
        write_package(folder, groups, round, statistics, authorities, about, licence)

    if path.suffix == "":
        return _write_folder(path, package, about)
    with whole_file(path) as half:
        if path.suffix == ".zip":
            _write_zip(half, package)
        elif path.suffix == ".xlsx":
            write_workbook(half, groups, shape_of(form, round, spread=True), round, statistics, about)
        else:
            _write_table(half, path.suffix, groups, round, form)
        digest = _sha256(half)
    return _write_manifest(path.with_name(f"{path.name}.{_MANIFEST}"), path.name, digest, about())


def _write_table(half: Path, suffix: str, groups: Iterable[Group], round: Round, form: Form) -> None:
    with half.open("wb") as out:
        if suffix == ".jsonl" and form == "answers":
            for group in groups:
                out.writelines(json_line(row) for row in group.rows)
            return
        shape = shape_of(form, round, spread=suffix == ".csv")
        sink = {".csv": csv_sink, ".jsonl": json_sink, ".parquet": parquet_sink}[suffix]
        with sink(shape.columns, out) as add:
            for group in groups:
                add(shape.cells(group))


def _write_zip(half: Path, package: Callable[[Path], None]) -> None:
    with TemporaryDirectory(dir=half.parent, prefix=".package-") as folder:
        package(Path(folder))
        zip_folder(Path(folder), half)


def _write_folder(path: Path, package: Callable[[Path], None], about: Callable[[], dict[str, Any]]) -> Path:
    with whole_folder(path, DESCRIPTION) as half:
        package(half)
        _write_manifest(half / _MANIFEST, DESCRIPTION, _sha256(half / DESCRIPTION), about())
    return path / _MANIFEST


def _write_manifest(target: Path, name: str, digest: str, about: Mapping[str, Any]) -> Path:
    manifest = {"file": name, "sha256": digest, **about}
    write_whole(target, json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n")
    return target


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
