"""The manner in which a letter sets its numbers, found out before any line is read on its own.

Whether numbers stand without a sign, run on inside lines, close its headings; which letters stand for a word.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from classifier.markers import Marker, marker_at
from classifier.split.anchors import Anchor
from classifier.split.headings import bulleted_questions, labelled_lines
from classifier.split.lines import Line, has_links, starts_older_mail
from classifier.split.nodes import Nodes
from classifier.split.numbers import Place, questions_inside
from classifier.split.ranges import titled, titled_in_brackets

_FIGURE = re.compile(r"[£$€]?\d+(?:,\d{3})*%?|\d{1,2}/\d{1,2}/\d{2,4}")
_ROW, _DATED = 4, 3  # figures below each other; where dates are among them
_CAPITAL_MARK = re.compile(r"[A-Z](?=[.):])")
_LINKED = re.compile(r"\[\d{1,3}\][^\s]")  # "[3]8 July": a link's mark stands right before its words
_WORDS_NEXT = re.compile(r"[ \xa0]+(?:[A-Za-z]{2}|£)")
_DASHES = 4
_OFTEN = 3
_FEW = 4  # numbers without a sign behind them
_RUN, _MOSTLY = 6, 0.8  # numbers that run on, and share of them that go on from the one before
_HEADINGS = 4  # headings with a number in brackets


class Manner(NamedTuple):
    """`firsts` are the markers at the beginning of lines, by the line's start, `labels` the letters that stand for a
    word, such as "A." for "Answer", `dashed` says that a dash ends the numbers ("Q18 – 22"), `cells` are the words of
    each left cell that a number begins, by its first line's start. `bare` says that numbers stand without a sign
    ("1 Yes"), `runs_on` that lines hold several answers, `linked` that "[4]" before a word is a link's mark. `titles`
    are the headings that end in their question's number, by the line's start. `figures` are the starts of lines that
    are a table's cells. `asked` are the questions over their answers that begin bulleted lines, or paragraphs as
    labels: where they end, by the line's start.
    """

    firsts: Mapping[int, Marker]
    labels: frozenset[str]
    dashed: bool
    cells: Mapping[int, str]
    bare: bool
    runs_on: bool
    titles: Mapping[int, Anchor]
    linked: bool
    figures: frozenset[int]
    asked: Mapping[int, int]


def first_markers(text: str, lines: Sequence[Line], figures: frozenset[int]) -> dict[int, Marker]:
    """Return the markers that lines begin with, by the line's start; the marks of links are none, nor are `figures`, the
    starts of a table's cells."""
    linked = has_links(text)
    found = ((line.start, marker_at(text, line.start, line.end)) for line in lines if line.start not in figures)
    return {start: mark for start, mark in found if mark and not (linked and is_link(text, mark))}


def table_figures(text: str, lines: Sequence[Line]) -> frozenset[int]:
    """Return the starts of lines that are the cells of a table written out a cell a line: figures below figures, in a row
    that no numbers count up through."""
    rows: list[list[int]] = [[]]
    for at, line in enumerate(lines):
        figure = _FIGURE.fullmatch(text, line.start, line.end)
        if line.gap or not figure:
            rows.append([])
        if figure:
            rows[-1].append(at)
    return frozenset(lines[at].start for row in rows for at in _cells(text, lines, row))


def _cells(text: str, lines: Sequence[Line], row: Sequence[int]) -> Sequence[int]:
    """Return those of the figures below each other that are a table's cells: all, none, or all but the last, which may be
    the number of what follows."""
    shown = [text[lines[at].start : lines[at].end] for at in row]
    dated = any("/" in figure for figure in shown)
    if len(row) < (_DATED if dated else _ROW) or any(map(_all_count_up, (shown, shown[::2], shown[1::2]))):
        return ()
    after = row[-1] + 1
    return row[:-1] if not dated and after < len(lines) and not lines[after].gap else row


def _all_count_up(figures: Sequence[str]) -> bool:
    """ "1", "14", "2", "9", "3", "0" are three numbers, each with its answer."""
    values = [int(figure) if figure.isdigit() else -1 for figure in figures]
    return len(values) > 1 and all(after == before + 1 for before, after in pairwise(values))


def is_link(text: str, mark: Marker) -> bool:
    """Say whether a number stands in square brackets right before a word, as the marks of links do."""
    return bool(_LINKED.match(text, mark.start))


def manner_of(
    text: str, lines: Sequence[Line], firsts: Mapping[int, Marker], figures: frozenset[int], nodes: Nodes
) -> Manner:
    """Find out a letter's manner; `firsts` are the markers that its lines begin with, `figures` the cells of tables."""
    return Manner(
        firsts=firsts,
        labels=_label_letters(text, lines),
        dashed=sum(_is_dashed(text, mark) for mark in firsts.values()) >= _DASHES,
        cells=_left_cells(text, lines),
        bare=_are_bare(text, lines, firsts),
        runs_on=_run_on(text, lines, firsts),
        linked=has_links(text),
        figures=figures,
        asked=_asked(text, lines, firsts),
        titles=_titles(text, lines, nodes),
    )


