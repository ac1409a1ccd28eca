"""Turn a path of anchors into the spans of each question's answer.

What stands between one anchor and the next belongs to the first. Questions restated together and answered
together share the passage; so do the parts of a range. Of two passages for one question the later decision
wins, then the more telling anchor.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from classifier.records import Span
from classifier.split.anchors import Anchor
from classifier.split.lines import (
    BLANK_LINE,
    Line,
    divides,
    is_advice,
    is_annex,
    is_closing,
    starts_link_list,
    starts_older_mail,
    starts_review,
)
from classifier.split.nodes import Nodes
from classifier.split.passages import Page, is_like, passage, text_between
from classifier.split.path import Step
from classifier.split.setting import set_out

How = Literal["restated", "number", "range", "rest", "heading", "shared", "renumbered", "whole", "narrative", "silent"]


@dataclass(frozen=True, slots=True)
class Found:
    """Where one question's answer stands and how it was found. `spans` is empty for silence."""

    spans: tuple[Span, ...]
    how: How
    anchor: str = ""
    score: float = 0.0
    layer: int = 0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Part:
    """The passage that one anchor opens. `passed` says that the quotation is broken off there and nothing is written,
    `right_above` that the next question stands on the next line."""

    anchor: Anchor
    leaves: tuple[int, ...]
    node: int
    score: float
    spans: tuple[Span, ...] = ()
    row: bool = False
    passed: bool = False
    right_above: bool = False

    def found(self, how: How) -> Found:
        """Return the passage as the answer of a question."""
        anchor = self.anchor
        return Found(self.spans, how, anchor.text, self.score, anchor.layer, anchor.weight)


_Given = dict[int, list[Found]]
"""For each leaf the passages it was given; more than one only where they are kept together."""

_ASKED = 0.2  # share of its words by which a passage above a response tells what was asked
_MOSTLY_RESTATED = 0.6  # share of the questions that are restated and answered there
_ITS_OWN = 0.5  # score of a number that is a question's own, and not its place in a list
_SHOWN = 4  # anchors named in the evidence
_REPLY = re.compile(r"(?:our\s)?(?:answers?|responses?|reply|replies)\b", re.IGNORECASE)
_REPLY_OR_A, _Q = re.compile(rf"{_REPLY.pattern}|a\.?\s?\d", re.IGNORECASE), re.compile(r"q\.?\s?\d", re.IGNORECASE)
_UNQUOTED = re.compile(r"\n[ \t\xa0]*\n")
_REFUSES_ALL = re.compile(  # what is then said of the exemption are the reasons
    r"\b(?:withh[eo]ld|exempt|refus(?:e|es|ed|ing))\b[^.]{0,60}\b(?:in\s+(?:its|their)\s+entirety|your\s+(?:whole\s+)?request|all\s+of\s+(?:it|the\s+\w+))"
    r"|\b(?:in\s+(?:its|their)\s+entirety|your\s+(?:whole\s+)?request|all\s+of\s+(?:it|the\s+\w+))\b[^.]{0,80}\b(?:withh[eo]ld|exempt|refused)\b",
    re.IGNORECASE,
)
_SECTION = re.compile(r"(?:parts?|sections?)\b", re.IGNORECASE)  # "Part 2 – Standard letter"
_ROW = re.compile(r"\t| \| ")
_ROW_LENGTH = 2000  # characters of a line that are looked through for a table's cells


def spans_of(steps: Sequence[Step], nodes: Nodes, page: Page) -> dict[int, Found]:
    """Return what was found for each leaf that the path reaches."""
    page = set_out(steps, nodes, page)
    parts = _parts(steps, nodes, page)
    restated = {leaf for part in parts if part.spans and part.anchor.kind == "restated" for leaf in part.leaves}
    if len(restated) >= _MOSTLY_RESTATED * len(nodes.leaf_order):  # then a number that answers one again is an item's
        steps = [step for step in steps if not _repeats(step, restated)]
        parts = _parts(steps, nodes, page)
    parts = _without_asked(parts, nodes, page)
    found = {leaf: _joined(passages) for leaf, passages in _given_out(parts, nodes).items()}
    for part in parts:
        if part.anchor.kind == "rest" and part.spans:
            one = Found(part.spans, "rest", part.anchor.text, part.score, part.anchor.layer)
            found |= {leaf: one for leaf in nodes.leaf_order if leaf not in found}
    return found


def by_passage(found: Mapping[int, Found]) -> dict[tuple[Span, ...], list[int]]:
    """Return for each passage the leaves that share it, in the questionnaire's order; silence is none."""
    sharing: dict[tuple[Span, ...], list[int]] = {}
    for leaf in sorted(found):
        if found[leaf].spans:
            sharing.setdefault(found[leaf].spans, []).append(leaf)
    return sharing


def _parts(steps: Sequence[Step], nodes: Nodes, page: Page) -> list[_Part]:
    return [_part(step, _next_start(steps, i, page), nodes, page) for i, step in enumerate(steps)]


