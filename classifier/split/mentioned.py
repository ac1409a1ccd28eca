"""Questions that a sentence names in passing: "There is no plan (B2).", "As regards Q12b, …", "That deals with 3 and 5."

Where no passage was found for a question, the sentence that names it is its answer; in running prose, and for reasons
that stand apart, the names tell whose a sentence is. A sentence that points ("see 2 above") names nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from classifier.markers import MONTHS, reference_at
from classifier.records import Span
from classifier.split.fitting import sentences
from classifier.split.lines import BLANK_LINE
from classifier.split.nodes import Nodes
from classifier.split.ranges import only_meaning, paragraph_start
from classifier.split.spans import Found

_REMARK = re.compile(
    r"(?:(?P<open>\()[ \xa0]*(?:(?:your|the)\s+)?(?:(?:questions?|parts?|points?)\s+|qs?\.?\s*)?"
    r"|\b(?:your\s+)?(?:questions?\s+|q\.?\s?(?=\d)|(?:parts?|points?)\s+(?=\d{1,2}\s?\(?[a-h]\b)))(?=(?P<reference>\(?(?:[A-H]\.?)?\d))",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:see|refer(?:\s+\w+)?\s+to|as|same|(?:answers?|response|reply)\s+(?:to|at|in|under|for)|given|set\s+out|shown|above|below|under|to|in|at)\W*(?:(?:at|in|to|under|for|our|the|your|answer|response|reply)\s+)*$",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"[.;!?]\s*(?:as\s+(?:to|regards|for)|(?:with|in)\s+(?:regards?|respect|relation)\s+(?:to|of)|turning\s+to)\s+(?:your\s+)?$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:\([ \xa0]*(?:(?:your|the)\s+)?(?:questions?\s+|qs?\.?\s*)?"
    r"|\b(?:(?:your\s+)?questions?\s+|your\s+(?:part|point)\s+|q\.?\s?(?=\d)|(?:regards?|relation|respect|reference)\s+(?:to\s+)?(?:your\s+)?)"
    r"|(?<![\w.,£/-])(?=\d{1,2}\(?[a-h]\)?(?![\w/])))(?=(?P<reference>\(?(?:[A-H]\.?)?\d))",
    re.IGNORECASE,
)
_SEES = re.compile(
    r"\b(?:see|refer(?:\s+\w+)?\s+to|as\s+(?:at|in|for|to|under)|same\s+as|answers?\s+(?:to|at|under)|response\s+to|given|set\s+out|shown|above|below)"
    r"\W*(?:(?:at|in|to|under|for|our|the|your|answer|response|reply)\s+)*$",
    re.IGNORECASE,
)
_OTHER_UNIT = re.compile(rf"\)?\s*(?:%|(?:{MONTHS}|of\s+the\s+(?:Act|Regulations)|per|days?|weeks?|months?|years?)\b)")
_WORDED = re.compile(r"[a-z]", re.IGNORECASE)
_BACKWARD = re.compile(
    r"\W*(?:that|this|these|the\s+above)\s+(?:(?:also|should|will)\s+)?(?:deals?|answers?|covers?|disposes?|takes?\s+care|is\s+(?:our|the|my)\s+(?:answer|response|reply))\b",
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


def named_in(text: str, sentence: Span, nodes: Nodes) -> tuple[tuple[int, ...], bool]:
    """Return the leaves that a sentence of running words names as what it speaks of ("As regards Q12b, …", "That deals
    with questions 3 and 5."), and whether it speaks of what stands before it. One that only points names none."""
    named: list[int] = []
    for match in _NAMED.finditer(text, sentence.start, sentence.end):
        if _SEES.search(text, max(sentence.start, match.start() - _BEFORE), match.start()):
            continue
        at = match.start("reference")
        start = at + (text[at] == "(")
        reference = reference_at(text, start, sentence.end)
        if not reference or _OTHER_UNIT.match(text, reference.end):
            continue
        plain = reference.is_plain and not _WORDED.search(match.group())
        if plain or (match.group().startswith("(") and not _ENDS.match(text, reference.end)):
            continue
        named += only_meaning(reference, nodes)
    return tuple(dict.fromkeys(named)), bool(named and _BACKWARD.match(text, sentence.start, sentence.end))


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
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if not (compound or worded) or (_POINTS.search(before) and not _OPENS.search(before)):
            continue
        if members := only_meaning(reference, nodes):
            yield match.start(), members


def _sentence(text: str, at: int) -> Span | None:
    blank = BLANK_LINE.search(text, at)
    block = Span(paragraph_start(text, at), blank.start() if blank else len(text))
    found = next((one for one in sentences(text, block) if one.start <= at < one.end), None)
    return Span(block.start, found.end) if found and _BACKWARD.match(text, *found) else found
