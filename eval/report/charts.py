"""The charts of a report as SVG text: is confidence what it says, and what share is wrong at each coverage.

Drawn by altair and vl-convert without a browser or a network. Lines and letters take the page's own colour, so
that one drawing serves light and dark; colours differ in lightness too, for those who do not tell hues apart.
"""

import importlib.util
from collections.abc import Mapping, Sequence
from typing import Any

from eval.calibration import Calibration
from eval.thresholds import Kept

_INK, _BLUE, _ORANGE = "currentColor", "#3d7fd6", "#d9822b"
_WIDE, _HIGH, _ACROSS = 290, 170, 3


def confidence_charts(calibrations: Sequence[Calibration], kept: Sequence[Kept]) -> str:
    """Return a reliability diagram above a risk–coverage curve for each field; "" where nothing can be drawn.

    Without the packages altair and vl-convert-python there is nothing to draw with, and the report says so.
    """
    if not can_draw() or not any(one.n for one in calibrations):
        return ""
    import altair as alt
    import vl_convert

    stored = {one.field: one for one in kept}
    each = [alt.vconcat(_reliability(one), _risk(one, stored.get(one.field))) for one in calibrations if one.n]
    rows = alt.concat(*each, columns=_ACROSS, spacing=40)
    spec = rows.configure(background="transparent").configure_view(stroke=None).configure_axis(**_axis())
    svg: str = vl_convert.vegalite_to_svg(
        spec.configure_title(**_title()).to_dict(validate=False), vl_version=_version()
    )
    return svg


def can_draw() -> bool:
    """Say whether the drawing packages are installed."""
    return all(importlib.util.find_spec(name) for name in ("altair", "vl_convert"))


def _reliability(one: Calibration) -> Any:
    """Share right against confidence, bin by bin, with Wilson intervals; the dashed line is what was claimed."""
    import altair as alt

    bins = [{"sure": b.confidence, "right": b.right, "low": b.low, "high": b.high, "n": b.n} for b in one.bins]
    data = _data(bins)
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("sure:Q", scale=scale, title="confidence")
    ideal = alt.Chart(_data([{"sure": 0, "right": 0}, {"sure": 1, "right": 1}]))
    claimed = ideal.mark_line(color=_INK, strokeDash=[4, 4], opacity=0.5).encode(
        x=x, y=alt.Y("right:Q", scale=scale, title="share right")
    )
    bars = alt.Chart(data).mark_rule(color=_BLUE, strokeWidth=2).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    size = alt.Size("n:Q", legend=None, scale=alt.Scale(range=[25, 160]))
    dots = alt.Chart(data).mark_circle(color=_BLUE, opacity=1).encode(x=x, y="right:Q", size=size)
    return alt.layer(claimed, bars, dots).properties(title=f"{one.field}: reliability", width=_WIDE, height=_HIGH)


def _risk(one: Calibration, kept: Kept | None) -> Any:
    """Share wrong among the surest labels, as more of them are taken; the dot is the stored threshold's bound."""
    import altair as alt

    points = [{"coverage": coverage, "wrong": risk} for coverage, risk in one.curve]
    x = alt.X("coverage:Q", scale=alt.Scale(domain=[0, 1]), title="share of labels taken, surest first")
    y = alt.Y("wrong:Q", scale=alt.Scale(zero=True), title="share wrong")
    line = alt.Chart(_data(points)).mark_line(color=_ORANGE, strokeWidth=2).encode(x=x, y=y)
    layers = [line]
    if kept and kept.bound is not None:
        bound = [{"coverage": kept.accepted / kept.n, "wrong": kept.bound}]
        layers.append(
            alt.Chart(_data(bound)).mark_point(color=_INK, size=70, shape="diamond", filled=True).encode(x=x, y=y)
        )
    return alt.layer(*layers).properties(title=f"{one.field}: risk and coverage", width=_WIDE, height=_HIGH)


def _data(values: list[dict[str, float]]) -> Any:
    return {"values": values}


def _axis() -> Mapping[str, Any]:
    parts = {f"{part}Color": _INK for part in ("label", "title", "domain", "tick", "grid")}
    return parts | {
        "gridOpacity": 0.15,
        "tickOpacity": 0.4,
        "domainOpacity": 0.4,
        "labelFont": "inherit",
        "titleFont": "inherit",
    }


def _title() -> Mapping[str, Any]:
    return {"color": _INK, "font": "inherit", "fontWeight": 600, "anchor": "start"}


def _version() -> str:
    """The Vega-Lite version that altair writes, as vl-convert names it (6.1)."""
    import altair as alt

    return ".".join(str(alt.SCHEMA_VERSION).lstrip("v").split(".")[:2])
