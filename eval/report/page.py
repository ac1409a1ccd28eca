"""One self-contained HTML page of a run's scores: no network, no other file, light and dark, prints well.

Every figure that has items shows them at a click. Letters' words are escaped, or handed to the page's script as
data; none of them is ever markup.
"""

import html
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from eval.report.charts import can_draw, confidence_charts
from eval.report.tables import Cell, Section, Table
from eval.report.worst import Worst, worst_errors
from eval.scores import Scores

_LONG = 40


def as_page(sections: Sequence[Section], scores: Scores, title: str) -> str:
    """Return the page. Where test letters were scored it has figures only, and says so."""
    names = [(f"s{number}", section) for number, section in enumerate(sections, 1)]
    closed = bool(scores.about["closed"])
    parts = [
        f"<h1>{plain(title)}</h1>",
        _contents(names, closed),
        *(_section(name, section, scores, closed) for name, section in names),
        *([] if closed else [_worst(worst_errors(scores.items)), _items()]),
    ]
    return _document(title, "\n".join(parts), [] if closed else scores.items)


def _document(title: str, body: str, items: Sequence[Mapping[str, Any]]) -> str:
    folder = files("eval.report")
    style, script = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    data = json.dumps(items, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    code = f'<script type="application/json" id="data">{data}</script><script>{script}</script>' if items else ""
    return (
        f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{plain(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>'
        f"<body><main>{body}</main>{code}</body></html>\n"
    )


def _contents(names: Sequence[tuple[str, Section]], closed: bool) -> str:
    links = [f'<a href="#{name}">{plain(section.title)}</a>' for name, section in names]
    links += [] if closed else ['<a href="#worst">Worst confident errors</a>', '<a href="#items">Items</a>']
    told = "<p class=soft>Test letters are among those scored: figures only, no letter is shown.</p>" if closed else ""
    return f"<nav>{''.join(links)}</nav>{told}"


def _section(name: str, section: Section, scores: Scores, closed: bool) -> str:
    text = f"<p class=soft>{plain(section.text)}</p>" if section.text else ""
    chart = _chart(scores) if section.chart == "confidence" else ""
    tables = "".join(_table(one, closed) for one in section.tables)
    return f'<section id="{name}"><h2>{plain(section.title)}</h2>{text}{chart}{tables}</section>'


def _chart(scores: Scores) -> str:
    if not can_draw():
        return "<p class=soft>The charts are left out: they need the package vl-convert-python.</p>"
    drawn = confidence_charts(scores.calibration, scores.kept)
    return (
        f"<figure>{drawn}<figcaption>Bars: 95 % Wilson intervals. Diamond: the stored threshold with its bound.</figcaption></figure>"
        if drawn
        else ""
    )


def _table(one: Table, closed: bool) -> str:
    title = f"<h3>{plain(one.title)}</h3>" if one.title else ""
    note = f"<p class=soft>{plain(one.note)}</p>" if one.note else ""
    if not one.rows:
        return title + note
    head = "".join(f'<th scope="col">{plain(column)}</th>' for column in one.columns)
    body = "".join(f"<tr>{''.join(_cell(cell, closed) for cell in row)}</tr>" for row in one.rows)
    return f"{title}<div class=scroll><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}"


def _cell(cell: Cell, closed: bool) -> str:
    kinds = [kind for kind, on in (("faint", cell.faint), ("words", len(cell.text) > _LONG)) if on]
    shown = plain(cell.text)
    if cell.select and not closed:
        shown = f'<button class="link" data-select="{plain(json.dumps(dict(cell.select)))}">{shown}</button>'
    return f'<td class="{" ".join(kinds)}">{shown}</td>' if kinds else f"<td>{shown}</td>"


def _worst(errors: Sequence[Worst]) -> str:
    shown = "".join(_error(one) for one in errors) or "<p>None.</p>"
    return f'<section id="worst"><h2>Worst confident errors</h2><p class=soft>Wrong labels, the surest first.</p>{shown}</section>'


def _error(one: Worst) -> str:
    select = json.dumps({"letter": one.letter, "question": one.question})
    place = f'<button class="link" data-select="{plain(select)}">{plain(one.letter)}, question {plain(one.question)}</button>'
    before, quote, after = one.quote
    words = f"{plain(before)}<mark>{plain(quote)}</mark>{plain(after)}" if quote else plain(one.text)
    return (
        f"<div class=error><strong>{place}</strong>: {plain(one.field)} given as <strong>{plain(one.given)}</strong>, gold "
        f"<strong>{plain(one.gold)}</strong>, confidence {one.confidence:.2f}<div class=said>{words}</div></div>"
    )


def _items() -> str:
    return '<section id="items"><h2>Items</h2><p id="chosen">Choose an underlined figure to see the answers that it is made of.</p><div id="list"></div></section>'


def plain(text: str) -> str:
    """Return text that HTML shows as it stands."""
    return html.escape(text, quote=True)
