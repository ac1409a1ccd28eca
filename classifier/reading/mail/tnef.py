"""`winmail.dat`: the files that Outlook packs into one attachment (TNEF). Source: MS-OXTNEF, attachments only."""

import struct

from classifier.errors import DataError
from classifier.reading.characters import decode
from classifier.reading.limits import Limits
from classifier.reading.texts import Content, Part

_START, _TITLE, _DATA = 0x00069002, 0x00018010, 0x0006800F


def read_tnef(data: bytes, limits: Limits) -> Content:
    """Return the packed files as parts; a damaged end is left out, what came before it is kept."""
    parts: list[Part] = []
    name, body, at = "", b"", 6
    while at + 9 <= len(data):
        _, attribute, length = struct.unpack_from("<BII", data, at)
        value = data[at + 9 : at + 9 + length]
        at += 9 + length + 2
        if attribute == _START:
            parts += [Part(name or "part", body)] if body else []
            name, body = "", b""
        elif attribute == _TITLE:
            name = decode(value.rstrip(b"\0"))[0].replace("\\", "/").rsplit("/", 1)[-1]
        elif attribute == _DATA:
            body = value
    parts += [Part(name or "part", body)] if body else []
    if not parts:
        raise DataError("packed by Outlook and holds no file that can be read: open it in Outlook, save it as PDF")
    return Content("", signals={"container": f"{len(parts)} files packed by Outlook"}, parts=tuple(parts))
