"""Anchors of headings: a short line in other words that has much in common with one question."""

from classifier.split.anchors import Anchor, Candidate
from classifier.split.lines import Line
from classifier.split.nodes import Nodes
from classifier.split.words import content, likeness

_ALIKE, _AHEAD = 0.42, 0.06  # a heading is at least so like its question, and so much more than any other
_NEAR = 200  # characters within which the next line is looked for


def heading(text: str, line: Line, nodes: Nodes) -> Anchor | None:
    """Read a short line, or one that asks, that is like one question and little like others; None for any other."""
    shown = text[line.start : line.end]
    asking = shown.endswith("?")
    own = content(shown) if _is_headline(text, line, shown, asking) else None
    if not own:
        return None
    scores = sorted(((_alike(own, nodes, node), node) for node in range(len(nodes.questions))), reverse=True)
    best, second = scores[0][0], scores[1][0] if len(scores) > 1 else 0.0
    if best < _ALIKE or best - second < _AHEAD or nodes.title[scores[0][1]]:
        return None
    candidates = tuple(
        Candidate(node, node, nodes.members[node], (0.4 + 0.6 * score) * (1.25 if asking else 1.0))
        for score, node in scores[:3]
        if score > 0.35
    )
    return Anchor(line.start, line.end, "heading", candidates, 0.25 if asking else 0.05, shown[:40])


def _is_headline(text: str, line: Line, shown: str, asking: bool) -> bool:
    if len(shown) > 160:
        return False
    if asking:
        return True
    short = len(shown) <= 45 or _is_alone(text, line)
    return line.gap and short and shown[-1] not in ".;," and len(shown.split()) <= 12


def _is_alone(text: str, line: Line) -> bool:
    """Say whether a blank line, or nothing near by, follows a line."""
    line_end = text.find("\n", line.end, line.end + _NEAR)
    if line_end < 0:
        return True
    following = text.find("\n", line_end + 1)
    return not text[line_end + 1 : following if following >= 0 else len(text)].strip()


def _alike(own: frozenset[str], nodes: Nodes, node: int) -> float:
    """Return how much a heading and a question have in common, 0 to 1, both ways."""
    there = likeness(own, nodes.words[node], nodes.rarity, nodes.unknown)
    back = likeness(nodes.words[node], own, nodes.rarity, nodes.unknown)
    return 0.7 * there + 0.3 * min(1.0, 2 * back)
