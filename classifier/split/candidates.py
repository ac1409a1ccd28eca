"""Candidate anchors: every place in a letter where the answer to some question may begin, with what speaks for it.

An anchor is a number ("2a."), a restated question, a range ("Questions 3 a to e"), "the remainder", or a
heading in other words. Each can mean several questions, each with a score; which it means, or that it
means nothing, is decided over the whole letter in `path`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from classifier.markers import Marker, marker_at, opening, ordinals, reference_at
from classifier.split.echo import Echo
from classifier.split.lines import Line, is_annex, is_closing, is_review_heading, starts_letter, starts_link_list, starts_older_mail, starts_review
from classifier.split.nodes import Nodes, resolve
from classifier.split.words import content, likeness, words

AnchorKind = Literal["restated", "number", "range", "rest", "heading"]


class Candidate(NamedTuple):
    """What an anchor may mean. `first` and `last` are nodes (alike but for ranges), `members` the leaves it
    covers; `shift` is how far a printed number lies from the question's own."""

    first: int
    last: int
    members: tuple[int, ...]
    score: float
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Anchor:
    """`start` is where the marker or restated question begins, `body` where what it introduces begins.

    `noise` is the cost of taking it for no anchor at all; `weight` scales score and noise: it falls after
    the letter's closing words and in annexes. `word` says that the marker is spelled out ("Question 4"),
    `explicit` that it names its place in full ("Question 4", "2(b)"), `inline` that it stands inside a line. `layer` counts up at a review's outcome and down at an older
    mail quoted below: of two answers to one question, the higher layer's is the later.
    """

    start: int
    body: int
    kind: AnchorKind
    candidates: tuple[Candidate, ...]
    noise: float
    text: str
    weight: float = 1.0
    layer: int = 0
    word: bool = False
    explicit: bool = False
    inline: bool = False


_AFTER_CLOSING, _IN_ANNEX, _OTHER_MANNER = 0.45, 0.15, 0.3
_TOP_LINES = 15  # how far down a letter says what it is
_TITLE = re.compile(r"^.{0,60}\b(?:questions?|parts?|points?)\s+(?P<ref>[\d(\[].{0,20})$", re.IGNORECASE | re.MULTILINE)
_INLINE = re.compile(
    r"(?<=[\s;,.])\(?(?P<path>[a-h]|i{1,3}|iv|v|vi{0,3})\)(?=[\s\xa0]+\S)|(?<=[;.]\s)(?P<dotted>[a-h])\.\s+(?=\S)"
)
_CITED = re.compile(
    r"(sections?|s\.?|ss|art(icle)?s?|reg(ulation)?s?|paragraphs?|para|clause|and|or|to|\d)[\s.]*$", re.IGNORECASE
)
_REST = re.compile(
    r"\W*(?:for\s+|as\s+(?:for|to)\s+|in\s+(?:respect|relation)\s+(?:of|to)\s+)?(?:(?:the|your|all)\s+)*"
    r"(?:remain(?:der|ing)|rest\s+of|other|all\s+other)\b\s*(?:of\s+)?(?:(?:the|your)\s+)?(?:questions?|parts?|points?|request)?",
    re.IGNORECASE,
)  # fmt: skip
_BEYOND = re.compile(
    r"(hold|have|has)s?\s+(nothing|no\s+(other|further|more|additional)?\s*(recorded\s+)?information)\b.{0,60}\b(beyond|apart\s+from|other\s+than|except|in\s+addition)"
    r"|(apart\s+from|beyond|other\s+than)\s+(what|that\s+which|the\s+above|this)\b.{0,90}(hold|have|has)s?\s+(nothing|no\b|not)",
    re.IGNORECASE | re.DOTALL,
)
_OWN_MARKER = re.compile(r"(?<![^\s;|])(?:[(\[]?[\da-z]{1,4}[.):\]]{1,2}[\s\xa0\"“'‘]*|[\"“'‘]+)$")
_NUMBER = re.compile(r"\D*(?P<first>\d+)")
_REST_NAMED = re.compile(r"remainder|rest of|(remaining|other)\s+(questions|parts|points)", re.IGNORECASE)


