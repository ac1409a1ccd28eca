"""Candidate anchors: every place in a letter where the answer to some question may begin, with what speaks for it.

An anchor is a number ("2a."), a restated question, a range ("Questions 3 a to e"), "the remainder", or a
heading in other words. Each can mean several questions, each with a score; which it means, or that it
means nothing, is decided over the whole letter in `path`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from classifier.markers import Marker, marker_at
from classifier.split.anchors import Anchor, Candidate
from classifier.split.echo import Echo, echoes_between, echoes_from
from classifier.split.headings import asked_lead, heading, likeness_both
from classifier.split.lines import (
    BLANK_LINE,
    Line,
    is_annex,
    is_closing,
    is_review_heading,
    starts_letter,
    starts_link_list,
    starts_older_mail,
    starts_review,
)
from classifier.split.manner import Manner, is_link
from classifier.split.nodes import Nodes, resolve
from classifier.split.numbers import inline_numbers, inline_questions, numbered
from classifier.split.passages import LEAD_IN
from classifier.split.ranges import bracketed, ranged, referred, remainder
from classifier.split.words import content, form_of

_AFTER_CLOSING, _IN_ANNEX, _OTHER_MANNER = 0.45, 0.15, 0.3
_FEW_OTHERS, _MOSTLY_OTHERS = 3, 0.6  # questions, and share of them, that bare numbers name and spelled ones do not
_MOSTLY_LETTERED = 0.6  # share of the questions found as "A1", from which a plain "1." is a paragraph's or a list's
_LETTERED, _PLAIN, _DIGIT = re.compile(r"\W*[A-H]\.?\d"), re.compile(r"\W*\d{1,2}\W*"), re.compile(r"\d")
_BROKEN = 0.5  # a number that begins a line in the middle of a sentence is most often part of it
_LONG = 50  # characters; a shorter line is not broken off in the middle of a sentence
_TOP_LINES = 15  # how far down a letter says what it is
_OWN_MARKER = re.compile(
    r"(?<![^\s;|])(?:[(\[]?(?:\d{1,3}[a-z]{0,3}|[a-z]\d{0,2}|[ivx]{1,4})[.):\]]{1,2}[\s\xa0\"“'‘]*|\d{1,2}[ \xa0]?(?:[a-h]|[ivx]{1,4})\t[ \xa0]*|[\"“'‘]+)$"
)
_NEAR = 12  # characters before a question in which its number stands
_LABELLED = re.compile(r"\W*(?:(?:our|the)\s+)?(?:answers?|responses?|reply|ans)\s*:\s*(?=\S)", re.IGNORECASE)
_TOGETHER = re.compile(r"\s(?:taken |answered )?together\)")  # "5  (5, 5(i) and 5(ii) together)"
_COMPOUND = re.compile(r"[ \xa0]*\((?:[A-H]\.?\d{1,2}|\d{1,2}(?:\.\d{1,2}|\(?[a-h]\)?))[ \xa0]*\)")  # "Query 15 (3.5)"
_DASHED = re.compile(
    r"\W*(?:[A-Za-z]*[A-RT-Za-rt-z]\W*)?(\d{1,2})\w{0,3}[)\].]*\s[–—-]\s(\d+)"
)  # "Q18 – 22, 18 and 25"
_ENUMERATOR = re.compile(r"\(?\w{1,3}[).]")
_WORD = re.compile(r"\w+")
_BLANKS = re.compile(r"[ \t\xa0]*")
_CLEARLY, _MORE = 0.5, 0.3  # so like another question than the number's, and so much more than that one
_TITLED = 0.7  # gain of a number whose title is wholly like its question
_SHORT_REST = re.compile(r"[ \t\xa0]*(?P<what>[^.;:?!\n]{4,70})$")
_CELL = re.compile(r"\w{1,5},[^\s\d]")
_ASKED, _TOLD = re.compile(r"Q\.?\s?\d"), re.compile(r"[AR]\.?\s?\d")  # "Q5 Payments" and "A5 None"
_REPLIES = ("answer", "answers", "response", "reply", "a", "r")  # "Response: 14", "A20. N/A"
_PART = re.compile(r"(?:part|section)\b", re.IGNORECASE)
_TITLE_WORDS = 4  # between a number and its question
_LEAD_LENGTH = 80  # characters of "You also wanted to know about"


class _Standing(NamedTuple):
    """How much the anchors of a line count, and of which layer they are; see `Anchor`."""

    start: int
    weight: float
    layer: int


def candidate_anchors(
    text: str,
    lines: Sequence[Line],
    echoes: Sequence[Echo],
    nodes: Nodes,
    request_lines: frozenset[str],
    manner: Manner,
    annexed: bool = False,
    endless: bool = False,
) -> list[Anchor]:
    """Return the letter's candidate anchors in order of place; `request_lines` are the request's, in normal form.

    `annexed` reads the letter as one that has its answers in an annex, `endless` as one without closing words.
    """
    restated = [echo for echo in echoes if echo.node is not None and not nodes.title[echo.node]]
    found: list[Anchor] = []
    standings = [_Standing(0, 1.0, 0)]
    before: Line | None = None
    series: set[str] = set()
    for line in lines:
        if not found and is_annex(text, line):
            series.add(_first_word(text, line))  # a letter that is itself made of "Schedule A" and "Schedule B"
        inside = annexed or _first_word(text, line) in series
        closes = bool(found) and not endless and _closes(text, line, request_lines)
        now = _standing(text, line, standings[-1], bool(found), closes, inside)
        broken = before is not None and _is_broken(text, before, line)
        found += [_weighed(anchor, now, broken) for anchor in _in_line(text, line, restated, nodes, manner)]
        found += [_weighed(anchor, now, False) for anchor in referred(text, line, nodes)]
        if manner.runs_on:
            first = manner.firsts.get(line.start)
            further = inline_questions(text, first.end if first else line.start, line, nodes)
            found += [_weighed(anchor, now, False) for anchor in further]
        standings.append(now)
        before = line
    for echo in _not_yet_taken(restated, found):
        place = bisect_right(standings, (echo.start, 2.0, 0)) - 1
        found.append(_weighed(_restated(text, echo, None, nodes), standings[place], False))
    found = [anchor for anchor in found if not _is_requests_own(anchor, echoes)]
    review = any(is_review_heading(text, line) for line in lines[:_TOP_LINES])
    return _in_manner(sorted(_needed(found), key=lambda anchor: anchor.start), nodes, review)


def _is_requests_own(anchor: Anchor, echoes: Sequence[Echo]) -> bool:
    """Say whether a number stands in words of the request that ask nothing: "please start with Q2 and Q7"."""
    inside = echoes_between(echoes, anchor.start, anchor.body + 1) if anchor.kind in ("number", "range") else ()
    return any(echo.node is None and echo.start < anchor.start and anchor.body < echo.end for echo in inside)


def _first_word(text: str, line: Line) -> str:
    found = _WORD.search(text, line.start, line.end)
    return found.group().lower() if found else ""


def _needed(anchors: Sequence[Anchor]) -> list[Anchor]:
    """A number inside a line counts only for questions that nothing at the beginning of a line names."""
    numbers = (a for a in anchors if a.candidates and not a.inline and a.kind in ("number", "range"))
    named = {max(a.candidates, key=lambda one: one.score).first for a in numbers}
    digits = [a.inline and a.text[:1].isdigit() for a in anchors]
    return [a for a, digit in zip(anchors, digits, strict=True) if not digit or a.candidates[0].first not in named]


def _standing(text: str, line: Line, last: _Standing, numbered: bool, closes: bool, annexed: bool) -> _Standing:
    """Return how much anchors count from this line on; `numbered` says that there was one before."""
    weight, layer = last.weight, last.layer
    if starts_link_list(text, line):
        weight = 0.0
    elif numbered and starts_review(text, line):
        weight, layer = 1.0, layer + 1
    elif starts_letter(text, line) and layer == 0:
        weight = 1.0
    elif numbered and starts_older_mail(text, line):
        weight, layer = 1.0, -1
    if numbered and is_annex(text, line):
        weight = 1.0 if annexed else min(weight, _IN_ANNEX)
    elif closes:
        weight = min(weight, _AFTER_CLOSING)
    return _Standing(line.start, weight, layer)


def _closes(text: str, line: Line, request_lines: frozenset[str]) -> bool:
    return is_closing(text, line) and form_of(text[line.start : line.end]) not in request_lines


def _is_broken(text: str, before: Line, line: Line) -> bool:
    """Say whether a line goes on with the sentence of the line before; a row of a spreadsheet (A3,"Yes") does not."""
    return (
        not line.gap
        and not _CELL.match(text, line.start, line.end)
        and not (_ASKED.match(text, *before[:2]) and _TOLD.match(text, *line[:2]))
        and text[before.end - 1] not in '.:;?!)|"”’'
        and before.end - before.start > _LONG
    )


def _weighed(anchor: Anchor, now: _Standing, broken: bool) -> Anchor:
    """A bare number loses all of the weight that its place loses, any other anchor half of it."""
    bare = anchor.kind == "number" and not anchor.word
    weight = now.weight if bare else (now.weight + 1) / 2
    if weight == anchor.weight and now.layer == anchor.layer and not broken:
        return anchor
    cited = broken and anchor.kind == "number" and not anchor.inline and (bare or anchor.text[-1:] not in ".:)]")
    return replace(anchor, weight=weight * (_BROKEN if cited else 1.0), layer=now.layer)


def _not_yet_taken(restated: Sequence[Echo], found: Sequence[Anchor]) -> Iterable[Echo]:
    """Yield the restated questions that no marker introduces."""
    taken = sorted((anchor.start, anchor.body) for anchor in found if anchor.kind == "restated")
    at, reach = 0, -1
    for echo in restated:
        while at < len(taken) and taken[at][0] <= echo.start:
            reach = max(reach, taken[at][1])
            at += 1
        if echo.start >= reach:
            yield echo


def _in_manner(anchors: list[Anchor], nodes: Nodes, review: bool) -> list[Anchor]:
    """A letter mostly keeps to one manner: the stronger one, where it reaches many questions, weakens the others.

    A review's letter numbers its own paragraphs and names the few questions that it decides anew.
    """
    if _reached(anchor for anchor in anchors if _tells_which(anchor)) >= 0.4 * len(nodes.leaf_order):
        anchors = [anchor for anchor in anchors if anchor.kind != "heading" or anchor.word or anchor.asked]
    lettered = (anchor for anchor in anchors if anchor.kind == "number" and _LETTERED.match(anchor.text))
    if _reached(lettered) >= _MOSTLY_LETTERED * len(nodes.leaf_order):
        anchors = [anchor for anchor in anchors if anchor.kind != "number" or not _PLAIN.fullmatch(anchor.text)]
    spelled = [a for a in anchors if a.word and not any(_is_part(a, c.first, nodes) for c in a.candidates[:1])]
    tops = {nodes.top[leaf] for a in spelled for c in a.candidates[:1] for leaf in c.members}
    if review and tops:
        return [anchor for anchor in anchors if anchor.kind != "rest" and (anchor.kind != "number" or anchor.explicit)]
    named = {leaf for a in spelled for c in a.candidates[:1] for leaf in c.members}
    bare = {leaf for a in anchors if _bare_number(a) for c in a.candidates[:1] for leaf in c.members}
    if len(tops) < 0.5 * len(nodes.tops) or len(bare - named) >= max(_FEW_OTHERS, _MOSTLY_OTHERS * len(bare)):
        return anchors  # the bare ones, where there are any, are of another department
    weak = [_bare_number(a) and not _names_part(a, nodes) for a in anchors]
    return [
        replace(a, weight=a.weight * _OTHER_MANNER) if is_weak else a for a, is_weak in zip(anchors, weak, strict=True)
    ]


def _tells_which(anchor: Anchor) -> bool:
    """Say whether an anchor is no heading, and no lone letter that may be a part of several questions."""
    if anchor.kind == "heading":
        return False
    return anchor.kind != "number" or len(anchor.candidates) < 2 or bool(_DIGIT.search(anchor.text))


def _is_part(anchor: Anchor, node: int, nodes: Nodes) -> bool:
    """Say whether a node is a mere heading that the letter has too, such as "Part A" or "PART 1" over 1A, 1B."""
    return nodes.title[node] and (not nodes.paths[node][0].isdigit() or bool(_PART.match(anchor.text)))


def _names_part(anchor: Anchor, nodes: Nodes) -> bool:
    """ "7 (i)" below "Questions 6 and 7" is the part's own name."""
    return any(one.score >= 1.0 and len(nodes.paths[one.first]) > 1 for one in anchor.candidates[:1])


