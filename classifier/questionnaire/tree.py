"""Make the tree of questions: the words of each, stems, parents that were only implied, kinds and conditions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from classifier.markers import reference_at
from classifier.questionnaire.asking import asks
from classifier.questionnaire.marks import Mark
from classifier.questionnaire.questions import Asks, Condition, Question
from classifier.questionnaire.titles import is_title

_CLOSING = re.compile(
    r"^\s*(yours\b|kind regards|best wishes|many thanks|with (many |my |best |kind )?(thanks|wishes|regards)|regards,|thank you\b"
    r"|thanks\b|i (look forward|would (prefer|like)|understand|am happy)|if (you need|any|it is not possible|this request)"
    r"|please (send|reply|respond|acknowledge|let me know)\b.{0,60}(reply|respon|e-?mail|address|request))",
    re.IGNORECASE | re.MULTILINE,
)
_LINK = re.compile(r"[,;]\s+(?:and|or)$")  # to the next part: "(a) how many, and (b) who"
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_LABEL_WORDS = 4
_REMARK = re.compile(r"\([^()]*\)")
_ASKING = re.compile(
    r"(please|kindly|explain|describe|give|provide|state|list|name|say|tell|confirm|send|attach|supply|specify|identify"
    r"|how|what|when|where|why|which|whom?|whether|if)\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(r"^if (yes|no|so|not)\b|^if the answer", re.IGNORECASE)
_INTRODUCES = re.compile(r"\b(the following|each of|as follows|please (explain|provide|supply))\W*$", re.IGNORECASE)
_ASKS_FOR = re.compile(
    r"(?:^|[.;:]\s+)(?:kindly|provide|send|give|tell|list|explain|describe|confirm|state|supply|let|attach|enclose|name|what|which|who"
    r"|when|where|why|how|do|does|did|is|are|was|were|have|has|can|could|if)\b|\bplease\b|\bcop(?:y|ies)\b"
    r"|\b(?:like|want|wish|need|ask(?:ing)?|request(?:ing)?)\s+(?:you\s+)?(?:to|for|an?|the|any|all|how|what|which|whether)\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"^if (?:the answer (?:to|is)\b.{0,30}?\b)?(?P<when>yes|no|so|not|none)\b(?! (?:already|stated|otherwise))[\s,(]*(?:to|for|at|in)?[\s(]*(?:question |q\.?)?(?P<to>\(?(?:\d{1,2}[a-z]?|[a-z]\d{1,2}|[a-z])(?![a-z]))?",
    re.IGNORECASE,
)


class _Title(NamedTuple):
    """A heading over a question whose number stands nowhere: whose text it is, where it begins, its words."""

    parent: str
    start: int
    text: str = ""


def tree_of(text: str, marks: Sequence[Mark]) -> tuple[Question, ...]:
    """Return the questions that begin at the marks of a request (at least one), in order."""
    titles = _titles(text, marks)
    starts = [titles[mark.id].start if mark.id in titles else mark.start for mark in marks]
    ends = [*starts[1:], body_end(text, marks[-1].end)]
    nodes = [_node(text, mark, end, last=mark is marks[-1]) for mark, end in zip(marks, ends, strict=True)]
    if not any(node.tail for node in nodes[:-1]):  # where no other question has a second paragraph, the last has none
        nodes[-1] = replace(nodes[-1], tail="")
    return _finish(nodes, {title.parent: title.text for title in titles.values()})


def body_end(text: str, last: int) -> int:
    """Return where the request's closing words begin after the last question, or the text's end."""
    closing = _CLOSING.search(text, max(text.find("\n", last), last))
    return closing.start() if closing else len(text)


def _node(text: str, mark: Mark, end: int, last: bool) -> Question:
    """Make a question of what stands between its marker and the next; later paragraphs become its tail, but for "Who is
    watching", which is the title over the next ones."""
    paragraphs = [" ".join(part.split()) for part in _PARAGRAPH_END.split(text[mark.end : end])]
    paragraphs = [part for part in paragraphs if part]
    if not last and len(paragraphs) > 1 and is_title(paragraphs[-1]):
        paragraphs.pop()
    return Question(
        mark.id, _LINK.sub("", paragraphs[0]) if paragraphs else "", mark.parent, tail=" ".join(paragraphs[1:])
    )


