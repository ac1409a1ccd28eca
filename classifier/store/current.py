"""Every answer as it stands now: the adopted run's labels with people's reviews over them, both kept apart.

A letter without a result in the adopted run shows the answers of the newest run that has one, without machine
labels. Only files that count as letters, or as unread, are shown. For sums over many answers use a Parquet snapshot instead.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from classifier.errors import UserError
from classifier.records import Answer, CurrentAnswer, Label, Quote, Run, Span
from classifier.store.encoding import label_from, quotes_from, spans_from
from classifier.store.engine import IN_LIST, Database, Row
from classifier.store.letters import IN_ORDER
from classifier.store.reviews import SPANS

_ANSWERS = """
SELECT answers.answer_id, splits.run_id, answers.letter_id, answers.question_id, splits.state, splits.spans,
       splits.context, splits.confidence, splits.evidence, authorities.name, letters.source, letters.sent_on, letters.kind
FROM answers
JOIN splits ON splits.answer_id = answers.answer_id
JOIN letters ON letters.letter_id = answers.letter_id
JOIN authorities ON authorities.authority_id = letters.authority_id
WHERE TRUE
"""
_RUNS = """
SELECT runs.run_id, runs.run_id = (SELECT run_id FROM current_run), runs.position,
       model, prompt, prompt_sha256, codebook, splitter, settings
FROM runs
"""
_SPLIT = ("letter", "unread")  # kinds of files that have answers; an unread one has them all unread
_PROPOSALS = "SELECT answer_id, field, label, confidence, quotes, signals FROM proposals WHERE run_id = ?"
_FAILURES = "SELECT answer_id, field, reason FROM failures WHERE run_id = ?"
_CALIBRATED = "SELECT answer_id, field, confidence FROM calibrated WHERE run_id = ?"
_REVIEWS = "SELECT review_id, answer_id, field, action, label, spans, reverts FROM reviews WHERE TRUE"


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is asked for: conditions, with their values, on the answers and on the letters that they are of."""

    answers: str = ""
    answer_values: Sequence[Any] = ()
    letters: str = ""
    letter_values: Sequence[Any] = ()


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
    db: Database,
    letter_ids: Iterable[str] | None = None,
    question_ids: Iterable[str] | None = None,
    run_id: str | None = None,
) -> list[CurrentAnswer]:
    """Return the answers as they stand now, by letter (authority, source) and in the order of the questions.

    `letter_ids` and `question_ids` narrow them down; None means all, an empty list means none. `run_id` asks how they
    would stand if this run were the adopted one; UserError for an unknown run. A label's confidence is the one that was
    learnt from the round's decisions, where there is one; what the run claimed is then in its signals as `claimed`. Of
    a field that has learnt ones, a label without is marked `uncalibrated` there.
    """
    scope = ""
    params: list[Any] = []
    for column, wanted in (("answers.letter_id", letter_ids), ("answers.question_id", question_ids)):
        if wanted is not None:
            scope, params = f"{scope} AND {column} {IN_LIST}", [*params, list(wanted)]
    rows = db.execute(f"{_ANSWERS} {scope} {IN_ORDER}, splits.position", params)
    if not scope:
        return _read(db, rows, _Scope(), run_id)
    ids, letters = sorted({row[0] for row in rows}), sorted({row[2] for row in rows})
    narrowed = _Scope(f"AND answer_id {IN_LIST}", [ids], f"WHERE letter_id {IN_LIST}", [letters])
    return _read(db, rows, narrowed, run_id)


def read_machine(db: Database) -> list[CurrentAnswer]:
    """Return all answers with the machine's labels and passages alone, in the order of `read_current`."""
    return _read(db, db.execute(f"{_ANSWERS} {IN_ORDER}, splits.position"), _Scope(), people=False)


def read_current_answer(db: Database, answer_id: str) -> CurrentAnswer:
    """Return one answer as it stands now; raise UserError when it is not among the current ones."""
    rows = db.execute(f"{_ANSWERS} AND answers.answer_id = ?", [answer_id])
    scope = _Scope("AND answer_id = ?", [answer_id], "WHERE letter_id = ?", [row[2] for row in rows[:1]])
    found = _read(db, rows, scope) if rows else []
    if not found:
        raise UserError(f"there is no answer {answer_id} in this store now: reload the list of answers")
    return found[0]


