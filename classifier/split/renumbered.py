"""Letters whose numbers are their own: the officer's paragraphs counted from the first word of thanks, or answers put
in another order, left out or run together and counted anew.

That such a letter was misread shows in its words: the passages then fit the questions whose numbers they bear no better
than any other question. It is read anew by meaning, one number after the other answering mostly one question after the
other.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from classifier.markers import marker_at, reference_at
from classifier.records import Span
from classifier.split.anchors import Anchor, Candidate
from classifier.split.fitting import best_passages, compared, fits, sentences
from classifier.split.nodes import Nodes
from classifier.split.order import Moves, Unit, best_way
from classifier.split.passages import Page
from classifier.split.path import Step
from classifier.split.ranges import only_meaning
from classifier.split.spans import Found, by_passage, spans_of

_FITS = 0.05  # gain over the other questions, on average, that the passages of a letter read right have
_FITS_WELL = 0.15  # the same for a letter that has numbers of no question
_JUDGED = 4  # passages that must say something to judge by
_SAYS = 0.15  # fit of some question from which a passage says something
_SHARED = 4  # questions that share a passage; one that more share is judged by none of them
_MOSTLY = 0.7  # share of what was found that numbers must have found
_PARTS, _NEARLY_ALL = 4, 0.8  # parts of questions, and share of them, that a letter read right has by their numbers
_LONG = 1500  # characters of a passage that are compared
_OWN = 0.5  # how much of a number's fit is its first sentence's own, the rest that of all its words
_NONE = 0.1  # what answering no question is worth to a number
_TO_NUMBER = Moves(stay=-0.1, next=0.2, skip=0.08, more=0.02, back=0.2, leave=0.1, enter=0.05)
_INSIDE = Moves(stay=0.0, next=-0.1, skip=0.5, more=0.0, back=0.5, leave=0.5, enter=0.5)
_SOME = 0.3  # share of the questions that numbers must be to tell how a letter is set out
_TOGETHER = 0.5  # score of a passage that answers several questions
_SIGNED = re.compile(r"[.):\]]|\d\W?[a-z]\b", re.IGNORECASE)  # a bare number is mostly a cell of a table
_YOUR = re.compile(r"\byour\s(?:questions?\s|q\.?\s?)?(?=[A-H]?\d)", re.IGNORECASE)
_BRACKET = re.compile(r"(?<=\s)\((?=[A-H]?\d{1,2}(?![\d/.]))")
_BRACKETED = 4  # questions named in brackets that make it a letter's manner
_NAMED = 0.6  # share of the passages that name a question
_BRIEF = 0.8  # share of the numbers that have one sentence each in a list of short answers
_NOTHING = Candidate(0, 0, (), 0.0)


def is_misread(text: str, found: Mapping[int, Found], nodes: Nodes, doubted: bool = False) -> bool:
    """Say whether passages found by their numbers fit these questions no better than the others, on average; hardly
    better is not enough where it is `doubted`, for the letter has numbers that no question bears."""
    numbered = {leaf: one for leaf, one in found.items() if one.spans and one.how in ("number", "range", "shared")}
    if len(numbered) < _MOSTLY * len(found) or _names_parts(numbered, nodes):
        return False
    gains = [
        gain
        for spans, leaves in by_passage(numbered).items()
        if len(leaves) <= _SHARED
        for gain in _gain(text, spans, leaves, nodes)
    ]
    return len(gains) >= _JUDGED and sum(gains) <= (_FITS_WELL if doubted else _FITS) * len(gains)


def _names_parts(numbered: Mapping[int, Found], nodes: Nodes) -> bool:
    """Say whether the parts of questions stand there under their own numbers ("4a", "14(b)"): no officer who counts
    anew hits these."""
    parts = [leaf for leaf in nodes.leaf_order if len(nodes.paths[leaf]) > 1]
    shown = {leaf: numbered[leaf].anchor for leaf in parts if leaf in numbered}
    marks = {leaf: marker_at(anchor, 0, len(anchor)) for leaf, anchor in shown.items()}
    own = sum(mark is not None and mark.path == nodes.paths[leaf] for leaf, mark in marks.items())
    return len(parts) >= _PARTS and own >= _NEARLY_ALL * len(parts)


def _gain(text: str, spans: Sequence[Span], leaves: Sequence[int], nodes: Nodes) -> Iterator[float]:
    """Yield how much better a passage fits its own questions than all of them; nothing where it says too little."""
    like = fits(" ".join(text[start:end] for start, end in spans)[:_LONG], nodes)
    if max(like) >= _SAYS:
        yield max(like[nodes.leaf_rank[leaf]] for leaf in leaves) - sum(like) / len(like)


def own_numbers(anchors: Sequence[Anchor], nodes: Nodes, page: Page) -> dict[int, Found]:
    """Return what was found for each leaf when the meaning of its words decides which question a number answers.

    Where the numbers are fewer than the questions, they are of passages that answer several together: each question
    then goes to the passage that has most of its words.
    """
    numbers = [anchor for anchor in anchors if anchor.kind in ("number", "range") and not anchor.inline]
    signed = [anchor for anchor in numbers if _SIGNED.search(anchor.text)]
    if _SOME * len(nodes.leaf_order) <= len(signed) < len(nodes.leaf_order) and not _are_brief(signed, page):
        steps = _together(signed, nodes, page)
    else:
        opened, units = _opened(numbers, nodes, page)
        steps = _steps(opened, units, nodes)
    return {leaf: replace(one, how="renumbered") for leaf, one in spans_of(steps, nodes, page).items()}


def _are_brief(numbers: Sequence[Anchor], page: Page) -> bool:
    """Say whether most numbers have one sentence: then each answers one question, and others are not answered."""
    ends = _ends(numbers, page)
    said = (sentences(page.text, Span(anchor.body, end)) for anchor, end in zip(numbers, ends, strict=True))
    worded = (sum(any(map(str.isalpha, page.text[start:stop])) for start, stop in one) for one in said)
    return sum(count <= 1 for count in worded) >= _BRIEF * len(numbers)


def _together(numbers: Sequence[Anchor], nodes: Nodes, page: Page) -> list[Step]:
    """Return the numbers as steps, each with all the questions that its passage names ("[your 6(a)]") or, where few do
    so, whose words it has."""
    said = [page.text[anchor.body : end] for anchor, end in zip(numbers, _ends(numbers, page), strict=True)]
    members = [_named(passage, nodes) for passage in said]
    if sum(map(bool, members)) < _NAMED * len(said):
        bracketed = [_named_in_brackets(passage, nodes) for passage in said]
        members = bracketed if len({leaf for one in bracketed for leaf in one}) >= _BRACKETED else [[] for _ in said]
        named = {leaf for one in members for leaf in one}
        for leaf, at in zip(nodes.leaf_order, best_passages(said, nodes), strict=True):
            if at is not None and leaf not in named:
                members[at] = sorted([*members[at], leaf])
    return [
        Step(anchor, Candidate(own[0], own[-1], tuple(own), _TOGETHER) if own else _NOTHING)
        for anchor, own in zip(numbers, members, strict=True)
    ]


def _named(passage: str, nodes: Nodes) -> list[int]:
    """Return the leaves that a passage calls the reader's: "[your 1(a), 1(b)]", "Your 2(c) falls away"."""
    references = (reference_at(passage, found.end(), len(passage)) for found in _YOUR.finditer(passage))
    return sorted({leaf for one in references if one for leaf in only_meaning(one, nodes)})


