"""Bytes to text: find the charset, mend wrongly decoded runs, take out what nobody can see.

Line ends become LF. Soft hyphens, no-break spaces and hyphenated line ends stay as they are: those who
compare words know them. Zero-width, bidirectional and control characters go, because they can hide or
reverse what a person reads; ligatures become their letters. What was changed is counted.
"""

import codecs
import re
import unicodedata

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEVEN_BIT = re.compile(r"utf-?7|iso-2022|hz|utf-?16|utf-?32", re.IGNORECASE)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MOJIBAKE = re.compile(f"[Â-ô][\x80-¿{_CP1252}]{{1,3}}")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the text of the bytes and the charset used; a declared charset counts where UTF-8 fails.

    Many programs declare Latin-1 and write UTF-8; bytes that are valid UTF-8 by chance hardly exist.
    """
    for bom, marked in _BOMS:
        if data.startswith(bom):
            return data.decode(marked, errors="replace").removeprefix("\ufeff"), marked
    first = declared if declared and _SEVEN_BIT.match(declared) else _unmarked_utf16(data)
    for name in (first, "utf-8", declared, "cp1252"):
        text = _try(data, name) if name else None
        if text is not None and name:
            return text, name.lower()
    return data.decode("latin-1"), "latin-1"


def clean(text: str) -> tuple[str, dict[str, int]]:
    """Return the text as it is stored, and how many characters were mended or taken out, by kind."""
    text, repaired = _mended(text)
    text = _LINE_ENDS.sub("\n", text)
    text, invisible = _INVISIBLE.subn("", text)
    text, ligatures = _LIGATURE.subn(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    counts = {"repaired_runs": repaired, "invisible_characters": invisible, "ligatures": ligatures}
    return text, {name: count for name, count in counts.items() if count}


def _mended(text: str) -> tuple[str, int]:
    if not any(sign in text for sign in "ÂÃâ"):
        return text, 0
    count = sum(_mend(found) != found.group() for found in _MOJIBAKE.finditer(text))
    return _MOJIBAKE.sub(_mend, text), count


def _try(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError):
        return None


def _unmarked_utf16(data: bytes) -> str | None:
    """Every other byte NUL: UTF-16 without its mark, as old Windows programs save it."""
    head = data[:400]
    if len(head) < 8 or head.count(0) < len(head) // 3:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _mend(found: re.Match[str]) -> str:
    """UTF-8 that was read as Windows-1252 ("â€™" for an apostrophe) becomes what it was."""
    raw = b"".join(_byte(character) for character in found.group())
    mended = _try(raw, "utf-8")
    return found.group() if mended is None else mended


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")
