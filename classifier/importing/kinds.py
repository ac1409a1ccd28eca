"""What each file of a message is: the letter with the answers, a cover, an acknowledgement, an appendix …

Every decision has a reason in words. Nothing is thrown away: a file that is not split keeps its text, and
a person can overrule each decision. A file that could be a letter is one, unless a better one lies beside it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from classifier.importing.features import Features
from classifier.reading import ReadText
from classifier.reading.formats import IMAGES, extension
from classifier.records import FileKind


@dataclass(frozen=True, slots=True)
class Decision:
    """A file's kind and why. `message_kind` says more: auto-reply, bounce, extension, clarification, internal review."""

    kind: FileKind
    reason: str
    message_kind: str = ""


_BOUNCE = re.compile(
    r"(undeliverable|delivery (status notification|has failed)|delivery to the following recipients? failed|mail delivery (failed|subsystem)"
    r"|could not be delivered|returned to sender|message (was not|could not be) delivered|mailbox (is )?(full|unavailable))",
    re.IGNORECASE,
)
_AUTO = re.compile(
    r"(out of (the )?office|automatic(ally)? (reply|response|generated|acknowledg\w+)|auto-?(reply|response|acknowledg\w+)"
    r"|this (is an|mailbox is) (automated|automatic|unattended|not monitored)|on annual leave (until|from)|neges awtomatig|ymateb awtomatig)",
    re.IGNORECASE,
)
_ACKNOWLEDGED = re.compile(
    r"(acknowledg\w+ (receipt|of) |(i|we) (am |are )?(writing to )?(hereby )?acknowledg|(has|have) (now )?(been )?received your (foi|freedom|request|e-?mail|enquiry)"
    r"|your request (is being|will be|has been) (dealt|handled|processed|considered|logged|passed|allocated|forwarded|given)"
    r"|(will|shall|aim to|endeavour to|must|should) (respond|reply|provide you|be sent|send)\b.{0,80}(working days|by \d|as soon as|due course)"
    r"|(response|reply) (is|will be) due|you (will|should|can expect to) (receive|hear)\b|cydnabod)",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"(extend(ed|ing)? (the|this|our) (time|deadline|period|response)|extension (to|of) (the )?(time|deadline|response)|(need|require|take)s? (an )?(additional|further|more|extra)\b.{0,20}(time|days|working days)"
    r"|(unable|not able|not be able|not been able) to (respond|reply|answer|provide)\b.{0,60}(within|by|in time|deadline|today)|further \d+ working days"
    r"|(will|shall|hope to|aim to) (respond|reply|be in a position)\b.{0,40}no later than|still (considering|consulting|collating)|public interest test\b.{0,80}(extend|further|additional) )",
    re.IGNORECASE,
)
_CLARIFY = re.compile(
    r"((could|can|would) you (please |kindly )?(clarify|confirm what|specify|be more specific)|(seek|require|request|need)(ing|s)?\b.{0,20}clarification|please (clarify|could you clarify)"
    r"|clarification (is|of your request|needed|required|sought)|clear up the following|before (we|i) can (proceed|process|respond|answer)|(on hold|clock)\b.{0,60}(clarif|hear from you)|section 1\(3\))",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"((please )?(find|see)\b.{0,40}\b(attached|enclosed|attachment)|attached (is|are|please find|to this|response|letter|document)|(is|are) (attached|enclosed)|i (attach|enclose)|we (attach|enclose)"
    r"|\battached\b|see attachments?|gweler (y|yr) (atodiad|llythyr)|ynghlwm)",
    re.IGNORECASE,
)
_HOLDING = re.compile(
    r"(\b(does|do|did) not (hold|have|use|monitor|conduct|undertake|record|carry)|\b(not|no longer) held\b|information (is )?not (held|available|recorded)|(can|is able to) confirm that (it|we|the)|\bwe (hold|use|have used)\b|\bno information\b|\bnot applicable\b"
    r"|\b(refus|exempt|vexatious|appropriate limit|neither confirm)|\b(is|are) (being )?(withheld|exempt)|section (12|14|21|22|23|24|30|31|36|38|40|41|42|43)\b"
    r"|nid yw('r|’r) \w+ yn (dal|cadw)|our (response|answers?|reply) (to|is|are|follow|below)|(response|answer|reply)s? (is|are)? ?(set out |given |provided |found )?(below|as follows)|\bn/a\b)",
    re.IGNORECASE,
)
_REVIEWED = re.compile(
    r"((outcome|result|decision) of (the |your |our |this |an )?(request for )?(an )?(internal )?review"
    r"|internal review (outcome|decision|response|result|report)|(i|we) have (now )?(reviewed|completed"
    r" (the|our|my|an|your) (internal )?review|(conducted|carried out) (an|the) (internal )?review)"
    r"|(ask(ed|ing)|request\w*) (me |us |the \w+ )?(for |to )?(an |carry out an |conduct an )?internal review\b)",
    re.IGNORECASE,
)
_POLICY_NAME = re.compile(
    r"\b(polic(y|ies)|procedures?|guidance|guidelines?|code of (practice|conduct)|dpia|impact assessment|privacy (notice|statement)|terms|handbook|strategy|appendix|annex|schedule"
    r"|polisi|canllaw\w*|atodiad|training|slides|minutes|contract|spreadsheet|figures|data ?set|statement|protocol|framework|manual|template|form)\b",
    re.IGNORECASE,
)
_POLICY_TEXT = re.compile(
    r"(\b\d{1,2}\.\d{1,2}(\.\d+)?\s|\b(purpose|scope|introduction|definitions|responsibilities|review date|version( control| no)?|approved by|effective (from|date)|policy owner|table of contents|contents)\b)",
    re.IGNORECASE,
)
_ABOUT_REQUEST = re.compile(
    r"\b(freedom of information (act|request)|your request|request (number|ref\w*)|foi (ref\w*|request|response))\b",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b(questions?|parts?|points?|items?|q) ?\(?\d", re.IGNORECASE)  # a cover that refuses one of them
_SALUTATION = re.compile(r"\b(dear|annwyl|good (morning|afternoon)|hello|hi)\b", re.IGNORECASE)
_HEADED = 700
_NO_ANSWERS = ("p7s", "asc", "sig", "vcf", "ics")
_SHORT = 260
_ANSWERED = 4  # lines that begin with numbers such as "A1" or "2b" of the request, and so are no policy's clauses


def decide(texts: Sequence[ReadText], found: Sequence[Features]) -> list[Decision]:
    """Return a decision for each file of one message, in their order; `found` goes with `texts`.

    Whether files say the same is decided in `same`, which knows the authority's other messages.
    """
    best = max((_strength(one) for one in found), default=0)
    first = [_alone(text, one) for text, one in zip(texts, found, strict=True)]
    bounced = {text.source for text, one in zip(texts, first, strict=True) if one and one.message_kind == "bounce"}
    first = [
        Decision("other", "came back with a mail that could not be delivered") if text.inside in bounced else one
        for text, one in zip(texts, first, strict=True)
    ]
    return [
        decision or _beside(text, one, best, len(texts) > 1)
        for decision, text, one in zip(first, texts, found, strict=True)
    ]


def _alone(text: ReadText, found: Features) -> Decision | None:
    """Decide what can be decided without looking at the files beside."""
    name = text.source.rsplit("/", 1)[-1]
    if extension(name) in _NO_ANSWERS:
        return Decision("other", "a signature, card or calendar entry")
    if text.trouble:
        return Decision("unreadable", text.trouble)
    if text.format == "zip":
        return Decision("other", "an archive: its files are listed below it")
    if text.signals.get("container"):
        return Decision("other", str(text.signals["container"]))
    if name.startswith("outgoing_"):
        return Decision("other", "what the requester wrote", "outgoing")
    if text.format in IMAGES:
        return _image(text)
    if not text.text.strip() or _stamped_only(text, found):
        return _wordless(text)
    return _automatic(text, found)


def _image(text: ReadText) -> Decision:
    if text.text.strip():
        return Decision("letter", "a scan, read by character recognition")
    if text.size < 60_000 and text.format != "tiff":
        return Decision("other", "a small image: a logo or signature")
    return Decision("unread", "an image without a text layer")


def _stamped_only(text: ReadText, found: Features) -> bool:
    """A scan on which a machine has put a line or two: fewer than four words of its own on a page."""
    return text.format == "pdf" and found.own_words < 4 * len(text.pages) and found.restated == 0


def _wordless(text: ReadText) -> Decision:
    if text.format in ("eml", "msg"):
        return Decision("cover", "a mail without words of its own")
    if text.format in ("pdf", "docx", "doc", "rtf", "pptx", "odt"):
        return Decision("unread", "no text layer: a scan (with tesseract-ocr installed it can be read)")
    return Decision("other", "holds no words")


def _automatic(text: ReadText, found: Features) -> Decision | None:
    head = found.own[:_HEADED]
    subject = str(text.signals.get("subject", ""))
    if text.signals.get("bounce") or (_strength(found) < 2 and (_BOUNCE.search(subject) or _BOUNCE.search(head[:300]))):
        return Decision("acknowledgement", "bounce: the mail could not be delivered", "bounce")
    auto = text.signals.get("auto_reply") or _AUTO.search(subject) or _AUTO.search(head)
    if auto and _strength(found) < 2 and found.own_words < 2 * _SHORT:
        return Decision("acknowledgement", "auto-reply", "auto-reply")
    return None


def _beside(text: ReadText, found: Features, best: int, has_siblings: bool) -> Decision:
    strength, head = _strength(found), found.own[: 3 * _HEADED]
    reviewed = _said(_REVIEWED, head[: 2 * _HEADED])
    if reviewed and (strength >= 2 or _HOLDING.search(found.own)):
        return Decision("letter", f"internal review: “{reviewed}”", "internal review")
    if _is_policy(text, found) and (best > strength or strength < 2 or not _SALUTATION.search(head)):
        return Decision("appendix", "a document of its own: title and clauses, no answer to the request")
    if (asks := _said(_CLARIFY, found.own[:_HEADED])) and not _HOLDING.search(found.own):
        return Decision("acknowledgement", f"clarification: “{asks}”", "clarification")
    if strength >= 2 and found.own_words > 3:
        return Decision("letter", f"answers: {found.restated} questions restated, {found.numbered} numbered")
    if notice := _notice(found, head):
        return notice
    answers = _HOLDING.search(head) and (not has_siblings or _NAMED.search(head))
    if (attached := _said(_ATTACHED, head)) and found.own_words < _SHORT and not answers:
        return Decision("cover", f"cover: “{attached}”")
    if holding := _said(_HOLDING, found.own):
        return Decision("letter", f"answers: “{holding}”")
    return _rest(text, found, best, has_siblings)


def _notice(found: Features, head: str) -> Decision | None:
    """An acknowledgement, an extension or a request for clarification; never one that answers as well."""
    answers = _HOLDING.search(head)
    for message_kind, pattern in (("clarification", _CLARIFY), ("extension", _EXTENSION)):
        if (said := _said(pattern, head)) and not answers:
            return Decision("acknowledgement", f"{message_kind}: “{said}”", message_kind)
    if (said := _said(_ACKNOWLEDGED, head)) and not answers and found.own_words < _SHORT * 2:
        return Decision("acknowledgement", f"acknowledgement: “{said}”", "acknowledgement")
    return None


def _rest(text: ReadText, found: Features, best: int, has_siblings: bool) -> Decision:
    if found.own_words < 4:
        return Decision(
            "other", "holds nothing but the request" if found.request_share > 0.2 else "holds next to no words"
        )
    if best >= 2 and has_siblings:
        return Decision("appendix", "lies beside the letter that answers")
    return Decision("letter", "nothing says that it is anything else")


def _is_policy(text: ReadText, found: Features) -> bool:
    name = text.source.rsplit("/", 1)[-1].replace("_", " ").replace("-", " ")
    title = found.own[:160]
    named = bool(_POLICY_NAME.search(name)) + bool(_POLICY_NAME.search(title))
    clauses = len(_POLICY_TEXT.findall(found.own[:6_000]))
    tabular = extension(text.source) in ("xlsx", "xls", "csv", "tsv") and _strength(found) < 2
    if tabular:
        return True
    head = found.own[:_HEADED]
    about_request = bool(_ABOUT_REQUEST.search(head)) and not named
    letterlike = bool(_SALUTATION.search(head)) or found.restated > 1 or found.lettered >= _ANSWERED or about_request
    return not letterlike and ((named and clauses > 1) or clauses > 7) and text.format not in ("eml", "msg")


def _strength(found: Features) -> int:
    return found.restated + found.numbered


def _said(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return " ".join(found.group().split())[:80] if found else ""
