"""The dataset comes out in three formats with a manifest, whole or not at all, and nothing in it is executed."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from classifier.errors import UserError
from classifier.export import export_rows, harmless, standing_answers, write_export
from classifier.export.about import Tally
from classifier.questionnaire import parse_request
from classifier.records import Answer, CurrentAnswer, Letter, Quote, Run, Span
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
"""
_REQUEST = "1. Do you fly drones?\n2. Whose are they?\n3. Why?"
_TEXT = "1. Yes, for roofs.\n2. =Kestrel, “Merlin”.\n"
_RUN = Run("rules", "none", "", "drones 1 abc", "anchors-1")


@pytest.fixture
def drones(tmp_path: Path) -> Round:
    path = tmp_path / "taxonomy.yaml"
    path.write_text(_TAXONOMY, encoding="utf-8")
    return Round("drones", "Drones", tmp_path, _REQUEST, parse_request(_REQUEST), load_taxonomy(path), None, "")


@pytest.fixture
def letter() -> Letter:
    return Letter("Wexmoor Council", "reply.txt", _TEXT)


def _current(letter: Letter, question: str, **changes: Any) -> CurrentAnswer:
    answer = Answer(letter.id, question, "unanswered")
    empty = CurrentAnswer(answer, letter.authority, letter.source, None, {}, {}, {}, {}, {}, {}, _RUN)
    return replace(empty, **changes)


@pytest.fixture
def answers(letter: Letter) -> list[CurrentAnswer]:
    first = _current(
        letter,
        "1",
        answer=Answer(letter.id, "1", "answered", (Span(3, 18),)),
        labels={"status": "held", "purposes": ("roofs",), "makers": ()},
        by={"status": "human", "purposes": "machine", "makers": "machine"},
        confidence={"status": 1.0, "purposes": 0.75, "makers": 0.9},
        quotes={"purposes": (Quote(12, 17, "roofs"),)},
    )
    second = _current(
        letter,
        "2",
        answer=Answer(letter.id, "2", "answered", (Span(22, 41),)),
        labels={"status": None, "makers": ("=Kestrel", "Merlin")},
        by={"status": "machine", "makers": "machine"},
        confidence={"status": 0.4, "makers": 0.6},
        failures={"purposes": "no such value"},
    )
    return [first, second, _current(letter, "3")]


@pytest.fixture
def rows(answers: list[CurrentAnswer], letter: Letter, drones: Round) -> list[dict[str, Any]]:
    return export_rows(answers, {letter.id: letter}, drones)


def _read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_a_row_holds_an_answer_as_it_stands_now(rows: list[dict[str, Any]], letter: Letter) -> None:
    assert rows[0] == {
        "round": "drones",
        "authority": "Wexmoor Council",
        "letter": letter.id,
        "source": "reply.txt",
        "question": "1",
        "state": "answered",
        "text": "Yes, for roofs.",
        "spans": [[3, 18]],
        "labels": {"status": "held", "purposes": ["roofs"], "makers": []},
        "confidence": {"status": 1.0, "purposes": 0.75, "makers": 0.9},
        "quotes": {"status": [], "purposes": [{"start": 12, "end": 17, "text": "roofs"}], "makers": []},
        "by": {"status": "human", "purposes": "machine", "makers": "machine"},
        "model": "rules",
        "prompt": "none",
        "codebook": "drones 1 abc",
        "run": _RUN.id,
        "sent_on": None,
        "nation": None,
        "page": None,
        "quote_pages": {"purposes": [None]},
        "link": None,
        "checked_by": {},
    }


def test_undetermined_empty_failed_and_unlabelled_are_four_things(rows: list[dict[str, Any]]) -> None:
    assert [row["state"] for row in rows] == ["answered", "failed", "unanswered"]
    assert rows[0]["labels"]["makers"] == []
    assert rows[1]["labels"]["status"] is None
    assert "status" in rows[1]["by"]
    assert rows[1]["labels"]["purposes"] is None
    assert "purposes" not in rows[1]["by"]