def _is_dashed(text: str, mark: Marker) -> bool:
    """Say whether a dash ends a number, and words follow: "Q9 – No", not the range "Q9 – Q11"."""
    return text[mark.end - 1] in "-–—" and bool(_WORDS_NEXT.match(text, mark.end))


def _titles(text: str, lines: Sequence[Line], nodes: Nodes) -> dict[int, Anchor]:
    """Return the headings that end in their question's number; those that show the bare one in brackets, "Sensors fitted
    (4i)", only where the letter has several headings."""
    spelled = {line.start: title for line in lines if (title := titled(text, line, nodes))}
    others = (line for line in lines if line.start not in spelled)
    bare = {line.start: title for line in others if (title := titled_in_brackets(text, line, nodes))}
    return spelled | bare if len(spelled) + len(bare) >= _HEADINGS else spelled


def _asked(text: str, lines: Sequence[Line], firsts: Mapping[int, Marker]) -> dict[int, int]:
    if bulleted := bulleted_questions(text, lines):
        return bulleted
    older = next((at for at, line in enumerate(lines) if starts_older_mail(text, line)), len(lines))
    newest = lines[:older]  # the request may stand below, with its numbers
    return {} if sum(line.start in firsts for line in newest) >= _HEADINGS else labelled_lines(text, newest)


def _label_letters(text: str, lines: Sequence[Line]) -> frozenset[str]:
    """Return the letters that stand for a word, such as "A." for "Answer": often, and without their neighbours."""
    counts = Counter(found[0] for line in lines if (found := _CAPITAL_MARK.match(text, line.start, line.end)))
    return frozenset(
        letter for letter in "AQR" if counts[letter] >= _OFTEN and 4 * counts[chr(ord(letter) + 1)] < counts[letter]
    )


def _left_cells(text: str, lines: Sequence[Line]) -> dict[int, str]:
    """Return for the first line of each left cell that a number begins the words of the whole cell."""
    cells: dict[int, str] = {}
    first = -1
    for line in lines:
        marker = marker_at(text, line.start, line.end, bare=True) if line.cell else None
        if marker:
            first = line.start
            cells[first] = text[marker.end : line.end]
        elif line.gap:
            first = -1
        elif first >= 0:
            cells[first] += f" {text[line.start : line.end]}"
    return cells


def _are_bare(text: str, lines: Sequence[Line], firsts: Mapping[int, Marker]) -> bool:
    """Say whether a letter's numbers stand before their answers without a sign: "1 Yes", "1a Attached"."""
    parts = sum(not mark.word and len(mark.path) > 1 and _is_unsigned(text, mark) for mark in firsts.values())
    others = (marker_at(text, line.start, line.end, bare=True) for line in lines if line.start not in firsts)
    bare = [int(marker.path[0]) for marker in others if marker and marker.path[0].isdigit()]
    signed = sum(line.start in firsts for line in lines) - parts
    up = sum(before < after or after == 1 for before, after in pairwise(bare))  # each section begins with 1
    return len(bare) + parts >= max(_FEW, signed / 4) and up >= _MOSTLY * (len(bare) - 1)


def _is_unsigned(text: str, mark: Marker) -> bool:
    """ "1a" and "1(a)", but not "1a." """
    shown = text[mark.path_start : mark.end].rstrip()
    return not mark.closed or (shown.endswith(")") and "(" in shown)


def _run_on(text: str, lines: Sequence[Line], firsts: Mapping[int, Marker]) -> bool:
    """Say whether a letter sets several answers on one line: two lines begin with a number and hold another, or the
    numbers inside lines count up through the letter."""
    inside = [(line, list(questions_inside(text, line))) for line in lines]
    many = (
        line
        for line, found in inside
        if line.start in firsts and any(place.start >= firsts[line.start].end for place in found)
    )
    places = [place for _, found in inside for place in found]
    lettered = [place for place in places if place.letter]  # "A2." among figures
    return len(list(islice(many, 2))) == 2 or _count_up(places) or _count_up(lettered)


def _count_up(found: Sequence[Place]) -> bool:
    on = sum(_goes_on(before, after) for before, after in pairwise(found))
    return len(found) >= _RUN and on >= _MOSTLY * (len(found) - 1)


def _goes_on(before: Place, after: Place) -> bool:
    """Say whether a number, with the letter before it, is the next one or another part of the same."""
    if before.letter == after.letter:
        return 0 <= after.number - before.number <= 1
    return before.letter < after.letter and after.number == 1
