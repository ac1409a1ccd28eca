"""Scans: read where Tesseract's language data are installed, with a quality; else, and for noise, left unread."""

import random

import pypdfium2
import pytest

from classifier.reading import Limits, Part, read_file
from classifier.reading.scans import language_data, plausible
from tests.letter_files import LetterFile, as_pdf, as_tiff, blank_pdf

WORDS = ("Dear applicant", "1. Do you monitor social media?", "Information not held by the University of Arden.")


def scanned(letter: LetterFile) -> bytes:
    """The letter's first page as a picture."""
    page = pypdfium2.PdfDocument(as_pdf(letter))[0].render(scale=200 / 72, grayscale=True)
    rows = bytes(page.buffer)
    grey = b"".join(rows[y * page.stride : y * page.stride + page.width] for y in range(page.height))
    return as_tiff(grey, page.width, page.height)


@pytest.mark.skipif(language_data() is None, reason="needs Tesseract's language data (tesseract-ocr-eng)")
def test_a_scan_is_read_with_a_quality() -> None:
    (text,) = read_file(Part("scan.tif", scanned(LetterFile(WORDS))))
    assert " ".join(text.text.split()) == " ".join(WORDS)
    assert text.signals["ocr"] is True
    assert text.signals["ocr_quality"] > 0.9


@pytest.mark.skipif(language_data() is None, reason="needs Tesseract's language data (tesseract-ocr-eng)")
def test_noise_stays_unread() -> None:
    noise = random.Random(7).randbytes(600 * 600)
    (text,) = read_file(Part("scan.tif", as_tiff(noise, 600, 600)))
    assert (text.text, text.trouble) == ("", "")


def test_recognition_can_be_switched_off() -> None:
    (text,) = read_file(Part("scan.tif", scanned(LetterFile(WORDS))), Limits(ocr_pages=0))
    assert (text.text, text.trouble) == ("", "")


def test_without_language_data_a_scan_stays_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", "/nowhere")
    monkeypatch.setattr("classifier.reading.scans._PLACES", ())
    (text,) = read_file(Part("scan.pdf", blank_pdf(2)))
    assert (text.text, text.trouble, text.signals["pages"]) == ("", "", 2)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Not held", 1.0),  # 7 letters, all in words with a vowel
        ("xkcd held", 4 / 8),  # xkcd has no vowel
        ("2019", 1.0),  # figures count
        ("", 0.0),
    ],
)
def test_how_plausible_a_text_is(text: str, share: float) -> None:
    assert plausible(text) == pytest.approx(share)
