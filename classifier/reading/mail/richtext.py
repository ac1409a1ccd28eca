"""Unpack the compressed rich text of Outlook messages (MS-OXRTFCP). Knows nothing of what it says."""

import struct

from classifier.errors import DataError

_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbol"
    b"ArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_RING = 4096
_MOST = 32 * 1024 * 1024


def unpacked(data: bytes) -> bytes:
    """Return the rich text; raise DataError for data that is not compressed rich text."""
    if len(data) < 16:
        raise DataError("the message's rich text is damaged")
    _, size, kind, _ = struct.unpack_from("<IIII", data)
    if kind == 0x414C454D:  # "MELA": stored as it is
        return data[16 : 16 + size]
    if kind != 0x75465A4C or size > _MOST:  # "LZFu"
        raise DataError("the message's rich text is damaged or too large")
    ring = bytearray(_START.ljust(_RING, b" "))
    write, at, out = len(_START), 16, bytearray()
    while at < len(data) and len(out) < size:
        flags, at = data[at], at + 1
        for bit in range(8):
            if at >= len(data):
                break
            if flags >> bit & 1:
                if at + 2 > len(data):
                    break
                token = data[at] << 8 | data[at + 1]
                at += 2
                read = token >> 4
                if read == write % _RING:
                    return bytes(out[:size])
                for step in range((token & 15) + 2):
                    byte = ring[(read + step) % _RING]
                    out.append(byte)
                    ring[write % _RING] = byte
                    write += 1
            else:
                out.append(data[at])
                ring[write % _RING] = data[at]
                write, at = write + 1, at + 1
    return bytes(out[:size])
