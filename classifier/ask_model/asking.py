"""Ask a model about a letter until every field of every answer has an opinion or a doubt.

A reply that cannot be read is asked for again, twice at most, what is readable of it kept. A reply that can
be read but holds values not to be used is followed by one targeted asking that names them. Nothing is stored.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from classifier.ask_model.conversation import Window, first_request, second_request
from classifier.ask_model.frame import Frame
from classifier.ask_model.logprobs import label_probabilities
from classifier.ask_model.opinions import Doubt, Ground, Opinion, judge
from classifier.llm import Model, Reply, Request, Usage
from classifier.quotes import Source
from classifier.records import Answer, Letter

_UNREADABLE_TRIES = 3

Views = dict[tuple[str, str], Opinion | Doubt]
"""By question and field."""


@dataclass(slots=True)
class Told:
    """What one asking about one window came to. `left` says why no reply could be had, and then nothing counts."""

    views: Views = field(default_factory=dict)
    missed: dict[str, str] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    left: str = ""
    model: str = ""


async def ask_window(
    model: Model, frame: Frame, letter: Letter, source: Source, window: Window, silent: Sequence[str], sample: int = 0
) -> Told:
    """Return opinions and doubts for every field of the window's answers, from one to four calls."""
    told = Told()
    first = request = first_request(frame, letter, window, silent, sample)
    todo, targeted, unreadable = window.answers, False, 0
    while True:
        reply = await model.ask(request)
        told.usage += reply.usage
        told.model = reply.model or told.model
        if reply.outcome == "left":
            told.left = reply.problem
            return told
        _take(told, frame, source, todo, reply, again=request is not first)
        todo = tuple(answer for answer in todo if _doubted(told, frame, answer))
        unreadable += reply.outcome == "unusable"
        if not todo or reply.outcome == "refused" or targeted or unreadable >= _UNREADABLE_TRIES or sample:
            return told
        targeted = reply.outcome == "parsed"
        request = second_request(first, frame, _problems(told, frame, todo))


def _take(told: Told, frame: Frame, source: Source, todo: Sequence[Answer], reply: Reply, again: bool) -> None:
    items = {item.question: item for item in reversed(_items(frame, reply))}
    if frame.per == "answer" and len(todo) == 1 and items:
        items = {todo[0].question_id: next(iter(items.values()))}  # it was asked about one: whatever id it gave
    for answer in todo:
        item = items.get(answer.question_id)
        views = _views(frame, source, answer, item, reply)
        for name, view in views.items():
            if not isinstance(told.views.get((answer.question_id, name)), Opinion):
                _mark(view, again)
                told.views[answer.question_id, name] = view
    if not again and reply.value is not None:
        told.missed = {entry.question: entry.quote for entry in getattr(reply.value, "missed", ())}


def _views(frame: Frame, source: Source, answer: Answer, item: Any, reply: Reply) -> Mapping[str, Opinion | Doubt]:
    if item is None:
        problem = reply.problem or "the reply leaves this question out"
        return {name.name: Doubt(problem, reply.text[:2000]) for name in frame.round.taxonomy.fields}
    views = judge(Ground(source, answer, frame.round.taxonomy), item)
    for name, probability in label_probabilities(reply, answer.question_id, frame.round.taxonomy).items():
        view = views[name]
        if isinstance(view, Opinion):
            view.signals["p_logprob"] = probability
    return views


def _mark(view: Opinion | Doubt, again: bool) -> None:
    if again and isinstance(view, Opinion):
        view.signals["asked_again"] = True


def _doubted(told: Told, frame: Frame, answer: Answer) -> bool:
    return any(isinstance(told.views[answer.question_id, name.name], Doubt) for name in frame.round.taxonomy.fields)


def _problems(told: Told, frame: Frame, todo: Sequence[Answer]) -> dict[str, list[str]]:
    """By question, what was wrong, each problem once; a reply that left everything out is one problem."""
    return {
        answer.question_id: list(dict.fromkeys(_doubts(told, frame, answer)))
        for answer in todo
    }  # fmt: skip


def _doubts(told: Told, frame: Frame, answer: Answer) -> Iterator[str]:
    for name in frame.round.taxonomy.fields:
        view = told.views[answer.question_id, name.name]
        if isinstance(view, Doubt):
            yield view.problem


def _items(frame: Frame, reply: Reply) -> list[Any]:
    """The reply's items; of a reply that cannot be read as a whole, those that can, for nothing else is known of it."""
    if reply.value is not None:
        return [reply.value] if frame.per == "answer" else list(getattr(reply.value, "answers", ()))
    try:
        content = from_json(reply.text, allow_partial=True)
    except ValueError:
        return []
    raw = content.get("answers", [content]) if isinstance(content, dict) else []
    return [item for entry in (raw if isinstance(raw, list) else []) if (item := _item(frame.item_form, entry))]


def _item(form: type[BaseModel], entry: Any) -> BaseModel | None:
    try:
        return form.model_validate(entry)
    except ValidationError:
        return None


def requests_of(frame: Frame, letter: Letter, windows: Sequence[Window], silent: Sequence[str]) -> list[Request]:
    """Return the first request of every window and sample, as `ask_window` will make them."""
    return [
        first_request(frame, letter, window, silent, sample) for window in windows for sample in range(frame.samples)
    ]
