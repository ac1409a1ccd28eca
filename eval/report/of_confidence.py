"""The sections on confidence: is it what it says, and do the stored thresholds keep their promise."""

from eval.report.tables import Cell, Rows, Section, number, shown, table
from eval.scores import Scores
from eval.thresholds import Kept

_NOTE = (
    "Brier and ECE (calibration error): 0 is best. AUROC: how well confidence tells right from wrong, 0.5 is chance. "
    "AURC: mean share wrong, from the surest label to all of them."
)


def confidence_sections(scores: Scores) -> list[Section]:
    """Return the two sections."""
    columns = ("field", "labels", "Brier", "ECE", "AUROC", "AURC", "… above the least", "surer half right")
    rows: Rows = [
        [
            one.field,
            str(one.n),
            shown(one.brier),
            shown(one.ece),
            number(one.auroc),
            number(one.aurc, 4),
            number(one.excess, 4),
            shown(one.upper_half),
        ]
        for one in scores.calibration
    ]
    return [Section("Confidence", (table(columns, rows, _NOTE),), chart="confidence"), _thresholds(scores)]


def _thresholds(scores: Scores) -> Section:
    columns = ("field", "threshold", "labels let through", "coverage", "wrong", "bound on errors", "target", "holds")
    missing = sorted({one.field for one in scores.fields} - {one.field for one in scores.kept})
    note = f"No threshold is stored for {', '.join(missing)}: all of their labels go to a person." if missing else ""
    return Section("Thresholds", (table(columns, [_kept(one) for one in scores.kept], note),))


def _kept(one: Kept) -> list[Cell | str]:
    limit = str(one.threshold.confidence)
    return [
        one.field,
        number(one.threshold.confidence),
        Cell(f"{one.accepted} of {one.n}", {"field": one.field, "from": limit}),
        number(one.accepted / one.n if one.n else None),
        Cell(str(one.wrong), {"field": one.field, "right": "no", "from": limit}),
        number(one.bound),
        number(one.threshold.target),
        "yes" if one.holds else "NO",
    ]
