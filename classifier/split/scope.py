"""Letters that answer without naming a question: one refusal or one denial for all, or a running narrative.

A statement about the whole request is the answer of every question. In a narrative each sentence goes to
the question that it has most in common with; what cannot be placed is left for a person, not guessed.
"""

import re
from collections.abc import Sequence

from classifier.records import Span
from classifier.split.lines import Line, is_annex, is_closing, starts_older_mail
from classifier.split.nodes import Nodes
from classifier.split.spans import Found
from classifier.split.words import content, likeness

_OPENING = re.compile(
    r"(dear\b|annwyl\b|good\s+(morning|afternoon)|hi\b|hello\b|to:|from:|sent:|date:|subject:|cc:|re:|ref\b|our\s+ref|your\s+ref|by\s+e-?mail|tel|e-?mail|www\."
    r"|thank\s+you\s+for\s+your|thanks\s+for|(i|we)\s+(refer|write|am\s+writing|are\s+writing)|further\s+to|with\s+reference\s+to|(i|we)\s+acknowledge"
    r"|your\s+(request|e-?mail|letter)\s+(of|dated|was|for|has)|freedom\s+of\s+information\b.{0,60}$|foi\b.{0,60}$|request\s+for\s+information|(the|your)\s+request\b.{0,40}$"
    r"|(we|i)\s+apologise|apologies|please\s+(find|see)\b.{0,50}(below|attached|our\s+response)|(our|the)\s+response\s+(is|to|follows)|diolch)",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"(refus(e|es|ed|al|ing)\b|exceed|appropriate\s+limit|cost\s+(limit|of\s+complying)|section\s+(12|14)\b|vexatious|manifestly"
    r"|neither\s+confirm\s+nor\s+deny|(do|does)\s+not\s+(hold|look\s+at|monitor|use|undertake|conduct|carry\s+out|have|operate|collect)\b|no\s+information\s+(is|was)?\s*held"
    r"|not\s+(hold|held)\b|holds?\s+no\s+(information|records?)|(has|have|had)\s+no\s+|nil\s+(return|response)|exempt)",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"(acknowledge\s+(receipt|your)|will\s+(respond|reply|be\s+answered|receive\s+a\s+(response|reply))|we\s+(aim|are\s+required)\s+to\s+(respond|reply)|within\s+(20|twenty)\s+working\s+days"
    r"|extend\b.{0,40}(deadline|time)|out\s+of\s+(the\s+)?office|clarif(y|ication)|could\s+you\s+(please\s+)?(clarify|confirm|specify)|undeliver|not\s+yet\s+(been\s+)?(completed|ready))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?![\s\xa0\"”’)]|$)[^.!?\n]*|\n(?!\s*\n)[^.!?\n]*)*[.!?]?[\"”’)]*")
_LEAST, _MARGIN = 0.34, 0.05
_FEW_SENTENCES = 9


def paragraphs(text: str, lines: Sequence[Line], left_out: Sequence[Span]) -> list[Span]:
    """Return the paragraphs of the letter's body: after the salutation, before the closing words, no request."""
    blocks: list[Span] = []
    for line in lines:
        if is_annex(text, line) or starts_older_mail(text, line) or (blocks and is_closing(text, line)):
            break
        if any(out.start <= line.start < out.end for out in left_out):
            continue
        if line.gap or not blocks:
            blocks.append(Span(line.start, line.end))
        else:
            blocks[-1] = Span(blocks[-1].start, line.end)
    return _body(text, blocks)


def _body(text: str, blocks: Sequence[Span]) -> list[Span]:
    greeting = max((i for i, b in enumerate(blocks) if re.match(r"(dear|annwyl|good|hi|hello)\b", text[b.start : b.end], re.I)), default=-1)
    kept = blocks[greeting + 1 :]
    while len(kept) > 1 and _OPENING.match(text[kept[0].start : kept[0].end]) and not _WHOLE.search(text[kept[0].start : kept[0].end]):
        kept = kept[1:]
    return [block for block in kept if len(text[block.start : block.end].split()) > 3]