def test_a_failure_that_a_person_has_labelled_is_no_failure(letter: Letter, drones: Round) -> None:
    answer = Answer(letter.id, "1", "answered", (Span(3, 18),))
    mended = _current(
        letter, "1", answer=answer, labels={"status": "held"}, by={"status": "human"}, failures={"status": "?"}
    )
    assert export_rows([mended], {letter.id: letter}, drones)[0]["state"] == "answered"


def test_json_lines_hold_the_rows_as_they_are(rows: list[dict[str, Any]], drones: Round, tmp_path: Path) -> None:
    write_export(rows, drones, tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == rows
    assert "“Merlin”" in lines[1]


def test_csv_has_a_column_per_value_and_leaves_the_unknown_blank(
    rows: list[dict[str, Any]], drones: Round, tmp_path: Path
) -> None:
    write_export(rows, drones, tmp_path / "out.csv")
    first, second, third = _read_csv(tmp_path / "out.csv")
    assert (first["purposes_roofs"], first["purposes_rescue"]) == ("1", "0")
    assert (second["purposes_roofs"], second["purposes_rescue"]) == ("", "")
    assert (first["status"], second["status"], third["status"]) == ("held", "", "")
    assert (first["makers"], third["makers"]) == ("", "")
    assert (first["by_status"], first["confidence_status"], third["by_status"]) == ("human", "1.0", "")
    assert json.loads(first["quotes_purposes"]) == [{"start": 12, "end": 17, "text": "roofs"}]
    assert json.loads(first["spans"]) == [[3, 18]]
    assert list(first)[:8] == ["round", "authority", "letter", "source", "question", "state", "text", "spans"]


def test_csv_cells_are_never_formulas(rows: list[dict[str, Any]], drones: Round, tmp_path: Path) -> None:
    write_export(rows, drones, tmp_path / "out.csv")
    second = _read_csv(tmp_path / "out.csv")[1]
    assert second["makers"] == "'=Kestrel; Merlin"
    assert second["text"] == "'=Kestrel, “Merlin”."


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Yes = no", "1", 1, -1, 0.5, None])
def test_any_other_cell_stays_as_it_is(cell: Any) -> None:
    assert harmless(cell) == cell


def test_parquet_keeps_lists_and_nulls(rows: list[dict[str, Any]], drones: Round, tmp_path: Path) -> None:
    write_export(rows, drones, tmp_path / "out.parquet")
    table = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["status"] for row in table] == ["held", None, None]
    assert [row["purposes"] for row in table] == [["roofs"], None, None]
    assert [row["makers"] for row in table] == [[], ["=Kestrel", "Merlin"], None]
    assert table[0]["spans"] == [[3, 18]]
    assert table[0]["quotes_purposes"] == [{"start": 12, "end": 17, "text": "roofs"}]
    assert table[2]["confidence_status"] is None
    assert table[0]["run"] == _RUN.id


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet", ".xlsx", ".zip"])
def test_the_same_rows_give_the_same_bytes(
    rows: list[dict[str, Any]], drones: Round, tmp_path: Path, suffix: str
) -> None:
    write_export(rows, drones, tmp_path / f"a{suffix}")
    write_export(rows, drones, tmp_path / f"b{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet", ".xlsx", ".zip"])
def test_no_answers_make_an_empty_dataset(drones: Round, tmp_path: Path, suffix: str) -> None:
    manifest = write_export([], drones, tmp_path / f"out{suffix}")
    assert (tmp_path / f"out{suffix}").exists()
    assert json.loads(manifest.read_text(encoding="utf-8"))["rows"] == 0


