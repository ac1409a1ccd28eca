"""PDF files: the text of each page in reading order, table rows on one line, gaps between paragraphs kept.

Read through PDFium with the place of every run of words, because the plain text of a PDF has lost its gaps and
its columns. The only place that imports pypdfium2. Scripts, forms and links in a file are never acted on. A
file without a text layer gives an empty text; recognising characters is not done here.
"""

from typing import Any

from pypdfium2 import PdfDocument, PdfiumError

from classifier.errors import DataError
from classifier.reading.characters import clean
from classifier.reading.limits import Limits
from classifier.reading.pdf.hyphens import joined
from classifier.reading.pdf.layout import Line, lines_of_page
from classifier.reading.pdf.pieces import pieces_of
from classifier.reading.texts import Content
from classifier.records import Span


def read_pdf(data: bytes, limits: Limits) -> Content:
    """Return the text with a span for each page; white text on white paper is furniture.

    Raises DataError for a password, damage, or more than `limits.pages` pages. `signals["pages_without_text"]`
    numbers the pages that hold none, where others do.
    """
    document = _opened(data)
    try:
        if len(document) > limits.pages:
            raise DataError(f"{len(document):,} pages, the limit is {limits.pages:,}")
        pages = []
        size = 0
        for number in range(len(document)):
            pages.append(_page(document, number))
            size += sum(len(line.text) for line in pages[-1])
            if size > limits.characters:
                raise DataError(f"more than {limits.characters:,} characters of text")
        return _content(joined(pages))
    finally:
        document.close()


def _opened(data: bytes) -> PdfDocument:
    try:
        return PdfDocument(data)
    except PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise DataError("protected with a password: ask the sender for an open copy") from None
        raise DataError(f"a damaged PDF ({error})") from None


def _page(document: PdfDocument, number: int) -> list[Line]:
    try:
        page = document[number]
        pieces = pieces_of(page)
        page.close()
    except PdfiumError as error:
        raise DataError(f"page {number + 1} cannot be read ({error})") from None
    return lines_of_page(pieces)


def _content(pages: list[list[Line]]) -> Content:
    text, spans, white = "", [], []
    signals: dict[str, Any] = {"pages": len(pages)}
    for lines in pages:
        start = len(text)
        for line in lines:
            words, counts = clean(line.text)
            for name, count in counts.items():
                signals[name] = signals.get(name, 0) + count
            white += [Span(len(text), len(text) + len(words))] if line.white else []
            text += words + "\n"
        spans.append(Span(start, len(text)))
    bare = [number for number, span in enumerate(spans, 1) if not text[span.start : span.end].strip()]
    if len(bare) == len(pages):
        return Content("", signals=signals)
    extra = {
        "pages_without_text": bare,
        "white_text": len(white),
        "table_rows": sum(" | " in line.text for p in pages for line in p),
    }
    return Content(
        text, tuple(spans), tuple(white), {**signals, **{name: value for name, value in extra.items() if value}}
    )