def _named_in_brackets(passage: str, nodes: Nodes) -> list[int]:
    """Return the leaves that a passage, or its heading, names in brackets: "Prices (5)", "(1, 9(b))"."""
    found = (reference_at(passage, one.end(), len(passage)) for one in _BRACKET.finditer(passage))
    closed = [one for one in found if one and passage[one.end : one.end + 1] == ")"]
    return sorted({leaf for one in closed for leaf in only_meaning(one, nodes)})


def _opened(numbers: Sequence[Anchor], nodes: Nodes, page: Page) -> tuple[list[Anchor], list[Unit]]:
    """Return the places where an answer may begin, the numbers and the sentences after the first of each, with how
    well their words fit the questions."""
    opened: list[Anchor] = []
    scores: list[list[float]] = []
    for anchor, end in zip(numbers, _ends(numbers, page), strict=True):
        whole = Span(anchor.body, end)
        said = sentences(page.text, whole) or [whole]
        like = [fits(page.text[start:stop], nodes) for start, stop in said]
        of_all = fits(page.text[whole.start : whole.end][:_LONG], nodes)
        first = [_OWN * own + (1 - _OWN) * all_ for own, all_ in zip(like[0], of_all, strict=True)]
        scores += [first, *([_OWN * one for one in more] for more in like[1:])]
        opened.append(anchor)
        opened += [
            replace(anchor, start=start, body=start, kind="number", candidates=(), inline=True) for start, _ in said[1:]
        ]
    return opened, [
        Unit(like, 0.0 if anchor.inline else _NONE, _INSIDE if anchor.inline else _TO_NUMBER)
        for anchor, like in zip(opened, compared(scores), strict=True)
    ]


def _ends(numbers: Sequence[Anchor], page: Page) -> list[int]:
    """Return where the words of each number end: at the next one, or at a stop before it."""
    following = [*(anchor.start for anchor in numbers[1:]), len(page.text)]
    stops = [page.stops[at : at + 1] for at in (bisect_left(page.stops, anchor.body) for anchor in numbers)]
    return [max(anchor.body, min([end, *stop])) for anchor, end, stop in zip(numbers, following, stops, strict=True)]


def _steps(opened: Sequence[Anchor], units: Sequence[Unit], nodes: Nodes) -> list[Step]:
    steps: list[Step] = []
    last: int | None = None
    for anchor, unit, rank in zip(opened, units, best_way(units), strict=True):
        if not anchor.inline or rank != last:
            steps.append(Step(anchor, _NOTHING if rank is None else _meant(nodes.leaf_order[rank], unit.scores[rank])))
        last = rank
    return steps


def _meant(leaf: int, score: float) -> Candidate:
    return Candidate(leaf, leaf, (leaf,), score)