def whole_or_narrative(text: str, lines: Sequence[Line], left_out: Sequence[Span], nodes: Nodes) -> dict[int, Found]:
    """Return answers for a letter in which no anchor was found."""
    body = paragraphs(text, lines, left_out)
    shown = " ".join(text[start:end] for start, end in body)
    if not body or (_NO_ANSWER.search(shown) and not _WHOLE.search(shown)):
        return {}
    placed = place_sentences(text, body, nodes)
    if _is_whole(text, body, len(placed)):
        first = next(i for i, b in enumerate(body) if _WHOLE.search(text[b.start : b.end]))
        spans = tuple(body[first:])
        return {leaf: Found(spans, "whole", "", 0.7) for leaf in nodes.leaf_order}
    return placed


def _is_whole(text: str, body: Sequence[Span], placed: int) -> bool:
    """A refusal or denial of everything: it says so in its first paragraphs, and few sentences follow."""
    start = " ".join(text[b.start : b.end] for b in body[:3])
    if not _WHOLE.search(start):
        return False
    total = sum(len(_sentences(text, block)) for block in body)
    procedural = re.search(r"section\s+(12|14)\b|s\.?\s?(12|14)\b|appropriate\s+limit|vexatious|cost\s+limit", start, re.I)
    return bool(procedural) or total <= 4 or (total <= _FEW_SENTENCES and placed <= 2)


def place_sentences(text: str, body: Sequence[Span], nodes: Nodes) -> dict[int, Found]:
    """Place sentences by their words; neighbours that go to the same question make one span."""
    found: dict[int, list[Span]] = {}
    scores: dict[int, float] = {}
    for block in body:
        last: int | None = None
        for sentence in _sentences(text, block):
            leaf, score = _best(text[sentence.start : sentence.end], nodes)
            if leaf is None and last is not None and _continues(text[sentence.start : sentence.end]):
                leaf = last
            if leaf is None:
                last = None
                continue
            _append(text, found.setdefault(leaf, []), sentence)
            scores[leaf] = max(scores.get(leaf, 0.0), score)
            last = leaf
    return {leaf: Found(tuple(spans), "narrative", "", scores[leaf]) for leaf, spans in found.items()}


def _append(text: str, spans: list[Span], sentence: Span) -> None:
    if spans and not text[spans[-1].end : sentence.start].strip():
        spans[-1] = Span(spans[-1].start, sentence.end)
    else:
        spans.append(sentence)


def _continues(sentence: str) -> bool:
    return bool(re.match(r"\s*(it|they|this|these|those|that|he|she|such|there|both|all|in addition|however|also|for example)\b", sentence, re.I))


def _sentences(text: str, block: Span) -> list[Span]:
    found = []
    for match in _SENTENCE.finditer(text, block.start, block.end):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        end = start + len(match.group().strip())
        if re.search(r"\w\w", text[start:end]):
            found.append(Span(start, end))
    return found


def _best(sentence: str, nodes: Nodes) -> tuple[int | None, float]:
    own = content(sentence)
    if len(own) < 2:
        return None, 0.0
    scores = sorted(((_fit(own, nodes, leaf), leaf) for leaf in nodes.leaf_order), reverse=True)
    (best, leaf), second = scores[0], scores[1][0] if len(scores) > 1 else 0.0
    return (leaf, best) if best >= _LEAST and best - second >= _MARGIN else (None, 0.0)


def _fit(own: frozenset[str], nodes: Nodes, leaf: int) -> float:
    question = nodes.words[leaf]
    there = likeness(question, own, nodes.rarity, nodes.unknown)
    back = likeness(own, question, nodes.rarity, nodes.unknown * 0.3)
    return 0.5 * there + 0.5 * back
