"""Share a passage out among the questions that it answers, where its sentences say which is whose.

Officers put the answers to several questions under one heading, such as "Documents".
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from classifier.records import Span
from classifier.split.fitting import fits, sentences
from classifier.split.nodes import Nodes
from classifier.split.passages import merge
from classifier.split.spans import Found

_MOVED, _AHEAD = 0.35, 0.12  # a sentence leaves its heading's question for one that it fits so well, so much better
_STRONG = 0.5  # so like a second question that it answers this one too


def share_out(text: str, found: dict[int, Found], nodes: Nodes) -> dict[int, Found]:
    """Give the sentences under a heading that fit a later question better to it, where nothing else answers that one."""
    shared = dict(found)
    for at, leaf in enumerate(nodes.leaf_order):
        if leaf in found and found[leaf].how == "heading":
            after = takewhile(lambda other: other not in found, nodes.leaf_order[at + 1 :])
            shared |= _shared(text, found[leaf], leaf, list(after), nodes)
    return shared


def _shared(text: str, heading: Found, leaf: int, silent: Sequence[int], nodes: Nodes) -> dict[int, Found]:
    given: dict[int, list[Span]] = {leaf: []}
    for sentence in (one for span in heading.spans for one in sentences(text, span)):
        like = dict(zip(nodes.leaf_order, fits(text[sentence.start : sentence.end], nodes), strict=True))
        best = max([leaf, *silent], key=lambda one: like[one])
        moved = like[best] >= max(_MOVED, like[leaf] + _AHEAD)
        others = [one for one in silent if moved and like[one] >= max(_STRONG, like[best] - _AHEAD)]
        for one in {best if moved else leaf, *others}:
            given.setdefault(one, []).append(sentence)
    if len(given) == 1 or not given[leaf]:
        return {}
    return {
        one: replace(heading, spans=tuple(merge(text, spans)), how=heading.how if one == leaf else "narrative")
        for one, spans in given.items()
    }
