"""What the rules' labels are worth before anyone has reviewed a round: a fit on the shipped gold letters.

`data/rules/confidence-prior.yaml` holds, for each reading, the weights of a logistic function of `letter_signals`, made
by `python -m eval.fit_prior` on the development part of the gold. A reading that it does not have keeps the rules' own
score, less what the splitter doubts.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from classifier.confidence.signals import Setting, Signals, answer_signals, label_signals, settings_of
from classifier.records import Answer, Letter, Proposal
from classifier.resources import read_yaml, resource
from classifier.round import Round
from classifier.taxonomy import Reads


@dataclass(frozen=True, slots=True)
class PriorFit:
    """One reading's fit: log odds that a label is right are `intercept` + the sum of weight x signal."""

    intercept: float
    weights: Mapping[str, float]

    def odds(self, signals: Signals) -> float:
        """Return the sum of weight x signal; a signal without a weight counts for nothing."""
        weights = self.weights
        return sum(weights[name] * value for name, value in signals.items() if name in weights)

    def probability(self, signals: Signals) -> float:
        """Return the probability (0 to 1, four places) that a label with these signals is right."""
        return _share(self.intercept + self.odds(signals))


def weighed(
    proposals: Sequence[Proposal], letter: Letter, answers: Sequence[Answer], round: Round
) -> tuple[Proposal, ...]:
    """Return the rules' proposals of one letter, in order, with the probability that each is right as its confidence.

    Their own score stays in `signals["rules"]`.
    """
    settings = settings_of(letter, answers, round)
    of_answer: dict[tuple[str, Reads], float] = {}  # what all labels of an answer have in common is added up once
    return tuple(replace(one, confidence=_sure(one, settings[one.answer_id], round, of_answer)) for one in proposals)


def _sure(one: Proposal, setting: Setting, round: Round, of_answer: dict[tuple[str, Reads], float]) -> float:
    field = round.taxonomy.field(one.field)
    fit = shipped_fits().get(field.reading)
    if fit is None:
        return float(f"{one.signals['rules'] * (0.5 + 0.5 * setting.answer.confidence):.4f}")
    key = one.answer_id, field.reading
    if key not in of_answer:
        of_answer[key] = fit.intercept + fit.odds(answer_signals(setting))
    return _share(of_answer[key] + fit.odds(label_signals(one, field, round.taxonomy, setting)))


def _share(odds: float) -> float:
    return round(1 / (1 + math.exp(-odds)), 4)


@lru_cache(maxsize=1)
def shipped_fits() -> Mapping[str, PriorFit]:
    """Return the shipped fits by reading."""
    content = read_yaml(resource("data", "rules", "confidence-prior.yaml"))
    return {name: PriorFit(float(fit["intercept"]), fit["weights"]) for name, fit in content["fits"].items()}
