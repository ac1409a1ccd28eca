"""The progress page: what is done and left, by authority and question and by reviewer; agreement; how people pace.

Signals about pace are shown to the person they are about and to owners, and to nobody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import streamlit as st

from classifier.counted import counted
from classifier.queueing import rebuild_queue
from classifier.records import CurrentAnswer, Review, utc_now
from classifier.review_queue.agreement import agreement
from classifier.review_queue.events import first_labels, readers, standing
from classifier.review_queue.screening import pace
from classifier.store import queue_counts
from review_app.charts import NAMES_LIMIT, legend
from review_app.reading import Whole, forget, whole
from review_app.texts import share
from review_app.work import Work


def show(work: Work) -> None:
    """Draw how far the round is and what is left of it."""
    seen = whole(work)
    with work.store.reading() as db:
        counts = queue_counts(db, work.person.name, utc_now())
    st.title("Progress")
    decided = [
        current
        for current in seen.answers
        if set(current.by) == set(work.fields) and "machine" not in current.by.values()
    ]
    columns = st.columns(4)
    columns[0].metric("Answers", f"{len(seen.answers):,}")
    columns[1].metric("Decided by people", f"{len(decided):,}")
    columns[2].metric("Open in the queue", f"{counts.open + counts.with_others:,}")
    columns[3].metric("Time left", time_left(seen, counts.open + counts.with_others))
    if work.person.may("adjudicator"):
        st.button(
            "Work the queue out again",
            on_click=_rebuild,
            args=(work,),
            key="rebuild",
            help="From labels and decisions as they stand now; adds second readings and checks.",
        )
    if not seen.answers:
        st.info("Nothing is classified yet: run `foi classify`.")
        return
    st.subheader("By authority and question")
    st.vega_lite_chart(spec=_heat_map(work, seen.answers), key="heat_map")
    _people(work, seen)
    _agreement(work, seen)


def _rebuild(work: Work) -> None:
    with work.store.writing() as db:
        left = rebuild_queue(db, work.round)
    forget()
    st.toast(f"{counted(left, 'answer needs', 'answers need')} a person.")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision that stands, of all its fields: `shown` has the time on screen and whether suggestions were kept."""

    reviewer: str
    made_at_utc: datetime
    shown: dict[str, Any]


def decisions(histories: Mapping[str, Sequence[Review]]) -> list[Decision]:
    """Return the decisions that stand; bulk acceptance is none. A suggestion was kept when every field's was."""
    grouped: dict[tuple[str, str], list[Review]] = {}
    for answer_id, history in histories.items():
        for one in standing(history):
            if "batch" not in one.shown and one.field != "spans":
                grouped.setdefault((answer_id, one.token), []).append(one)
    return [_decision(events) for events in grouped.values()]


def _decision(events: Sequence[Review]) -> Decision:
    suggested = [one.shown for one in events if one.shown.get("suggested")]
    shown = {
        "viewed_ms": events[0].shown.get("viewed_ms"),
        "suggested": bool(suggested),
        "kept": all(one.get("kept") for one in suggested),
    }
    return Decision(events[0].reviewer, events[0].reviewed_at_utc, shown)


def time_left(seen: Whole, left: int) -> str:
    """Return the open answers times the typical decision's seconds, for one person; "—" before ten decisions."""
    times = [one.shown["viewed_ms"] for one in decisions(seen.histories) if one.shown.get("viewed_ms")]
    if len(times) < 10:
        return "—"
    minutes = left * median(times) / 60_000
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def _heat_map(work: Work, answers: Sequence[CurrentAnswer]) -> dict[str, Any]:
    rows = [
        {"authority": current.authority, "question": current.answer.question_id, "state": _state(current, work.fields)}
        for current in answers
    ]
    states = ["decided by a person", "in part", "by the machine", "failed or unread"]
    return {
        "data": {"values": rows},
        "height": {"step": 20},
        "mark": {"type": "rect", "stroke": "#80808040", "strokeWidth": 1},
        "encoding": {
            "x": {
                "field": "question",
                "type": "nominal",
                "sort": [one.id for one in work.round.leaves],
                "title": "Question",
                "axis": {"orient": "top", "labelAngle": 0},
            },
            "y": {
                "field": "authority",
                "type": "nominal",
                "title": None,
                "axis": {"labelLimit": NAMES_LIMIT, "labelOverlap": False},
            },
            "color": {
                "field": "state",
                "type": "nominal",
                "title": None,
                "scale": {"domain": states, "range": ["#0072b2", "#56b4e9", "#969ca4", "#d55e00"]},
                "legend": legend(states),
            },
            "tooltip": [{"field": one, "title": one.capitalize()} for one in ("authority", "question", "state")],
        },
    }


def _state(current: CurrentAnswer, fields: Sequence[str]) -> str:
    by = [current.by.get(name) for name in fields]
    if all(one == "human" for one in by):
        return "decided by a person"
    if "human" in by:
        return "in part"
    return "failed or unread" if None in by else "by the machine"


def _people(work: Work, seen: Whole) -> None:
    st.subheader("By reviewer")
    made = decisions(seen.histories)
    names = sorted({one.reviewer for one in made})
    if not names:
        st.caption("Nobody has decided on anything yet.")
        return
    today = utc_now() - timedelta(hours=24)
    rows = []
    for name in names:
        mine = [one for one in made if one.reviewer == name]
        row: dict[str, object] = {
            "Reviewer": name,
            "Decisions": len(mine),
            "Last 24 hours": sum(one.made_at_utc > today for one in mine),
        }
        if name == work.person.name or work.person.may("owner"):
            row |= _pace_row(name, mine)
        rows.append(row)
    st.dataframe(rows, hide_index=True, alt="Decisions by reviewer")
    st.caption(
        "Pace and take-up are signals for looking closer, no judgement. You see your own; owners see everybody's."
    )


def _pace_row(name: str, mine: Sequence[Decision]) -> dict[str, object]:
    found = pace(name, [one.shown for one in mine])
    return {
        "Typical time": f"{found.median_ms / 1000:.0f} s" if found.median_ms is not None else "—",
        "Suggestions kept": f"{found.take_up:.0%}" if found.take_up is not None else "—",
        "Signals": "; ".join(found.signals) or "none",
    }


def _agreement(work: Work, seen: Whole) -> None:
    st.subheader("Agreement of two readers")
    twice = {answer_id: history for answer_id, history in seen.histories.items() if len(readers(history)) > 1}
    if not twice:
        st.caption("No answer has been read by two people yet: a random share comes into the queue as second readings.")
        return
    rows = []
    for field in work.round.taxonomy.fields:
        pairs = []
        for history in twice.values():
            first, second = (first_labels(history, name).get(field.name) for name in readers(history)[:2])
            if first and second and second.shown.get("blind"):
                pairs.append((first.label, second.label))
        found = agreement(field, pairs)
        rows.append({
            "Field": field.title or field.name, "Answers": found.pairs,
            "Same label": share(round((found.raw or 0) * found.pairs), found.pairs),
            "Cohen's kappa": _number(found.kappa), "Krippendorff's alpha": _number(found.alpha), "Remark": found.why,
        })  # fmt: skip
    st.dataframe(rows, hide_index=True, alt="Agreement per field")


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"
