"""How far two independent labellings of gold agree, and the list of what to adjudicate.

The second labels lie beside the first as `<letter>.second.json`, in the same form, made without sight of the
first. Nothing is decided here: adjudicated labels go into the first file, with the reason in `adjudicated` and, where
they changed, what stood there before in `first`, so that agreement stays that of the two coders.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifier.errors import UserError
from classifier.naming import namer, values_of
from classifier.records import Label
from classifier.resampling import Figure, by_letter, figure, share
from classifier.review_queue.agreement import Agreement
from classifier.review_queue.agreement import agreement as of_pairs
from classifier.taxonomy import Field, Taxonomy
from eval.gold import GoldAnswer, GoldLetter, GoldSet, read_gold_file
from eval.tokens import answer_words, token_f1

SECOND = ".second.json"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one answer on which the two differ; `spans` for the passage. `reason` is the adjudication's."""

    letter: str
    question: str
    field: str
    first: str
    second: str
    reason: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """Agreement on one field: kappa, alpha and raw share from all pairs, and the raw share's clustered interval."""

    figures: Agreement
    raw: Figure


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Everything about a second labelling: letters with and without one, fields, passages, differences."""

    letters: int
    without: tuple[str, ...]
    fields: tuple[Agreed, ...]
    passages: Figure
    differences: tuple[Difference, ...]


Pair = tuple[int, GoldLetter, GoldAnswer, GoldAnswer]


def second_look(gold: GoldSet) -> SecondLook:
    """Compare the first labels with the second; raise UserError when no letter has second labels."""
    pairs, without = [], []
    for number, letter in enumerate(gold.letters):
        path = letter.path.with_name(f"{letter.name}{SECOND}")
        if not path.exists():
            without.append(letter.name)
            continue
        second = read_gold_file(gold.round, path, letter.letter, letter.part)
        pairs += [(number, letter, a.first or a, b) for a, b in zip(letter.answers, second.answers, strict=True)]
    if not pairs:
        raise UserError(f"{gold.folder}: no letter has second labels: put <letter>{SECOND} beside <letter>.gold.json")
    taxonomy = gold.round.taxonomy
    return SecondLook(
        letters=len(gold.letters) - len(without),
        without=tuple(without),
        fields=tuple(_agreed(field, taxonomy, pairs) for field in taxonomy.fields),
        passages=figure(by_letter([(at, (_same_words(letter, a, b), 1)) for at, letter, a, b in pairs]), share),
        differences=tuple(_differences(taxonomy, pairs)),
    )


def _agreed(field: Field, taxonomy: Taxonomy, pairs: Sequence[Pair]) -> Agreed:
    labels = [(at, _form(field, taxonomy, a), _form(field, taxonomy, b)) for at, _, a, b in pairs]
    raw = figure(by_letter([(at, (a == b, 1)) for at, a, b in labels]), share)
    return Agreed(of_pairs(field, [(a, b) for _, a, b in labels]), raw)


def _form(field: Field, taxonomy: Taxonomy, answer: GoldAnswer) -> Label:
    """A label as it is compared: lists sorted, names normalised."""
    label, form = answer.labels[field.name], namer(field, taxonomy)
    return label if field.kind == "one_of" else tuple(sorted({form(value) for value in values_of(label)}))


def _differences(taxonomy: Taxonomy, pairs: Sequence[Pair]) -> Iterator[Difference]:
    for _, letter, a, b in pairs:
        if _same_words(letter, a, b) < 1:
            first, second = (json.dumps(one.spans) for one in (a, b))
            yield Difference(letter.name, a.question, "spans", first, second, a.adjudicated)
        for field in taxonomy.fields:
            if _form(field, taxonomy, a) != _form(field, taxonomy, b):
                first, second = (_said(one.labels[field.name]) for one in (a, b))
                yield Difference(letter.name, a.question, field.name, first, second, a.adjudicated)


def _same_words(letter: GoldLetter, a: GoldAnswer, b: GoldAnswer) -> float:
    text = letter.letter.text
    return token_f1(answer_words(text, a.spans), answer_words(text, b.spans))


def _said(label: Label) -> str:
    return ", ".join(values_of(label)) or ("undetermined" if label is None else "none")
