"""The statistics page: what may be printed and how sure it is, the audit behind it, and declaring what is to be counted.

Declarations are written to `round.yaml`, draws and closings to the store; looking changes nothing.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from classifier.auditing import AuditState, close, draw
from classifier.counted import counted
from classifier.errors import FoiError
from classifier.queueing import rebuild_queue
from classifier.round import load_round
from classifier.round.declared import ANY, Statistic
from classifier.round.editing import save_entry, save_statistics
from classifier.statistics import Result, checks_for, gate, group_name, percent, sentence, small_print
from review_app.numbers import Numbers, declared_from, forget_numbers, numbers, offered_tests, rows_of, with_statistic
from review_app.reading import forget
from review_app.texts import plain
from review_app.work import Work

_OF = {
    "replied": "who replied",
    "asked": "who were asked",
    "answered": "who answered",
    "applicable": "who answered and to whom it applied",
}
_NEW = "A new one"
_BY = {"": "all together", "nation": "by nation", "kind": "by kind of authority"}


def show(work: Work) -> None:
    """Draw the declared statistics, their audit, the form, and the table of all counts."""
    st.title("Statistics")
    seen = numbers(work)
    if said := st.session_state.pop("statistics_said", ""):
        st.toast(plain(said))
    if problem := st.session_state.pop("statistics_problem", ""):
        st.error(plain(problem))
    if not seen.frame.said:
        st.info("Nothing is classified yet: run `foi classify`.")
        return
    published, every = st.tabs(["To publish", f"Every count ({len(seen.defaults)})"])
    with published:
        _declared(work, seen)
        _audit(work, seen)
        if work.person.may("adjudicator"):
            _settings(work)
            _form(work, seen)
    with every:
        _every(seen)


# --- results ----------------------------------------------------------------------------------------------------------


def _declared(work: Work, seen: Numbers) -> None:
    if not seen.declared:
        st.info("No statistic is declared yet. Declare below what you mean to publish; then audit it.")
        return
    st.vega_lite_chart(spec=_intervals(seen), key="statistics_chart")
    for results in seen.declared:
        _card(work, results)


def _card(work: Work, results: Sequence[Result]) -> None:
    whole, *parts = results
    judged = gate(whole, work.round.widest)
    with st.container(border=True, key=f"statistic_{whole.statistic.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{plain(whole.statistic.id)}** · {whole.count} of {whole.of} · {_share(whole)}", width="content"
            )
            if judged.open:
                st.badge("May be published", icon=":material/check:", color="green")
            else:
                st.badge("Not yet", icon=":material/hourglass_empty:", color="orange")
        st.markdown(plain(sentence(whole, work.round.noun)))
        st.caption(plain(judged.words))
        with st.expander("Small print"):
            st.markdown("\n".join(f"- {plain(line)}" for line in small_print(whole, work.round.noun)))
            if parts:
                st.table([_group_row(one) for one in parts])


def _share(one: Result) -> str:
    return "—" if one.share is None else percent(one.share)


def _group_row(one: Result) -> dict[str, str]:
    return {
        "Group": plain(group_name(one.statistic)),
        "Count": f"{one.count} of {one.of}",
        "Share": _share(one),
        "95 % interval": f"{one.low} to {one.high}",
    }


def _intervals(seen: Numbers) -> dict[str, Any]:
    """One line for each statistic: the exact interval as a bar, the share as a tick."""
    rows = [
        {"statistic": one[0].statistic.id, "share": one[0].share, "low": one[0].share_low, "high": one[0].share_high}
        for one in seen.declared
        if one[0].share is not None
    ]
    y = {"field": "statistic", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 260}}
    axis = {"format": "%", "title": "Share (95 % interval)", "tickCount": 5}
    x = {"field": "low", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": axis}
    tips = [{"field": name, "format": ".0%"} for name in ("share", "low", "high")]
    bar = {
        "mark": {"type": "bar", "height": 12, "opacity": 0.45},
        "encoding": {"y": y, "x": x, "x2": {"field": "high"}, "tooltip": tips},
    }
    tick = {
        "mark": {"type": "tick", "thickness": 4, "size": 20},
        "encoding": {"y": y, "x": x | {"field": "share"}, "tooltip": tips},
    }
    return {"data": {"values": rows}, "height": {"step": 34}, "layer": [bar, tick]}


def _every(seen: Numbers) -> None:
    st.caption(
        "Each question by each value, of those who replied. Nobody has audited these: declare what is to be published."
    )
    zeros = st.toggle("Counts of nothing too", key="statistics_zeros")
    rows = [
        {
            "Statistic": one.statistic.id, "Count": one.count, "of": one.of, "Share": one.share, "from": one.low, "to": one.high,
            "Read by people": f"{one.read} of {one.known}", "In words": one.statistic.words,
        }
        for one in seen.defaults
        if zeros or one.count
    ]  # fmt: skip
    st.dataframe(
        rows,
        hide_index=True,
        alt="Every count",
        column_config={"Share": st.column_config.NumberColumn(format="percent")},
    )


# --- the audit --------------------------------------------------------------------------------------------------------


def _audit(work: Work, seen: Numbers) -> None:
    if not seen.declared:
        return
    st.subheader("Audit")
    state = next((one for one in seen.audits if one.audit.closed_at_utc is None), None)
    if state:
        _open_audit(work, state)
    else:
        _no_audit(work, seen)
    if closed := [one for one in seen.audits if one.audit.closed_at_utc]:
        with st.expander(f"{len(closed)} closed"):
            st.table([_closed_row(one) for one in closed])


def _open_audit(work: Work, state: AuditState) -> None:
    made, left = state.done, state.items - state.done - state.not_blind
    st.progress(
        made / state.items if state.items else 1.0,
        f"{plain(state.audit.name)}: {made} of {state.items} blind checks are made",
    )
    if state.not_blind:
        st.caption(f"{state.not_blind} were read without being blind, and will count as errors.")
    with st.container(horizontal=True):
        if left and st.button(f"Make the {left} that are left", type="primary", key="audit_go"):
            st.switch_page(st.session_state.review_page)
        if work.person.may("adjudicator"):
            st.button("Close the audit", key="audit_close", on_click=_close, args=(work,), disabled=not state.can_close)
    st.caption(
        "They come up on the desk as blind checks. Corrections made otherwise mend labels and do not count here."
    )


def _no_audit(work: Work, seen: Numbers) -> None:
    wanting = [one[0] for one in seen.declared if not gate(one[0], work.round.widest).open]
    if not wanting:
        st.caption("Every declared statistic is narrow enough as it is.")
        return
    st.write(
        "First review what is in doubt. Then draw: authorities are chosen at random, by what the machine says of them, from those "
        "whose answers nobody has read, and read blind."
    )
    needed = sum(sum((checks_for(one, work.round.widest) or one.left).values()) for one in wanting)
    if work.person.may("adjudicator"):
        st.button(
            f"Draw an audit: up to {needed} blind checks", key="audit_draw", type="primary", disabled=not needed,
            on_click=_draw, args=(work, [one.statistic.id for one in wanting]),
        )  # fmt: skip


def _closed_row(one: AuditState) -> dict[str, str]:
    audit = one.audit
    when = f"{audit.closed_at_utc:%d %b %Y}" if audit.closed_at_utc else ""
    return {
        "Audit": audit.id[:8], "Of": plain(", ".join(audit.statistics)), "Blind checks": str(one.done), "Seed": plain(audit.seed), "Closed": when,
    }  # fmt: skip


def _draw(work: Work, ids: Sequence[str]) -> None:
    try:
        with work.store.writing() as db:
            audit = draw(db, work.round, work.person.name, ids=ids)
    except FoiError as error:
        st.session_state.statistics_problem = str(error)
        return
    _changed(f"{counted(len(audit.items), 'answer waits as a blind check', 'answers wait as blind checks')}.")


def _close(work: Work) -> None:
    try:
        with work.store.writing() as db:
            state = close(db, work.round, work.person.name)
    except FoiError as error:
        st.session_state.statistics_problem = str(error)
        return
    _changed(f"{state.audit.name} is closed: its errors count from now on.")


def _changed(said: str) -> None:
    forget()
    forget_numbers()
    st.session_state.statistics_said = said


# --- declaring --------------------------------------------------------------------------------------------------------


def _settings(work: Work) -> None:
    round = work.round
    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(
        "Publish when the interval is at most so many points wide", 0.5, 100.0, round.widest, 0.5, key="statistics_widest",
        on_change=_set_widest, args=(work,),
    )  # fmt: skip
    right.toggle(
        "Queue first what narrows these most", round.queue_first == "statistics", key="statistics_first", on_change=_set_first,
        args=(work,), help="Otherwise what is most in doubt comes first.",
    )  # fmt: skip


def _set_widest(work: Work) -> None:
    save_entry(work.round.folder, "widest", float(st.session_state.statistics_widest))
    forget_numbers()


def _set_first(work: Work) -> None:
    first = "statistics" if st.session_state.statistics_first else "doubt"
    round = save_entry(work.round.folder, "queue_first", first)
    with work.store.writing() as db:
        rebuild_queue(db, round)
    forget()


def _form(work: Work, seen: Numbers) -> None:
    st.subheader("Declare")
    known = {one.id: one for one in work.round.statistics}
    which = st.selectbox("Which", [_NEW, *known], key="statistics_which", format_func=plain)
    one = known.get(str(which))
    choice = f"{which}_{st.session_state.get('statistics_turn', 0)}"  # what was saved leaves an empty form behind
    with st.form(f"declare_{choice}"):
        left, right = st.columns([1, 2])
        left.text_input("Short name", one.id if one else "", key=f"declare_id_{choice}", placeholder="policy")
        right.text_input(
            "In words, as the sentence goes on",
            one.words if one else "",
            key=f"declare_words_{choice}",
            placeholder="hold a policy on …",
        )
        _choices(choice, one)
        edited = _terms(work, seen, choice, one)
        with st.container(horizontal=True):
            if st.form_submit_button("Save", type="primary", key=f"declare_save_{choice}"):
                _save(work, choice, one, edited)
            if one and st.form_submit_button("Take out", key=f"declare_drop_{choice}"):
                _write(work, with_statistic(work.round, one.id, None), f"{one.id} is taken out.")


def _choices(choice: str, one: Statistic | None) -> None:
    of, by, match = st.columns(3)
    rules, ways = list(_OF), list(_BY)
    of.selectbox(
        "Of those", rules, rules.index(one.of) if one else 0, format_func=_OF.__getitem__, key=f"declare_of_{choice}"
    )
    by.selectbox(
        "Counted", ways, ways.index(one.by or "") if one else 0, format_func=_BY.__getitem__, key=f"declare_by_{choice}"
    )
    match.segmented_control(
        "Of the lines below",
        ["all", "any"],
        default=one.match if one else "all",
        required=True,
        key=f"declare_match_{choice}",
        format_func=lambda way: f"{way} must hold",
    )


def _terms(work: Work, seen: Numbers, choice: str, one: Statistic | None) -> list[dict[str, Any]]:
    questions = [ANY, *(question.id for question in work.round.leaves)]
    rows = st.data_editor(
        rows_of(one), num_rows="dynamic", hide_index=True, width="stretch", key=f"declare_terms_{choice}",
        column_config={
            "question": st.column_config.SelectboxColumn("The answer to question", options=questions, help="any: at least one of their answers"),
            "test": st.column_config.SelectboxColumn("has", options=offered_tests(work.round, seen.frame), width="large"),
            "not": st.column_config.CheckboxColumn("not", default=False),
        },
    )  # fmt: skip
    return list(rows)


def _save(work: Work, choice: str, one: Statistic | None, rows: Sequence[dict[str, Any]]) -> None:
    state = st.session_state
    form = {name: state.get(f"declare_{name}_{choice}") for name in ("id", "words", "of", "by", "match")}
    try:
        new = declared_from(work.round, form, rows)
    except FoiError as error:
        st.error(plain(str(error)))
        return
    _write(work, with_statistic(work.round, one.id if one else None, new), f"{new.id} is declared.")


def _write(work: Work, statistics: Sequence[Statistic], said: str) -> None:
    try:
        save_statistics(work.round.folder, statistics)
        with work.store.writing() as db:
            rebuild_queue(db, load_round(work.round.folder))
    except FoiError as error:
        st.error(plain(str(error)))
        return
    _changed(said)
    st.session_state.statistics_turn = st.session_state.get("statistics_turn", 0) + 1
    st.rerun()
