"""Put all scores of one run together, and its items, as records and as plain JSON. Prints nothing.

Where test letters are among those scored, figures are whole, but no item carries a letter's words or labels.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from classifier.llm.prices import Price
from classifier.records import spanned_text
from classifier.resampling import RESAMPLES, SEED
from eval.calibration import Calibration, calibration
from eval.cases import Case, LetterCases, unaccounted
from eval.evidence import EvidenceScore, score_evidence
from eval.labels import FieldScore, score_field
from eval.marks import Mark, marks_of
from eval.names import NameScore, score_names
from eval.running import Outcome
from eval.slices import Slice, dimensions, score_slices
from eval.spending import Spending, spending
from eval.splitting import SplitScore, case_f1, score_splitting
from eval.thresholds import Kept, Threshold, keep

_AROUND = 160
_LONGEST = 1200


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything that is known of one run on one gold set. `about` says which run, on what, with which seed.

    `lost` counts labels that are neither proposals nor failures: 0 for a whole run. `items` has an entry for each
    answer, in order.
    """

    about: dict[str, Any]
    lost: int
    fields: tuple[FieldScore, ...]
    names: tuple[NameScore, ...]
    evidence: tuple[EvidenceScore, ...]
    splitting: SplitScore
    calibration: tuple[Calibration, ...]
    kept: tuple[Kept, ...]
    slices: tuple[Slice, ...]
    spending: Spending
    items: tuple[dict[str, Any], ...]


def score(outcome: Outcome, thresholds: Mapping[str, Threshold] | None = None, price: Price | None = None) -> Scores:
    """Score one run; `thresholds` maps fields to the stored ones."""
    letters, taxonomy = outcome.letters, outcome.gold.round.taxonomy
    marks = {field.name: marks_of(letters, field, taxonomy) for field in taxonomy.fields}
    closed = outcome.gold.closed
    pooled = [mark for each in marks.values() for mark in each]
    stored = thresholds or {}
    names = [score_names(letters, field, taxonomy) for field in taxonomy.fields if field.kind == "names"]
    return Scores(
        about=_about(outcome),
        lost=unaccounted(letters, taxonomy),
        fields=tuple(score_field(letters, field, taxonomy) for field in taxonomy.fields),
        names=tuple(NameScore(one.field, one.levels, () if closed else one.errors) for one in names),
        evidence=tuple(score_evidence(letters, field) for field in taxonomy.fields),
        splitting=score_splitting(letters, closed),
        calibration=(*(calibration(each, name) for name, each in marks.items()), calibration(pooled, "all fields")),
        kept=tuple(keep(marks[name], name, stored[name]) for name in marks if name in stored),
        slices=tuple(score_slices(letters, outcome.gold.round.questions, taxonomy)),
        spending=spending(letters, price),
        items=tuple(_items(outcome, letters, marks, closed)),
    )


def as_json(scores: Scores) -> dict[str, Any]:
    """Return the scores as plain JSON values, the items last; the same scores give the same values."""
    return asdict(replace(scores, items=())) | {"items": list(scores.items)}


def json_text(scores: Scores) -> str:
    """Return the scores as JSON, one line for each kind of score and each item."""
    content = as_json(scores)
    items = ",\n  ".join(json.dumps(item, ensure_ascii=False) for item in content.pop("items"))
    parts = [f' "{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in content.items()]
    return "{\n" + ",\n".join([*parts, f' "items": [\n  {items}\n ]']) + "\n}\n"


def _about(outcome: Outcome) -> dict[str, Any]:
    gold, run = outcome.gold, outcome.run
    return {
        "round": gold.round.name,
        "title": gold.round.title,
        "gold": gold.folder.name,
        "gold_sha256": gold.sha256,
        "parts": sorted({letter.part for letter in gold.letters}),
        "closed": gold.closed,
        "letters": len(gold.letters),
        "answers": sum(len(letter.answers) for letter in gold.letters),
        "fields": [field.name for field in gold.round.taxonomy.fields],
        "spans": outcome.spans,
        "model": run.model,
        "replied_by": sorted({letter.usage["model"] for letter in outcome.letters if letter.usage.get("model")}),
        "prompt": run.prompt,
        "prompt_sha256": run.prompt_sha256,
        "codebook": run.codebook,
        "splitter": run.splitter,
        "settings": run.settings,
        "run": run.id,
        "resamples": RESAMPLES,
        "seed": SEED,
    }


def _items(
    outcome: Outcome, letters: Sequence[LetterCases], marks: Mapping[str, Sequence[Mark]], closed: bool
) -> list[dict[str, Any]]:
    known = {name: {id(mark.case): mark for mark in each} for name, each in marks.items()}
    kinds = dimensions(outcome.gold.round.questions)
    found = []
    for letter in letters:
        for case in letter.cases:
            mine = {name: each[id(case)] for name, each in known.items() if id(case) in each}
            item = _item(letter, case, mine, closed)
            if not closed:
                item["slices"] = [f"{by}: {kind}" for by, of in kinds.items() for kind in of(letter, case)]
            found.append(item)
    return found


def _item(letter: LetterCases, case: Case, marks: Mapping[str, Mark], closed: bool) -> dict[str, Any]:
    item: dict[str, Any] = {
        "letter": letter.gold.name,
        "question": case.gold.question,
        "token_f1": round(case_f1(letter, case), 4),
        "fields": {name: _field(letter, case, name, mark, closed) for name, mark in marks.items()},
    }
    if closed:
        return item
    text = letter.letter.text
    words = {
        "text": spanned_text(text, case.answer.spans)[:_LONGEST],
        "gold_text": spanned_text(text, case.gold.spans)[:_LONGEST],
    }
    return item | words | {"state": case.answer.state, "note": case.gold.note}


def _field(letter: LetterCases, case: Case, name: str, mark: Mark, closed: bool) -> dict[str, Any]:
    known: dict[str, Any] = {"right": mark.right, "counts": mark.counts, "confidence": mark.confidence}
    if closed:
        return known
    known |= {"gold": case.gold.labels[name], "given": case.labels.get(name)}
    if name in case.failures:
        known["failure"] = case.failures[name]
    if quotes := case.quotes.get(name):
        known["quote"] = _in_context(letter.letter.text, quotes[0].start, quotes[0].end)
    return known


def _in_context(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The words before a quote, the quote, and the words after it."""
    return text[max(0, start - _AROUND) : start], text[start:end], text[end : end + _AROUND]
