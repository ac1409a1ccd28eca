"""Whose letter a text says it is: a listed authority's name in the lines above the salutation, or in the signature.

Only a name that stands there by itself counts: as a line, over two lines, or between commas and the like. Running text
is never read for names, and a second listed name in these places makes it nobody's. A name that may be a mere place
("Arden", on a list that leaves "Council" out) is not looked for: it may be a line of an address.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from classifier.importing.authorities import names_body, plain_form
from classifier.importing.features import without_older

_SALUTATION = re.compile(r"^[ \t]*(dear|annwyl|good (morning|afternoon|day)|hello|hi)\b", re.IGNORECASE | re.MULTILINE)
_SIGNED = re.compile(
    r"^[ \t]*(yours (sincerely|faithfully|truly)|(kind(est)?|best|warm) (regards|wishes)|regards|with (kind |best )?(regards|wishes)|yn gywir|cofion\b.*)[ \t]*[,.]?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_BETWEEN = re.compile(r"\s*[|,;·•–—\t]\s*|\s+-\s+|\s{2,}")
_FROM = re.compile(r"^\s*((from|oddi wrth)\s*:|(for and )?on behalf of\b|for\b)", re.IGNORECASE)
_HEAD_LINES = 30  # a salutation further down is a quoted letter's, and what is above it no letterhead
_SIGNATURE_LINES = 8


def letterhead_name(text: str, names: Sequence[str]) -> str | None:
    """Return the one of the names that a letter's head or signature bears; None for none, or for more than one.

    Case, punctuation and "the" do not count. A name inside another listed one ("Arden College", "Arden College Trust")
    is not named by it.
    """
    newest = without_older(text)
    blocks = [block for block in (_head(newest), *_signatures(newest)) if block]
    forms = {plain_form(name): name for name in names}
    there = _named("\n".join(plain_form(line) for block in blocks for line in block), forms)
    if len(there) != 1:
        return None
    (form,) = there
    alone = _is_no_place(form) and any(form == piece for block in blocks for piece in _pieces(block))
    return forms[form] if alone else None


def _is_no_place(form: str) -> bool:
    return names_body(form) or len(form.split()) > 2


def _head(text: str) -> list[str]:
    """Return the lines above the salutation; none where no salutation stands near the top."""
    found = _SALUTATION.search(text)
    lines = _filled(text[: found.start()]) if found else []
    return lines if len(lines) <= _HEAD_LINES else []


def _signatures(text: str) -> Iterator[list[str]]:
    for closing in _SIGNED.finditer(text):
        yield _filled(text[closing.end() :])[:_SIGNATURE_LINES]


def _filled(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _named(text: str, forms: dict[str, str]) -> set[str]:
    """Return the forms that stand in the text anywhere, as whole words, the longest first at each place."""
    found, rest = set(), f" {' '.join(text.split())} "
    for form in sorted(filter(None, forms), key=len, reverse=True):
        if f" {form} " in rest:
            found.add(form)
            rest = rest.replace(f" {form} ", " | ")
    return found


def _pieces(lines: Sequence[str]) -> Iterator[str]:
    """Yield what stands by itself: lines, pairs of lines, and what signs part within a line."""
    for line in lines:
        yield from (plain_form(piece) for piece in _BETWEEN.split(_FROM.sub("", line)))
        yield plain_form(line)
    yield from (plain_form(f"{above} {below}") for above, below in pairwise(lines))
