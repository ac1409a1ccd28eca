"""Whole files, from the bytes that came to answers: nothing of what they say is lost, and what was told is checked."""

import json
from pathlib import Path

import pytest

from classifier.errors import DataError, UserError
from eval.cli import main
from eval.files import score_files
from tests.letter_files import LetterFile, as_docx, as_eml

FILES = Path(__file__).parent.parent / "data" / "files"
REQUEST = "Dear Arden\n\n1. How many dogs were found?\n2. Which kennels are used?\n\nYours\n"
KNOWN = {  # passages that are not read as they stand: columns drawn alternately, a break of two words that are both words
    ("ward-phones", "ellerby-vale.pdf"): 1,
    ("exam-appeals", "strathorran.pdf"): 1,
}


def make(folder: Path, answers: object) -> Path:
    attached = as_docx(LetterFile(("1. Twelve.", "2. Oak Kennels and the Haven."), header="", footer=""))
    folder.mkdir()
    (folder / "request.txt").write_text(REQUEST, encoding="utf-8")
    (folder / "arden.eml").write_bytes(as_eml("Our response is attached.\n", [("Response.docx", attached)]))
    (folder / "arden.answers.json").write_text(json.dumps({"layout": "mail", "answers": answers}), encoding="utf-8")
    return folder


def test_a_mail_with_an_attachment_is_one_file(tmp_path: Path) -> None:
    told = {"1": ["Twelve."], "2": ["Oak Kennels and the Haven."]}
    (score,) = score_files(make(tmp_path / "dogs", told))
    assert (score.name, score.mean_f1, score.lost) == ("arden.eml", 1.0, ())


def test_words_that_were_not_read_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make(tmp_path / "dogs", {"1": ["Thirteen."], "2": []})
    with pytest.raises(SystemExit) as ended:
        main(["files", str(folder)])
    assert ended.value.code in (0, None)
    said = capsys.readouterr().out
    assert "1 files, 2 answers: token F1 0.000" in said
    assert "not read: dogs/arden.eml, question 1: Thirteen." in said


def test_answers_that_leave_out_a_question_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="question 2 is left out"):
        score_files(make(tmp_path / "dogs", {"1": []}))
    with pytest.raises(UserError, match="holds no request"):
        score_files(tmp_path)


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir() if path.is_dir()))
def test_nothing_that_a_file_answers_is_lost_in_reading(name: str) -> None:
    scores = score_files(FILES / name)
    assert {(name, one.name): len(one.lost) for one in scores if one.lost} == {
        key: count for key, count in KNOWN.items() if key[0] == name
    }
