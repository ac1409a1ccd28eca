"""The export page: the dataset as it stands now, with its manifest, to take away. It writes nothing into the round."""

from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from classifier.export import FORMATS, export_rows, write_export
from classifier.records import CurrentAnswer
from classifier.store import read_current, read_letters
from review_app.texts import share
from review_app.work import Work


def show(work: Work) -> None:
    """Offer the dataset in every format; say first how much of it a person has seen."""
    st.title("Export")
    st.write("One row per answer, as it stands now: a person's label before the machine's, each with its quotations.")
    ending = st.segmented_control("Format", FORMATS, default=FORMATS[0], required=True, key="export_format")
    if st.button("Prepare the files", type="primary", key="export_prepare", shortcut="p"):
        st.session_state.prepared = _prepare(work, str(ending))
    prepared = st.session_state.get("prepared")
    if prepared:
        data, manifest, said, name = prepared
        st.success(said)
        left, right = st.columns(2)
        left.download_button(f"Download {name}", data, file_name=name, width="stretch", key="export_data")
        right.download_button(
            "Download manifest.json", manifest, file_name="manifest.json", width="stretch", key="export_manifest"
        )


def _prepare(work: Work, ending: str) -> tuple[bytes, bytes, str, str]:
    with work.store.reading() as db:
        answers = read_current(db)
        letters = {letter.id: letter for letter in read_letters(db, kind=None)}
    name = f"{work.round.name}{ending}"
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        manifest = write_export(export_rows(answers, letters, work.round), work.round, path)
        return path.read_bytes(), manifest.read_bytes(), _said(answers), name


def _said(answers: list[CurrentAnswer]) -> str:
    labels = [by for current in answers for by in current.by.values()]
    return f"{len(answers):,} answers. A person decided on {share(labels.count('human'), len(labels))} labels."
