"""A round's folder is made once from a request, corrected by hand, and read back with every mistake named."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from classifier.errors import DataError, UserError
from classifier.questionnaire import Condition, leaves, parse_request
from classifier.resources import resource
from classifier.round import Round, create_round, load_round, read_text

_TAXONOMY = """\
name: drones
version: "1"
title: Council drones
fields:
  - {name: makers, kind: names, question: "Whose?", gazetteer: makers.yaml}
"""


@pytest.fixture
def request_file(tmp_path: Path, request_text: str) -> Path:
    path = tmp_path / "request-as-sent.txt"
    path.write_text(request_text, encoding="utf-8")
    return path


@pytest.fixture
def taxonomy_file(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "makers.yaml").write_text("names:\n- {name: Kestrel}\n", encoding="utf-8")
    (folder / "drones.yaml").write_text(_TAXONOMY, encoding="utf-8")
    return folder / "drones.yaml"


@pytest.fixture
def made(tmp_path: Path, request_file: Path, taxonomy_file: Path) -> Round:
    return create_round(tmp_path / "round", request_file, taxonomy_file, act="FOISA")


def _change(made: Round, **changes: Any) -> Path:
    path = made.folder / "round.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | changes
    path.write_text(yaml.safe_dump({k: v for k, v in content.items() if v != "absent"}), encoding="utf-8")
    return made.folder


def test_a_round_is_made_of_a_request_and_a_taxonomy(made: Round, request_text: str, tmp_path: Path) -> None:
    assert (made.name, made.title, made.act) == ("round", "Council drones", "FOISA")
    assert made.request == request_text
    assert made.leaves == leaves(parse_request(request_text))
    assert [question.id for question in made.leaves][:3] == ["1", "2", "2a"]
    assert made.store == str(tmp_path / "round" / "round.duckdb")
    assert sorted(path.name for path in made.folder.iterdir()) == [
        "makers.yaml",
        "request.txt",
        "round.yaml",
        "taxonomy.yaml",
    ]


def test_what_was_written_is_read_back_alike(made: Round) -> None:
    assert load_round(made.folder) == made


def test_without_a_taxonomy_the_shipped_one_is_used_with_its_gazetteers(tmp_path: Path, request_file: Path) -> None:
    made = create_round(tmp_path / "r", request_file, None, title="A title")
    assert made.taxonomy.name == "social-media-monitoring"
    assert made.title == "A title"
    assert made.act is None


def test_a_folder_that_is_a_round_already_is_left_alone(made: Round, request_file: Path) -> None:
    before = (made.folder / "round.yaml").read_bytes()
    with pytest.raises(UserError, match="is there already"):
        create_round(made.folder, request_file, None)
    assert (made.folder / "round.yaml").read_bytes() == before


def test_nothing_is_written_when_the_request_or_taxonomy_cannot_be_read(tmp_path: Path, request_file: Path) -> None:
    empty = tmp_path / "prose.txt"
    empty.write_text("Tell me about drones.", encoding="utf-8")
    with pytest.raises(DataError, match="no numbered question"):
        create_round(tmp_path / "r", empty, None)
    with pytest.raises(DataError, match="no such taxonomy"):
        create_round(tmp_path / "r", request_file, tmp_path / "absent.yaml")
    assert not (tmp_path / "r").exists()


def test_a_request_that_already_lies_in_the_folder_is_taken_as_it_is(tmp_path: Path, request_text: str) -> None:
    folder = tmp_path / "r"
    folder.mkdir()
    (folder / "request.txt").write_text(request_text, encoding="utf-8")
    assert create_round(folder, folder / "request.txt", None).request == request_text


def test_corrections_by_hand_are_read(made: Round) -> None:
    questions = [
        {"id": 1, "text": "Who?", "asks": "name"},
        {"id": 2, "text": "Parts:", "stem": True},
        {"id": "2a", "parent": 2, "text": "Why?", "condition": {"question": 1, "when": True}, "tail": "In short."},
        {"id": "2b", "parent": 2, "text": "How?", "condition": {"question": "1", "when": "no"}},
    ]
    read = load_round(_change(made, questions=questions, store="postgresql://db/rounds", title="absent")).questions
    assert [question.id for question in read] == ["1", "2", "2a", "2b"]
    assert read[1].stem
    assert (read[2].parent, read[2].tail) == ("2", "In short.")
    assert [question.condition for question in read[2:]] == [Condition("1", "yes"), Condition("1", "no")]
    assert load_round(made.folder).store == "postgresql://db/rounds"
    assert load_round(made.folder, {"FOI_STORE": "postgresql://other/rounds"}).store == "postgresql://other/rounds"
    assert load_round(made.folder).title == ""


def test_a_round_without_its_request_can_still_be_read(made: Round) -> None:
    (made.folder / "request.txt").unlink()
    assert load_round(made.folder).request == ""


def test_a_gazetteer_that_is_nowhere_is_told_before_any_letter_is_read(
    made: Round, tmp_path: Path, request_file: Path, taxonomy_file: Path
) -> None:
    (taxonomy_file.parent / "makers.yaml").unlink()
    said = r"drones\.yaml: makers › gazetteer: there is no 'makers\.yaml': put it beside the taxonomy \(.*/ours/makers\.yaml\), or name one that ships \(.*/data/gazetteers\)"
    with pytest.raises(DataError, match=said):
        create_round(tmp_path / "new", request_file, taxonomy_file)
    assert not (tmp_path / "new").exists()
    (made.folder / "makers.yaml").unlink()
    with pytest.raises(DataError, match=r"taxonomy\.yaml: makers › gazetteer"):
        load_round(made.folder)


_GOOD = {"id": "1", "text": "Who?"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"colour": "red"}, "unknown entry 'colour'"),
        ({"questions": "none"}, "needs at least"),
        ({"questions": []}, "no question to answer"),
        ({"questions": [{"id": "1"}]}, "each question needs `id` and `text`"),
        ({"questions": [{"id": False, "text": "Who?"}]}, "id is a word that YAML reads as false: put it in quotes"),
        ({"questions": ["1"]}, "each question needs `id` and `text`"),
        ({"questions": [_GOOD, _GOOD]}, "question 1 stands there twice"),
        ({"questions": [_GOOD | {"colour": 1}]}, "question 1: unknown entry 'colour'"),
        ({"questions": [_GOOD | {"asks": "why"}]}, "question 1: asks is one of whether, how_many"),
        ({"questions": [_GOOD | {"id": "1 a"}]}, "'1 a' cannot be a question id"),
        ({"questions": [_GOOD | {"parent": "9"}]}, "question 1 names '9', which is no question"),
        ({"questions": [_GOOD | {"condition": {"question": "9", "when": True}}]}, "names '9', which is no question"),
        ({"questions": [_GOOD | {"condition": "if yes"}]}, "question 1: condition is"),
        ({"questions": [_GOOD | {"condition": {"question": "1", "when": "perhaps"}}]}, "question 1: condition is"),
        ({"questions": [_GOOD | {"condition": {"when": True}}]}, "question 1: condition is"),
        ({"taxonomy": "other.yaml"}, "no such taxonomy file"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(made: Round, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        load_round(_change(made, **changes))
    assert str(made.folder) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_yaml_that_cannot_be_parsed_is_told_in_one_line(made: Round) -> None:
    (made.folder / "round.yaml").write_text("questions: [", encoding="utf-8")
    with pytest.raises(DataError, match=r"round\.yaml: ") as caught:
        load_round(made.folder)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_round_is_told_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"make a round with `foi init .* --request FILE`"):
        load_round(tmp_path)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("1. Café?".encode(), "1. Café?"),
        ("\ufeff1. Who?".encode(), "1. Who?"),
        (b"1. Caf\xe9 \x96 when?", "1. Café – when?"),
        (b"1. Who?\r\n2. Why?\r\n", "1. Who?\r\n2. Why?\r\n"),
    ],
)
def test_texts_are_read_as_utf_8_or_windows_1252(tmp_path: Path, raw: bytes, text: str) -> None:
    path = tmp_path / "r.txt"
    path.write_bytes(raw)
    assert read_text(path) == text


@pytest.mark.parametrize(("raw", "message"), [(b"", "is empty"), (b" \n\t", "is empty"), (b"PK\0\x03", "not a text")])
def test_what_is_no_text_is_refused(tmp_path: Path, raw: bytes, message: str) -> None:
    path = tmp_path / "r.txt"
    path.write_bytes(raw)
    with pytest.raises(UserError, match=message):
        read_text(path)


def test_a_missing_file_or_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"absent\.txt: no such file"):
        read_text(tmp_path / "absent.txt")
    with pytest.raises(UserError, match="cannot be read"):
        read_text(tmp_path)


def test_shipped_files_are_found_and_absent_ones_named() -> None:
    assert resource("data", "rules", "holding.yaml").is_file()
    with pytest.raises(UserError, match=r"data/absent\.yaml does not ship"):
        resource("data", "absent.yaml")
