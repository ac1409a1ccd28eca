"""Recognise the characters of scans, where Tesseract's language data is installed; otherwise scans stay unread.

kreuzberg holds the engine, the language data come from the system (`tesseract-ocr-eng`, or TESSDATA_PREFIX).
How sure the recognition is becomes a signal; a text that is mostly noise is given up and the file stays unread.
"""

import os
import re
from pathlib import Path

from kreuzberg import ConcurrencyConfig, ExtractionConfig, KreuzbergError, OcrConfig, PageConfig, extract_bytes_sync

from classifier.errors import DataError
from classifier.reading.characters import clean
from classifier.reading.limits import Limits
from classifier.reading.texts import Content
from classifier.records import Span

_PLACES = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "/usr/local/share/tessdata",
)
_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
    "gif": "image/gif",
}
_WORD = re.compile(r"[^\W\d_]{2,}")
_LOWEST_QUALITY = 0.5


def language_data() -> Path | None:
    """Return the folder of Tesseract's language data (English at least), or None where it is not installed."""
    places = [os.environ.get("TESSDATA_PREFIX", ""), *_PLACES]
    return next((Path(place) for place in places if place and (Path(place) / "eng.traineddata").exists()), None)


def read_scan(data: bytes, found: str, pages: int, limits: Limits) -> Content:
    """Return what can be recognised; the empty text without language data, beyond `limits.ocr_pages`, or for noise.

    `signals["ocr_quality"]` is the share of the text's letters that stand in words of plausible form, 0 to 1.
    """
    folder = language_data()
    if folder is None or pages > limits.ocr_pages or found not in _TYPES:
        return Content("", signals={"pages": pages})
    os.environ["TESSDATA_PREFIX"] = str(folder)
    language = "eng+cym" if (folder / "cym.traineddata").exists() else "eng"
    config = ExtractionConfig(
        use_cache=False,
        force_ocr=True,
        ocr=OcrConfig(backend="tesseract", language=language),
        pages=PageConfig(extract_pages=True),
        concurrency=ConcurrencyConfig(max_threads=1),
    )
    try:
        result = extract_bytes_sync(data, _TYPES[found], config=config)
    except KreuzbergError as error:
        raise DataError(f"character recognition failed ({' '.join(str(error).split())[:160]})") from None
    contents = [page["content"] for page in result.pages or [] if page["content"].strip()] or [result.content]
    return _content([clean(content)[0].strip() for content in contents])


def _content(pages: list[str]) -> Content:
    text, spans = "", []
    for page in pages:
        start = len(text)
        text += page + "\n"
        spans.append(Span(start, len(text)))
    quality = round(plausible(text), 3)
    if quality < _LOWEST_QUALITY:
        return Content("", signals={"ocr_quality": quality})
    return Content(text, tuple(spans), signals={"ocr": True, "ocr_quality": quality})


def plausible(text: str) -> float:
    """Return the share of letters and digits that stand in words with a vowel and no odd mixture of cases; 0.0 for none."""
    whole = sum(character.isalnum() for character in text)
    good = sum(
        len(word)
        for word in _WORD.findall(text)
        if re.search("[aeiouyw]", word, re.I) and not re.search("[a-z][A-Z]", word)
    )
    figures = sum(character.isdigit() for character in text)
    return (good + figures) / whole if whole else 0.0
