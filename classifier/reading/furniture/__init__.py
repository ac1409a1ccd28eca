"""Find page furniture: letterheads, footers, page numbers, copyright lines, the chrome of saved pages.

    lines → kinds → repeated blocks, page edges, single lines → spans

Furniture stays in the text and is given as spans. A line is furniture by what it says (a page number, a
copyright line), or because it is repeated **and** there is more evidence: it stands at the edge of pages, or
in a repeated block with an address or telephone number. Short answers that repeat ("Information not held.")
are no furniture. Nothing here reads the words for meaning.
"""

from collections.abc import Sequence

from classifier.reading.furniture.blocks import in_blocks
from classifier.reading.furniture.edges import at_edges
from classifier.reading.furniture.inline import inline_spans
from classifier.reading.furniture.lines import Line, lines_of
from classifier.reading.furniture.marks import (
    beside_numbers,
    by_itself,
    contact_lines,
    link_tail,
    of_totals,
    page_feet,
    page_numbers,
    referenced_feet,
)
from classifier.records import Span


def find_furniture(text: str, pages: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Return the furniture's spans, sorted and apart; `pages` are the known page spans, if any.

    Without pages, form feeds and runs of three or more blank lines say where pages may end. A span covers
    whole lines (without the last line end), or a running footer inside a line.
    """
    lines = lines_of(text, pages)
    marked = {line.start for line in lines if by_itself(line)}
    marked |= page_numbers(lines) | of_totals(lines) | referenced_feet(lines) | contact_lines(lines)
    marked |= beside_numbers(lines)
    marked |= at_edges(lines, marked) | page_feet(lines) | link_tail(lines) | in_blocks(lines)
    whole = [line for line in lines if line.start in marked]
    inside = inline_spans(text, lines, marked)
    return merge(text, [*(Span(line.start, line.end) for line in whole), *inside])


def merge(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans sorted, those joined that touch or have only blanks between them; empty ones dropped."""
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.start < span.end):
        if merged and not text[merged[-1].end : span.start].strip():
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


__all__ = ["Line", "find_furniture", "merge"]
