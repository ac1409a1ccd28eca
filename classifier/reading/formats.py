"""What a file is, by its first bytes and only then by its name. Reads nothing further."""

import re
import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

OFFICE_ZIP = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
BY_NAME = {
    "txt": "txt", "text": "txt", "md": "txt", "htm": "html", "html": "html", "xhtml": "html", "mht": "eml", "mhtml": "eml",
    "eml": "eml", "msg": "msg", "doc": "doc", "rtf": "rtf", "csv": "csv", "tsv": "csv", "xls": "xls", "ppt": "ppt",
    "odt": "odt", "ods": "ods",
}  # fmt: skip
IMAGES = ("png", "jpeg", "gif", "tiff", "bmp")
_MAGIC = (
    (b"%PDF-", "pdf"), (b"{\\rtf", "rtf"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"BM", "bmp"),
    (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "rar"), (b"\x1f\x8b", "gz"), (b"\x78\x9f\x3e\x22", "tnef"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<(!doctype html|html|head|body|div|table|p|meta)\b", re.IGNORECASE)
_MAIL = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}", re.ASCII)
_MAIL_NAMES = re.compile(
    rb"^(return-path|received|from|message-id|mime-version|delivered-to|date|subject):", re.IGNORECASE | re.MULTILINE
)


def extension(name: str) -> str:
    """Return a name's ending in lower case without the dot; empty for none."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")


def format_of(name: str, data: bytes) -> str:
    """Return the format's short name; "unknown" for what no reader here takes."""
    head = data[:4096]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return format_of_zip(BytesIO(data))
    if data.startswith(_OLE):
        return _compound(name, data)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for magic, found in _MAGIC:
        if start.startswith(magic) or data.startswith(magic):
            return found if found != "bmp" or extension(name) == "bmp" else BY_NAME.get(extension(name), "txt")
    return _text_format(name, head, start)


def _text_format(name: str, head: bytes, start: bytes) -> str:
    named = BY_NAME.get(extension(name))
    if named == "html" or _HTML.match(start) or (named in (None, "doc", "xls") and _HTML.search(head)):
        return "html"
    if named == "eml" or (named in (None, "txt") and _looks_like_mail(head)):
        return "eml"
    if named in ("txt", "csv"):
        return named
    if named in ("doc", "rtf", "xls", "msg"):  # not what the name says: text that was given that ending
        return "txt" if _is_text(head) else "unknown"
    return "txt" if named is None and _is_text(head) else "unknown"


def _looks_like_mail(head: bytes) -> bool:
    headers = _MAIL.match(head.replace(b"\r\n", b"\n"))
    names = {found.lower() for found in _MAIL_NAMES.findall(headers.group())} if headers else set()
    return len(names & {b"received", b"message-id", b"mime-version", b"return-path"}) > 0 and len(names) > 2


def _is_text(head: bytes) -> bool:
    if not head:
        return True
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return control == 0 or head.startswith((b"\xff\xfe", b"\xfe\xff"))


def format_of_zip(source: Path | IO[bytes]) -> str:
    """Tell Office files, which are zips, from archives; "zip" also for a damaged one."""
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        return "zip"
    if "[Content_Types].xml" in names:
        return next((found for folder, found in OFFICE_ZIP.items() if any(n.startswith(folder) for n in names)), "zip")
    if "mimetype" in names and "content.xml" in names:
        return "odt"
    return "zip"


def _compound(name: str, data: bytes) -> str:
    """Old Office files and Outlook messages share one container; stream names (UTF-16) tell them apart."""
    for stream, found in (
        ("__properties_version1.0", "msg"),
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("PowerPoint Document", "ppt"),
        ("EncryptedPackage", "locked"),
        ("Book", "xls"),
    ):
        if stream.encode("utf-16-le") in data:
            return found
    return BY_NAME.get(extension(name), "unknown")
