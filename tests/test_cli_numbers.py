"""`foi statistics` and `foi audit`: what they print and write, and what they refuse in one line."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from classifier.cli import foi
from classifier.errors import UserError
from classifier.round.editing import save_entry
from tests.browser.rounds import make_round


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    round, store = make_round(tmp_path, authorities=12)
    store.close()
    save_entry(
        round.folder,
        "statistics",
        [{"id": "policy", "words": "hold a policy", "all": [{"question": "1", "status": "held"}]}],
    )
    save_entry(round.folder, "noun", "universities")
    return round.folder


def run(*words: object) -> Result:
    return CliRunner().invoke(foi, [str(word) for word in words], catch_exceptions=False)


def test_the_table_and_the_sentence(folder: Path) -> None:
    said = run("statistics", folder).output
    assert "12 of the 12 universities that replied (100%) hold a policy; a machine alone has read 12 of them" in said
    assert "1.status.held" not in said
    assert "1.status.held" in run("statistics", folder, "--all").output


@pytest.mark.parametrize("ending", [".json", ".csv"])
def test_a_file_has_every_statistic_with_where_it_comes_from(folder: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"numbers{ending}"
    assert run("statistics", folder, "--to", path).exit_code == 0
    before = path.read_bytes()
    run("statistics", folder, "--to", path)
    assert path.read_bytes() == before
    text = path.read_text(encoding="utf-8-sig")
    rows = json.loads(text) if ending == ".json" else list(csv.DictReader(text.splitlines()))
    policy = rows[0]
    assert [str(policy[key]) for key in ("statistic", "count", "denominator", "low", "high")] == [
        "policy",
        "12",
        "12",
        "0",
        "12",
    ]
    assert policy["model"] == "rules"
    assert len(policy["frame_sha256"]) == 64
    assert len(rows) > 50


def test_another_ending_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"end the file name in \.json or \.csv"):
        run("statistics", folder, "--to", tmp_path / "numbers.xlsx")


def test_an_audit_is_drawn_and_told_and_not_closed_too_early(folder: Path) -> None:
    drawn = run("audit", "draw", folder, "--checks", 5, "--seed", "ours", "--by", "Ada").output
    assert "Seed ours" in drawn
    assert "5 of 12" in drawn
    assert "0.417" in drawn  # 5 / 12
    assert "0 of 5" in run("audit", "status", folder).output
    with pytest.raises(UserError, match="5 of 5 blind checks are left"):
        run("audit", "close", folder, "--by", "Ada")
