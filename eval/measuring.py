"""From a folder and a model's name to scores: the one way that the commands, the gate and the tests go."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from classifier.ask_model import make_frame
from classifier.classify import model_settings
from classifier.errors import UserError
from classifier.llm.prices import find_price
from classifier.round import load_round
from eval.gold import load_gold
from eval.rounds import run_in_store, thresholds_in_store
from eval.running import Outcome, Report, Spans, run_model, run_rules
from eval.scores import Scores, score
from eval.thresholds import Threshold

Way = Literal["letter", "answer"]
WAYS: tuple[Way, ...] = ("letter", "answer")


def measure(
    target: Path,
    model: str | None = None,
    *,
    gold: Path | None = None,
    part: str | None = None,
    spans: Spans = "own",
    per: Way = "letter",
    prompt: str = "",
    prompts: Path | None = None,
    records: Path | None = None,
    base_url: str | None = None,
    split_only: bool = False,
    thresholds: Mapping[str, Threshold] | None = None,
    report: Report | None = None,
) -> Scores:
    """Run and score. `target` is a gold folder or a round's folder; a round is scored by what its store holds,
    with the thresholds in force there unless others are given.

    `model` is `rules` (for gold, the default) or `openai/<name>`; a round's current run must be of that model.
    `records` is a folder of recorded replies: with it nothing is asked. `prompts` is a folder of prompt files other
    than the shipped ones. With `split_only` a model is asked nothing but where answers stand. Raises UserError for a folder that is neither, for an option that does not fit, and for a
    missing record.
    """
    if (target / "round.yaml").exists():
        outcome = _stored(target, gold, model)
        return score(outcome, thresholds or thresholds_in_store(outcome.gold.round))
    if gold:
        raise UserError(f"--gold goes with a round, and {target} has no round.yaml")
    loaded = load_gold(target, part)
    if model in (None, "rules"):
        if spans == "asked":
            raise UserError("--spans asked lets a model say where answers stand: name one with --model")
        return score(run_rules(loaded, spans, report), thresholds)
    settings = model_settings(
        str(model), base_url=base_url, mode="replay" if records else "live", replay_folder=records
    )
    frame = make_frame(loaded.round, per, prompt=prompt, split=spans == "asked", folder=prompts)
    price = None if records else find_price(settings)
    outcome = run_model(loaded, frame, settings, spans, report, split_only=split_only)
    return score(outcome, thresholds, price)


def _stored(target: Path, gold: Path | None, model: str | None) -> Outcome:
    if gold is None:
        raise UserError(f"{target} is a round: name the folder of its gold with --gold")
    outcome = run_in_store(load_round(target), gold)
    if model not in (None, outcome.run.model):
        raise UserError(f"{target}: the current run is of {outcome.run.model}: foi classify {target} --model {model}")
    return outcome
