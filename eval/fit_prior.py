"""Fit what the rules' scores are worth on the development part of the gold: `python -m eval.fit_prior`.

One logistic regression for each reading, from the logits of the rules' score and of the splitter's confidence to
"this label is right". Writes data/rules/confidence-prior.yaml; the test part of the gold takes no part.
"""

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from classifier.resources import resource
from classifier.rules import propose
from eval.gold import load_gold
from eval.marks import marks_of
from eval.running import Outcome, run_rules


class Example(NamedTuple):
    """One label: the rules' score, the splitter's confidence, and whether it is the gold label."""

    reading: str
    score: float
    split: float
    right: bool


def main(folders: Sequence[str]) -> None:
    """Fit on the dev part of the gold folders (or all shipped ones) and write the file."""
    chosen = [Path(folder) for folder in folders] or [
        path.parent for path in sorted(resource("data", "gold").glob("*/gold.yaml"))
    ]
    examples = [one for folder in chosen for one in _examples(run_rules(load_gold(folder, "dev")))]
    fits = {
        reading: _fit([one for one in examples if one.reading == reading])
        for reading in sorted({e.reading for e in examples})
    }
    path = resource("data", "rules") / "confidence-prior.yaml"
    head = (
        "# Made by `python -m eval.fit_prior` on the dev part of " + ", ".join(folder.name for folder in chosen) + ".\n"
    )
    path.write_text(head + yaml.safe_dump({"fits": fits}), encoding="utf-8")
    print(f"{path}: {len(examples)} labels")


def _examples(outcome: Outcome) -> list[Example]:
    taxonomy = outcome.gold.round.taxonomy
    scores = _scores(outcome)
    found = []
    for field in taxonomy.fields:
        for mark in marks_of(outcome.letters, field, taxonomy):
            answer = mark.case.answer
            if answer.state == "answered":
                found.append(Example(field.reading, scores[answer.id, field.name], answer.confidence, mark.right))
            elif answer.state == "unanswered":
                found.append(Example("silence", answer.confidence, answer.confidence, mark.right))
    return found


def _scores(outcome: Outcome) -> dict[tuple[str, str], float]:
    """Return the rules' own score of every label, by answer and field."""
    round, run = outcome.gold.round, outcome.run.id
    proposals = [
        proposal
        for one in outcome.letters
        for proposal in propose(one.letter, [case.answer for case in one.cases], round, run)
    ]
    return {(one.answer_id, one.field): one.signals["rules"] for one in proposals}


def _fit(examples: Sequence[Example]) -> dict[str, float | int]:
    """Return intercept and slopes, with the number of labels and the share right; shrunk (L2, C = 1)."""
    inputs = np.array([[_logit(one.score), _logit(one.split)] for one in examples])
    right = np.array([one.right for one in examples])
    share = float(right.mean())
    fitted: dict[str, float | int] = {"labels": len(examples), "right": round(share, 3)}
    if share in (0.0, 1.0):
        return fitted | {"intercept": _rounded(_logit(share)), "score": 0.0, "split": 0.0}
    model = LogisticRegression(C=1.0).fit(inputs, right)
    score, split = model.coef_[0]
    return fitted | {"intercept": _rounded(model.intercept_[0]), "score": _rounded(score), "split": _rounded(split)}


def _rounded(value: float) -> float:
    return round(float(value), 4)


def _logit(share: float) -> float:
    kept = min(max(share, 0.02), 0.98)
    return math.log(kept / (1 - kept))


if __name__ == "__main__":
    main(sys.argv[1:])
