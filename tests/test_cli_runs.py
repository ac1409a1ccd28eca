"""Two runs on one round: what would move is said before anything is replaced, and adopting replaces it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from classifier.classify import Options, classify_round, model_settings
from classifier.cli import foi
from classifier.errors import UserError
from classifier.records import Review, utc_now
from classifier.round import load_round
from classifier.store import adopted_run, open_store, read_current, read_runs, save_letters, save_reviews
from tests.a_round import LETTER, REQUEST, TAXONOMY, labels, letter, reader
from tests.loopback import Loopback, serving

_OTHER = {
    "1": labels("held", "Yes", {"security": "marketing"}),
    "2": labels("partial", "We use Hootsuite", vendors={"Hootsuite": "Hootsuite"}),
    "3": labels("not_held", "Information not held"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "request.txt").write_text(REQUEST)
    (tmp_path / "taxonomy.yaml").write_text(TAXONOMY)
    for name in ("products", "platforms"):
        (tmp_path / f"{name}.yaml").write_text("names:\n- {name: Hootsuite}\n- {name: Facebook}\n")
    said = CliRunner().invoke(
        foi,
        [
            "init",
            str(tmp_path / "round"),
            "--request",
            str(tmp_path / "request.txt"),
            "--taxonomy",
            str(tmp_path / "taxonomy.yaml"),
        ],
    )
    assert said.exit_code == 0, said.output
    round = load_round(tmp_path / "round")
    store = open_store(round.store, create=True)
    with store.writing() as db:
        save_letters(db, [letter(1, LETTER)])
    classify_round(round, store)
    with serving(Loopback(reader(_OTHER))) as state:
        settings = model_settings("openai/m-1", base_url=state.base_url, environ={})
        done = classify_round(
            round, store, model="openai/m-1", settings=settings, options=Options(adopt=False, flush_s=0.1)
        )
    assert (done.letters, done.adopted) == (1, False)
    return tmp_path / "round"


def _say(*words: str) -> str:
    said = CliRunner().invoke(foi, words, catch_exceptions=False)
    assert said.exit_code == 0, said.output
    return said.output


def test_a_run_that_is_not_adopted_changes_nothing_until_it_is(folder: Path, tmp_path: Path) -> None:
    round = load_round(folder)
    store = open_store(round.store)
    with store.reading() as db:
        rules, model = read_runs(db)
        assert adopted_run(db) == rules.id
        before = read_current(db)
    listed = _say("runs", str(folder))
    assert rules.id in listed
    assert model.id in listed
    said = _say("diff", str(folder), "current", model.id[:6], "--to", str(tmp_path / "moves.json"))
    written = json.loads((tmp_path / "moves.json").read_text())
    moves = written["moves"]
    assert (written["before"]["run"], written["after"]["model"]) == (rules.id, "openai/m-1")
    assert ("2", "status", "held", "partial") in [(m["question"], m["field"], m["before"], m["after"]) for m in moves]
    assert "2.status.partial" in [one["statistic"] for one in written["statistics"]]
    assert "2.status.partial" in said
    assert "held → partial" in said
    assert f"foi adopt {folder} {model.id}" in said
    with store.reading() as db:
        assert read_current(db) == before
    _say("adopt", str(folder), model.id)
    with store.reading() as db:
        assert adopted_run(db) == model.id
        assert [one.labels["status"] for one in read_current(db)] == ["held", "partial", "not_held"]


def test_a_persons_label_does_not_move(folder: Path, tmp_path: Path) -> None:
    round = load_round(folder)
    store = open_store(round.store)
    with store.writing() as db:
        second = read_current(db)[1]
        save_reviews(db, round.taxonomy, [Review(second.answer.id, "status", "label", "held", "Ada", "t", utc_now())])
        model = read_runs(db)[1]
    _say("diff", str(folder), "CURRENT", model.id, "--to", str(tmp_path / "moves.csv"))
    moved = (tmp_path / "moves.csv").read_text(encoding="utf-8-sig")
    assert "2,status" not in moved
    assert moved.startswith("authority,source,question,field,before,after")
    statistics = (tmp_path / "moves-statistics.csv").read_text(encoding="utf-8-sig")
    assert statistics.startswith("statistic,group,words,declared,before,after")
    assert "1.purposes.marketing" in statistics


def test_letters_that_a_run_has_not_labelled_are_left_out_and_it_is_not_adopted_unasked(
    folder: Path, tmp_path: Path
) -> None:
    """The second letter comes after the model's run and is labelled by the rules only."""
    round = load_round(folder)
    store = open_store(round.store)
    with store.writing() as db:
        save_letters(db, [letter(2, LETTER)])
    classify_round(round, store)
    with store.reading() as db:
        rules, model = read_runs(db)
    said = _say("diff", str(folder), rules.id, model.id, "--to", str(tmp_path / "moves.json"))
    written = json.loads((tmp_path / "moves.json").read_text())
    assert "left out, because one of the runs has not labelled them: 1 of the letters" in said
    assert [one["authority"] for one in written["letters_left_out"]] == [letter(2, LETTER).authority]
    assert {one["authority"] for one in written["moves"]} == {letter(1, LETTER).authority}
    assert "1" in _say("runs", str(folder)).split(model.id)[1].splitlines()[0].split()
    with pytest.raises(
        UserError, match=r"has letters left \(1\), which would be without labels: finish it with foi classify"
    ):
        CliRunner().invoke(foi, ["adopt", str(folder), model.id], catch_exceptions=False, standalone_mode=False)
    with store.reading() as db:
        assert adopted_run(db) == rules.id
    _say("adopt", str(folder), model.id, "--incomplete")
    with store.reading() as db:
        assert adopted_run(db) == model.id


def test_a_run_against_itself_moves_nothing(folder: Path) -> None:
    said = _say("diff", str(folder), "CURRENT", "current")
    assert "0 labels, 0 passages and 0 statistics would change." in said
    assert "foi adopt" not in said


def test_another_ending_is_refused(folder: Path) -> None:
    with pytest.raises(UserError, match=r"moves\.txt: end the file name in \.json or \.csv"):
        CliRunner().invoke(
            foi,
            ["diff", str(folder), "CURRENT", "CURRENT", "--to", "moves.txt"],
            catch_exceptions=False,
            standalone_mode=False,
        )


def test_a_run_that_is_none_is_said(folder: Path) -> None:
    with pytest.raises(UserError, match="'xyz' names no run: list them with `foi runs"):
        CliRunner().invoke(foi, ["diff", str(folder), "xyz", "CURRENT"], catch_exceptions=False, standalone_mode=False)
