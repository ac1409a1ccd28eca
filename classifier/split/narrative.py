"""Place the sentences of running prose with the questions they answer, by meaning and by order.

Each sentence is compared with every question; the best way through all sentences is chosen at once, since
people mostly answer in the order in which they were asked. A sentence that fits no question well enough is
left out: it goes to a person, not to a guess.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from classifier.records import Span
from classifier.split.nodes import Nodes
from classifier.split.spans import Found
from classifier.split.words import content, likeness, meaning

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?![\s\xa0\"”’)]|$)[^.!?\n]*|\n(?!\s*\n)[^.!?\n]*)*[.!?]?[\"”’)]*")
_TWO_SIGNS = re.compile(r"\w\w")
_LEAST = 0.2  # a sentence less like every question than this is left out
_BACK, _SKIP, _LEAVE = 0.12, 0.012, 0.03
_KIND = 0.06  # gain of a sentence that says the kind of thing asked: an amount, a copy, a name
_STAY = 0.12  # gain of a sentence that goes on ("It …", "These …") with the question before it
_UNDER = 0.3  # gain of a sentence under the request's own heading for a question below it
_MOVED, _AHEAD = 0.35, 0.12  # a sentence leaves its heading's question for one that it fits so well, so much better
_STRONG = 0.5  # so like a second question that it answers this one too
_AMOUNT = re.compile(
    r"£\s?\d|\b\d[\d,]*\b|\b(none|nil|no|zero|one|two|three|four|five|six|seven|eight|nine|ten|twelve|never|once|twice)\b",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"\b(attach|enclos|annex|appendix|copy|copies|publish|available|withheld|exempt|do(es)?\s+not\s+have|no\s+such|none\s+exists)",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z,;]\s)[A-Z]\w+")
_GOES_ON = re.compile(
    r"\s*(it|its|they|this|these|those|that|he|she|such|there|both|all|in addition|however|also|for example|of these|in (each|every|all|other))\b",
    re.IGNORECASE,
)


def place_sentences(text: str, body: Sequence[Span], nodes: Nodes) -> dict[int, Found]:
    """Return for each leaf the sentences of the paragraphs `body` that answer it; neighbours make one span."""
    placed: list[tuple[Span, list[float]]] = []
    heading: list[float] = [0.0] * len(nodes.leaf_order)
    for block in body:
        shown = text[block.start : block.end]
        if _is_title(shown):
            heading = _heading(shown, nodes)
            continue
        for sentence in sentences(text, block):
            fits = _scores(text[sentence.start : sentence.end], nodes)
            placed.append((sentence, [fit + more for fit, more in zip(fits, heading, strict=True)]))
    return _spans(text, placed, _path(text, placed), nodes)


def share_out(text: str, found: dict[int, Found], nodes: Nodes) -> dict[int, Found]:
    """Give the sentences under a heading that fit a later question better to it, where nothing else answers that one.

    Officers put the answers to several questions under one heading, such as "Documents".
    """
    shared = dict(found)
    for at, leaf in enumerate(nodes.leaf_order):
        if leaf in found and found[leaf].how == "heading":
            after = takewhile(lambda other: other not in found, nodes.leaf_order[at + 1 :])
            shared |= _shared(text, found[leaf], leaf, list(after), nodes)
    return shared


def _shared(text: str, heading: Found, leaf: int, silent: Sequence[int], nodes: Nodes) -> dict[int, Found]:
    given: dict[int, list[Span]] = {leaf: []}
    for sentence in (one for span in heading.spans for one in sentences(text, span)):
        fits = dict(zip(nodes.leaf_order, _scores(text[sentence.start : sentence.end], nodes), strict=True))
        best = max([leaf, *silent], key=lambda one: fits[one])
        moved = fits[best] >= max(_MOVED, fits[leaf] + _AHEAD)
        others = [one for one in silent if moved and fits[one] >= max(_STRONG, fits[best] - _AHEAD)]
        for one in {best if moved else leaf, *others}:
            _append(text, given.setdefault(one, []), sentence)
    if len(given) == 1 or not given[leaf]:
        return {}
    return {
        one: replace(heading, spans=tuple(spans), how=heading.how if one == leaf else "narrative")
        for one, spans in given.items()
    }


def _heading(shown: str, nodes: Nodes) -> list[float]:
    """Return what a heading adds to each question: much to the parts of the stem whose own heading it is."""
    own = meaning(shown)
    under = [i for i, question in enumerate(nodes.questions) if question.stem and _same(shown, question.text)]
    if under:
        parts = {leaf for i in under for leaf in nodes.tree[i]}
        return [_UNDER if leaf in parts else -_UNDER for leaf in nodes.leaf_order]
    return [0.5 * _fit(own, nodes, leaf) for leaf in nodes.leaf_order]


def _same(shown: str, title: str) -> bool:
    return bool(title) and shown.casefold().strip(" .:") == title.casefold().strip(" .:")


def _is_title(shown: str) -> bool:
    return len(shown.split()) <= 9 and shown[-1:] not in ".;,!" and "\n" not in shown


def _path(text: str, placed: Sequence[tuple[Span, list[float]]]) -> list[int | None]:
    """Choose a leaf's rank, or None, for every sentence: the best total of fits less the cost of jumping about."""
    if not placed:
        return []
    none = len(placed[0][1])
    best = [0.0] * (none + 1)
    came: list[list[int]] = []
    for at, (sentence, scores) in enumerate(placed):
        goes_on = at > 0 and _goes_on(text, placed[at - 1][0], sentence)
        best, before = _reach(best, scores, goes_on)
        came.append(before)
    rank = max(range(none + 1), key=best.__getitem__)
    path: list[int | None] = []
    for before in reversed(came):
        path.append(None if rank == none else rank)
        rank = before[rank]
    return path[::-1]


