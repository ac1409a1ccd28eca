"""The review page: the desk, and what its messages do. Each message is one transaction; drawing writes nothing but a claim."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

from classifier.errors import DataError, FoiError, StoreLockedError, UserError
from classifier.records import utc_now
from classifier.store import Database, StoreLostError, claim, retrying
from review_app.desk import flow, message, show_desk
from review_app.desk.drawn import desk_data
from review_app.desk.flow import Seat
from review_app.directory import Directory, directory
from review_app.texts import plain
from review_app.work import Work

_HEARTBEAT_S = 60
_PATIENCE_S = 10.0  # while a server is started anew; a decision sent twice is one, for its token is the same


def show(work: Work) -> None:
    """Draw the desk at the item that this tab is on, or at the next one that needs a person."""
    if not work.person.may("reviewer"):
        st.info("You may look, not decide: the owner gives roles.")
        return
    state = st.session_state
    state.work = work
    state.places = directory(work.store.location, work.store, tuple(work.round.leaves))
    state.pop("drawn", None)
    _desk()
    _heartbeat()


@st.fragment
def _desk() -> None:
    """Draw the desk, or say why not: a fragment runs alone, and what it raises nobody else would put into a line."""
    try:
        _draw_desk()
    except FoiError as error:
        st.error(plain(str(error)))
        st.button("Try again")


def _draw_desk() -> None:
    """Draw what the last message led to; after a reload or on coming from another page, sit down first."""
    state = st.session_state
    drawn = state.pop("drawn", None)
    if drawn is None:
        work: Work = state.work
        seat: Seat = state.get("seat") or _first_seat()
        wanted = state.pop("wanted", None)
        with work.store.writing() as db:
            if wanted:
                seat = flow.open_item(db, work, seat, wanted, utc_now())
            if seat.answer_id is None:
                seat = flow.take_next(db, work, seat, state.places, utc_now())
            drawn = desk_data(db, work, seat, state.places)
        state.seat = seat
    _remember_item(state.seat)
    show_desk(drawn | {"reply": state.get("reply", 0)}, _on_message)


def _first_seat() -> Seat:
    """A reload comes back to the item in the address."""
    wanted = st.query_params.get("item")
    if wanted and "wanted" not in st.session_state:
        st.session_state.wanted = str(wanted)
    return Seat()


def _remember_item(seat: Seat) -> None:
    if seat.answer_id and st.query_params.get("item") != seat.answer_id:
        st.query_params["item"] = seat.answer_id
    if not seat.answer_id and "item" in st.query_params:
        del st.query_params["item"]


def _on_message() -> None:
    state = st.session_state
    sent = message()
    if not sent or sent.get("sent") == state.get("last_sent"):
        return
    state.last_sent = sent.get("sent")
    work, places, seat = state.work, state.places, state.seat

    def act(db: Database) -> tuple[Seat, dict[str, Any]]:
        if sent["type"] == "draft":
            flow.keep_draft(db, work, seat, sent, utc_now())
            return seat, desk_data(db, work, seat, places)
        after = _act(db, work, seat, places, sent)
        return after, desk_data(db, work, after, places)

    try:
        state.seat, state.drawn = retrying(work.store, act, _PATIENCE_S)
    except (UserError, DataError, StoreLockedError, StoreLostError) as error:
        state.seat = replace(state.seat, said=str(error), said_kind="bad")
    if sent["type"] != "draft":
        state.reply = state.get("reply", 0) + 1


def _act(db: Database, work: Work, seat: Seat, places: Directory, sent: Mapping[str, Any]) -> Seat:
    now = utc_now()
    kind = sent["type"]
    if kind == "decide":
        decided = flow.decide(db, work, seat, sent, now)
        return decided if decided.mode == "reveal" else flow.take_next(db, work, decided, places, now)
    if kind == "skip":
        return flow.take_next(db, work, flow.skip(db, work, seat), places, now)
    if kind == "undo":
        return flow.undo(db, work, seat, now)
    if kind == "back":
        return flow.back(db, work, seat, now)
    if kind == "open":
        return flow.open_item(db, work, seat, str(sent["answer_id"]), now)
    if kind == "order":
        seat = replace(seat, order=str(sent.get("order", seat.order)), only=str(sent.get("only", seat.only)), said="")
        return flow.take_next(db, work, seat, places, now) if sent.get("only") or seat.answer_id is None else seat
    if kind == "view":
        return replace(seat, view=str(sent["view"]), said="")
    return replace(seat, history=not seat.history, said="")


@st.fragment(run_every=_HEARTBEAT_S)
def _heartbeat() -> None:
    """Hold the claim while the tab is open: a closed laptop sends nothing, and its item is free again."""
    state = st.session_state
    seat, work = state.get("seat"), state.get("work")
    if seat and work and seat.answer_id and state.get("beats"):
        now = utc_now()
        with suppress(FoiError), work.store.writing() as db:  # the desk says it; the next beat comes in time
            claim(db, seat.answer_id, work.person.name, work.session, now, now + flow.LEASE)
    state.beats = True
