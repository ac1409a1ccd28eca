"""Outlook messages (.msg): body, head and attachments out of the property streams.

Source: Microsoft's open specifications MS-OXMSG and MS-OXPROPS. A message whose only body is compressed rich
text is unpacked by the rule of MS-OXRTFCP and read as rich text.
"""

import email
import struct
from datetime import UTC, datetime, timedelta

from classifier.reading.characters import clean, decode
from classifier.reading.html import html_content
from classifier.reading.limits import Limits
from classifier.reading.mail.compound import read_streams
from classifier.reading.mail.head import header, sent_on, signals_of
from classifier.reading.mail.richtext import unpacked
from classifier.reading.texts import Content, Part

_SUBJECT, _BODY, _HTML, _RTF, _HEADERS = "0037", "1000", "1013", "1009", "007D"
_SENDER, _SENDER_SMTP, _CLASS, _ID = "0C1F", "5D01", "001A", "1035"
_FILE, _LONG_FILE, _DATA = "3704", "3707", "3701"
_SUBMITTED, _DELIVERED = 0x00390040, 0x0E060040


def read_msg(data: bytes, limits: Limits) -> Content:
    """Return a message's text and attachments; an attached message comes as its text with its own attachments."""
    return _message(read_streams(data), "", limits)


def _message(streams: dict[str, bytes], root: str, limits: Limits) -> Content:
    content = _body(streams, root, limits)
    head = email.message_from_string(_text(streams, root, _HEADERS))
    kind = _text(streams, root, _CLASS).casefold()
    signals = {
        **content.signals,
        **signals_of(head),
        "subject": clean(_text(streams, root, _SUBJECT))[0],
        "sender": _text(streams, root, _SENDER_SMTP) or _text(streams, root, _SENDER),
        "bounce": kind.startswith("report.ipm.note.ndr"),
        "auto_reply": kind.startswith("ipm.note.rules.oof"),
    }
    return Content(
        content.text,
        furniture=content.furniture,
        signals={key: value for key, value in signals.items() if value},
        parts=tuple(_attachments(streams, root, limits)),
        sent_on=sent_on(header(head, "Date")) or _day(streams.get(f"{root}__properties_version1.0", b""), bool(root)),
        message=(header(head, "Message-ID") or _text(streams, root, _ID)).strip("<> "),
    )


def _body(streams: dict[str, bytes], root: str, limits: Limits) -> Content:
    plain = clean(_text(streams, root, _BODY))[0]
    page = _bytes(streams, root, _HTML)
    laid = html_content(decode(page)[0] if page else _text(streams, root, _HTML))
    if laid.text.strip() and (not plain.strip() or int(laid.signals.get("table_rows", 0)) > 1):
        return laid
    if plain.strip() or not (packed := _bytes(streams, root, _RTF)):
        return Content(plain)
    from classifier.reading.office import read_office  # loaded only for messages that have no other body

    return read_office("rtf", unpacked(packed), limits)


def _attachments(streams: dict[str, bytes], root: str, limits: Limits) -> list[Part]:
    folders = sorted(
        {name[len(root) :].split("/")[0] for name in streams if name.startswith(f"{root}__attach_version1.0_")}
    )
    found = []
    for folder in folders:
        place = f"{root}{folder}/"
        name = _text(streams, place, _LONG_FILE) or _text(streams, place, _FILE)
        inner = f"{place}__substg1.0_3701000D/"
        if any(path.startswith(inner) for path in streams):
            content = _message(streams, inner, limits)
            found += [
                Part(f"{name or 'mail'}.txt", content.text.encode(), content.sent_on, content.message),
                *content.parts,
            ]
        else:
            found.append(
                Part(clean(name.replace("\\", "/").rsplit("/", 1)[-1])[0] or "part", _bytes(streams, place, _DATA))
            )
    return found


def _text(streams: dict[str, bytes], root: str, name: str) -> str:
    wide = streams.get(f"{root}__substg1.0_{name}001F")
    if wide is not None:
        return wide.decode("utf-16-le", errors="replace").rstrip("\0")
    return decode(streams.get(f"{root}__substg1.0_{name}001E", b""))[0].rstrip("\0")


def _bytes(streams: dict[str, bytes], root: str, name: str) -> bytes:
    return streams.get(f"{root}__substg1.0_{name}0102", b"")


def _day(properties: bytes, embedded: bool) -> str | None:
    """The day in UTC on which the message was sent or came in, from the fixed-size properties of 16 bytes each."""
    start = 24 if embedded else 32
    for wanted in (_SUBMITTED, _DELIVERED):
        for at in range(start, len(properties) - 15, 16):
            tag, _, ticks = struct.unpack_from("<IIQ", properties, at)
            if tag == wanted and 0 < ticks < 2**62:
                return (datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)).date().isoformat()
    return None
