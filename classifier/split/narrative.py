"""Place the sentences of running prose with the questions they answer, by meaning and by order.

Each sentence is compared with every question; how likely it answers them is told by all sentences at once, since people
mostly answer in the order in which they were asked, unless it names its question itself. A question is given those
sentences with which its answer is best to be expected. A sentence that fits no question well enough is left out: it goes to
a person, not to a guess.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from classifier.records import Span
from classifier.split.associated import gains, going_with
from classifier.split.fitting import KIND, compared, fits, heading_fits, sentences
from classifier.split.likely import LEAST, best_given, likely
from classifier.split.lines import stripped
from classifier.split.mentioned import named_in
from classifier.split.nodes import Nodes
from classifier.split.order import Moves, Unit
from classifier.split.passages import merge
from classifier.split.spans import Found
from classifier.split.words import words

_LEAST = 0.17  # a sentence less like every question than this is left out
_MOVES = Moves(stay=0.0, next=0.03, skip=0.024, more=0.012, back=0.2, leave=0.1, enter=0.1)
_FAR = 0.12  # cost of a place at the other end of the letter than the question has in the questionnaire
_GOES_ON_TOO, _NEXT = 0.12, 0.07  # gain of staying with "It …", "These …"; with any next sentence of a paragraph
_ASSOCIATED, _ALONE = 0.1, 0.09  # weight of the associations of a sentence's words; the most that they add alone
SECTIONS = 4  # headings that make a letter one of sections
_PREAMBLE = 0.2  # cost of what stands before the first of them
_RUN_IN_WORDS = 6
_LABELLED = re.compile(r"(?<=\n)[A-Z][^\W\d]*(?: [^\W\d]+){0,3}(?::| [–—-])(?=\s)")
_ROW = re.compile(r"^[^\n]*\S(?:[ \xa0]{3,}|\t)\S", re.MULTILINE)
_ROWS = 2  # lines with cells that make a paragraph a table
_RULED = "-–—=_*#~ "  # signs of a line drawn beside a title
_LINE = re.compile(r"\S[^\n]*")
_NAMED = 0.6  # gain of a question that a sentence names, and cost of any other
_GOES_ON = re.compile(
    r"\s*(it|its|they|this|these|those|that|he|she|such|there|both|all|in addition|however|also|for example|of these|in (each|every|all|other))\b",
    re.IGNORECASE,
)
_RUN_IN = re.compile(r"(?P<what>[A-Z][^.:;?!\n]{2,60})(?:[.:]|\s[–—-])\s+(?=[A-Z\"“‘(])")


class _Placed(NamedTuple):
    """A sentence, how well it fits each leaf, by its words, its heading and its place, and the ranks of those that it
    names."""

    sentence: Span
    scores: list[float]
    named: tuple[int, ...] = ()


def place_sentences(text: str, body: Sequence[Span], nodes: Nodes, least: float = LEAST) -> dict[int, Found]:
    """Return for each leaf the sentences of the paragraphs `body` that answer it; neighbours make one span. A leaf is left
    out where no sentence is `least` likely to answer it, or none of those given fits it well enough: it goes to a person."""
    if not nodes.leaf_order:
        return {}
    placed: list[_Placed] = []
    table = going_with(nodes.questions)
    length, gone = sum(block.end - block.start for block in body), 0
    for block, heading in _under_headings(text, body, nodes):
        for sentence in _said(text, block):
            shown = text[sentence.start : sentence.end]
            alone = fits(shown, nodes)
            associated = _associated(gains(shown, table), alone)
            there = _by_place((gone + sentence.start - block.start) / length, nodes)
            parts = (alone, associated, heading, there)
            placed.append(_Placed(sentence, [sum(four) for four in zip(*parts, strict=True)]))
        gone += block.end - block.start
    scores = compared([one.scores for one in placed])
    placed = [one._replace(scores=own) for one, own in zip(placed, scores, strict=True)]
    placed = _with_names(text, placed, nodes)
    return _spans(text, placed, nodes, least) if placed else {}


def _associated(gained: Sequence[float], alone: Sequence[float]) -> list[float]:
    """Return what associations add to how a sentence fits each question, no more than a little where it has hardly
    a word in common."""
    return [
        _ASSOCIATED * gain if fit > KIND else min(_ALONE, _ASSOCIATED * gain)
        for gain, fit in zip(gained, alone, strict=True)
    ]


def _said(text: str, block: Span) -> list[Span]:
    """Return a paragraph's sentences; of one whose lines are the rows of a table, the rows."""
    if len(_ROW.findall(text, block.start, block.end)) < _ROWS:
        return sentences(text, block)
    return [Span(*found.span()) for found in _LINE.finditer(text, block.start, block.end)]


