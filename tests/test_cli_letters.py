"""`foi init` and `foi import` as a person types them: what they refuse, and what they say to do instead."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from classifier.cli import foi
from classifier.errors import UserError

REQUEST = "1. Do you fly drones?\n2. What for?\n3. Who made them?\n"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(foi, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def round_folder(tmp_path: Path) -> Path:
    (tmp_path / "request.txt").write_text(REQUEST)
    run("init", tmp_path / "round", "--request", tmp_path / "request.txt")
    return tmp_path / "round"


def test_a_line_that_may_be_a_question_is_told_when_the_round_is_made(tmp_path: Path) -> None:
    (tmp_path / "request.txt").write_text("1. Do you fly drones?\n2. What for?\n9. Who made them?\n")
    said = run("init", tmp_path / "new", "--request", tmp_path / "request.txt")
    assert "Question 2 holds a line that begins like a question of its own: “9. Who made them?”" in said.stderr
    (tmp_path / "request.txt").write_text("1. Do you fly drones?\n2. What for?\n4. Who made them?\n5. Why?\n")
    said = run("init", tmp_path / "newer", "--request", tmp_path / "request.txt")
    assert (said.stderr, "4 questions" in said.stdout) == ("", True)


def test_a_folder_without_a_file_is_told_and_leaves_the_account_alone(round_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "came").mkdir()
    (tmp_path / "came" / ".hidden").write_text("No.")
    with pytest.raises(UserError, match=r"came: there is no file in it: name the folder or files") as caught:
        run("import", round_folder, tmp_path / "came")
    assert caught.value.exit_code == 2
    assert not (round_folder / "import-report.json").exists()
