"""`python -m eval` as a person types it: what is printed, what is written, how it ends, rounds and gold alike."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from classifier.classify import classify_round
from classifier.records import Review, utc_now
from classifier.round import create_round, load_round
from classifier.store import open_store, read_current, save_letters, save_reviews
from eval.cli import main
from eval.gold import letter_of
from tests.a_round import REQUEST, TAXONOMY
from tests.eval_sets import make_gold


def run(*words: str | Path) -> int:
    """Run a command and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def make_stored_round(folder: Path, gold: Path) -> Path:
    """A round whose store holds the gold folder's letters, classified by the rules."""
    source = folder / "source"
    source.mkdir(parents=True)
    for name, text in (("request.txt", REQUEST), ("taxonomy.yaml", TAXONOMY)):
        (source / name).write_text(text)
    for name in ("products.yaml", "platforms.yaml"):
        (source / name).write_text((gold / name).read_text())
    round = create_round(folder / "round", source / "request.txt", source / "taxonomy.yaml", "Parks", "FOIA")
    store = open_store(round.store, create=True)
    letters = [letter_of(path, f"Council of {path.stem}") for path in sorted((gold / "dev").glob("*.txt"))]
    with store.writing() as db:
        save_letters(db, letters)
    classify_round(round, store)
    return folder / "round"


