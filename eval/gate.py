"""Hold a change against the baseline, and say what speaks against it. It never changes the baseline.

A run fails when a measure may be worse than the margin allows (the lower end of its paired interval is under it), a
quote is not in the letter, a stored threshold no longer keeps its bound, a record is missing, or a letter or label
is lost; and when its gold is not that of the baseline, because then there is nothing to compare.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from classifier.errors import FoiError
from eval.baseline import Baseline, Entry
from eval.compare import VALUES, Comparison, compare
from eval.measuring import measure
from eval.scores import Scores, as_json

FEW_VALUES = 30
"""Under so many values in gold, one label more or less moves the F1 past any margin: it is shown, not judged."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says about one run: `problems` is empty when it passes. The others are None when it cannot be made."""

    name: str
    problems: tuple[str, ...]
    scores: Scores | None = None
    comparison: Comparison | None = None


def run_gate(baseline: Baseline, folder: Path, prompts: Path | None = None) -> list[Verdict]:
    """Make every run of the baseline again and judge it; `folder` is where the baseline file lies.

    `prompts` is a folder of prompt files other than the shipped ones.
    """
    return [judge(name, entry, folder, baseline.margin, prompts) for name, entry in baseline.runs.items()]


def judge(name: str, entry: Entry, folder: Path, margin: float, prompts: Path | None = None) -> Verdict:
    """Make one run again and judge it. What stops it from being made is a problem too, in the words of the error."""
    try:
        scores = remake(entry, folder, prompts)
        comparison = compare(entry.report, as_json(scores))
    except FoiError as error:
        return Verdict(name, (f"cannot be scored: {error}",))
    return Verdict(name, tuple(problems(entry, scores, comparison, margin)), scores, comparison)


def remake(entry: Entry, folder: Path, prompts: Path | None = None) -> Scores:
    """Make a run as its recipe says."""
    recipe = entry.recipe
    return measure(
        _within(folder, recipe.gold),
        recipe.model,
        part=recipe.part,
        spans=recipe.spans,
        per=recipe.per,
        prompt=recipe.prompt,
        prompts=prompts,
        records=_within(folder, recipe.records) if recipe.records else None,
        thresholds=entry.thresholds,
    )


def _within(folder: Path, relative: str) -> Path:
    return Path(os.path.normpath(folder / relative))


def problems(entry: Entry, scores: Scores, comparison: Comparison, margin: float) -> list[str]:
    """Return what speaks against a run, one line each."""
    return [
        *_gold_changed(entry.report["about"], scores),
        *_lost(entry, scores),
        *_quotes(scores),
        *_worse(comparison, margin),
        *_thresholds(scores),
    ]


def _gold_changed(about: Mapping[str, object], scores: Scores) -> list[str]:
    if about.get("gold_sha256") == scores.about["gold_sha256"]:
        return []
    return ["gold is not that of the baseline: look at the change, then set it with python -m eval baseline"]


def _lost(entry: Entry, scores: Scores) -> list[str]:
    there = {item["letter"] for item in scores.items}
    gone = sorted({item["letter"] for item in entry.report["items"]} - there)
    found = [f"letter {gone[0]} is lost{f', and {len(gone) - 1} more' if gone[1:] else ''}"] if gone else []
    return found + ([f"{scores.lost} labels are lost: neither proposed nor failed"] if scores.lost else [])


def _quotes(scores: Scores) -> list[str]:
    invalid = [
        f"{letter}, question {question}: a quote of {one.field} is not in the letter"
        for one in scores.evidence
        for letter, question in one.invalid
    ]
    bare = [f"{one.field}: a label has no quote" for one in scores.evidence if one.quoted.value not in (None, 1.0)]
    return invalid + bare


def _worse(comparison: Comparison, margin: float) -> list[str]:
    found = []
    for one in comparison.measures:
        if one.measure == VALUES and one.support < FEW_VALUES:
            continue
        lower = one.difference.low if one.difference.low is not None else one.difference.value
        if lower is not None and lower < -margin:
            found.append(
                f"{one.field}, {one.measure}: {one.difference.value:+.3f}, and the interval reaches down to {lower:+.3f}, "
                f"under the margin of -{margin:.3f}"
            )
    return found


def _thresholds(scores: Scores) -> list[str]:
    return [
        f"{one.field}: at the stored threshold {one.threshold.confidence:.3f}, {one.wrong} of {one.accepted} labels are wrong; "
        f"the bound {one.bound:.3f} is over the target of {one.threshold.target:.3f}"
        for one in scores.kept
        if not one.holds
    ]
