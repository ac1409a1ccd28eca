"""The day a letter was sent: from the mail or folder, else the date that stands by itself in its head."""

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january ionawr", "february chwefror", "march mawrth", "april ebrill", "may mai", "june mehefin", "july gorffennaf",
            "august awst", "september medi", "october hydref", "november tachwedd", "december rhagfyr",
        ),
        1,
    )
    for full in names.split()
    for name in (full, full[:3])
}  # fmt: skip
_LONG = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|ain|fed)?\s+(?:of\s+)?([A-Za-z]{3,10})(?:\s*/\s*[A-Za-z]{3,10})?,?\s+(\d{4})\b"
)
_AMERICAN = re.compile(r"\b([A-Za-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_SHORT = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\b")
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)(?!\d)")
_LABEL = re.compile(
    r"((our |your )?(date|dated|dyddiad|sent|anfonwyd)(\s*/\s*date)?\s*[:.]?\s*)?((mon|tues|wednes|thurs|fri|satur|sun)(day)?,?\s+)?",
    re.IGNORECASE,
)
_HEAD_LINES = 45


def date_in_head(text: str) -> str | None:
    """Return the first date that fills a line near the top (with or without "Date:"), as YYYY-MM-DD.

    Dates inside sentences are those of the request and of deadlines; they do not count.
    """
    for line in [line.strip() for line in text.splitlines() if line.strip()][:_HEAD_LINES]:
        rest = line[_end(line) :]
        found = date_at(rest)
        if found and len(re.split(r"\s{3,}|\t", rest[found[1] :])[0].strip()) <= 24:
            return found[0]
    return None


def date_at(words: str) -> tuple[str, int] | None:
    """Return the date that the words begin with, and where it ends."""
    hits = [(match.end(), day) for match, day in _all(words) if day and match.start() == 0]
    return (hits[0][1], hits[0][0]) if hits else None


def _all(words: str) -> list[tuple[re.Match[str], str | None]]:
    found: list[tuple[re.Match[str], str | None]] = []
    found += [(m, _day(m[3], _MONTHS.get(m[2].casefold()), m[1])) for m in _LONG.finditer(words)]
    found += [(m, _day(m[3], _MONTHS.get(m[1].casefold()), m[2])) for m in _AMERICAN.finditer(words)]
    found += [(m, _day(m[3] if len(m[3]) == 4 else f"20{m[3]}", int(m[2]), m[1])) for m in _SHORT.finditer(words)]
    found += [(m, _day(m[1], int(m[2]), m[3])) for m in _ISO.finditer(words)]
    return found


def _day(year: str, month: int | None, day: str) -> str | None:
    try:
        return date(int(year), month or 0, int(day)).isoformat()
    except ValueError:
        return None


def _end(line: str) -> int:
    label = _LABEL.match(line)
    return label.end() if label else 0
