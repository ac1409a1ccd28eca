"""The dataset in other forms: long, wide, a workbook, a data package; masked, and readable by those who open it."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pytest
from frictionless import Package

from classifier.errors import UserError
from classifier.export import FORMS, Extra, export_rows, masked, write_export
from classifier.export.masking import EMAIL, TELEPHONE, mask
from classifier.export.tables import cell_of, join_names, split_names
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


def test_a_message_with_a_name_of_its_own_on_a_request_page_is_linked_itself(drones: Round) -> None:
    """Alaveteli calls the messages of a page incoming-NUMBER; other names of messages are no part of an address."""
    named = Letter("Wexmoor Council", "a.html", "Yes.", message="incoming-2345")
    unnamed = Letter("Wexmoor Council", "b.html", "Yes, too.", message="mail-7")
    for letter, url, link in (
        (named, _URL, f"{_URL}#incoming-2345"),
        (unnamed, _URL, _URL),
        (named, "https://wexmoor.example", "https://wexmoor.example"),
        (named, None, None),
    ):
        answer = Answer(letter.id, "1", "answered", (Span(0, 3),))
        current = CurrentAnswer(answer, letter.authority, letter.source, None, {}, {}, {}, {}, {}, {}, _RUN)
        extra = Extra([Authority("Wexmoor Council", url=url)])
        assert export_rows([current], {letter.id: letter}, drones, extra)[0]["link"] == link


@pytest.mark.parametrize(
    "address", ["a.b+c@x.example.org", "O'Neil@wexmoor.example", "foi (at) wexmoor.example", "foi[at]wexmoor.example"]
)
def test_addresses_are_masked(address: str) -> None:
    assert mask(f"Write to {address}.") == (f"Write to {EMAIL}.", 1)


@pytest.mark.parametrize(
    "number",
    [
        "01632 960123", "(01632) 960 123", "01632.960.123", "01632  960123", "016977 3123", "07700 900123", "07700900123",
        "020 7946 0958", "(020) 7946 0958", "020 3 123 4567", "0121-496-0123", "0121\u00a0496\u00a00123", "0121\n496 0123",
        "0300 123 1113", "+44 (0)1632 960123", "+44 20 7946 0958", "+44(0)20 7946 0958", "0044 1632 960123",
        "+1 202 555 0143", "+1 (202) 555-0143", "+353 1 234 5678",
    ],
)  # fmt: skip
def test_telephone_numbers_are_masked_whole(number: str) -> None:
    assert mask(f"Ring {number}, or write.") == (f"Ring {TELEPHONE}, or write.", 1)
    assert mask(f"({number})") == (f"({TELEPHONE})", 1)


def test_what_stands_after_a_number_is_left_alone() -> None:
    assert mask("Ring 0121 496 0123 07700 900123 2021 12") == (f"Ring {TELEPHONE} {TELEPHONE} 2021 12", 2)
    assert mask("Ring +44 20 7946 0958 2021") == (f"Ring {TELEPHONE} 2021", 1)


@pytest.mark.parametrize(
    "text",
    [
        "£10,400 in 2021/22, 12,204 forms, section 40(2), 18/04/2024",
        "Reference 24/0123456789 of 2024, FOI-0123456789, FOI2020/0123456789",
        "In 2018/19 2019/20 2020/21 there were 0 0 0 0 0 0 0 0 0 0 0",
        "05 10 15 20 25 30 35 and 2019 0 2020 0 2021 0 2022 0",
        "01.02.2021 - 03.04.2022, 01-02-2021 to 03-04-2022, 01 January 2020 02 February 2021",
        "12 months, 0 complaints, 345 logins, 6,789 posts, GB 123 4567 89, 0.1234567890123",
        "@wexmoor, a@b, meet (at) noon",
    ],
)
def test_figures_dates_and_references_are_not_masked(text: str) -> None:
    assert mask(text) == (text, 0)


def test_masking_counts_and_leaves_spans_alone(rows: list[dict[str, Any]]) -> None:
    kept, count = masked(rows[1])
    assert count == 2
    assert kept["text"] == f"=Kestrel; write to {EMAIL} or {TELEPHONE}."
    assert {name for name in kept if kept[name] != rows[1][name]} == {"text"}
    assert masked(rows[0]) == (rows[0], 0)


def test_names_files_quotations_and_reviewers_are_masked_too(rows: list[dict[str, Any]]) -> None:
    row = rows[1] | {
        "source": "from ann@wexmoor.example.eml",
        "labels": {"status": "held", "purposes": None, "makers": ["Kestrel", "sales@kestrel.example"]},
        "quotes": {"makers": [{"start": 1, "end": 22, "text": "sales@kestrel.example"}]},
        "checked_by": {"status": "ada@desk.example", "makers": "Ada"},
    }
    kept, count = masked(row)
    assert count == 6  # two in the words, then the file, the name, the quotation and the reviewer
    assert kept["source"] == f"from {EMAIL}"
    assert kept["labels"] == {"status": "held", "purposes": None, "makers": ["Kestrel", EMAIL]}
    assert kept["quotes"] == {"makers": [{"start": 1, "end": 22, "text": EMAIL}]}
    assert kept["checked_by"]["makers"] == "Ada"
    assert kept["checked_by"]["status"].startswith("reviewer-")
    other, _ = masked(row | {"checked_by": {"status": "bea@desk.example"}})
    assert other["checked_by"]["status"] not in ("bea@desk.example", kept["checked_by"]["status"])


def test_words_are_masked_unless_it_is_said_otherwise(
    rows: list[dict[str, Any]], drones: Round, tmp_path: Path
) -> None:
    write_export(rows, drones, tmp_path / "a.jsonl")
    write_export(rows, drones, tmp_path / "b.jsonl", keep_personal_data=True)
    assert "ann@" not in (tmp_path / "a.jsonl").read_text()
    assert "ann@wexmoor.example" in (tmp_path / "b.jsonl").read_text()
    for name, said in (("a", "2 e-mail"), ("b", "kept")):  # each file keeps its own manifest
        manifest = json.loads((tmp_path / f"{name}.jsonl.manifest.json").read_text())
        assert manifest["file"] == f"{name}.jsonl"
        assert manifest["personal_data"].startswith(said)


@pytest.mark.parametrize("names", [[], ["A"], ["A", "B"], ["A; B", 'C "D"'], ["A, B"], ["(none)"], ["(none)", "A"]])
def test_names_come_out_of_a_cell_as_they_went_in(names: list[str]) -> None:
    assert split_names(join_names(names)) == names
    assert split_names(cell_of("set", names)) == names


def test_a_set_that_is_empty_and_one_that_is_not_known_differ() -> None:
    assert (cell_of("set", []), cell_of("set", None)) == ("(none)", None)


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


_ASKED = (Authority("Zell", kind="college"), Authority("Aldmoor", "Wales"), Authority("Wexmoor Council", url=_URL))


def test_the_wide_form_has_a_row_for_every_authority(rows: list[dict[str, Any]], drones: Round, tmp_path: Path) -> None:
    write_export(rows, drones, tmp_path / "wide.csv", form="wide", authorities=_ASKED)
    first, row, last = _csv((tmp_path / "wide.csv").read_bytes())
    assert list(row) == [
        "authority", "nation", "kind", "link", "sent_on", "answered",
        "1_state", "1_status", "1_purposes", "1_makers", "2_state", "2_status", "2_purposes", "2_makers",
    ]  # fmt: skip
    assert (row["1_state"], row["1_status"], row["1_purposes"]) == ("answered", "held", "roofs; rescue")
    assert (row["1_makers"], row["2_purposes"]) == ("(none)", "")  # none is said; nothing is known
    assert split_names(row["2_makers"].removeprefix("'")) == ["=Kestrel", "Smith; Sons"]
    assert (row["link"], row["sent_on"], row["answered"]) == (_URL, "2024-05-01", "2")
    assert [(one["authority"], one["nation"], one["kind"], one["answered"]) for one in (first, last)] == [
        ("Aldmoor", "Wales", "", "0"),
        ("Zell", "", "college", "0"),
    ]
    assert {first[name] for name in first if name[0] in "12"} == {""}


def test_quotations_have_their_pages_in_a_table_too(rows: list[dict[str, Any]], drones: Round, tmp_path: Path) -> None:
    write_export(rows, drones, tmp_path / "out.csv")
    first, second = _csv((tmp_path / "out.csv").read_bytes())
    assert (first["quote_pages_status"], second["quote_pages_makers"], second["quote_pages_status"]) == (
        "[1]",
        "[2]",
        "",
    )
    write_export(rows, drones, tmp_path / "out.parquet")
    assert pd.read_parquet(tmp_path / "out.parquet")["quote_pages_purposes"][0].tolist() == [1]


def test_rows_pass_through_without_being_held(drones: Round, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    """4,000 rows of some 4,000 characters are 16 MB and more; an authority has ten."""

    def many() -> Iterator[dict[str, Any]]:
        for number in range(4000):
            yield rows[0] | {"authority": f"Council {number // 10:04}", "text": f"{number} " + "word " * 800}

    write_export([], drones, tmp_path / "warm.csv")
    tracemalloc.start()
    write_export(many(), drones, tmp_path / "out.csv")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tmp_path / "out.csv").stat().st_size > 16_000_000
    assert peak < 3_000_000


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
    write_export(rows, drones, tmp_path / "out", statistics=_STATISTICS, authorities=_ASKED)
    package = Package(str(tmp_path / "out" / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["title", "message"])
    assert [one.name for one in package.resources] == [
        "answers", "labels", "authorities", "questions", "codebook", "statistics",
    ]  # fmt: skip
    forms = [package.get_table_resource(name) for name in ("answers", "labels", "authorities")]
    assert [len(one.read_rows()) for one in forms] == [2, 8, 3]
    described = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    assert (described["name"], described["licenses"][0]["name"]) == ("drones-2024", "CC-BY-4.0")
    assert described["sources"][1:] == [{"title": "Wexmoor Council", "path": _URL}]
    assert described["codebook"] == {"version": drones.taxonomy.codebook, "table": "codebook"}
    assert described["models"] == [
        {"run": _RUN.id, "model": "rules", "prompt": "none", "codebook": "drones 1 abc", "answers": 2}
    ]
    for resource in described["resources"]:
        content = (tmp_path / "out" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert package.get_table_resource("answers").read_rows()[0]["purposes_roofs"] is True


def test_a_zipped_package_holds_what_a_folder_holds(rows: list[dict[str, Any]], drones: Round, tmp_path: Path) -> None:
    write_export(rows, drones, tmp_path / "out", statistics=_STATISTICS)
    write_export(rows, drones, tmp_path / "out.zip", statistics=_STATISTICS)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        zipped = {name: archive.read(name) for name in archive.namelist()}
    lying = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.name != "manifest.json"}
    assert zipped == lying
    assert next(iter(zipped)) == "datapackage.json"
    assert Package(str(tmp_path / "out.zip")).validate().valid


def test_a_package_replaces_an_older_one_and_no_other_folder(
    rows: list[dict[str, Any]], drones: Round, tmp_path: Path
) -> None:
    for some in (rows, rows[:1]):
        write_export(some, drones, tmp_path / "out")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["rows"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "taxonomy.yaml"]
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "reply.txt").write_text("mine")
    with pytest.raises(UserError, match="letters: something else is there already"):
        write_export(rows, drones, tmp_path / "letters")
    assert (tmp_path / "letters" / "reply.txt").read_text() == "mine"


def test_the_licence_is_the_publishers_choice(rows: list[dict[str, Any]], drones: Round, tmp_path: Path) -> None:
    write_export(rows, drones, tmp_path / "out", licence="OGL-UK-3.0")
    assert json.loads((tmp_path / "out" / "datapackage.json").read_text())["licenses"][0]["name"] == "OGL-UK-3.0"
    with pytest.raises(UserError, match="'mine' is no licence this knows: take one of"):
        write_export(rows, drones, tmp_path / "other", licence="mine")


def test_libreoffice_opens_the_workbook_and_the_table_and_runs_nothing(
    rows: list[dict[str, Any]], drones: Round, tmp_path: Path
) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    write_export(rows, drones, tmp_path / "book.xlsx")
    write_export(rows, drones, tmp_path / "table.csv")
    words = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    words += ["ods", "--outdir", str(tmp_path / "opened"), str(tmp_path / "book.xlsx"), str(tmp_path / "table.csv")]
    subprocess.run(words, check=True, timeout=180, capture_output=True)
    for name in ("book", "table"):
        with zipfile.ZipFile(tmp_path / "opened" / f"{name}.ods") as opened:
            content = opened.read("content.xml").decode()
        assert "Wexmoor Council" in content
        assert "=Kestrel" in content.replace("&apos;", "'")
        assert "table:formula" not in content
