"""Find a quotation in a letter: exact, then normalised with an offset map back to the letter, else missing.

What is returned is always a run of the letter's own characters. Nothing here guesses: there is no edit
distance, and a quotation that begins or ends inside a word of the letter ("Hoot" in "Hootsuite") is not there.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from classifier.records import Span

_MARKS = frozenset("\"'`´‘’‚‛“”„‟«»‹›′″")
_DASHES = frozenset("-‐‑‒–—―−﹘﹣－")
_SOFT_HYPHEN = "\u00ad"
_JOINS = re.compile(r"(?<=[^\W\d_])- ?(?=[^\W\d_])|(?<=\d-) (?=\d)")
_BLANK = re.compile(r"\s*")


class FoundQuote(NamedTuple):
    """A quotation's place in the text: `text[start:end]` is its own words, however it was quoted."""

    start: int
    end: int
    text: str
    status: Literal["exact", "normalised"]


class _Normal(NamedTuple):
    """A normalised text; `starts[i]` and `ends[i]` bound the original characters that made character i."""

    text: str
    starts: list[int]
    ends: list[int]


@dataclass(frozen=True)
class Source:
    """A text to find quotations in; `skip` are spans (page furniture) that a quotation may run across."""

    text: str
    skip: tuple[Span, ...] = ()

    @cached_property
    def normal(self) -> _Normal:
        """The normalised text, made when the first quotation needs it."""
        return _normalise(self.text, self.skip)


def find_quote(text: str | Source, quote: str, within: Sequence[Span] = ()) -> FoundQuote | None:
    """Return where a quotation stands in the text, or None where it does not.

    An occurrence inside `within` is preferred, exact or normalised, to one outside; among equals the first.
    Spans of `within` that only blanks or skipped spans part count as one. Normalising ignores compatibility
    forms (NFKC), case, kinds of quotation marks and dashes, soft hyphens, zero-width and other format
    characters, hyphens inside words (also at line ends), and the length of runs of blanks and line breaks.
    Pass a `Source` to look up many quotations in one text. The empty quotation is nowhere.
    """
    source = text if isinstance(text, Source) else Source(text)
    wanted = quote.strip()
    whole = [Span(0, len(source.text))]
    for spans in (joined(source, within), whole):
        for form in _forms(wanted):
            found = _exact(source.text, form, spans) or _normalised(source, form, spans)
            if found:
                return found
    return None


def inside(source: Source, found: FoundQuote, spans: Sequence[Span]) -> bool:
    """Say whether a found quotation lies in the spans, blanks and skipped spans between them included."""
    return any(span.start <= found.start and found.end <= span.end for span in joined(source, spans))


def joined(source: Source, spans: Sequence[Span]) -> list[Span]:
    """Return the spans in order, those made one that overlap or that only blanks and skipped spans part."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and _parted_by_nothing(source, result[-1].end, span.start):
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(Span(*span))
    return result


def normal_form(text: str) -> str:
    """Return a text as quotations are compared: two texts alike in it differ in typography only."""
    return _normalise(text, ()).text.strip()


def _forms(wanted: str) -> Iterator[str]:
    if wanted:
        yield wanted
    if len(wanted) > 2 and wanted[0] in _MARKS and wanted[-1] in _MARKS:
        yield wanted[1:-1].strip()


def _exact(text: str, wanted: str, spans: Sequence[Span]) -> FoundQuote | None:
    for span in spans:
        at = text.find(wanted, span.start, span.end)
        while at >= 0:
            if _whole_words(text, at, at + len(wanted)):
                return FoundQuote(at, at + len(wanted), wanted, "exact")
            at = text.find(wanted, at + 1, span.end)
    return None


def _normalised(source: Source, wanted: str, spans: Sequence[Span]) -> FoundQuote | None:
    form = normal_form(wanted)
    if not form or not spans:
        return None
    text, starts, ends = source.normal
    at = text.find(form)
    while at >= 0:
        last = at + len(form) - 1
        start, end = starts[at], ends[last]
        splits = (at and starts[at - 1] == start) or (last + 1 < len(text) and ends[last + 1] == end)  # a ligature
        placed = any(span.start <= start and end <= span.end for span in spans)
        if placed and not splits and _whole_words(source.text, start, end):
            return FoundQuote(start, end, source.text[start:end], "normalised")
        at = text.find(form, at + 1)
    return None


def _whole_words(text: str, start: int, end: int) -> bool:
    return not _cuts(text, start) and not _cuts(text, end)


def _cuts(text: str, at: int) -> bool:
    """Inside a run of letters or a run of digits; between a letter and a digit ("s40") a quotation may begin."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    return before.isalnum() and after.isalnum() and before.isdigit() == after.isdigit()


def _parted_by_nothing(source: Source, start: int, end: int) -> bool:
    at = start
    while at < end:
        skipped = next((span.end for span in source.skip if span.start <= at < span.end), at)
        blank = _BLANK.match(source.text, skipped, end)
        after = blank.end() if blank else skipped
        if after == at:
            return False
        at = after
    return True


def _normalise(text: str, skip: Sequence[Span]) -> _Normal:
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for form, start, end in _pieces(text, skip):
        if form == " " and (not characters or characters[-1] == " "):
            continue
        for character in form:
            characters.append(character)
            starts.append(start)
            ends.append(end)
    whole = "".join(characters)
    dropped = {at for found in _JOINS.finditer(whole) for at in range(*found.span())}
    if dropped:
        kept = [at for at in range(len(whole)) if at not in dropped]
        return _Normal("".join(whole[at] for at in kept), [starts[at] for at in kept], [ends[at] for at in kept])
    return _Normal(whole, starts, ends)


def _pieces(text: str, skip: Sequence[Span]) -> Iterator[tuple[str, int, int]]:
    """Yield each character (with its combining marks) in its normal form, and the span it came from."""
    skipped = sorted(skip)
    at, size = 0, len(text)
    while at < size:
        if skipped and at >= skipped[0].start:
            over = skipped.pop(0)
            if at < over.end:
                yield " ", at, over.end
                at = over.end
            continue
        end = at + 1
        while end < size and text[end] > "\u02ff" and unicodedata.combining(text[end]):
            end += 1
        if form := _form(text[at:end], text[end] if end < size else ""):
            yield form, at, end
        at = end


def _form(cluster: str, following: str) -> str:
    if cluster.isascii() and cluster.isalnum():
        return cluster.lower()
    if cluster.isspace():
        return " "
    if cluster == _SOFT_HYPHEN:
        return "-" if following.isspace() else ""
    if cluster in _MARKS:
        return "'"
    if cluster in _DASHES:
        return "-"
    if unicodedata.category(cluster[0]) in ("Cf", "Cc") or "\ufe00" <= cluster[0] <= "\ufe0f":
        return ""
    return "".join(_folded(character) for character in unicodedata.normalize("NFKC", cluster).casefold())


def _folded(character: str) -> str:
    if character in _MARKS:
        return "'"
    return "-" if character in _DASHES else character
