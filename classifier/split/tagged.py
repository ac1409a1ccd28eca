"""Letters in running words that name each question in brackets behind what they say: "There is no plan (13)."

"Your own numbers are in brackets": a statement belongs to the questions in its brackets, with what stands before it in
its paragraph since the last ones, and what follows the last ones. Tables keep to their rows, or to the number over them.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from classifier.markers import reference_at
from classifier.records import Span
from classifier.split.fitting import sentences
from classifier.split.headings import asked_sentence
from classifier.split.lines import Line, blocks, is_annex, is_closing, stripped, tells_how_to_complain
from classifier.split.nodes import Nodes
from classifier.split.passages import merge, without
from classifier.split.ranges import only_meaning
from classifier.split.spans import Found

_TAG = re.compile(
    r"(?<![\w)])[\[(][ \xa0]?(?:(?:your\s)?(?:questions?|q)\.?\s?)?"
    r"(?P<reference>(?:[A-Ha-h]\.?)?\d[^()\[\]\n]{0,30}(?:\([a-z\d]{1,4}\)[^()\[\]\n]{0,30}){0,8})[\])]",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:see|under|section|clause|(?:refer|answer|response|reply|back)\sto|(?:as|given|shown|set\sout)\s(?:at|in|to|under))\s$",
    re.IGNORECASE,
)
_BEFORE = 30  # characters before a bracket that are looked through for a word that points
_LEAST, _MANY = 5, 0.4  # questions, and share of them, that are named so
_MOSTLY = 0.7  # share of the paragraphs with brackets that end in one
_CLOSED = re.compile(r"[.!?:;\d)][\s\xa0]*$")
_ITEM = re.compile(r"(?<=[;:])[ \xa0]*\n")  # an item of a list ends there
_ROW = re.compile(r"[^\n]*\S(?:[ \xa0]{3,}|\t)\S[^\n]*")
_OVER = re.compile(r"(?:\w+[ \xa0]){0,2}")  # "Table 1 [2(a)] Plots left"
_WORD = re.compile(r"[^\W\d_]{2,}")
_TITLE_WORDS = 3  # "Displays."
_HEAD_WORDS = 6  # "Income from advertising (15b)."
_SAYS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|will|can|no|none|not|yes|nil|attached|enclosed)\b", re.IGNORECASE
)
_FIGURE = re.compile(r"\d")


class _Tag(NamedTuple):
    start: int
    end: int
    leaves: tuple[int, ...]


def tagged(text: str, lines: Sequence[Line], left_out: Sequence[Span], nodes: Nodes) -> dict[int, Found]:
    """Return the answers of a letter that names its questions in brackets; none for a letter that names few so."""
    tags = [tag for tag in _tags(text, nodes) if without(Span(tag.start, tag.end), left_out)]
    named = {leaf for tag in tags for leaf in tag.leaves}
    if len(named) < max(_LEAST, _MANY * len(nodes.leaf_order)):
        return {}
    given: dict[int, list[Span]] = {}
    shown: dict[int, str] = {}
    starts = [tag.start for tag in tags]
    paragraphs = list(_paragraphs(text, lines))
    inside = [tags[bisect_left(starts, block.start) : bisect_left(starts, block.end)] for block in paragraphs]
    said = _said_before if _close(text, paragraphs, inside) else _said
    for block, own in zip(paragraphs, inside, strict=True):
        for tag, span in said(text, block, own):
            for leaf in tag.leaves:
                given.setdefault(leaf, []).extend(without(span, left_out))
                shown.setdefault(leaf, text[tag.start : tag.end])
    return {
        leaf: Found(tuple(merge(text, sorted(set(spans)))), "number", shown[leaf], 0.8) for leaf, spans in given.items()
    }


def _tags(text: str, nodes: Nodes) -> Iterator[_Tag]:
    for found in _TAG.finditer(text):
        reference = reference_at(text, found.start("reference"), found.end("reference"))
        if not reference or reference.end != found.end("reference") or _points(text, found.start()):
            continue
        if leaves := only_meaning(reference, nodes):
            yield _Tag(found.start(), found.end(), leaves)


def _points(text: str, at: int) -> bool:
    return bool(_POINTS.search(text, max(0, at - _BEFORE), at))


def _paragraphs(text: str, lines: Sequence[Line]) -> Iterator[Span]:
    """Yield the paragraphs, those of annexes too, but not what a letter closes with."""
    closed = False
    for block in blocks(lines):
        span = Span(block[0].start, block[-1].end)
        closed = (closed or is_closing(text, block[0])) and not is_annex(text, block[0])
        if not closed and not tells_how_to_complain(text, span):
            yield span


def _close(text: str, paragraphs: Sequence[Span], inside: Sequence[Sequence[_Tag]]) -> bool:
    """Say whether the brackets close what they name: most stand at the end of a paragraph, behind a full stop."""
    last = [(block, own[-1]) for block, own in zip(paragraphs, inside, strict=True) if own]
    closing = sum(tag.end == block.end and bool(_CLOSED.search(text, block.start, tag.start)) for block, tag in last)
    return closing >= _MOSTLY * len(last)


def _said_before(text: str, block: Span, tags: Sequence[_Tag]) -> Iterator[tuple[_Tag, Span]]:
    """Yield what stands before each bracket, from the one before it or the beginning of the paragraph."""
    start = block.start
    for tag in tags:
        if span := stripped(text, start, tag.start):
            yield tag, span
        start = tag.end


def _said(text: str, block: Span, tags: Sequence[_Tag]) -> Iterator[tuple[_Tag, Span]]:
    """Yield what a paragraph says of each question that it names."""
    if len(tags) == 1 and _OVER.fullmatch(text, block.start, tags[0].start):
        if span := stripped(text, tags[0].end, block.end):
            yield tags[0], span
        return
    before: list[Span] = []
    last: Sequence[_Tag] = ()
    for unit in _units(text, block):
        own = [tag for tag in tags if unit.start <= tag.start < unit.end]
        if not own:
            before.append(unit)
            continue
        yield from ((own[0], span) for span in before if not _is_title(text, block, span))
        before, last = [], own
        if not _is_head(text, unit, own):
            yield from ((tag, unit) for tag in own)
    yield from ((tag, span) for tag in last for span in before)


def _units(text: str, block: Span) -> Iterator[Span]:
    """Yield a paragraph's sentences, the items of its lists, or, of a table, its rows."""
    rows = [Span(*found.span()) for found in _ROW.finditer(text, *block)]
    if len(rows) > 1:
        yield from rows
        return
    for sentence in sentences(text, block):
        start = sentence.start
        for found in _ITEM.finditer(text, *sentence):
            if piece := stripped(text, start, found.start()):
                yield piece
            start = found.end()
        if piece := stripped(text, start, sentence.end):
            yield piece


def _is_title(text: str, block: Span, unit: Span) -> bool:
    """ "Displays. 262 stops have one": the first words of a paragraph say what it is about."""
    words = _WORD.findall(text, *unit)
    return unit.start == block.start and len(words) <= _TITLE_WORDS and not _SAYS.search(text, *unit)


def _is_head(text: str, unit: Span, tags: Sequence[_Tag]) -> bool:
    """ "Income from advertising (15b)." and "You ask about claims [6(b)]." only say what the next words are about."""
    if asked_sentence(text, unit.start, len(text)) is not None:
        return True
    closes = tags[-1].end >= unit.end - 1
    words = _WORD.findall(text, unit.start, tags[0].start)
    says = _SAYS.search(text, *unit) or _FIGURE.search(text, unit.start, tags[0].start)
    return closes and len(words) <= _HEAD_WORDS and not says
