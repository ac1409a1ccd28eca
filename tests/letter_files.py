"""Make the same letter in every format by code: text, HTML, PDF, DOCX, DOC, RTF, mail, Outlook message, tables, zip.

A letter is a list of blocks: a paragraph is a string, a table a list of rows. Only the standard library writes
the files, so that no test depends on a second library's idea of a format.
"""

import csv
import html
import io
import itertools
import struct
import textwrap
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from typing import Any

Block = str | list[list[str]]
Drawn = tuple[int, Callable[[float], str]]
"""How many lines a thing takes, and what draws it at a height."""
Tree = dict[str, Any]
"""Streams (bytes) and storages (trees) of a compound file."""


@dataclass(frozen=True)
class LetterFile:
    """What a letter says; `header` and `footer` stand on every page of a format that has pages."""

    blocks: tuple[Block, ...]
    header: str = ""
    footer: str = ""


def text_of(letter: LetterFile) -> str:
    """The letter as plain text: blank lines between blocks, a table row on a line."""
    parts = [
        block if isinstance(block, str) else "\n".join(" | ".join(row) for row in block) for block in letter.blocks
    ]
    return "\n\n".join(parts) + "\n"


def as_txt(letter: LetterFile) -> bytes:
    return text_of(letter).encode()


def as_html(letter: LetterFile) -> bytes:
    out = ["<!DOCTYPE html><html><head><meta charset='utf-8'><style>p{color:red}</style></head><body><nav>Home</nav>"]
    for block in letter.blocks:
        if isinstance(block, str):
            out.append(f"<p>{html.escape(block).replace(chr(10), '<br>')}</p>")
        else:
            rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in block)
            out.append(f"<table>{rows}</table>")
    return ("\n".join(out) + "<script>var x = '1. Yes';</script></body></html>").encode()


# --- Word -------------------------------------------------------------------------------------------------

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def as_docx(letter: LetterFile, body: str | None = None, numbering: str | None = None) -> bytes:
    """A Word file; `body` replaces the paragraphs with WordprocessingML of the caller's own."""
    inner = body if body is not None else "".join(_docx_block(block) for block in letter.blocks)
    references = '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/></w:sectPr>'
    parts = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/header" Target="header1.xml"/><Relationship Id="rId2" Type="{_REL}/footer" Target="footer1.xml"/>'
        f'<Relationship Id="rId3" Type="{_REL}/numbering" Target="numbering.xml"/></Relationships>',
        "word/document.xml": f"{_XML}<w:document {_W} {_R}><w:body>{inner}{references}</w:body></w:document>",
        "word/header1.xml": f"{_XML}<w:hdr {_W}>{_docx_block(letter.header)}</w:hdr>",
        "word/footer1.xml": f"{_XML}<w:ftr {_W}>{_docx_block(letter.footer)}</w:ftr>",
        "word/numbering.xml": numbering or f"{_XML}<w:numbering {_W}/>",
    }
    return as_zip([(name, content.encode()) for name, content in parts.items()])


def _docx_block(block: Block) -> str:
    if isinstance(block, str):
        return f"<w:p>{_docx_runs(block)}</w:p>"
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p>{_docx_runs(cell)}</w:p></w:tc>" for cell in row) + "</w:tr>" for row in block
    )
    return f"<w:tbl>{rows}</w:tbl>"


def _docx_runs(text: str) -> str:
    """Words broken over two runs, as Word does at every spelling mark; a line end is a w:br."""
    middle = len(text) // 2
    return "".join(
        f'<w:r><w:t xml:space="preserve">{html.escape(piece, quote=False).replace(chr(10), f"</w:t><w:br/><w:t xml:space={chr(34)}preserve{chr(34)}>")}</w:t></w:r>'
        for piece in (text[:middle], text[middle:])
        if piece
    )


def as_rtf(letter: LetterFile) -> bytes:
    out = [r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\header\pard " + _rtf(letter.header) + r"\par}"]
    for block in letter.blocks:
        if isinstance(block, str):
            out.append(r"\pard " + _rtf(block) + r"\par\par")
        else:
            edges = "".join(rf"\cellx{3000 * (n + 1)}" for n in range(len(block[0])))
            out += [
                r"\trowd" + edges + "".join(r"\intbl " + _rtf(cell) + r"\cell" for cell in row) + r"\row"
                for row in block
            ]
    return ("\n".join(out) + "}").encode("ascii")


