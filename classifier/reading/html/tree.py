"""Markup to a tree of elements, forgiving as browsers are. Decodes entities; judges nothing.

The standard library's parser reports events to methods of a subclass, so this is the one class here that
inherits; it only keeps the events.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CLOSED_BY = {
    "li": frozenset({"li"}),
    "p": frozenset(
        "p div ul ol table h1 h2 h3 h4 h5 h6 blockquote pre hr section article header footer form dl".split()
    ),
    "tr": frozenset({"tr", "tbody", "thead", "tfoot"}),
    "td": frozenset({"td", "th", "tr", "tbody"}),
    "th": frozenset({"td", "th", "tr", "tbody"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "option": frozenset({"option"}),
}
_SCOPE = frozenset({"table", "ul", "ol", "dl", "body", "html"})
_DEEPEST = 120
_NEAR = 15


@dataclass(slots=True)
class Element:
    """An element with its children, texts and elements, in order. Names and attribute names are in lower case."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)


class _Events(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(("start", tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(("end", tag, {}))

    def handle_data(self, data: str) -> None:
        self.found.append(("text", data, {}))


def parse(markup: str) -> Element:
    """Return the tree of a page; never fails, whatever the markup. Nesting deeper than 120 is flattened."""
    events = _Events()
    events.feed(markup)
    events.close()
    root = Element("root")
    path = [root]
    for kind, value, attributes in events.found:
        if kind == "text":
            path[-1].children.append(value)
        elif kind == "start":
            _open(path, Element(value, attributes))
        else:
            _close(path, value)
    return root


def walk(element: Element) -> Iterator[Element]:
    """Yield the element and all below it, in the page's order."""
    stack: list[Element] = [element]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(child for child in reversed(top.children) if isinstance(child, Element))


def classes(element: Element) -> list[str]:
    return element.attributes.get("class", "").split()


def inner_text(element: Element, without: Sequence[str] = ()) -> str:
    """Return an element's words, single blanks between them, leaving out scripts and the classes of `without`."""
    parts: list[str] = []
    stack: list[Element | str] = [element]
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            parts.append(top)
        elif top.name not in ("script", "style", "noscript", "title") and not set(without) & set(classes(top)):
            stack.extend(reversed(top.children))
    return " ".join(" ".join(parts).split())


def _open(path: list[Element], element: Element) -> None:
    for depth in range(len(path) - 1, max(len(path) - 1 - _NEAR, 0), -1):
        if element.name in _CLOSED_BY.get(path[depth].name, ()):
            del path[depth:]
        elif path[depth].name in _SCOPE:
            break
    path[-1].children.append(element)
    if element.name not in VOID and len(path) < _DEEPEST:
        path.append(element)


def _close(path: list[Element], name: str) -> None:
    for depth in range(len(path) - 1, 0, -1):
        if path[depth].name == name:
            del path[depth:]
            return
        if path[depth].name == "table" and name not in ("body", "html"):
            return
