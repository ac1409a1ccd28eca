"""Anchors of numbers: what "2a.", "(i)" or "7." can mean, at the beginning of a line or inside it.

A number means its own question, with a shift the one beside it, and in a letter that counts all questions
through the one in that place. A lone letter can mean a part of any question.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from classifier.markers import Marker, opening, ordinals, reference_at
from classifier.split.anchors import Anchor, Candidate
from classifier.split.echo import Echo, echoes_between
from classifier.split.lines import Line
from classifier.split.nodes import Nodes

_INLINE = re.compile(
    r"(?<=[\s;,.])\(?(?P<path>[a-h]|i{1,3}|iv|v|vi{0,3})\)(?=[\s\xa0]+\S)|(?<=[;.]\s)(?P<dotted>[a-h])\.\s+(?=\S)"
)
_INLINE_NUMBER = re.compile(
    r"(?<=[\s;,.)])\(?(?:(?P<letter>[A-Ha-h])(?=\d))?(?P<first>\d{1,2})(?:\.(?P<dotted>\d{1,2}))?(?:\s?\(?(?P<part>i{1,3}|iv|vi{0,3}|[a-h])\)?(?:\s?\((?P<sub>[a-h]|i{1,3}|iv|vi{0,3})\)|(?P<glued>i{1,3}|iv|vi{0,3}|[a-d]))?)?"
    r"(?:\s?[.):]|(?<=\))|(?(letter)[ \xa0][–—-]|(?!))|(?(part)[ \xa0][–—-]|(?!))|(?(dotted)[ \xa0][–—-]|(?!))|(?<=[.;:!?)] \d)[ \xa0][–—](?=[ \xa0][A-Z\"“])|(?<=[.;:!?)] \d\d)[ \xa0][–—](?=[ \xa0][A-Z\"“]))(?=[ \xa0]+\S)"
)
_OF = r"see|questions?|q|pages?|annex|appendix|schedule|chapter|table|document|figure|form|rule|class|line|nos?\.|step|stage|phase|version|grade|level|parts?|points?|items?|of|in|at|by|under|than|least|sections?|s\.?|ss|art(icle)?s?|reg(ulation)?s?|paragraphs?|para|clause|and|or|to"
_CITED = re.compile(rf"(?:\b(?:{_OF})|[-–—]|\d)[\s.]*$", re.IGNORECASE)
_CITED_QUESTION = re.compile(rf"(?:\b(?:{_OF})|[-–—]|\b[A-Ha-h]\d{{1,2}},)[\s.]*$", re.IGNORECASE)
_NUMBER = re.compile(r"\D*(?P<first>\d+)")
_COMPOUND = re.compile(r"\d\W*[a-z]|\d\.\d", re.IGNORECASE)
_WITH_PARTS = re.compile(r"\bparts\b", re.IGNORECASE)  # "Question 6 and its parts:"
_PART_OF_FORM = 0.7  # share of a number's score where a letter that no question has stands before it
_LISTED = 0.9  # share of a number's score where the letter counts the parts of its answer
_LONE, _ROWS = re.compile(r"[(\[]?([a-z])[)\].]{1,2}"), 3  # "b)"; rows of letters under headings
_NEARLY_ALL = 0.8  # share of the numbers counted through that are there
_TOLD, _TITLED = 1.05, 0.4  # score from which words beside a number say which question it is; what they give or take


def numbered(text: str, marker: Marker, nodes: Nodes) -> Anchor:
    """Return the anchor of a marker; without candidates and at no cost when no question can bear its number."""
    answer_to = (marker.word, *marker.path) not in nodes.paths  # else "A1" is a question's own mark, not "Answer 1"
    path = marker.path if answer_to else (marker.word, *marker.path)
    spelled = bool(marker.word) and answer_to
    lettered = len(path) > 1 and not path[0].isdigit() and path in nodes.paths  # "B1" hardly stands there by chance
    capital = len(path) == 1 and not path[0].isdigit() and text[marker.path_start].isupper()
    sure = (1.0 if marker.closed or lettered else 0.6) + (0.4 if spelled else 0.0) - (0.45 if capital else 0.0)
    named = nodes.tree if _WITH_PARTS.search(text, marker.path_start, marker.end) else nodes.members
    candidates = tuple(
        Candidate(node, node, named[node], score * sure, shift)
        for node, score, shift in _meanings(path, nodes, spelled)
    )
    if len(path) == 1 and not (path[0].isdigit() or capital or marker.word):
        candidates = tuple(one for one in candidates if one.first not in nodes.sections)  # "b)" is never section B
    if not candidates and len(path) == 2 and not path[0].isdigit() and path[1].isdigit():
        # B12 on a form that counts 1 to 22 through its parts A to C
        candidates = tuple(Candidate(node, node, named[node], _PART_OF_FORM) for node in _borne_by(path[1:], nodes))
    if not candidates and len(path) > 1 and not path[-1].isdigit():
        # "A16. (i) Payment of grants; (ii) …": 16 has no parts, its answer has
        whole = (node for node in _borne_by(path[:-1], nodes) if not nodes.questions[node].stem)
        candidates = tuple(Candidate(node, node, named[node], _LISTED) for node in whole)
    apart = bool(marker.word) or lettered
    # A marker with a word ("Question 4:"), or a number in a cell of its own, is no part of the answer; "a)" is.
    celled = not marker.closed or any(sign in text[marker.end - 1 : marker.end + 1] for sign in "\t|,")
    body = marker.end if apart or celled else marker.start
    noise = 0.6 if apart else 0.3 if marker.path[0].isdigit() else 0.05 if capital else 0.2
    shown = text[marker.start : marker.end].strip()
    explicit = spelled or len(marker.path) > 1
    noise = noise if candidates else 0.0
    return Anchor(marker.start, body, "number", candidates, noise, shown, word=spelled, explicit=explicit)


def inline_numbers(text: str, start: int, line: Line, echoes: Sequence[Echo], nodes: Nodes) -> Iterable[Anchor]:
    """Yield the letters that go on inside a line: "a) … b) … c) …"; citations such as 31(1)(a) are left out.

    A letter that follows the line's number, or the letter before it, is none: "3 – (a) 12 (b) 15".
    """
    last = ""
    for found in _INLINE.finditer(text, start, line.end):
        path = ((found["path"] or found["dotted"]).lower(),)
        goes_on = set(ordinals(path[0])) & {one + 1 for one in ordinals(last)} if last else path[0] in ("a", "i")
        first = not last and not text[start : found.start()].strip(" \t\xa0–—-:.")
        cited = _CITED.search(text[max(line.start, found.start() - 14) : found.start()])
        if cited and not (goes_on and (first or last) and _is_single(text, found, line)):
            continue
        if echoes_between(echoes, found.start(), found.start() + 9):
            continue
        last = path[0]
        candidates = tuple(
            Candidate(node, node, nodes.members[node], score * 0.55, shift)
            for node, score, shift in _meanings(path, nodes)
        )
        yield Anchor(found.start(), found.start(), "number", candidates, 0.02, found.group().strip(), inline=True)


def _is_single(text: str, letter: re.Match[str], line: Line) -> bool:
    """ "C1 (i) to (iii)" names three."""
    reference = reference_at(text, letter.start() + (letter.group()[0] == "("), line.end)
    return reference is not None and reference.is_single


def inline_questions(text: str, start: int, line: Line, nodes: Nodes) -> Iterable[Anchor]:
    """Yield the numbers that go on inside a line that begins with one: "1. Yes 2. No 3a. 14"."""
    for found in _INLINE_NUMBER.finditer(text, start, line.end):
        if found.start() == line.start or _is_cited(text, line, found.start()):
            continue
        path = tuple(part.lower() for part in found.group("letter", "first", "dotted", "part", "sub", "glued") if part)
        candidates = tuple(
            Candidate(node, node, nodes.members[node], score * 0.55)
            for node, score, shift in _meanings(path, nodes)
            if not shift and score >= 0.8
        )
        if candidates:
            yield Anchor(found.start(), found.start(), "number", candidates, 0.02, found.group().strip(), inline=True)


class Place(NamedTuple):
    """A number inside a line that may be a question's, and the letter before it, "" for none."""

    start: int
    letter: str
    number: int