def candidate_anchors(
    text: str, lines: Sequence[Line], echoes: Sequence[Echo], nodes: Nodes, request_lines: frozenset[str]
) -> list[Anchor]:
    """Return the letter's candidate anchors in order of place; `request_lines` are the request's, in normal form."""
    restated = [echo for echo in echoes if echo.node is not None]
    found: list[Anchor] = []
    weight, layer = 1.0, 0
    before = ""
    standing: list[tuple[int, float, int]] = []
    for line in lines:
        if starts_link_list(text, line):
            weight = 0.0
        elif found and starts_review(text, line):
            weight, layer = 1.0, layer + 1
        elif starts_letter(text, line) and layer == 0:
            weight = 1.0
        elif found and starts_older_mail(text, line):
            weight, layer = 1.0, -1
        weight = _weight(text, line, weight, bool(found), request_lines)
        broken = not line.gap and before[-1:] not in ".:;?!)" and len(before) > 50
        for anchor in _in_line(text, line, restated, nodes):
            fall = weight if anchor.kind == "number" and not anchor.word else (weight + 1) / 2
            # A number that begins a line in the middle of a sentence is most often part of it.
            fall *= 0.5 if broken and anchor.kind == "number" and not anchor.word and not anchor.inline else 1.0
            found.append(replace(anchor, weight=fall, layer=layer))
        before = text[line.start : line.end]
        standing.append((line.start, weight, layer))
    taken = [(anchor.start, anchor.body) for anchor in found if anchor.kind == "restated"]
    for echo in restated:
        if not any(start <= echo.start < body for start, body in taken):
            _, weight, layer = standing[max(0, bisect_right(standing, (echo.start, 2.0, 0)) - 1)]
            found.append(replace(_restated(text, echo, None, nodes), weight=(weight + 1) / 2, layer=layer))
    review = any(is_review_heading(text, line) for line in lines[:_TOP_LINES])
    return _in_manner(sorted(found, key=lambda anchor: anchor.start), nodes, review)


def _weight(text: str, line: Line, weight: float, numbered: bool, request_lines: frozenset[str]) -> float:
    """Return how much an anchor counts from this line on."""
    if not numbered:
        return weight
    if is_annex(text, line):
        return min(weight, _IN_ANNEX)
    closing = is_closing(text, line) and form_of(text[line.start : line.end]) not in request_lines
    return min(weight, _AFTER_CLOSING) if closing else weight


def _in_manner(anchors: list[Anchor], nodes: Nodes, review: bool) -> list[Anchor]:
    """A letter mostly keeps to one manner: the stronger one, where it reaches many questions, weakens the others.

    A review's letter numbers its own paragraphs and names the few questions that it decides anew.
    """
    if _reached([a for a in anchors if a.kind != "heading"], nodes) >= 0.4 * len(nodes.leaf_order):
        anchors = [anchor for anchor in anchors if anchor.kind != "heading"]
    spelled = [anchor for anchor in anchors if anchor.word]
    tops = {nodes.top[leaf] for a in spelled for c in a.candidates[:1] for leaf in c.members}
    if review and tops:
        return [anchor for anchor in anchors if anchor.kind != "rest" and (anchor.kind != "number" or anchor.explicit)]
    if len(tops) >= 0.5 * len(nodes.tops):
        return [replace(a, weight=a.weight * _OTHER_MANNER) if _bare_number(a) else a for a in anchors]
    return anchors


def _reached(anchors: Iterable[Anchor], nodes: Nodes) -> int:
    return len(
        {leaf for a in anchors if not a.inline and a.weight == 1.0 for c in a.candidates[:1] for leaf in c.members}
    )


def _bare_number(anchor: Anchor) -> bool:
    return anchor.kind == "number" and not anchor.word and anchor.text.lstrip("([")[:1].isdigit()


def form_of(line: str) -> str:
    """Return a line's words in normal form, to compare it with lines of the request."""
    return " ".join(word.form for word in words(line))


