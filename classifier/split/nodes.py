"""The questionnaire as the splitter uses it: nodes in order, their places, families and words.

Computed once per questionnaire and kept; letters only read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from classifier.markers import ordinals
from classifier.questionnaire import Question
from classifier.split.words import content, meaning, rarity

_TITLE_WORDS = 9


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """All indexes are positions in `questions`.

    `members[i]` are the leaves that node i stands for: itself, or all leaves below a stem. `tree[i]` are
    the leaves of node i and everything below it. `title[i]` says that a stem is a
    mere heading; `leaf_rank[i]` counts the leaves before node i.
    """

    questions: tuple[Question, ...]
    parent: tuple[int | None, ...]
    top: tuple[int, ...]
    members: tuple[tuple[int, ...], ...]
    tree: tuple[tuple[int, ...], ...]
    leaf_rank: tuple[int, ...]
    leaf_order: tuple[int, ...]
    title: tuple[bool, ...]
    place: tuple[int, ...]
    words: tuple[frozenset[str], ...]
    meanings: tuple[frozenset[str], ...]
    rarity: dict[str, float]
    unknown: float

    @property
    def tops(self) -> list[int]:
        return [i for i, parent in enumerate(self.parent) if parent is None]


@lru_cache(maxsize=32)
def nodes_of(questions: tuple[Question, ...]) -> Nodes:
    """Return the tables for a questionnaire."""
    index = {question.id: i for i, question in enumerate(questions)}
    parent = tuple(index.get(question.parent or "") for question in questions)
    leaf = [not question.stem for question in questions]
    tree = tuple(
        tuple(j for j in range(len(questions)) if leaf[j] and _below(j, i, parent)) for i in range(len(questions))
    )
    texts = [
        " ".join([questions[j].text for j in _ancestors(i, parent) if questions[j].stem] + [question.text])
        for i, question in enumerate(questions)
    ]
    weights = rarity([meaning(questions[i].text) for i in range(len(questions)) if leaf[i]])
    return Nodes(
        questions=questions,
        parent=parent,
        top=tuple([*_ancestors(i, parent), i][0] for i in range(len(questions))),
        members=tuple((i,) if leaf[i] else tree[i] for i in range(len(questions))),
        tree=tree,
        leaf_rank=tuple(sum(leaf[:i]) for i in range(len(questions))),
        title=tuple(question.stem and _is_title(question.text) for question in questions),
        leaf_order=tuple(i for i in range(len(questions)) if leaf[i]),
        place=tuple(1 + sum(p == parent[i] for p in parent[:i]) for i in range(len(questions))),
        words=tuple(content(text) for text in texts),
        meanings=tuple(meaning(question.text) for question in questions),
        rarity=weights,
        unknown=max(weights.values(), default=1.0),
    )


def _is_title(text: str) -> bool:
    """A stem such as "The paperwork" is a heading: it asks nothing, and what stands under it answers its parts."""
    return len(text.split()) <= _TITLE_WORDS and text[-1:] not in (":", "?", ".")


def resolve(nodes: Nodes, path: Sequence[str], context: int | None = None) -> int | None:
    """Return the node that a path names, a lone letter read under `context`'s question; None if there is none."""
    if path[0].isdigit():
        return _descend(nodes, None, path)
    if context is None:
        return _descend(nodes, None, path)
    for base in (context, nodes.parent[context], nodes.top[context]):
        found = _descend(nodes, base, path)
        if found is not None:
            return found
    return None


def _descend(nodes: Nodes, base: int | None, path: Sequence[str]) -> int | None:
    at = base
    for component in path:
        children = [i for i, parent in enumerate(nodes.parent) if parent == at]
        named = [i for i in children if nodes.questions[i].path[-1] == component]
        placed = [i for i in children if nodes.place[i] in ordinals(component)]
        if not named and not placed:
            return None
        at = (named or placed)[0]
    return at


def _ancestors(node: int, parent: Sequence[int | None]) -> list[int]:
    """Return the nodes above, the topmost first."""
    found: list[int] = []
    above = parent[node]
    while above is not None:
        found.insert(0, above)
        above = parent[above]
    return found


def _below(node: int, top: int, parent: Sequence[int | None]) -> bool:
    return node == top or top in _ancestors(node, parent)
