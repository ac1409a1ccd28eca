"""Reasons that stand apart from the refusals that they are about: under "Exemptions", in a note after the last answer.

"The reason for relying on section 43(2) at 2(a) and 3(b) is …" belongs to the questions that it names, or else to the
answers that cite the provision, and not to the answer that it happens to stand below.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from classifier.records import Span
from classifier.split.fitting import sentences
from classifier.split.lines import (
    Line,
    blocks,
    explains_exemption,
    is_advice,
    is_annex,
    is_closing,
    starts_older_mail,
    stripped,
    tells_how_to_complain,
)
from classifier.split.mentioned import named_in
from classifier.split.nodes import Nodes
from classifier.split.passages import line_end, merge, without
from classifier.split.spans import Found

_PROVISION = re.compile(
    r"\b(?:sections?|regulations?|s\.?|ss\.?|regs?\.?)[ \n]?(?=\d)(?P<list>\d{1,2}[A-Z]?(?:\(\w{1,4}\))*(?:(?:,|[ \n]and|[ \n]&|[ \n]or)[ \n]\d{1,2}[A-Z]?(?:\(\w{1,4}\))+)*)",
    re.IGNORECASE,
)
_ONE = re.compile(r"\d{1,2}[A-Z]?(?:\(\w{1,4}\))*")
_REASONS = re.compile(
    r"\b(?:because|since|reasons?|prejudic\w+|public interest|in favour of|outweigh\w*|likely to|balance|engaged|harm|estimate[sd]?|exceed\w*)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\W*(?:(?:the|in|on)\s+)?(?:public\s+interest|in\s+favour|against|balanc\w*|factors?|arguments?|harm|conclusion|on\s+balance|other\s+side)\b",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\W*(?:(?:explanation|reasons?|application|use)\s+(?:of|for)\s+(?:the\s+|our\s+)?)?(?:exemptions?|exceptions?|public\s+interest(?:\s+tests?)?)\b[^\n.]{0,40}$",
    re.IGNORECASE | re.MULTILINE,
)
_QUESTION = re.compile(r"\bquestions?\s\(?(?P<number>\d{1,2})\b(?![(.]?[a-z\d])", re.IGNORECASE)
_LONE = re.compile(r"\D*(\d{1,2})\W*")  # numbers that the letter counts in its own way
_TITLE_WORDS = 12
_FEW = 4  # questions that the last passage answers; more are answered as one, reasons included


class _Reasons(NamedTuple):
    """Paragraphs of reasons, the words above or in them that say what they are about, where they begin with a title
    right above them, and whether a title stands over them at all."""

    span: Span
    about: Span
    begin: int
    headed: bool


def with_reasons(text: str, lines: Sequence[Line], found: Mapping[int, Found], nodes: Nodes) -> dict[int, Found]:
    """Return the answers with the reasons that stand after the last of them, and the last without those of others."""
    given = dict(found)
    start = max((one.spans[0].start for one in found.values() if one.spans), default=len(text))
    last = {leaf for leaf, one in found.items() if one.spans and one.spans[0].start == start}
    if len(last) > _FEW:
        return given  # one answer to many questions, with its reasons
    for reasons in _apart(text, _paragraphs(lines, start)):
        owners = _owners(text, reasons, given, last, nodes)
        if owners:
            given = {leaf: _dealt(text, one, reasons, leaf in owners, leaf in last) for leaf, one in given.items()}
    return given


def _dealt(text: str, one: Found, reasons: _Reasons, owns: bool, last: bool) -> Found:
    if not owns and not last:
        return one
    apart = Span(reasons.begin, reasons.span.end)
    rest = (stripped(text, *piece) for span in one.spans for piece in without(span, [apart]))
    kept = [piece for piece in rest if piece]
    return replace(one, spans=tuple(merge(text, sorted([*kept, *([reasons.span] if owns else [])]))))


def _owners(text: str, reasons: _Reasons, found: Mapping[int, Found], last: set[int], nodes: Nodes) -> set[int]:
    """Return the leaves whose answers the reasons are about: those named, else those that cite the same provision."""
    named, _ = named_in(text, reasons.about, nodes)
    numbers = {int(match["number"]) for match in _QUESTION.finditer(text, *reasons.about)}
    counted = {leaf for leaf, one in found.items() if (own := _LONE.fullmatch(one.anchor)) and int(own[1]) in numbers}
    if owners := {leaf for leaf in counted or named if leaf in found and found[leaf].spans}:
        return owners
    cited = _provisions(text, reasons.about)
    owners = {leaf for leaf, one in found.items() if any(_meet(cited, _cited(text, one, reasons.span)))}
    return owners if reasons.headed or not owners & last else set()


def _cited(text: str, one: Found, apart: Span) -> set[str]:
    pieces = (piece for span in one.spans for piece in without(span, [apart]))
    return {name for piece in pieces for name in _provisions(text, piece)}


def _meet(some: set[str], other: set[str]) -> Iterator[bool]:
    """ "43" and "43(2)" are of the same provision, "40(2)" and "40(5)" are not."""
    return (one.startswith(two) or two.startswith(one) for one in some for two in other if one[:2] == two[:2])


def _provisions(text: str, span: Span) -> set[str]:
    lists = (match["list"] for match in _PROVISION.finditer(text, *span))
    return {one.lower() for listed in lists for one in _ONE.findall(listed)}


def goes_on(text: str, line: Line) -> bool:
    """Say whether a paragraph goes on with the reasons above it: "In favour of disclosure …"."""
    return bool(_GOES_ON.match(text, line.start, line.end))


def _apart(text: str, paragraphs: Sequence[Span]) -> Iterator[_Reasons]:
    """Yield the paragraphs that give reasons; nothing behind the closing words is one."""
    heading: Span | None = None
    now: _Reasons | None = None
    general = False  # a general account of an exemption, up to the next title, is nobody's reason
    for before, block in zip([None, *paragraphs], paragraphs, strict=False):
        title = _is_title(text, block)
        if _ends(text, block) and not (title and _OVER.match(text, *block)):
            break
        first = next(iter(sentences(text, block)), block)
        general = not title and (general or explains_exemption(text, _line(text, block)))
        if now and not title and not general and _GOES_ON.match(text, *block) and not _provisions(text, first):
            now = now._replace(span=Span(now.span.start, block.end))
            continue
        if now:
            yield now
        now = None
        if title:
            heading = block
        elif not general and _gives_reasons(text, block, first, heading):
            about = Span(heading.start, first.end) if heading and not _provisions(text, first) else first
            begin = heading.start if heading and heading == before else block.start
            now = _Reasons(block, about, begin, heading is not None)
    if now:
        yield now


def _gives_reasons(text: str, block: Span, first: Span, heading: Span | None) -> bool:
    about = (first, heading) if heading else (first,)
    told = any(_provisions(text, one) or _QUESTION.search(text, *one) for one in about)
    return told and bool(_REASONS.search(text, *block))


def _paragraphs(lines: Sequence[Line], after: int) -> list[Span]:
    """Return the paragraphs that begin behind a place."""
    found = blocks(line for line in lines if line.end > after)
    return [Span(block[0].start, block[-1].end) for block in found if block[0].start > after]


def _is_title(text: str, block: Span) -> bool:
    shown = text[block.start : block.end]
    return len(shown.split()) <= _TITLE_WORDS and shown[-1] not in ".;," and "\n" not in shown


def _ends(text: str, block: Span) -> bool:
    line = _line(text, block)
    ends = (is_closing, is_annex, starts_older_mail, is_advice)
    return any(end(text, line) for end in ends) or tells_how_to_complain(text, block)


def _line(text: str, block: Span) -> Line:
    return Line(block.start, min(block.end, line_end(text, block.start)), gap=True, quoted=False)
