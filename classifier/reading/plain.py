"""Plain text: a letter typed or pasted into a file, with form feeds where its pages end. Reads no markup."""

from classifier.reading.characters import clean, decode
from classifier.reading.limits import Limits
from classifier.reading.texts import Content
from classifier.reading.whatdotheyknow import correspondence, is_correspondence
from classifier.records import Span


def read_plain(data: bytes, limits: Limits) -> Content:
    """Return the text, and a span for each page where form feeds divide it."""
    decoded, charset = decode(data)
    text, signals = clean(decoded)
    if is_correspondence(text):
        return correspondence(text)
    return Content(text, form_feed_pages(text), signals={"charset": charset, **signals})


def form_feed_pages(text: str) -> tuple[Span, ...]:
    """Return the spans between form feeds; nothing for a text without one."""
    if "\f" not in text.strip("\f"):
        return ()
    ends = [at for at, character in enumerate(text) if character == "\f"]
    starts = [0, *(end + 1 for end in ends)]
    pages = [Span(start, end) for start, end in zip(starts, [*ends, len(text)], strict=True)]
    return tuple(page for page in pages if text[page.start : page.end].strip())
