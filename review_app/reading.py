"""What the pages about the whole round read: all answers, and the histories of those that people decided on.

Read at most every 20 seconds and shared by all sessions, so what they hold is never about one person's screen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from classifier.outdated import outdated
from classifier.records import Authority, CurrentAnswer, Review
from classifier.round import Round
from classifier.store import Store, read_authorities, read_current, read_history
from review_app.work import Work


@dataclass(frozen=True, slots=True)
class Whole:
    """A round as it stood a moment ago. `histories` has the answers that people decided on."""

    authorities: tuple[Authority, ...]
    answers: tuple[CurrentAnswer, ...]
    histories: Mapping[str, Sequence[Review]]


def whole(work: Work) -> Whole:
    """Return the round as it stands, at most 20 seconds old."""
    return _read(work.store.location, work.store)


@st.cache_resource(ttl=20, max_entries=4, show_spinner=False)
def changed_since(location: str, changed_ns: int, _round: Round, _store: Store) -> tuple[str, ...]:
    """Return what labels no longer fit, at most 20 seconds old; a changed codebook or question counts at once."""
    with _store.reading() as db:
        return outdated(db, _round)


def forget() -> None:
    """Let the next page read anew: something was just decided."""
    _read.clear()
    changed_since.clear()


@st.cache_resource(ttl=20, max_entries=4, show_spinner="Reading the round …")
def _read(location: str, _store: Store) -> Whole:
    with _store.reading() as db:
        answers = tuple(read_current(db))
        decided = [current.answer.id for current in answers if "human" in current.by.values()]
        histories = {answer_id: read_history(db, answer_id) for answer_id in decided}
        return Whole(tuple(read_authorities(db)), answers, histories)


def one_per_authority(answers: Sequence[CurrentAnswer]) -> list[CurrentAnswer]:
    """Return each authority's answer to each question: the latest that answers it, else the latest of all."""
    best: dict[tuple[str, str], CurrentAnswer] = {}
    for current in answers:
        key = (current.authority, current.answer.question_id)
        if key not in best or _rank(current) > _rank(best[key]):
            best[key] = current
    return list(best.values())


def _rank(current: CurrentAnswer) -> tuple[bool, str]:
    return current.answer.state == "answered", current.sent_on or ""
