"""Sections as Markdown, with columns lined up so that the same text reads well on a terminal."""

import re
from collections.abc import Iterable

from eval.report.tables import Section, Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#])")


def as_markdown(sections: Iterable[Section], title: str, short: bool = False) -> str:
    """Return a report; `short` leaves out the sections of detail. Cells that could be markup are escaped."""
    kept = [section for section in sections if not (short and section.detail)]
    parts = [f"# {title}", *(part for section in kept for part in _section(section))]
    return "\n\n".join(parts) + "\n"


def as_text(sections: Iterable[Section]) -> str:
    """Return sections for a terminal: the same tables, nothing escaped."""
    blocks = []
    for section in sections:
        tables = [part for one in section.tables if one.rows for part in (one.title, _table(one, False), one.note)]
        blocks += [section.title.upper(), section.text, *tables]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _section(section: Section) -> list[str]:
    parts = [f"## {section.title}", escaped(section.text)]
    for one in section.tables:
        parts += [f"**{one.title}**" if one.title else "", _table(one, True) if one.rows else "", one.note]
    return [part for part in parts if part]


def escaped(text: str) -> str:
    """Return text that Markdown shows as it stands, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _table(one: Table, markup: bool) -> str:
    head = list(one.columns)
    body = [[escaped(cell.text) if markup else " ".join(cell.text.split()) for cell in row] for row in one.rows]
    widths = [max(len(row[at]) for row in [head, *body]) for at in range(len(head))]
    rule = ["-" * width for width in widths]
    lines = [_line(row, widths, "| " if markup else "", " | " if markup else "  ") for row in [head, rule, *body]]
    return "\n".join(f"{line} |" if markup else line.rstrip() for line in lines)


def _line(row: list[str], widths: list[int], start: str, between: str) -> str:
    return start + between.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
