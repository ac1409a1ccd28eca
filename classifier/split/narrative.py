"""Place the sentences of running prose with the questions they answer, by meaning and by order.

Each sentence is compared with every question; the best way through all sentences is chosen at once, since
people mostly answer in the order in which they were asked. A sentence that fits no question well enough is
left out: it goes to a person, not to a guess.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from classifier.records import Span
from classifier.split.fitting import answered_too, compared, fits, heading_fits, sentences
from classifier.split.nodes import Nodes
from classifier.split.order import Moves, Unit, best_way
from classifier.split.passages import merge
from classifier.split.spans import Found

_LEAST = 0.17  # a sentence less like every question than this is left out
_MOVES = Moves(stay=0.0, next=-0.012, skip=0.024, more=0.012, back=0.12, leave=0.1, enter=0.1)
_FAR = 0.12  # cost of a place at the other end of the letter than the question has in the questionnaire
_GOES_ON_TOO, _NEXT = 0.12, 0.04  # gain of staying with "It …", "These …"; with any next sentence of a paragraph
_CLOSE = 0.15  # so nearly as like a second question that a sentence answers this one too
SECTIONS = 4  # headings that make a letter one of sections
_PREAMBLE = 0.2  # cost of what stands before the first of them
_RUN_IN_WORDS = 6
_GOES_ON = re.compile(
    r"\s*(it|its|they|this|these|those|that|he|she|such|there|both|all|in addition|however|also|for example|of these|in (each|every|all|other))\b",
    re.IGNORECASE,
)
_RUN_IN = re.compile(r"(?P<what>[A-Z][^.:;?!\n]{2,60})(?:[.:]|\s[–—-])\s+(?=[A-Z\"“‘(])")


class _Placed(NamedTuple):
    """A sentence and how well it fits each leaf, by its words, its heading and its place."""

    sentence: Span
    scores: list[float]


def place_sentences(text: str, body: Sequence[Span], nodes: Nodes) -> dict[int, Found]:
    """Return for each leaf the sentences of the paragraphs `body` that answer it; neighbours make one span."""
    placed: list[_Placed] = []
    length, gone = sum(block.end - block.start for block in body), 0
    for block, heading in _under_headings(text, body, nodes):
        for sentence in sentences(text, block):
            own = fits(text[sentence.start : sentence.end], nodes)
            there = _by_place((gone + sentence.start - block.start) / length, nodes)
            placed.append(_Placed(sentence, [sum(three) for three in zip(own, heading, there, strict=True)]))
        gone += block.end - block.start
    scores = compared([one.scores for one in placed])
    placed = [one._replace(scores=own) for one, own in zip(placed, scores, strict=True)]
    return _spans(text, placed, best_way(list(_units(text, placed))), nodes)


def _under_headings(text: str, body: Sequence[Span], nodes: Nodes) -> Iterator[tuple[Span, list[float]]]:
    """Yield the paragraphs that are no headings, each with what the heading above it, or run into it, adds."""
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


def _run_in(text: str, block: Span) -> Span | None:
    """Return the heading that a paragraph begins with ("Paperwork. The manual …"), None if there is none."""
    found = _RUN_IN.match(text, block.start, block.end)
    return Span(*found.span()) if found and len(found["what"].split()) <= _RUN_IN_WORDS else None


def is_section_title(shown: str) -> bool:
    """Say whether a paragraph is so short, and ends so, that it is the title of what follows it."""
    return len(shown.split()) <= 9 and shown[-1:] not in ".;,!" and "\n" not in shown


def _by_place(at: float, nodes: Nodes) -> list[float]:
    """Return the cost of a place in the letter, 0 to 1, for each leaf: letters mostly answer in order."""
    last = max(1, len(nodes.leaf_order) - 1)
    return [-_FAR * abs(at - rank / last) for rank in range(len(nodes.leaf_order))]


def _units(text: str, placed: Sequence[_Placed]) -> Iterator[Unit]:
    before: Span | None = None
    for sentence, scores in placed:
        yield Unit(scores, _LEAST, _MOVES._replace(stay=_stay(text, before, sentence) if before else 0.0))
        before = sentence


def _stay(text: str, last: Span, sentence: Span) -> float:
    """Return the gain of answering the same question as the sentence before, in the same paragraph."""
    if "\n\n" in text[last.end : sentence.start]:
        return 0.0
    return _GOES_ON_TOO if _GOES_ON.match(text, sentence.start, sentence.end) else _NEXT


def _spans(text: str, placed: Sequence[_Placed], path: Sequence[int | None], nodes: Nodes) -> dict[int, Found]:
    found: dict[int, list[Span]] = {}
    best: dict[int, float] = {}
    for (sentence, scores), rank in zip(placed, path, strict=True):
        if rank is None:
            continue
        for one in answered_too(scores, rank, _CLOSE):
            leaf = nodes.leaf_order[one]
            found.setdefault(leaf, []).append(sentence)
            best[leaf] = max(best.get(leaf, 0.0), scores[one])
    return {leaf: Found(tuple(merge(text, spans)), "narrative", "", best[leaf]) for leaf, spans in found.items()}
