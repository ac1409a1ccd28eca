"""What a line says that makes it furniture, or makes it likely: page numbers, copyright, addresses, chrome."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from classifier.reading.furniture.lines import SHORT, Line

_CHROME = re.compile(
    r"this is an html version of an attachment to the freedom of information request\b"
    r"|\[ ?email has no body, please see attachments ?\]|\[subject only\]|(show|hide) quoted sections?$"
    r"|\d+ attachments?$|whatdotheyknow note: the above text was badly encoded|view as html$|download original attachment\b"
    r"|this is a plain-text version of the freedom of information request\b",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"[-–—|\[(\s]*(tud(alen)?\s?/\s?)?(page|tudalen|p\.)\s?\d{1,4}(\s?(o\s?/\s?of|of|o|/)\s?\d{1,4})?[-–—|\])\s.]*$|\d{1,3}\s?(of|/)\s?\d{1,3}$|[-–—]\s?\d{1,3}\s?[-–—]$|(tudalen\s\d{1,3}\s(o|of)\s\d{1,3}\s?/\s?)?page\s\d{1,3}\sof\s\d{1,3}\s{3,}\S.{0,70}$|/\s?\d{1,3}\s?(\.{2,3}|…)$|(\.{2,3}|…)\s?/\s?\d{1,3}$",
    re.IGNORECASE,
)
_OTHER_FORMS = re.compile(
    r".{0,90}\bthis (letter|document|leaflet|publication|information|e-?mail) (is|can be) (also )?(made )?available (on request )?in\b"
    r".{0,40}\b(welsh|gaelic|irish|print|braille|audio|languages?|formats?)\b.{0,60}$|.{0,40}\bhon ar gael yn gymraeg\b.{0,80}$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(  # but "(c) 2022-23: 203" is part c of an answer
    r"(©|\(c\)\s(?:copyright\s)?\d{4}(?:[-–]\d{2,4})?[ ,.]*(?:(?-i:[A-Z])|$)|copyright\b).{0,90}$|.{3,60}\s©\s?(\d{4})?$",
    re.IGNORECASE,
)
_NOT_COPYRIGHT = re.compile(
    r"[.;]\s|\b(act|material|subject|protected|re-?use|may|is|are|law|belongs|unless)\b", re.IGNORECASE
)
_STRONG = (
    re.compile(r"\b(t|tel|telephone|phone|fax|f|ffôn|switchboard)\s?[:.]?\s*\+?[\d(][\d\s()+-]{7,}", re.IGNORECASE),
    re.compile(r"^\+?[\d(][\d\s()+-]{8,}\d$"),
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b\W*$"),
    re.compile(
        r"\b(registered|charity|company|vat)\b.{0,40}\b(number|no\.?|england|scotland|wales|charity)\b", re.IGNORECASE
    ),
)
_WEAK = (
    re.compile(r"^(e|email|e-mail|w|web|website)\s?[:.]\s*\S+$", re.IGNORECASE),
    re.compile(r"^\S+@\S+\.\S+$|^(https?://|www\.)\S+$", re.IGNORECASE),
    re.compile(r"^(our|your)?\s?ref(erence)?\b.{0,40}\d|\bfoi[ /-]?\d{2,}", re.IGNORECASE),
)
_ANSWER = re.compile(
    r"(the )?(information|data|records?|this|it|document) (is |was |are )?(not|no longer) (held|recorded|available|applicable).*"
    r"|(this )?(is )?not (held|applicable|known|recorded|available|provided)\b.*|no information (is )?held.*|no[,.]?|yes[,.]?|n/?a|none|nil|zero"
    r"|see (above|below|attached|question|answer|q)\b.*|as above.*|(please )?(see|refer to) .{0,60}|we do( not)? .*|we have .*|no,? .*|yes,? .*|exempt.*"
    r"|section \d.*|held|refused|nac ydy\w*|amherthnasol",
    re.IGNORECASE,
)
_ENUMERATED = re.compile(
    r"(q(uestion)?\.?\s?)?[(\[]?(\d{1,2}|[a-z]|[ivx]{1,4})[.)\]:](\s|$)|(question|q)\s?\d|(our )?(answer|response|reply)\b.{0,20}:?$",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\bcharity\b.{0,40}\d{3}|\w.*[|•·].*(\S+@\S+\.\S+|\bwww\.)|@.*\bwww\.|\bwww\..*@"
)
_OF_TOTAL = re.compile(r"[-–—\s]*(?P<number>\d{1,3}) ?/ ?(?P<total>\d{1,3})[-–—\s]*")
_LINK = re.compile(r"(\d{1,3}\.\s+)?(https?://|mailto:|file://|ftp://)\S+$|\d{1,3}\.$")
_TAIL_HEADS = ("references", "visible links", "hidden links:")
_RUNNING = re.compile(r".{0,100}[^\w,]page #$")
_REFERENCED = re.compile(
    r"(?:(?P<words>\D*[^\n]*\d{3}[^\n]*?)(?:[ \t]{2,}|[ \t]*[|–—-][ \t]*)|(?P<apart>[^\n]*\w)[ \t]{8,}|(?P<spread>[^\n]*\S[ \t]{8,}\S[^\n]*?)[ \t]{2,})(?P<number>\d{1,3})(?:[ \t]?(?:of|o|/)[ \t]?\d{1,3})?$"
)
_LONE = re.compile(r"\d{1,3}")
_FOOT = 5


def by_itself(line: Line) -> bool:
    """Say whether the words alone make a line furniture: "Page 2 of 5", "also available in Welsh", a copyright line."""
    return bool(_CHROME.match(line.text) or _OTHER_FORMS.match(line.text) or _is_page(line) or is_copyright(line))


def is_copyright(line: Line) -> bool:
    """Say whether the line is a bare copyright notice, not a sentence about copyright."""
    return len(line.text) < SHORT and bool(_COPYRIGHT.match(line.text)) and not _NOT_COPYRIGHT.search(line.text)


def weight(line: Line) -> int:
    """Return 2 for an address, telephone number, page number or copyright line, 1 for a link or reference, else 0."""
    if (
        by_itself(line)
        or _RUNNING.match(line.key)
        or (len(line.text) < SHORT and any(mark.search(line.text) for mark in _STRONG))
    ):
        return 2
    return int(any(mark.search(line.text) for mark in _WEAK))


def may_answer(line: Line) -> bool:
    """Say whether a line that repeats could be an answer or a question's label, and so must not be taken."""
    words = line.key.rstrip(" .!;:")
    return bool(_ENUMERATED.match(line.key) or _ANSWER.fullmatch(words)) or line.text.endswith((".", "?", ":", ";"))


