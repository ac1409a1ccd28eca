"""Put marks in the place of e-mail addresses and telephone numbers in whatever leaves the round.

What identifies a person has no place in a published dataset; the words stay in the store. A mark has another length than
what it replaces: spans point into the letter's stored text, never into the exported words.
"""

import re
from typing import Any

from classifier.records import content_id

EMAIL, TELEPHONE = "[e-mail address]", "[telephone number]"
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}(?:@|\s?[(\[]at[)\]]\s?)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_AT = re.compile(r"[(\[]at[)\]]", re.IGNORECASE)
_GAP = r"[\s\xa0.‐‑–-]{0,2}"  # a number may go on in the next line
_DIGIT = rf"{_GAP}\(?\d(?:\)(?={_GAP}\d))?"  # a bracket is taken only inside the number
_AREA = "|".join(  # its code of 3 to 6 digits, perhaps in brackets, and as many more as make 9 to 11
    rf"(?:0[1-9]\d{{{n - 2}}}|\(0[1-9]\d{{{n - 2}}}\))(?:{_GAP}\d){{{9 - n},{11 - n}}}" for n in (3, 4, 5, 6)
)
_TELEPHONE = re.compile(
    rf"""(?<![\w£$€.,/-])                                        # no part of a sum, a reference or a date
    (?: (?:\+|00{_GAP})44{_GAP}(?:\(0\))?(?:{_DIGIT}){{9,10}}
      | (?:\+|00{_GAP})[1-9](?:{_DIGIT}){{8,13}}
      | {_AREA} )
    (?![\d/])""",
    re.VERBOSE,
)


def masked(row: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Return a row with addresses and numbers masked, and how many there were; spans, labels' order and all else stay.

    Masked are the answer's words, the quotations, names given as labels and the file's name. A reviewer who is known by
    an e-mail address becomes `reviewer-` and six hexadecimal digits that depend on it alone.
    """
    shown = dict(row)
    count = 0
    for name in ("text", "source"):
        shown[name], found = mask(row[name])
        count += found
    for name, kept in (("quotes", _quotes), ("labels", _labels), ("checked_by", _reviewers)):
        shown[name], found = kept(row[name])
        count += found
    return shown, count


def mask(text: str) -> tuple[str, int]:
    """Return a text with marks for e-mail addresses and telephone numbers (British or with +), and how many."""
    addresses = numbers = 0
    if "@" in text or _AT.search(text):
        text, addresses = _EMAIL.subn(EMAIL, text)
    if "0" in text or "+" in text:  # every number begins with one of these
        text, numbers = _TELEPHONE.subn(TELEPHONE, text)
    return text, addresses + numbers


def _quotes(quotes: dict[str, list[dict[str, Any]]]) -> tuple[dict[str, list[dict[str, Any]]], int]:
    count = 0
    shown: dict[str, list[dict[str, Any]]] = {}
    for name, listed in quotes.items():
        shown[name] = []
        for quote in listed:
            words, found = mask(quote["text"])
            shown[name].append(quote | {"text": words} if found else quote)
            count += found
    return shown, count


def _labels(labels: dict[str, Any]) -> tuple[dict[str, Any], int]:
    count = 0
    shown = dict(labels)
    for field, label in labels.items():
        if isinstance(label, list) and any(any(sign.isdigit() or sign == "@" for sign in name) for name in label):
            pairs = [mask(name) for name in label]
            shown[field], found = [name for name, _ in pairs], sum(number for _, number in pairs)
            count += found
    return shown, count


def _reviewers(checked_by: dict[str, str]) -> tuple[dict[str, str], int]:
    hidden = {name for name in checked_by.values() if mask(name)[1]}
    shown = {
        field: f"reviewer-{content_id('reviewer', name)[:6]}" if name in hidden else name
        for field, name in checked_by.items()
    }
    return shown, sum(name in hidden for name in checked_by.values())