def _reached(anchors: Iterable[Anchor]) -> int:
    return len(
        {leaf for a in anchors if not a.inline and a.weight == 1.0 for c in a.candidates[:1] for leaf in c.members}
    )


def _bare_number(anchor: Anchor) -> bool:
    return anchor.kind == "number" and not anchor.word and anchor.text.lstrip("([")[:1].isdigit()


def _in_line(text: str, line: Line, echoes: Sequence[Echo], nodes: Nodes, manner: Manner) -> Iterable[Anchor]:
    if title := manner.titles.get(line.start):
        yield title
        return
    start = _past_label(text, line)
    several = ranged(text, start, line, nodes)
    if several and not (manner.dashed and _is_amount(several, manner)):
        yield several
        yield from inline_numbers(text, several.start + len(several.text), line, echoes, nodes)
    elif marker := _first_marker(text, start, line, manner):
        if inner := _range_inside(text, marker, line, nodes):
            yield inner
            return
        marker = _named_inside(text, marker, line)
        echo = _echo_after(text, marker, echoes)
        anchor = _restated(text, echo, marker, nodes) if echo else numbered(text, marker, nodes)
        yield anchor if echo else _with_title(text, anchor, marker, line, nodes, manner.cells)
        yield from inline_numbers(text, marker.end, line, echoes, nodes)
    else:
        yield from _without_number(text, line, echoes, nodes, manner)
        yield from inline_numbers(text, line.start + 1, line, echoes, nodes)


