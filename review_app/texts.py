"""Words for the page: letters' and people's text made harmless for Markdown, times and shares written out."""

import re
from datetime import datetime
from typing import Any

from classifier.records import Label

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:^=&])")
_LINE_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")


def plain(text: str) -> str:
    """Return text that Markdown shows as it stands, on one line: no markup, formula, link, image or directive in it works."""
    return _SPECIAL.sub(r"\\\1", _LINE_BREAKS.sub(" ", text))


def label_words(label: Label | list[Any], *, cannot_tell: bool = False) -> str:
    """Return a label in words: "undetermined", "none stated", a value, or the values with commas."""
    if cannot_tell:
        return "cannot tell"
    if label is None:
        return "undetermined"
    if isinstance(label, str):
        return label.replace("_", " ")
    return ", ".join(str(one).replace("_", " ") for one in label) or "none stated"


def share(part: float, whole: float) -> str:
    """Return a share with its parts, such as "37 of 120 (31 %)"; without a percentage for a whole of nothing."""
    return f"{part:,.0f} of {whole:,.0f} ({part / whole:.0%})" if whole else f"{part:,.0f} of 0"


def clock(moment_utc: datetime) -> str:
    """Return a moment as a time of day in UTC, such as 14:02:11 UTC."""
    return f"{moment_utc:%H:%M:%S} UTC"
