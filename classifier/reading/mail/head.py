"""What a mail's head tells: when, from whom, which message, and whether a machine wrote it."""

import re
from datetime import UTC
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from classifier.reading.characters import clean, decode

_MACHINES = re.compile(r"mailer-daemon|mail delivery", re.IGNORECASE)
_AUTO_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "X-MS-Exchange-Inbox-Rules-Loop")


def header(message: "Message[str, str]", name: str) -> str:
    """Return a header decoded, on one line; the empty string where it is missing."""
    raw = message.get(name)
    return unfold(str(raw)) if raw is not None else ""


def unfold(raw: str) -> str:
    """Decode `=?utf-8?…?=` words; bytes in an unknown charset are read as well as they can be."""
    parts = []
    for words, charset in decode_header(raw):
        parts.append(words if isinstance(words, str) else decode(words, charset)[0])
    return clean(" ".join("".join(parts).split()))[0]


def sent_on(date: str) -> str | None:
    """Return a Date header's day in UTC as YYYY-MM-DD, None for one that cannot be read."""
    try:
        moment = parsedate_to_datetime(date)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date().isoformat()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def signals_of(message: "Message[str, str]") -> dict[str, Any]:
    """Return sender, subject and what marks bounces and automatic replies (RFC 3464, RFC 3834)."""
    name, address = parseaddr(header(message, "From"))
    signals: dict[str, Any] = {"sender": address, "subject": header(message, "Subject")}
    report = message.get_content_type() == "multipart/report"
    if report or _MACHINES.search(f"{name} {address}"):
        signals["bounce"] = True
    auto = header(message, "Auto-Submitted").lower()
    if auto.startswith(("auto-replied", "auto-generated")) or any(message.get(name) for name in _AUTO_HEADERS):
        signals["auto_reply"] = auto.startswith("auto-replied") or bool(
            message.get("X-Autoreply") or message.get("X-Autorespond")
        )
    return {key: value for key, value in signals.items() if value}
