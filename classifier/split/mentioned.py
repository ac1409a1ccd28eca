"""Questions that nothing but a remark names: "There is no plan (B2).", "we do have an inventory, which answers your Q5".

The sentence with the remark answers a question for which no passage was found; a sentence that points is no remark.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from classifier.markers import reference_at
from classifier.records import Span
from classifier.split.fitting import sentences
from classifier.split.lines import BLANK_LINE
from classifier.split.nodes import Nodes
from classifier.split.ranges import meanings, paragraph_start
from classifier.split.spans import Found

_REMARK = re.compile(
    r"(?:(?P<open>\()[ \xa0]*(?:(?:your|the)\s+)?(?:questions?\s+|qs?\.?\s*)?|\b(?:your\s+)?(?:questions?\s+|q\.?\s?(?=\d)))(?=(?P<reference>\(?(?:[A-H]\.?)?\d))",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:see|refer(?:\s+\w+)?\s+to|as|same|(?:answers?|response|reply)\s+(?:to|at|in|under|for)|given|set\s+out|shown|above|below|under|to|in|at)\W*(?:(?:at|in|to|under|for|our|the|your|answer|response|reply)\s+)*$",
    re.IGNORECASE,
)
_BEFORE = 40  # characters of a sentence that are looked through for a word that points
_ENDS = re.compile(r"[ \xa0]*\)")


def mentioned(text: str, found: Mapping[int, Found], left_out: Sequence[Span], nodes: Nodes) -> dict[int, Found]:
    """Return for leaves that nothing answers the sentences that a remark says are about them."""
    given: dict[int, list[Span]] = {}
    for at, named in _remarks(text, left_out, nodes):
        silent = [leaf for leaf in named if leaf not in found or not found[leaf].spans]
        if silent and (sentence := _sentence(text, at)):
            for leaf in silent:
                given.setdefault(leaf, []).append(sentence)
    return {leaf: Found(tuple(dict.fromkeys(spans)), "narrative", "", 0.6) for leaf, spans in given.items()}


def _remarks(text: str, left_out: Sequence[Span], nodes: Nodes) -> Iterator[tuple[int, tuple[int, ...]]]:
    for match in _REMARK.finditer(text):
        at = match.start("reference")
        opens = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(" \t\xa0>")
        if opens or any(start <= at < end for start, end in left_out):
            continue
        start = at + (text[at] == "(")
        reference = reference_at(text, start, len(text))
        if not reference or (match["open"] and not _ENDS.match(text, reference.end)):
            continue
        compound = all(len(path) > 1 for item in reference.items for path in item)
        worded = match.group().strip(" (\xa0").isalpha()
        if not (compound or worded) or _POINTS.search(text, max(0, match.start() - _BEFORE), match.start()):
            continue
        candidates = meanings(reference, 1.0, nodes)
        if len({one.members for one in candidates}) == 1:
            yield match.start(), candidates[0].members


def _sentence(text: str, at: int) -> Span | None:
    blank = BLANK_LINE.search(text, at)
    block = Span(paragraph_start(text, at), blank.start() if blank else len(text))
    return next((one for one in sentences(text, block) if one.start <= at < one.end), None)
