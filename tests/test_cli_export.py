"""`foi export` on a real store: the same bytes again, in another process too; in time; letters pass through in batches."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from classifier.cli import foi
from classifier.errors import UserError
from classifier.export import Extra, export_rows
from classifier.export.reading import read_dataset
from classifier.records import Authority, Letter, Review, utc_now
from classifier.round import Round, load_round
from classifier.store import (
    Database,
    open_store,
    read_authorities,
    read_current,
    read_histories,
    read_letters,
    save_authorities,
    save_classified,
    save_letters,
    save_reviews,
    save_run,
)
from eval.benchmarks.store_rounds import fill, shipped_taxonomy
from tests.store_rounds import TAXONOMY, classify, make_letter, make_run

_REQUEST = "1. Do you fly drones?\n2. What for?\n3. Who made them?\n"
_AGAIN = """
import sys
from classifier.cli import foi
for ending in sys.argv[3:]:
    foi.main(["export", sys.argv[1], "--to", f"{sys.argv[2]}/out{ending}"], standalone_mode=False)
"""
_ENDINGS = (".csv", ".jsonl", ".parquet", ".xlsx", ".zip", "")


def _init(folder: Path, request: str, *words: str) -> Round:
    folder.mkdir()
    (folder / "request.txt").write_text(request)
    (folder / "taxonomy.yaml").write_text(TAXONOMY)
    said = CliRunner().invoke(
        foi, ["init", str(folder / "round"), "--request", str(folder / "request.txt"), *words], catch_exceptions=False
    )
    assert said.exit_code == 0, said.output
    return load_round(folder / "round")


def _later(letter: Letter) -> Letter:
    """Return a second, later letter of the same authority."""
    return Letter(letter.authority, "later/reply.txt", letter.text, sent_on="2026-02-03", sha256="f" * 64)


@pytest.fixture
def round(tmp_path: Path) -> Round:
    """Five councils that answered, one of them twice, and one that is silent; Ada decided one label."""
    made = _init(tmp_path / "made", _REQUEST, "--taxonomy", str(tmp_path / "made" / "taxonomy.yaml"))
    letters = [make_letter(number) for number in range(1, 6)]
    letters.append(_later(letters[1]))
    with open_store(made.store, create=True).writing() as db:
        save_authorities(db, [Authority("Aldmoor", "Wales")])
        save_letters(db, letters)
        save_run(db, make_run())
        save_classified(db, made.taxonomy, [classify(letter, make_run()) for letter in letters])
        answer = read_current(db)[0].answer
        save_reviews(db, made.taxonomy, [Review(answer.id, "status", "label", "not_held", "Ada", "t", utc_now())])
    return made


def _export(round: Round, *words: str) -> str:
    said = CliRunner().invoke(foi, ["export", str(round.folder), *words], catch_exceptions=False)
    assert said.exit_code == 0, said.output
    return said.output


def _bytes_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_nothing_changed_means_the_same_bytes_in_another_process(round: Round, tmp_path: Path) -> None:
    """In another zone and with other hashes, two seconds later at least: zip counts time in twos."""
    made = []
    for name, seed, zone in (("first", "1", "Europe/London"), ("second", "2", "Asia/Tokyo")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        words = [sys.executable, "-c", _AGAIN, str(round.folder), str(tmp_path / name), *_ENDINGS]
        began = time.monotonic()
        subprocess.run(words, check=True, env=environment, capture_output=True, cwd=Path(__file__).parents[1])
        made.append(_bytes_in(tmp_path / name))
        time.sleep(max(0.0, 2.1 - (time.monotonic() - began)))
    assert made[0] == made[1]
    assert (
        len(made[0]) == 5 + 5 + 8
    )  # five files, a manifest of each, and a folder of a package: six tables and two descriptions


def test_a_decision_changes_the_bytes(round: Round, tmp_path: Path) -> None:
    _export(round, "--to", str(tmp_path / "a.xlsx"))
    with open_store(round.store).writing() as db:
        answer = read_current(db)[1].answer
        save_reviews(db, round.taxonomy, [Review(answer.id, "status", "label", "not_held", "Ada", "u", utc_now())])
    _export(round, "--to", str(tmp_path / "b.xlsx"))
    assert (tmp_path / "a.xlsx").read_bytes() != (tmp_path / "b.xlsx").read_bytes()


def _at_once(db: Database, round: Round) -> list[dict[str, object]]:
    letters = {letter.id: letter for letter in read_letters(db, kind=None)}
    return export_rows(read_current(db), letters, round, Extra(read_authorities(db), read_histories(db)))


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_in_batches_come_the_same_rows_as_at_once(round: Round, at_once: int) -> None:
    told: list[tuple[int, int]] = []
    with open_store(round.store).reading() as db:
        dataset = read_dataset(db, round, lambda done, of, remark: told.append((done, of)), at_once)
        assert list(dataset.rows) == _at_once(db, round)
        assert dataset.authorities[0].name == "Aldmoor"
    assert told[-1] == (6, 6)
    assert len(told) == {1: 5, 2: 3, 100: 1}[at_once]  # the council that wrote twice stays together


def test_the_export_says_what_it_wrote(round: Round, tmp_path: Path) -> None:
    said = _export(round, "--to", str(tmp_path / "wide.csv"), "--form", "wide")
    assert "15 answers of 5 authorities written to" in said
    manifest = json.loads((tmp_path / "wide.csv.manifest.json").read_text())
    assert (manifest["form"], manifest["rows"], manifest["asked"], manifest["authorities"]) == ("wide", 15, 6, 5)
    assert manifest["labels_by"] == {"human": 1, "machine": 44}  # 15 answers × 3 fields, one of them Ada's
    assert len((tmp_path / "wide.csv").read_text(encoding="utf-8-sig").splitlines()) == 1 + 6


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--to", "out.ods"],
            r"out\.ods: end the file name in one of \.jsonl, \.csv, \.parquet, \.xlsx, \.zip, or name",
        ),
        (
            ["--to", "a.zip", "--form", "wide"],
            r"--form wide is for a table: a\.zip is a data package, which holds every",
        ),
        (["--to", "a.csv", "--licence", "OGL-UK-3.0"], r"--licence is for a data package .*: a\.csv bears none"),
        (["--to", "/dev/null/out.csv"], r"/dev/null/out\.csv: cannot be written .*; choose another place with --to"),
    ],
)
def test_errors_say_what_to_do(round: Round, words: list[str], said: str) -> None:
    with pytest.raises(UserError, match=said):
        CliRunner().invoke(foi, ["export", str(round.folder), *words], catch_exceptions=False, standalone_mode=False)


def test_a_round_without_answers_has_nothing_to_export(tmp_path: Path) -> None:
    made = _init(tmp_path / "new", _REQUEST)
    open_store(made.store, create=True).close()
    with pytest.raises(UserError, match="there is nothing to export yet: foi classify"):
        CliRunner().invoke(
            foi,
            ["export", str(made.folder), "--to", str(tmp_path / "out" / "a.zip")],
            catch_exceptions=False,
            standalone_mode=False,
        )
    assert not (tmp_path / "out").exists()


def test_124_letters_of_24_answers_are_written_in_three_seconds(tmp_path: Path) -> None:
    """Of the processor's time, so that others' work on the machine does not count."""
    made = _init(tmp_path / "many", "".join(f"{number}. Do you use software {number}?\n" for number in range(1, 25)))
    fill(open_store(made.store, create=True), 124 * 24, shipped_taxonomy())
    began = time.process_time()
    said = _export(made, "--to", str(tmp_path / "out.csv"))
    assert time.process_time() - began < 3.0
    assert "2,976 answers of 124 authorities" in said
