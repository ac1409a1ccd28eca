"""Letters that say the same in Welsh and in English: find the half that is not used. Translates nothing."""

import re

from classifier.importing.features import Asked, own_words_of
from classifier.importing.languages import language_of
from classifier.records import Span

_BLOCK = re.compile(r"\S(?:.|\n(?![ \t\xa0]*\n))*")
_WELSH = re.compile(
    r"\b(yn|yr|mae|nid|wedi|eich|gwybodaeth|wybodaeth|prifysgol|cyngor|cais|nac|oes|hyn|ddim|gyda|rydym|ein|sydd)\b",
    re.IGNORECASE,
)
_LEAST = 40


def other_language(text: str, wanted: Asked) -> tuple[Span, ...]:
    """Return the paragraphs of a bilingual letter that are not in the request's language.

    Only where both languages say about as much in words of their own (at least 40, and no more than twice as
    much): an answer in Welsh under a question in English has no English twin and stays.
    """
    if len(_WELSH.findall(text)) < 10:
        return ()
    blocks = [Span(*found.span()) for found in _BLOCK.finditer(text)]
    named = [(block, language_of(text[block.start : block.end])) for block in blocks]
    own = {
        code: sum(own_words_of(text[block.start : block.end], wanted) for block, found in named if found == code)
        for code in ("cy", "en")
    }
    least, most = sorted(own.values())
    if least < _LEAST or most > 2 * least:
        return ()
    return tuple(block for block, found in named if found not in ("", wanted.language))
