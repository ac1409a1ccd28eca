"""How a letter sets out its answers, found out from all of its numbers together: headings after them, on a line of their
own or before a dash, questions in short, a column of questions, labels such as "Response:" above the answers.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from classifier.markers import marker_at
from classifier.split.anchors import Anchor
from classifier.split.nodes import Nodes
from classifier.split.passages import (
    LEAD_IN,
    SHORT_ANSWERS,
    Page,
    after_marker,
    has_answer_line,
    is_like,
    line_end,
)
from classifier.split.path import Step

_CELLS = re.compile(r"\S(?:\t+|\s\|\s)\s*\S")
_ANSWERS_FIRST = re.compile(  # "Ref. | Response | Basis": no column of questions
    r"^[ \t\xa0]*[^\n\t|]{1,24}(?:\t+|\s\|\s)[ \t\xa0]*(?:(?:our|the|\w+)[ \xa0])?(?:responses?|answers?|reply|replies)[ \t\xa0]*(?:\t+|\s\|\s)",
    re.IGNORECASE | re.MULTILINE,
)
_DOTTED = 4  # questions in short that end in a full stop, "1. Number of stops." over "There are 1,390."


def set_out(steps: Sequence[Step], nodes: Nodes, page: Page) -> Page:
    """Return the page with what the numbers that a path uses have in common; see `Page`."""
    own = [step for step in steps if step.anchor.kind == "number" and not step.anchor.inline]
    numbered = [step.anchor for step in own]
    firsts = [_first_line(page.text, anchor) for anchor in numbered]
    headings = [line for line, more in firsts if _is_headline(line, more)]
    cells = [line for line, _ in firsts if _CELLS.search(line)]
    many = max(3, 0.6 * len(numbered))
    tops = [line for number, (line, more) in zip(numbered, firsts, strict=True) if more and number.text[:1].isdigit()]
    digits = sum(number.text[:1].isdigit() for number in numbered)  # most with one line only are answers
    over = [line for line in tops if line.endswith("?") or _is_headline(line, more=True)]
    worded = sum(step.anchor.kind == "heading" and not step.anchor.explicit for step in steps)
    if worded >= max(3, 0.5 * len(steps)):
        page = replace(page, headings=sorted({*page.headings, *page.titles}))
    led_in = sum(bool(LEAD_IN.match(line)) for line, _ in firsts)
    page = replace(page, led_in=led_in >= max(3, 0.5 * len(numbered)))
    headed: Literal["", "tops", "all"] = (
        "all" if len(headings) >= many else "tops" if len(over) >= max(3, 0.8 * len(tops), 0.3 * digits) else ""
    )
    told = [(line, step) for step, (line, more) in zip(own, firsts, strict=True) if more and line.endswith(".")]
    dotted = sum(is_like(line, nodes, step.candidate.first) for line, step in told)
    dots = dotted >= max(_DOTTED, 0.5 * len(told))
    labelled = sum(has_answer_line(page.text, anchor) for anchor in numbered) >= many
    columns = len(cells) >= many and not _ANSWERS_FIRST.search(page.text)
    return replace(page, headed=headed, columns=columns, dotted=dots, labelled=labelled)


def _is_headline(line: str, more: bool) -> bool:
    """Say whether the first line after a number may be a heading; `more` says that words follow below it."""
    few = len(line.split()) <= 12 and not (line.lower() in SHORT_ANSWERS or line.isdigit())
    return more and bool(line) and line[-1] not in ".;,!?" and few


def _first_line(text: str, anchor: Anchor) -> tuple[str, bool]:
    marker = marker_at(text, anchor.start, line_end(text, anchor.start))
    start = after_marker(text, marker.end if marker else anchor.start, len(text))
    end = line_end(text, start)
    following = text[end : end + 200].lstrip().split("\n", 1)[0]
    own = bool(following.strip()) and not marker_at(following, 0, len(following), bare=True)
    return text[start:end].strip(), own