def questions_inside(text: str, line: Line) -> Iterable[Place]:
    """Yield the numbers of a line, its first sign included, that may be questions' and are not cited."""
    for found in _INLINE_NUMBER.finditer(text, line.start, line.end):
        if not _is_cited(text, line, found.start()):
            yield Place(found.start(), (found["letter"] or "").lower(), int(found["first"]))


def _is_cited(text: str, line: Line, at: int) -> bool:
    """ "section 12." and "questions 4." are no numbers of their own."""
    return bool(_CITED_QUESTION.search(text[max(line.start, at - 14) : at]))


@lru_cache(maxsize=4096)
def _meanings(path: tuple[str, ...], nodes: Nodes, spelled: bool = False) -> tuple[tuple[int, float, int], ...]:
    """Return (node, score, shift) for what a path can mean, natural readings first."""
    found: dict[int, tuple[float, int]] = {}
    for node in range(len(nodes.questions)):
        if score := _fit(path, nodes, node, spelled):
            found[node] = (score, 0)
    if path[0].isdigit():
        for shift in (-1, 1):
            beside = (str(int(path[0]) - shift), *path[1:])
            for node in range(len(nodes.questions)):
                if nodes.paths[node] == beside and found.get(node, (0.0, 0))[0] < 0.95:
                    found[node] = (0.95, shift)
    return tuple((node, score, shift) for node, (score, shift) in found.items())