def page_numbers(lines: Sequence[Line]) -> set[int]:
    """Return the starts of lines that hold only a number, the last or first of their pages and counting up."""
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    if len(by_page) < 2:
        return set()
    edges = ([page[0] for page in by_page.values()], [page[-1] for page in by_page.values()])
    return {line.start for edge in edges for line in _counting(edge)}


def of_totals(lines: Sequence[Line]) -> set[int]:
    """Return the starts of the lines "1 / 3", "2 / 3", … that count up to their total, not all of them needed."""
    found = [(line, match) for line in lines if (match := _OF_TOTAL.fullmatch(line.text))]
    return {line.start for line, _ in found} if count_up([match for _, match in found]) else set()


def count_up(found: Sequence[re.Match[str]]) -> bool:
    """Say whether pages, matches of a `number` of a `total`, count up to one and the same total."""
    numbers = [int(match["number"]) for match in found]
    totals = {int(match["total"]) for match in found}
    return len(numbers) > 1 and len(totals) == 1 and numbers == sorted(set(numbers)) and numbers[-1] <= max(totals)


def contact_lines(lines: Sequence[Line]) -> set[int]:
    """Return the starts of the lines with an address or registration that stand by themselves, word for word, again and again."""
    alone = [
        line
        for line, after in zip_longest(lines, lines[1:])
        if line.gap and (after is None or after.gap) and len(line.text) <= 2 * SHORT and _CONTACT.search(line.text)
    ]
    often = Counter(line.key for line in alone)
    return {line.start for line in alone if often[line.key] > 1 and not may_answer(line)}


def referenced_feet(lines: Sequence[Line]) -> set[int]:
    """Return the starts of the lines that end in a page's number after a reference, or are set far apart, and come
    back with the next one: "Eastmarch Council | 2024-EM-5150 | 1"."""
    found: dict[str, list[tuple[int, int]]] = {}
    for line in lines:
        if len(line.text) <= SHORT and not may_answer(line) and (match := _REFERENCED.fullmatch(line.text)):
            if match["spread"] and not line.gap:
                continue  # a row of a table
            words = " ".join((match["words"] or match["apart"] or match["spread"]).casefold().split())
            found.setdefault(words, []).append((line.start, int(match["number"])))
    return {start for feet in found.values() if _one_by_one([number for _, number in feet]) for start, _ in feet}