def _in_line(text: str, line: Line, echoes: Sequence[Echo], nodes: Nodes) -> Iterable[Anchor]:
    titled = _titled(text, line, nodes)
    if titled:
        yield titled
        return
    start = _past_label(text, line)
    ranged = _range(text, start, line, nodes)
    if ranged:
        yield ranged
        yield from _inline(text, ranged.start + len(ranged.text), line, echoes, nodes)
        return
    marker = marker_at(text, start, line.end)
    if marker:
        echo = _echo_after(text, marker, echoes)
        yield _restated(text, echo, marker, nodes) if echo else _numbered(text, marker, line, nodes)
        yield from _inline(text, marker.end, line, echoes, nodes)
        return
    rest = _rest(text, line)
    if rest:
        yield rest
    elif not any(echo.start < line.end and line.start < echo.end for echo in echoes):
        heading = _heading(text, line, nodes)
        if heading:
            yield heading
    yield from _inline(text, line.start + 1, line, echoes, nodes)


def _titled(text: str, line: Line, nodes: Nodes) -> Anchor | None:
    """A heading that ends in the question's number: "Point (b) – question 7"."""
    found = _TITLE.search(text, line.start, line.end) if line.gap else None
    reference = reference_at(text, found.start("ref"), line.end) if found else None
    if not reference or text[reference.end : line.end].strip(" .:)]"):
        return None
    candidate = _named(reference.items, None, 1.5, nodes)
    shown = text[line.start : line.end]
    return Anchor(line.start, line.end, "number", (candidate,), 0.6, shown, word=True, explicit=True) if candidate else None


def _rest(text: str, line: Line) -> Anchor | None:
    """ "The remainder: not held", "we hold nothing beyond what is set out above": for all that has no answer."""
    shown = text[line.start : min(line.end + 160, len(text))]
    if _REST.match(shown) and _REST_NAMED.search(shown[:60]):
        return Anchor(line.start, line.start, "rest", (Candidate(-1, -1, (), 0.8),), 0.2, shown[:30])
    sentence = shown.split("\n\n", 1)[0]
    if line.gap and _BEYOND.search(re.split(r"(?<=\w)\.\s", sentence, maxsplit=1)[0]):
        return Anchor(line.start, line.start, "rest", (Candidate(-1, -1, (), 0.8),), 0.2, shown[:30])
    return None


_LABELLED = re.compile(r"\W*(?:(?:our|the)\s+)?(?:answers?|responses?|reply|ans)\s*:\s*(?=\S)", re.IGNORECASE)


def _past_label(text: str, line: Line) -> int:
    """Return where a line goes on after "Reply:", so that "Reply: a) …" shows its marker."""
    found = _LABELLED.match(text, line.start, line.end)
    return found.end() if found and re.match(r"\(?\w{1,3}[).]", text[found.end() : line.end]) else line.start


def _echo_after(text: str, marker: Marker, echoes: Sequence[Echo]) -> Echo | None:
    """Return the restated question that a marker introduces: it begins within a few characters."""
    for echo in echoes:
        if marker.start - 2 <= echo.start <= marker.end + 60 and not _has_words(text, marker.end, echo.start):
            return echo
    return None


def _has_words(text: str, start: int, end: int) -> bool:
    return len(re.findall(r"\w+", text[start:end])) > 4


def _restated(text: str, echo: Echo, marker: Marker | None, nodes: Nodes) -> Anchor:
    assert echo.node is not None
    start = min(marker.start, echo.start) if marker else _own_marker(text, echo)
    score = 1.0 + 1.2 * echo.coverage
    if marker and resolve(nodes, marker.path, echo.node) == echo.node:
        score += 0.4
    candidate = Candidate(echo.node, echo.node, nodes.members[echo.node], score)
    return Anchor(start, echo.end, "restated", (candidate,), 1.2, text[start : echo.start].strip()[:12])


def _own_marker(text: str, echo: Echo) -> int:
    """Return where an echo begins with the marker or opening quotation mark just before it ("b. the data …")."""
    found = _OWN_MARKER.search(text[max(0, echo.start - 12) : echo.start])
    return echo.start - (min(echo.start, 12) - found.start()) if found else echo.start


