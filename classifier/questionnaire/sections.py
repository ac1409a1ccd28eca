"""Sections over a request's questions: mere titles where the numbers run on through them, part of the numbers where these
begin anew in each ("Part A", 1, 2, "Part B", 1, 2). Sections without a mark are counted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from classifier.markers import Marker
from classifier.questionnaire.gaps import is_number
from classifier.questionnaire.titles import is_title

_WORDS = ("part", "section")
_SECTION = re.compile(
    r"\s*(?:part|section|theme|topic)\s+(?P<path>(?-i:[A-Z])|\d{1,2}|(?-i:[IVX]{2,4}))(?=\s*[.:–—-]|\s*$)",
    re.IGNORECASE,
)
_LIST = 3  # numbers that make a list


def in_sections(text: str, markers: Sequence[Marker]) -> list[Marker]:
    """Return the markers that begin a request's lines without those of sections whose numbers run on, and with the
    section in each number's path where they begin anew."""
    numbers = [marker for marker in markers if is_number(marker)]
    if len(numbers) < _LIST:
        return list(markers)
    sections = [marker for marker in markers if _is_section(text, marker, markers[0])]
    anew = [number for number in numbers[1:] if number.path == ("1",)]
    if not anew:
        run_on = any(is_number(after) and after.path != ("1",) for after in _after(sections, markers))
        return [one for one in markers if one not in sections or not (run_on or one.word)]
    if sections:
        heads = {section.start for section in sections}
        begin = all(not is_number(after) or after.path == ("1",) for after in _after(sections, markers))
        return list(_named(markers, heads)) if begin else list(markers)
    titled = {numbers[0].start, *(number.start for number in anew if is_title(_line_above(text, number.start)))}
    return list(_counted(markers, titled)) if len(titled) == 1 + len(anew) else list(markers)


def section_at(text: str, start: int, end: int) -> Marker | None:
    """Return the mark of a section that the line `[start, end)` begins with: "SECTION A: Money". The word and the letter
    stay part of its title, since replies repeat them."""
    found = _SECTION.match(text, start, end)
    if not found:
        return None
    return Marker(found.start(), found.start(), (found["path"].lower(),), "section", path_start=found.start("path"))


def _is_section(text: str, marker: Marker, first: Marker) -> bool:
    """ "Part 2", "Section B"; "B." if the first marker of all is such a letter."""
    return len(marker.path) == 1 and (marker.word in _WORDS or (_is_capital(text, marker) and _is_capital(text, first)))


def _is_capital(text: str, marker: Marker) -> bool:
    return len(marker.path) == 1 and not marker.word and text[marker.path_start].isupper()


def _after(sections: Sequence[Marker], markers: Sequence[Marker]) -> Iterator[Marker]:
    return (after for before, after in pairwise(markers) if before in sections)


def _named(markers: Sequence[Marker], sections: set[int]) -> Iterator[Marker]:
    head = ""
    for marker in markers:
        if marker.start in sections:
            head = marker.path[0]
        yield replace(marker, path=(head, *marker.path), word="") if head and is_number(marker) else marker


def _counted(markers: Sequence[Marker], begins: set[int]) -> Iterator[Marker]:
    section = 0
    for marker in markers:
        section += marker.start in begins
        yield replace(marker, path=(str(section), *marker.path), word="") if is_number(marker) else marker


def _line_above(text: str, start: int) -> str:
    above = text[:start].rstrip()
    return above[above.rfind("\n") + 1 :]