def _read(
    db: Database, rows: Sequence[Row], scope: _Scope, run_id: str | None = None, people: bool = True
) -> list[CurrentAnswer]:
    """Keep the rows that count and put the labels of the adopted run and, with `people`, their reviews to them."""
    runs = {row[0]: row[1:] for row in db.execute(_RUNS)}
    if run_id is not None:
        if run_id not in runs:
            raise UserError(f"there is no run {run_id} in this store: list them with `foi runs ROUND`")
        runs = {one: (one == run_id, *row[1:]) for one, row in runs.items()}
    adopted = {run_id: Run(*row[2:]) for run_id, row in runs.items() if row[0]}
    kept = _that_count(db, rows, scope, {run_id: (bool(row[0]), row[1]) for run_id, row in runs.items()})
    gathered = {row[0]: _Labels() for row in kept}
    for run_id in adopted:
        for row in db.execute(f"{_PROPOSALS} {scope.answers}", [run_id, *scope.answer_values]):
            _add_proposal(gathered, row)
        for answer_id, name, reason in db.execute(f"{_FAILURES} {scope.answers}", [run_id, *scope.answer_values]):
            if answer_id in gathered:
                gathered[answer_id].failures[name] = reason
        _calibrate(gathered, db.execute(f"{_CALIBRATED} {scope.answers}", [run_id, *scope.answer_values]))
    for row in _standing(db, scope) if people else ():
        _add_review(gathered, row)
    return [_current(row, gathered[row[0]], adopted.get(row[1])) for row in kept]


def _that_count(db: Database, rows: Sequence[Row], scope: _Scope, ranks: dict[str, tuple[bool, int]]) -> list[Row]:
    """Keep the answers of each letter's best result (the adopted run's, else the newest), of files that count as such.

    The views `current_results` and `current_kinds` say the same; for one answer this takes a quarter of the time.
    """
    best: dict[str, str] = {}
    for letter_id, run_id in db.execute(f"SELECT letter_id, run_id FROM results {scope.letters}", scope.letter_values):
        best[letter_id] = max(best.get(letter_id, run_id), run_id, key=ranks.__getitem__)
    sql = f"SELECT letter_id, kind FROM kind_events {scope.letters} ORDER BY position"
    overruled: dict[str, str] = dict(db.execute(sql, scope.letter_values))
    return [row for row in rows if best.get(row[2]) == row[1] and overruled.get(row[2], row[12]) in _SPLIT]


def _standing(db: Database, scope: _Scope) -> list[Row]:
    """Return for each answer and field the latest review that is no revert and was not taken back."""
    rows = db.execute(f"{_REVIEWS} {scope.answers} ORDER BY reviewed_at_utc, review_id", scope.answer_values)
    undone = {row[6] for row in rows}
    latest = {row[1:3]: row for row in rows if row[3] != "revert" and row[0] not in undone}
    return list(latest.values())


def _add_proposal(gathered: dict[str, _Labels], row: Row) -> None:
    answer_id, name, label, confidence, quotes, signals = row
    if found := gathered.get(answer_id):
        found.labels[name], found.by[name], found.confidence[name] = label_from(label), "machine", confidence
        found.quotes[name], found.signals[name] = quotes_from(quotes), json.loads(signals)


def _calibrate(gathered: dict[str, _Labels], rows: Sequence[Row]) -> None:
    """Put the learnt confidence in place of the claimed one, and mark the labels that came later."""
    learnt: dict[str, dict[str, float]] = {}
    for answer_id, name, sure in rows:
        learnt.setdefault(name, {})[answer_id] = sure
    for name, confidences in learnt.items():
        for answer_id, found in gathered.items():
            if name not in found.labels:
                continue
            if answer_id in confidences:
                found.signals[name]["claimed"] = found.confidence[name]
                found.confidence[name] = confidences[answer_id]
            else:
                found.signals[name]["uncalibrated"] = True


def _add_review(gathered: dict[str, _Labels], row: Row) -> None:
    _, answer_id, name, action, label, spans, _ = row
    found = gathered.get(answer_id)
    if found is None:
        return
    if name == SPANS:
        found.spans = spans_from(spans) if action == "label" else None
        return
    found.labels[name], found.by[name], found.confidence[name] = label_from(label), "human", 1.0
    if action == "cannot_tell":
        found.signals[name] = found.signals.get(name, {}) | {"cannot_tell": True}


def _current(row: Row, found: _Labels, run: Run | None) -> CurrentAnswer:
    _, _, letter_id, question_id, state, spans, context, confidence, evidence, authority, source, sent_on, _ = row
    places = spans_from(spans), spans_from(context)
    answer = Answer(letter_id, question_id, state, *places, confidence, json.loads(evidence))
    if found.spans is not None:
        answer = replace(answer, state="answered" if found.spans else "unanswered", spans=found.spans)
        _flag_outside(found, answer)
    return CurrentAnswer(
        answer, authority, source, sent_on, found.labels, found.by, found.confidence, found.quotes, found.signals,
        found.failures, run,
    )  # fmt: skip


def _flag_outside(found: _Labels, answer: Answer) -> None:
    """Flag machine labels with a quotation that is no longer in the answer, nor in what it points to."""
    allowed = (*answer.spans, *answer.context)
    for name, quotes in found.quotes.items():
        inside = [any(start <= quote.start and quote.end <= end for start, end in allowed) for quote in quotes]
        if not all(inside):
            found.signals[name] = found.signals[name] | {"outside_spans": True}
