"""The printed parts of a form that was filled in for every question: "Is the information held? ☒ Yes ☐ No", "Reply:".

A label that stands in most of the blocks is the form's, and no part of an answer; nor are its boxes or an empty field.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from classifier.markers import Marker
from classifier.records import Span
from classifier.split.lines import Line

_LABEL = re.compile(r"(?P<label>[A-Z][^:?\n]{2,40}[:?])(?=[ \t\xa0]|$)", re.MULTILINE)
_INITIALS = re.compile(r"[A-Z]{2,4}(?=:[ \t\xa0])")
_NOTHING = re.compile(
    r"(?:[ \t\xa0–—-]|[☐☑☒□■▢✓✔✗✘]|\[[ xX✓]?\]|\b(?:yes|no|part(?:ly|ial|ially)?|n/?a)\b)*$",
    re.IGNORECASE | re.MULTILINE,
)
_LEAST, _MOST_BLOCKS = 4, 0.6  # blocks with a label, and share of all blocks
_FEW_LABELS = 2  # a label or two of its own in each block; one alone is only "Reply:"


def form_labels(text: str, lines: Sequence[Line], firsts: Mapping[int, Marker]) -> list[Span]:
    """Return the labels, boxes and empty fields of a form in order; none in a letter that is no form.

    `firsts` are the markers that lines begin with, by the line's start: a block is what such a line opens.
    """
    found = [
        match for line in lines if line.start not in firsts and (match := _LABEL.match(text, line.start, line.end))
    ]
    counts = Counter(match["label"] for match in found)
    least = max(_LEAST, _MOST_BLOCKS * len(firsts))
    printed = {label for label, count in counts.items() if count >= least}
    if len(printed) < _FEW_LABELS:
        return []
    return [_printed(text, match) for match in found if match["label"] in printed]


def initials(text: str, lines: Sequence[Line]) -> list[Span]:
    """Return the initials with which an officer begins the answers typed into a quoted mail: "DH: Second tab."."""
    found = [match for line in lines if not line.quoted and (match := _INITIALS.match(text, line.start, line.end))]
    counts = Counter(match.group() for match in found)
    return [Span(*match.span()) for match in found if counts[match.group()] >= _LEAST]


def _printed(text: str, label: re.Match[str]) -> Span:
    """Return the label, with the rest of its line where that holds boxes or nothing."""
    empty = _NOTHING.match(text, label.end())
    return Span(label.start(), empty.end() if empty else label.end())
