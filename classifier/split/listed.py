"""Lines that only say what was asked, and are no answers.

The officer's own list of the questions, with numbers of its own, that stands before the answers: "For ease of reference
we have listed your questions: 1. Firms used? 2. Their names …"; and the request's titles between questions restated.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from classifier.markers import Marker
from classifier.split.echo import Echo, echoes_between
from classifier.split.lines import Line
from classifier.split.nodes import Nodes
from classifier.split.words import content, form_of, likeness, meaning

_LEAST = 5  # lines of a list
_LONGEST = 140  # characters of a line
_ALIKE = 0.3
_TITLE_WORDS = 9
_GROUPS = 3  # titles that stand right on a number
_CELL = re.compile(r"\t[ \xa0]*\S| \| \S")
_MOSTLY, _SOME = 0.5, 0.3  # share of the lines that must be like a question, of the numbers that must come again


def listed_questions(
    text: str, lines: Sequence[Line], echoes: Sequence[Echo], firsts: Mapping[int, Marker], nodes: Nodes
) -> list[Line]:
    """Return the lines of a list of questions whose numbers come again below it, over answers and not over the
    request's own words; none where there is no such list.

    `firsts` are the markers that lines begin with, by the line's start.
    """
    paths = [_path(text, line, firsts.get(line.start)) for line in lines]
    restated = [bool(path) and _restates(echoes, line) for path, line in zip(paths, lines, strict=True)]
    at = 0
    while at < len(lines):
        end = at + 1 if paths[at] else at
        while paths[at] and end < len(lines) and paths[end] and not lines[end].gap:
            end += 1
        if end - at >= _LEAST:
            below = [path for path, asks in zip(paths[end:], restated[end:], strict=True) if not asks]
            anew = paths[at][0].isalpha() or _come_again(paths[at:end], _doubled(below), _MOSTLY)
            if _come_again(paths[at:end], below, _SOME) and _is_list(text, lines[at:end], nodes, anew=anew):
                return list(lines[at:end])
        at = max(end, at + 1)
    return []


def request_titles(
    text: str,
    lines: Sequence[Line],
    echoes: Sequence[Echo],
    firsts: Mapping[int, Marker],
    request_lines: frozenset[str],
) -> list[Line]:
    """Return the lines that are a whole line of the request ("Refusals and appeals"), with no number and no question
    mark, right above a question restated; `request_lines` are in normal form, as `form_of` gives it."""
    found: list[Line] = []
    for line, below in reversed(list(pairwise(lines))):
        shown = text[line.start : line.end]
        if shown[-1] == "?" or len(shown.split()) > _TITLE_WORDS or line.start in firsts:
            continue
        above = below in found[-1:] or any(echo.node is not None for echo in echoes_between(echoes, *below[:2]))
        if above and form_of(shown) in request_lines:
            found.append(line)
    return found[::-1]


def section_titles(text: str, lines: Sequence[Line], firsts: Mapping[int, Marker], nodes: Nodes) -> list[Line]:
    """Return the lines that are titles of groups above a number: the request's own or some of its words ("The people",
    where the request has "The people on the lists"), or set right on the number, where several are."""
    titles = [nodes.words[node] for node in range(len(nodes.questions)) if nodes.title[node]]
    theirs, own = [], []
    for line, below in pairwise(lines):
        shown = text[line.start : line.end]
        if not (line.gap and below.start in firsts) or line.start in firsts or shown[-1] in ".?!;,:":
            continue
        said = content(shown)
        if not said or len(shown.split()) > _TITLE_WORDS:
            continue
        if any(said <= title for title in titles):
            theirs.append(line)
        elif not below.gap and shown[0].isupper() and not shown.isupper():
            own.append(line)
    return theirs + (own if len(own) >= _GROUPS else [])


def _path(text: str, line: Line, marker: Marker | None) -> tuple[str, ...]:
    if not marker or line.end - line.start > _LONGEST or _CELL.search(text[marker.end : line.end].lstrip(" \t\xa0|")):
        return ()  # an answer may stand beside the question
    return marker.path


def _restates(echoes: Sequence[Echo], line: Line) -> bool:
    return any(echo.node is not None for echo in echoes_between(echoes, line.start, line.end))


def _is_list(text: str, lines: Sequence[Line], nodes: Nodes, *, anew: bool) -> bool:
    """Say whether lines are questions. Where marks begin `anew` under each heading, only what asks tells it."""
    asking = sum(
        text[line.end - 1] == "?" or (not anew and _is_like_one(text[line.start : line.end], nodes)) for line in lines
    )
    return asking >= _MOSTLY * len(lines)


def _is_like_one(shown: str, nodes: Nodes) -> bool:
    own = meaning(shown)
    return any(likeness(own, asked, nodes.rarity, nodes.unknown) >= _ALIKE for asked in nodes.meanings)


def _come_again(listed: Sequence[tuple[str, ...]], below: Iterable[tuple[str, ...]], share: float) -> bool:
    """Say whether the first mark of a list, and this share of all, stand below it too."""
    again = set(below)
    return listed[0] in again and sum(path in again for path in listed) >= share * len(listed)


def _doubled(below: Iterable[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    return (path for path, times in Counter(below).items() if times > 1)
