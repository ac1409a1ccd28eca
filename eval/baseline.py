"""The baseline that changes are held against: which runs, how they are made, and how each answer came out.

It is a file in the repository. Nothing but `python -m eval baseline` writes it.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from classifier.errors import DataError, UserError
from eval.measuring import Way
from eval.running import Spans
from eval.thresholds import Threshold

MARGIN = 0.02
"""A measure may be this much worse before a change counts as a loss (non-inferiority margin)."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a run is made again. Folders are relative to the baseline file's own."""

    gold: str
    model: str = "rules"
    part: str | None = None
    spans: Spans = "own"
    per: Way = "letter"
    prompt: str = ""
    records: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One run of the baseline: its recipe, stored thresholds by field, and its report without words."""

    recipe: Recipe
    thresholds: dict[str, Threshold]
    report: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Baseline:
    """All runs by name, and the margin."""

    runs: dict[str, Entry]
    margin: float = MARGIN


def load_baseline(path: Path) -> Baseline:
    """Read the file; raise UserError when there is none, DataError when it is not of the form."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"{path}: there is no baseline: python -m eval baseline TARGET makes one") from None
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read as a baseline ({error})") from None
    try:
        return Baseline({name: _entry(one) for name, one in content["runs"].items()}, float(content["margin"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"{path}: is no baseline ({error!r}): make it again with python -m eval baseline") from None


def save_baseline(baseline: Baseline, path: Path) -> None:
    """Write the file whole, one line a letter, so that a change to it can be read."""
    runs = {name: _plain(entry) for name, entry in sorted(baseline.runs.items())}
    lines = json.dumps({"margin": baseline.margin, "runs": runs}, ensure_ascii=False, indent=1).splitlines()
    half = path.with_name(f".{path.name}.half")
    path.parent.mkdir(parents=True, exist_ok=True)
    half.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.replace(half, path)


def _entry(content: Mapping[str, Any]) -> Entry:
    thresholds = {name: Threshold(**one) for name, one in content["thresholds"].items()}
    report = {"about": content["about"], "items": list(_unpacked(content["letters"]))}
    return Entry(Recipe(**content["recipe"]), thresholds, report)


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        "recipe": asdict(entry.recipe),
        "about": entry.report["about"],
        "thresholds": {name: asdict(one) for name, one in entry.thresholds.items()},
        "letters": _packed(entry.report["items"]),
    }


def _packed(items: list[dict[str, Any]]) -> dict[str, str]:
    """One string a letter: `2a 0.957 status:1,1,0,0 vendors:…` for each answer, right and counts for each field."""
    letters: dict[str, list[str]] = {}
    for item in items:
        fields = [
            f"{name}:{int(one['right'])},{','.join(map(str, one['counts']))}" for name, one in item["fields"].items()
        ]
        letters.setdefault(item["letter"], []).append(" ".join([item["question"], str(item["token_f1"]), *fields]))
    return {letter: "; ".join(answers) for letter, answers in letters.items()}


def _unpacked(letters: Mapping[str, str]) -> Any:
    for letter, answers in letters.items():
        for answer in answers.split("; "):
            question, token_f1, *fields = answer.split(" ")
            known = {}
            for one in fields:
                name, _, numbers = one.partition(":")
                right, *counts = (int(number) for number in numbers.split(","))
                known[name] = {"right": bool(right), "counts": counts}
            yield {"letter": letter, "question": question, "token_f1": float(token_f1), "fields": known}