def _is_amount(several: Anchor, manner: Manner) -> bool:
    """Say whether what looks like a range is a number and the figure that answers it, "Q18 – 22, 18 and 25": a question
    inside the range, Q19, has a number of its own in the letter."""
    ends = _DASHED.match(several.text)
    numbers = (int(mark.path[0]) for mark in manner.firsts.values() if mark.path[0].isdigit())
    return ends is not None and any(int(ends[1]) < number <= int(ends[2]) for number in numbers)


def _first_marker(text: str, start: int, line: Line, manner: Manner) -> Marker | None:
    """Return the marker at `start`, the line's beginning or where it goes on after a label; a label is none."""
    marker = manner.firsts.get(start)
    if not marker and start not in manner.figures and (start > line.start or manner.bare or line.cell):
        marker = marker_at(text, start, line.end, bare=manner.bare or line.cell)
        marker = None if marker and manner.linked and is_link(text, marker) else marker
    return marker if marker and text[marker.path_start : marker.end].strip(" .):") not in manner.labels else None


def _with_title(
    text: str, anchor: Anchor, marker: Marker, line: Line, nodes: Nodes, cells: Mapping[int, str]
) -> Anchor:
    """A number with a title ("3. Purposes – …") means rather the question that the title is like."""
    lead = LEAD_IN.match(text, marker.end, line.end) or _SHORT_REST.match(text, marker.end, line.end)
    shown = cells.get(line.start) or (lead["what"] if lead else "")
    own = content(shown)
    if not own:
        return anchor
    alike = [likeness_both(own, nodes, node) for node in range(len(nodes.questions))]
    named = {c.first for c in anchor.candidates}
    known = max((alike[node] for node in named), default=0.0)
    raised = [c._replace(score=c.score + _TITLED * alike[c.first]) for c in anchor.candidates]
    compound = len(marker.path) > 1 and any(nodes.paths[node] == marker.path for node in named)
    for node, likeness in enumerate([] if compound else alike):  # a form with numbers of its own, and short questions
        if node not in named and likeness >= max(_CLEARLY, known + _MORE) and not nodes.title[node]:
            raised.append(Candidate(node, node, nodes.members[node], 0.6 + _TITLED * likeness))
    return replace(anchor, candidates=tuple(raised), noise=anchor.noise or 0.3 * bool(raised))


