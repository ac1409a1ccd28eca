"""The gate, tested with what it is there to stop: a worse prompt, a worse rule, lost letters, invented quotes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from classifier.ask_model import make_frame
from classifier.errors import DataError, UserError
from classifier.llm import ModelSettings
from classifier.records import Quote
from eval.baseline import Baseline, Entry, Recipe, load_baseline, save_baseline
from eval.compare import compare
from eval.gate import judge, problems, remake, run_gate
from eval.gold import load_gold
from eval.running import run_model
from eval.scores import as_json, score
from eval.thresholds import Threshold
from tests.a_round import GOOD, asked_ids, is_probe, labels, reply_text
from tests.eval_sets import make_gold, outcome_of
from tests.loopback import Answered, Loopback, Sent, serving

PROMPTS = Path(__file__).resolve().parents[1] / "prompts"
_CODEBOOK = "## status (exactly one)"


def with_baseline(folder: Path, recipe: Recipe, **thresholds: Threshold) -> Baseline:
    """Make a run, set it as the baseline, and read it back from the file."""
    empty = Entry(recipe, thresholds, {})
    made = as_json(remake(empty, folder))
    save_baseline(Baseline({"the run": replace(empty, report=made)}), folder / "baseline.json")
    return load_baseline(folder / "baseline.json")


def test_nothing_changed_passes_and_the_file_is_not_touched(tmp_path: Path) -> None:
    make_gold(tmp_path / "gold", dev=4, test=2)
    held = with_baseline(tmp_path, Recipe("gold"))
    before = (tmp_path / "baseline.json").read_bytes()
    (verdict,) = run_gate(held, tmp_path)
    assert verdict.problems == ()
    assert (tmp_path / "baseline.json").read_bytes() == before


def test_a_deliberately_worse_rule_fails(tmp_path: Path) -> None:
    make_gold(tmp_path / "gold")
    held = with_baseline(tmp_path, Recipe("gold"))
    taxonomy = tmp_path / "gold" / "taxonomy.yaml"
    taxonomy.write_text(taxonomy.read_text().replace('cues: ["marketing"]', 'cues: ["trademark"]'))
    (verdict,) = run_gate(held, tmp_path)
    # one purpose of three answers is lost in every letter
    assert any(one.startswith("purposes, whole label right: -0.333") for one in verdict.problems)
    assert not any("vendors" in one for one in verdict.problems)


def careless(sent: Sent, _: int) -> Answered:
    """A model that labels well when it is shown the codebook, and holds everything for held when it is not."""
    if is_probe(sent):
        return Answered('{"ready": true}')
    shown = _CODEBOOK in sent.body["messages"][0]["content"]
    poor = {name: labels("held", quote) for name, quote in (("1", "Yes"), ("2", "Hootsuite"), ("3", "Information"))}
    return Answered(reply_text(GOOD if shown else poor, asked_ids(sent)))


@pytest.fixture
def server() -> Iterator[Loopback]:
    """The careless model behind a real server."""
    with serving(Loopback(careless)) as state:
        yield state


def record(server: Loopback, gold: Path, records: Path, prompts: Path | None = None) -> None:
    """Record the model's replies to a gold set's letters."""
    loaded = load_gold(gold)
    settings = ModelSettings("m-1", server.base_url, key="k", mode="record", replay_folder=records)
    run_model(loaded, make_frame(loaded.round, folder=prompts), settings)


def worse_prompts(folder: Path) -> Path:
    """The prompts, the codebook left out of the one that labels."""
    copytree(PROMPTS, folder)
    (folder / "published.yaml").unlink()
    path = folder / "classify_letter.v1.md"
    path.write_text(path.read_text().replace("{{codebook}}\n", "").replace("codebook, examples", "examples"))
    return folder


def test_a_deliberately_worse_prompt_fails(tmp_path: Path, server: Loopback) -> None:
    gold, records, prompts = make_gold(tmp_path / "gold"), tmp_path / "records", worse_prompts(tmp_path / "prompts")
    record(server, gold, records)
    held = with_baseline(tmp_path, Recipe("gold", "openai/m-1", records="records"))
    record(server, gold, records, prompts)
    (same,) = run_gate(held, tmp_path)
    assert same.problems == ()
    (worse,) = run_gate(held, tmp_path, prompts)
    # question 3 is not_held, and is now said to be held: one of three
    assert any(one.startswith("status, whole label right: -0.333") for one in worse.problems)
    assert worse.comparison is not None
    assert {(one.question, one.field) for one in worse.comparison.lost} >= {("3", "status"), ("2", "vendors")}


def test_a_prompt_without_records_fails_and_is_not_skipped(tmp_path: Path, server: Loopback) -> None:
    gold, records = make_gold(tmp_path / "gold", dev=2), tmp_path / "records"
    record(server, gold, records)
    held = with_baseline(tmp_path, Recipe("gold", "openai/m-1", records="records"))
    asked = len(server.asked)
    (verdict,) = run_gate(held, tmp_path, worse_prompts(tmp_path / "prompts"))
    assert len(verdict.problems) == 1
    assert verdict.problems[0].startswith("cannot be scored: no record ")
    assert len(server.asked) == asked


def test_a_lost_letter_fails_and_gold_that_changed_is_named(tmp_path: Path) -> None:
    gold = make_gold(tmp_path / "gold")
    held = with_baseline(tmp_path, Recipe("gold"))
    for path in (gold / "dev").glob("dev-2.*"):
        path.unlink()
    (verdict,) = run_gate(held, tmp_path)
    assert "letter dev-2 is lost" in verdict.problems
    assert verdict.problems[0].startswith("gold is not that of the baseline")


def test_a_quote_that_is_not_in_the_letter_fails(tmp_path: Path) -> None:
    made = outcome_of(tmp_path, "status", [[("held", "held", 0.9)], [("held", "held", 0.9)]])
    entry = Entry(Recipe("gold"), {}, as_json(score(made)))
    case = made.letters[1].cases[0]
    invented = replace(case, quotes=case.quotes | {"status": (Quote(0, 6, "Answer"),)})
    bare = replace(case, quotes=case.quotes | {"status": ()})
    for changed, told in (
        (invented, "letter-1, question 1: a quote of status is not in the letter"),
        (bare, "status: a label has no quote"),
    ):
        letters = (made.letters[0], replace(made.letters[1], cases=(changed,)))
        scores = score(replace(made, letters=letters))
        assert problems(entry, scores, compare(entry.report, as_json(scores)), 0.02) == [told]


def test_a_label_that_is_neither_given_nor_failed_is_lost(tmp_path: Path) -> None:
    made = outcome_of(tmp_path, "status", [[("held", "held", 0.9)], [("held", "held", 0.9)]])
    entry = Entry(Recipe("gold"), {}, as_json(score(made)))
    case = made.letters[1].cases[0]
    dropped = replace(case, labels={name: one for name, one in case.labels.items() if name != "platforms"})
    scores = score(replace(made, letters=(made.letters[0], replace(made.letters[1], cases=(dropped,)))))
    assert "1 labels are lost: neither proposed nor failed" in problems(
        entry, scores, compare(entry.report, as_json(scores)), 0.02
    )


def test_a_stored_threshold_that_breaks_its_promise_fails(tmp_path: Path) -> None:
    made = outcome_of(tmp_path, "status", [[("held", "held" if at else "not_held", 0.9)] for at in range(60)])
    thresholds = {"status": Threshold(0.8, target=0.05, risk=0.10)}
    scores = score(made, thresholds)
    entry = Entry(Recipe("gold"), thresholds, as_json(scores))
    # 1 wrong of 60: the bound is .0634
    (problem,) = problems(entry, scores, compare(entry.report, as_json(scores)), 0.02)
    assert problem.startswith(
        "status: at the stored threshold 0.800, 1 of 60 labels are wrong; the bound 0.063 is over"
    )


def test_a_loss_within_the_margin_passes(tmp_path: Path) -> None:
    before = outcome_of(tmp_path / "a", "status", [[("held", "held", 0.9)] * 3 for _ in range(200)])
    after = outcome_of(tmp_path / "b", "status", [[("held", "held" if at else None, 0.9)] * 3 for at in range(200)])
    entry = Entry(Recipe("gold"), {}, as_json(score(before)))
    scores = score(after)
    scores = replace(scores, about=scores.about | {"gold_sha256": entry.report["about"]["gold_sha256"]})
    # 3 of 600 lost, -.005, and the interval reaches to about -.015
    assert problems(entry, scores, compare(entry.report, as_json(scores)), 0.02) == []
    assert len(problems(entry, scores, compare(entry.report, as_json(scores)), 0.01)) > 0


def test_a_run_that_cannot_be_made_is_a_problem_and_the_others_are_still_judged(tmp_path: Path) -> None:
    make_gold(tmp_path / "gold")
    held = with_baseline(tmp_path, Recipe("gold"))
    gone = replace(held.runs["the run"], recipe=Recipe("elsewhere"))
    first, second = run_gate(Baseline({"gone": gone, **held.runs}), tmp_path)
    assert first.problems[0].startswith("cannot be scored: ")
    assert "no such folder" in first.problems[0]
    assert second.problems == ()
    assert judge("the run", held.runs["the run"], tmp_path, 0.02).scores is not None


def test_the_baseline_keeps_what_a_comparison_needs(tmp_path: Path) -> None:
    make_gold(tmp_path / "gold", dev=2)
    threshold = Threshold(0.75, 0.05, 0.1)
    held = with_baseline(tmp_path, Recipe("gold", part="dev"), status=threshold)
    entry = held.runs["the run"]
    assert entry.thresholds == {"status": threshold}
    assert entry.recipe.part == "dev"
    again = as_json(remake(entry, tmp_path))
    assert [(one["letter"], one["question"], one["token_f1"]) for one in entry.report["items"]] == [
        (one["letter"], one["question"], one["token_f1"]) for one in again["items"]
    ]
    assert "Hootsuite" not in (tmp_path / "baseline.json").read_text()


def test_a_baseline_that_is_missing_or_spoilt_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no baseline"):
        load_baseline(tmp_path / "baseline.json")
    for text in ("{", "[]", json.dumps({"margin": 0.02, "runs": {"a": {"recipe": {}}}})):
        (tmp_path / "baseline.json").write_text(text)
        with pytest.raises(DataError, match="baseline"):
            load_baseline(tmp_path / "baseline.json")