def test_the_manifest_says_what_the_numbers_come_from(
    rows: list[dict[str, Any]], drones: Round, tmp_path: Path
) -> None:
    manifest = write_export(rows, drones, tmp_path / "out.jsonl")
    assert manifest == tmp_path / "out.jsonl.manifest.json"
    assert json.loads(manifest.read_text(encoding="utf-8")) == {
        "file": "out.jsonl",
        "form": "answers",
        "personal_data": "0 e-mail addresses and telephone numbers masked",
        "sha256": hashlib.sha256((tmp_path / "out.jsonl").read_bytes()).hexdigest(),
        "rows": 3,
        "round": "drones",
        "title": "Drones",
        "codebook": drones.taxonomy.codebook,
        "asked": 1,
        "authorities": 1,
        "letters": 1,
        "states": {"answered": 1, "failed": 1, "unanswered": 1},
        "labels_by": {"human": 1, "machine": 4},  # three labels of the first answer, two of the second
        "runs": [{"run": _RUN.id, "model": "rules", "prompt": "none", "codebook": "drones 1 abc", "answers": 3}],
        "questions": {"1": "Do you fly drones?", "2": "Whose are they?", "3": "Why?"},
        "program": f"foi-answers {version('foi-answers')}",
    }


def test_an_answer_that_was_never_classified_has_no_run(letter: Letter, drones: Round, tmp_path: Path) -> None:
    rows = export_rows([_current(letter, "1", run=None)], {letter.id: letter}, drones)
    assert (rows[0]["run"], rows[0]["model"]) == (None, None)
    manifest = write_export(rows, drones, tmp_path / "out.csv")
    assert json.loads(manifest.read_text(encoding="utf-8"))["runs"] == []


def test_another_ending_is_refused_and_nothing_written(drones: Round, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"out\.ods: end the file name in one of \.jsonl, \.csv, \.parquet"):
        write_export([], drones, tmp_path / "new" / "out.ods")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_not_there_is_made(drones: Round, tmp_path: Path) -> None:
    write_export([], drones, tmp_path / "new" / "deep" / "out.csv")
    assert sorted(path.name for path in (tmp_path / "new" / "deep").iterdir()) == ["out.csv", "out.csv.manifest.json"]


def test_a_place_that_cannot_be_written_leaves_nothing_behind(drones: Round, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be written"):
        write_export([], drones, tmp_path / "file" / "out.csv")
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(UserError, match="cannot be written"):
        write_export([], drones, tmp_path / "out.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "out.csv", "taxonomy.yaml"]


def test_an_older_export_is_replaced_whole(rows: list[dict[str, Any]], drones: Round, tmp_path: Path) -> None:
    write_export(rows, drones, tmp_path / "out.jsonl")
    write_export(rows[:1], drones, tmp_path / "out.jsonl")
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_of_two_letters_the_later_answer_stands_and_each_question_has_one_row() -> None:
    """The second letter answers question 2 anew and leaves 1 alone; neither answers 3."""
    first = Letter("Ashdown", "a.txt", "One. Two.", sent_on="2024-01-02")
    second = Letter("Ashdown", "b.txt", "Two, corrected.", sent_on="2024-03-04")
    rows = [
        _standing_answer(first, "1", (Span(0, 4),)),
        _standing_answer(first, "2", (Span(5, 9),)),
        _standing_answer(first, "3", ()),
        _standing_answer(second, "1", ()),
        _standing_answer(second, "2", (Span(0, 15),)),
        _standing_answer(second, "3", ()),
    ]
    kept = standing_answers(rows, {letter.id: letter for letter in (first, second)})
    assert [(one.source, one.answer.question_id) for one in kept] == [("a.txt", "1"), ("b.txt", "2"), ("b.txt", "3")]


def _standing_answer(letter: Letter, question: str, spans: tuple[Span, ...]) -> CurrentAnswer:
    answer = Answer(letter.id, question, "answered" if spans else "unanswered", spans)
    return CurrentAnswer(answer, letter.authority, letter.source, letter.sent_on, {}, {}, {}, {}, {}, {}, None)


@pytest.mark.parametrize(
    ("hidden", "said"),
    [
        (0, "0 e-mail addresses and telephone numbers masked"),
        (1, "1 e-mail address or telephone number masked"),
        (1200, "1,200 e-mail addresses and telephone numbers masked"),
    ],
)
def test_what_was_masked_is_counted_in_words(hidden: int, said: str) -> None:
    assert Tally(hidden=hidden).personal_data == said