def _named_inside(text: str, marker: Marker, line: Line) -> Marker:
    """ "4.  Question 3b. …" is a paragraph's own number before the question's: the spelled one counts."""
    inner = None if marker.word else marker_at(text, _past_blanks(text, marker.end, line), line.end)
    named = inner and inner.word and (inner.closed or text[inner.end : inner.end + 1] == ",")
    return replace(inner, start=marker.start) if inner and named else marker


def _range_inside(text: str, marker: Marker, line: Line, nodes: Nodes) -> Anchor | None:
    """ "2.5  Questions 4(iii) and 6. …" is a paragraph's own number before the questions that it answers, "Query 15 (3.5)"
    the letter's own count."""
    own = not marker.word or _COMPOUND.match(text, marker.end, line.end)
    if own and len(marker.path) == 1 and (named := bracketed(text, marker.start, marker.end, nodes)):
        return named
    at = _past_blanks(text, marker.end, line)
    inner = None if marker.word else ranged(text, at, line, nodes)
    if inner and inner.word:
        return replace(inner, start=marker.start)
    together = inner and _TOGETHER.match(text, inner.start + len(inner.text), line.end)
    return replace(inner, start=marker.start, body=together.end()) if inner and together else None


def _past_blanks(text: str, at: int, line: Line) -> int:
    blanks = _BLANKS.match(text, at, line.end)
    return blanks.end() if blanks else at


