"""What a comparison and the gate say, as sections of tables."""

from collections.abc import Sequence
from typing import Any

from eval.compare import Change, Comparison, Paired
from eval.gate import Verdict
from eval.report.tables import Cell, Section, number, signed, table
from eval.report.worst import label_text

_SHOWN = 60


def compared(comparison: Comparison, title: str = "Compared") -> list[Section]:
    """Return the sections of a comparison: the measures, then who gained and who lost, item by item."""
    before, after = comparison.before, comparison.after
    text = (
        f"Before: {before['model']}, {before['prompt']}, codebook {before['codebook']}. After: {after['model']}, "
        f"{after['prompt']}, codebook {after['codebook']}. Differences are after less before, paired by answer, with "
        f"95 % intervals clustered by letter; p is McNemar's exact test, not clustered. "
        f"{comparison.unpaired} answers are in one of the two only."
    )
    columns = ("field", "measure", "before", "after", "difference", "gained", "lost", "p")
    measures = table(columns, [_row(one) for one in comparison.measures])
    return [
        Section(title, (measures,), text=text),
        _changes("Gained", comparison.gained),
        _changes("Lost", comparison.lost),
    ]


def _row(one: Paired) -> list[str]:
    counted = [str(one.gained), str(one.lost)] if one.p is not None or one.gained or one.lost else ["", ""]
    return [
        one.field,
        one.measure,
        number(one.before),
        number(one.after),
        _difference(one),
        *counted,
        "" if one.p is None else f"{one.p:.3g}",
    ]


def _difference(one: Paired) -> str:
    found = one.difference
    return (
        signed(found.value)
        if found.low is None
        else f"{signed(found.value)} ({signed(found.low)} to {signed(found.high)})"
    )


def _changes(title: str, changes: Sequence[Change]) -> Section:
    rows = [
        [one.letter, one.question, one.field, _said(one, one.before), _said(one, one.after), _said(one, one.gold)]
        for one in changes[:_SHOWN]
    ]
    note = f"The first {_SHOWN} of {len(changes)}." if len(changes) > _SHOWN else ""
    shown = table(("letter", "question", "field", "before", "after", "gold"), rows, note)
    return Section(f"{title}: {len(changes)}", (shown,), detail=True)


def _said(change: Change, value: Any) -> str:
    """A label in words; a passage's token F1; nothing where a report keeps labels to itself."""
    if change.field == "passage":
        return "" if value is None else number(value)
    closed = change.before is None and change.after is None and change.gold is None
    return "" if closed else label_text(value)


def judged(verdicts: Sequence[Verdict], margin: float) -> list[Section]:
    """Return the gate's sections: one line a run, then every problem, then each run's measures."""
    rows = [[Cell(one.name), "passes" if not one.problems else "FAILS", str(len(one.problems))] for one in verdicts]
    problems = [[one.name, problem] for one in verdicts for problem in one.problems]
    text = f"A measure may be {margin:.3f} worse; the lower end of its paired interval decides."
    tables = [table(("run", "verdict", "problems"), rows)]
    if problems:
        tables.append(table(("run", "problem"), problems))
    sections = [Section("Gate", tuple(tables), text=text)]
    for one in verdicts:
        if one.comparison:
            sections += compared(one.comparison, f"{one.name} against the baseline")
    return sections
