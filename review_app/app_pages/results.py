"""The results page: each question's labels across authorities, with their denominators, and the way back to the letters.

Counts of labels as they stand, without intervals: what may be published comes from the report.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import streamlit as st

from classifier.naming import values_of
from classifier.records import CurrentAnswer
from classifier.taxonomy import Field
from review_app.charts import legend
from review_app.reading import Whole, one_per_authority, whole
from review_app.texts import label_words, plain, share
from review_app.work import Work

_NONE = "none stated"


def show(work: Work) -> None:
    """Draw one field over all questions, then one question over all authorities."""
    seen = whole(work)
    st.title("Results")
    answers = one_per_authority(seen.answers)
    fields = {field.name: field for field in work.round.taxonomy.fields}
    name = st.segmented_control(
        "Field", list(fields), format_func=lambda one: fields[one].title or one, default=next(iter(fields)), required=True,
        key="results_field",
    )  # fmt: skip
    field = fields[str(name)]
    _denominators(seen, answers)
    st.vega_lite_chart(spec=all_questions(work, field, answers), key="results_chart")
    _one_question(work, field, answers)


def _denominators(seen: Whole, answers: Sequence[CurrentAnswer]) -> None:
    asked, replied = len(seen.authorities), len({current.authority for current in answers})
    checked = [by for current in seen.answers for by in current.by.values()]
    st.caption(
        f"Asked {asked:,}; replied {share(replied, asked)}; labels a person decided on: "
        f"{share(checked.count('human'), len(checked))}. One answer per authority: the latest that answers the question."
    )


def counts_of(field: Field, answers: Sequence[CurrentAnswer]) -> list[dict[str, object]]:
    """Return value counts per question as rows, with the denominator: the authorities whose answer has a label."""
    rows: list[dict[str, object]] = []
    for question in dict.fromkeys(current.answer.question_id for current in answers):
        here = [
            current for current in answers if current.answer.question_id == question and field.name in current.labels
        ]
        counts: Counter[str] = Counter()
        for current in here:
            counts.update(_words(field, current))
        rows += [
            {"question": question, "value": value, "authorities": count, "of": len(here), "share": count / len(here)}
            for value, count in counts.most_common()
        ]
    return rows


def _words(field: Field, current: CurrentAnswer) -> tuple[str, ...]:
    label = current.labels[field.name]
    if field.kind == "one_of":
        return (label_words(label),)
    return tuple(value.replace("_", " ") for value in values_of(label)) or (_NONE,)


def all_questions(work: Work, field: Field, answers: Sequence[CurrentAnswer]) -> dict[str, Any]:
    """Return the chart of a field's values, question by question."""
    order = [question.id for question in work.round.leaves]
    rows = counts_of(field, answers)
    if field.kind != "one_of":
        rows = [row for row in rows if row["value"] != _NONE]
    title = "Authorities" if field.kind == "one_of" else "Mentions by authorities"
    return {
        "data": {"values": rows},
        "height": {"step": 22},
        "mark": "bar",
        "encoding": {
            "x": {"field": "authorities", "type": "quantitative", "title": title, "axis": {"tickMinStep": 1}},
            "y": {"field": "question", "type": "nominal", "sort": order, "title": "Question"},
            "color": {
                "field": "value",
                "type": "nominal",
                "title": None,
                "sort": [label_words(one) for one in field.value_names] or None,
                "legend": legend(str(row["value"]) for row in rows),
            },
            "tooltip": [
                {"field": "question", "title": "Question"},
                {"field": "value", "title": field.title or field.name},
                {"field": "authorities", "title": "Authorities"},
                {"field": "of", "title": "of"},
                {"field": "share", "format": ".0%", "title": "Share"},
            ],
        },
    }


def _one_question(work: Work, field: Field, answers: Sequence[CurrentAnswer]) -> None:
    questions = {question.id: question for question in work.round.leaves}
    question = st.selectbox(
        "Question", list(questions), format_func=lambda one: f"{one}  {questions[one].text}", key="results_question"
    )
    here = [one for one in answers if one.answer.question_id == question and field.name in one.labels]
    values = sorted({value for current in here for value in _words(field, current)})
    left, right = st.columns([1, 2])
    with left:
        rows = counts_of(field, here)
        st.table(
            [
                {"Value": plain(str(row["value"])), "Authorities": share(float(str(row["authorities"])), len(here))}
                for row in rows
            ]
        )
    with right:
        value = st.pills("Show the answers with", values, wrap=True, format_func=plain, key="results_value")
        matching = [current for current in here if value is None or value in _words(field, current)]
        picked = st.dataframe(
            [_row(field, current) for current in matching], hide_index=True, on_select="rerun", selection_mode="single-row",
            key=f"results_answers_{question}_{field.name}_{value}", alt="Answers to this question",
        )  # fmt: skip
        if picked.selection.rows and picked.selection.rows[0] < len(matching):
            open_button(matching[picked.selection.rows[0]])


def _row(field: Field, current: CurrentAnswer) -> dict[str, object]:
    quotes = " … ".join(quote.text for quote in current.quotes.get(field.name, ()))
    return {
        "Authority": current.authority, "Label": ", ".join(_words(field, current)),
        "By": "a person" if current.by.get(field.name) == "human" else "the machine", "Quotation": " ".join(quotes.split()),
    }  # fmt: skip


def open_button(current: CurrentAnswer) -> None:
    """Offer the way from an answer in a table to its letter on the desk."""
    label = plain(f"Open {current.authority}, question {current.answer.question_id}")
    if st.button(label, type="primary", shortcut="o", key="open_answer"):
        st.session_state.wanted = current.answer.id
        st.switch_page(st.session_state.review_page)
