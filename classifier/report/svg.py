"""Small charts as SVG text: stacked bars, ranked bars, a share with its interval, reliability. Drawn by hand, without script or network.

Every word that goes in is escaped here. Colours differ in lightness as well as in hue, and each part says in words what it
is, so nothing rests on colour alone.
"""

import html
from collections.abc import Sequence

from classifier.confidence.measures import Bin

COLOURS = ("#2b6cb0", "#b4531c", "#66717d", "#1f7d70", "#7d4fa3", "#8a6d12", "#a23b62", "#3f6212", "#475569", "#9a3412")
_WIDE, _HIGH = 640, 26


def plain(text: str) -> str:
    """Return text that HTML and SVG show as it stands."""
    return html.escape(text, quote=True)


def colour(place: int) -> str:
    """Return the colour of the value at a place in its field; they repeat after ten."""
    return COLOURS[place % len(COLOURS)]


def interval(share: float, low: float, high: float, words: str) -> str:
    """Return a line from 0 to 1 with the interval as a bar and the share as a mark."""
    x, start, end = (12 + 616 * value for value in (share, low, high))
    return (
        f'<svg class="interval" viewBox="0 0 {_WIDE} 40" role="img" aria-label="{plain(words)}"><title>{plain(words)}</title>'
        '<line x1="12" y1="14" x2="628" y2="14" class="axis"/>'
        f'<rect x="{start:.1f}" y="7" width="{max(end - start, 2):.1f}" height="14" rx="3" class="range"/>'
        f'<rect x="{x - 2:.1f}" y="2" width="4" height="24" rx="1" class="mark"/>'
        + "".join(
            f'<text x="{12 + 154 * at}" y="38" class="tick" text-anchor="{_anchor(at)}">{25 * at}%</text>'
            for at in range(5)
        )
        + "</svg>"
    )


def _anchor(place: int) -> str:
    return {0: "start", 4: "end"}.get(place, "middle")


def stacked(parts: Sequence[tuple[str, int, str]], total: int) -> str:
    """Return one bar of parts (title, count, fill), as long as all of them; a count is written where it fits."""
    drawn, x = [], 0.0
    for title, count, fill in parts:
        width = _WIDE * count / total if total else 0.0
        label = (
            f'<text x="{x + width / 2:.1f}" y="18" class="on" text-anchor="middle">{count}</text>' if width > 18 else ""
        )
        drawn.append(
            f'<g><title>{plain(title)}: {count}</title><rect x="{x:.1f}" y="0" width="{max(width - 1, 0):.1f}" height="{_HIGH}" {fill}/>{label}</g>'
        )
        x += width
    said = ", ".join(f"{title} {count}" for title, count, _ in parts if count)
    return f'<svg class="stacked" viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="{plain(said)}">{"".join(drawn)}</svg>'


def bar(count: int, total: int, fill: str) -> str:
    """Return one bar of a ranked list; the whole width stands for `total`, and is drawn faintly behind."""
    width = 200 * count / total if total else 0
    return f'<svg class="bar" viewBox="0 0 200 12" aria-hidden="true"><rect x="0" y="0" width="200" height="12" rx="2" class="behind"/><rect x="0" y="0" width="{width:.1f}" height="12" rx="2" fill="{fill}"/></svg>'


def reliability(bins: Sequence[Bin], words: str) -> str:
    """Return share right against confidence, a dot for each bin with its interval; on the dashed line they are equal."""
    marks = "".join(_bin(one) for one in bins)
    ticks = "".join(
        f'<text x="{_across(at / 4):.0f}" y="234" class="tick" text-anchor="middle">{25 * at}%</text>'
        f'<text x="42" y="{_up(at / 4) + 4:.0f}" class="tick" text-anchor="end">{25 * at}%</text>'
        for at in range(5)
    )
    return (
        f'<svg class="reliability" viewBox="0 0 290 240" style="max-width:28rem" role="img" aria-label="{plain(words)}"><title>{plain(words)}</title>'
        f'<line x1="{_across(0):.0f}" y1="{_up(0):.0f}" x2="{_across(1):.0f}" y2="{_up(1):.0f}" class="axis" stroke-dasharray="4 4"/>{marks}{ticks}</svg>'
    )


def _bin(one: Bin) -> str:
    x, said = _across(one.confidence), f"sure {one.confidence:.2f}, right {one.right:.2f} of {one.n} labels"
    return (
        f'<g><title>{said}</title><line x1="{x:.1f}" y1="{_up(one.low):.1f}" x2="{x:.1f}" y2="{_up(one.high):.1f}" stroke="{COLOURS[0]}" stroke-width="2"/>'
        f'<circle cx="{x:.1f}" cy="{_up(one.right):.1f}" r="{min(3 + one.n**0.5 / 4, 9):.1f}" fill="{COLOURS[0]}"/></g>'
    )


def _across(share: float) -> float:
    return 52 + 210 * share


def _up(share: float) -> float:
    return 216 - 206 * share
