"""How well a sentence, or a heading, fits each question: what they have in common, and the kind of thing it says."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from classifier.records import Span
from classifier.split.nodes import Nodes
from classifier.split.words import content, meaning

_SHORTENED = "|".join(
    rf"(?<=\b{word})\."
    for word in "Mr Mrs Ms Mx Dr Prof Rev Messrs St Cllr Sgt Insp Supt Jas Wm Chas Geo Thos approx e.g i.e".split()
)
_INITIAL = r"(?<=\s[A-Z])\.(?=\s[A-Z][a-z])"  # "J. Rennie"
_SENTENCE = re.compile(
    rf"[^.!?\n]+(?:(?:[.!?](?![\s\xa0\"”’)]|$)|{_SHORTENED}|{_INITIAL})[^.!?\n]*|\n(?!\s*\n)[^.!?\n]*)*[.!?]?[\"”’)]*"
)
_TWO_SIGNS = re.compile(r"\w\w")
KIND = 0.08  # gain of a sentence that says the kind of thing asked: an amount, a copy, a name
_UNDER = 0.3  # gain of a sentence under the request's own heading for a question below it
_UNASKED = 0.3  # weight of a sentence's word that is in no question, as a share of the rarest word's
_MUCH = 2.5  # so many of the rarest words in common are worth a half
_COMMON = 1.3  # how much of what a question fits the whole letter better than others do is taken off
_FEW = 5  # sentences that say little of what stands all over a letter
_BEST, _WELL = 0.1, 0.16  # gain of the sentence that fits a question best, if it fits so well
_LITTLE = 1.0  # weight of common words below which a passage does not answer a question
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


def fits(sentence: str, nodes: Nodes) -> list[float]:
    """Return how well a sentence fits each leaf, in the questionnaire's order; about 0 to 1."""
    own = meaning(sentence)
    if not content(sentence):
        return [0.0] * len(nodes.leaf_order)
    kinds = {"how_many": _AMOUNT, "document": _COPY, "name": _NAME}
    fitting = {asks for asks, pattern in kinds.items() if pattern.search(sentence)}
    return [
        like + (KIND if nodes.questions[leaf].asks in fitting else 0.0)
        for leaf, like in zip(nodes.leaf_order, _alike(own, nodes), strict=True)
    ]


def heading_fits(shown: str, nodes: Nodes) -> list[float]:
    """Return what a heading adds to each leaf: much to the parts of the stem whose own heading it is."""
    under = [i for i, question in enumerate(nodes.questions) if question.stem and _same(shown, question.text)]
    if under:
        parts = {leaf for i in under for leaf in nodes.tree[i]}
        return [_UNDER if leaf in parts else -_UNDER for leaf in nodes.leaf_order]
    return [0.5 * like for like in _alike(meaning(shown), nodes)]


def compared(scores: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return the scores of a letter's sentences (a row each, a column for each leaf) as they compare with each other.

    A question whose words stand all over the letter is told by none of them, and the sentence that fits a question best
    rather answers it.
    """
    columns = list(zip(*scores, strict=True))
    means = [sum(max(0.0, score) for score in column) / (len(column) + _FEW) for column in columns]
    usual = sum(means) / max(1, len(means))
    tops = [(_COMMON * max(0.0, mean - usual), max(column)) for mean, column in zip(means, columns, strict=True)]
    return [
        [
            score - common + (_BEST if score == best > _WELL else 0.0)
            for score, (common, best) in zip(row, tops, strict=True)
        ]
        for row in scores
    ]


def best_passages(passages: Sequence[str], nodes: Nodes) -> list[int | None]:
    """Return for each leaf, in the questionnaire's order, the passage that has most of its words, the fewer passages a
    word is in the more; None where none has enough."""
    own = [meaning(passage) for passage in passages]
    count = Counter(word for one in own for word in one)
    telling = {word: math.log((len(own) + 1) / times) for word, times in count.items()}
    chosen: list[int | None] = []
    for leaf in nodes.leaf_order:
        asked = {word: nodes.rarity[word] * telling[word] for word in nodes.meanings[leaf] if word in telling}
        scores = [math.fsum(asked[word] for word in one & asked.keys()) for one in own]
        best = max(range(len(own)), key=scores.__getitem__, default=None)
        chosen.append(best if best is not None and scores[best] > _LITTLE else None)
    return chosen


def answered_too(scores: Sequence[float], best: int, within: float) -> list[int]:
    """Return the places of the questions that a sentence answers: the best, and others so like it, and so nearly."""
    enough = max(_STRONG, scores[best] - within)
    return [at for at, score in enumerate(scores) if at == best or score >= enough]


def sentences(text: str, block: Span) -> list[Span]:
    """Return the sentences of a paragraph in order, without blanks around them; none for a paragraph without words."""
    found = []
    for match in _SENTENCE.finditer(text, block.start, block.end):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        end = start + len(match.group().strip())
        if _TWO_SIGNS.search(text, start, end):
            found.append(Span(start, end))
    return found


def _same(shown: str, title: str) -> bool:
    return bool(title) and shown.casefold().strip(" .:") == title.casefold().strip(" .:")


def _alike(own: frozenset[str], nodes: Nodes) -> list[float]:
    whole = math.fsum(nodes.rarity.get(word, _UNASKED * nodes.unknown) for word in own)
    return [_fit(own, whole, nodes, leaf) for leaf in nodes.leaf_order]


def _fit(own: frozenset[str], whole: float, nodes: Nodes, leaf: int) -> float:
    """Half of it is the share that is in common, both ways; half how much that is, so that length does not dilute it.

    `whole` is the weight of all the words of the sentence.
    """
    common = own & nodes.meanings[leaf]
    if not common:
        return 0.0
    weight = math.fsum(nodes.rarity.get(word, nodes.unknown) for word in common)
    there = weight / nodes.weights[leaf]
    return 0.25 * (there + weight / whole) + 0.5 * weight / (weight + _MUCH * nodes.unknown)
