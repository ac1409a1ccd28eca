"""The dataset in other forms: long, wide, a workbook, a data package; masked, and readable by those who open it."""

import csv
import io
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pytest
from frictionless import Package

from classifier.export import FORMS, Extra, export_rows, masked, write_export
from classifier.export.masking import EMAIL, TELEPHONE, mask
from classifier.export.tables import join_names, split_names
from classifier.questionnaire import parse_request
from classifier.records import Answer, Authority, CurrentAnswer, Letter, Quote, Review, Run, Span
from classifier.round import Round
from classifier.taxonomy import load_taxonomy

_TAXONOMY = """\
name: drones
version: "1"
title: Drones
fields:
  - name: status
    kind: one_of
    question: "Is it held?"
    values: [{name: held, definition: Held.}, {name: not_held, definition: Not held.}]
  - name: purposes
    kind: many_of
    question: "What for?"
    values: [{name: roofs, definition: Roofs.}, {name: rescue, definition: Searches.}]
  - {name: makers, kind: names, question: "Whose?"}
rules:
  - {id: 1, fields: [status], text: "A plain no is an answer."}
"""
_REQUEST = "1. Do you fly drones?\n2. Whose are they?\n"
_TEXT = "1. Yes, for roofs and rescue.\n\f2. =Kestrel; write to ann@wexmoor.example or 01632 960123."
_RUN = Run("rules", "none", "", "drones 1 abc", "anchors")
_URL = "https://foi.example/request/1"
_STATISTICS = [
    {"statistic": "1.status.held", "count": 1, "share": 1.0, "publishable": False, "sentence": "=One of one"}
]


@pytest.fixture
def drones(tmp_path: Path) -> Round:
    path = tmp_path / "taxonomy.yaml"
    path.write_text(_TAXONOMY, encoding="utf-8")
    return Round("Drones 2024", "Drones", tmp_path, _REQUEST, parse_request(_REQUEST), load_taxonomy(path), None, "")


@pytest.fixture
def rows(drones: Round) -> list[dict[str, Any]]:
    """One letter of two pages: the first answer was decided by Ada, the second is a name and two addresses."""
    letter = Letter(
        "Wexmoor Council", "reply.pdf", _TEXT, sent_on="2024-05-01", pages=(Span(0, 31), Span(31, len(_TEXT)))
    )
    first = CurrentAnswer(
        Answer(letter.id, "1", "answered", (Span(3, 29),)), letter.authority, letter.source, letter.sent_on,
        {"status": "held", "purposes": ("roofs", "rescue"), "makers": ()},
        {"status": "human", "purposes": "machine", "makers": "machine"},
        {"status": 1.0, "purposes": 0.75, "makers": 0.9},
        {"status": (Quote(3, 6, "Yes"),), "purposes": (Quote(12, 17, "roofs"),)}, {}, {}, _RUN,
    )  # fmt: skip
    at = _TEXT.index("=Kestrel")
    second = replace(
        first,
        answer=Answer(letter.id, "2", "answered", (Span(at, len(_TEXT)),)),
        labels={"status": None, "makers": ("=Kestrel", "Smith; Sons")},
        by={"status": "machine", "makers": "machine"},
        confidence={"status": 0.4, "makers": 0.6},
        quotes={"makers": (Quote(at, at + 8, "=Kestrel"),)},
    )
    event = Review(first.answer.id, "status", "label", "held", "Ada", "t", datetime(2024, 6, 1))  # noqa: DTZ001 (the store keeps UTC without a zone)
    extra = Extra([Authority("Wexmoor Council", "England", "FOIA", _URL)], {first.answer.id: [event]})
    return export_rows([first, second], {letter.id: letter}, drones, extra)


def _csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_row_says_on_which_page_and_where_it_was_said_and_who_checked_it(rows: list[dict[str, Any]]) -> None:
    assert [(row["page"], row["link"], row["nation"], row["sent_on"]) for row in rows] == [
        (1, _URL, "England", "2024-05-01"),
        (2, _URL, "England", "2024-05-01"),
    ]
    assert rows[0]["quote_pages"] == {"status": [1], "purposes": [1]}
    assert rows[1]["quote_pages"] == {"makers": [2]}
    assert rows[0]["checked_by"] == {"status": "Ada"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Write to a.b+c@x.example.org.", f"Write to {EMAIL}."),
        ("Ring 01632 960123.", f"Ring {TELEPHONE}."),
        ("Ring (01632) 960 123 or +44 (0)1632 960123", f"Ring {TELEPHONE} or {TELEPHONE}"),
        ("Ring 07700 900123", f"Ring {TELEPHONE}"),
        ("£10,400 in 2021/22, 12,204 forms, section 40(2), 18/04/2024", None),
        ("Reference 24/0123456789 of 2024", None),
        ("In 2018/19 2019/20 2020/21 there were 0 0 0 0 0 0 0 0 0 0 0", None),
    ],
)
def test_addresses_and_numbers_are_masked_and_figures_are_not(text: str, shown: str | None) -> None:
    assert mask(text)[0] == (shown or text)


def test_masking_counts_and_leaves_labels_and_spans_alone(rows: list[dict[str, Any]]) -> None:
    kept, count = masked(rows)
    assert count == 2
    assert kept[1]["text"] == f"=Kestrel; write to {EMAIL} or {TELEPHONE}."
    assert [row["spans"] for row in kept] == [row["spans"] for row in rows]


