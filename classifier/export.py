"""Write the dataset out: JSON Lines, CSV or Parquet, one row per answer, with a manifest beside it.

The rows are the answers as they stand now, a person's label before the machine's. A file is written whole
or not at all, and rows and columns keep their order, so that nothing changed means the same bytes.
"""

import csv
import hashlib
import io
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from classifier.errors import UserError
from classifier.records import Answer, CurrentAnswer, Label, Letter, spanned_text
from classifier.round import Round
from classifier.supersession import supersede
from classifier.taxonomy import Field, Taxonomy

FORMATS = (".jsonl", ".csv", ".parquet")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_rows(answers: Sequence[CurrentAnswer], letters: Mapping[str, Letter], round: Round) -> list[dict[str, Any]]:
    """Return one plain dictionary per answer that stands, in the order given; `letters` maps letter ids to letters.

    Where an authority wrote more than once, the later letter's answer stands, question by question (codebook rule
    11); what it replaced stays in the store and is not exported.
    """
    return [_row(current, letters[current.answer.letter_id], round) for current in standing_answers(answers, letters)]


def standing_answers(answers: Sequence[CurrentAnswer], letters: Mapping[str, Letter]) -> list[CurrentAnswer]:
    """One answer for every authority and question; where no letter answers, the latest letter's silence stands."""
    written: dict[str, dict[str, list[Answer]]] = {}
    for current in answers:
        of_authority = written.setdefault(current.authority, {})
        of_authority.setdefault(current.answer.letter_id, []).append(current.answer)
    kept = {answer.id for of_authority in written.values() for answer in _kept(of_authority, letters)}
    return [current for current in answers if current.answer.id in kept]


def _kept(said: Mapping[str, Sequence[Answer]], letters: Mapping[str, Letter]) -> Iterable[Answer]:
    if len(said) == 1:
        return [answer for one in said.values() for answer in one]
    late_last = sorted(said, key=lambda letter_id: letters[letter_id].sent_on or "")
    stands = {answer.question_id: answer for letter_id in late_last for answer in said[letter_id]}
    for standing in supersede([letters[letter_id] for letter_id in said], said):
        if standing.current:
            stands[standing.question_id] = standing.current
    return stands.values()


def _row(current: CurrentAnswer, letter: Letter, round: Round) -> dict[str, Any]:
    answer, run = current.answer, current.run
    fields = [field.name for field in round.taxonomy.fields]
    return {
        "round": round.name,
        "authority": current.authority,
        "letter": answer.letter_id,
        "source": PurePosixPath(current.source).name,
        "question": answer.question_id,
        "state": _state(current),
        "text": spanned_text(letter.text, answer.spans),
        "spans": [list(span) for span in answer.spans],
        "labels": {name: _plain(current.labels.get(name)) for name in fields},
        "confidence": {name: current.confidence[name] for name in fields if name in current.confidence},
        "quotes": {name: [quote._asdict() for quote in current.quotes.get(name, ())] for name in fields},
        "by": {name: current.by[name] for name in fields if name in current.by},
        "model": run.model if run else None,
        "prompt": run.prompt if run else None,
        "codebook": run.codebook if run else None,
        "run": run.id if run else None,
    }


def _state(current: CurrentAnswer) -> str:
    """An answer with a field that the machine could not label, and no person has, is failed, never blank."""
    unlabelled = set(current.failures) - set(current.labels)
    return "failed" if unlabelled and current.answer.state in ("answered", "unanswered") else current.answer.state


def _plain(label: Label) -> Any:
    return list(label) if isinstance(label, tuple) else label


def write_export(rows: Sequence[dict[str, Any]], round: Round, path: Path) -> Path:
    """Write the rows in the format that the file name ends in, and `manifest.json` beside; return the manifest's path.

    Raises UserError for another ending or a folder that cannot be written; then no file is left behind.
    """
    if path.suffix not in FORMATS:
        raise UserError(f"{path}: end the file name in one of {', '.join(FORMATS)}")
    content = _content(path.suffix, rows, round.taxonomy)
    _place(path, content)
    manifest = path.parent / "manifest.json"
    _place(manifest, json.dumps(_manifest(rows, round, path, content), ensure_ascii=False, indent=2).encode() + b"\n")
    return manifest


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


