"""Cut the question's cell from a row of a table that lost its lines: "4a Top-ups: number and average There were 140."

A table's head says that each row has a number, the question in short, and the answer. Where one ends and the other
begins is nowhere marked; the words of the question tell, with line ends and capitals.
"""

import re
from collections.abc import Sequence

from classifier.markers import marker_at
from classifier.records import Span
from classifier.split.lines import Line
from classifier.split.nodes import Nodes
from classifier.split.words import content

_WELSH = r"(?:[^\W\d]+[ \t\xa0]/[ \t\xa0])?"  # "Cwestiwn / Question"
_NUMBERS = rf"{_WELSH}(?:ref(?:erence)?|nos?|number|qu?|item|part|#|rhif)\b\.?(?:[ \t\xa0]no\.?)?\s+"
_QUESTIONS = (
    rf"{_WELSH}(?:your[ \t\xa0]|the[ \t\xa0])?(?:questions?|requests?|quer(?:y|ies)|information[ \t\xa0](?:requested|sought)"
    r"|(?:what[ \t\xa0])?you[ \t\xa0]asked(?:[ \t\xa0]for)?)\b(?:[ \t\xa0]\([^)\n]{3,20}\))?\s+"
)
_ANSWERS = rf"{_WELSH}(?:[^\W\d][\w'’]*[ \t\xa0]){{0,3}}(?:responses?|answers?|reply|replies)[ \t\xa0]*"
_EXEMPTIONS = r"\s+(?:exemptions?|basis|provisions?)(?:[ \t\xa0][^\n]{1,20})?[ \t\xa0]*"
_HEAD = re.compile(
    rf"^[ \t\xa0]*(?:{_NUMBERS}{_QUESTIONS}{_ANSWERS}|(?:{_NUMBERS})?{_QUESTIONS}{_ANSWERS}(?P<exemption>{_EXEMPTIONS}))$",
    re.IGNORECASE | re.MULTILINE,
)
_NO_EXEMPTION = re.compile(r"\W*(?:none|n/?a|no|nil)?\W*", re.IGNORECASE)
_TOKEN = re.compile(r"\S+")
_WRAPPED = re.compile(r"\s*[^\n]+(?:\n[ \t\xa0]*[a-z][^\n]*)*")  # a cell's lines go on in small letters
_SIGN = re.compile(r"\t|\s\|\s")
_LONGEST = 30  # words of a question's cell
_BEGINS = re.compile(r"[A-Z\d£\"“‘'(•–-]")
_SHORT = re.compile(r"\W*(?:yes|no|none|nil|n/a|not|attached|exempt|withheld)\b", re.IGNORECASE)
_OTHER, _FIGURE, _ANSWER, _ENDED = -0.6, -1.0, -2.0, -2.0  # worth of words that the question does not have
_LINE_END = 0.5
_WHOLLY = 0.6  # share of the words of a row without an answer that the question has


def heads(text: str) -> list[Span]:
    """Return the heads of such a table, which come again on every page; none for a letter without one."""
    return [Span(*found.span()) for found in _HEAD.finditer(text)]


def empty_exemptions(text: str, lines: Sequence[Line]) -> list[Span]:
    """Return the cells "None" of such a table's third column, which stand last in their rows; none where it has none."""
    if not any(found["exemption"] for found in _HEAD.finditer(text)):
        return []
    found = []
    for before, line, below in zip(lines, lines[1:], [*lines[2:], None], strict=False):
        last = below is None or below.gap or _opens_row(text, below)
        if last and not _opens_row(text, before) and not line.gap and _NO_EXEMPTION.fullmatch(text, *line[:2]):
            found.append(Span(*line[:2]))
    return found


def _opens_row(text: str, line: Line) -> bool:
    return marker_at(text, line.start, line.end, bare=True) is not None


def after_cell(text: str, start: int, end: int, nodes: Nodes, node: int) -> int:
    """Return where the answer begins in the row `[start, end)` behind its number: `start` where no words of the
    question stand before it, `end` where nothing else does."""
    asked = nodes.words[node] | nodes.meanings[node]
    wrapped = _WRAPPED.match(text, start, end)
    if not wrapped or _SIGN.search(wrapped.group()):
        return start
    tokens = list(_TOKEN.finditer(text, start, wrapped.end()))
    best, cut, worth = 0.0, start, 0.0
    for at, token in enumerate(tokens[:_LONGEST]):
        worth += _worth(token.group(), content(token.group()), asked)
        last = at + 1 == len(tokens)
        broken = last or "\n" in text[token.end() : tokens[at + 1].start()]
        following = token.end() if last else tokens[at + 1].start()
        value = worth + (_LINE_END if broken else 0.0)
        if value > best and (broken or _BEGINS.match(text, following, end)):
            best, cut = value, following
    if not text[cut:end].strip():
        known = [bool(own & asked) for one in _TOKEN.findall(text[start:end]) if (own := content(one))]
        return end if sum(known) >= _WHOLLY * len(known) else start
    return cut


def _worth(token: str, own: frozenset[str], asked: frozenset[str]) -> float:
    if not own:
        return _ANSWER if _SHORT.match(token) and token[:1].isupper() else 0.0
    figure = any(char.isdigit() for char in token)
    ended = _ENDED if token.endswith(".") else 0.0
    if own & asked:
        return (0.0 if figure else 1.0) + ended
    if _SHORT.match(token):
        return _ANSWER
    return (_FIGURE if figure else _OTHER) + ended
