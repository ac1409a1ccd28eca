"""The wrong labels that a run was surest of, with their quotes in context: where to look first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Worst:
    """One wrong label. `quote` is (words before, the quote, words after), all empty for a label without one."""

    letter: str
    question: str
    field: str
    given: str
    gold: str
    confidence: float
    quote: tuple[str, str, str]
    text: str


def worst_errors(items: Sequence[Mapping[str, Any]], most: int = 20) -> list[Worst]:
    """Return the wrong labels with the highest confidence, surest first; ties in the items' order."""
    found = [
        _worst(item, name, one)
        for item in items
        for name, one in item["fields"].items()
        if not one["right"] and one["confidence"] is not None
    ]
    return sorted(found, key=lambda one: -one.confidence)[:most]


def _worst(item: Mapping[str, Any], field: str, one: Mapping[str, Any]) -> Worst:
    return Worst(
        letter=item["letter"],
        question=item["question"],
        field=field,
        given=label_text(one["given"]),
        gold=label_text(one["gold"]),
        confidence=one["confidence"],
        quote=one.get("quote", ("", "", "")),
        text=item["text"][:400],
    )


def label_text(label: Any) -> str:
    """Return a label in words."""
    if label is None:
        return "undetermined"
    return label if isinstance(label, str) else ", ".join(label) or "none"
