"""Cut an answer's words out of the passage that an anchor opens.

What is left of the question, labels such as "Our response:", page furniture and blanks are cut away. A
passage that merely repeats its question is no answer.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from classifier.markers import marker_at
from classifier.records import Span
from classifier.split.anchors import Anchor
from classifier.split.cells import after_cell
from classifier.split.headings import asked_sentence
from classifier.split.nodes import Nodes
from classifier.split.words import content, likeness


@dataclass(frozen=True, slots=True)
class Page:
    """What the passages are cut out of.

    `left_out` (disjoint, in order) is in no passage; at `stops` every passage ends, at at `accounts` (of what an
    exemption is) the last one, at `headings` one that has words before it, at `titles` too where headings are what opens the answers. `asked` is the left one of two
    columns, where questions stand beside their answers. `headed` says which numbers headings follow, `led_in`
    that they do on the answer's own line, `dotted` that they end in a full stop, `columns` that questions have a table
    column, `flat` that its cells follow each other without a sign, `labelled` that "Response:" stands above the answers.
    """

    text: str
    left_out: Sequence[Span]
    stops: Sequence[int]
    headings: Sequence[int]
    titles: Sequence[int] = ()
    accounts: Sequence[int] = ()
    asked: Sequence[Span] = ()
    flat: bool = False
    headed: Literal["", "tops", "all"] = ""
    led_in: bool = False
    columns: bool = False
    dotted: bool = False
    labelled: bool = False


_LABEL = re.compile(
    r"[\s|>*•·:–—-]*(?:(?-i:[A-Z][\w'’]*\s+){1,3}(?:answer|response|reply)\s*:\s*|(?:(?:our|the|university'?s?|council'?s?|trust'?s?|college'?s?)\s+)*(?:(?:ateb|ymateb)\s*/\s*)?(?:answers?|response|reply|ans|a|r|ateb|ymateb|we\s+(?:said|say|answer|answered|reply|replied|respond|responded))\s*[:.–—-]+\s*)|[\s|>:–—]+|-\s+",
    re.IGNORECASE,
)
_LABEL_LINE = re.compile(
    r"\W*(?!(?:see|as|same|per|refer|no|awaiting)\b)(?:(?:our|the|your|university'?s?|council'?s?|college'?s?|\w+)[ \t\xa0]+){0,2}(?:answers?|responses?|reply|question|decision|ymateb)\W*(?:\n|$)",
    re.IGNORECASE,
)
_ANSWER_LINE = re.compile(
    r"\n[ \t\xa0>*]*(?:(?:our|the|\w+)\s(?:/\s)?)?(?:answers?|response|reply|ateb|ymateb|said|replied|responded)(?:[ \t]to[ \t]\d[^\n:]{0,20}(?=:))?[ \t]*(?:[:.*–-]*[ \t\xa0]*(?=\n)|[:–—][ \t\xa0]*)",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\W*(?:your\s+)?(?:questions?|quer(?:y|ies)|requests?|you\s+asked)\b[^\n:]{0,20}:", re.IGNORECASE)
_NEAR = 300  # characters within which a label stands
_TRAIL = " \t\xa0\n\r|>–—*_•·,"
_LEAD = re.compile(r"(?:[\s>|]|[.,;:?)](?=\s))*")
_LETTERS = re.compile(r"\w")
_BLANKS = re.compile(r"[ \xa0\t]*")
_ELLIPSIS = re.compile(r"\[(?:\.\.\.|…)\]")
_LINK = re.compile(r"\W*(?:and|or)\W*", re.IGNORECASE)  # "(b) the number, and (c) the cost"
_DENIES = re.compile(r"(?:no|none|nil|never)\b", re.IGNORECASE)
_CONDITION = re.compile(r"if\s+(?:yes|no|so|not)\b", re.IGNORECASE)
_SENTENCE_GOES_ON = re.compile(r"[.;:]\s")
_NEW_SENTENCE = re.compile(r"[.;]\s+[A-Z]")
_GOES_ON = re.compile(
    r"\b(?:which|that|the|an?|of|to|and|or|for|by|in|on|at|with|from|as|is|are|was|were|has|have|our|its|their|not)$",
    re.IGNORECASE,
)
_NEXT_LABEL = re.compile(
    r"\s*\n[ \t>*•]*(?:(?:your|the|foi)\s+)?(?:question|query|request|q|response|answer|reply)\s*[:.*–-]*\s*$|,*\s*\n[a-z]?,+\s*$|\n[ \t\xa0>]*[o§\uf0b7\uf0a7▪◦-][ \t\xa0]*$|\s*\n[ \t]*>[ \t>]*(?:and|or)[ \t]*$|\s*\n[ \t]*(?:section|part)\s\w{1,3}\s*:?\s*$",
    re.IGNORECASE,
)
_OUTCOME_CELL = re.compile(  # "118 | Disclosed": what was done, not what was answered
    r"(?<=[\w.)])([ ]?\t+|\s\|\s)[ \t]*(?:information\s)?(?:disclosed|provided|supplied|released)(?:\s(?:in\s)?full)?$",
    re.IGNORECASE,
)
_ABRIDGED = re.compile(r"[^\n]{3,160}?(?:\.\.\.|…)[^\n]{0,100}(?=\n)")
_QUESTION_TAIL = re.compile(r"\s?[?.;:,)\]\"”’*]*")
_QUESTION_REST = re.compile(r"[^\n?|\t]{0,80}(?:\n[^\n?|\t]{0,60})?\?[)\"”’*]*(?![\w=])")
_QUESTION_BRACKET = re.compile(r"[^\n|\t]{0,3}\([^)]{0,160}\)[.;:]?")
LEAD_IN = re.compile(r"(?P<what>[^.;:?!\n–—]{3,110}?)(?:[ \xa0][–—-][ \xa0]|:[ \xa0])")
_LINE_END = re.compile(r"[ \xa0\t]*\n(?!\s*\n)")
_CELL = re.compile(r"[^\n\t|]*(?:\t+|\s\|\s)")
_REMARK = re.compile(r"[ \xa0]*\([^()\n]{2,100}\)[ \xa0]*(?=\n)")  # "Question 4 (allergens)"
_OTHER_WORDS = re.compile(r"\s*[^?\n\t|]{0,300}(?:\n(?!\s*\n)[^?\n\t|]{1,200}){0,4}\?[)*]*(?=\s|$)")
_TITLE_LINE = re.compile(r"[^\W\d]\w+ [^()]*\((?=[^()]*\d)[^:]*\):?")
_end_of = attrgetter("end")
SHORT_ANSWERS = ("yes", "no", "n/a", "none", "nil")


def passage(page: Page, start: int, end: int, anchor: Anchor, nodes: Nodes, node: int) -> tuple[Span, ...]:
    """Return the spans of `[start, end)` that can be an answer, in order; none for a question merely repeated."""
    if page.asked and _is_in(page.asked, anchor.start):
        start = anchor.start  # the answer begins beside the question's first line
    else:
        start = _after_question(page, start, end, anchor, nodes, node)
    pieces = without(Span(start, end), page.left_out)
    trimmed = [piece for one in pieces if (piece := _trim(page.text, one)) is not None]
    if len(trimmed) == 1 and trimmed[0].start == anchor.start and not text_between(page.text, *trimmed[0]):
        return ()  # a number without words
    return () if _only_asks(page.text, trimmed, nodes, node) else tuple(merge(page.text, trimmed))


def _is_in(spans: Sequence[Span], place: int) -> bool:
    at = bisect_right(spans, place, key=attrgetter("start")) - 1
    return at >= 0 and place < spans[at].end


def text_between(text: str, start: int, end: int) -> bool:
    """Say whether words stand between two places, a marker at the first not counted."""
    marker = marker_at(text, start, end)
    return bool(_LETTERS.search(text, marker.end if marker else start, end))


def _only_asks(text: str, pieces: Sequence[Span], nodes: Nodes, node: int) -> bool:
    """Say whether a passage merely repeats its question, in whole or in part."""
    shown = _ELLIPSIS.sub("", " ".join(text[start:end] for start, end in pieces)).strip()
    marker = marker_at(shown, 0, line_end(shown, 0))
    shown = shown[marker.end :].strip() if marker else shown
    own = content(shown)
    if _DENIES.match(shown):
        return False
    if (shown.endswith("?") and not _SENTENCE_GOES_ON.search(shown)) or _LINK.fullmatch(shown):
        return True
    figures = {word for word in own if word[0].isdigit()}
    if len(own - figures) < 2 or figures - nodes.words[node] or shown[-1:] == ".":
        return False  # years and figures are an answer
    enough = 0.5 if _CONDITION.match(shown) else 0.9  # "If no, what is done instead"
    return (
        max(likeness(own, asked, nodes.rarity, nodes.unknown) for asked in (nodes.words[node], *nodes.words)) > enough
    )


def _after_question(page: Page, start: int, end: int, anchor: Anchor, nodes: Nodes, node: int) -> int:
    """Step over what is left of the question, and labels, before the answer's own words begin."""
    if anchor.kind == "restated":
        start = _rest_of_question(page.text, start, end)
    elif (anchor.kind == "number" and not anchor.inline) or (anchor.kind == "range" and page.headed == "all"):
        start = _over_question(page, start, end, anchor, nodes, node)
    elif anchor.kind == "range" and anchor.word and (remark := _REMARK.match(page.text, start, end)):
        start = remark.end()
    start = _past_answer_line(page, start, end, nodes, node)
    while (label_end := _label_end(page.text, start, end)) > start:
        start = label_end
    return start


