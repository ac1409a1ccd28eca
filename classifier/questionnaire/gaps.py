"""Numbers that a request leaves out: which lists go on beyond them, and which lines look like questions and are none."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from classifier.markers import Marker

WIDEST = 2
"""So many numbers may be wanting in a list that goes on: 1, 2, 5, 6."""


class Unread(NamedTuple):
    """A line that begins like a question of its own, and the id of the question in whose text it stands."""

    line: str
    question: str


def over_gaps(text: str, opening: Sequence[Marker]) -> frozenset[int]:
    """Return where the numbers begin that go on with a list although one or two before them are wanting.

    `opening` are the markers that begin lines, in order. The number must be written as those before it, the next one
    must follow, and those that are wanting must not come later: a lone number may be the end of a sentence that runs over the line.
    """
    numbers = [marker for marker in opening if is_number(marker)]
    found = set()
    for manner in {_manner(text, one) for one in numbers}:
        run = [one for one in numbers if _manner(text, one) == manner]
        after = [*(_value(one) for one in run[1:]), 0]
        for (last, one), following in zip(pairwise(run), after[1:], strict=True):
            wanting = range(_value(last) + 1, _value(one))
            later = any(_value(other) in wanting for other in numbers if other.start > one.start)
            if 0 < len(wanting) <= WIDEST and following == _value(one) + 1 and not later:
                found.add(one.start)
    return frozenset(found)


def unread_lines(
    text: str, opening: Sequence[Marker], accepted: Sequence[tuple[int, str]], end: int
) -> Iterator[Unread]:
    """Yield the numbered lines before `end` that became no question. `accepted` are the places and ids of the questions."""
    places = {start for start, _ in accepted}
    for marker in opening:
        before = [name for start, name in accepted if start < marker.start]
        if is_number(marker) and before and marker.start not in places and marker.start < end:
            line = text[marker.start :].split("\n", 1)[0].strip()
            yield Unread(line, before[-1])


def is_number(marker: Marker) -> bool:
    """Say whether a marker is a question's number and no part's: "3.", "Q3", "Question 3"."""
    return marker.word in ("", "q", "question") and len(marker.path) == 1 and marker.path[0].isdigit()


def _value(marker: Marker) -> int:
    return int(marker.path[0])


def _manner(text: str, marker: Marker) -> str:
    return re.sub(r"\d+", "#", " ".join(text[marker.start : marker.end].split()))
