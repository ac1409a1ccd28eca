"""The export page: the dataset as it stands now, with its manifest, to take away. It writes nothing into the round."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from classifier.export import FORMATS, FORMS, Extra, Form, export_rows, write_export
from classifier.queueing import read_frame
from classifier.records import CurrentAnswer
from classifier.statistics import all_statistics, count, groups, provenance, row_of
from classifier.store import read_audits, read_authorities, read_current, read_histories, read_letters
from review_app.texts import share
from review_app.work import Work

_FORMS = {"answers": "a row per answer", "long": "a row per label and value", "wide": "a row per authority"}


def show(work: Work) -> None:
    """Offer the dataset in every format; say first how much of it a person has seen."""
    st.title("Export")
    st.write("The answers as they stand now: a person's label before the machine's, each with its quotations.")
    left, right = st.columns(2)
    ending = left.segmented_control("Format", FORMATS, default=FORMATS[0], required=True, key="export_format")
    form = right.segmented_control(
        "Form", FORMS, default=FORMS[0], required=True, format_func=lambda one: _FORMS[one], key="export_form"
    )
    st.caption(".xlsx is a workbook with statistics and codebook; .zip a Frictionless Data Package with all forms.")
    keep = st.toggle("Keep e-mail addresses and telephone numbers in letters' words", key="export_personal")
    if st.button("Prepare the files", type="primary", key="export_prepare", shortcut="p"):
        st.session_state.prepared = _prepare(work, str(ending), form, keep)
    prepared = st.session_state.get("prepared")
    if prepared:
        data, manifest, said, name = prepared
        st.success(said)
        left, right = st.columns(2)
        left.download_button(f"Download {name}", data, file_name=name, width="stretch", key="export_data")
        right.download_button(
            "Download manifest.json", manifest, file_name="manifest.json", width="stretch", key="export_manifest"
        )


def _prepare(work: Work, ending: str, form: Form, keep: bool) -> tuple[bytes, bytes, str, str]:
    with work.store.reading() as db:
        answers = read_current(db)
        letters = {letter.id: letter for letter in read_letters(db, kind=None)}
        extra = Extra(read_authorities(db), read_histories(db))
    statistics = _statistics(work) if ending in (".xlsx", ".zip") else []
    name = f"{work.round.name}{ending}"
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        rows = export_rows(answers, letters, work.round, extra)
        manifest = write_export(rows, work.round, path, form, statistics, keep)
        return path.read_bytes(), manifest.read_bytes(), _said(answers), name


def _statistics(work: Work) -> list[dict[str, Any]]:
    with work.store.reading() as db:
        frame, audits, histories = read_frame(db, work.round), read_audits(db), read_histories(db)
    source = provenance(frame)
    wanted = [group for statistic in all_statistics(work.round) for group in groups(frame, statistic)]
    return [row_of(count(frame, one, audits, histories), source, work.round.noun, work.round.widest) for one in wanted]


def _said(answers: list[CurrentAnswer]) -> str:
    labels = [by for current in answers for by in current.by.values()]
    return f"{len(answers):,} answers. A person decided on {share(labels.count('human'), len(labels))} labels."
