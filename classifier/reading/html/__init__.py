"""HTML to text: saved pages, mail bodies, converted PDFs.

Blocks stand on lines of their own, a blank line between paragraphs, one line for each row of a table,
numbers for numbered lists. Scripts, styles and navigation are left out, hidden text is left out and
counted; nothing is run and no address in a page is ever fetched.
"""

import re
from dataclasses import replace

from classifier.reading.characters import clean, decode
from classifier.reading.html.layout import lay_out
from classifier.reading.html.tree import Element, inner_text, parse, walk
from classifier.reading.limits import Limits
from classifier.reading.texts import Content
from classifier.reading.whatdotheyknow import is_request_page, request_page

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
FRAME_ONLY = (
    "the saved page holds only a frame and no text (the site shows attachments so since October 2025):"
    " download the attachment itself"
)


def read_html(data: bytes, limits: Limits) -> Content:
    """Return a page's text; a page that only frames another one has no text and says so in `signals["frame_only"]`."""
    declared = _CHARSET.search(data[:4096])
    decoded, charset = decode(data, declared[1].decode("ascii") if declared else None)
    content = html_content(decoded)
    return replace(content, signals={"charset": charset, **content.signals})


def html_content(markup: str) -> Content:
    """Return the text of markup that is decoded already."""
    cleaned, counts = clean(markup)
    root = parse(cleaned)
    if is_request_page(root):
        return request_page(root)
    laid = lay_out(root)
    signals: dict[str, object] = {**counts, **laid.signals}
    if not _own_text(root) and any(element.name in ("iframe", "embed", "object", "frame") for element in walk(root)):
        signals["frame_only"] = True
        return Content("", signals=signals)
    return Content(laid.text, laid.pages, laid.furniture, signals)


def _own_text(root: Element) -> bool:
    """Say whether a page has words besides the site's own prefix above an attachment."""
    own = [element for element in walk(root) if element.name == "body"] or [root]
    words = inner_text(own[0], without=("view_html_prefix",))
    return len(words.split()) > 12 or bool(re.search(r"[.?!]\s*$", words.strip()))