def _numbered(text: str, marker: Marker, line: Line, nodes: Nodes) -> Anchor:
    capital = not marker.path[0].isdigit() and text[marker.path_start].isupper()
    sure = (1.0 if marker.closed else 0.6) + (0.4 if marker.word else 0.0) - (0.45 if capital else 0.0)
    candidates = tuple(
        Candidate(node, node, nodes.members[node], score * sure, shift)
        for node, score, shift in _meanings(marker.path, nodes, bool(marker.word))
    )
    # A marker with a word ("Question 4:") is no part of the answer; an enumerator ("a)") is.
    body = marker.end if marker.word else marker.start
    noise = 0.6 if marker.word else 0.3 if marker.path[0].isdigit() else 0.05 if capital else 0.2
    shown = text[marker.start : marker.end].strip()
    return Anchor(marker.start, body, "number", candidates, noise if candidates else 0.0, shown, word=bool(marker.word), explicit=bool(marker.word) or len(marker.path) > 1)


def _meanings(path: Sequence[str], nodes: Nodes, spelled: bool = False) -> list[tuple[int, float, int]]:
    """Return (node, score, shift) for what a path can mean, natural readings first."""
    found: dict[int, tuple[float, int]] = {}

    def add(node: int, score: float, shift: int = 0) -> None:
        if score > found.get(node, (0.0, 0))[0]:
            found[node] = (score, shift)

    for node, question in enumerate(nodes.questions):
        own = question.path
        if own == tuple(path):
            add(node, 1.0)
        elif (len(own) == len(path) > 1 and own[:-1] == tuple(path[:-1]) and nodes.place[node] in ordinals(path[-1])) or (len(path) == 1 and len(own) > 1 and own[-1] == path[0]):
            add(node, 0.8)
        elif len(path) == 1 and len(own) > 1 and not spelled and nodes.place[node] in ordinals(path[0]):
            add(node, 0.25 if path[0].isdigit() else 0.6)
    if len(path) == 1 and path[0].isdigit():
        for shift in (-1, 1):
            for node in nodes.tops:
                if nodes.questions[node].path == (str(int(path[0]) - shift),):
                    add(node, 0.95, shift)
    return [(node, score, shift) for node, (score, shift) in found.items()]


def counts_through(anchors: Sequence[Anchor], nodes: Nodes) -> bool:
    """Say whether a letter may number all questions in one sequence: it has a number that no question bears."""
    own = {component for question in nodes.questions for component in question.path}
    numbers = (_NUMBER.match(anchor.text) for anchor in anchors if anchor.kind == "number")
    return any(number["first"] not in own for number in numbers if number)


def in_sequence(anchors: Sequence[Anchor], nodes: Nodes) -> list[Anchor]:
    """Return the anchors read as numbers counted through all questions: 7 is the seventh leaf."""
    return [
        replace(anchor, candidates=_counted(anchor, nodes)) if anchor.kind == "number" else anchor for anchor in anchors
    ]


def _counted(anchor: Anchor, nodes: Nodes) -> tuple[Candidate, ...]:
    number = re.search(r"\d+", anchor.text)
    if not number or re.search(r"\d\W*[a-z]|\d\.\d", anchor.text, re.IGNORECASE):
        return ()
    weight = max((c.score for c in anchor.candidates), default=0.9)
    found = []
    for shift, score in ((0, 1.0), (-1, 0.95), (1, 0.95)):
        place = int(number.group()) - 1 - shift
        if 0 <= place < len(nodes.leaf_order):
            node = nodes.leaf_order[place]
            found.append(Candidate(node, node, (node,), score * max(weight, 0.9), shift))
    return tuple(found)


