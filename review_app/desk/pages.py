"""The page of a PDF on which a passage stands, as a picture. The file is read from the round's own letters only."""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from classifier.records import Letter, Span
from classifier.round import Round

_DPI = 110


def page_image(round: Round, letter: Letter, spans: Sequence[Span]) -> dict[str, Any] | None:
    """Return the picture of the first page that a passage is on, and its description; None for a file without one."""
    from kreuzberg import render_pdf_page

    path = letter_file(round, letter)
    if path is None:
        return None
    at = spans[0].start if spans else 0
    page = next((number for number, span in enumerate(letter.pages) if span.start <= at < span.end), 0)
    try:
        png = render_pdf_page(str(path), page, dpi=_DPI)
    except (OSError, RuntimeError, ValueError):
        return None
    image = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    return {"image": image, "alt": f"Page {page + 1} of {max(1, len(letter.pages))} of {letter.source}"}


def letter_file(round: Round, letter: Letter) -> Path | None:
    """Return the PDF a letter came from, if it is still inside the round's folder; None for any other file."""
    folder = round.folder.resolve()
    for candidate in (folder / letter.source, folder / "letters" / letter.source):
        path = candidate.resolve()
        if path.suffix.lower() == ".pdf" and path.is_file() and path.is_relative_to(folder):
            return path
    return None
