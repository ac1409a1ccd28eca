"""Anchors of headings: a short line in other words that has much in common with one question."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from classifier.split.anchors import Anchor, Candidate
from classifier.split.lines import Line, starts_letter
from classifier.split.nodes import Nodes
from classifier.split.words import content, likeness

_ALIKE = 0.3  # a heading is at least so like the question it is most like
_LEAST = 0.25  # and may mean others that it is so like
_PLACED = 0.2  # score of a question that a line means by its place alone
SHOWN = 40  # characters of a heading that its anchor keeps
_LONGEST_TITLE = 160  # characters
_BEGINS = re.compile(r"[A-Z\d£\"“‘'(]|https?:|www\.")
_LONGEST = 320  # characters of a sentence that says what was asked
_BULLETS = "-–•*·‣◦"
_PAIRS, _MOSTLY = 5, 0.8  # questions with a bullet, and share of the lines with it that they are
_NEAR = 200  # characters within which the next line is looked for
_SENTENCE = re.compile(
    r"(?:the|an?|we|it|they|this|there|our|no|all|these|those)\b.*\b(?:is|are|was|were|has|have|had|do|does|did|will|can|may)\b",
    re.IGNORECASE,
)
_LEAD = (
    r"(?:you|your\s+(?:\w+\s+)?(?:question|request|point|query))\s+(?:(?:also|then|next|further|finally|lastly|have|had)\s+)*"
    r"(?:ask(?:ed|s)?|request(?:ed|s)?|want(?:ed)?|wish(?:ed)?|enquired?|sought|concern(?:ed|s)?|relate[ds]?|was|were)\b"
    r"(?:\s+(?:to\s+know|to\s+see|to|us|for|about|whether|if|after|into))*\s+"
)
_ASKED = re.compile(_LEAD + r"(?P<what>[^.:?]+)[.:?](?=\s)", re.IGNORECASE)
_ASKED_LEAD = re.compile(r"[\s>*•\"“]*(" + _LEAD + r"[\"“‘']?\s*)$", re.IGNORECASE)
LABEL = r"[A-Z][^.:;!?\n]{1,60}?(?:[ \xa0][–—-]|[:?])[ \xa0]+(?=\S)"  # "Spent each year – ", "Which apps? "
_LABEL = re.compile(LABEL)
_LABELS, _LABELLED = 6, 0.6  # paragraphs with a label, and share of those that are no titles
_CELLS = re.compile(r"\S[ \xa0]{4,}\S")  # the head of a table
_TOPIC = re.compile(
    r"(?:(?:as|in|with|when\s+it\s+comes)\s+(?:to|for|regards?|relation|respect|regard|reference|connection)(?:\s+(?:to|of|with))?"
    r"|regarding|concerning|turning\s+to|moving\s+(?:on\s+)?to|on|about)\s+(?P<what>[^,:;.]{5,110})[,:]\s",
    re.IGNORECASE,
)


_SECTION = re.compile(
    r"(?P<word>(?i:part|section|group|category)\s)?(?:[A-Ha-h]|\d|[ivx]{1,4}|(?i:one|two|three|four|five|six))\s?[.):–—-]+\s+"
)
_OUTCOME = re.compile(
    rf"(?:{_SECTION.pattern})?(?:the\s+)?(?:information|(?:questions?|parts|points)(?!\s\d))\s+(?:(?:that|which)\s+(?:is|are|was|were|we|do|does|has|have|would|cannot|can)\b"
    r"|(?:not\s+)?(?:held|provided|released|disclosed|answered|refused|withheld|exempt|supplied|available)\b|we\b|to\s+be\b|already\b|outside\b)",
    re.IGNORECASE,
)


class _Headline(NamedTuple):
    """Words that say what the following ones are about; `body` is where the answer begins. `told` says that they
    tell what was asked ("You asked about …")."""

    words: str
    body: int
    asking: bool
    told: bool = False


def heading(text: str, line: Line, nodes: Nodes, asked_to: int | None = None) -> Anchor | None:
    """Read words at the beginning of a line that are like one question: a short line of its own, one that asks,
    "You asked about …", "As to costs, …"; None for any other. `asked_to` is where a question ends that the line surely
    begins with: where its words tell little, its place tells which.
    """
    asks = asked_to is not None
    headline = _Headline(text[line.start : asked_to], asked_to, True) if asked_to else _headline(text, line)
    own = content(headline.words) if headline else None
    if not headline or not own or any(own == nodes.words[node] for node in nodes.sections):
        return None
    scores = sorted(((likeness_both(own, nodes, node), node) for node in range(len(nodes.questions))), reverse=True)
    if not asks and (scores[0][0] < _ALIKE or scores[0][1] in nodes.sections):
        return None
    candidates = tuple(
        Candidate(node, node, nodes.members[node], _worth(score) * (1.25 if headline.asking else 1.0))
        for score, node in (scores if asks else scores[:4])
        if node not in nodes.sections and (asks or score > _LEAST)
    )
    # what stands under a stem's heading may answer all its parts, so that none of them is left out
    stems = () if asks else (one for one in candidates if nodes.questions[one.first].stem and one.members)
    candidates += tuple(one._replace(last=max(one.members)) for one in stems)
    noise = 0.25 if headline.asking else 0.05
    return Anchor(
        line.start, headline.body, "heading", candidates, noise, headline.words[:SHOWN], word=headline.told, asked=asks
    )


def _worth(likeness: float) -> float:
    return 0.4 + 0.6 * likeness if likeness > _LEAST else _PLACED


def asked_lead(text: str, start: int, end: int) -> int | None:
    """Return where "You asked for" begins if nothing else stands in `[start, end)`, else None."""
    found = _ASKED_LEAD.match(text[:end], start)
    return found.start(1) if found else None


def asked_sentence(text: str, start: int, end: int) -> int | None:
    """Return where "You asked for the number of claims." ends if it stands at `start`, else None."""
    found = _ASKED.match(text, start, min(end, start + _LONGEST))
    return found.end() if found else None


def _headline(text: str, line: Line) -> _Headline | None:
    if asked := _ASKED.match(text, line.start, min(len(text), line.start + _LONGEST)):
        return _Headline(asked["what"], asked.end(), True, True)
    shown = text[line.start : line.end]
    if line.gap and (topic := _TOPIC.match(text, line.start, min(len(text), line.start + _LONGEST))):
        return _Headline(topic["what"], line.start, False)
    if len(shown) > _LONGEST_TITLE:
        return None
    if shown.endswith("?"):
        return _Headline(shown, line.end, True)
    return _Headline(shown, line.end, False) if is_title(text, line) else None


def is_title(text: str, line: Line) -> bool:
    """Say whether a line is set like a heading: short, after a blank line, no sentence, nothing that it goes on in."""
    shown = text[line.start : line.end]
    if not line.gap or shown[-1] in ".;," or len(shown.split()) > 12 or _SENTENCE.match(shown) or _CELLS.search(shown):
        return False
    return _is_alone(text, line) or _begins_anew(text, line)


def bulleted_questions(text: str, lines: Sequence[Line]) -> dict[int, int]:
    """Return where the bulleted questions end that stand over their answers, by where they begin; none for a letter
    that does not set most of them so.

    The answer has another bullet ("* Which areas?" over "- Withheld."), none, or the same in a block of two; questions
    above one answer are answered together.
    """
    lines = _with_wrapped(text, lines)
    marks = [text[line.start] if text[line.start] in _BULLETS else "" for line in lines]
    gaps = [*(line.gap for line in lines), True]
    first = next(filter(None, marks), "")
    found: dict[str, set[int]] = {}
    answered: Counter[str] = Counter()  # without the questions that are answered together with the next one
    for at in range(len(lines) - 2, -1, -1):
        bullet, other = marks[at], marks[at + 1]
        apart = gaps[at + 1] and (other in ("", bullet) or bullet != first)  # "• Which?", a blank line, "- Coppice"
        if not bullet or apart or lines[at].end - lines[at].start > _LONGEST_TITLE:
            continue
        two = gaps[at] and gaps[at + 2]
        begins = other != bullet if other else bool(_BEGINS.match(text, lines[at + 1].start))
        together = other == bullet and at + 1 in found.get(bullet, ()) and not two
        if begins or together or (other == bullet and two):
            found.setdefault(bullet, set()).add(at)
            answered[bullet] += not together
    bullet, places = max(found.items(), key=lambda item: len(item[1]), default=("", set()))
    answers = sum(marks[at + 1] == bullet and at + 1 not in places for at in places)
    asked = marks.count(bullet) - answers
    many = answered[bullet] >= _PAIRS and len(places) >= _MOSTLY * asked
    return {lines[at].start: lines[at].end for at in places} if many else {}


def _with_wrapped(text: str, lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those that go on in small letters made one with the bulleted line before them."""
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        goes_on = not line.gap and text[line.start].islower() and not _BEGINS.match(text, line.start)
        if before and goes_on and text[before.start] in _BULLETS:
            joined[-1] = before._replace(end=line.end)
        else:
            joined.append(line)
    return joined


