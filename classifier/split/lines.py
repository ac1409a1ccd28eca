"""The lines of a letter that can hold answers: page furniture left out, quoting signs set aside.

Also says where the letter proper ends: closing words, the paragraph on reviews, annex headings.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from classifier.records import Span


class Line(NamedTuple):
    """A line without surrounding blanks and quoting signs; `gap` says that blank lines stand before it, `cell` that
    it is the left part of a line that has another column."""

    start: int
    end: int
    gap: bool
    quoted: bool
    cell: bool = False


BLANK_LINE = re.compile(r"\n[ \t\xa0>]*\n")
_LINE = re.compile(r"([^\n\f]*)(?:[\n\f]|$)")
_QUOTING = re.compile(r"[\s\ufeff]*(?:>+\s?)*")
_CLOSING = re.compile(
    r"(yours\s+(sincerely|faithfully|truly)|(kind(est)?|best|warm|with)\s+(regards|wishes)\b(?!\s+to\b)|regards\s*,?\s*$|(many\s+thanks|thanks|cheers|all\s+the\s+best)\s*,?\s*$"
    r"|(if|should)\s+you\s+(are|remain|were|feel|have|wish|would|require|need|disagree|should)\b.{0,60}"
    r"(dissatisf|aggriev|satisf|unhappy|not\s+happy|content|complain|review|appeal|quer|further|any\s+questions|question\s+about|discuss|concern|disagree|look\s+(again|into)|reconsider|contact)"
    r"|you\s+(have|may|can)\s+(the\s+|a\s+)?(right|ask|appl|request|also|complain|appeal|contact)\b.{0,60}(review|appeal|complain|commissioner|decision)"
    r"|(your\s+)?right(s)?\s+(of|to)\s+(an?\s+)?(appeal|review|complain|request\s+an?\s+(internal\s+)?review)|internal\s+reviews?\b\s*[:.–-]?|complaints?\s*(procedure)?\s*$"
    r"|(appeals?|review)(\s+(and|or|&)\s+\w+)?\s*(procedure|rights|process)\b|next\s+steps\s*$|how\s+to\s+(complain|appeal)"
    r"|any\s+(problems|questions|queries)\b.{0,40}\b(shout|call|know|touch|contact|ask|e-?mail)\b|(i|we)\s+(hope|trust)\s+(that\s+)?(this|the|you|it|these)\b"
    r"|this\s+(concludes|completes)\b|that\s+(concludes|completes)\b|this\s+e-?mail\s+(and|is|may|has)\b|disclaimer\b"
    r"|if\s+you\s+(disagree|are\s+not\s+happy|are\s+unhappy)\b|©|you\s+(are\s+free\s+to|may)\s+(re-?)?use\b|(copyright|re-?use\s+of|re-?using)\b|most\s+of\s+the\s+information\s+that\s+we\s+provide"
    r"|thank\s+you\s+(again\s+)?for\s+your\s+(interest|patience|enquiry)\b|for\s+and\s+on\s+behalf\s+of|signed\b"
    r"|section\s+\d+\s+of\s+the\s+\w+.{0,30}\b(entitles|gives\s+(you|a|everyone)|provides\s+that|requires\s+that)"
    r"|exemptions?(\s+(applied|relied\s+(up)?on|explained))?\s*:?\s*$|explanation\s+of\s+(the\s+)?exemptions?\s*:?\s*$"
    r"|(exemptions?|exceptions?|notices?)\b[^.\n]{0,40}\b(used|applied|cited|relied\s+on)\s+in\s+this\b"
    r"|[-–—*= ]*end\s+of\s+(the\s+)?(response|reply|answers?|schedule)\b|hope\s+(this|that|it)\s+helps\b"
    r"|was\s+this\s+(page|information)\s+(helpful|useful)"
    r"|back\s+to\s+(the\s+)?(disclosure\s+log|top|search)\b|(print|share)\s+this\s+page\b"
    r"|os\s+(ydych|nad\s+ydych)\b|yn\s+gywir|yr\s+eiddoch)",
    re.IGNORECASE | re.MULTILINE,
)
_FORMAL = re.compile(  # paragraphs of their own
    r"this\s+(letter|response|e-?mail|reply)\s+(also\s+)?(is|acts|serves|constitutes|should|forms)\b.{0,60}\bnotice\b"
    r"|the\s+information\s+(supplied|provided|released|disclosed)\s+(to\s+you\s+)?(is|may|remains|continues\s+to\s+be)\b.{0,40}\b(copyright|re-?us)",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(r"(?:\w+ ){0,2}(?:appeals?|reviews?|complaints?)(?: \w+){0,2}", re.IGNORECASE)
_ADVICE = re.compile(
    r"(?:however,?\s+)?you\s+(?:may|might|could)\s+(?:also\s+)?(?:(?:wish|want|like|prefer)\s+to|therefore)\s+(?:re-?direct|contact|direct|address|approach|ask|write|send|try|make)\b",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"(?:sections?|regulations?)\s+\d[^.\n]{0,60}\b(?:is|are)\s+(?:an?\s+|both\s+)?(?:absolute|qualified|class|prejudice)"
    r"|(?:sections?|regulations?)\s+\d[^.\n]{0,40}\b(?:says?|provides?|states?)\s+that\b"
    r"|in\s+applying\s+(?:the|this|these|that|sections?|regulations?|both)\b",
    re.IGNORECASE,
)
_DUTY = re.compile(r"section\s+1[67](?:\(\d\))?\s[^.]{0,80}\brequires\s+(?:us|the|an?|that)\b", re.IGNORECASE)
_WEIGHS = re.compile(
    r"\b(?:we|i|the\s\w+)\s+(?:have\s+|has\s+)?(?:weighed|concluded?|considered|decided|recognised?|accept(?:ed)?)\b",
    re.IGNORECASE,
)
_ONE_SECTION = re.compile(r"(?:section|regulation)\s", re.IGNORECASE)
_ANNEX = re.compile(
    r"(annex|appendix|atodiad|enclosure|attachment|schedule)e?s?\b\s*([\divxa-z]{1,3}\b)?\s*([:.–—-].{0,80}|\(.{0,60}\)|.{0,40})?$",
    re.IGNORECASE,
)
_REVIEW = re.compile(
    r"(addendum|(review\s+)?findings\s*:?\s*$|(my|our|the\s+reviewer'?s)\s+findings\b|(outcome|result|decision)\s+of\s+(the\s+|your\s+|our\s+)?(internal\s+)?review|internal\s+review\s+(outcome|decision|response|result)"
    r"|(following|further\s+to|after)\s+(your|the|a|an)\s+(request\s+for\s+)?(an?\s+)?(internal\s+)?review\b(?!.{0,40}\byou\s+(may|can))"
    r"|(i|we)\s+have\s+(now\s+)?(reviewed|completed\s+(the|our|my|an|your)\s+(internal\s+)?review)"
    r"|(corrected|revised|amended|updated|supplementary)\s+(response|answers?|reply)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_OLDER_MAIL = re.compile(
    r"(-+\s*original\s+message\s*-+|-+\s*forwarded\s+message\s*-+|on\s.{6,80}\swrote:|from:\s.+|begin\s+forwarded\s+message)\s*$",
    re.IGNORECASE,
)
_MAIL_FIELD = re.compile(
    r"^\W*(from|sent|to|date|subject|cc|importance|attachments?):.*$", re.IGNORECASE | re.MULTILINE
)
_WORD = re.compile(r"\w+")
_FEW_WORDS = 25
_HEAD = 4000  # characters; the head of a mail is not longer
_LINK_LIST = re.compile(r"(references|(visible|hidden)\s+links)\s*:?$", re.IGNORECASE)
_LISTED_LINKS = re.compile(r"^[ \t\xa0]*(?:visible|hidden)[ \t]+links[ \t]*:?[ \t]*$", re.IGNORECASE | re.MULTILINE)
_GREETING = re.compile(r"(?:dear|annwyl|good\s+(?:morning|afternoon|evening|day)|hi|hello)\b", re.IGNORECASE)
LONGEST_GREETING = 70  # characters of its line
_REVIEW_HEADING = re.compile(
    r"\W*(?:outcome\s+of\s+(?:the\s+)?)?(?:request\s+for\s+)?(?:an?\s+)?(?:internal\s+review|review\s+decision)\b.{0,40}$",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-_*=~#]{5,}$")
_DIVIDES = re.compile(
    r"(?:-{4,}|={4,}|_{4,}|\*{4,}|#{4,}|~{4,})[ \t]*[^-_*=~#\s][^\n]{0,90}(?:-{4,}|={4,}|_{4,}|\*{4,}|#{4,}|~{4,})"
)


def lines(text: str, furniture: Sequence[Span], beside: Sequence[Span] = ()) -> list[Line]:
    """Return the letter's lines in order, without blank ones and those that are page furniture.

    A line ends where a span of `beside` (in order), the right one of two columns, begins.
    """
    ends = {span.end: span.start for span in beside}
    found, gap, skip = [], True, 0
    for match in _LINE.finditer(text):
        line_start, line_end = match.span(1)
        prefix = _QUOTING.match(text, line_start, line_end)
        start = prefix.end() if prefix else line_start
        while skip < len(furniture) and furniture[skip].end <= start:
            skip += 1
        if skip < len(furniture) and furniture[skip].start <= start:
            start = min(furniture[skip].end, line_end)
        shown = text[start:line_end]
        start, end = start + len(shown) - len(shown.lstrip()), start + len(shown.rstrip())
        cell = end in ends
        end = start + len(text[start : ends.get(end, end)].rstrip())
        if start < end:
            found.append(Line(start, end, gap, ">" in text[line_start:start], cell))
            gap = False
        elif not text[line_start:line_end].strip():
            gap = True
    return found


def blocks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph: blank lines stand before it."""
    block: list[Line] = []
    for line in lines:
        if line.gap and block:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def stripped(text: str, start: int, end: int) -> Span | None:
    """Return `[start, end)` without the blanks at its ends, None where nothing else stands there."""
    shown = text[start:end]
    start, end = start + len(shown) - len(shown.lstrip()), start + len(shown.rstrip())
    return Span(start, end) if start < end else None


