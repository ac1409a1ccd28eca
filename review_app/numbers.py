"""What the statistics page shows and edits: results of the round as it stands, and terms in the words of a form.

Without Streamlit's widgets: it reads through the store, and turns what a form says into declarations and back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from classifier.auditing import AuditState, audit_states
from classifier.queueing import read_frame
from classifier.records import Review
from classifier.round import Round
from classifier.round.declared import ANY, UNDETERMINED, Statistic, statistic_in
from classifier.statistics import Frame, Result, all_statistics, count, groups
from classifier.store import Audit, Store, read_audits, read_histories
from classifier.terms import shown_name
from review_app.work import Work, changed_ns

STATE = "state"


@dataclass(frozen=True, slots=True)
class Numbers:
    """A round's numbers as they stood a moment ago: for each declared statistic the whole and its groups, then the defaults."""

    frame: Frame
    declared: tuple[tuple[Result, ...], ...]
    defaults: tuple[Result, ...]
    audits: tuple[AuditState, ...]


def numbers(work: Work) -> Numbers:
    """Return the numbers, at most 20 seconds old; a changed `round.yaml` counts at once."""
    return _read(work.store.location, changed_ns(work.round.folder), work.round, work.store)


def forget_numbers() -> None:
    """Let the page count anew: something was just declared, drawn or closed."""
    _read.clear()


@st.cache_resource(ttl=20, max_entries=4, show_spinner="Counting …")
def _read(location: str, changed: int, _round: Round, _store: Store) -> Numbers:
    with _store.reading() as db:
        frame, audits, histories = read_frame(db, _round), read_audits(db), read_histories(db)
        states = tuple(audit_states(db))
    declared = tuple(_results(frame, one, audits, histories) for one in _round.statistics)
    defaults = [one for one in all_statistics(_round) if not one.declared]
    return Numbers(frame, declared, tuple(count(frame, one, audits, histories) for one in defaults), states)


def _results(
    frame: Frame, statistic: Statistic, audits: Sequence[Audit], histories: Mapping[str, Sequence[Review]]
) -> tuple[Result, ...]:
    return tuple(count(frame, one, audits, histories) for one in groups(frame, statistic))


# --- declaring in words -----------------------------------------------------------------------------------------------


def offered_tests(round: Round, frame: Frame) -> list[str]:
    """Return every test that a term of this round can make, as the form offers them: `status: held`, `state: answered`."""
    found = []
    for field in round.taxonomy.fields:
        values = [*field.value_names, UNDETERMINED if field.kind == "one_of" else ANY]
        if field.kind == "names":
            labels = [one.labels.get(field.name) for said in frame.said.values() for one in said.values()]
            names = {
                shown_name(name, field, round.taxonomy)
                for label in labels
                if isinstance(label, tuple)
                for name in label
            }
            values = [ANY, *sorted(names, key=str.casefold)]
        found += [f"{field.name}: {value}" for value in values]
    return [*found, *(f"{STATE}: {value}" for value in ("answered", "unanswered", "unread"))]


def rows_of(statistic: Statistic | None) -> list[dict[str, Any]]:
    """Return a statistic's terms as rows of the form; one empty row for a new one."""
    if statistic is None:
        return [{"question": None, "test": None, "not": False}]
    return [
        {"question": one.question, "test": f"{one.field or one.test}: {one.value}", "not": one.negated}
        for one in statistic.terms
    ]


def declared_from(round: Round, form: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Statistic:
    """Return the statistic that a form declares; raise DataError with what is wrong in it. Empty rows are left out."""
    entry: dict[str, Any] = {"id": form["id"], "words": form["words"], "of": form["of"]}
    if form.get("by"):
        entry["by"] = form["by"]
    entry[form["match"]] = [_term(row) for row in rows if row.get("question") and row.get("test")]
    return statistic_in("This statistic", entry, round.questions, round.taxonomy)


def _term(row: Mapping[str, Any]) -> dict[str, Any]:
    name, _, value = str(row["test"]).partition(": ")
    return {"question": row["question"], name: value, "not": bool(row.get("not"))}


def with_statistic(round: Round, old_id: str | None, new: Statistic | None) -> list[Statistic]:
    """Return the declared statistics with one replaced in its place, added at the end, or (for None) taken out."""
    kept = [one for one in round.statistics if one.id != old_id or new is not None]
    if new is None:
        return kept
    places = [one.id for one in kept]
    if old_id in places:
        kept[places.index(old_id)] = new
        return kept
    return [*kept, new]
