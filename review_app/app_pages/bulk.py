"""The bulk page: thresholds with their bounds or what is wanting for one, strata, and taking a batch back.

Labels above a threshold stand under the bound of the blind sample; a stratum's own check sample is drawn when it is accepted.
"""

import streamlit as st

from classifier.calibrating import draw_more, states
from classifier.counted import counted
from classifier.records import utc_now
from classifier.review_queue.sampling import sample_needed
from classifier.store import read_audits
from review_app.above import above, accept_above, in_force, left_to_read, lines
from review_app.batches import Batch, Stratum, accept, batches, strata, take_back
from review_app.reading import Whole, forget, whole
from review_app.texts import plain
from review_app.work import Work

_TARGETS = {0.05: "5 %", 0.02: "2 %", 0.01: "1 %"}


def show(work: Work) -> None:
    """Draw what can be accepted in one go, and what was."""
    st.title("Bulk accept")
    st.write(
        "Accepts the machine's labels of a whole stratum. A random sample is drawn at that moment and comes into the "
        "queue as blind checks: it bounds the error of the rest. A batch can be taken back whole at any time."
    )
    seen = whole(work)
    _thresholds(work, seen)
    st.subheader("By stratum")
    left, right = st.columns(2)
    least = left.slider("Every field at least this sure", 0.0, 1.0, 0.9, 0.05, key="bulk_least")
    target = right.segmented_control(
        "Error to bound, at 95 %",
        list(_TARGETS),
        format_func=_TARGETS.__getitem__,
        default=0.05,
        required=True,
        key="bulk_target",
    )
    _strata(work, seen, least, float(target or 0.05))
    _batches(work, seen)
    if said := st.session_state.pop("bulk_said", ""):
        st.toast(said)


def _thresholds(work: Work, seen: Whole) -> None:
    """Say how each field stands with its threshold; accept what is above, or draw the blind checks that are wanting."""
    if not any(current.run for current in seen.answers):
        return
    with work.store.reading() as db:
        found = states(db, work.round)
    titles = {field.name: field.title for field in work.round.taxonomy.fields}
    st.subheader("By threshold")
    with st.container(border=True, key="thresholds"):
        for line in lines(found, titles):
            st.markdown(plain(line))
        chosen = above(seen.answers, in_force(found), left_to_read(found) | _sampled(work, seen))
        wanting = max((one.to_draw for one in found), default=0)
        if chosen:
            st.button(
                f"Accept {counted(len(chosen), 'label', 'labels')} above the thresholds", key="accept_above", type="primary",
                on_click=_accept_above, args=(work, seen),
            )  # fmt: skip
        if wanting:
            st.button(
                f"Draw {counted(wanting, 'more blind check', 'more blind checks')}",
                key="draw_more",
                on_click=_draw_more,
                args=(work, wanting),
            )
        st.caption("`foi calibrate` tests the thresholds when all blind checks that were drawn have been made.")


def _sampled(work: Work, seen: Whole) -> set[str]:
    """Return the answers drawn to check a batch that stands, or for an audit that is open."""
    drawn = {one for batch in batches(seen.histories, work.fields) if batch.accepted for one in batch.sample}
    with work.store.reading() as db:
        return drawn | {name for one in read_audits(db) if one.closed_at_utc is None for name in one.items}


def _accept_above(work: Work, seen: Whole) -> None:
    sampled = _sampled(work, seen)
    with work.store.writing() as db:
        accepted = accept_above(db, work, sampled, utc_now())
    forget()
    st.session_state.bulk_said = f"{counted(accepted, 'label', 'labels')} accepted."


def _draw_more(work: Work, checks: int) -> None:
    with work.store.writing() as db:
        drawn = draw_more(db, work.round, work.person.name, checks=checks)
    forget()
    st.session_state.bulk_said = f"{counted(drawn, 'more answer is', 'more answers are')} in the queue as blind checks."


