"""Tables as records, before they are text, Markdown or HTML; and how figures are written.

An undefined figure is a dash, never 0. A figure on fewer than ten items is faint: shown, but not to be leant on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from classifier.resampling import Figure

FEW = 10
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `select` says which items it is made of, as conditions on their keys; empty where it has none."""

    text: str
    select: Mapping[str, str] = field(default_factory=dict)
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of cells. `note` stands under the table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its tables. `detail` sections are left out of short reports; `chart` names a chart beside."""

    title: str
    tables: tuple[Table, ...]
    text: str = ""
    detail: bool = False
    chart: str = ""


Rows = Sequence[Sequence[Cell | str]]


def table(columns: Sequence[str], rows: Rows, note: str = "", title: str = "") -> Table:
    """Return a table of cells and words."""
    made = tuple(tuple(one if isinstance(one, Cell) else Cell(one) for one in row) for row in rows)
    return Table(tuple(columns), made, note, title)


def shown(figure: Figure, select: Mapping[str, str] | None = None) -> Cell:
    """Return a figure's cell: value and interval."""
    return Cell(written(figure), select or {}, faint=figure.n < FEW)


def written(figure: Figure) -> str:
    """Return a figure in words: `0.885 (0.789 to 0.958)`, without an interval where there is none."""
    if figure.low is None or figure.high is None:
        return number(figure.value)
    return f"{number(figure.value)} ({number(figure.low)} to {number(figure.high)})"


def number(value: float | None, digits: int = 3) -> str:
    """Return a number with so many digits after the point; a dash for None."""
    return NOTHING if value is None else f"{value:.{digits}f}"


def signed(value: float | None) -> str:
    """Return a difference with its sign; a dash for None."""
    return NOTHING if value is None else f"{value:+.3f}"
