"""Marks behind the answer instead of before it: "Two aircraft are kept at the depot. (Question 2b)".

What stands between one such mark, or the beginning of the paragraph, and the next is what the mark names.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from classifier.markers import reference_at
from classifier.records import Span
from classifier.split.anchors import Anchor
from classifier.split.lines import BLANK_LINE
from classifier.split.nodes import Nodes
from classifier.split.ranges import meanings

_MARK = re.compile(
    r"[(\[][ \xa0]*(?:(?:your|the|this|which|that|re|ref|see|answers?|reply|response|answering|to|is|in)[ \xa0]+)*"
    r"(?:questions?|qu?s?\.?|points?|parts?|items?)[ \xa0.]*(?:nos?\.?[ \xa0]*)?(?P<reference>[\da-z(\[][^\n()]{0,30}(?:\([a-z\d]{1,4}\)[^\n()]{0,20})*)[)\]](?=[ \xa0]*[.;,]?[ \xa0]*(?:\n|$|[A-Z]))",
    re.IGNORECASE,
)
_LEAST = 4  # fewer are remarks in brackets
_SIGNS = " \t\n\xa0.;,>"
_MOSTLY = 0.7  # of them stand behind words, with one paragraph from each to the next; behind headings there are two


class Closing(NamedTuple):
    """A mark in the text, and the anchor that it is for the words before it."""

    mark: Span
    anchor: Anchor


def closings(text: str, nodes: Nodes) -> Sequence[Closing]:
    """Return the marks behind answers, in order, of a letter that sets them so; none for any other letter."""
    found: list[Closing] = []
    last = 0
    for match in _MARK.finditer(text):
        at = match.start("reference") + (match["reference"][0] in "([")
        reference = reference_at(text, at, match.end("reference"))
        if not reference or text[reference.end : match.end() - 1].strip(" \xa0)].abovelw"):
            continue
        candidates = meanings(reference, 1.4, nodes)
        start = _first_word(text, last, match.start())
        if candidates and text[start : match.start()].strip():
            mark = Span(match.start(), match.end())
            anchor = Anchor(start, start, "range", candidates, 0.6, match.group(), word=True, explicit=True)
            found.append(Closing(mark, anchor))
        last = match.end()
    behind = sum(_stands_behind(text, one.mark.start) for one in found)
    single = sum(
        not BLANK_LINE.search(text[one.mark.end : other.mark.start].strip(_SIGNS)) for one, other in pairwise(found)
    )
    many = len(found) >= _LEAST and behind >= _MOSTLY * len(found) and single >= _MOSTLY * (len(found) - 1)
    return found if many else []


def _stands_behind(text: str, mark: int) -> bool:
    """Say whether words stand before a mark on its own line; where it heads the line it stands before its answer."""
    return bool(text[text.rfind("\n", 0, mark) + 1 : mark].strip(_SIGNS))


def _first_word(text: str, last: int, mark: int) -> int:
    """Return where the words begin that a mark closes: after the mark before it or at the paragraph's beginning."""
    breaks = [found.end() for found in BLANK_LINE.finditer(text, last, mark) if text[found.end() : mark].strip()]
    start = max([last, *breaks[-1:]])
    while start < mark and not text[start].isalnum():
        start += 1
    return start