def is_closing(text: str, line: Line) -> bool:
    """Say whether a line begins what comes after the answers: thanks, signature, review and appeal, disclaimer."""
    if not line.gap and _PROCEDURE.fullmatch(text, line.start, line.end):
        return False  # "Question 8(b)", and below it what that is about
    if line.gap and _FORMAL.match(text, line.start, line.end):
        return True
    return bool(_CLOSING.match(text, line.start, min(line.end + 120, len(text)))) or is_rule(text, line)


def is_advice(text: str, line: Line) -> bool:
    """Say whether a line begins a paragraph that only says whom else to ask."""
    return line.gap and bool(_ADVICE.match(text, line.start, line.end))


def explains_exemption(text: str, line: Line) -> bool:
    """Say whether a paragraph explains an exemption in general: it answers no question by itself.

    One in which the authority weighs the matter at hand under one section is part of its reasons.
    """
    if not line.gap or not _EXPLAINS.match(text, line.start, min(line.end + 120, len(text))):
        return False
    blank = BLANK_LINE.search(text, line.start)
    one = _ONE_SECTION.match(text, line.start, line.end)
    return not (one and _WEIGHS.search(text, line.start, blank.start() if blank else len(text)))


def tells_duty(text: str, line: Line) -> bool:
    """Say whether a paragraph only tells what a refusal must state: "Section 17(1) of the Act requires us …"."""
    return line.gap and bool(_DUTY.match(text, line.start, min(line.end + 120, len(text))))


