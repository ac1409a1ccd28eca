"""What the pages' charts share: a legend that stands above the chart and takes as many rows as the window needs."""

from collections.abc import Iterable
from typing import Any

NAMES_LIMIT = {"expr": "containerSize()[0] < 600 ? 130 : 340"}
"""How wide authorities' names beside a chart may be, in pixels: on a telephone they leave room for the chart."""
_COLUMNS = 6
_BESIDE_PX, _CHARACTER_PX = 40, 7.5  # the symbol with its margins; a wide letter of the legend's type


def legend(labels: Iterable[str]) -> dict[str, Any]:
    """Return a legend above the chart for these labels; its columns follow the chart's width, so that none is cut."""
    longest = max((len(label) for label in labels), default=0)
    entry = round(_BESIDE_PX + _CHARACTER_PX * longest)
    columns = {"expr": f"clamp(floor(width / {entry}), 1, {_COLUMNS})"}
    return {"orient": "top", "columns": columns, "symbolLimit": 18, "labelLimit": 220}