def _with_names(text: str, placed: Sequence[_Placed], nodes: Nodes) -> list[_Placed]:
    """Return the sentences with what they say themselves of the questions that they answer."""
    told = [named_in(text, one.sentence, nodes) for one in placed]
    ranks = [tuple(nodes.leaf_rank[leaf] for leaf in named) for named, _ in told]
    for at, (_, backward) in enumerate(told):
        before = at - 1
        while (
            backward
            and before >= 0
            and not ranks[before]
            and _same_paragraph(text, placed[before].sentence, placed[at].sentence)
        ):
            ranks[before] = ranks[at]
            before -= 1
    return [
        one._replace(
            scores=[score + (_NAMED if i in own else -_NAMED) for i, score in enumerate(one.scores)], named=own
        )
        if own
        else one
        for one, own in zip(placed, ranks, strict=True)
    ]


def _same_paragraph(text: str, one: Span, other: Span) -> bool:
    return "\n\n" not in text[one.end : other.start]


def _under_headings(text: str, body: Sequence[Span], nodes: Nodes) -> Iterator[tuple[Span, list[float]]]:
    """Yield the paragraphs that are no headings, each with what the heading above it, or run into it, adds."""
    body = [piece for block in body for piece in _at_labels(text, block)]
    leads = [_run_in(text, block) for block in body]
    run_in = sum(lead is not None for lead in leads) >= SECTIONS
    sections = run_in or sum(is_section_title(text[block.start : block.end]) for block in body) >= SECTIONS
    heading = [-_PREAMBLE if sections else 0.0] * len(nodes.leaf_order)
    for block, lead in zip(body, leads, strict=True):
        if is_section_title(text[block.start : block.end]):
            heading = heading_fits(text[block.start : block.end], nodes)
        elif run_in and lead:
            heading = heading_fits(text[lead.start : lead.end].rstrip(" .:–—-"), nodes)
            yield Span(lead.end, block.end), heading
        else:
            yield block, heading


def _at_labels(text: str, block: Span) -> Iterator[Span]:
    """Yield a paragraph in the pieces that begin at its lines with a label ("Waste: …", "Action -")."""
    starts = [block.start, *(found.start() for found in _LABELLED.finditer(text, block.start + 1, block.end))]
    for start, end in pairwise([*starts, block.end]):
        if piece := stripped(text, start, end):
            yield piece


def _run_in(text: str, block: Span) -> Span | None:
    """Return the heading that a paragraph begins with ("Paperwork. The manual …"), None if there is none."""
    found = _RUN_IN.match(text, block.start, block.end)
    return Span(*found.span()) if found and len(found["what"].split()) <= _RUN_IN_WORDS else None


def is_section_title(shown: str) -> bool:
    """Say whether a paragraph is so short, and ends so, that it is the title of what follows it, or is set between
    lines: "------ Nursing (return of 4 September) ------"."""
    if "\n" in shown:
        return False
    words = shown.strip(_RULED).split()
    return bool(words) and (
        (shown[0] in _RULED and shown[:4] == shown[-4:]) or (len(words) <= 9 and shown[-1:] not in ".;,!")
    )


def _by_place(at: float, nodes: Nodes) -> list[float]:
    """Return the cost of a place in the letter, 0 to 1, for each leaf: letters mostly answer in order."""
    last = max(1, len(nodes.leaf_order) - 1)
    return [-_FAR * abs(at - rank / last) for rank in range(len(nodes.leaf_order))]


def _units(text: str, placed: Sequence[_Placed]) -> Iterator[Unit]:
    before: Span | None = None
    for sentence, scores, _ in placed:
        yield Unit(scores, _LEAST, _MOVES._replace(stay=_stay(text, before, sentence) if before else 0.0))
        before = sentence


def _stay(text: str, last: Span, sentence: Span) -> float:
    """Return the gain of answering the same question as the sentence before, in the same paragraph."""
    if not _same_paragraph(text, last, sentence):
        return 0.0
    return _GOES_ON_TOO if _GOES_ON.match(text, sentence.start, sentence.end) else _NEXT


def _spans(text: str, placed: Sequence[_Placed], nodes: Nodes, least: float) -> dict[int, Found]:
    chances = likely(list(_units(text, placed)))
    for at, one in enumerate(placed):
        if one.named:
            chances[at] = 0.0
            chances[at, list(one.named)] = 1.0
    lengths = [len(words(text, *one.sentence)) for one in placed]
    found = {}
    for leaf, own in zip(nodes.leaf_order, chances.T, strict=True):
        given = [placed[at] for at in best_given(own, lengths, least)]
        best = max((one.scores[nodes.leaf_rank[leaf]] for one in given), default=0.0)
        if best > _LEAST:
            found[leaf] = Found(tuple(merge(text, [one.sentence for one in given])), "narrative", "", best)
    return found
