"""When two written names are the same name: strictly, or after case, spacing, company suffixes and aliases.

Aliases and renamings come from the field's gazetteer. Nothing is matched by likeness: a misspelling that the
gazetteer does not list is another name, and shows in the list of errors.
"""

import re
from collections.abc import Callable

from classifier.records import Label
from classifier.rules.gazetteer import gazetteer_of, known_name, name_key
from classifier.taxonomy import Field, Taxonomy

Namer = Callable[[str], str]

_SECTION = re.compile(r"^(.*?\d+[A-Z]?)(?:\(.*)?$", re.IGNORECASE)


def as_written(name: str) -> str:
    """Return the name itself: strict comparison."""
    return name


def namer(field: Field, taxonomy: Taxonomy) -> Namer:
    """Return the function that gives a value its form for comparison; two are the same when their forms are equal.

    Values of `one_of` and `many_of` fields have one spelling and are taken as written. Provisions are only stripped of
    blanks and case, because their brackets count. Raises UserError for a gazetteer that is named and not there.
    """
    if field.kind != "names":
        return as_written
    if field.reading == "provisions":
        return lambda name: "".join(name.casefold().split())
    gazetteer = gazetteer_of(field, taxonomy)
    return lambda name: name_key(known_name(name, gazetteer))


def section(name: str) -> str:
    """Return a provision without its subsections: FOIA 40(2) → foia40. For scores by section."""
    found = _SECTION.match(name.strip())
    return "".join((found[1] if found else name).casefold().split())


def values_of(label: Label) -> tuple[str, ...]:
    """Return a label's values: none, one, or those it lists."""
    return (label,) if isinstance(label, str) else tuple(label or ())


def comparable(label: Label) -> object:
    """Return what two labels have in common that say the same: lists are compared without order and case."""
    return frozenset(name.casefold() for name in label) if isinstance(label, tuple) else label