def has_answer_line(text: str, anchor: Anchor) -> bool:
    """Say whether a label such as "Response:" begins a line soon after an anchor."""
    return bool(_ANSWER_LINE.search(text, anchor.body, anchor.body + _NEAR))


def _past_answer_line(page: Page, start: int, end: int, nodes: Nodes, node: int) -> int:
    """Step over a short heading, or the question in other words, that a line such as "Answer" ends."""
    text = page.text
    line = _ANSWER_LINE.search(text, start, min(end, start + 700))
    if not line or not text[line.end() : end].strip():
        return start
    marker = marker_at(text, start, line_end(text, start))
    lead = text[marker.end if marker else start : line.start()].strip()
    if not lead:
        return start
    heading = len(lead) <= 120 and lead[-1] not in ".;" and lead.count("\n") <= 2
    return line.end() if page.labelled or heading or _ASKS.match(lead) or is_like(lead, nodes, node) else start


def _label_end(text: str, start: int, end: int) -> int:
    """Return where a label ends that stands at `start`, or `start`; blanks alone up to the end are none."""
    label = _LABEL.match(text, start, end) or _LABEL_LINE.match(text, start, end)
    return label.end() if label and (label.group().strip() or label.end() < end) else start


def _rest_of_question(text: str, start: int, end: int) -> int:
    """A restated question may end in words that the request does not have: step to its question mark or line end."""
    tail = _QUESTION_TAIL.match(text, start, end)
    start = tail.end() if tail else start
    asked = _QUESTION_REST.match(text, start, end)
    if asked and "\n\n" not in asked.group():
        return asked.end()
    bracket = _QUESTION_BRACKET.match(text, start, end)
    return bracket.end() if bracket else start


