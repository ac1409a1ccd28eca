"""What makes a gold set unfit to score against: letters twice, and letters that the prompts show as examples.

A letter that stands in both parts, or that a model was shown, would be scored on what was learned by heart.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from classifier.errors import DataError
from classifier.quotes import normal_form
from classifier.resources import resource
from classifier.taxonomy import Taxonomy
from eval.gold.records import GoldSet

SHARED_WORDS = 12
"""So many words in a row that a prompt and a letter share, and the request does not hold, make it an example."""

_WORD = re.compile(r"\w+")


def check_gold(gold: GoldSet, prompts: Path | None = None) -> None:
    """Raise DataError where a letter is in the set twice, or serves as an example in a prompt or the taxonomy.

    `prompts` is the folder of prompt files; the shipped one by default.
    """
    _check_twice(gold)
    shown = set(_examples(gold.round.taxonomy, prompts or resource("prompts")))
    shown -= set(_runs(gold.round.request))
    for letter in gold.letters:
        if not shown.isdisjoint(_runs(letter.letter.text)):
            raise DataError(f"{letter.path}: its letter is an example in a prompt or the taxonomy: take it out of gold")


def _check_twice(gold: GoldSet) -> None:
    names: dict[str, Path] = {}
    texts: dict[str, Path] = {}
    for letter in gold.letters:
        form = normal_form(letter.letter.text)
        first = names.get(letter.name) or texts.get(form)
        if first:
            raise DataError(f"{letter.path}: is the same letter as {first}: keep one of them")
        names[letter.name] = texts[form] = letter.path


def _examples(taxonomy: Taxonomy, prompts: Path) -> Iterator[tuple[str, ...]]:
    for path in sorted(prompts.glob("*.md")):
        yield from _runs(path.read_text(encoding="utf-8"))
    for text in _shown_by(taxonomy):
        yield from _runs(text)


def _shown_by(taxonomy: Taxonomy) -> Iterable[str]:
    for field in taxonomy.fields:
        yield from (*field.examples, *field.counter_examples)
        for value in field.values:
            yield from (*value.examples, *value.counter_examples)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return (tuple(words[at : at + SHARED_WORDS]) for at in range(len(words) - SHARED_WORDS + 1))