def is_rule(text: str, line: Line) -> bool:
    """Say whether a line is drawn across the page."""
    return bool(_RULE.match(text, line.start, line.end))


def divides(text: str, line: Line) -> bool:
    """Say whether a line with words is drawn across the page: "------ Attachment 2 ------"."""
    return bool(_DIVIDES.fullmatch(text, line.start, line.end))


def is_annex(text: str, line: Line) -> bool:
    """Say whether a line is the heading of an annex or appendix."""
    return line.end - line.start <= 110 and line.gap and bool(_ANNEX.fullmatch(text, line.start, line.end))


def is_review_heading(text: str, line: Line) -> bool:
    """Say whether a line's only words are that this is an internal review."""
    return bool(_REVIEW_HEADING.match(text, line.start, line.end))


def starts_review(text: str, line: Line) -> bool:
    """Say whether a line opens a later decision in the same text: a review's outcome, an addendum, a correction."""
    return bool(_REVIEW.match(text, line.start, min(line.end + 80, len(text))))


def starts_older_mail(text: str, line: Line) -> bool:
    """Say whether a line is the head of the mail that was answered, which stands below its answer."""
    if not _OLDER_MAIL.match(text, line.start, line.end):
        return False
    above = _MAIL_FIELD.sub("", text[max(0, line.start - _HEAD) : line.start])
    return len(_WORD.findall(above[-600:])) > _FEW_WORDS  # else it is the head of the letter's own mail


def starts_letter(text: str, line: Line) -> bool:
    """Say whether a line greets the reader: a letter begins here, though another's closing words stand above."""
    return not line.quoted and line.end - line.start <= LONGEST_GREETING and greets(text, line.start, line.end)


def greets(text: str, start: int, end: int) -> bool:
    """Say whether a line or paragraph `[start, end)` begins with a salutation."""
    return bool(_GREETING.match(text, start, end))


def starts_link_list(text: str, line: Line) -> bool:
    """Say whether a line heads the numbered list of links that some mail programs print at the end."""
    return bool(_LINK_LIST.match(text, line.start, line.end))


def has_links(text: str) -> bool:
    """Say whether a text has a list of the links that are marked in it; it may be page furniture."""
    return bool(_LISTED_LINKS.search(text))


def is_capitals(text: str, line: Line) -> bool:
    """Say whether a line of its own is a heading in capitals, such as a department's name; a letterhead that
    comes again on every page is none."""
    shown = text[line.start : line.end]
    return (
        line.gap
        and len(shown) >= 6
        and shown.isupper()
        and shown[-1] not in ".;,"
        and len(shown.split()) <= 12
        and text.count(shown) == 1
    )


_REGULATOR = re.compile(
    r"wycliffe\s+house|ico\.org\.uk|information\s+commissioner|internal\s+review|foi\.scot|itspublicknowledge|section\s+50\b",
    re.IGNORECASE,
)


def names_regulator(text: str, line: Line) -> bool:
    """Say whether a paragraph tells how to complain: it names the Commissioner or an internal review."""
    if not line.gap:
        return False
    blank = BLANK_LINE.search(text, line.start)
    return tells_how_to_complain(text, Span(line.start, blank.start() if blank else len(text)))


def tells_how_to_complain(text: str, block: Span) -> bool:
    """Say whether a paragraph names the Commissioner or an internal review."""
    return bool(_REGULATOR.search(text, *block))