def _without_number(text: str, line: Line, echoes: Sequence[Echo], nodes: Nodes, manner: Manner) -> Iterable[Anchor]:
    if rest := remainder(text, line):
        yield rest
    elif not echoes_between(echoes, line.start, line.end) and (
        headline := heading(text, line, nodes, manner.asked.get(line.start))
    ):
        yield headline


def _past_label(text: str, line: Line) -> int:
    """Return where a line goes on after "Reply:", so that "Reply: a) …" shows its marker."""
    found = _LABELLED.match(text, line.start, line.end)
    return found.end() if found and _ENUMERATOR.match(text, found.end(), line.end) else line.start


def _echo_after(text: str, marker: Marker, echoes: Sequence[Echo]) -> Echo | None:
    """Return the restated question that a marker introduces: it begins within a few characters."""
    near = echoes_from(echoes, marker.start - 2, marker.end + 60)
    return next((echo for echo in near if _leads_to(marker, text[marker.end : echo.start])), None)


def _leads_to(marker: Marker, between: str) -> bool:
    """Say whether what stands between a number and a question is a title at most: neither an answer in a paragraph of
    its own, the number itself for one ("8", "6.5 FTE"), nor the question's own number."""
    *own, last = BLANK_LINE.split(between)
    said = "".join(own).strip()
    replied, bare = marker.word in _REPLIES, not (marker.closed or marker.word)
    if _WORD.search(said):
        amount = bare and len(marker.path) == 2 and "".join(marker.path).isdigit()
        answers = said.endswith((".", ";", "!", "?")) or replied or amount
    else:
        answers = bool(own) and (replied or bare)
    return len(_WORD.findall(between)) <= _TITLE_WORDS and not (answers and _WORD.search(last))


def _restated(text: str, echo: Echo, marker: Marker | None, nodes: Nodes) -> Anchor:
    assert echo.node is not None
    start = min(marker.start, echo.start) if marker else _own_marker(text, echo, nodes.paths[echo.node])
    score = 1.0 + 1.2 * echo.coverage
    if marker and resolve(nodes, marker.path, echo.node) == echo.node:
        score += 0.4
    candidate = Candidate(echo.node, echo.node, nodes.members[echo.node], score)
    return Anchor(start, echo.end, "restated", (candidate,), 1.2, text[start : echo.start].strip()[:12])


def _own_marker(text: str, echo: Echo, path: tuple[str, ...]) -> int:
    """Return where an echo begins with what introduces it: "b. the data …", "You asked for the data …", and its question's
    own number without a sign, "… each year? 1.2 How many …"."""
    start = text.rfind("\n", 0, echo.start) + 1
    if echo.start - start <= _LEAD_LENGTH and (lead := asked_lead(text, start, echo.start)):
        return lead
    near = max(0, echo.start - _NEAR)
    if found := _OWN_MARKER.search(text[near : echo.start]):
        return near + found.start()
    own = _own_number(path).search(text[near : echo.start]) if len(path) > 1 else None  # a lone "5" may be an answer
    return near + own.start() if own else echo.start


@lru_cache(maxsize=512)
def _own_number(path: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of a compound number without a sign, "1.2" or "Q2(a)", at the end of what is searched."""
    steps = (
        rf"\.{after}" if before.isdigit() and after.isdigit() else rf"[.(]?{after}\)?"
        for before, after in pairwise(path)
    )
    number = path[0] + "".join(steps)
    return re.compile(rf"(?<![^\s(\[\"“'‘])Q?{number}(?:[ \t\xa0]+\n?|\n)[ \t\xa0]*$", re.IGNORECASE)