def _titles(text: str, marks: Sequence[Mark]) -> dict[str, _Title]:
    """Return the headings over questions whose number is only implied, by the id of the first part: "The paperwork"
    over 2.1 is the text of 2, and of no question before it; "" where the line above is no heading."""
    ids, found = {mark.id for mark in marks}, dict[str, _Title]()
    begin = 0
    for mark in marks:
        if mark.parent and mark.parent not in ids:
            ids.add(mark.parent)
            above = text[begin : mark.start].rstrip()
            line = begin + above.rfind("\n") + 1
            title = " ".join(text[line : mark.start].split())
            found[mark.id] = _Title(mark.parent, line, title) if is_title(title) else _Title(mark.parent, mark.start)
        begin = mark.end
    return found


def _finish(nodes: Sequence[Question], titles: Mapping[str, str]) -> tuple[Question, ...]:
    """Make ids unique, add parents that were only implied, and say what each question is."""
    known: dict[str, Question] = {}
    for node in nodes:
        if node.id in known:  # the numbering starts again: keep both, the second under an id of its own
            node = replace(node, id=f"{node.id}-2")
        if node.parent and node.parent not in known:
            known[node.parent] = Question(node.parent, titles.get(node.parent, ""))
        known[node.id] = node
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
    if stem and _runs_on(stem.text, node.text):
        return asks(f"{stem.text} {node.text}")
    whole = asks(stem.text) if stem else own
    return whole if own == "explain" and whole in ("document", "how_many", "whether") else own


def _with_tail(node: Question, tree: Sequence[Question]) -> Question:
    """A paragraph after the last part of a question belongs to the whole; after a question, to itself."""
    if node.parent is None and not any(other.parent == node.id for other in tree):
        return replace(node, text=f"{node.text} {node.tail}".strip(), tail="") if _goes_on(node) else node
    return node


def _goes_on(node: Question) -> bool:
    return bool(node.tail) and len(node.tail) < 600


def _is_stem(node: Question, tree: Sequence[Question]) -> bool:
    if not node.text:
        return True  # only implied by the numbers of its parts
    children = [other for other in tree if other.parent == node.id]
    text = node.text.rstrip()
    named = is_title(text) or _is_label(text) or (text[-1] == ":" and "?" not in text)
    heads = named and asks(text) not in ("whether", "how_many")
    if heads and children and not _YES_NO.match(children[0].text):
        return True  # "A. The systems", "A. Families:": a condition below it looks to another part, never to the title
    if len(children) > 1 and text[-1] == "." and "?" not in text and not _ASKS_FOR.search(text):
        return True  # "Software plays a growing part in these cases." asks nothing
    if any(_YES_NO.match(child.text) for child in children):
        return False
    if children and _runs_on(text, children[0].text):
        return True
    introduces = len(text.split()) <= 6 or bool(_INTRODUCES.search(text))
    return text.endswith((":", ",", "–", "—", " -", "…", "...")) or ("?" not in text and introduces)


def _runs_on(text: str, part: str) -> bool:
    """ "How many claims" and "a) were made" are one sentence."""
    return text[-1:].isalnum() and part[:1].islower()


def _is_label(text: str) -> bool:
    """ "Audit." and "Sensors (devices that record temperature)." name a subject; "Please explain." asks."""
    words = _REMARK.sub(" ", text).split()
    return 0 < len(words) <= _LABEL_WORDS and text[-1] == "." and "?" not in text and not _ASKING.match(text)


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
    answerable = [question for question in earlier if asks(question.text) == "whether"] or earlier
    return answerable[-1].id if answerable else None