def _reach(best: Sequence[float], scores: Sequence[float], goes_on: bool) -> tuple[list[float], list[int]]:
    """Return for every rank, and last for None, the best total after one more sentence, and the rank before it."""
    none = len(scores)
    totals, before = [], []
    for rank, (value, source) in enumerate(_arrivals(best, none)):
        stay = rank != none and goes_on and best[rank] + _STAY >= value
        totals.append((best[rank] + _STAY if stay else value) + (_LEAST if rank == none else scores[rank]))
        before.append(rank if stay else source)
    return totals, before


def _goes_on(text: str, last: Span, sentence: Span) -> bool:
    return bool(_GOES_ON.match(text, sentence.start, sentence.end)) and "\n\n" not in text[last.end : sentence.start]


def _arrivals(best: Sequence[float], none: int) -> list[tuple[float, int]]:
    """Return for every rank, and for None, the best value with which it can be reached and from where."""
    top = max(range(none + 1), key=best.__getitem__)
    found: list[tuple[float, int]] = []
    ahead, ahead_from = best[none] - _LEAVE, none  # coming from an earlier rank, or from no question
    for rank in range(none):
        ahead -= _SKIP if ahead_from != none else 0.0
        for value, source in ((best[rank], rank), (best[none] - _LEAVE, none)):
            if value >= ahead:
                ahead, ahead_from = value, source
        back = best[top] - _BACK
        found.append((back, top) if back > ahead and top != none else (ahead, ahead_from))
    out = best[top] - (_LEAVE if top != none else 0.0)
    return [*found, (out, top) if out > best[none] else (best[none], none)]


def _spans(
    text: str, placed: Sequence[tuple[Span, list[float]]], path: Sequence[int | None], nodes: Nodes
) -> dict[int, Found]:
    found: dict[int, list[Span]] = {}
    scores: dict[int, float] = {}
    for (sentence, fits), rank in zip(placed, path, strict=True):
        ranks = {rank} | {other for other, fit in enumerate(fits) if fit >= _STRONG and rank is not None}
        for one in sorted(r for r in ranks if r is not None):
            leaf = nodes.leaf_order[one]
            _append(text, found.setdefault(leaf, []), sentence)
            scores[leaf] = max(scores.get(leaf, 0.0), fits[one])
    return {leaf: Found(tuple(spans), "narrative", "", scores[leaf]) for leaf, spans in found.items()}


def _append(text: str, spans: list[Span], sentence: Span) -> None:
    if spans and not text[spans[-1].end : sentence.start].strip():
        spans[-1] = Span(spans[-1].start, sentence.end)
    else:
        spans.append(sentence)


def _scores(sentence: str, nodes: Nodes) -> list[float]:
    """Return how well a sentence fits each question: what they have in common, and the kind of thing it says."""
    own = meaning(sentence)
    if not content(sentence):
        return [0.0] * len(nodes.leaf_order)
    kinds = {"how_many": _AMOUNT, "document": _COPY, "name": _NAME}
    fitting = {asks for asks, pattern in kinds.items() if pattern.search(sentence)}
    return [
        _fit(own, nodes, leaf) + (_KIND if nodes.questions[leaf].asks in fitting else 0.0) for leaf in nodes.leaf_order
    ]


def _fit(own: frozenset[str], nodes: Nodes, leaf: int) -> float:
    question = nodes.meanings[leaf]
    there = likeness(question, own, nodes.rarity, nodes.unknown)
    back = likeness(own, question, nodes.rarity, nodes.unknown * 0.3)
    return 0.5 * there + 0.5 * back


def sentences(text: str, block: Span) -> list[Span]:
    """Return the sentences of a paragraph in order, without blanks around them; none for a paragraph without words."""
    found = []
    for match in _SENTENCE.finditer(text, block.start, block.end):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        end = start + len(match.group().strip())
        if _TWO_SIGNS.search(text, start, end):
            found.append(Span(start, end))
    return found
