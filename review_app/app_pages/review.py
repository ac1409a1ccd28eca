"""The review page: the desk, and what its messages do. Each message is one transaction; drawing writes nothing but a claim."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from classifier.errors import DataError, StoreLockedError, UserError
from classifier.records import utc_now
from classifier.store import Database, StoreLostError, claim
from review_app.desk import flow, message, show_desk
from review_app.desk.drawn import desk_data
from review_app.desk.flow import Seat
from review_app.directory import Directory, directory
from review_app.work import Work

_HEARTBEAT_S = 60


def show(work: Work) -> None:
    """Draw the desk at the item that this tab is on, or at the next one that needs a person."""
    state = st.session_state
    seat: Seat = state.get("seat") or _first_seat()
    places = directory(work.store.location, work.store, tuple(work.round.leaves))
    wanted = state.pop("wanted", None)
    if not work.person.may("reviewer"):
        st.info("You may look, not decide: the owner gives roles.")
        return
    with work.store.writing() as db:
        if wanted:
            seat = flow.open_item(db, work, seat, wanted, utc_now())
        if seat.answer_id is None:
            seat = flow.take_next(db, work, seat, places, utc_now())
        data, reasons = desk_data(db, work, seat, places)
    state.seat, state.reasons, state.work, state.places = seat, reasons, work, places
    _remember_item(seat)
    show_desk(data | {"reply": state.get("reply", 0)}, _on_message)
    _heartbeat()


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
    work, seat, places = state.work, state.seat, state.places
    try:
        with work.store.writing() as db:
            if sent["type"] == "draft":
                flow.keep_draft(db, work, sent, utc_now())
                return
            state.seat = _act(db, work, seat, places, sent)
    except (UserError, DataError, StoreLockedError, StoreLostError) as error:
        state.seat = replace(seat, said=str(error), said_kind="bad")
    state.reply = state.get("reply", 0) + 1


def _act(db: Database, work: Work, seat: Seat, places: Directory, sent: Mapping[str, Any]) -> Seat:
    now = utc_now()
    kind = sent["type"]
    if kind == "decide":
        decided = flow.decide(db, work, seat, sent, st.session_state.reasons, now)
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
        with work.store.writing() as db:
            claim(db, seat.answer_id, work.person.name, work.session, now, now + flow.LEASE)
    state.beats = True
