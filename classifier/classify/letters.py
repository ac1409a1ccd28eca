"""Classify one letter: split it, let the rules propose, let the model propose beside them.

Every field of every answer ends as a proposal or a failure, whatever the letter is like.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from classifier.ask_model import Asked, Frame, Passages, ask_letter, ask_split, steering_signs
from classifier.confidence import weighed
from classifier.llm import Model, Usage
from classifier.naming import comparable
from classifier.records import Answer, Classified, Failure, Letter, Proposal
from classifier.round import Round
from classifier.rules import propose
from classifier.split import is_unsure, split_letter, with_pointers

_REASONS = {"unread": "no text layer", "failed": "the letter could not be split"}


def split(round: Round, letter: Letter) -> tuple[Answer, ...]:
    """Return the letter's answers, one for every leaf question of the round."""
    return split_letter(letter, round.questions, round.request)


def by_rules(round: Round, letter: Letter, answers: Sequence[Answer], run_id: str) -> Classified:
    """Return what the offline rules say about a letter."""
    proposals = weighed(propose(letter, answers, round, run_id), letter, answers, round)
    if signs := steering_signs(letter.text):
        proposals = tuple(replace(one, signals=one.signals | {"steering": list(signs)}) for one in proposals)
    failures = tuple(
        Failure(answer.id, run_id, field.name, _REASONS[answer.state])
        for answer in answers
        if answer.state in _REASONS
        for field in round.taxonomy.fields
    )
    had = {(one.answer_id, one.field) for one in failures}
    kept = tuple(one for one in proposals if (one.answer_id, one.field) not in had)
    return Classified(letter.id, run_id, tuple(answers), kept, failures)


async def best_split(model: Model, frame: Frame, letter: Letter, answers: Sequence[Answer]) -> Passages:
    """Return the model's word on where the answers stand, if the splitter is unsure and the model may be asked.

    Where it gives no usable reply, and for every other letter, the splitter's answers stay.
    """
    if frame.split is None or not is_unsure(answers):
        return Passages(tuple(answers))
    said = await ask_split(model, frame.round, letter, frame.split)
    found = with_pointers(letter, said.answers, frame.round.questions) if said.answers else tuple(answers)
    return replace(said, answers=found)


async def by_model(
    model: Model, frame: Frame, letter: Letter, answers: Sequence[Answer], run_id: str
) -> tuple[Classified | None, Asked]:
    """Return what a model says about a letter, with the rules' opinion among the signals, and the raw outcome.

    The first is None where no reply could be had now.
    """
    asked = await ask_letter(model, frame, letter, answers, run_id)
    if asked.left:
        return None, asked
    opinions = weighed(propose(letter, answers, frame.round, run_id), letter, answers, frame.round)
    rules = {(one.answer_id, one.field): one for one in opinions}
    proposals = tuple(_beside(one, rules.get((one.answer_id, one.field))) for one in asked.proposals)
    usage = usage_record(asked.usage, asked.model)
    return Classified(letter.id, run_id, tuple(answers), proposals, asked.failures, usage), asked


def usage_record(usage: Usage, model: str) -> dict[str, Any]:
    """Return a usage as it is stored with a letter: what is not zero, and the model as the server names it."""
    counted = {part.name: value for part in fields(usage) if (value := getattr(usage, part.name))}
    return counted | ({"model": model} if model else {})


def _beside(proposal: Proposal, other: Proposal | None) -> Proposal:
    if other is None:
        return proposal
    same = comparable(proposal.label) == comparable(other.label)
    signals = {"rules_label": other.label, "rules_agree": same, "rules": other.confidence}
    return replace(proposal, signals=proposal.signals | signals)