def test_words_are_masked_unless_it_is_said_otherwise(
    rows: list[dict[str, Any]], drones: Round, tmp_path: Path
) -> None:
    write_export(rows, drones, tmp_path / "a.jsonl")
    write_export(rows, drones, tmp_path / "b.jsonl", keep_personal_data=True)
    assert "ann@" not in (tmp_path / "a.jsonl").read_text()
    assert "ann@wexmoor.example" in (tmp_path / "b.jsonl").read_text()
    assert json.loads((tmp_path / "manifest.json").read_text())["personal_data"] == "kept"


@pytest.mark.parametrize("names", [[], ["A"], ["A", "B"], ["A; B", 'C "D"'], ["A, B", ""]])
def test_names_come_out_of_a_cell_as_they_went_in(names: list[str]) -> None:
    if names == ["A, B", ""]:
        names = ["A, B"]
    assert split_names(join_names(names)) == names


def test_the_long_form_has_a_row_for_every_value(rows: list[dict[str, Any]], drones: Round, tmp_path: Path) -> None:
    write_export(rows, drones, tmp_path / "long.csv", form="long")
    found = _csv((tmp_path / "long.csv").read_bytes())
    shown = [(row["question"], row["field"], row["value"], row["known"], row["checked_by"]) for row in found]
    assert shown == [
        ("1", "status", "held", "1", "Ada"),
        ("1", "purposes", "roofs", "1", ""),
        ("1", "purposes", "rescue", "1", ""),
        ("1", "makers", "", "1", ""),
        ("2", "status", "", "1", ""),
        ("2", "purposes", "", "0", ""),
        ("2", "makers", "'=Kestrel", "1", ""),
        ("2", "makers", "Smith; Sons", "1", ""),
    ]
    assert found[0]["quote"] == "Yes"
    assert found[7]["page"] == "2"


def test_the_wide_form_has_a_row_for_every_authority(rows: list[dict[str, Any]], drones: Round, tmp_path: Path) -> None:
    write_export(rows, drones, tmp_path / "wide.csv", form="wide")
    (row,) = _csv((tmp_path / "wide.csv").read_bytes())
    assert list(row) == [
        "authority", "nation", "1_status", "1_purposes", "1_makers", "2_status", "2_purposes", "2_makers",
    ]  # fmt: skip
    assert (row["1_status"], row["1_purposes"], row["1_makers"]) == ("held", "roofs; rescue", "")
    assert split_names(row["2_makers"].removeprefix("'")) == ["=Kestrel", "Smith; Sons"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_pandas_and_duckdb_read_every_form(
    rows: list[dict[str, Any]], drones: Round, tmp_path: Path, form: Any, ending: str
) -> None:
    path = tmp_path / f"out.{ending}"
    write_export(rows, drones, path, form=form)
    reads = {"csv": pd.read_csv, "jsonl": lambda one: pd.read_json(one, lines=True), "parquet": pd.read_parquet}
    frame = reads[ending](path)
    table = {"csv": "read_csv", "jsonl": "read_json", "parquet": "read_parquet"}[ending]
    with duckdb.connect() as engine:
        (counted,) = engine.execute(f"SELECT count(*) FROM {table}('{path}')").fetchall()
    assert counted[0] == len(frame) == {"answers": 2, "long": 8, "wide": 1}[form]


def test_the_workbook_has_its_sheets_and_no_formulas(rows: list[dict[str, Any]], drones: Round, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_export(rows, drones, path, statistics=_STATISTICS)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Data", "Statistics", "Codebook", "Questions", "Notes"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}  # no formula, no error
    assert [cell.value for cell in book["Statistics"][2]] == ["1.status.held", 1, 1, 0, "'=One of one"]
    assert book["Codebook"].max_row == 1 + 2 + 2 + 3 + 1  # head; a value each of two fields; fields; the rule
    assert "A person" in str(book["Notes"]["A2"].value) or "a person" in str(book["Notes"]["A2"].value)


def test_the_package_is_a_valid_data_package(rows: list[dict[str, Any]], drones: Round, tmp_path: Path) -> None:
    write_export(rows, drones, tmp_path / "out.zip", statistics=_STATISTICS)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        archive.extractall(tmp_path / "out")
    package = Package(str(tmp_path / "out" / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["title", "message"])
    assert [one.name for one in package.resources] == [
        "answers", "labels", "authorities", "questions", "codebook", "statistics",
    ]  # fmt: skip
    described = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    assert (described["name"], described["licenses"][0]["name"]) == ("drones-2024", "CC-BY-4.0")
    assert described["models"] == [
        {"run": _RUN.id, "model": "rules", "prompt": "none", "codebook": "drones 1 abc", "answers": 2}
    ]
    assert package.get_table_resource("answers").read_rows()[0]["purposes_roofs"] is True


def test_libreoffice_opens_the_workbook(rows: list[dict[str, Any]], drones: Round, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    write_export(rows, drones, tmp_path / "out.xlsx")
    words = [soffice, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(tmp_path / "out.xlsx")]
    subprocess.run(words, check=True, timeout=120, capture_output=True)
    assert "Wexmoor Council" in (tmp_path / "out.csv").read_text(encoding="utf-8", errors="replace")
