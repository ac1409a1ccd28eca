"""What requesters take out of WhatDoTheyKnow and other Alaveteli sites: several messages in one file.

`correspondence.txt` divides its messages by a line of 31 dashes and gives each `From:`, `To:` and `Date:`; a saved
request page has a block for each. Every message becomes a file of its own, `incoming_N` or `outgoing_N`. The
downloads leave out quoted passages, so answers typed between quoted questions are missing there: use the mails.
"""

import re

from classifier.reading.html.layout import lay_out
from classifier.reading.html.tree import Element, classes, inner_text, walk
from classifier.reading.texts import Content, Part

_RULE = re.compile(r"^-{31}[ \t]*$", re.MULTILINE)
_HEAD = re.compile(r"\s*From:[ \t]*(?P<sender>[^\n]*)\nTo:[ \t]*(?P<to>[^\n]*)\nDate:[ \t]*(?P<date>[^\n]*)\n")
_ATTACHMENT = re.compile(r"^Attachment: .+$\n?", re.MULTILINE)
_MONTHS = "january february march april may june july august september october november december".split()
_DATE = re.compile(
    r"(?:(?P<month>[A-Za-z]+) (?P<day>\d{1,2}),|(?P<day2>\d{1,2}) (?P<month2>[A-Za-z]+)) (?P<year>\d{4})"
)
_FIRST = "This is a plain-text version of the Freedom of Information request"


def is_correspondence(text: str) -> bool:
    """Say whether a text is a request's `correspondence.txt`."""
    return _FIRST in text[:400] and bool(_RULE.search(text))


def correspondence(text: str) -> Content:
    """Return the messages as parts, in their order; `signals["authority"]` is whom the request was sent to."""
    parts: list[Part] = []
    authority, incoming, outgoing = "", 0, 0
    for piece in _RULE.split(text)[1:]:
        head = _HEAD.match(piece)
        if not head:
            continue
        body = _ATTACHMENT.sub("", piece[head.end() :]).strip() + "\n"
        asked = not authority or head["to"].strip() == authority
        authority = authority or head["to"].strip()
        incoming, outgoing = incoming + (not asked), outgoing + asked
        name = f"outgoing_{outgoing}.txt" if asked else f"incoming_{incoming}.txt"
        parts.append(Part(name, body.encode(), _day(head["date"]), name.removesuffix(".txt")))
    return _messages(parts, authority)


def is_request_page(root: Element) -> bool:
    """Say whether a page is a saved request with its messages."""
    return any("correspondence" in classes(element) and "incoming" in classes(element) for element in walk(root))


def request_page(root: Element) -> Content:
    """Return the messages of a saved request page as parts."""
    parts: list[Part] = []
    counts = {"incoming": 0, "outgoing": 0}
    authority = ""
    for element in walk(root):
        kind = next((k for k in counts if k in classes(element) and "correspondence" in classes(element)), None)
        if kind is None:
            continue
        counts[kind] += 1
        body = [below for below in walk(element) if "correspondence_text" in classes(below)]
        text = "\n".join(_without_attachments(one) for one in body).strip() + "\n"
        if kind == "incoming":
            authority = authority or _author(element)
        name = f"{kind}_{counts[kind]}"
        parts.append(Part(f"{name}.txt", text.encode(), _page_day(element), element.attributes.get("id") or name))
    return _messages(parts, authority)


def _messages(parts: list[Part], authority: str) -> Content:
    signals = {"container": f"a page of {len(parts)} messages: they are listed below it"}
    return Content("", signals={**signals, **({"authority": authority} if authority else {})}, parts=tuple(parts))


def _without_attachments(element: Element) -> str:
    rest = [c for c in element.children if not (isinstance(c, Element) and "attachments" in classes(c))]
    return lay_out(Element("div", {}, rest)).text


def _author(element: Element) -> str:
    """The authority's name in a message's head: after the comma behind a person's name, if one is given."""
    named = [below for below in walk(element) if "correspondence__header__author" in classes(below)]
    return inner_text(named[0]).rsplit(",", 1)[-1].strip() if named else ""


def _page_day(element: Element) -> str | None:
    for below in walk(element):
        if below.name == "time" and re.match(r"\d{4}-\d\d-\d\d", below.attributes.get("datetime", "")):
            return below.attributes["datetime"][:10]
    return None


def _day(words: str) -> str | None:
    found = _DATE.search(words)
    name = (found["month"] or found["month2"]).lower() if found else ""
    if not found or name not in _MONTHS:
        return None
    return f"{found['year']}-{_MONTHS.index(name) + 1:02}-{int(found['day'] or found['day2']):02}"