def beside_numbers(lines: Sequence[Line]) -> set[int]:
    """Return the starts of the lines that stand, word for word, next to each page's number: heads right below numbers
    that count up and stand alone, and feet right above such numbers or lines such as "Page 2 of 3"."""
    marked: set[int] = set()
    heads: dict[str, list[int]] = {}
    feet: dict[str, list[int]] = {}
    counted: dict[str, list[int]] = {}
    for at, (line, after) in enumerate(pairwise(lines)):
        if line.gap and not after.gap and _LONE.fullmatch(line.text):
            heads.setdefault(after.key, []).append(at)
        elif _is_page(after) and not after.gap and not may_answer(line):
            feet.setdefault(line.key, []).append(line.start)
        elif line.gap and not after.gap and _LONE.fullmatch(after.text) and not may_answer(line):
            counted.setdefault(line.key, []).append(at)
    for places in heads.values():
        block = _alike_below(lines, [at + 1 for at in places])
        several = len(block) > len(places)  # one line may be an answer
        if several and _one_by_one([int(lines[at].text) for at in places]):
            marked |= block | {lines[at].start for at in places}
    for places in counted.values():
        if _one_by_one([int(lines[at + 1].text) for at in places]):
            marked |= {lines[one].start for at in places for one in (at, at + 1)}
    return marked | {start for starts in feet.values() if len(starts) > 1 for start in starts}


def _alike_below(lines: Sequence[Line], places: Sequence[int]) -> set[int]:
    """Return the starts of the lines from these places on that are the same in all of them, up to the next gap."""
    marked: set[int] = set()
    for down in range(_FOOT):
        block = [lines[at + down] for at in places if at + down < len(lines) and not (down and lines[at + down].gap)]
        if len(block) < len(places) or len({line.key for line in block}) > 1 or may_answer(block[0]):
            break
        marked |= {line.start for line in block}
    return marked


def _one_by_one(numbers: Sequence[int]) -> bool:
    return len(numbers) > 1 and numbers[0] <= 2 and all(b - a == 1 for a, b in pairwise(numbers))


def link_tail(lines: Sequence[Line]) -> set[int]:
    """Return the starts of the list of links that text browsers put at the end: "References", "Visible links"."""
    first = len(lines)
    while first and _LINK.match(lines[first - 1].text):
        first -= 1
    head = first
    while head and lines[head - 1].key in _TAIL_HEADS:
        head -= 1
    return {line.start for line in lines[head:]} if head < first < len(lines) else set()


def page_feet(lines: Sequence[Line]) -> set[int]:
    """Return the starts of running lines that end in a page number, and of the feet that such numbers close.

    "Response to request 105      Page 2 of 6" must come back with another number. A foot is a paragraph of
    at most five lines that a page number ends, from its first line with an address or registration on.
    """
    keys = Counter(line.key for line in lines if _RUNNING.match(line.key))
    marked = {line.start for line in lines if keys[line.key] > 1}
    for index, line in enumerate(lines):
        if line.start in marked or _is_page(line):
            first = _foot_start(lines, index, marked)
            first = next((at for at in range(first, index) if weight(lines[at]) == 2), index)
            marked |= {other.start for other in lines[first:index]}
    return marked


def _foot_start(lines: Sequence[Line], index: int, marked: set[int]) -> int:
    """Where the paragraph that this page number ends begins, at most five lines up, below other furniture."""
    for at in range(index, max(index - _FOOT, -1), -1):
        if lines[at].gap or lines[at - 1].start in marked:
            return at
    return index


def _is_page(line: Line) -> bool:
    return bool(_PAGE.match(line.text)) and not (line.text[0].isdigit() and not line.sure and "/" in line.text)


def _counting(edge: Sequence[Line]) -> list[Line]:
    """Lone numbers that grow by one from page to page, at least two of them."""
    numbers = [(line.page, line) for line in edge if re.fullmatch(r"\d{1,4}", line.text)]
    offsets = [int(line.text) - page for page, line in numbers]
    common = max(set(offsets), key=offsets.count, default=None)
    kept = [line for page, line in numbers if int(line.text) - page == common]
    return kept if len(kept) > 1 else []