def _rtf(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("{", r"\{").replace("}", r"\}").replace("\n", r"\line ")
    return "".join(c if ord(c) < 128 else rf"\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in escaped)


# --- PDF --------------------------------------------------------------------------------------------------


def as_pdf(letter: LetterFile, width: int = 88, lines_per_page: int = 50) -> bytes:
    """A PDF with one text line per drawn line, header and footer on each page, table cells drawn cell by cell."""
    pages: list[list[str]] = [[]]
    used = 0
    for block in letter.blocks:
        drawn = _pdf_paragraph(block, width) if isinstance(block, str) else _pdf_table(block, width)
        for height, commands in drawn:
            if used + height > lines_per_page:
                pages.append([])
                used = 0
            pages[-1].append(commands(740 - 13 * used))
            used += height
        used += 1
    return pdf_of_pages([_pdf_frame(letter, page, number, len(pages)) for number, page in enumerate(pages, 1)])


def _pdf_frame(letter: LetterFile, page: Sequence[str], number: int, of: int) -> str:
    head = _pdf_text(60, 780, letter.header) if letter.header else ""
    foot = _pdf_text(60, 40, letter.footer.format(page=number, pages=of)) if letter.footer else ""
    return head + "".join(page) + foot


def _pdf_paragraph(text: str, width: int) -> list[Drawn]:
    lines = [piece for line in text.split("\n") for piece in (textwrap.wrap(line, width) or [""])]
    return [(1, partial(_pdf_row, [[line]])) for line in lines]


def _pdf_table(rows: list[list[str]], width: int) -> list[Drawn]:
    wrapped = [[textwrap.wrap(cell, width // len(row) - 4) or [""] for cell in row] for row in rows]
    return [(max(map(len, cells)), partial(_pdf_row, cells)) for cells in wrapped]


def _pdf_row(cells: list[list[str]], y: float) -> str:
    """Cell after cell, each line of it below the last."""
    return "".join(
        _pdf_text(60 + 480 / len(cells) * column, y - 13 * number, line)
        for column, cell in enumerate(cells)
        for number, line in enumerate(cell)
        if line
    )


def _pdf_text(x: float, y: float, text: str) -> str:
    raw = text.encode("cp1252", errors="replace").decode("latin-1")
    escaped = raw.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F1 10 Tf {x:.1f} {y:.1f} Td ({escaped}) Tj ET\n"


def pdf_of_pages(streams: Sequence[str], extra: bytes = b"") -> bytes:
    """A PDF file of page content streams in Helvetica."""
    count = len(streams)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, stream in enumerate(streams):
        data = stream.encode("latin-1")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            + f" /Contents {5 + 2 * number} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream")
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets))
    out.write(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode() + extra)
    return out.getvalue()


def blank_pdf(pages: int = 1) -> bytes:
    """A PDF without any text, as a scanner makes it (but for the picture)."""
    return pdf_of_pages(["0.9 g 50 50 400 600 re f\n"] * pages)


def as_tiff(grey: bytes, width: int, height: int) -> bytes:
    """An uncompressed picture in shades of grey, as a scanner may make it, at 200 dots an inch."""
    fields = [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8),
        (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, len(grey)),
    ]  # fmt: skip
    directory = struct.pack("<H", len(fields)) + b"".join(struct.pack("<HHII", *field) for field in fields)
    return struct.pack("<2sHI", b"II", 42, 8 + len(grey)) + grey + directory + b"\0\0\0\0"


# --- tables -----------------------------------------------------------------------------------------------


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: list[list[str]], sheet: str = "Answers") -> bytes:
    cells = "".join(
        f'<row r="{r}">'
        + "".join(
            f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t xml:space="preserve">{html.escape(cell)}</t></is></c>'
            for c, cell in enumerate(row)
            if cell
        )
        + "</row>"
        for r, row in enumerate(rows, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{main}" {_R}><sheets><sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{_XML}<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    return as_zip([(name, content.encode()) for name, content in parts.items()])


# --- mails and archives -----------------------------------------------------------------------------------


def as_eml(
    body: str,
    attachments: Sequence[tuple[str, bytes]] = (),
    subject: str = "Response to your request",
    sender: str = "foi@arden.example",
    date: str = "Thu, 09 Jul 2020 10:15:00 +0100",
    headers: Sequence[tuple[str, str]] = (),
) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["Date"] = sender, "requester@example.org", subject, date
    message["Message-ID"] = "<1@arden.example>"
    for name, value in headers:
        message[name] = value
    message.set_content(body)
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def as_zip(files: Sequence[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


# --- OLE compound files: Outlook messages and old Word ------------------------------------------------------

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound_file(tree: Tree) -> bytes:
    """An OLE compound file of nested dicts: a dict is a storage, bytes are a stream (kept in whole sectors)."""
    entries: list[Tree] = [
        {"name": "Root Entry", "kind": 5, "data": b"", "left": _FREE, "right": _FREE, "child": _FREE}
    ]

    def add(content: Tree) -> int:
        indexes = []
        for name, value in sorted(content.items(), key=lambda item: (len(item[0]), item[0].upper())):
            stream = isinstance(value, bytes)
            entries.append(
                {
                    "name": name,
                    "kind": 2 if stream else 1,
                    "data": value if stream else b"",
                    "left": _FREE,
                    "right": _FREE,
                    "child": _FREE,
                }
            )
            index = len(entries) - 1
            if not stream:
                entries[index]["child"] = add(value)
            indexes.append(index)
        for before, after in itertools.pairwise(indexes):
            entries[before]["right"] = after
        return indexes[0] if indexes else _FREE

    entries[0]["child"] = add(tree)
    sectors: list[bytes] = []
    chains: list[int] = []

    def place(data: bytes) -> int:
        if not data:
            return _END
        pieces = [data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)]
        first = len(sectors)
        sectors.extend(pieces)
        chains.extend([*range(first + 1, first + len(pieces)), _END])
        return first

    small = b""
    mini_chains: list[int] = []
    for entry in entries[1:]:
        data = entry["data"]
        entry["size"] = len(data)
        if len(data) >= 4096:
            entry["start"] = place(data)
        elif data:  # short streams share the root's own stream, in sectors of 64 bytes
            count = -(-len(data) // 64)
            entry["start"] = len(mini_chains)
            mini_chains += [*range(len(mini_chains) + 1, len(mini_chains) + count), _END]
            small += data.ljust(count * 64, b"\0")
    entries[0]["start"], entries[0]["size"] = place(small), len(small)
    mini_fat = struct.pack(f"<{len(mini_chains)}I", *mini_chains)
    mini_fat_start = place(mini_fat.ljust(-(-len(mini_fat) // _SECTOR) * _SECTOR, b"\xff"))
    directory = b"".join(_directory_entry(entry) for entry in entries)
    directory_start = place(directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    fat_sectors = 1
    while (len(chains) + fat_sectors) > fat_sectors * 128:
        fat_sectors += 1
    fat_start = len(sectors)
    fat = [*chains, *([_FAT] * fat_sectors)]
    fat += [_FREE] * (fat_sectors * 128 - len(fat))
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header = struct.pack("<8s16xHHHHH6xII", magic, 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors)
    mini_sectors = -(-len(mini_fat) // _SECTOR)
    header += struct.pack("<IIIIIII", directory_start, 0, 4096, mini_fat_start, mini_sectors, _END, 0)
    header += struct.pack("<109I", *range(fat_start, fat_start + fat_sectors), *([_FREE] * (109 - fat_sectors)))
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _directory_entry(entry: Tree) -> bytes:
    name = entry["name"].encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16xIQQIQ", name, len(name), entry["kind"], 1, entry["left"], entry["right"], entry["child"], 0, 0, 0,
        entry.get("start", _END) if entry["kind"] != 1 else 0, entry["size"] if entry["kind"] != 1 else 0,
    )  # fmt: skip


def as_msg(
    body: str, attachments: Sequence[tuple[str, bytes]] = (), subject: str = "Response to your request"
) -> bytes:
    """An Outlook message: properties as Unicode streams, attachments in storages of their own."""

    def text(value: str) -> bytes:
        return value.encode("utf-16-le")

    headers = "Message-ID: <1@arden.example>\r\nDate: Thu, 09 Jul 2020 10:15:00 +0100\r\nFrom: foi@arden.example\r\n"
    tree: Tree = {
        "__substg1.0_0037001F": text(subject),
        "__substg1.0_1000001F": text(body),
        "__substg1.0_0C1F001F": text("foi@arden.example"),
        "__substg1.0_0C1A001F": text("Information Office"),
        "__substg1.0_007D001F": text(headers),
        "__substg1.0_001A001F": text("IPM.Note"),
    }
    lengths = {name: len(value) for name, value in tree.items()}
    rows = b"".join(struct.pack("<IIII", int(name[-8:], 16), 6, length + 2, 0) for name, length in lengths.items())
    tree["__properties_version1.0"] = struct.pack("<8xIIII8x", 0, len(attachments), 0, len(attachments)) + rows
    tree["__nameid_version1.0"] = {
        "__substg1.0_00020102": b"\0" * 16,
        "__substg1.0_00030102": b"\0" * 16,
        "__substg1.0_00040102": b"\0" * 16,
    }
    for number, (name, data) in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__substg1.0_3707001F": text(name),
            "__substg1.0_3704001F": text(name),
            "__substg1.0_37010102": data,
            "__properties_version1.0": b"\0" * 8
            + struct.pack("<IIII", 0x3707001F, 6, 2 * len(name) + 2, 0)
            + struct.pack("<IIII", 0x37010102, 6, len(data), 0)
            + struct.pack("<IIII", 0x37050003, 6, 1, 0),
        }
    return compound_file(tree)


def as_doc(letter: LetterFile) -> bytes:
    """A Word 97 file: header block, one piece of Unicode text, its piece table. Tables are cell marks (\\x07)."""
    text = ""
    for block in letter.blocks:
        if isinstance(block, str):
            text += block.replace("\n", "\x0b") + "\r"
        else:
            text += "".join("".join(cell + "\x07" for cell in row) + "\x07" for row in block)
    raw = text.encode("utf-16-le")
    start = 0x800
    fib = bytearray(start)
    struct.pack_into("<HHHHHH", fib, 0, 0xA5EC, 0x00C1, 0, 0x0409, 0, 0x0200)  # 0x0200: the table stream is 1Table
    struct.pack_into("<II", fib, 0x18, start, start + len(raw))
    struct.pack_into("<H", fib, 0x20, 14)
    struct.pack_into("<H", fib, 0x3E, 22)
    struct.pack_into("<I", fib, 0x4C, len(text))  # ccpText
    struct.pack_into("<H", fib, 0x98, 93)
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, start, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", fib, 0x01A2, 0, len(clx))  # fcClx, lcbClx
    return compound_file({"WordDocument": bytes(fib) + raw, "1Table": clx})