def labelled_lines(text: str, lines: Sequence[Line]) -> dict[int, int]:
    """Return where the labels end with which paragraphs begin, by the line's start; none for a letter that does not set
    most of its answers so: "In dwellings: 7", "Spent each year – not recorded"."""
    greeting = max((at for at, line in enumerate(lines) if starts_letter(text, line)), default=-1)
    body = [line for line in lines[greeting + 1 :] if line.gap]
    found = {line.start: label.end() for line in body if (label := _LABEL.match(text, line.start, line.end))}
    titles = sum(line.start not in found and is_title(text, line) for line in body)
    return found if len(found) >= max(_LABELS, _LABELLED * (len(body) - titles)) else {}


def outcome_headings(text: str, lines: Sequence[Line]) -> list[Line]:
    """Return the headings over questions that have the same outcome: "B. Information that is not held", "Information
    withheld", and those counted with them ("PART FOUR – REVIEW"). There are several, each once; a line that comes
    again, or alone, is an answer."""
    found = [line for line in lines if _OUTCOME.match(text, line.start, line.end) and is_title(text, line)]
    shown = {text[line.start : line.end].casefold() for line in found}
    if len(found) < 2 or len(shown) < len(found):
        return []
    words = {named["word"] for line in found if (named := _SECTION.match(text, line.start, line.end)) and named["word"]}
    return [line for line in lines if line in found or _is_section(text, line, words)]


