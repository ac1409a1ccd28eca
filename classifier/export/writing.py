"""Write a dataset whole or not at all, by the ending of its name, and `manifest.json` beside it."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from classifier.errors import UserError
from classifier.export.masking import masked
from classifier.export.package import as_package
from classifier.export.shapes import Form, shaped
from classifier.export.tables import as_csv, as_jsonl, as_parquet
from classifier.export.workbook import as_workbook
from classifier.round import Round

FORMATS = (".jsonl", ".csv", ".parquet", ".xlsx", ".zip")


def write_export(
    rows: Sequence[dict[str, Any]],
    round: Round,
    path: Path,
    form: Form = "answers",
    statistics: Sequence[Mapping[str, Any]] = (),
    keep_personal_data: bool = False,
) -> Path:
    """Write the rows in the format that the file name ends in, and `manifest.json` beside; return the manifest's path.

    `.zip` is a Frictionless Data Package with all forms. `statistics` are rows as `foi statistics` has them, for the
    workbook and the package. E-mail addresses and telephone numbers in the letters' words are masked unless
    `keep_personal_data`. Raises UserError for another ending or a folder that cannot be written; then no file is left.
    """
    if path.suffix not in FORMATS:
        raise UserError(f"{path}: end the file name in one of {', '.join(FORMATS)}")
    shown, hidden = (list(rows), 0) if keep_personal_data else masked(rows)
    manifest = _manifest(shown, round, path, form, hidden, keep_personal_data)
    content = _content(path.suffix, shown, round, form, statistics, manifest)
    _place(path, content)
    target = path.parent / "manifest.json"
    manifest = {"file": path.name, "sha256": hashlib.sha256(content).hexdigest()} | manifest
    _place(target, json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n")
    return target


def _content(
    suffix: str,
    rows: Sequence[dict[str, Any]],
    round: Round,
    form: Form,
    statistics: Sequence[Mapping[str, Any]],
    about: Mapping[str, Any],
) -> bytes:
    if suffix == ".zip":
        return as_package(rows, round, statistics, about)
    if suffix == ".xlsx":
        return as_workbook(shaped(form, rows, round, spread=True), round, statistics, about)
    if suffix == ".jsonl" and form == "answers":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    table = shaped(form, rows, round, spread=suffix == ".csv")
    return {".csv": as_csv, ".jsonl": as_jsonl, ".parquet": as_parquet}[suffix](table)


def _place(path: Path, content: bytes) -> None:
    half = path.with_name(f".{path.name}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(content)
        os.replace(half, path)
    except OSError as error:
        with suppress(OSError):
            half.unlink()
        raise UserError(f"{path}: cannot be written ({error.strerror}); choose another place with --to") from None


def _manifest(
    rows: Sequence[dict[str, Any]], round: Round, path: Path, form: Form, hidden: int, kept: bool
) -> dict[str, Any]:
    return {
        "form": "all" if path.suffix == ".zip" else form,
        "rows": len(rows),
        "round": round.name,
        "title": round.title,
        "codebook": round.taxonomy.codebook,
        "authorities": len({row["authority"] for row in rows}),
        "letters": len({row["letter"] for row in rows}),
        "states": dict(sorted(Counter(row["state"] for row in rows).items())),
        "labels_by": dict(sorted(Counter(by for row in rows for by in row["by"].values()).items())),
        "runs": _runs(rows),
        "personal_data": "kept" if kept else f"{hidden} e-mail addresses and telephone numbers masked",
        "questions": {question.id: question.text for question in round.leaves},
    }


def _runs(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    keys = ("run", "model", "prompt", "codebook")
    counts = Counter(tuple(row[key] for key in keys) for row in rows if row["run"])
    return [dict(zip(keys, values, strict=True)) | {"answers": count} for values, count in sorted(counts.items())]
