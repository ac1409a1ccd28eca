"""The learned second opinion: a small text model of a round's own reviewed labels, and what it thinks of the machine's.

Word n-grams of the answer, its question and the rules' label, weighed by a logistic regression (scikit-learn). It is
made anew from the store each time and never kept, so no file of it can be swapped; the same decisions and seed give the
same opinions. It sees reviewed labels only, and gives no opinion on an authority whose labels it has seen.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from classifier.records import Label
from classifier.taxonomy import Field

FEWEST = 30
"""Under so many reviewed labels of one field, of at least five authorities, there is no second opinion."""
_AUTHORITIES = 5
_SEED = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One answer's field: its words, its question, what the rules and the machine say. `label` is the machine's."""

    authority: str
    question: str
    text: str
    rules_label: Label
    label: Label


def second_opinions(
    items: Sequence[Item], truths: Mapping[int, Label], folds: Mapping[str, int], field: Field
) -> list[float | None]:
    """Return for every item how probable its label is by the reviewed labels of other folds; None for no opinion.

    `truths` maps places in `items` to reviewed labels, `folds` authorities to folds. Of an open list of names the
    opinion is only on whether the answer gives any.
    """
    found: list[float | None] = [None] * len(items)
    for fold in sorted(set(folds.values())):
        learnt = [at for at in truths if folds[items[at].authority] != fold]
        asked = [at for at, one in enumerate(items) if folds[one.authority] == fold]
        if len(learnt) < FEWEST or len({items[at].authority for at in learnt}) < _AUTHORITIES or not asked:
            continue
        opinions = _opinions(
            [items[at] for at in learnt], [truths[at] for at in learnt], [items[at] for at in asked], field
        )
        for at, opinion in zip(asked, opinions, strict=True):
            found[at] = opinion
    return found


def _opinions(
    learnt: Sequence[Item], truths: Sequence[Label], asked: Sequence[Item], field: Field
) -> Sequence[float | None]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.preprocessing import FunctionTransformer

    words = TfidfVectorizer(
        analyzer="word", ngram_range=(1, 2), min_df=2, sublinear_tf=True, max_features=20_000, token_pattern=r"\w+"
    )
    facts = make_pipeline(FunctionTransformer(_facts_of), DictVectorizer())
    texts = make_pipeline(FunctionTransformer(_texts_of), words)
    inputs = make_union(texts, facts) if _has_words(learnt) else facts
    known = inputs.fit_transform(list(learnt))
    new = inputs.transform(list(asked))
    aspects = [_aspect(name, ask, known, new, learnt, truths, asked) for name, ask in _aspects(field)]
    held = [one for one in aspects if one is not None]
    return [_product([one[at] for one in held]) for at in range(len(asked))]


Ask = Callable[[Label], str]


def _aspects(field: Field) -> list[tuple[str, Ask]]:
    """What is learnt of a field: its value, or of a list each value, or of names whether there are any."""
    if field.kind == "one_of":
        return [(field.name, json.dumps)]
    if field.kind == "names":
        return [(field.name, lambda label: str(bool(label)))]
    return [(name, lambda label, name=name: str(name in (label or ()))) for name in field.value_names]  # type: ignore[misc]


def _aspect(
    name: str, ask: Ask, known: Any, new: Any, learnt: Sequence[Item], truths: Sequence[Label], asked: Sequence[Item]
) -> list[float] | None:
    """Return the probability that each label is right in one aspect; None where all reviewed labels agree in it."""
    from sklearn.linear_model import LogisticRegression

    wanted = [ask(label) for label in truths]
    if len(set(wanted)) < 2:
        return None
    model = LogisticRegression(C=4.0, tol=1e-3, max_iter=1000, random_state=_SEED).fit(known, wanted)
    places = {value: at for at, value in enumerate(model.classes_)}
    odds = model.predict_proba(new)
    rarest = 0.5 / len(learnt)  # of a value that nobody has given yet
    return [
        float(row[places[said]]) if (said := ask(item.label)) in places else rarest
        for row, item in zip(odds, asked, strict=True)
    ]


def _product(parts: Sequence[float]) -> float | None:
    whole = 1.0
    for part in parts:
        whole *= part
    return whole if parts else None


def _texts_of(items: Sequence[Item]) -> list[str]:
    return [item.text for item in items]


def _facts_of(items: Sequence[Item]) -> list[dict[str, float]]:
    return [
        {f"question {item.question}": 1.0} | {f"rules {value}": 1.0 for value in _said(item.rules_label)}
        for item in items
    ]


def _said(label: Label) -> Sequence[str]:
    return (str(label),) if label is None or isinstance(label, str) else label or ("none",)


def _has_words(items: Sequence[Item]) -> bool:
    """Whether any word stands in two texts, without which there are no features to learn."""
    seen: set[str] = set()
    for item in items:
        words = set(item.text.lower().split())
        if seen & words:
            return True
        seen |= words
    return False
