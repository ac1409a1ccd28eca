"""The export page: the dataset as it stands now, with its manifest, to take away. It writes nothing into the round."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from classifier.counted import counted
from classifier.export import COUNTED, FORMATS, FORMS, Form, write_export
from classifier.export.reading import read_dataset
from classifier.queueing import statistic_rows
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
    keep = st.toggle("Keep e-mail addresses and telephone numbers", key="export_personal")
    if st.button("Prepare the files", type="primary", key="export_prepare", shortcut="p"):
        st.session_state.prepared = _prepare(work, str(ending), form, keep)
    prepared = st.session_state.get("prepared")
    if prepared:
        data, manifest, said, name = prepared
        st.success(said)
        left, right = st.columns(2)
        left.download_button(f"Download {name}", data, file_name=name, width="stretch", key="export_data")
        right.download_button(
            f"Download {name}.manifest.json",
            manifest,
            file_name=f"{name}.manifest.json",
            width="stretch",
            key="export_manifest",
        )


def _prepare(work: Work, ending: str, form: Form, keep: bool) -> tuple[bytes, bytes, str, str]:
    with work.store.reading() as db, TemporaryDirectory() as folder:
        dataset = read_dataset(db, work.round)
        statistics = statistic_rows(db, work.round) if ending in COUNTED else ()
        name = f"{work.round.name}{'' if form == FORMS[0] or ending == '.zip' else f'-{form}'}{ending}"
        path = Path(folder) / name
        manifest = write_export(dataset.rows, work.round, path, form, statistics, keep, dataset.authorities)
        about = json.loads(manifest.read_text(encoding="utf-8"))
        return path.read_bytes(), manifest.read_bytes(), _said(about), name


def _said(about: Mapping[str, Any]) -> str:
    by = about["labels_by"]
    decided = f"A person decided on {share(by.get('human', 0), sum(by.values()))} labels."
    return f"{counted(about['rows'], 'answer', 'answers')}. {decided} Personal data: {about['personal_data']}."
