"""Let a model say where a letter's answers stand: a second opinion on the splitter, for letters that it is unsure of.

The model gives first and last words; the places are found here. What is not in the letter is no passage.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from classifier.ask_model.conversation import boundary
from classifier.ask_model.wording import questionnaire_text
from classifier.llm import Message, Model, Request, Usage
from classifier.prompts import Prompt, load_prompt
from classifier.quotes import Source, find_quote
from classifier.records import Answer, Letter, Span, content_id
from classifier.response_schema import split_reply, wire_schema
from classifier.round import Round
from classifier.split.lines import stripped
from classifier.split.passages import disjoint, without

_SURE = {"exact": 0.9, "normalised": 0.8}


@dataclass(frozen=True, slots=True)
class Passages:
    """Where the answers of a letter stand: one for every leaf question, in order; what asking used.

    `model` is the model as the server names it, empty where none was asked. `left` says why no reply could be had
    now; asking again later may bring one.
    """

    answers: tuple[Answer, ...]
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    left: str = ""


async def ask_split(model: Model, round: Round, letter: Letter, prompt: Prompt | None = None) -> Passages:
    """Return what a model says of where a letter's answers stand, in the splitter's form.

    There are no answers where no usable reply could be had. Their `evidence` says that a model found the place, and
    how many of its passages are not in the letter; those are left out.
    """
    request = _request(round, letter, prompt or load_prompt("split_letter"))
    reply = await model.ask(request)
    said: Any = reply.value
    if said is None:
        return Passages((), reply.usage, reply.model, reply.problem if reply.outcome == "left" else "")
    source = Source(letter.text, letter.furniture)
    found: dict[str, list[tuple[Span, float] | None]] = {}
    for passage in said.passages:
        found.setdefault(passage.question, []).append(_place(source, passage.begins, passage.ends))
    answers = tuple(_answer(letter, question.id, found.get(question.id, [])) for question in round.leaves)
    return Passages(answers, reply.usage, reply.model)


def _request(round: Round, letter: Letter, prompt: Prompt) -> Request:
    form = split_reply([question.id for question in round.leaves])
    values = {
        "questions": questionnaire_text(round.questions),
        "boundary": boundary(prompt.sha256, letter.text),
        "letter": letter.text,
    }
    return Request(
        messages=tuple(Message(role, text) for role, text in prompt.fill(values)),
        reply=form,
        schema=wire_schema(form),
        prompt=prompt.label,
        prompt_sha256=prompt.sha256,
        about=f"{letter.source} (where its answers stand)",
        subject=content_id("split", letter.text),
    )


def _place(source: Source, begins: str, ends: str) -> tuple[Span, float] | None:
    """The passage from its first to its last words, the last ones looked for after the first."""
    first = find_quote(source, begins)
    if first is None:
        return None
    last = find_quote(source, ends, [Span(first.start, len(source.text))])
    if last is None or last.end < first.end or last.start < first.start:
        return None
    return Span(first.start, last.end), min(_SURE[first.status], _SURE[last.status])


def _answer(letter: Letter, question: str, places: list[tuple[Span, float] | None]) -> Answer:
    there = sorted(place for place in places if place)
    evidence = {"how": "model", "not_in_letter": len(places) - len(there)}
    spans = _without_furniture(letter, disjoint([span for span, _ in there]))
    if not spans:
        return Answer(letter.id, question, "unanswered", confidence=0.5, evidence=evidence)
    return Answer(letter.id, question, "answered", spans, (), min(sure for _, sure in there), evidence)


def _without_furniture(letter: Letter, spans: Sequence[Span]) -> tuple[Span, ...]:
    """A passage that goes over a page's end is two spans: the foot of the page is none of it."""
    pieces = (piece for span in spans for piece in without(span, letter.furniture))
    return tuple(span for piece in pieces if (span := stripped(letter.text, *piece)))
