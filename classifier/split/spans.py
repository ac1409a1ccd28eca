"""Turn a path of anchors into the spans of each question's answer.

What stands between one anchor and the next belongs to the first, without the restated question, labels
such as "Our response:", page furniture and whatever comes after the closing words. Questions restated
together and answered together share the passage; so do the parts of a range.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from classifier.markers import marker_at
from classifier.records import Span
from classifier.split.candidates import Anchor
from classifier.split.echo import Echo
from classifier.split.lines import Line, is_annex, is_closing, starts_link_list, starts_older_mail, starts_review
from classifier.split.nodes import Nodes
from classifier.split.path import Step
from classifier.split.words import content, likeness

How = Literal["restated", "number", "range", "rest", "heading", "shared", "whole", "narrative", "silent"]


@dataclass(frozen=True, slots=True)
class Found:
    """Where one question's answer stands and how it was found. `spans` is empty for silence."""

    spans: tuple[Span, ...]
    how: How
    anchor: str = ""
    score: float = 0.0
    layer: int = 0
    weight: float = 1.0


@dataclass(slots=True)
class _Part:
    """The passage that one anchor opens."""

    anchor: Anchor
    leaves: tuple[int, ...]
    node: int
    score: float
    spans: tuple[Span, ...] = ()
    row: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What the passages are cut out of: the text, its lines, what to leave out, where passages must end."""

    text: str
    lines: Sequence[Line]
    left_out: Sequence[Span]
    stops: Sequence[int]
    headings: Sequence[int]
    headed: bool = False
    columns: bool = False


_LABEL = re.compile(
    r"[\s|>*•·:–—-]*(?:(?:our|the|university'?s?|council'?s?|trust'?s?|college'?s?)\s+)*(?:answers?|response|reply|ans|a|r|ateb)\s*[:.–—-]+\s*|[\s|>:–—]+|-\s+",
    re.IGNORECASE,
)
_LABEL_LINE = re.compile(
    r"\W*(?:(?:our|the|your|university'?s?|council'?s?|college'?s?|\w+)\s+){0,2}(?:answers?|responses?|reply|question|decision|ymateb)\W*(?:\n|$)",
    re.IGNORECASE,
)
_TRAIL = " \t\xa0\n\r|>–—*_•·"


def spans_of(steps: Sequence[Step], echoes: Sequence[Echo], nodes: Nodes, page: Page) -> dict[int, Found]:
    """Return what was found for each leaf that the path reaches."""
    page = _with_manners(steps, page)
    parts = [_part(step, _next_start(steps, i, page), nodes, page) for i, step in enumerate(steps)]
    found: dict[int, Found] = {}
    answered = {leaf for part in parts if part.spans for leaf in part.leaves}
    numbered = {
        leaf for part in parts if part.spans and part.anchor.kind in ("number", "range") for leaf in part.leaves
    }
    pending: list[_Part] = []
    for part in parts:
        if part.spans:
            _give(found, part, pending, answered, numbered, nodes)
            pending = []
        elif part.anchor.kind in ("restated", "heading") and not part.row:
            pending = [*pending, part]
        else:
            pending = []
    _give_rest(found, parts, nodes)
    return found


def _next_start(steps: Sequence[Step], index: int, page: Page) -> int:
    start = steps[index].anchor.body
    following = steps[index + 1].anchor.start if index + 1 < len(steps) else len(page.text)
    stop = min((stop for stop in page.stops if stop >= start), default=following)
    heading = min((at for at in page.headings if at > start and text_between(page.text, start, at)), default=following)
    return min(following, stop, heading)


def text_between(text: str, start: int, end: int) -> bool:
    """Say whether words stand between two places, a marker at the first not counted."""
    marker = marker_at(text, start, end)
    return bool(re.search(r"\w", text[marker.end if marker else start : end]))


def _part(step: Step, end: int, nodes: Nodes, page: Page) -> _Part:
    anchor = step.anchor
    row = _is_row(page.text, anchor)
    spans = passage(page, anchor.body, end, anchor, nodes, step.candidate.first)
    return _Part(anchor, step.candidate.members, step.candidate.first, step.candidate.score, spans, row)


def _is_row(text: str, anchor: Anchor) -> bool:
    line_end = text.find("\n", anchor.start)
    return bool(re.search(r"\t| \| ", text[anchor.start : line_end if line_end >= 0 else len(text)]))


def passage(page: Page, start: int, end: int, anchor: Anchor, nodes: Nodes, node: int) -> tuple[Span, ...]:
    """Return the spans of `[start, end)` that can be an answer: trimmed, left-out places cut away."""
    start = _after_question(page, start, end, anchor, nodes, node)
    pieces = without(Span(start, end), page.left_out)
    trimmed = [piece for one in pieces if (piece := _trim(page.text, one)) is not None]
    return () if _only_asks(page.text, trimmed, nodes, node) else tuple(_merge(page.text, trimmed))


def _only_asks(text: str, pieces: Sequence[Span], nodes: Nodes, node: int) -> bool:
    """Say whether a passage merely repeats its question, in whole or in part."""
    shown = re.sub(r"\[(?:\.\.\.|…)\]", "", " ".join(text[start:end] for start, end in pieces)).strip()
    own = content(shown)
    if shown.endswith("?") and not re.search(r"[.;:]\s", shown):
        return True
    if len(own) < 2 or shown[-1:] == ".":
        return False
    return max(likeness(own, asked, nodes.rarity, nodes.unknown) for asked in (nodes.words[node], *nodes.words)) > 0.9


def _after_question(page: Page, start: int, end: int, anchor: Anchor, nodes: Nodes, node: int) -> int:
    """Step over what is left of the question, and labels, before the answer's own words begin."""
    text = page.text
    if anchor.kind == "restated":
        start = _rest_of_question(text, start, end)
    elif anchor.kind == "number" and not anchor.inline:
        start = _over_question(page, start, end, nodes, node)
    moved = True
    while moved:
        moved = False
        label = _LABEL.match(text, start, end) or _LABEL_LINE.match(text, start, end)
        if label and label.end() > start and (label.group().strip() or label.end() < end):
            moved = True
            start = label.end()
    return start


