"""Every answer as it stands now: the adopted run's labels with people's reviews over them, both kept apart.

A letter without a result in the adopted run shows the answers of the newest run that has one, without machine
labels. Only letters that count as letters are shown. For sums over many answers use a Parquet snapshot instead.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from classifier.errors import UserError
from classifier.records import Answer, CurrentAnswer, Label, Quote, Run, Span
from classifier.store.encoding import label_from, quotes_from, spans_from
from classifier.store.engine import Database, Row
from classifier.store.letters import IN_ORDER
from classifier.store.reviews import SPANS

_ANSWERS = """
SELECT answers.answer_id, answers.letter_id, answers.question_id, splits.state, splits.spans, splits.context,
       splits.confidence, splits.evidence, authorities.name, letters.source, letters.sent_on, current_results.adopted
FROM current_results
JOIN current_kinds ON current_kinds.letter_id = current_results.letter_id AND current_kinds.kind = 'letter'
JOIN letters ON letters.letter_id = current_results.letter_id
JOIN authorities ON authorities.authority_id = letters.authority_id
JOIN answers ON answers.letter_id = current_results.letter_id
JOIN splits ON splits.answer_id = answers.answer_id AND splits.run_id = current_results.run_id
"""
_PROPOSALS = """
SELECT proposals.answer_id, proposals.field, proposals.label, proposals.confidence, proposals.quotes, proposals.signals
FROM proposals JOIN answers ON answers.answer_id = proposals.answer_id
WHERE proposals.run_id = (SELECT run_id FROM current_run)
"""
_FAILURES = """
SELECT failures.answer_id, failures.field, failures.reason
FROM failures JOIN answers ON answers.answer_id = failures.answer_id
WHERE failures.run_id = (SELECT run_id FROM current_run)
"""
_REVIEWS = """
SELECT human_labels.answer_id, human_labels.field, human_labels.action, human_labels.label, human_labels.spans
FROM human_labels JOIN answers ON answers.answer_id = human_labels.answer_id
WHERE TRUE
"""


@dataclass(slots=True)
class _Labels:
    """What is gathered for one answer before the record is made."""

    labels: dict[str, Label] = field(default_factory=dict)
    by: dict[str, Literal["machine", "human"]] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    quotes: dict[str, tuple[Quote, ...]] = field(default_factory=dict)
    signals: dict[str, dict[str, Any]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    spans: tuple[Span, ...] | None = None


def read_current(
    db: Database, letter_ids: Iterable[str] | None = None, question_ids: Iterable[str] | None = None
) -> list[CurrentAnswer]:
    """Return the answers as they stand now, by letter (authority, source) and in the order of the questions.

    `letter_ids` and `question_ids` narrow them down; None means all, an empty list means none.
    """
    scope = ""
    params: list[Any] = []
    for column, wanted in (("answers.letter_id", letter_ids), ("answers.question_id", question_ids)):
        if wanted is not None:
            scope, params = f"{scope} AND {column} = ANY(?)", [*params, list(wanted)]
    return _read(db, scope, params)


def read_current_answer(db: Database, answer_id: str) -> CurrentAnswer:
    """Return one answer as it stands now; raise UserError when it is not among the current ones."""
    letter = db.execute("SELECT letter_id FROM answers WHERE answer_id = ?", [answer_id])
    # Naming the letter lets the engine look at its results alone.
    found = (
        _read(db, " AND answers.answer_id = ? AND answers.letter_id = ?", [answer_id, letter[0][0]]) if letter else []
    )
    if not found:
        raise UserError(f"there is no answer {answer_id} in this store now: reload the list of answers")
    return found[0]


def _read(db: Database, scope: str, params: Sequence[Any]) -> list[CurrentAnswer]:
    gathered: dict[str, _Labels] = {}
    for row in db.execute(_PROPOSALS + scope, params):
        _add_proposal(gathered.setdefault(row[0], _Labels()), row)
    for answer_id, name, reason in db.execute(_FAILURES + scope, params):
        gathered.setdefault(answer_id, _Labels()).failures[name] = reason
    for row in db.execute(_REVIEWS + scope, params):
        _add_review(gathered.setdefault(row[0], _Labels()), row)
    rows = db.execute(f"{_ANSWERS} WHERE TRUE {scope} {IN_ORDER}, splits.position", params)
    run = _adopted(db)
    return [_current(row, gathered.get(row[0], _Labels()), run) for row in rows]


def _add_proposal(found: _Labels, row: Row) -> None:
    _, name, label, confidence, quotes, signals = row
    found.labels[name], found.by[name], found.confidence[name] = label_from(label), "machine", confidence
    found.quotes[name], found.signals[name] = quotes_from(quotes), json.loads(signals)


def _add_review(found: _Labels, row: Row) -> None:
    _, name, action, label, spans = row
    if name == SPANS:
        found.spans = spans_from(spans) if action == "label" else None
        return
    found.labels[name], found.by[name], found.confidence[name] = label_from(label), "human", 1.0
    if action == "cannot_tell":
        found.signals[name] = found.signals.get(name, {}) | {"cannot_tell": True}


def _current(row: Row, found: _Labels, run: Run | None) -> CurrentAnswer:
    _, letter_id, question_id, state, spans, context, confidence, evidence, authority, source, sent_on, adopted = row
    places = spans_from(spans), spans_from(context)
    answer = Answer(letter_id, question_id, state, *places, confidence, json.loads(evidence))
    if found.spans is not None:
        answer = replace(answer, state="answered" if found.spans else "unanswered", spans=found.spans)
        _flag_outside(found, answer)
    return CurrentAnswer(
        answer, authority, source, sent_on, found.labels, found.by, found.confidence, found.quotes, found.signals,
        found.failures, run if adopted else None,
    )  # fmt: skip


def _flag_outside(found: _Labels, answer: Answer) -> None:
    """Flag machine labels with a quotation that is no longer in the answer, nor in what it points to."""
    allowed = (*answer.spans, *answer.context)
    for name, quotes in found.quotes.items():
        inside = [any(start <= quote.start and quote.end <= end for start, end in allowed) for quote in quotes]
        if not all(inside):
            found.signals[name] = found.signals[name] | {"outside_spans": True}


def _adopted(db: Database) -> Run | None:
    sql = """SELECT model, prompt, prompt_sha256, codebook, splitter, settings
             FROM runs JOIN current_run ON current_run.run_id = runs.run_id"""
    rows = db.execute(sql)
    return Run(*rows[0]) if rows else None
