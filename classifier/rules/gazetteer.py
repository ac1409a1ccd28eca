"""Gazetteers: lists of known names with aliases, former names and misspellings, and how they are found in a text.

A written form is a sequence of words; between them a text may have blanks, hyphens, dots or apostrophes, so
`You Tube`, `You-Tube` and a soft hyphen make no difference. Looking a text through takes one pass over its words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from classifier.errors import DataError
from classifier.resources import read_yaml
from classifier.rules.clauses import Clause
from classifier.taxonomy import Field, Taxonomy, gazetteer_path

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[ \t\xa0\n.'’&/()+\-\u00ad!:]{0,3}")
_BLANKS = re.compile(r"[\s\xa0-]+")
_COMPANY = re.compile(
    r"[\s,]+(?:ltd|limited|inc|plc|llp|llc|gmbh|aps|bv|ag|corp|corporation|co|company|cyf|cyfyngedig)\.?$",
    re.IGNORECASE,
)
_ADDRESS_BEFORE = re.compile(r"[\w.-]*[@/]$")


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a name. `wary` forms are everyday words too; `slip` marks a misspelling of the name."""

    words: tuple[str, ...]
    name: str
    wary: bool
    slip: bool


class Mention(NamedTuple):
    """A known name in a text: its place and how it is written there."""

    start: int
    end: int
    form: Form


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """The forms of all names by their first word, longest first."""

    forms: dict[str, tuple[Form, ...]]

    def may_name(self, words: frozenset[str]) -> bool:
        """Say whether a text with these words, in lower case, can hold a known name."""
        beginnings = self.forms.keys() & words
        return any(words.issuperset(form.words) for first in beginnings for form in self.forms[first])

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield the known names of a text in order, the longest form at each place, none inside another."""
        found = list(_WORD.finditer(text.replace("\u00ad", " ")))
        words = [one.group().lower() for one in found]
        free = 0
        for at, word in enumerate(words):
            mention = self._at(text, found, words, at) if at >= free and word in self.forms else None
            if mention and not _ADDRESS_BEFORE.search(text[max(0, mention.start - 40) : mention.start]):
                yield mention
                free = at + len(mention.form.words)

    def _at(self, text: str, found: list[re.Match[str]], words: list[str], at: int) -> Mention | None:
        for form in self.forms[words[at]]:
            last = at + len(form.words) - 1
            if tuple(words[at : last + 1]) == form.words:
                gaps = (text[found[i].end() : found[i + 1].start()] for i in range(at, last))
                if all(_BETWEEN.fullmatch(gap) for gap in gaps):
                    return Mention(found[at].start(), found[last].end(), form)
        return None


@lru_cache(maxsize=256)  # the clauses of a letter, which are read for several fields
def mentions_in(gazetteer: Gazetteer, clause: Clause) -> tuple[Mention, ...]:
    """Return the known names of a clause; see `Gazetteer.mentions`."""
    return tuple(gazetteer.mentions(clause.text)) if gazetteer.may_name(clause.words) else ()


def fold(name: str) -> str:
    """Return a name's written form for comparison: lower case, single blanks, plain apostrophes."""
    return _BLANKS.sub(" ", name.replace("’", "'").replace("\u00ad", "")).strip().lower()


def known_name(name: str, gazetteer: Gazetteer | None) -> str:
    """Return the present name of which the whole of `name` is a listed form, else `name` without "Ltd" and the like."""
    bare = _COMPANY.sub("", name.strip())
    for form in (name.strip(), bare) if gazetteer else ():
        for mention in gazetteer.mentions(form) if gazetteer else ():
            if (mention.start, mention.end) == (0, len(form)):
                return mention.form.name
    return bare


def name_key(name: str) -> str:
    """Return the form in which names are compared: letters and digits only, without case; a name of signs stays."""
    return re.sub(r"[\W_]+", "", name.casefold()) or name


@lru_cache(maxsize=16)
def load_gazetteer(path: Path) -> Gazetteer:
    """Read a gazetteer file; raise DataError when it is not one."""
    forms: dict[tuple[str, ...], Form] = {}
    try:
        content: Any = read_yaml(path)
        for item in content["names"]:
            for form in _forms(item):
                forms.setdefault(form.words, form)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise DataError(f"{path}: no gazetteer ({error}): it needs `names:` with `name` and `aliases`") from None
    by_first: dict[str, list[Form]] = {}
    for form in sorted(forms.values(), key=lambda one: -len(one.words)):
        by_first.setdefault(form.words[0], []).append(form)
    return Gazetteer({first: tuple(some) for first, some in by_first.items()})


def _forms(item: dict[str, Any]) -> Iterator[Form]:
    known, slips = [item["name"], *item.get("aliases", [])], item.get("misspelt", [])
    everyday = {str(form) for form in item.get("wary", [])}
    for shown in [*known, *slips]:
        written = tuple(word.lower() for word in _WORD.findall(str(shown)))
        wary = bool(item.get("common_word")) or str(shown) in everyday or len(str(shown)) == 1
        if written:
            yield Form(written, item["name"], wary, shown in slips)


def gazetteer_of(field: Field, taxonomy: Taxonomy) -> Gazetteer | None:
    """Return the field's gazetteer: the file beside the taxonomy, else the shipped one; None without one."""
    return load_gazetteer(_path_of(taxonomy.folder, field.gazetteer)) if field.gazetteer else None


_path_of = lru_cache(maxsize=64)(gazetteer_path)
