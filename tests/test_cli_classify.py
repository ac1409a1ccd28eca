"""`foi classify` with a model and `foi batch` as a person types them: plan, budget, records, batch, over real HTTP."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from classifier.cli import foi
from classifier.errors import UserError
from tests.a_round import GOOD, is_probe, reader
from tests.eval_sets import make_gold, write_letter
from tests.loopback import Answered, Loopback, Sent, serving
from tests.test_classify import PASSAGES, PROSE, asks_where
from tests.test_eval_cli import make_stored_round

MODEL = ("--model", "openai/gpt-4.1-mini-2025-04-14")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(foi, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def round_folder(tmp_path: Path) -> Path:
    """Three letters in a store, one of them prose, on which the splitter is unsure."""
    gold = make_gold(tmp_path / "gold", dev=2)
    write_letter(gold / "dev", "prose", PROSE, {name: {} for name in ("1", "2", "3")})
    return make_stored_round(tmp_path / "made", gold)


def reply(sent: Sent, number: int) -> Answered:
    """Answer `LETTER` well; of the prose, where the answers stand, and two quotations that are not in it."""
    if asks_where(sent):
        return Answered(json.dumps({"passages": PASSAGES}))
    return reader(GOOD)(sent, number)


def test_a_plan_prints_three_costs_and_sends_nothing(round_folder: Path) -> None:
    with serving(Loopback(reply)) as state:
        said = run("classify", round_folder, *MODEL, "--base-url", state.base_url, "--plan").output
    assert state.sent == []
    assert "3 letters, 9 answers, 4 calls" in said  # one call asks where the prose's answers stand
    costs = dict(re.findall(r"(live|with the cached beginning|through the Batch API)\s+\$(\d+\.\d+)", said))
    assert set(costs) == {"live", "with the cached beginning", "through the Batch API"}
    assert float(costs["through the Batch API"]) <= float(costs["live"])
    assert re.search(r"Prices as read on 20\d\d-\d\d-\d\d", said)


def test_a_batch_is_handed_in_looked_after_and_collected(round_folder: Path) -> None:
    with serving(Loopback(reply, batch_polls=2)) as state:
        said = run("classify", round_folder, *MODEL, "--base-url", state.base_url, "--batch").output
        assert "batch-1: 3 letters handed in" in said
        assert (
            "Nothing to hand in"
            in run("classify", round_folder, *MODEL, "--base-url", state.base_url, "--batch").output
        )
        assert len(state.files["file-1"].splitlines()) == 2  # the prose is asked about live
        assert "in_progress" in run("batch", "status", round_folder).output
        assert "completed" in run("batch", "status", round_folder).output
        live = len(state.asked)
        collected = run("batch", "collect", round_folder).output
        assert "3 letters, 9 answers: 34 labels, 2 failures" in collected
        # of the prose: where its answers stand, its labels, and those again whose quotations are not in it
        assert [asks_where(sent) for sent in state.asked[live:]] == [True, False, False]
        assert "collected" in run("batch", "status", round_folder).output
        again = run("classify", round_folder, *MODEL, "--base-url", state.base_url).output
        assert "Nothing was left to do" in again
        assert len(state.asked) == live + 3


def test_a_batch_takes_no_budget_and_no_rules(round_folder: Path) -> None:
    with pytest.raises(UserError, match="--batch needs a model"):
        run("classify", round_folder, "--batch")
    near = ("--base-url", "http://127.0.0.1:9/v1")
    with pytest.raises(UserError, match="--batch goes with none of --max-usd"):
        run("classify", round_folder, *MODEL, *near, "--batch", "--max-usd", "1")


@pytest.mark.parametrize(
    "words",
    ["--samples 3", "--prompt classify_letter.v1", "--max-usd 5", "--max-tokens 9", "--per letter", "--mode auto",
     "--base-url http://127.0.0.1:9/v1", "--replay-folder kept", "--concurrency 2", "--ask-split"],
)  # fmt: skip
def test_what_only_a_language_model_heeds_is_refused_for_the_rules(words: str, round_folder: Path) -> None:
    with pytest.raises(UserError, match=f"{words.split()[0]} is for a language model"):
        run("classify", round_folder, *words.split())


def test_the_rules_take_what_they_heed(round_folder: Path) -> None:
    assert "Nothing was left to do" in run("classify", round_folder, "--limit", "1", "--no-ask-split").output


def test_a_budget_stops_cleanly_and_the_same_command_goes_on(round_folder: Path) -> None:
    with serving(Loopback(reply)) as state:
        first = ("classify", round_folder, *MODEL, "--base-url", state.base_url, "--concurrency", "1")
        said = run(*first, "--max-tokens", "5000").output
        assert "letters are left: the budget is used up" in said
        assert "left" not in run(*first).output
        assert sum(not is_probe(sent) for sent in state.asked) == 5


def test_records_repeat_a_run_without_a_server_and_those_not_used_are_named(round_folder: Path, tmp_path: Path) -> None:
    kept = ("--replay-folder", tmp_path / "kept")
    with serving(Loopback(reply)) as state:
        run("classify", round_folder, *MODEL, "--base-url", state.base_url, "--mode", "record", *kept)
        asked = len(state.asked)
        run("classify", round_folder, *MODEL, "--mode", "auto", *kept, "--base-url", state.base_url)
        assert len(state.asked) == asked
    (tmp_path / "second").mkdir()
    again = make_stored_round(tmp_path / "second", tmp_path / "gold")
    said = run("classify", again, *MODEL, "--mode", "replay", *kept).output
    assert "3 letters, 9 answers: 34 labels, 2 failures" in said
    assert "not used" not in said
    third = make_stored_round(tmp_path / "third", tmp_path / "gold")
    stray = tmp_path / "kept" / "stray.json"
    some = json.loads(next((tmp_path / "kept").glob("*.json")).read_text())
    stray.write_text(json.dumps(some | {"key": "of another request"}))
    said = run("classify", third, *MODEL, "--mode", "replay", *kept).output
    assert "1 record was not used by this run: stray.json" in said
