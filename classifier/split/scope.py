"""Letters that answer without naming a question: one refusal or one denial for all, or a running narrative.

A statement about the whole request is the answer of every question. In a narrative each question has the
sentences that likely answer it; what cannot be placed is left for a person, not guessed.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from classifier.markers import marker_at
from classifier.records import Span
from classifier.split.fitting import sentences
from classifier.split.headings import SHOWN, is_title
from classifier.split.likely import SURE
from classifier.split.lines import (
    BLANK_LINE,
    LONGEST_GREETING,
    Line,
    greets,
    is_annex,
    is_closing,
    is_rule,
    starts_letter,
    starts_older_mail,
    tells_how_to_complain,
)
from classifier.split.mentioned import mentioned, named_in
from classifier.split.narrative import SECTIONS, is_section_title, place_sentences
from classifier.split.nodes import Nodes
from classifier.split.passages import disjoint, line_end, without
from classifier.split.spans import Found

_OPENING = re.compile(
    r"(dear\b|annwyl\b|good\s+(morning|afternoon)|hi\b|hello\b|to:|from:|sent:|date:|subject:|cc:|re:|ref\b|our\s+ref|your\s+ref|by\s+e-?mail|tel|e-?mail|www\."
    r"|thank\s+you\s+for\s+your|thanks\s+for|(i|we)\s+(refer|write|am\s+writing|are\s+writing)|further\s+to|with\s+reference\s+to|(i|we)\s+acknowledge"
    r"|(i|we)\s+have\s+(now\s+)?(completed|finished|considered|concluded|received|been\s+asked)|your\s+(request|e-?mail|letter|questionnaire)\s+(of|dated|was|for|has|went)|rather\s+than|freedom\s+of\s+information\b.{0,60}$|foi\b.{0,60}$|request\s+for\s+information|(the|your)\s+request\b.{0,40}$"
    r"|(we|i)\s+apologise|apologies|please\s+(find|see)\b.{0,50}(below|attached|our\s+response)|(our|the)\s+response\s+(is|to|follows)|diolch)",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"(refus(e|es|ed|al|ing)\b|exceed|appropriate\s+limit|cost\s+(limit|of\s+complying)|section\s+(12|14)\b|vexatious|manifestly"
    r"|neither\s+confirm\s+nor\s+deny|(do|does)\s+not\s+(hold|look\s+at|monitor|use|undertake|conduct|carry\s+out|have|operate|collect)\b|no\s+information\s+(is|was)?\s*held"
    r"|not\s+(hold|held)\b|holds?\s+(no\s+(information|records?)|none\s+of)|(has|have|had)\s+no\s+|nil\s+(return|response)|exempt)",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"(acknowledge\s+(receipt|your)|will\s+(respond|reply|be\s+answered|receive\s+a\s+(response|reply))|we\s+(aim|are\s+required)\s+to\s+(respond|reply)|within\s+(20|twenty)\s+working\s+days"
    r"|extend\b.{0,40}(deadline|time)|out\s+of\s+(the\s+)?office|clarif(y|ication)|could\s+you\s+(please\s+)?(clarify|confirm|specify)|undeliver|not\s+yet\s+(been\s+)?(completed|ready))",
    re.IGNORECASE,
)
_ASKS_BACK = re.compile(
    r"clarif|clear\s+up\b|be\s+grateful\s+if\s+you\s+(could|would)|before\s+we\s+(can\s+)?(begin|proceed|start)|section\s+1\s?\(3\)",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"(section\s+17\b|refusal\s+notice|no\s+public\s+interest\s+test|section\s+1[56]\b|regulation\s+9\b|advi[cs]e\s+and\s+assist|(narrow|refine|reduc)\w*\s+(your|the)\s+request|narrower\s+request"
    r"|outside\s+the\s+act|(may|might)\s+(be\s+able\s+to|wish\s+to))",
    re.IGNORECASE,
)
_ALL_BUT = re.compile(
    r"\b(?:save|but\s+for|except(?:ing)?|apart\s+from|other\s+than|with\s+the\s+exception\s+of|(?:rest|remainder|balance)\s+of\s+(?:your|the(?=\s+(?:request|questions?|points?|parts|matters|items|information|list|form|letter)\b))"
    r"|(?:all|the|your)\s+(?:of\s+(?:the|your)\s+)?(?:other|remaining)\s+(?:questions|parts|points|information)|everything\s+else|in\s+all\s+other\s+respects)\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"\brefus(?:e|es|ed|al|ing)\b|not\s+(?:hold|held)\b|(?:holds?|have|has)\s+(?:none\s+of|no(?:thing|\s+(?:other|further|such)?\s*information)\b)|withh[eo]ld|exempt|section\s+(?:12|14|17)\b"
    r"|not\s+obliged|exceed|not\s+required\s+to\s+comply|none\s+of\s+(?:the|your)\b.{0,40}\b(?:appl(?:y|ies)|arises?)|do(?:es)?\s+not\s+(?:therefore\s+)?(?:apply|arise)",
    re.IGNORECASE | re.DOTALL,
)
_OF_THE_REQUEST = re.compile(
    r"\b(?:request|questions?|points?|parts|matters|rest|remainder|everything|information)\b", re.IGNORECASE
)
_SWEEPS = re.compile(  # "we have none of these, so that those of your questions which rest on them do not arise"
    r"\b(?:those|most|many|all|the\s+(?:rest|others?|bulk|majority))\s+(?:of\s+)?(?:(?:your|the|these|those)\s+)?(?:other\s+)?questions\b[^.;]*\b"
    r"(?:(?:do|can|will|would)\s?not\s+(?:therefore\s+)?(?:arise|apply)|falls?\s+away|fall\s+with\s+it|lapse)\b",
    re.IGNORECASE,
)
_PROCEDURAL = re.compile(
    r"section\s+(12|14)\b|s\.?\s?(12|14)\b|appropriate\s+limit|vexatious|cost\s+limit|(?:request|it)\s+(?:is|as|to be)\s+manifestly\s+unreasonable",
    re.IGNORECASE,
)
_REQUEST_REFUSED = re.compile(
    r"(?<!part of )(?<!parts of )\b(?:your|(?:the|your)\s+whole)\s+request\s+(?:as\s+a\s+whole\s+)?(?:is|has\s+been|must\s+be)\s+(?:therefore\s+)?refused\b(?!\s+(?:for|in|as)\b)"
    r"|\brefus(?:e|es|ing)\s+(?:your|(?:the|your)\s+whole)\s+request\b(?!\s+(?:for|in|as)\b)"
    r"|\bnot\s+obliged\s+to\s+(?:answer|provide\s+an\s+answer\s+to|comply\s+with)\s+(?:any|your\s+request)\b",
    re.IGNORECASE,
)
_REFUSALS = ("refus", "obliged")  # of these one stands wherever `_REQUEST_REFUSED` finds something
_GIVES = re.compile(
    r"\b(?:(?:outside|beyond)\s+(?:our|the|my|its)\s+(?:\w+\s+)?(?:duty|duties|obligations?)|good\s?will|discretion|in\s+order\s+to\s+(?:be\s+of\s+)?(?:help|assist))\b"
    r"[^.]*\b(?:following|below)\b[^.]*[.:]$",
    re.IGNORECASE,
)
_IN_GENERAL = re.compile(
    r"(?:under\s+)?(?:section|regulation|s\.)\s?\d+\S*\s[^.]{0,60}?\b(?:allows|provides|states|permits|enables|says|removes|does)\b",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"\b(?:could|might|would|(?-i:may)|should)\b|\b(?:narrow|refin|reduc|confin|limit)\w*\b|if\s+you\b", re.IGNORECASE
)
_FOR_ONE = re.compile(r"\b(?:alone|for\s+(?:example|instance)|such\s+as|in\s+particular)\b", re.IGNORECASE)
_EARLY = 0.25  # share of the paragraphs among which a greeting may run on into the letter
_FEW_WORDS = 3  # a paragraph of no more says nothing, unless it is a section's title
_ANSWERED = 0.8  # share of the questions that the letter proper answers; below, its annexes are read too
_CLAUSES = 3  # numbered lines that make an annex a document
_FEW_SENTENCES = 9
_MANY = 0.3  # share of the questions that a letter must leave out for a refusal to be of all these
_TITLED = 5  # titles that make a letter one of sections


def paragraphs(text: str, lines: Sequence[Line], left_out: Sequence[Span], annexed: bool = False) -> list[Span]:
    """Return the paragraphs of the letter's body: after the salutation, before the closing words, no request.

    `annexed` takes those of annexes too, unless these are documents with clauses of their own.
    """
    blocks: list[Span] = []
    apart, closed = False, False
    documents = _documents(text, lines) if annexed else set()
    titled = sum(is_title(text, line) for line in lines) >= _TITLED
    greeting = max((line.start for line in lines if starts_letter(text, line)), default=-1)
    for line in lines:
        if is_rule(text, line):
            apart = True
            continue
        pieces = without(Span(line.start, line.end), left_out)
        if not pieces:  # the request's own "Kind regards" closes nothing
            apart = True
            continue
        if line.start > greeting:
            if starts_older_mail(text, line):
                break
            closed = closed or (bool(blocks) and is_closing(text, line))
            if is_annex(text, line):
                closed = not annexed or line.start in documents
            if closed:
                continue
        whole = pieces == [Span(line.start, line.end)]
        if whole and not (line.gap or apart or not blocks):
            blocks[-1] = Span(blocks[-1].start, line.end)
        else:  # what stands beside or below a restated question is a paragraph of its own
            blocks += pieces
        apart = not whole or (titled and is_title(text, line))  # what stands under a title too
    return _body(text, blocks)


def _documents(text: str, lines: Sequence[Line]) -> set[int]:
    """Return where the annexes begin that are documents with clauses of their own, and no part of the answers."""
    begins = [at for at, line in enumerate(lines) if is_annex(text, line)]
    return {
        lines[at].start
        for at, end in pairwise([*begins, len(lines)])
        if sum(marker_at(text, line.start, line.end) is not None for line in lines[at:end]) >= _CLAUSES
    }


def _body(text: str, blocks: Sequence[Span]) -> list[Span]:
    greetings = [i for i, block in enumerate(blocks) if greets(text, *block)]
    brief = [i for i in greetings if line_end(text, blocks[i].start) - blocks[i].start <= LONGEST_GREETING]
    early = [i for i in greetings if i < _EARLY * len(blocks)]
    greeting = (brief or early or [-1])[-1]
    kept = blocks[greeting + 1 :]
    while (
        len(kept) > 1
        and _OPENING.match(text[kept[0].start : kept[0].end])
        and not _WHOLE.search(text[kept[0].start : kept[0].end])
    ):
        kept = kept[1:]
    kept = [block for block in kept if not tells_how_to_complain(text, block)]
    titles = [block for block in kept if is_section_title(text[block.start : block.end])]
    sections = titles if len(titles) >= SECTIONS else ()
    return [block for block in kept if block in sections or _says_something(text, block)]


def _says_something(text: str, block: Span) -> bool:
    return len(text[block.start : block.end].split()) > _FEW_WORDS


def asks_back(text: str, found: Mapping[int, Found]) -> bool:
    """Say whether a letter only asks what was meant: it says so, and what stands by the numbers are questions.

    One answer among others may ask back too: what asks stands outside the answers, in the paragraphs after the last
    one's first, or in many of them.
    """
    said = [one for one in found.values() if one.spans]
    asking = sum("?" in _said(text, one) for one in said)
    if not said or asking < 0.5 * len(said):
        return False
    spans = sorted({span for one in said for span in one.spans})
    tail = BLANK_LINE.search(text, spans[-1].start)
    last = tail.end() if tail else spans[-1].end
    places = [match.start() for match in _ASKS_BACK.finditer(text)]
    inside = {span for at in places for span in spans if span.start <= at < min(span.end, last)}
    outside = any(at >= last or not any(start <= at < end for start, end in spans) for at in places)
    return outside or len(inside) >= max(2, _MANY * len(spans))


def _said(text: str, one: Found) -> str:
    """Return a passage with what stands before it in its paragraph; before a restated question's that is the request's."""
    start, end = one.spans[0].start, one.spans[-1].end
    return text[start if one.how == "restated" else text.rfind("\n\n", 0, start) : end]


def whole_or_narrative(text: str, lines: Sequence[Line], left_out: Sequence[Span], nodes: Nodes) -> dict[int, Found]:
    """Return answers for a letter in which no anchor was found."""
    body = paragraphs(text, lines, left_out)
    shown = " ".join(text[start:end] for start, end in body)
    if not body or (_NO_ANSWER.search(shown) and not _WHOLE.search(shown)):
        return {}
    if rest := _all_but(text, body):
        others = [piece for block in body for piece in without(block, rest.spans)]
        return dict.fromkeys(nodes.leaf_order, rest) | place_sentences(text, others, nodes, SURE)
    if named := _refuses_some(text, body, nodes):
        return named
    said = [block for block in body if _says_something(text, block)]
    if said and _is_whole(text, said, body, nodes):
        spans = tuple(_statement(text, said))
        whole = dict.fromkeys(nodes.leaf_order, Found(spans, "whole", "", 0.7))
        told = place_sentences(text, _told_after(text, body), nodes, SURE)
        return whole | told | told_besides(text, {}, disjoint([*left_out, *spans]), nodes)
    placed = place_sentences(text, body, nodes)
    if any(is_annex(text, line) for line in lines) and _surely(text, body, nodes) < _ANSWERED * len(nodes.leaf_order):
        annexed = place_sentences(text, paragraphs(text, lines, left_out, annexed=True), nodes)
        placed = annexed if len(annexed) > len(placed) else placed
    return placed


def _refuses_some(text: str, body: Sequence[Span], nodes: Nodes) -> dict[int, Found]:
    """Return the paragraphs of a few words that refuse questions that they name ("Questions 6 and 7 are refused."), as a
    mail with the other answers attached does; none where the request is refused or the letter says more."""
    if sum(len(sentences(text, block)) for block in body) > _FEW_SENTENCES:
        return {}
    given: dict[int, Found] = {}
    for block in body:
        shown = text[block.start : block.end]
        if _REQUEST_REFUSED.search(shown) or not (_WHOLE.search(shown) or _PROCEDURAL.search(shown)):
            continue
        for sentence in sentences(text, block):
            own = () if _FOR_ONE.search(text, *sentence) else named_in(text, sentence, nodes)[0]
            given |= {
                leaf: Found((block,), "range", text[sentence.start : sentence.start + SHOWN], 0.8) for leaf in own
            }
    return given


def without_marks(
    text: str, lines: Sequence[Line], left_out: Sequence[Span], found: Mapping[int, Found], nodes: Nodes
) -> dict[int, Found]:
    """Return what answers the questions that no mark names, for a letter that leaves out many: a refusal of all the
    rest, or the sentences that fit them among those that nothing else has."""
    silent = [leaf for leaf in nodes.leaf_order if leaf not in found or not found[leaf].spans]
    if len(silent) < _MANY * len(nodes.leaf_order):
        return {}
    said = disjoint([*left_out, *(span for one in found.values() for span in one.spans)])
    body = paragraphs(text, lines, said)
    if rest := _all_but(text, body):
        return dict.fromkeys(silent, rest)
    placed = place_sentences(text, body, nodes) if body else {}
    return {leaf: one for leaf, one in placed.items() if leaf in silent}


def _all_but(text: str, body: Sequence[Span]) -> Found | None:
    """Return the sentence that refuses or denies all but what the letter answers in words, with the reasons before it."""
    for block in body:
        said = sentences(text, block)
        for sentence in said:
            shown = text[sentence.start : sentence.end]
            if _SWEEPS.search(shown) or all(one.search(shown) for one in (_ALL_BUT, _REFUSES, _OF_THE_REQUEST)):
                reasons = (one for one in said if _PROCEDURAL.search(text[one.start : one.end]))
                span = Span(min(sentence.start, next(reasons, sentence).start), sentence.end)
                return Found((span,), "rest", "", 0.6)
    return None


def _statement(text: str, body: Sequence[Span]) -> list[Span]:
    """Return the paragraphs that refuse or deny, from the first that does to the formal notices after them, or to what is
    told all the same."""
    shown = [text[start:end] for start, end in body]
    denies = [i for i, block in enumerate(shown) if _WHOLE.search(block)]
    first = next(
        (
            i
            for i in denies
            if (_REQUEST_REFUSED.search(shown[i]) or not _OPENING.match(shown[i])) and shown[i].rstrip()[-1:] in '.!)”"'
        ),
        denies[0],
    )
    ends = (i for i in range(first + 1, len(body)) if _NOTICE.search(shown[i]) or _GIVES.search(shown[i]))
    last = next(ends, len(body))
    return list(body[first:last])


def _told_after(text: str, body: Sequence[Span]) -> list[Span]:
    """Return the paragraphs below "outside our duties I can tell you the following"."""
    at = next((i for i, block in enumerate(body) if _GIVES.search(text[block.start : block.end])), len(body))
    return [block for block in body[at + 1 :] if not _OFFERS.search(text, *block)]


def refusal_of_all(text: str, lines: Sequence[Line], left_out: Sequence[Span]) -> Found | None:
    """Return the sentence that refuses the request as a whole, with what its paragraph says before it of the matter at
    hand; None for a letter that does not."""
    lowered = text.lower()
    if not any(word in lowered for word in _REFUSALS):  # most letters: no more is done for them
        return None
    for block in paragraphs(text, lines, left_out):
        said = sentences(text, block)
        for sentence in said:
            shown = text[sentence.start : sentence.end]
            if _PROCEDURAL.search(shown) and _REQUEST_REFUSED.search(shown):
                start = next(one.start for one in said if one == sentence or not _IN_GENERAL.match(text, *one))
                return Found((Span(start, sentence.end),), "rest", "", 0.6)
    return None


def told_besides(text: str, found: Mapping[int, Found], left_out: Sequence[Span], nodes: Nodes) -> dict[int, Found]:
    """Return what a letter that refuses the whole request tells all the same, beside the refusal, of questions that it
    names ("I can tell you, as to question 3, that …"); what it would answer if fewer were asked is no answer."""
    named = mentioned(text, found, left_out, nodes)
    return {leaf: one for leaf, one in named.items() if not any(_OFFERS.search(text, *span) for span in one.spans)}


def _surely(text: str, body: Sequence[Span], nodes: Nodes) -> int:
    """Return how many questions sentences surely answer: one that denies all may, with less likelihood, answer any."""
    return len(place_sentences(text, body, nodes, SURE))


def _is_whole(text: str, said: Sequence[Span], body: Sequence[Span], nodes: Nodes) -> bool:
    """A refusal or denial of everything: it says so in its first paragraphs, and few sentences follow."""
    start = " ".join(text[b.start : b.end] for b in said[:3])
    if not _WHOLE.search(start):
        return False
    total = sum(len(sentences(text, block)) for block in said)
    procedural = _PROCEDURAL.search(start)
    return bool(procedural) or total <= 4 or (total <= _FEW_SENTENCES and _surely(text, body, nodes) <= 2)
