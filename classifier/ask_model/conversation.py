"""Make the requests about one letter: what is shown of it, where its answers stand, what is asked.

The letter stands in a message of its own between two lines that bear a mark. The mark is a digest of the
letter's whole text, so the same letter always has the same one and nobody can write a letter that contains it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.ask_model.frame import Frame
from classifier.llm import Message, Request
from classifier.records import Answer, Letter, Span, content_id

_AROUND = 400
_GAP = "\n[…]\n"
_SHOWN_WHOLE, _SHOWN_HEAD, _SHOWN_TAIL = 170, 100, 50


@dataclass(frozen=True, slots=True)
class Window:
    """The answers that one request asks about, and what it shows of the letter; the whole text where it fits."""

    answers: tuple[Answer, ...]
    text: str


def windows(frame: Frame, letter: Letter, answers: Sequence[Answer]) -> list[Window]:
    """Return the windows for the answered answers among `answers`, in order; none where nothing is answered.

    A letter within the frame's window is one window, shown whole. A longer one is cut by question: each window
    shows its answers' passages, what they point to and 400 characters around them.
    """
    asked = tuple(answer for answer in answers if answer.state == "answered")
    if frame.per == "answer":
        return [Window((answer,), _excerpt(letter.text, [answer])) for answer in asked]
    if len(letter.text) <= frame.window:
        return [Window(asked, letter.text)] if asked else []
    groups: list[list[Answer]] = []
    for answer in asked:
        if groups and len(_excerpt(letter.text, [*groups[-1], answer])) <= frame.window:
            groups[-1].append(answer)
        else:
            groups.append([answer])
    return [Window(tuple(group), _excerpt(letter.text, group)) for group in groups]


def first_request(frame: Frame, letter: Letter, window: Window, silent: Sequence[str], sample: int) -> Request:
    """Return the request for a window; `silent` are the ids of questions thought unanswered."""
    asked = ", ".join(answer.question_id for answer in window.answers)
    values = _values(frame, letter, window) | {"asked": asked, "unanswered": ", ".join(silent) or "none"}
    own = frame.prompt.fill(values, start=len(frame.beginning))
    return Request(
        messages=(*frame.beginning, *(Message(role, text) for role, text in own)),
        reply=frame.form,
        schema=frame.schema,
        prompt=frame.prompt.label,
        prompt_sha256=frame.prompt_sha256,
        about=f"{letter.source} ({asked if len(asked) < 20 else f'{len(window.answers)} answers'})",
        subject=content_id("subject", letter.text, asked),
        sample=sample,
    )


def second_request(first: Request, frame: Frame, problems: Mapping[str, Sequence[str]]) -> Request:
    """Return the request that names what could not be used, by question, and asks for just those again."""
    told = "\n".join(f"- {question}: {problem}" for question, found in problems.items() for problem in found)
    again = frame.again.fill({"problems": told, "asked": ", ".join(problems)})
    tail = tuple(Message(role, text) for role, text in again)
    return Request(
        messages=(*first.messages[:-1], *tail),
        reply=first.reply,
        schema=first.schema,
        prompt=f"{first.prompt}, {frame.again.label}",
        prompt_sha256=first.prompt_sha256,
        about=f"{first.about}, again",
        subject=content_id(first.subject, *problems),
        sample=first.sample,
    )


def _values(frame: Frame, letter: Letter, window: Window) -> dict[str, str]:
    act = frame.round.act
    about = "What one authority wrote, between the marks; after it, where each answer stands."
    governs = f" Where the letter names no Act, {act} governs it." if act else ""
    passages = "\n".join(_passage(letter.text, answer) for answer in window.answers)
    return frame.fixed | {
        "about": about + governs,
        "boundary": boundary(frame.prompt.sha256, letter.text),
        "letter": window.text,
        "passages": passages,
    }


def boundary(prompt_sha256: str, text: str) -> str:
    """Return the mark for a letter's text: 24 hex digits that depend on all of it and do not stand in it."""
    mark = hashlib.sha256(f"{prompt_sha256}\n{text}".encode()).hexdigest()[:24]
    while mark in text:
        mark = hashlib.sha256(mark.encode()).hexdigest()[:24]
    return mark


def _passage(text: str, answer: Answer) -> str:
    own = _GAP.strip().join(_short(text[start:end]) for start, end in answer.spans)
    pointed = " / ".join(_short(text[start:end]) for start, end in answer.context)
    return f"{answer.question_id}: «{own}»" + (f" points to «{pointed}»" if pointed else "")


def _short(passage: str) -> str:
    words = " ".join(passage.split())
    return words if len(words) <= _SHOWN_WHOLE else f"{words[:_SHOWN_HEAD]} […] {words[-_SHOWN_TAIL:]}"


def _excerpt(text: str, answers: Sequence[Answer]) -> str:
    wide = sorted(
        Span(max(0, start - _AROUND), min(len(text), end + _AROUND))
        for answer in answers
        for start, end in (*answer.spans, *answer.context)
    )
    merged: list[Span] = []
    for span in wide:
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return _GAP.join(text[start:end] for start, end in merged)
