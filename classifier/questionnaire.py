"""Turn the requester's own request text into a tree of questions, with ids, conditions and kinds.

Numbers, letters and Roman numerals at line starts open questions; letters that go on in sequence inside
a line ("a. …; b. …") do too. A stem that only introduces its parts is kept in the tree but is no question
of its own. The result goes to `round.yaml`, where the person corrects it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from classifier.errors import DataError
from classifier.markers import Marker, letter_value, marker_at, ordinals, reference_at, roman_value

Asks = Literal["whether", "how_many", "document", "name", "explain"]
_Style = Literal["number", "letter", "roman"]


@dataclass(frozen=True, slots=True)
class Condition:
    """`question` was answered `when`: only then does the conditional question apply."""

    question: str
    when: Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class Question:
    """A node of the questionnaire.

    A `stem` ("3. Please provide a copy of: a. … b. …") is asked only through its parts. `tail` is text of the
    request that follows a node's parts ("Please state if you have none of these"). `asks` is the kind of
    question, which decides how a yes, a no or a zero is read.
    """

    id: str
    text: str
    parent: str | None = None
    stem: bool = False
    asks: Asks = "explain"
    condition: Condition | None = None
    tail: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        """The id's components: 2a → ("2", "a")."""
        return tuple(re.findall(r"\d+|[ivx]+(?![a-z])|[a-z]", self.id))


def leaves(questions: Iterable[Question]) -> list[Question]:
    """Return the questions that can be answered, in the request's order."""
    return [question for question in questions if not question.stem]


def parse_request(text: str) -> tuple[Question, ...]:
    """Return the questions of a request text in order; raise DataError when it numbers none."""
    text = text.replace("\r\n", "\n").replace("\xa0", " ")
    marks = _marks(text) or _bullets(text)
    if not marks:
        raise DataError(
            "no numbered question was found in the request: begin each question with a number"
            " (1. 2. 3.), its parts with letters (a. b. c.), each on a line of its own"
        )
    body_end = _body_end(text, marks[-1].end)
    nodes = [_node(text, mark, marks[i + 1].start if i + 1 < len(marks) else body_end) for i, mark in enumerate(marks)]
    return _finish(nodes, _titles(text, marks))


# --- markers in sequence -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    id: str
    parent: str | None


@dataclass(slots=True)
class _Level:
    style: _Style
    value: int
    id: str


