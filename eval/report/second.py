"""A second labelling's agreement with the first, as sections of tables."""

from eval.agreement import Agreed, SecondLook
from eval.report.tables import Section, number, table, written


def agreement_sections(look: SecondLook) -> list[Section]:
    """Return agreement per field, then every difference, for adjudication."""
    text = f"{look.letters} letters were labelled a second time, independently."
    if look.without:
        text += f" {len(look.without)} were not: {', '.join(look.without)}."
    rows = [_row(one) for one in look.fields]
    rows.append(["passages (token F1)", "", written(look.passages), "", "", ""])
    note = "Kappa: Cohen's. Alpha: Krippendorff's, with set distance (Jaccard) for lists. Intervals are clustered by letter."
    differing = [[one.letter, one.question, one.field, one.first, one.second, one.reason] for one in look.differences]
    open_ = sum(not one.reason for one in look.differences)
    columns = ("letter", "question", "field", "first", "second", "adjudicated because")
    return [
        Section(
            "Agreement", (table(("field", "answers", "the same label", "kappa", "alpha", ""), rows, note),), text=text
        ),
        Section(f"Differences: {len(differing)}, {open_} not adjudicated", (table(columns, differing),)),
    ]


def _row(one: Agreed) -> list[str]:
    found = one.figures
    return [found.field, str(found.pairs), written(one.raw), number(found.kappa), number(found.alpha), found.why]