def _over_question(page: Page, start: int, end: int, anchor: Anchor, nodes: Nodes, node: int) -> int:
    """After a number: step over a question in other words ("2. Do you monitor students?"), a heading, a table cell."""
    text = page.text
    marker = marker_at(text, start, min(end, line_end(text, start))) if anchor.body == anchor.start else None
    after = marker.end if marker else start
    if page.flat and (cell_end := after_cell(text, after, end, nodes, node)) > after:
        return cell_end
    at = after_marker(text, after, end)
    blanks = _BLANKS.match(text, at)
    cell = _CELL.match(text, blanks.end() if blanks else at, end) if page.columns else None
    if cell and cell.end() < end:
        return cell.end()
    remark = _REMARK.match(text, at, end) if anchor.word else None
    if remark and text[remark.end() : end].strip():
        return remark.end()
    asked = _OTHER_WORDS.match(text, at, end)
    if asked and text[asked.end() : end].strip() and not _NEW_SENTENCE.search(asked.group()):
        return asked.end()
    told = asked_sentence(text, blanks.end() if blanks else at, end)
    if told and text[told:end].strip():
        return told
    abridged = _ABRIDGED.match(text, at, end)
    if abridged and is_like(abridged.group(), nodes, node):
        return abridged.end()
    lead_in = LEAD_IN.match(text, at, end) if page.led_in else None
    if lead_in and is_like(lead_in["what"], nodes, node) and text[lead_in.end() : end].strip():
        return lead_in.end()
    if _is_title_line(text, anchor):
        return start
    headline_end = line_end(text, at)
    return headline_end if headline_end < end and _is_headed(page, at, headline_end, end, nodes, node) else start