def _strata(work: Work, seen: Whole, least: float, target: float) -> None:
    with work.store.reading() as db:
        audited = {name for one in read_audits(db) if one.closed_at_utc is None for name in one.items}
    found = strata(seen.answers, seen.histories, work.fields, least, audited)
    if not found:
        st.info("No answer is that sure in every field and still without a person's decision.")
        return
    needed = sample_needed(target)
    for place, stratum in enumerate(found):
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"stratum_{place}"):
            many, enough = len(stratum.answers), len(stratum.answers) > needed
            why = _bound_words(stratum) if enough else f"Too few yet: a check sample of {needed:,} would take them all."
            st.markdown(f"**{plain(stratum.label)}** · {counted(many, 'answer', 'answers')}  \n{why}", width="stretch")
            st.button(
                f"Accept {many - needed:,}, draw {needed:,} for checking" if enough else "Nothing to accept yet",
                key=f"accept_{stratum.label}_{least}_{target}", type="primary", on_click=_accept,
                args=(work, stratum, target), disabled=not enough,
            )  # fmt: skip
    if any(len(one.answers) <= needed for one in found):
        st.caption(_too_few(needed, target))


def _too_few(needed: int, target: float) -> str:
    """Say why small strata cannot be accepted, and what would change that."""
    fewer = "" if target >= max(_TARGETS) else ", and a larger error to bound needs a smaller sample"
    return (
        f"To bound the error at {_TARGETS[target]}, {needed:,} answers of a stratum are read blind, and only the others are "
        "accepted unread. Strata that are too small keep the machine's labels meanwhile. A lower slider takes in more "
        f"answers{fewer}."
    )


def _bound_words(stratum: Stratum) -> str:
    if stratum.bound is None:
        return "No blind check yet, so no bound: the sample drawn now gives the first."
    return (
        f"{stratum.errors} of {stratum.checked} earlier blind checks differed: error up to {stratum.bound:.1%} (95 %)."
    )


def _accept(work: Work, stratum: Stratum, target: float) -> None:
    with work.store.writing() as db:
        accepted, drawn = accept(db, work, stratum, target, utc_now())
    forget()
    st.session_state.bulk_said = f"{accepted:,} accepted; {drawn:,} are in the queue as blind checks."


def _batches(work: Work, seen: Whole) -> None:
    made = batches(seen.histories, work.fields)
    if not made:
        return
    st.subheader("Accepted so far")
    for batch in made:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"batch_{batch.id}"):
            st.markdown(
                f"**{plain(batch.label)}** · batch {batch.id} · {plain(batch.by)}, {batch.at_utc:%d %b %Y %H:%M} UTC  \n{_batch_words(batch)}",
                width="stretch",
            )
            if batch.accepted:
                st.button(
                    f"Take back {batch.accepted:,}",
                    key=f"take_back_{batch.id}",
                    on_click=_take_back,
                    args=(work, batch),
                )


def _batch_words(batch: Batch) -> str:
    if not batch.accepted:
        return "Taken back."
    if batch.promised is not None:
        return f"{counted(batch.accepted, 'answer', 'answers')} with labels above their thresholds: at most {batch.promised:.1%} are wrong."
    state = f"{batch.accepted:,} accepted; {batch.checked} of {len(batch.sample)} drawn have been checked, {batch.errors} differed"
    if batch.bound is None:
        return f"{state}: no bound yet."
    bound = f"{state}: error up to {batch.bound:.1%} (95 %)"
    wanting = batch.checked == len(batch.sample) and batch.bound > batch.target
    return f"{bound}, more than the {batch.target:.0%} aimed at: better take it back." if wanting else f"{bound}."


def _take_back(work: Work, batch: Batch) -> None:
    with work.store.writing() as db:
        opened = take_back(db, work, batch, utc_now())
    forget()
    st.session_state.bulk_said = f"Taken back: {counted(opened, 'answer is', 'answers are')} open again."