def _range(text: str, start: int, line: Line, nodes: Nodes) -> Anchor | None:
    """Read "Questions 3 a to e", "2-4:", "5 and 6." at the beginning of a line."""
    lead, at, word = opening(text, start, line.end)
    reference = reference_at(text, at, line.end)
    if not reference or (len(reference.items) == 1 and reference.items[0][0] == reference.items[0][1]):
        return None
    after = text[reference.end : reference.end + 2]
    first = reference.items[0][0][0]
    bracketed = first.isdigit() and text[reference.end - 1] in ")]"  # "3(a) to 3(c) Not held."
    if not word and not bracketed and not re.match(r"\s?[.):\]|\t–—-]|\s*$", after):
        return None
    bases = [None] if first.isdigit() else [i for i in range(len(nodes.questions)) if i in nodes.parent]
    score = (1.6 if word else 1.2) if bases == [None] else 0.9
    candidates = tuple(c for base in bases if (c := _named(reference.items, base, score, nodes)))
    if not candidates:
        return None
    body = (
        reference.end
        + len(text[reference.end : line.end])
        - len(text[reference.end : line.end].lstrip(" \xa0\t.):]|–—-"))
    )
    sentence = bool(word) and re.match(r"[ \xa0]+[A-Za-z]{2}", text[reference.end : reference.end + 12])
    if sentence or not word:  # "Questions 3 a to e do not apply.", "b) and c) Not held."
        body = lead
    return Anchor(lead, body, "range", candidates, 0.8, text[lead : reference.end], word=bool(word), explicit=True)


def _named(
    items: Sequence[tuple[tuple[str, ...], tuple[str, ...]]], base: int | None, score: float, nodes: Nodes
) -> Candidate | None:
    """Return what the items of a range mean when lone letters are read under `base`; None if they mean nothing."""
    context = base
    members: list[int] = []
    ends: list[int] = []
    for first_path, last_path in items:
        first = resolve(nodes, first_path, context)
        last = first if first_path == last_path else resolve(nodes, last_path, first)
        if first is None or last is None or last < first:
            return None
        context = last
        through = max(nodes.tree[last], default=last)
        members += (
            nodes.members[first] if first == last else [leaf for leaf in nodes.leaf_order if first <= leaf <= through]
        )
        ends += [first, last]
    return Candidate(min(ends), max(ends), tuple(dict.fromkeys(members)), score)


def _inline(text: str, start: int, line: Line, echoes: Sequence[Echo], nodes: Nodes) -> Iterable[Anchor]:
    """Letters that go on inside a line: "a) … b) … c) …"; citations such as 31(1)(a) are left out."""
    for found in _INLINE.finditer(text, start, line.end):
        if _CITED.search(text[max(line.start, found.start() - 14) : found.start()]):
            continue
        if any(echo.start - 8 <= found.start() < echo.end for echo in echoes):
            continue
        path = ((found["path"] or found["dotted"]).lower(),)
        candidates = tuple(
            Candidate(node, node, nodes.members[node], score * 0.55, shift)
            for node, score, shift in _meanings(path, nodes)
        )
        yield Anchor(found.start(), found.start(), "number", candidates, 0.02, found.group().strip(), inline=True)


def _heading(text: str, line: Line, nodes: Nodes) -> Anchor | None:
    """A short line, or one that asks, that has much in common with one question and little with others."""
    shown = text[line.start : line.end]
    asking = shown.endswith("?")
    alone = not text[line.end : line.end + 200].split("\n", 2)[1:2] or not text[line.end :].split("\n", 2)[1].strip()
    if (
        not (asking or (line.gap and (alone or len(shown) <= 45)))
        or len(shown) > 160
        or (not asking and (shown[-1] in ".;," or len(shown.split()) > 12))
    ):
        return None
    own = content(shown)
    if not own:
        return None
    scores = sorted(((_alike(own, nodes, node), node) for node in range(len(nodes.questions))), reverse=True)
    (best, _node), second = scores[0], scores[1][0] if len(scores) > 1 else 0.0
    if best < 0.42 or best - second < 0.06:
        return None
    candidates = tuple(
        Candidate(n, n, nodes.members[n], (0.4 + 0.6 * score) * (1.25 if asking else 1.0))
        for score, n in scores[:3]
        if score > 0.35
    )
    return Anchor(line.start, line.end, "heading", candidates, 0.25 if asking else 0.05, shown[:40])


def _alike(own: frozenset[str], nodes: Nodes, node: int) -> float:
    """Return how much a heading and a question have in common, 0 to 1, both ways."""
    there = likeness(own, nodes.words[node], nodes.rarity, nodes.unknown)
    back = likeness(nodes.words[node], own, nodes.rarity, nodes.unknown)
    return 0.7 * there + 0.3 * min(1.0, 2 * back)