def test_a_gold_folder_is_scored_without_naming_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = make_gold(tmp_path / "gold")
    assert run(gold, "--model", "rules", "--report", tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "12 answers of 4 letters (dev), rules" in said
    assert "token F1, mean" in said
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["report.html", "report.json", "report.md"]
    content = json.loads((tmp_path / "out" / "report.json").read_text())
    assert content["about"]["letters"] == 4
    assert len(content["items"]) == 12


def test_splitting_alone_is_shown_letter_by_letter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(make_gold(tmp_path / "gold", dev=2), "--split") == 0
    said = capsys.readouterr().out
    assert "SPLITTING BY LETTER" in said
    assert "dev-1 " in said
    assert "LABELS" not in said


def test_scores_can_be_had_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(make_gold(tmp_path / "gold", dev=2), "--json", "--spans", "gold") == 0
    content = json.loads(capsys.readouterr().out)
    assert content["about"]["spans"] == "gold"
    assert content["splitting"]["mean_f1"]["value"] == 1.0


def test_a_round_is_scored_by_what_its_store_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = make_gold(tmp_path / "gold", dev=3)
    round = make_stored_round(tmp_path, gold)
    assert run(round, "--gold", gold / "dev", "--model", "rules", "--json") == 0
    stored = json.loads(capsys.readouterr().out)
    assert run(gold, "--json") == 0
    direct = json.loads(capsys.readouterr().out)
    assert stored["lost"] == 0
    assert [one["exact"] for one in stored["fields"]] == [one["exact"] for one in direct["fields"]]
    assert stored["splitting"]["mean_f1"] == direct["splitting"]["mean_f1"]


def test_a_label_that_a_person_gave_is_not_scored_as_the_machine_s(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = make_gold(tmp_path / "gold", dev=2)
    round = make_stored_round(tmp_path, gold)
    decide(round, "status", "partial")
    assert run(round, "--gold", gold / "dev", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {one["field"]: one["n"] for one in found["fields"]} == {
        "status": 5,
        "purposes": 6,
        "vendors": 6,
        "platforms": 6,
    }
    assert found["lost"] == 0


def decide(folder: Path, field: str, label: str, blind: bool = False) -> None:
    """Let a person label the round's first answer."""
    round = load_round(folder)
    store = open_store(round.store)
    with store.writing() as db:
        first = read_current(db)[0].answer
        event = Review(
            first.id, field, "label", label, "Ada", "t", utc_now() + timedelta(seconds=1), shown={"blind": blind}
        )
        save_reviews(db, round.taxonomy, [event])


def test_gold_of_a_round_s_reviews_names_what_it_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    round = make_stored_round(tmp_path, make_gold(tmp_path / "gold", dev=1))
    decide(round, "status", "held")
    assert run("gold", round, "--to", tmp_path / "new") == 2
    out, err = capsys.readouterr()
    assert "refused: dev-0.txt, question 1: status: the machine's suggestion was shown" in out
    assert err.splitlines()[-1].startswith("eval: no answer was decided blind")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "nowhere: no such folder"),
        (["{gold}", "--model", "gpt"], "'gpt' is no model"),
        (["{gold}", "--part", "test"], "has no letter in part test"),
        (["{gold}", "--gold", "x"], "--gold goes with a round"),
        (["{gold}", "--model", "openai/m", "--records", "{gold}"], "no record "),
        (["compare", "{gold}", "{gold}"], "no such report"),
        (["gate", "--baseline", "{gold}/b.json"], "there is no baseline"),
        (["baseline", "{gold}", "--baseline", "{gold}/b.json", "--threshold", "status"], "write FIELD=CONFIDENCE"),
        (
            ["baseline", "{gold}", "--baseline", "{gold}/b.json", "--model", "openai/m"],
            "name their folder with --records",
        ),
        (["agreement", "{gold}"], "no letter has second labels"),
        (["gold", "{gold}", "--to", "x"], "holds no round.yaml"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    gold = make_gold(tmp_path / "gold", dev=1)
    assert run(*(word.replace("{gold}", str(gold)) for word in words)) == 2
    err = [line for line in capsys.readouterr().err.splitlines() if line.startswith("eval: ")]
    assert len(err) == 1
    assert message in err[0]


def test_a_round_asks_for_its_gold_and_the_model_must_be_that_of_its_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = make_gold(tmp_path / "gold", dev=1)
    round = make_stored_round(tmp_path, gold)
    assert run(round) == 2
    assert "name the folder of its gold with --gold" in capsys.readouterr().err
    assert run(round, "--gold", gold / "dev", "--model", "openai/m") == 2
    assert "the current run is of rules" in capsys.readouterr().err
    assert run(round, "--gold", tmp_path) == 2
    assert "holds no *.gold.json" in capsys.readouterr().err


def test_gold_of_a_letter_that_the_round_lost_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = make_gold(tmp_path / "gold", dev=1)
    round = make_stored_round(tmp_path, gold)
    (gold / "dev" / "gone.gold.json").write_text((gold / "dev" / "dev-0.gold.json").read_text())
    assert run(round, "--gold", gold / "dev") == 2
    assert "gone.gold.json: the round has no letter of this name" in capsys.readouterr().err


def test_a_gate_ends_with_0_or_1_and_only_baseline_sets_the_baseline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold, path = make_gold(tmp_path / "gold"), tmp_path / "eval" / "baseline.json"
    assert run("baseline", gold, "--baseline", path) == 0
    assert json.loads(path.read_text())["runs"]["gold rules"]["recipe"]["gold"] == "../gold"
    before = path.read_bytes()
    assert run("gate", "--baseline", path, "--report", tmp_path / "out") == 0
    assert "passes" in capsys.readouterr().out
    taxonomy = gold / "taxonomy.yaml"
    taxonomy.write_text(taxonomy.read_text().replace('cues: ["marketing"]', 'cues: ["trademark"]'))
    assert run("gate", "--baseline", path, "--report", tmp_path / "out") == 1
    assert "purposes, whole label right: -0.333" in capsys.readouterr().out
    assert path.read_bytes() == before
    assert "FAILS" in (tmp_path / "out" / "gate.md").read_text()
    assert "Against the baseline" in (tmp_path / "out" / "gold-rules" / "report.html").read_text()


def test_two_reports_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = make_gold(tmp_path / "gold", dev=2)
    assert run(gold, "--report", tmp_path / "a") == 0
    assert run(gold, "--report", tmp_path / "b", "--spans", "gold") == 0
    capsys.readouterr()
    assert run("compare", tmp_path / "a", tmp_path / "b" / "report.json", "--report", tmp_path / "c") == 0
    assert "GAINED: 0" in capsys.readouterr().out
    assert (tmp_path / "c" / "compare.md").exists()


def test_help_names_the_commands_and_nothing_given_shows_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    said = capsys.readouterr().out
    assert all(name in said for name in ("score", "compare", "gate", "baseline", "agreement", "gold"))
    assert run() == 0


def test_a_round_s_blind_checks_are_held_against_the_evaluation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = make_gold(tmp_path / "gold", dev=20)
    folder, path = make_stored_round(tmp_path, gold), tmp_path / "baseline.json"
    assert run("baseline", gold, "--baseline", path) == 0
    assert run("drift", folder, "--baseline", path) == 0
    assert "No answer was checked blind yet." in capsys.readouterr().out
    check_all(folder, "status", "partial")
    assert run("drift", folder, "--baseline", path) == 0
    # the rules are right about status in 60 of 60 at the evaluation, and a person now finds 0 of 60 right
    assert "status: 0% of 60 blind checks are right, 100% were at the evaluation" in capsys.readouterr().out


def check_all(folder: Path, field: str, label: str) -> None:
    """Let a person check all answers blind, as the app stores it."""
    round = load_round(folder)
    with open_store(round.store).writing() as db:
        checked = [
            Review(
                one.answer.id,
                field,
                "label",
                label,
                "Ada",
                "t",
                utc_now(),
                shown={"blind": True, "machine": one.labels[field]},
            )
            for one in read_current(db)
        ]
        save_reviews(db, round.taxonomy, checked)


def test_a_round_of_another_codebook_than_the_evaluation_s_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = make_gold(tmp_path / "gold", dev=1)
    folder, path = make_stored_round(tmp_path, gold), tmp_path / "baseline.json"
    (gold / "taxonomy.yaml").write_text(TAXONOMY.replace('version: "1"', 'version: "2"'))
    assert run("baseline", gold, "--baseline", path) == 0
    assert run("drift", folder, "--baseline", path) == 2
    assert "the baseline has no evaluation of rules" in capsys.readouterr().err
