"""How far two people agree on the same answers: raw share, Cohen's kappa, Krippendorff's alpha.

A number that is not defined comes with the reason in words: agreement beyond chance has no meaning when
everybody said the same. Nothing here knows which of the two is right.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from classifier.records import Label
from classifier.taxonomy import Field

Pair = tuple[Label, Label]
Distance = Callable[[Label, Label], float]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two people's agreement on one field over `pairs` answers. A number that is None has its reason in `why`."""

    field: str
    pairs: int
    raw: float | None
    kappa: float | None
    alpha: float | None
    why: str = ""


def agreement(field: Field, pairs: Sequence[Pair]) -> Agreement:
    """Return a field's agreement over pairs of labels; kappa for one_of only, alpha with set distance for lists."""
    if not pairs:
        return Agreement(field.name, 0, None, None, None, "no answer was labelled by two people")
    pairs = [(_comparable(a), _comparable(b)) for a, b in pairs]
    raw = sum(a == b for a, b in pairs) / len(pairs)
    alpha = krippendorff_alpha(pairs, nominal if field.kind == "one_of" else jaccard)
    kappa = cohen_kappa(pairs) if field.kind == "one_of" else None
    why = "undefined: unanimous, everybody gave the same label" if alpha is None else ""
    return Agreement(field.name, len(pairs), raw, kappa, alpha, why)


def cohen_kappa(pairs: Sequence[Pair]) -> float | None:
    """Return (p_o - p_e) / (1 - p_e) (Cohen 1960); None for no pairs or where chance alone would agree always."""
    if not pairs:
        return None
    n = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    by_chance = sum(first[value] * second[value] for value in first) / n**2
    observed = sum(a == b for a, b in pairs) / n
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


def krippendorff_alpha(pairs: Sequence[Pair], distance: Distance) -> float | None:
    """Return 1 - D_o / D_e over pairs of labels (Krippendorff 2011, two coders, no gaps); None where D_e is zero."""
    values = Counter(label for pair in pairs for label in pair)
    n = sum(values.values())
    if n < 2:
        return None
    observed = sum(distance(a, b) for a, b in pairs) / len(pairs)
    expected = sum(values[a] * values[b] * distance(a, b) for a in values for b in values) / (n * (n - 1))
    return None if expected == 0 else 1 - observed / expected


def nominal(a: Label, b: Label) -> float:
    """Return 0 for the same label, else 1."""
    return float(a != b)


def jaccard(a: Label, b: Label) -> float:
    """Return 1 - |a ∩ b| / |a ∪ b|; two empty lists agree wholly, and undetermined is a value of its own."""
    if a is None or b is None or isinstance(a, str) or isinstance(b, str):
        return nominal(a, b)
    union = set(a) | set(b)
    return 1 - len(set(a) & set(b)) / len(union) if union else 0.0


def _comparable(label: Label) -> Label:
    """Lists have no order, and names are compared without regard to case."""
    if label is None or isinstance(label, str):
        return label
    return tuple(sorted({item.casefold() for item in label}))