def _fit(path: tuple[str, ...], nodes: Nodes, node: int, spelled: bool) -> float:
    """Return how well a path names a question: 1.0 for its own, less for its place in the list, 0.0 for another's."""
    own = nodes.paths[node]
    if own == path:
        return 1.0
    if len(own) == len(path) > 1 and own[:-1] == path[:-1] and nodes.place[node] in ordinals(path[-1]):
        return 0.8
    if len(own) > len(path) > 1 and own[-len(path) :] == path:
        return 0.8  # "2(i)" under Part A
    if len(path) > 1 or len(own) == 1:
        return 0.0
    if own[-1] == path[0]:
        return 0.8
    if not spelled and nodes.place[node] in ordinals(path[0]):
        return 0.25 if path[0].isdigit() else 0.6
    return 0.0


def _borne_by(path: tuple[str, ...], nodes: Nodes) -> list[int]:
    """Return the nodes whose own number a path is."""
    return [node for node, score, shift in _meanings(path, nodes) if score == 1.0 and not shift]


def counts_through(anchors: Sequence[Anchor], nodes: Nodes) -> bool:
    """Say whether a letter may number all questions in one sequence: it has a number that no question bears."""
    own = {component for path in nodes.paths for component in path}
    numbers = (_NUMBER.match(anchor.text) for anchor in anchors if anchor.kind == "number" and not _is_compound(anchor))
    return any(number["first"] not in own for number in numbers if number)


def counts_all(anchors: Sequence[Anchor], nodes: Nodes) -> bool:
    """Say whether nearly every number from 1 to that of all the questions is there, and no greater one."""
    plain = [anchor for anchor in anchors if anchor.kind == "number" and not anchor.inline and not _is_compound(anchor)]
    counted = {int(number["first"]) for anchor in plain if (number := _NUMBER.match(anchor.text))}
    return max(counted, default=0) == len(nodes.leaf_order) and len(counted) >= _NEARLY_ALL * len(nodes.leaf_order)


def in_sequence(anchors: Sequence[Anchor], nodes: Nodes) -> list[Anchor]:
    """Return the anchors read as numbers counted through all questions: 7 is the seventh leaf."""
    counted = {"number": _counted, "range": _counted_range}
    return [
        replace(anchor, candidates=counted[anchor.kind](anchor, nodes)) if anchor.kind in counted else anchor
        for anchor in anchors
    ]


def letters_in_turn(anchors: Sequence[Anchor], nodes: Nodes) -> list[Anchor]:
    """Return the anchors with the lone letters read in turn, the third for the third leaf, where there are as many as
    leaves, they begin anew several times ("a) b) c) a) b)", each row under a heading), and nothing else has a number;
    no anchors for any other letter."""
    numbers = [anchor for anchor in anchors if anchor.kind in ("number", "range") and not anchor.inline]
    letters = [found[1] for anchor in numbers if (found := _LONE.fullmatch(anchor.text))]
    rows = letters.count("a")
    counts_up = all(after in ("a", chr(ord(before) + 1)) for before, after in pairwise(letters))
    if not (
        len(letters) == len(numbers) == len(nodes.leaf_order) and rows >= _ROWS and letters[0] == "a" and counts_up
    ):
        return []
    meant = {
        id(anchor): (Candidate(leaf, leaf, (leaf,), 1.2),)
        for anchor, leaf in zip(numbers, nodes.leaf_order, strict=True)
    }
    return [replace(anchor, candidates=meant[id(anchor)]) for anchor in numbers]


def _is_compound(anchor: Anchor) -> bool:
    """ "2a", "2.1" and "D1" say where they stand themselves; they are no numbers counted through."""
    return (anchor.explicit and not anchor.word) or bool(_COMPOUND.search(anchor.text))


def _counted_range(anchor: Anchor, nodes: Nodes) -> tuple[Candidate, ...]:
    """Return what "9, 10" or "13 to 15" means, as places in the list of all questions."""
    _, at, _ = opening(anchor.text, 0, len(anchor.text))
    reference = reference_at(anchor.text, at, len(anchor.text))
    if not reference or not reference.is_plain:
        return anchor.candidates
    places = [range(int(first[0]) - 1, int(last[0])) for first, last in reference.items]
    members = tuple(nodes.leaf_order[at] for one in places for at in one if 0 <= at < len(nodes.leaf_order))
    return (Candidate(min(members), max(members), members, 1.2),) if members else ()


def _counted(anchor: Anchor, nodes: Nodes) -> tuple[Candidate, ...]:
    number = _NUMBER.match(anchor.text)
    if not number or _is_compound(anchor):
        return ()
    weight = min(1.0, max((c.score for c in anchor.candidates), default=0.9))
    told = {leaf for c in anchor.candidates if c.score > _TOLD for leaf in c.members}
    found = []
    for shift, score in ((0, 1.0), (-1, 0.95), (1, 0.95)):
        place = int(number["first"]) - 1 - shift
        if 0 <= place < len(nodes.leaf_order):
            node = nodes.leaf_order[place]
            gain = 0.0 if not told else _TITLED if node in told else -_TITLED
            found.append(Candidate(node, node, (node,), score * max(weight, 0.9) + gain, shift))
    return tuple(found)