def _without_asked(parts: Sequence[_Part], nodes: Nodes, page: Page) -> list[_Part]:
    """Return the parts without the passages that only tell what was asked: "Question 2 (a) Which rooms; (b) copy of the
    policy" right above "Response 2(a)", where each of them has a response; "Q5. Payments" above "A5."."""
    signed = any(_Q.match(part.anchor.text) for part in parts)
    replies = [bool((_REPLY_OR_A if signed else _REPLY).match(part.anchor.text)) for part in parts]
    kept = list(parts)
    for _, group in groupby(range(len(parts)), key=lambda at: nodes.top[parts[at].node]):
        block = list(group)
        first = next((at for at in block if replies[at]), block[0])
        answered = {leaf for at in block if at >= first and parts[at].spans for leaf in parts[at].leaves}
        for at in block:
            above = at < block[-1] and replies[at + 1] and parts[at].leaves == parts[at + 1].leaves
            near = at < first or above
            asked = not replies[at] and near and (signed or _tells_what_is_asked(parts[at], nodes, page))
            if asked and answered.issuperset(parts[at].leaves):
                kept[at] = replace(parts[at], spans=())
    return kept


def _tells_what_is_asked(part: _Part, nodes: Nodes, page: Page) -> bool:
    return is_like(" ".join(page.text[start:end] for start, end in part.spans), nodes, part.node, _ASKED)


def _repeats(step: Step, restated: set[int]) -> bool:
    if step.anchor.kind == "range" and not step.anchor.word:
        return restated.issuperset(step.candidate.members)  # "9, 14 and 22. Of these 6 held a visa."
    weak = not step.anchor.word or bool(_SECTION.match(step.anchor.text))
    bare = step.anchor.kind == "number" and weak and step.anchor.layer == 0
    own = step.candidate.first not in restated and not step.candidate.shift and step.candidate.score >= _ITS_OWN
    return bare and not own  # a stem's own number opens the passage of its parts


def _given_out(parts: Sequence[_Part], nodes: Nodes) -> _Given:
    """Give each passage to its questions; `pending` are questions restated just before it without an answer."""
    given: _Given = {}
    own = {leaf for part in parts if len(part.leaves) == 1 and part.anchor.kind == "restated" for leaf in part.leaves}
    one_by_one = sum(part.anchor.kind == "restated" and bool(part.spans) for part in parts)
    each = one_by_one >= _MOSTLY_RESTATED * len(nodes.leaf_order)
    answered = {leaf for part in parts if part.spans for leaf in part.leaves}
    numbered = {leaf for part in parts if part.spans and _is_numbered(part) for leaf in part.leaves}
    pending: list[_Part] = []
    for part in parts:
        if part.spans:
            near = [one for one in pending if not (each and _under_other_title(one, part, nodes))]
            _give(given, part, near, answered, numbered, nodes)
            pending = []
        elif part.anchor.kind in ("restated", "heading") and not part.row and not (part.passed and each):
            others = part.leaves if len(part.leaves) == 1 else tuple(leaf for leaf in part.leaves if leaf not in own)
            if pending and pending[-1].leaves == others:  # "You asked", and the question below it
                pending.pop()
            pending.append(replace(part, leaves=others))
        else:
            pending = []
    return given


def _under_other_title(one: _Part, other: _Part, nodes: Nodes) -> bool:
    """Say whether two questions are parts of two that have only titles: "4. Menus" and "5. Allergens"."""
    above, below = nodes.parent[one.node], nodes.parent[other.node]
    titled = above is not None and below is not None and nodes.title[above] and nodes.title[below]
    return titled and above != below


def _is_numbered(part: _Part) -> bool:
    return part.anchor.kind in ("number", "range")


def _next_start(steps: Sequence[Step], index: int, page: Page) -> int:
    """Return where the passage of a step ends: at the next anchor, stop or heading."""
    start = steps[index].anchor.body
    following = steps[index + 1].anchor.start if index + 1 < len(steps) else len(page.text)
    stop = bisect_left(page.stops, start)
    end = min([following, *page.stops[stop : stop + 1]])
    if index + 1 == len(steps):
        account = bisect_left(page.accounts, start)
        general = page.accounts[account : account + 1]
        if general and not _REFUSES_ALL.search(page.text, start, general[0]):
            end = min(end, general[0])
    for at in range(bisect_right(page.headings, start), len(page.headings)):
        heading = page.headings[at]
        if heading >= end or text_between(page.text, start, heading):
            return min(end, heading)
    return end


def _part(step: Step, end: int, nodes: Nodes, page: Page) -> _Part:
    anchor = step.anchor
    row = _is_row(page.text, anchor)
    spans = passage(page, anchor.body, end, anchor, nodes, step.candidate.first)
    passed = not spans and anchor.kind == "restated" and _is_broken_off(page.text, anchor, end)
    right_above = not spans and anchor.kind == "restated" and not BLANK_LINE.search(page.text, anchor.body, end)
    members, node, score = step.candidate.members, step.candidate.first, step.candidate.score
    return _Part(anchor, members, node, score, spans, row, passed, right_above)