def _manifest(rows: Sequence[dict[str, Any]], round: Round, path: Path, content: bytes) -> dict[str, Any]:
    return {
        "file": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "rows": len(rows),
        "round": round.name,
        "title": round.title,
        "codebook": round.taxonomy.codebook,
        "authorities": len({row["authority"] for row in rows}),
        "letters": len({row["letter"] for row in rows}),
        "states": dict(sorted(Counter(row["state"] for row in rows).items())),
        "labels_by": dict(sorted(Counter(by for row in rows for by in row["by"].values()).items())),
        "runs": _runs(rows),
        "questions": {question.id: question.text for question in round.leaves},
    }


def _runs(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    keys = ("run", "model", "prompt", "codebook")
    counts = Counter(tuple(row[key] for key in keys) for row in rows if row["run"])
    return [dict(zip(keys, values, strict=True)) | {"answers": count} for values, count in sorted(counts.items())]


def _content(suffix: str, rows: Sequence[dict[str, Any]], taxonomy: Taxonomy) -> bytes:
    if suffix == ".jsonl":
        return _jsonl(rows)
    return _csv(rows, taxonomy) if suffix == ".csv" else _parquet(rows, taxonomy)


def _jsonl(rows: Sequence[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


_HEAD = ("round", "authority", "letter", "source", "question", "state", "text", "spans")
_TAIL = ("model", "prompt", "codebook", "run")


def _csv(rows: Sequence[dict[str, Any]], taxonomy: Taxonomy) -> bytes:
    """Sets get a column per value (1, 0, or blank where nothing is known); names are joined by "; "."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    columns = [column for field in taxonomy.fields for column in _columns(field)]
    extra = [f"{kind}_{field.name}" for kind in ("confidence", "by", "quotes") for field in taxonomy.fields]
    writer.writerow([*_HEAD, *columns, *extra, *_TAIL])
    for row in rows:
        cells = [row[name] for name in _HEAD[:-1]] + [json.dumps(row["spans"])]
        cells += [cell for field in taxonomy.fields for cell in _cells(field, row["labels"][field.name])]
        cells += [row["confidence"].get(field.name) for field in taxonomy.fields]
        cells += [row["by"].get(field.name) for field in taxonomy.fields]
        cells += [json.dumps(row["quotes"][field.name], ensure_ascii=False) for field in taxonomy.fields]
        writer.writerow([harmless(cell) for cell in [*cells, *(row[name] for name in _TAIL)]])
    return b"\xef\xbb\xbf" + out.getvalue().encode()  # spreadsheets take it for UTF-8 by this mark


def harmless(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: a letter's words are never executed."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _columns(field: Field) -> list[str]:
    return [f"{field.name}_{name}" for name in field.value_names] if field.kind == "many_of" else [field.name]


def _cells(field: Field, label: Any) -> list[Any]:
    if field.kind == "one_of":
        return [label]
    if field.kind == "names":
        return [None if label is None else "; ".join(label)]
    return [None if label is None else int(name in label) for name in field.value_names]


def _parquet(rows: Sequence[dict[str, Any]], taxonomy: Taxonomy) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    quote = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])
    columns: dict[str, tuple[Any, list[Any]]] = {
        name: (pa.string(), [row[name] for row in rows]) for name in _HEAD[:-1]
    }
    columns["spans"] = (pa.list_(pa.list_(pa.int32())), [row["spans"] for row in rows])
    for field in taxonomy.fields:
        kind = pa.string() if field.kind == "one_of" else pa.list_(pa.string())
        columns[field.name] = (kind, [row["labels"][field.name] for row in rows])
    for field in taxonomy.fields:
        columns[f"confidence_{field.name}"] = (pa.float64(), [row["confidence"].get(field.name) for row in rows])
        columns[f"by_{field.name}"] = (pa.string(), [row["by"].get(field.name) for row in rows])
        columns[f"quotes_{field.name}"] = (pa.list_(quote), [row["quotes"][field.name] for row in rows])
    columns |= {name: (pa.string(), [row[name] for row in rows]) for name in _TAIL}
    table = pa.table(
        [pa.array(values, type=kind) for kind, values in columns.values()],
        schema=pa.schema([(name, kind) for name, (kind, _) in columns.items()]),
    )
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()
