"""OLE compound files, the container of Outlook messages: streams by path, within the file's own bounds.

Every chain of sectors is followed at most as often as there are sectors, so a file that points in circles ends.
Source: Microsoft's open specification MS-CFB.
"""

import struct

from classifier.errors import DataError

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_ENTRY = 128


def read_streams(data: bytes) -> dict[str, bytes]:
    """Return all streams by path ("storage/stream"); raise DataError for a damaged file."""
    try:
        return _Compound(data).streams()
    except (struct.error, IndexError, ValueError, RecursionError, UnicodeDecodeError) as error:
        raise DataError(f"a damaged Outlook or Office file ({error})") from None


class _Compound:
    """The tables of one file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.sector = 1 << struct.unpack_from("<H", data, 30)[0]
        self.mini_sector = 1 << struct.unpack_from("<H", data, 32)[0]
        if self.sector not in (512, 4096) or self.mini_sector != 64:
            raise DataError("a damaged Outlook or Office file (sector size)")
        self.fat = self._fat()
        directory = self._chain(struct.unpack_from("<I", data, 48)[0])
        self.entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
        raw = self._chain(struct.unpack_from("<I", data, 60)[0])
        self.mini_fat = struct.unpack(f"<{len(raw) // 4}I", raw)
        start, size = self._place(self.entries[0])
        self.mini = self._chain(start)[:size]

    def streams(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        seen: set[int] = set()
        stack = [(struct.unpack_from("<I", self.entries[0], 76)[0], "")]
        while stack:
            index, folder = stack.pop()
            if index >= len(self.entries) or index in seen:
                continue
            seen.add(index)
            entry = self.entries[index]
            left, right, child = struct.unpack_from("<III", entry, 68)
            path = f"{folder}{self._name(entry)}"
            stack += [(left, folder), (right, folder)]
            if entry[66] == 1:
                stack.append((child, f"{path}/"))
            elif entry[66] == 2:
                found[path] = self._stream(entry)
        return found

    def _fat(self) -> tuple[int, ...]:
        sectors = list(struct.unpack_from("<109I", self.data, 76))
        following, count = struct.unpack_from("<II", self.data, 68)
        per = self.sector // 4
        for _ in range(min(count, len(self.data) // self.sector)):
            block = struct.unpack(f"<{per}I", self._sector(following))
            sectors += block[:-1]
            following = block[-1]
        used = [number for number in sectors if number < _END - 1]
        raw = b"".join(self._sector(number) for number in used)
        return struct.unpack(f"<{len(raw) // 4}I", raw)

    def _sector(self, number: int) -> bytes:
        block = self.data[(number + 1) * self.sector : (number + 2) * self.sector]
        if not block:
            raise ValueError("a sector lies beyond the end")
        return block.ljust(self.sector, b"\0")

    def _chain(self, number: int) -> bytes:
        blocks: list[bytes] = []
        while number < _END - 1:
            if len(blocks) > len(self.fat):
                raise ValueError("sectors in a circle")
            blocks.append(self._sector(number))
            number = self.fat[number]
        return b"".join(blocks)

    def _stream(self, entry: bytes) -> bytes:
        start, size = self._place(entry)
        if size >= 4096:
            return self._chain(start)[:size]
        blocks: list[bytes] = []
        while start < _END - 1 and len(blocks) <= len(self.mini_fat):
            blocks.append(self.mini[start * 64 : start * 64 + 64])
            start = self.mini_fat[start]
        return b"".join(blocks)[:size]

    def _place(self, entry: bytes) -> tuple[int, int]:
        start, size = struct.unpack_from("<IQ", entry, 116)
        return start, size & 0xFFFFFFFF if self.sector == 512 else size

    def _name(self, entry: bytes) -> str:
        length = struct.unpack_from("<H", entry, 64)[0]
        return entry[: max(length - 2, 0)].decode("utf-16-le").replace("/", "_")
