"""Fit what the rules' labels are worth on the development part of the gold: `python -m eval.fit_prior`.

One logistic regression for each reading, from `letter_signals` to "this label is right"; writes
data/rules/confidence-prior.yaml. What it is worth itself is measured on letters that a fit has not seen, and on whole
gold sets that it has not. The test part of the gold takes no part.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from classifier.confidence import PriorFit, Signals, letter_signals, settings_of
from classifier.resources import resource
from classifier.rules import propose
from eval.gold import load_gold
from eval.marks import marks_of
from eval.running import Outcome, run_rules

SHRINKAGE = 0.01
"""scikit-learn's C: a few hundred labels and some forty signals need a firm hand."""
FOLDS = 10


class Example(NamedTuple):
    """One label: its signals, whether it is the gold label, and the letter and gold set it is of."""

    reading: str
    signals: Signals
    right: bool
    letter: str
    gold: str


def main() -> None:
    """Fit on the dev part of the gold folders (or all shipped ones), print what it is worth, and write the file."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("folders", nargs="*", type=Path, help="folders of gold (default: all in data/gold)")
    chosen: list[Path] = options.parse_args().folders or [
        path.parent for path in sorted(resource("data", "gold").glob("*/dev"))
    ]
    examples = [one for folder in chosen for one in examples_of(run_rules(load_gold(folder, "dev")))]
    readings = sorted({one.reading for one in examples})
    by_reading = {name: [one for one in examples if one.reading == name] for name in readings}
    path = resource("data", "rules") / "confidence-prior.yaml"
    head = f"# Made by `python -m eval.fit_prior` on the dev part of {', '.join(folder.name for folder in chosen)}.\n"
    fits = {name: _plain(some, fit_of(some)) for name, some in by_reading.items()}
    path.write_text(head + yaml.safe_dump({"fits": fits}), encoding="utf-8")
    print(f"{path}: {len(examples)} labels")
    for name, some in {**by_reading, "all": examples}.items():
        print(f"{name}: {worth(some)}")


def examples_of(outcome: Outcome) -> list[Example]:
    """Return every label of a run of the rules with its signals."""
    round, found = outcome.gold.round, []
    known = _signals(outcome)
    for field in round.taxonomy.fields:
        for mark in marks_of(outcome.letters, field, round.taxonomy):
            name = outcome.letters[mark.letter].gold.name
            signals = known.get((mark.case.answer.id, field.name))
            if signals is not None:
                gold = outcome.gold.folder.name
                found.append(Example(field.reading, signals, mark.right, f"{gold}/{name}", gold))
    return found


def _signals(outcome: Outcome) -> dict[tuple[str, str], Signals]:
    round, found = outcome.gold.round, {}
    for one in outcome.letters:
        answers = [case.answer for case in one.cases]
        settings = settings_of(one.letter, answers, round)
        for proposal in propose(one.letter, answers, round, outcome.run.id):
            field = round.taxonomy.field(proposal.field)
            setting = settings[proposal.answer_id]
            found[proposal.answer_id, field.name] = letter_signals(proposal, field, round.taxonomy, setting)
    return found


def fit_of(examples: Sequence[Example]) -> PriorFit:
    """Return the fit; weights are on the signals as they are, though shrunk on a common scale."""
    from sklearn.linear_model import LogisticRegression

    names = sorted({name for one in examples for name in one.signals})
    inputs = np.array([[one.signals.get(name, 0.0) for name in names] for one in examples])
    right = np.array([one.right for one in examples])
    if right.all() or not right.any():  # nothing to tell apart: one wrong label in as many again and two is assumed
        return PriorFit(float(np.log((right.sum() + 1) / ((~right).sum() + 1))), {})
    middle, spread = inputs.mean(axis=0), inputs.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=SHRINKAGE, max_iter=1000).fit((inputs - middle) / spread, right)
    weights = model.coef_[0] / spread
    kept = {name: float(weight) for name, weight in zip(names, weights, strict=True) if abs(weight) >= 5e-5}
    return PriorFit(float(model.intercept_[0] - weights @ middle), kept)


def worth(examples: Sequence[Example]) -> str:
    """Return in words how right the surer half is on letters that no fit has seen, and on gold sets that none has."""
    right = np.array([one.right for one in examples])
    parts = [f"{len(examples)} labels, {right.mean():.1%} right; the surer half"]
    for what, group in (("of other letters", _fold), ("of other gold sets", lambda one: one.gold)):
        sure = np.zeros(len(examples))
        for reading in {one.reading for one in examples}:
            places = [at for at, one in enumerate(examples) if one.reading == reading]
            sure[places] = unseen([examples[at] for at in places], group)
        surer = np.argsort(-sure, kind="stable")[: (len(sure) + 1) // 2]
        parts.append(f"{right[surer].mean():.1%} ({what}; Brier {((sure - right) ** 2).mean():.3f}),")
    return " ".join(parts).rstrip(",")


def unseen(examples: Sequence[Example], group: Callable[[Example], str]) -> NDArray[np.float64]:
    """Return the probability of each example of one reading by a fit on those of all other groups."""
    groups = [group(one) for one in examples]
    sure = np.zeros(len(examples))
    for left_out in sorted(set(groups)):
        rest = [one for one, name in zip(examples, groups, strict=True) if name != left_out]
        fit = fit_of(rest or examples)
        for at, one in enumerate(examples):
            if groups[at] == left_out:
                sure[at] = fit.probability(one.signals)
    return sure


def _fold(example: Example) -> str:
    from classifier.records import content_id

    return str(int(content_id("fold", example.letter), 16) % FOLDS)


def _plain(examples: Sequence[Example], fit: PriorFit) -> dict[str, object]:
    right = sum(one.right for one in examples) / len(examples)
    weights = {name: round(weight, 4) for name, weight in sorted(fit.weights.items())}
    return {"labels": len(examples), "right": round(right, 3), "intercept": round(fit.intercept, 4), "weights": weights}


if __name__ == "__main__":
    main()