def _is_title_line(text: str, anchor: Anchor) -> bool:
    """Say whether an anchor is a whole line with a title in it: "Enhanced due diligence (B4):"."""
    return text[anchor.body : anchor.body + 1] == "\n" and bool(_TITLE_LINE.fullmatch(anchor.text))


def after_marker(text: str, at: int, end: int) -> int:
    """Return where the words go on after a marker that ends at `at`: on its line or, where it stands alone, the next."""
    alone = _LINE_END.match(text, at, end)
    return alone.end() if alone else at


def line_end(text: str, at: int) -> int:
    """Return where the line that holds `at` ends."""
    found = text.find("\n", at)
    return found if found >= 0 else len(text)


def _is_headed(page: Page, at: int, headline_end: int, end: int, nodes: Nodes, node: int) -> bool:
    """Say whether the line that ends at `headline_end` is a heading of what follows, and not its first words."""
    rest = without(Span(headline_end, end), page.left_out)
    following = "".join(page.text[piece.start : piece.end] for piece in rest).lstrip()
    line = page.text[at:headline_end].strip()
    return bool(following) and not following[0].islower() and _is_heading(line, nodes, node, page)


def _is_heading(line: str, nodes: Nodes, node: int, page: Page) -> bool:
    if not line or len(line) > (160 if page.headed == "all" else 110) or line.lower() in SHORT_ANSWERS:
        return False
    if line[-1] == "." and page.dotted:
        return is_like(line, nodes, node)
    if len(line.split()) > (24 if page.headed == "all" else 14) or line[-1] in ".;,!":
        return False
    headed = page.headed == "all" or (page.headed == "tops" and nodes.parent[node] is None)
    return headed or (not _GOES_ON.search(line) and is_like(line, nodes, node))


def is_like(words: str, nodes: Nodes, node: int, least: float = 0.5) -> bool:
    """Say whether words have half of their weight, or another share, in common with a question."""
    return likeness(content(words), nodes.words[node], nodes.rarity, nodes.unknown) >= least


def disjoint(spans: Sequence[Span]) -> list[Span]:
    """Return the spans in order, those that overlap or touch made one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def without(span: Span, left_out: Sequence[Span]) -> list[Span]:
    """Return what is left of a span, in order, when the places to leave out (disjoint, in order) are cut away."""
    pieces, start = [], span.start
    for at in range(bisect_right(left_out, start, key=_end_of), len(left_out)):
        out = left_out[at]
        if out.start >= span.end:
            break
        if out.start > start:
            pieces.append(Span(start, out.start))
        start = max(start, out.end)
    if start < span.end:
        pieces.append(Span(start, span.end))
    return pieces


def _trim(text: str, span: Span) -> Span | None:
    """Return the span without blanks and signs at its ends; None where no letter or digit is left."""
    start, end = span
    head = _LEAD.match(text, start, end)
    start = head.end() if head else start
    while end > start and text[end - 1] in _TRAIL:
        end -= 1
    if label := _NEXT_LABEL.search(text, max(start, end - 60), end):
        end = label.start()
    if outcome := _OUTCOME_CELL.search(text, max(start, end - 60), end):
        end = outcome.start(1)
    return Span(start, end) if _LETTERS.search(text, start, end) else None


def merge(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the spans (in order) with neighbours that have only blanks between them made one."""
    joined: list[Span] = []
    for span in spans:
        if joined and not text[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined
