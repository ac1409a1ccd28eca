"""Label one letter with a language model: ask, ground, ask again, agree, account for every field.

    frame → conversation → asking → opinions → proposals | failures

The model's word is taken for nothing but the label: every value is found in the letter by code, or it is a
failure. Nothing here stores, and nothing here knows a vendor.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from classifier.ask_model.asking import Told, ask_window, requests_of
from classifier.ask_model.conversation import windows
from classifier.ask_model.frame import WINDOW, Frame, Per, make_frame
from classifier.ask_model.opinions import Doubt, Opinion, agreed
from classifier.ask_model.splitting import Passages, ask_split
from classifier.ask_model.steering import steering_signs
from classifier.llm import Model, Request, Usage
from classifier.quotes import Source, find_quote
from classifier.records import Answer, Failure, Label, Letter, Proposal
from classifier.taxonomy import Field

__all__ = [
    "WINDOW",
    "Asked",
    "Frame",
    "Passages",
    "Per",
    "ask_letter",
    "ask_split",
    "letter_requests",
    "make_frame",
    "steering_signs",
]

_LONGEST_REPLY = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking about a letter came to: a proposal or a failure for every field of every answer.

    `left` says why no reply could be had now; there are then neither, and the letter can be asked about later.
    """

    proposals: tuple[Proposal, ...]
    failures: tuple[Failure, ...]
    usage: Usage
    model: str = ""
    left: str = ""


async def ask_letter(model: Model, frame: Frame, letter: Letter, answers: Sequence[Answer], run_id: str) -> Asked:
    """Return the proposals and failures for all answers of a letter, in the answers' and the fields' order.

    Unanswered questions get undetermined or no values without being asked about, unread ones a failure. Raises
    UserError or ModelError for what would fail for every letter.
    """
    source = Source(letter.text, letter.furniture)
    silent = [answer.question_id for answer in answers if answer.state == "unanswered"]
    jobs = [
        ask_window(model, frame, letter, source, window, silent, sample)
        for window in windows(frame, letter, answers)
        for sample in range(frame.samples)
    ]
    told = await asyncio.gather(*jobs) if len(jobs) > 1 else [await job for job in jobs]
    usage = sum((one.usage for one in told), Usage())
    if left := next((one.left for one in told if one.left), ""):
        return Asked((), (), usage, left=left)
    return _accounted(frame, letter, source, answers, run_id, told, usage)


def letter_requests(frame: Frame, letter: Letter, answers: Sequence[Answer]) -> list[Request]:
    """Return the first requests that `ask_letter` would make, in order, without asking."""
    silent = [answer.question_id for answer in answers if answer.state == "unanswered"]
    return requests_of(frame, letter, windows(frame, letter, answers), silent)


def _accounted(
    frame: Frame,
    letter: Letter,
    source: Source,
    answers: Sequence[Answer],
    run_id: str,
    told: Sequence[Told],
    usage: Usage,
) -> Asked:
    model = next((one.model for one in told if one.model), "")
    common: dict[str, Any] = {"model": model} if model else {}
    if signs := steering_signs(letter.text):
        common["steering"] = list(signs)
    proposals: list[Proposal] = []
    failures: list[Failure] = []
    for answer in answers:
        for field in frame.round.taxonomy.fields:
            view = _view(answer, field, source, told)
            if isinstance(view, Doubt):
                failures.append(Failure(answer.id, run_id, field.name, view.problem, view.reply[:_LONGEST_REPLY]))
                continue
            signals = common | view.signals | {"split": answer.confidence}
            proposals.append(Proposal(answer.id, run_id, field.name, view.label, view.confidence, view.quotes, signals))
    return Asked(tuple(proposals), tuple(failures), usage, model)


def _view(answer: Answer, field: Field, source: Source, told: Sequence[Told]) -> Opinion | Doubt:
    if answer.state == "unread":
        return Doubt("no text layer")
    if answer.state == "failed":
        return Doubt("the letter could not be split")
    if answer.state == "unanswered":
        return _unanswered(answer, field, source, told)
    views = [view for one in told if (view := one.views.get((answer.question_id, field.name))) is not None]
    if isinstance(views[0], Doubt):
        return views[0]
    return agreed([view for view in views if isinstance(view, Opinion)])


def _unanswered(answer: Answer, field: Field, source: Source, told: Sequence[Told]) -> Opinion:
    """No label is made of what the model thinks was missed; it lowers the confidence and is there to be looked at."""
    label: Label = None if field.kind == "one_of" else ()
    signals: dict[str, Any] = {"why": "no answer found in the letter"}
    quote = next((one.missed[answer.question_id] for one in told if answer.question_id in one.missed), "")
    found = find_quote(source, quote) if quote else None
    if found is None:
        return Opinion(label, answer.confidence, (), signals)
    signals["model_found"] = [found.start, found.end, found.text]
    return Opinion(label, answer.confidence / 2, (), signals)