def _is_broken_off(text: str, anchor: Anchor, end: int) -> bool:
    """Say whether a quoted question is followed by a blank line that is not quoted: there an answer would stand."""
    quoted = ">" in text[text.rfind("\n", 0, anchor.start) + 1 : anchor.start]
    return quoted and bool(_UNQUOTED.search(text, anchor.body, end))


def _is_row(text: str, anchor: Anchor) -> bool:
    near = min(anchor.start + _ROW_LENGTH, len(text))
    line_end = text.find("\n", anchor.start, near)
    return bool(_ROW.search(text, anchor.start, line_end if line_end >= 0 else near))


def _give(
    given: _Given, part: _Part, pending: Sequence[_Part], answered: set[int], numbered: set[int], nodes: Nodes
) -> None:
    """Give a passage to its own questions, and to those restated just before it that have no other."""
    if _opens_family(part, pending, answered, numbered, nodes):
        _put(given, pending[0].leaves[0], part.found("restated"))
        return
    how: How = (
        "shared"
        if nodes.questions[part.node].stem and part.anchor.kind not in ("range", "heading")
        else part.anchor.kind
    )
    for leaf in part.leaves:
        _put(given, leaf, part.found(how))
    if not part.row and part.anchor.kind in ("restated", "heading"):
        for leaf in _sharing(part, pending, answered, numbered, nodes):
            _put(given, leaf, part.found("shared"))


def _sharing(
    part: _Part, pending: Sequence[_Part], answered: set[int], numbered: set[int], nodes: Nodes
) -> Sequence[int]:
    """Return the pending questions that a passage answers too: those of the same family, or a whole block of them."""
    block = [leaf for one in pending for leaf in one.leaves]
    silent = [leaf for leaf in block if leaf not in answered]
    tops = {nodes.family[leaf] for leaf in block}
    if len(tops) > 1 and len(silent) < len(block) * 0.5:
        return []  # the request was pasted as a whole; its questions are answered elsewhere
    if numbered.issuperset(part.leaves) and not silent[1:]:
        silent = silent[:1]
    if len(tops) > 1 or len(silent) > 2:
        return silent
    together = all(one.right_above for one in pending)
    return [
        leaf
        for leaf in silent
        if together or nodes.family[leaf] == nodes.family[part.node] or _are_parts(leaf, part, nodes)
    ]


def _are_parts(leaf: int, part: _Part, nodes: Nodes) -> bool:
    """Say whether a question and the passage's own are parts of one question that has only a title."""
    above = nodes.parent[leaf]
    return above is not None and above == nodes.parent[part.node] and above not in nodes.sections


def _opens_family(part: _Part, pending: Sequence[_Part], answered: set[int], numbered: set[int], nodes: Nodes) -> bool:
    """A question and its parts restated together, then an answer without a number, then a) b) c): the first words
    answer the question itself."""
    if not pending or part.anchor.kind != "restated" or nodes.questions[pending[0].node].stem:
        return False
    head, rest = pending[0], [*pending[1:], part]
    same = all(nodes.family[one.node] == nodes.family[head.node] for one in rest)
    return same and not answered.intersection(head.leaves) and any(numbered.intersection(one.leaves) for one in rest)


_LATER = 0.4  # weight that a later decision's passage needs; a number in another manner than the letter's has less
_RANK = {"number": 3, "range": 3, "heading": 2, "restated": 2, "shared": 1}


def _put(given: _Given, leaf: int, new: Found) -> None:
    """Keep the later layer, then the more telling anchor; passages of two numbers or ranges are kept together."""
    old = given[leaf][-1] if leaf in given else None
    mentioned = old is not None and new.how == "restated" and new.layer == old.layer and new.weight > old.weight
    if old is None or mentioned or (new.layer > old.layer and new.weight >= min(old.weight, _LATER)):
        given[leaf] = [new]
    elif new.layer == old.layer and new.weight >= old.weight and _RANK[new.how] >= _RANK[old.how]:
        if _RANK[new.how] == _RANK[old.how] == _RANK["number"] and new.weight == old.weight:
            given[leaf].append(new)
        else:
            given[leaf] = [new]


def _joined(passages: Sequence[Found]) -> Found:
    """Return passages that are kept together as one, known by the first, as sure as the least sure of them."""
    first = passages[0]
    if len(passages) == 1:
        return first
    spans = tuple(sorted({span for one in passages for span in one.spans}))
    anchors = ", ".join(one.anchor for one in passages[:_SHOWN]) + (", …" if len(passages) > _SHOWN else "")
    return replace(first, spans=spans, anchor=anchors, score=min(one.score for one in passages))


def stops_of(text: str, lines: Sequence[Line]) -> list[int]:
    """Return the places where no passage goes on: closing words, annexes, older mails, a review's outcome."""
    ends = (
        divides,
        is_advice,
        is_annex,
        is_closing,
        starts_link_list,
        starts_older_mail,
        starts_review,
    )
    return [line.start for line in lines if any(end(text, line) for end in ends)]
