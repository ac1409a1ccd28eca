"""Which language a text is in, English or Welsh, by its commonest small words. Translates nothing."""

import re

from classifier.records import Span

_BLOCK = re.compile(r"\S(?:.|\n(?![ \t\xa0]*\n))*")
_LEAST = 40
_WELSH = frozenset(
    [
        "a",
        "ac",
        "ar",
        "at",
        "am",
        "ei",
        "eich",
        "ein",
        "eu",
        "er",
        "fel",
        "gan",
        "gyda",
        "hyn",
        "hon",
        "hwn",
        "i",
        "mae",
        "nac",
        "nad",
        "nid",
        "ni",
        "o",
        "oes",
        "oedd",
        "os",
        "roedd",
        "rhag",
        "sydd",
        "trwy",
        "wedi",
        "wrth",
        "y",
        "yn",
        "yng",
        "yr",
        "yw",
        "cais",
        "gwybodaeth",
        "prifysgol",
        "cyngor",
        "cynnal",
        "dal",
        "ddim",
        "unrhyw",
        "cyfryngau",
        "cymdeithasol",
        "myfyrwyr",
        "rydym",
        "ydym",
        "ydyn",
        "ydych",
        "nac",
        "bod",
        "chi",
    ]
)
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "that",
        "for",
        "it",
        "with",
        "as",
        "was",
        "on",
        "are",
        "be",
        "this",
        "by",
        "not",
        "have",
        "or",
        "from",
        "at",
        "which",
        "we",
        "you",
        "your",
        "our",
        "does",
        "do",
        "no",
        "any",
        "has",
        "been",
    ]
)


def language_of(text: str) -> str:
    """Return "cy" or "en" by the commonest small words, the empty string where neither shows."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    welsh, english = sum(word in _WELSH for word in words), sum(word in _ENGLISH for word in words)
    if max(welsh, english) < 2 or max(welsh, english) < 0.08 * len(words) or welsh == english:
        return ""
    return "cy" if welsh > english else "en"


def other_language(text: str, language: str, request: frozenset[tuple[str, ...]]) -> tuple[Span, ...]:
    """Return the spans of a bilingual letter that say the same in the language that is not used.

    Only where both languages say about as much in words of their own (at least 40, and no more than twice as
    much): an answer in Welsh under a question in English has no English twin and stays.
    """
    blocks = [Span(found.start(), found.end()) for found in _BLOCK.finditer(text)]
    named = [(block, language_of(text[block.start : block.end])) for block in blocks]
    own = {
        code: sum(_own_words(text[b.start : b.end], request) for b, found in named if found == code)
        for code in ("cy", "en")
    }
    least, most = sorted(own.values())
    if least < _LEAST or most > 2 * least:
        return ()
    return tuple(block for block, found in named if found not in ("", language))


def _own_words(text: str, request: frozenset[tuple[str, ...]]) -> int:
    words = re.findall(r"[^\W_]+", text.casefold())
    return len(words) - 4 * len(request & {tuple(words[at : at + 4]) for at in range(0, len(words) - 3, 4)})
