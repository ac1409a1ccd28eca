"""Share a passage out among the questions that it answers, where its sentences say which is whose.

Officers put the answers to several questions under one heading, such as "Documents".
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from classifier.records import Span
from classifier.split.fitting import answered_too, compared, fits, sentences
from classifier.split.headings import LABEL, SHOWN, likeness_both
from classifier.split.lines import Line, stripped
from classifier.split.nodes import Nodes
from classifier.split.order import Moves, Unit, best_way
from classifier.split.passages import merge
from classifier.split.spans import Found, by_passage
from classifier.split.words import content, meaning

_MOVED, _AHEAD = 0.35, 0.12  # a sentence leaves its heading's question for one that it fits so well, so much better
_LABEL = re.compile(rf"^[ \t>]*{LABEL}", re.MULTILINE)
_TOLD = 0.12  # so like a question that a line asks it too
_MANY = 4  # sentences under a heading that are shared out
_NUMBERED = re.compile(r"\(\d[^()]*(?:\([^()]*\)[^()]*)*\)\W*$")  # "Documents (1, 3(a))"
_NEVER = -9.0  # what stands under a heading answers one of its questions
_MOVES = Moves(stay=0.0, next=0.15, skip=0.05, more=0.05, back=0.15, leave=0.0, enter=0.0)


def share_out(text: str, found: dict[int, Found], nodes: Nodes) -> dict[int, Found]:
    """Give the sentences under a heading, or a number, that fit a later question, or a part of the number's, better to
    it, where nothing else answers that one."""
    shared = found | _grouped(text, found, nodes)
    for at, leaf in enumerate(nodes.leaf_order):
        if leaf not in found or shared[leaf] is not found[leaf]:
            continue
        how = found[leaf].how
        if how in ("heading", "number"):  # a number's own are its parts alone
            after = takewhile(lambda other: other not in found, nodes.leaf_order[at + 1 :])
            silent = [one for one in after if how == "heading" or nodes.parent[one] == leaf]
            shared |= _shared(text, found[leaf], leaf, silent, nodes)
    return shared


def _shared(text: str, heading: Found, leaf: int, silent: Sequence[int], nodes: Nodes) -> dict[int, Found]:
    given: dict[int, list[Span]] = {leaf: []}
    leaves = [leaf, *silent]
    for sentence in (one for span in heading.spans for one in sentences(text, span)):
        scores = _scores(text, sentence, leaves, nodes)
        best = scores.index(max(scores))
        moved = scores[best] >= max(_MOVED, scores[0] + _AHEAD)
        for at in answered_too(scores, best, _AHEAD) if moved else [0]:
            given.setdefault(leaves[at], []).append(sentence)
    if len(given) == 1 or not given[leaf]:
        return {}
    return {
        one: replace(heading, spans=tuple(merge(text, spans)), how=heading.how if one == leaf else "narrative")
        for one, spans in given.items()
    }


def _grouped(text: str, found: dict[int, Found], nodes: Nodes) -> dict[int, Found]:
    """Return what stands under headings that name several questions, shared out among these."""
    headed = {leaf: one for leaf, one in found.items() if one.how == "heading"}
    return {
        leaf: one
        for leaves in by_passage(headed).values()
        if len(leaves) > 1
        for leaf, one in _among(text, found[leaves[0]], leaves, nodes).items()
    }


def _among(text: str, heading: Found, leaves: Sequence[int], nodes: Nodes) -> dict[int, Found]:
    """Give each sentence to the questions that it fits, in their order; a question that none fits keeps them all, and
    a few sentences are each question's, whole (codebook, rule 5), unless the heading names these by number."""
    said = [one for span in heading.spans for one in sentences(text, span)]
    if len(said) < max(len(leaves), 0 if _NUMBERED.search(heading.anchor) else _MANY):
        return {}
    like = compared([_scores(text, one, leaves, nodes) for one in said])
    given: dict[int, list[Span]] = {}
    for sentence, scores, place in zip(said, like, best_way([Unit(row, _NEVER, _MOVES) for row in like]), strict=True):
        if place is None:
            continue
        figures = not meaning(text[sentence.start : sentence.end])
        for at in range(len(leaves)) if figures else answered_too(scores, place, _AHEAD):
            given.setdefault(leaves[at], []).append(sentence)
    return {leaf: replace(heading, spans=tuple(merge(text, spans))) for leaf, spans in given.items()}


def _scores(text: str, sentence: Span, leaves: Sequence[int], nodes: Nodes) -> list[float]:
    like = fits(text[sentence.start : sentence.end], nodes)
    return [like[nodes.leaf_rank[leaf]] for leaf in leaves]


def merged(text: str, found: dict[int, Found], asked: Sequence[Line], nodes: Nodes) -> dict[int, Found]:
    """Return the answers with those of questions that a log made into one with a neighbour: "• Displays: number, companies,
    costs" is asked of three. `asked` are the lines that are questions over their answers.

    A question that none of them answers alone has the answer of the one before or after it whose words tell more of it.
    """
    heads = {text[line.start : line.end][:SHOWN]: content(text[line.start : line.end]) for line in asked}
    starts = [line.start for line in asked]
    owned = {
        leaf: heads[one.anchor]
        for leaf, one in found.items()
        if one.how == "heading"
        and one.anchor in heads
        and not any(span.start <= start < span.end for span in one.spans for start in starts)
    }
    given = dict(found)
    for at, leaf in enumerate(nodes.leaf_order):
        if leaf in found and found[leaf].spans:
            continue
        before = next((one for one in reversed(nodes.leaf_order[:at]) if one in found), None)
        after = next((one for one in nodes.leaf_order[at + 1 :] if one in found), None)
        near = [one for one in (before, after) if one in owned]
        told = {one: likeness_both(owned[one], nodes, leaf) for one in near}
        best = max(near, key=lambda one: told[one], default=None)
        if best is not None and told[best] >= _TOLD:
            given[leaf] = replace(found[best], how="shared")
    return given


def by_labels(text: str, found: dict[int, Found], nodes: Nodes) -> dict[int, Found]:
    """Return the answers with those parted that stand together under one heading in as many lines with a
    label as there are questions: "Paid each year - £400", "Copy of contract - attached"."""
    given = dict(found)
    for spans, leaves in by_passage(found).items():
        labels = [label for span in spans for label in _LABEL.finditer(text, *span)]
        named = found[leaves[0]].how not in ("heading", "shared")  # "Questions 2 and 3": each has all of it
        if named or len(leaves) < 2 or len(labels) != len(leaves) or labels[0].start() != spans[0].start:
            continue
        own = [content(label.group()) & nodes.words[leaf] for label, leaf in zip(labels, leaves, strict=True)]
        if 2 * sum(map(bool, own)) < len(leaves):
            continue
        ends = [*(label.start() for label in labels[1:]), spans[-1].end]
        pieces = [Span(label.end(), end) for label, end in zip(labels, ends, strict=True)]
        for leaf, piece in zip(leaves, pieces, strict=True):
            inside = [Span(max(piece.start, one.start), min(piece.end, one.end)) for one in spans]
            said = tuple(part for start, end in inside if start < end and (part := stripped(text, start, end)))
            given[leaf] = replace(found[leaf], spans=said, how="number")
    return given
