"""Mails as they travel (.eml, .mht): MIME parts, attachments, nested mails, uuencoded files."""

import binascii
import email
import re
from collections.abc import Iterator
from email.message import Message
from typing import NamedTuple

from classifier.errors import DataError
from classifier.reading.characters import clean, decode
from classifier.reading.html import html_content
from classifier.reading.limits import Limits
from classifier.reading.mail.head import header, sent_on, signals_of, unfold
from classifier.reading.texts import Content, Part

_UUENCODED = re.compile(
    r"^begin [0-7]{3} (?P<name>[^\n]{1,200})\n(?P<data>(?:[ -`]{0,62}\n)+?)`?\n?end[ \t]*$", re.MULTILINE
)
_NOT_ATTACHED = ("text/plain", "text/html", "text/enriched", "message/delivery-status", "text/rfc822-headers")
_DEEPEST = 30


class _Found(NamedTuple):
    plain: list[str]
    pages: list[str]
    parts: list[Part]


def read_eml(data: bytes, limits: Limits) -> Content:
    """Return a mail's text and attachments; raise DataError for nesting that no mail has."""
    message = email.message_from_bytes(data.lstrip())
    found = _Found([], [], [])
    _collect(message, found, 0)
    if len(found.parts) > limits.members:
        raise DataError(f"holds {len(found.parts):,} attachments, the limit is {limits.members:,}")
    content = _body(found)
    text, files = _without_uuencoded(content.text)
    return Content(
        text,
        furniture=content.furniture if text == content.text else (),
        signals={**content.signals, **signals_of(message)},
        parts=(*found.parts, *files),
        sent_on=sent_on(header(message, "Date")),
        message=header(message, "Message-ID").strip("<> "),
    )


def _collect(message: "Message[str, str]", found: _Found, depth: int) -> None:
    if depth > _DEEPEST:
        raise DataError(f"parts lie more than {_DEEPEST} deep in each other: no ordinary mail, refused")
    kind = message.get_content_type()
    if kind == "message/rfc822":
        found.parts.extend(_nested(message))
    elif message.is_multipart():
        for part in _subparts(message):
            _collect(part, found, depth + 1)
    elif _is_attached(message):
        found.parts.append(Part(_name(message), _payload(message)))
    elif kind in ("text/plain", "text/enriched"):
        found.plain.append(_text(message))
    elif kind == "text/html":
        found.pages.append(_text(message))
    elif kind not in _NOT_ATTACHED:
        found.parts.append(Part(_name(message), _payload(message)))


def _subparts(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    payload = message.get_payload()
    for part in payload if isinstance(payload, list) else ():
        if isinstance(part, Message):
            yield part


def _nested(message: "Message[str, str]") -> Iterator[Part]:
    for inner in _subparts(message):
        subject = re.sub(r"[^\w .()-]+", " ", header(inner, "Subject")).strip()[:60]
        yield Part(f"{subject or 'mail'}.eml", inner.as_bytes())


def _is_attached(message: "Message[str, str]") -> bool:
    disposition = str(message.get("Content-Disposition", "")).strip().lower()
    named = bool(_raw_name(message))
    return disposition.startswith("attachment") or (
        named and message.get_content_type() not in ("text/plain", "text/html")
    )


def _payload(message: "Message[str, str]") -> bytes:
    payload = message.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(message: "Message[str, str]") -> str:
    charset = message.get_content_charset()
    return clean(decode(_payload(message), charset)[0])[0]


def _raw_name(message: "Message[str, str]") -> str:
    try:
        return message.get_filename() or ""
    except (LookupError, TypeError, ValueError):
        return ""


def _name(message: "Message[str, str]") -> str:
    """An attachment's own name, without any path; unnamed ones are named by their type."""
    name = unfold(_raw_name(message)).replace("\\", "/").rsplit("/", 1)[-1].strip(". ")
    ending = {"application/pdf": ".pdf", "application/ms-tnef": ".dat", "text/html": ".html", "text/plain": ".txt"}
    return name or f"part{ending.get(message.get_content_type(), '')}"


def _body(found: _Found) -> Content:
    """The plain text; the HTML where there is no plain text, or where only the HTML keeps rows of a table."""
    plain = "\n".join(found.plain).strip("\n")
    pages = [html_content(page) for page in found.pages]
    rows = sum(int(page.signals.get("table_rows", 0)) for page in pages)
    if len(pages) == 1 and (not plain.strip() or (rows > 1 and len(pages[0].text) > 0.5 * len(plain))):
        return pages[0]
    if not plain.strip() and pages:
        return Content("\n".join(page.text for page in pages))
    return Content(plain + "\n" if plain.strip() else "")


def _without_uuencoded(text: str) -> tuple[str, list[Part]]:
    files = []
    for found in _UUENCODED.finditer(text):
        try:
            data = b"".join(binascii.a2b_uu(line) for line in found["data"].splitlines() if line)
        except binascii.Error:
            continue
        files.append(Part(found["name"].strip(), data))
    return (_UUENCODED.sub("", text), files) if files else (text, [])
