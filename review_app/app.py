"""The review app's way in: which round, who is there, which page. It draws nothing else and decides nothing.

Started by `foi review ROUND`; the round's folder comes after `--`, or in FOI_ROUND.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from uuid import uuid4

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from classifier.errors import FoiError
from classifier.round import Round
from classifier.store import Store
from review_app.app_pages import adjudicate, bulk, codebook, export, letters, progress, results, review, statistics
from review_app.people import Person, Role, ask, recognised, remember, sign_out
from review_app.reading import changed_since
from review_app.texts import plain
from review_app.work import Work, changed_ns, open_round, round_folder

_STYLE = """
<style>
.stMainBlockContainer { padding: 3.9rem 0.9rem 0.5rem; max-width: 1900px; }
.stMainBlockContainer:not(:has(.st-key-desk)) { padding: 4.4rem 2rem 3rem; max-width: 1280px; }
.st-key-round_title { margin-bottom: -1.8rem; }
button[kind^="primary"]:not(:disabled) { color: light-dark(#fdfdfb, #14191e); }
button[kind^="primary"]:not(:disabled) * { color: inherit; }
</style>
"""
_PAGES: tuple[tuple[str, str, Callable[[Work], None], Role], ...] = (
    ("Review", "review", review.show, "viewer"),
    ("Adjudicate", "adjudicate", adjudicate.show, "adjudicator"),
    ("Progress", "progress", progress.show, "viewer"),
    ("Bulk accept", "bulk", bulk.show, "adjudicator"),
    ("Results", "results", results.show, "viewer"),
    ("Statistics", "statistics", statistics.show, "viewer"),
    ("Letters", "letters", letters.show, "viewer"),
    ("Codebook", "codebook", codebook.show, "viewer"),
    ("Export", "export", export.show, "viewer"),
)


def main() -> None:
    """Draw the page that was asked for, or one line that says what is wrong and what to do."""
    st.set_page_config(page_title="FOI review", layout="wide")
    st.html(_STYLE)
    try:
        folder = round_folder(sys.argv, os.environ)
        round, store = open_round(folder, changed_ns(folder))
        person = recognised()
        page = _navigation(round, store, person)
        if person:
            remember()
            _warn(round, store, folder)
            _head(round, page)
            page.run()
        else:
            ask()
    except FoiError as error:
        st.error(plain(str(error)))


def _head(round: Round, page: StreamlitPage) -> None:
    """Name the round in the browser's tab and above the page; the desk does that itself, where it takes no height."""
    title = round.title or round.name
    st.set_page_config(page_title=f"{page.title} · {title}")
    if page is not st.session_state.review_page:
        with st.container(key="round_title"):
            st.caption(plain(title))


def _warn(round: Round, store: Store, folder: Path) -> None:
    """Say on top of every page when the labels no longer fit the codebook or the questions."""
    with suppress(FoiError):  # a store that cannot be read: the page itself says so
        if lines := changed_since(store.location, changed_ns(folder), round, store):
            st.warning("  \n".join(plain(f"{line[0].upper()}{line[1:]}.") for line in lines))


def _navigation(round: Round, store: Store, person: Person | None) -> StreamlitPage:
    """Return the page in the address; before sign-in too, so that a link leads where it should."""
    work = Work(round, store, person or Person("", "viewer"), st.session_state.setdefault("tab", uuid4().hex))
    pages = [
        st.Page(partial(show, work), title=title, url_path=path, default=path == "review")
        for title, path, show, role in _PAGES
        if person is None or person.may(role)
    ]
    st.session_state.review_page = pages[0]
    if person is None:
        return st.navigation(pages, position="hidden")
    return st.navigation([*pages, _leave(person)], position="top")


def _leave(person: Person) -> StreamlitPage:
    def show() -> None:
        st.write(plain(f"You are {person.name}, {person.role}."))
        st.button("Sign out", on_click=sign_out, type="primary")

    return st.Page(show, title=person.name, url_path="me", icon=":material/person:")


if __name__ == "__main__":
    main()