def _is_section(text: str, line: Line, words: set[str]) -> bool:
    """Say whether a line is counted with one of these words, "PART FOUR – REVIEW"."""
    named = _SECTION.match(text, line.start, line.end)
    return bool(named and named["word"] in words and is_title(text, line))


def _begins_anew(text: str, line: Line) -> bool:
    """Say whether the next line begins a sentence of its own, so that this one does not go on in it."""
    following = text[line.end : line.end + _NEAR].lstrip(" \t\xa0>").lstrip("\n")
    return bool(following) and not following[:1].islower() and line.end - line.start <= 80


def _is_alone(text: str, line: Line) -> bool:
    """Say whether a blank line, or nothing near by, follows a line."""
    line_end = text.find("\n", line.end, line.end + _NEAR)
    if line_end < 0:
        return True
    following = text.find("\n", line_end + 1)
    return not text[line_end + 1 : following if following >= 0 else len(text)].strip()


def likeness_both(own: frozenset[str], nodes: Nodes, node: int) -> float:
    """Return how much a heading and a question have in common, 0 to 1, both ways."""
    if own.isdisjoint(nodes.words[node]):
        return 0.0
    there = likeness(own, nodes.words[node], nodes.rarity, nodes.unknown)
    back = likeness(nodes.words[node], own, nodes.rarity, nodes.unknown)
    return 0.7 * there + 0.3 * min(1.0, 2 * back)
