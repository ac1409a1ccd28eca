"""The codebook page: fields, values, definitions, examples and rules, as the taxonomy file has them."""

import streamlit as st

from classifier.taxonomy import Field
from review_app.texts import plain
from review_app.work import Work


def show(work: Work) -> None:
    """Draw the round's codebook, and the questions it was asked with."""
    taxonomy = work.round.taxonomy
    st.title("Codebook")
    st.caption(plain(f"{taxonomy.title} · {taxonomy.codebook}"))
    if taxonomy.unit:
        st.markdown(plain(taxonomy.unit))
    fields, rules, questions = st.tabs(["Fields", f"Rules ({len(taxonomy.rules)})", "Questions"])
    with fields:
        for field in taxonomy.fields:
            _field(field)
    with rules:
        for rule in taxonomy.rules:
            where = f" — {', '.join(rule.fields)}" if rule.fields else ""
            st.markdown(plain(f"{rule.id}. {rule.text}{where}"))
    with questions:
        for question in work.round.questions:
            st.markdown(f"**{plain(question.id)}** {plain(question.text)}")


def _field(field: Field) -> None:
    kinds = {"one_of": "one value", "many_of": "any number of values", "names": "an open list of names"}
    st.subheader(plain(field.title or field.name), anchor=field.name)
    st.markdown(f"{plain(field.question)} *({kinds[field.kind]})*")
    for part in (field.guidance, field.undetermined and f"Undetermined: {field.undetermined}"):
        if part:
            st.caption(plain(part))
    rows = [
        {
            "Value": value.title or value.name,
            "Definition": value.definition,
            "Such as": " · ".join(value.examples),
            "But not": " · ".join(value.counter_examples),
        }
        for value in field.values
    ]
    if rows:
        st.table(rows)
    elif field.examples:
        st.caption(
            plain(f"Such as {', '.join(field.examples)}; but not {', '.join(field.counter_examples) or 'others'}.")
        )