def _rest_of_question(text: str, start: int, end: int) -> int:
    """A restated question may end in words that the request does not have: step to its question mark or line end."""
    tail = re.compile(r"[\s]?[?.;:,)\]\"”’*]*").match(text, start, end)
    start = tail.end() if tail else start
    asked = re.compile(r"[^\n?|\t]{0,80}(?:\n[^\n?|\t]{0,60})?\?[)\"”’*]*").match(text, start, end)
    if asked and "\n\n" not in asked.group():
        return asked.end()
    bracket = re.compile(r"[^\n|\t]{0,3}\([^)]{0,160}\)[.;:]?").match(text, start, end)
    return bracket.end() if bracket else start


def _over_question(page: Page, start: int, end: int, nodes: Nodes, node: int) -> int:
    """After a number: step over a question in other words ("2. Do you monitor students?"), a heading, a table cell."""
    text = page.text
    marker = marker_at(text, start, end)
    at = marker.end if marker else start
    if (
        page.columns
        and (cell := re.compile(r"[^\n\t|]*(?:\t+|\s\|\s)").match(text, at + _blank(text, at), end))
        and cell.end() < end
    ):
        return cell.end()
    asked = re.compile(r"\s*[^?\n\t|]{0,300}(?:\n(?!\s*\n)[^?\n\t|]{1,200}){0,4}\?[)*]*(?=\s|$)").match(text, at, end)
    if asked and text[asked.end() : end].strip() and not re.search(r"[.;]\s+[A-Z]", asked.group()):
        return asked.end()
    line_end = text.find("\n", at, end)
    heading = text[at : line_end if line_end >= 0 else end].strip()
    rest = without(Span(line_end, end), page.left_out) if line_end >= 0 else []
    following = "".join(text[piece.start : piece.end] for piece in rest).lstrip()
    if following and not following[0].islower() and _is_heading(heading, nodes, node, page.headed):
        return line_end
    return start


def _blank(text: str, at: int) -> int:
    return len(text[at:]) - len(text[at:].lstrip(" \xa0\t"))


def _is_heading(line: str, nodes: Nodes, node: int, headed: bool) -> bool:
    if (
        not line
        or len(line) > 110
        or line[-1] in ".;,!"
        or len(line.split()) > 14
        or line.lower() in ("yes", "no", "n/a", "none", "nil")
    ):
        return False
    return headed or likeness(content(line), nodes.words[node], nodes.rarity, nodes.unknown) >= 0.5


def _with_manners(steps: Sequence[Step], page: Page) -> Page:
    """Find out how this letter sets out its answers: headings after the numbers, or a table with a question column."""
    numbered = [step.anchor for step in steps if step.anchor.kind == "number" and not step.anchor.inline]
    firsts = [_first_line(page.text, anchor) for anchor in numbered]
    headings = [
        line for line, more in firsts if more and line and line[-1] not in ".;,!?" and 1 < len(line.split()) <= 12
    ]
    cells = [line for line, _ in firsts if re.search(r"\S(?:\t+|\s\|\s)\s*\S", line)]
    many = max(3, 0.6 * len(numbered))
    return replace(page, headed=len(headings) >= many, columns=len(cells) >= many)


