"""The letters page: the account of every file that came in, kinds to overrule, and scans that nobody has read."""

from collections import Counter
from typing import get_args

import streamlit as st

from classifier.records import FileKind, Letter, SourceFile
from classifier.store import overrule_kind, read_authorities, read_files, read_letters
from review_app.reading import forget
from review_app.texts import plain
from review_app.work import Work

_KINDS: tuple[FileKind, ...] = get_args(FileKind)


def show(work: Work) -> None:
    """Draw the import report, who has not replied, and the letters with their kinds."""
    with work.store.reading() as db:
        files, letters, authorities = read_files(db), read_letters(db, kind=None), read_authorities(db)
    st.title("Letters")
    counts = Counter(letter.kind for letter in letters)
    replied = {letter.authority for letter in letters if letter.kind == "letter"}
    silent = [authority.name for authority in authorities if authority.name not in replied]
    columns = st.columns(4)
    columns[0].metric("Authorities asked", len(authorities))
    columns[1].metric("Have answered", len(replied))
    columns[2].metric("Letters", counts["letter"])
    columns[3].metric("Scans nobody has read", counts["unread"])
    kinds, account, waiting = st.tabs(
        ["Letters and their kinds", f"Files that came in ({len(files)})", f"No answer yet ({len(silent)})"]
    )
    with kinds:
        _letters(work, letters)
    with account:
        st.dataframe([_file_row(file) for file in files], hide_index=True, alt="Every file that came in, with its kind")
    with waiting:
        st.dataframe(
            [{"Authority": name} for name in silent], hide_index=True, alt="Authorities that have not answered"
        )


def _file_row(file: SourceFile) -> dict[str, object]:
    return {"File": file.source, "Authority": file.authority, "Kind": file.kind, "Why": file.reason, "Bytes": file.size}


def _letters(work: Work, letters: list[Letter]) -> None:
    only = st.pills("Show", _KINDS, wrap=True, selection_mode="multi", key="letters_kinds")
    listed = [letter for letter in letters if not only or letter.kind in only]
    rows = [
        {
            "Authority": letter.authority, "File": letter.source, "Kind": letter.kind, "Sent on": letter.sent_on or "—",
            "Characters": len(letter.text), "Why": letter.reason,
        }
        for letter in listed
    ]  # fmt: skip
    picked = st.dataframe(
        rows, hide_index=True, on_select="rerun", selection_mode="single-row", key="letters_table", alt="Letters"
    )
    chosen = picked.selection.rows
    if not chosen or chosen[0] >= len(listed):
        st.caption("Choose a row to read the file or to overrule its kind.")
        return
    _one(work, listed[chosen[0]])


def _one(work: Work, letter: Letter) -> None:
    st.subheader(plain(f"{letter.authority}: {letter.source}"))
    if work.person.may("adjudicator"):
        with st.form(f"kind_{letter.id}", border=False):
            kind = st.segmented_control("It is", _KINDS, default=letter.kind, required=True, key=f"kind_of_{letter.id}")
            note = st.text_input("Why", key=f"why_{letter.id}")
            if st.form_submit_button("Overrule", type="primary") and kind:
                with work.store.writing() as db:
                    overrule_kind(db, letter.id, kind, work.person.name, note)
                forget()
                st.rerun()
    st.text(letter.text[:20_000] or "This file has no text.")
