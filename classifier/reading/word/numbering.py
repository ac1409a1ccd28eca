"""The numbers that Word counts by itself: `numbering.xml` says how, the paragraphs say when."""

from dataclasses import dataclass, field
from xml.etree import ElementTree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """How one level counts: where it starts, in what figures, and the pattern around them (`%1.%2)`)."""

    start: int
    form: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """`lists` maps a numbering id to its levels, `same` to the list that it continues; `styles` maps a paragraph
    style to the numbering id and level that it brings along."""

    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)


class Counter:
    """Where each list has got to in one document."""

    def __init__(self) -> None:
        self.at: dict[str, list[int | None]] = {}


def read_numbering(root: ElementTree.Element | None, styles: ElementTree.Element | None) -> Numbering:
    """Read the lists of a document; a level that is not defined counts 1. 2. 3."""
    numbered = _styles(styles) if styles is not None else {}
    if root is None:
        return Numbering()
    abstract = {
        one.get(f"{_W}abstractNumId", ""): {
            int(level.get(f"{_W}ilvl", "0")): _level(level) for level in one.iter(f"{_W}lvl")
        }
        for one in root.iter(f"{_W}abstractNum")
    }
    lists, same = {}, {}
    for num in root.findall(f"{_W}num"):
        name = num.get(f"{_W}numId", "")
        base = _value(num, "abstractNumId", "")
        lists[name] = dict(abstract.get(base, {}))
        same[name] = base
        for override in num.findall(f"{_W}lvlOverride"):
            depth = int(override.get(f"{_W}ilvl", "0"))
            start = override.find(f"{_W}startOverride")
            own = override.find(f"{_W}lvl")
            if own is not None:
                lists[name][depth] = _level(own)
            if start is not None:
                was = lists[name].get(depth, Level(1, "decimal", f"%{depth + 1}."))
                lists[name][depth] = Level(int(start.get(f"{_W}val", "1")), was.form, was.pattern)
                same[name] = f"{base}/{name}"  # an override begins a list of its own
    return Numbering(lists, same, numbered)


def number_of(properties: ElementTree.Element | None) -> tuple[str, int] | None:
    """Return the numbering id and level of a `w:numPr`; None where there is none."""
    if properties is None:
        return None
    depth = _value(properties, "ilvl", "0")
    return _value(properties, "numId", ""), int(depth) if depth.isdigit() else 0


def next_number(counter: Counter, numbering: Numbering, name: str, depth: int) -> str:
    """Count one paragraph and return its number as Word shows it, with a blank after it; a bullet is "• "."""
    levels = numbering.lists.get(name)
    if levels is None or depth >= _LEVELS:
        return ""
    key = numbering.same.get(name, name)
    counts = counter.at.setdefault(key, [None] * _LEVELS)
    level = levels.get(depth, Level(1, "decimal", f"%{depth + 1}."))
    current = counts[depth]
    counts[depth] = level.start if current is None else current + 1
    counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
    if level.form in ("bullet", "none"):
        return "• " if level.form == "bullet" else ""
    shown = level.pattern
    for above in range(_LEVELS):
        if f"%{above + 1}" in shown:
            its = levels.get(above, Level(1, "decimal", ""))
            count = counts[above]
            shown = shown.replace(f"%{above + 1}", figures(its.start if count is None else count, its.form))
    return f"{shown.strip()} " if shown.strip() else ""


def figures(number: int, form: str) -> str:
    """Return a number in Word's figures: decimal, lowerLetter, upperLetter, lowerRoman, upperRoman."""
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < number < 400:
        roman = _roman(number)
        return roman if form == "lowerRoman" else roman.upper()
    return str(number)


def _roman(number: int) -> str:
    signs = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    out = ""
    for value, sign in signs:
        count, number = divmod(number, value)
        out += sign * count
    return out


def _styles(root: ElementTree.Element) -> dict[str, tuple[str, int]]:
    own = {
        style.get(f"{_W}styleId", ""): number_of(style.find(f"{_W}pPr/{_W}numPr")) for style in root.iter(f"{_W}style")
    }
    return {name: number for name, number in own.items() if number and number[0]}


def _level(element: ElementTree.Element) -> Level:
    start = _value(element, "start", "1")
    depth = int(element.get(f"{_W}ilvl", "0"))
    return Level(
        int(start) if start.isdigit() else 1,
        _value(element, "numFmt", "decimal"),
        _value(element, "lvlText", f"%{depth + 1}."),
    )


def _value(element: ElementTree.Element, name: str, default: str) -> str:
    child = element.find(f"{_W}{name}")
    return child.get(f"{_W}val", default) if child is not None else default
