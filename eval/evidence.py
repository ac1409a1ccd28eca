"""Scores of evidence: whether quotes are in the letter, in the answer, there at all, and where gold's quotes are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from classifier.naming import values_of
from classifier.quotes import FoundQuote, Source, find_quote, inside
from classifier.records import Quote, Span
from classifier.resampling import Figure, by_letter, figure, share
from classifier.taxonomy import Field
from eval.cases import Case, LetterCases


@dataclass(frozen=True, slots=True)
class EvidenceScore:
    """One field's quotes. `invalid` lists (letter, question) where `text[start:end]` is not the quote.

    `quoted` is the share of labels with a value that have a quote, `inside` the share of quotes within the answer or
    what it points to. `hits` is the share of right values whose quote shares a character with gold's quotes, and
    `overlap` their mean |a ∩ b| / |a ∪ b| in characters, over the answers where gold has quotes.
    """

    field: str
    quotes: int
    invalid: tuple[tuple[str, str], ...]
    quoted: Figure
    inside: Figure
    hits: Figure
    overlap: Figure


def score_evidence(letters: Sequence[LetterCases], field: Field) -> EvidenceScore:
    """Score one field's quotes over all answers."""
    quoted, within, shared, invalid = [], [], [], []
    for number, letter in enumerate(letters):
        source = Source(letter.letter.text, letter.letter.furniture)
        for case in letter.cases:
            quotes = case.quotes.get(field.name, ())
            if any(not _valid(source.text, quote) for quote in quotes):
                invalid.append((letter.gold.name, case.gold.question))
            if values_of(case.labels.get(field.name)):
                quoted.append((number, (bool(quotes), 1)))
            within += [(number, (_in_answer(source, case, quote), 1)) for quote in quotes]
            if (overlap := _overlap(source, case, field)) is not None:
                shared.append((number, (overlap > 0, overlap, 1)))
    return EvidenceScore(
        field=field.name,
        quotes=len(within),
        invalid=tuple(invalid),
        quoted=figure(by_letter(quoted), share),
        inside=figure(by_letter(within), share),
        hits=figure(by_letter([(at, (hit, one)) for at, (hit, _, one) in shared]), share),
        overlap=figure(by_letter([(at, (overlap, one)) for at, (_, overlap, one) in shared]), share),
    )


def _valid(text: str, quote: Quote) -> bool:
    return 0 <= quote.start < quote.end and text[quote.start : quote.end] == quote.text


def _in_answer(source: Source, case: Case, quote: Quote) -> bool:
    found = FoundQuote(quote.start, quote.end, quote.text, "exact")
    return inside(source, found, [*case.answer.spans, *case.answer.context])


def _overlap(source: Source, case: Case, field: Field) -> float | None:
    """Shared characters of the run's and gold's quotes; None unless the label is right and both have quotes."""
    quotes, wanted = case.quotes.get(field.name, ()), case.gold.quotes.get(field.name, ())
    right = set(values_of(case.labels.get(field.name))) == set(values_of(case.gold.labels[field.name]))
    if not (quotes and wanted and right):
        return None
    given = _characters(Span(quote.start, quote.end) for quote in quotes)
    near = [*case.gold.spans, *case.answer.context]
    places = [find_quote(source, quote, near) for quote in wanted]
    gold = _characters(Span(found.start, found.end) for found in places if found)
    return len(given & gold) / len(given | gold)


def _characters(spans: Iterable[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}