_CLOSING = re.compile(
    r"^\s*(yours\b|kind regards|best wishes|many thanks|with thanks|regards,|thank you\b"
    r"|thanks\b|i (look forward|would (prefer|like)|understand|am happy)|if (you need|any|it is not possible|this request)"
    r"|please (send|reply|respond|acknowledge|let me know)\b.{0,60}(reply|respon|e-?mail|address|request))",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNED = re.compile(r"\b(sincerely|faithfully|truly|regards|wishes|thanks)\W*\n\s*$", re.IGNORECASE)
_INLINE = re.compile(r"(?<=[\s;])[(]?(?P<path>[a-z]|[ivx]{1,4})[.)]\s+(?=\S)", re.IGNORECASE)


def _body_end(text: str, last: int) -> int:
    """Return where the request's closing words begin after the last question, or the text's end."""
    closing = _CLOSING.search(text, max(text.find("\n", last), last))
    return closing.start() if closing else len(text)


def _lines(text: str) -> Iterable[tuple[int, int]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, at + len(line.rstrip("\n"))
        at += len(line)


def _marks(text: str) -> list[_Mark]:
    """Accept the markers that continue a list that is open, or open a new one with its first element."""
    found: list[_Mark] = []
    levels: list[_Level] = []
    for marker, at_line_start in _candidates(text):
        mark = _accept(levels, marker, at_line_start)
        if mark:
            found.append(mark)
    return found


def _candidates(text: str) -> list[tuple[Marker, bool]]:
    found = []
    for start, line_end in _lines(text):
        first = marker_at(text, start, line_end)
        if first and not _is_signature(text, first):
            found.append((first, True))
        for inline in _INLINE.finditer(text, max(start, first.end if first else start), line_end):
            path = (inline["path"].lower(),)
            found.append((Marker(inline.start(), inline.end(), path, path_start=inline.start("path")), False))
    return found


def _is_signature(text: str, marker: Marker) -> bool:
    """ "A. Reader" below "Yours faithfully" is a person, no question."""
    initial = len(marker.path) == 1 and text[marker.path_start].isupper() and not marker.word
    return initial and bool(_SIGNED.search(text[max(0, marker.start - 60) : marker.start]))


def _accept(levels: list[_Level], marker: Marker, at_line_start: bool) -> _Mark | None:
    """Place a marker in the open lists, and change them; None when it fits nowhere."""
    if marker.path[0].isdigit() and len(marker.path) > 1:
        return _accept_compound(levels, marker)
    component = marker.path[0]
    for depth in range(len(levels) - 1, -1, -1):
        if component.isdigit() and "." in levels[depth].id:
            continue  # after 2.2 a lone 3 is the next question of all, never 2.3
        value = _value(component, levels[depth].style)
        if value is not None and value == levels[depth].value + 1:
            del levels[depth + 1 :]
            return _push(levels, depth, levels[depth].style, value, component, marker)
    if not at_line_start and not levels:
        return None
    style: _Style = "number" if component.isdigit() else "roman" if component == "i" else "letter"
    if _value(component, style) != 1 or any(level.style == style for level in levels):
        return None
    return _push(levels, len(levels), style, 1, component, marker)


def _accept_compound(levels: list[_Level], marker: Marker) -> _Mark:
    """`1a)`, `1.1`: the path says by itself where the question stands."""
    levels.clear()
    for depth, component in enumerate(marker.path):
        style: _Style = "number" if component.isdigit() else "letter" if letter_value(component) else "roman"
        levels.append(_Level(style, ordinals(component)[0], _join(list(marker.path[: depth + 1]))))
    return _Mark(marker.start, marker.end, levels[-1].id, levels[-2].id)


def _push(levels: list[_Level], depth: int, style: _Style, value: int, component: str, marker: Marker) -> _Mark:
    parent = levels[depth - 1].id if depth else None
    new = _Level(style, value, _join([parent or "", component]))
    levels[depth:] = [new]
    return _Mark(marker.start, marker.end, new.id, parent)


def _join(parts: Sequence[str]) -> str:
    """`2` and `a` make 2a; `2` and `1` make 2.1."""
    joined = ""
    for part in parts:
        joined += f".{part}" if joined[-1:].isdigit() and part[:1].isdigit() else part
    return joined


def _value(component: str, style: _Style) -> int | None:
    if style == "number":
        return int(component) if component.isdigit() else None
    return letter_value(component) if style == "letter" else roman_value(component)


def _bullets(text: str) -> list[_Mark]:
    """Number the items of a request that has bullets and no numbers: 1, 2, 3 in order."""
    found = list(re.finditer(r"^[ \t]*[-*•·▪–][ \t]+(?=\S)", text, re.MULTILINE))
    return [_Mark(m.start(), m.end(), str(i), None) for i, m in enumerate(found, 1)]


# --- nodes ---------------------------------------------------------------------------------------------------


def _node(text: str, mark: _Mark, end: int) -> Question:
    """Make a question of what stands between its marker and the next; later paragraphs become its tail."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text[mark.end : end])]
    paragraphs = [part for part in paragraphs if part]
    return Question(mark.id, paragraphs[0] if paragraphs else "", mark.parent, tail=" ".join(paragraphs[1:]))


_TITLE_WORDS = 9


def _titles(text: str, marks: Sequence[_Mark]) -> dict[str, str]:
    """Return the headings over questions whose number is only implied: "The paperwork" over 2.1 is the text of 2."""
    found: dict[str, str] = {}
    for before, mark in zip([None, *marks], marks, strict=False):
        if mark.parent and mark.parent not in found and all(other.id != mark.parent for other in marks):
            above = text[before.end if before else 0 : mark.start].rstrip()
            title = " ".join(re.split(r"\n\s*\n", above)[-1].split())
            found[mark.parent] = title if 0 < len(title.split()) <= _TITLE_WORDS and title[-1] not in ".?!;,:" else ""
    return found


def _finish(nodes: Sequence[Question], titles: Mapping[str, str]) -> tuple[Question, ...]:
    """Make ids unique, add parents that were only implied, and say what each question is."""
    known: dict[str, Question] = {}
    over = {title for title in titles.values() if title}
    for node in nodes:
        if node.id in known:  # the numbering starts again: keep both, the second under an id of its own
            node = replace(node, id=f"{node.id}-2")
        if node.parent and node.parent not in known:
            known[node.parent] = Question(node.parent, titles.get(node.parent, ""))
        known[node.id] = replace(node, tail="") if node.tail in over else node
    parents = {node.parent for node in known.values()}
    tree = tuple(known.values())
    tree = tuple(_with_tail(node, tree) for node in tree)
    tree = tuple(
        replace(node, stem=node.id in titles or (node.id in parents and _is_stem(node, tree))) for node in tree
    )
    return tuple(
        replace(node, asks=_asks_under_stem(node, tree), condition=_condition(i, tree)) for i, node in enumerate(tree)
    )


def _asks_under_stem(node: Question, tree: Sequence[Question]) -> Asks:
    """A part that only names a thing ("b. the insurance certificate") asks for what its stem asks ("a copy of:")."""
    own = asks(node.text)
    stem = next((other for other in tree if other.id == node.parent and _is_stem(other, tree)), None)
    whole = asks(stem.text) if stem else own
    return whole if own == "explain" and whole in ("document", "how_many") else own


def _with_tail(node: Question, tree: Sequence[Question]) -> Question:
    """A paragraph after the last part of a question belongs to the whole; after a question, to itself."""
    if node.parent is None and not any(other.parent == node.id for other in tree):
        return replace(node, text=f"{node.text} {node.tail}".strip(), tail="") if _goes_on(node) else node
    return node


def _goes_on(node: Question) -> bool:
    return bool(node.tail) and len(node.tail) < 600


_YES_NO = re.compile(r"^if (yes|no|so|not)\b|^if the answer", re.IGNORECASE)


def _is_stem(node: Question, tree: Sequence[Question]) -> bool:
    if not node.text:
        return True  # only implied by the numbers of its parts
    children = [other for other in tree if other.parent == node.id]
    if any(_YES_NO.match(child.text) for child in children):
        return False
    text = node.text.rstrip()
    return (
        not text
        or text.endswith((":", ": -", "…", "..."))
        or (
            "?" not in text
            and (
                len(text.split()) <= 6
                or bool(
                    re.search(r"\b(the following|each of|as follows|please (explain|provide|supply))\W*$", text, re.I)
                )
            )
        )
    )


_ASKS: tuple[tuple[Asks, str], ...] = (
    ("whether", r"^(if (yes|no|so|not)\b[^,]{0,30}, )?(do|does|did|has|have|had|is|are|was|were) (you|your|the|there|any|it|this|these|a|an|staff|students?|patients?|residents?)\b(?!.{0,80}\b(how many|copy of))"),
    ("document", r"\b(cop(y|ies)|attach|supply|provide|send)\b.{0,60}\b(cop(y|ies)|polic|document|procedure|guidance|contract|assessment|notice|statement|material|report|minutes|template|form)"),
    ("document", r"\b(cop(y|ies) of|please attach)\b"),
    ("document", r"^(the |any |relevant )?(\[.*?\] ?)?(\w+ ){0,6}(impact assessments?|privacy (policy|notice)|training materials?|equality (impact )?assessment|contract|evaluation|policy|notice|order form)\b(?!.*\?)"),
    ("how_many", r"\b(how (many|much|often)|the (total |annual )?(numbers?|costs?|amounts?|spend|figures?) of|what\b.{0,50}\b(cost|spend|spent|number|total|paid)|confirm the number|state the number|number of|^the (total |annual )?(cost|costs|price|amount|number|total)|annual (cost|spend))\b"),
    ("name", r"\b(name|names|who|whom|which (compan\w*|suppliers?|providers?|products?|officers?|committees?|organi\w+|social media|platforms?|departments?|teams?)|list each|list all|list the|specify which|identify|to which)\b"),
    ("whether", r"^(if (yes|no|so|not)\b[^,]{0,30}, )?(please )?((confirm|state|say|specify|advise|tell me|indicate)\s+(whether|if)|whether)\b"),
    ("whether", r"(^|[.?!)] |, )(do|does|did|has|have|had|is|are|was|were|can|could|will|would|may) (you|your|the|there|any|it|this|these|social|a|an|students?|staff|council|university|institution)\b"),
    ("whether", r"\bplease (confirm|state|say|advise|indicate) (whether|if|that)\b"),
    ("whether", r"^(do|does|did|has|have|had|is|are|was|were) [^?]*\?"),
)  # fmt: skip


def asks(text: str) -> Asks:
    """Return what a question asks for, by its words; `explain` where none of the other kinds shows."""
    lowered = " ".join(text.lower().split())
    main = re.split(r"(?<=[\w)][.?])\s", re.sub(r"\([^)]{12,}\)", "", lowered), maxsplit=1)[0]
    for part in (main, lowered):
        for kind, pattern in _ASKS:
            if re.search(pattern, part):
                return kind
    return "explain"


_IF = re.compile(
    r"^if (?:the answer (?:to|is)\b.{0,30}?\b)?(?P<when>yes|no|so|not|none)\b(?! (?:already|stated|otherwise))[\s,(]*(?:to|for|at|in)?[\s(]*(?:question |q\.?)?(?P<to>\(?(?:\d{1,2}[a-z]?|[a-z])(?![a-z]))?",
    re.IGNORECASE,
)


def _condition(index: int, tree: Sequence[Question]) -> Condition | None:
    """Read "If yes (2)", "If yes, to c.", "If no,"; without a number it depends on the question above."""
    node = tree[index]
    found = _IF.match(node.text)
    if not found:
        return None
    target = _target(found["to"] or "", node, tree[:index])
    when: Literal["yes", "no"] = "yes" if found["when"].lower() in ("yes", "so") else "no"
    return Condition(target, when) if target else None


def _target(named: str, node: Question, before: Sequence[Question]) -> str | None:
    ids = {question.id for question in before}
    reference = reference_at(named.strip("( "), 0, len(named.strip("( ")))
    if reference:
        path = "".join(reference.items[0][0])
        for candidate in (path, f"{node.parent or ''}{path}"):
            if candidate in ids:
                return candidate
    if node.parent and not next(q for q in before if q.id == node.parent).stem:
        return node.parent
    earlier = [question for question in before if question.parent == node.parent]
    return earlier[-1].id if earlier else None