def _first_line(text: str, anchor: Anchor) -> tuple[str, bool]:
    end = text.find("\n", anchor.start)
    end = len(text) if end < 0 else end
    marker = marker_at(text, anchor.start, end)
    following = text[end + 1 : end + 200].split("\n", 1)[0]
    own = bool(following.strip()) and not marker_at(following, 0, len(following))
    return text[marker.end if marker else anchor.start : end].strip(), own


def without(span: Span, left_out: Sequence[Span]) -> list[Span]:
    """Return what is left of a span, in order, when the places to leave out (sorted) are cut away."""
    pieces, start = [], span.start
    for out in left_out:
        if out.end <= start or out.start >= span.end:
            continue
        if out.start > start:
            pieces.append(Span(start, out.start))
        start = max(start, out.end)
    if start < span.end:
        pieces.append(Span(start, span.end))
    return pieces


def _trim(text: str, span: Span) -> Span | None:
    start, end = span
    head = re.compile(r"(?:[\s>|]|[.,;:?)](?=\s))*").match(text, start, end)
    start = head.end() if head else start
    while end > start and text[end - 1] in _TRAIL:
        end -= 1
    return Span(start, end) if re.search(r"\w", text[start:end]) else None


def _merge(text: str, spans: Sequence[Span]) -> list[Span]:
    """Join neighbours with only blanks between them."""
    joined: list[Span] = []
    for span in spans:
        if joined and not text[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _give(
    found: dict[int, Found], part: _Part, pending: Sequence[_Part], answered: set[int], numbered: set[int], nodes: Nodes
) -> None:
    """Give a passage to its own questions, and to those restated just before it that have no other."""
    if _opens_family(part, pending, answered, numbered, nodes):
        head = pending[0].leaves[0]
        _put(found, head, Found(part.spans, "restated", part.anchor.text, part.score, part.anchor.layer, part.anchor.weight))
        return
    how: How = "shared" if nodes.questions[part.node].stem and part.anchor.kind != "range" else part.anchor.kind
    for leaf in part.leaves:
        _put(found, leaf, Found(part.spans, how, part.anchor.text, part.score, part.anchor.layer, part.anchor.weight))
    if part.row or part.anchor.kind not in ("restated", "heading"):
        return
    block = [leaf for one in pending for leaf in one.leaves]
    silent = [leaf for leaf in block if leaf not in answered]
    tops = {nodes.top[leaf] for leaf in block}
    if len(tops) > 1 and len(silent) < len(block) * 0.5:
        return  # the request was pasted as a whole; its questions are answered elsewhere
    if numbered.issuperset(part.leaves) and not silent[1:]:
        silent = silent[:1]
    for leaf in silent:
        if nodes.top[leaf] == nodes.top[part.node] or len(tops) > 1 or len(silent) > 2:
            _put(found, leaf, Found(part.spans, "shared", part.anchor.text, part.score, part.anchor.layer, part.anchor.weight))


def _opens_family(
    part: _Part, pending: Sequence[_Part], answered: set[int], numbered: set[int], nodes: Nodes
) -> bool:
    """A question and its parts restated together, then an answer without a number, then a) b) c): the first words
    answer the question itself."""
    if not pending or part.anchor.kind != "restated" or nodes.questions[pending[0].node].stem:
        return False
    head, rest = pending[0], [*pending[1:], part]
    same = all(nodes.top[one.node] == nodes.top[head.node] for one in rest)
    return same and not answered.intersection(head.leaves) and any(numbered.intersection(one.leaves) for one in rest)


_RANK = {"number": 3, "range": 3, "heading": 2, "restated": 2, "shared": 1}


def _put(found: dict[int, Found], leaf: int, new: Found) -> None:
    """Keep the later layer, then the more telling anchor; passages of two numbers or ranges are kept together."""
    old = found.get(leaf)
    if old is None or new.layer > old.layer:
        found[leaf] = new
        return
    if new.layer < old.layer or new.weight < old.weight or _RANK[new.how] < _RANK[old.how]:
        return
    if _RANK[new.how] == _RANK[old.how] == 3:
        spans = tuple(sorted({*old.spans, *new.spans}))
        new = Found(spans, old.how, f"{old.anchor}, {new.anchor}", min(old.score, new.score), old.layer)
    found[leaf] = new


def _give_rest(found: dict[int, Found], parts: Sequence[_Part], nodes: Nodes) -> None:
    for part in parts:
        if part.anchor.kind == "rest" and part.spans:
            for leaf in nodes.leaf_order:
                if leaf not in found:
                    found[leaf] = Found(part.spans, "rest", part.anchor.text, part.score, part.anchor.layer)


def stops_of(text: str, lines: Sequence[Line]) -> list[int]:
    """Return the places where no passage goes on: closing words, annexes, older mails, a review's outcome."""
    ends = (is_annex, is_closing, starts_link_list, starts_older_mail, starts_review)
    return [line.start for line in lines if any(end(text, line) for end in ends)]
