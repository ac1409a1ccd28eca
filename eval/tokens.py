"""Words of answers, compared as multisets. Layout is set aside: case, blanks, an enumerator at the beginning."""

import re
from collections import Counter
from collections.abc import Sequence

from classifier.markers import marker_at
from classifier.records import Span, spanned_text

_WORD = re.compile(r"\w+")


def answer_words(text: str, spans: Sequence[Span]) -> Counter[str]:
    """Return the words of an answer's spans, case folded; its leading enumerator ("2a.", "c)") is none of them."""
    words = spanned_text(text, spans)
    line_end = words.find("\n")
    marker = marker_at(words, 0, len(words) if line_end < 0 else line_end)
    rest = words[marker.end :] if marker else ""
    return Counter(_WORD.findall((rest if rest.strip() else words).casefold()))


def token_f1(a: Counter[str], b: Counter[str]) -> float:
    """Return the F1 of two multisets of words: 2 |a ∩ b| / (|a| + |b|); 1 for two empty ones, 0 for one empty."""
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 1.0
