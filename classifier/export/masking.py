"""Put marks in the place of e-mail addresses and telephone numbers in the words of letters that leave the round.

What identifies a person has no place in a published dataset; the words stay in the store. A mark has another length than
what it replaces: spans point into the letter's stored text, never into the exported words.
"""

import re
from collections.abc import Sequence
from typing import Any

EMAIL, TELEPHONE = "[e-mail address]", "[telephone number]"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BLANK = r"[\s\xa0-]?"
_TELEPHONE = re.compile(  # groups of two digits or more, 9 to 12 digits after the 0 or the country
    rf"(?<![\w£.,/-])(?=(?:\D{{0,2}}\d){{10,14}}(?!\d))(?:\+\d{{1,3}}{_BLANK}(?:\(0\){_BLANK})?|\(?0)\d{{2,5}}\)?(?:{_BLANK}\d{{2,6}}){{1,3}}(?![\d/])"
)


def masked(rows: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """Return the rows with addresses and numbers masked in their words and quotations, and how many there were."""
    count = 0
    kept = []
    for row in rows:
        text, found = mask(row["text"])
        quotes: dict[str, list[dict[str, Any]]] = {}
        for name, listed in row["quotes"].items():
            quotes[name] = []
            for quote in listed:
                words, more = mask(quote["text"])
                quotes[name].append(quote | {"text": words})
                found += more
        count += found
        kept.append(row | {"text": text, "quotes": quotes})
    return kept, count


def mask(text: str) -> tuple[str, int]:
    """Return a text with marks for e-mail addresses and telephone numbers (British or with +), and how many."""
    text, addresses = _EMAIL.subn(EMAIL, text)
    text, numbers = _TELEPHONE.subn(TELEPHONE, text)
    return text, addresses + numbers
