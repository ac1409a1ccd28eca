"""The adjudication page: where two readers differ, both and the machine side by side, decided by a third, with the kind of reason."""

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from classifier.counted import counted
from classifier.records import CurrentAnswer, Label, Letter, Review, spanned_text, utc_now
from classifier.review_queue.events import conflicts, readers
from classifier.store import read_current_answer, read_history, read_letter, save_reviews
from classifier.taxonomy import Field
from review_app.desk.decision import token_of
from review_app.desk.item import question_words
from review_app.reading import forget, whole
from review_app.texts import label_words, plain
from review_app.work import Work

REASONS = (
    "ambiguous letter",
    "gap in the codebook",
    "slip of a reader",
    "borderline case",
    "matter of opinion",
    "other",
)


def show(work: Work) -> None:
    """Draw the first conflict that is open, or say that there is none."""
    seen = whole(work)
    st.title("Adjudicate")
    waiting = [answer_id for answer_id, history in seen.histories.items() if conflicts(history)]
    passed = st.session_state.setdefault("adjudicated", [])
    waiting = [answer_id for answer_id in waiting if answer_id not in passed]
    if said := st.session_state.pop("adjudicate_said", ""):
        st.toast(said)
    if not waiting:
        st.info("No two readers differ. A random share of the answers is read twice: see second readings in the queue.")
        return
    with work.store.reading() as db:
        current = read_current_answer(db, waiting[0])
        history = read_history(db, waiting[0])
        letter = read_letter(db, current.answer.letter_id)
    st.caption(f"{len(waiting)} to adjudicate")
    _case(work, current, history, letter)


def _case(work: Work, current: CurrentAnswer, history: Sequence[Review], letter: Letter) -> None:
    differing = conflicts(history)
    left, right = st.columns([1, 1.15])
    question = question_words(current.answer.question_id, work.round)
    with left:
        st.markdown(f"**{plain(current.authority)}** · {plain(current.source)}")
        st.markdown(f"**{plain(question['id'])}** {plain(question['text'])}")
        with st.container(border=True, height=420):
            st.text(spanned_text(letter.text, current.answer.spans) or "No passage answers this question.")
    with right:
        keys = iter("123456789")
        for name, events in differing.items():
            _choice(work.round.taxonomy.field(name), events, current.answer.id, keys)
        _agreed(work, history, differing)
        answer_id = current.answer.id
        st.pills("What kind of case", REASONS, wrap=True, key=f"kind_{answer_id}")
        st.text_input("Why", key=f"adjudicate_note_{answer_id}")
        st.button(
            "Save and next",
            key=f"adjudicate_{answer_id}",
            type="primary",
            shortcut="Ctrl+S",
            on_click=_save,
            args=(work, answer_id, history, tuple(differing)),
        )


def _choice(field: Field, events: Sequence[Review], answer_id: str, keys: Iterator[str]) -> None:
    """Show each reader's label and the machine's; a key adopts one of them."""
    state_key = f"adopt_{answer_id}_{field.name}"
    chosen = st.session_state.get(state_key)
    st.markdown(f"**{plain(field.title or field.name)}** {'' if chosen is None else '→ ' + plain(str(chosen[0]))}")
    with st.container(horizontal=True, key=f"options_{answer_id}_{field.name}"):
        for who, action, label in _voices(events):
            key = next(keys, None)
            words = label_words(label, cannot_tell=action == "cannot_tell")
            st.button(
                plain(f"{who}: {words}"), key=f"{state_key}_{who}", shortcut=key, on_click=_adopt, args=(state_key, words, action, label),
                type="primary" if chosen and chosen[1:] == (action, label) else "secondary",
            )  # fmt: skip


def _voices(events: Sequence[Review]) -> list[tuple[str, str, Label]]:
    voices: list[tuple[str, str, Label]] = [(one.reviewer, one.action, one.label) for one in events]
    for one in events:
        if "machine" in one.shown:
            kept = one.shown["machine"]
            return [*voices, ("machine", "label", tuple(kept) if isinstance(kept, list) else kept)]
    return voices


def _adopt(state_key: str, words: str, action: str, label: Label) -> None:
    st.session_state[state_key] = (words, action, label)


def _agreed(work: Work, history: Sequence[Review], differing: Mapping[str, object]) -> None:
    agreed = [name for name in work.fields if name not in differing]
    if not agreed:
        return
    with st.expander(f"{counted(len(agreed), 'field', 'fields')} on which {' and '.join(readers(history)[:2])} agree"):
        for name in agreed:
            latest = next((one for one in reversed(history) if one.field == name and one.action != "revert"), None)
            words = label_words(latest.label, cannot_tell=latest.action == "cannot_tell") if latest else "—"
            st.markdown(f"{plain(work.round.taxonomy.field(name).title or name)}: {plain(words)}")


def _save(work: Work, answer_id: str, history: Sequence[Review], differing: Sequence[str]) -> None:
    state = st.session_state
    adopted = {name: state.get(f"adopt_{answer_id}_{name}") for name in differing}
    if missing := [name for name, chosen in adopted.items() if chosen is None]:
        state.adjudicate_said = f"Choose for {', '.join(missing)} first."
        return
    kind = state.get(f"kind_{answer_id}")
    shown = {"adjudicated": True, "reason_kind": kind, "between": readers(history)}
    if kind == "gap in the codebook":
        shown["gap"] = True
    token, now = token_of(answer_id, work.person.name, history), utc_now()
    note = str(state.get(f"adjudicate_note_{answer_id}") or "")
    events = [
        Review(answer_id, name, chosen[1], chosen[2], work.person.name, token, now, note=note, shown=shown)
        for name, chosen in adopted.items()
        if chosen
    ]
    with work.store.writing() as db:
        save_reviews(db, work.round.taxonomy, events, session=work.session, now_utc=now)
    state.adjudicated = [*state.adjudicated, answer_id]
    state.adjudicate_said = "Saved."
    forget()
