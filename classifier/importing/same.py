"""Files that say the same: the same bytes, the same words in another format, the same letter in another language."""

from collections.abc import Sequence
from dataclasses import replace

from classifier.importing.features import Run, grams, words_of
from classifier.importing.kinds import Decision
from classifier.importing.languages import language_of
from classifier.reading import ReadText

_ALIKE = 0.9
_BEST_FIRST = ("docx", "html", "xlsx", "odt", "txt", "eml", "msg", "pdf", "doc", "rtf")


def same_bytes(texts: Sequence[ReadText], decisions: Sequence[Decision], seen: dict[str, str]) -> list[Decision]:
    """Mark files whose bytes came before; `seen` maps an authority's hashes to their first source, and grows."""
    marked = []
    for text, decision in zip(texts, decisions, strict=True):
        first = seen.get(text.sha256) if text.sha256 and text.size else None
        if first and first != text.source and decision.kind not in ("unreadable", "other"):
            decision = Decision("duplicate", f"the same file as {first}")
        elif text.sha256:
            seen.setdefault(text.sha256, text.source)
        marked.append(decision)
    return marked


def same_words(texts: Sequence[ReadText], decisions: Sequence[Decision]) -> list[Decision]:
    """Keep one of the letters of a message that have the same words; formats that keep tables best come first."""
    letters = [index for index, decision in enumerate(decisions) if decision.kind == "letter"]
    letters.sort(key=lambda index: _rank(texts[index]))
    kept: list[tuple[int, set[Run]]] = []
    marked = list(decisions)
    for index in letters:
        mine = grams(words_of(texts[index].text))
        twin = next((other for other, its in kept if _as_long(mine, its) and _alike(mine, its) >= _ALIKE), None)
        if twin is None:
            kept.append((index, mine))
        else:
            marked[index] = Decision("duplicate", f"the same words as {texts[twin].source}")
    return marked


def one_language(texts: Sequence[ReadText], decisions: Sequence[Decision], language: str) -> list[Decision]:
    """Where a message has letters in Welsh and in English, keep those in the request's language as letters."""
    letters = {i: language_of(texts[i].text) for i, decision in enumerate(decisions) if decision.kind == "letter"}
    if len({found for found in letters.values() if found}) < 2:
        return list(decisions)
    used = next(texts[i].source for i, found in letters.items() if found == language)
    return [
        replace(decision, kind="other", reason=f"the letter in another language; {used} is used")
        if letters.get(i) not in (None, "", language)
        else decision
        for i, decision in enumerate(decisions)
    ]


def _as_long(some: set[Run], other: set[Run]) -> bool:
    """Texts of different length cannot be alike: says so without comparing them."""
    return min(len(some), len(other)) >= _ALIKE * max(len(some), len(other))


def _alike(some: set[Run], other: set[Run]) -> float:
    return len(some & other) / len(some | other) if some or other else 0.0


def _rank(text: ReadText) -> int:
    return _BEST_FIRST.index(text.format) if text.format in _BEST_FIRST else len(_BEST_FIRST)
