"""Where every answer stands: its letter, authority and question, and the orders in which people walk through them."""

import gc
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from classifier.questionnaire import Question
from classifier.records import answer_id
from classifier.store import Store, read_letters


@dataclass(frozen=True, slots=True)
class Place:
    """One answer's place in the round."""

    letter_id: str
    authority: str
    question_id: str


@dataclass(frozen=True, slots=True)
class Directory:
    """All answers by letter and, within it, in the order of the questions."""

    places: dict[str, Place]
    by_question: tuple[str, ...]

    def ordered(self, order: str, start: str | None) -> list[str]:
        """Return the answers letter by letter, or question by question, from after `start` on and then from the top."""
        listed = list(self.places) if order == "letter" else list(self.by_question)
        at = listed.index(start) + 1 if start in self.places else 0
        return listed[at:] + listed[:at]


@st.cache_resource(ttl=300, max_entries=4, show_spinner=False)
def directory(location: str, _store: Store, _leaves: Sequence[Question]) -> Directory:
    """Return the directory of a store's letters, read anew after five minutes."""
    with _store.reading() as db:
        letters = [(letter.id, letter.authority) for letter in read_letters(db)]
    found = directory_of(letters, [question.id for question in _leaves])
    # Streamlit collects all garbage after every run of a page. What stays as long as the process, such as this
    # directory of every answer, need not be searched each time: it took longer than the decision itself.
    gc.collect()
    gc.freeze()
    return found


def directory_of(letters: Sequence[tuple[str, str]], questions: Sequence[str]) -> Directory:
    """Return the directory of letters (id, authority) that may each answer each question."""
    places = {
        answer_id(letter_id, question): Place(letter_id, authority, question)
        for letter_id, authority in letters
        for question in questions
    }
    ordered = [answer_id(letter_id, question) for question in questions for letter_id, _ in letters]
    return Directory(places, tuple(ordered))
