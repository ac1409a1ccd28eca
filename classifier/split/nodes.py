"""The questionnaire as the splitter uses it: nodes in order, their places, families and words.

Computed once per questionnaire and kept; letters only read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum

from classifier.markers import ordinals
from classifier.questionnaire import Question
from classifier.split.words import content, meaning, rarity

_TITLE_WORDS = 9


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """All indexes are positions in `questions`.

    `members[i]` are the leaves that node i stands for: itself, or all leaves below a stem. `tree[i]` are
    the leaves of node i and everything below it. `weights[i]` is how telling the words of its meaning are in all.
    `title[i]` says that a stem is a mere heading; `sections` are those over questions with numbers of their own;
    `family[i]` is the topmost node above i, or i, that is none; `leaf_rank[i]` counts the leaves before node i.
    """

    questions: tuple[Question, ...]
    paths: tuple[tuple[str, ...], ...]
    parent: tuple[int | None, ...]
    top: tuple[int, ...]
    family: tuple[int, ...]
    members: tuple[tuple[int, ...], ...]
    tree: tuple[tuple[int, ...], ...]
    leaf_rank: tuple[int, ...]
    leaf_order: tuple[int, ...]
    title: tuple[bool, ...]
    sections: tuple[int, ...]
    place: tuple[int, ...]
    words: tuple[frozenset[str], ...]
    meanings: tuple[frozenset[str], ...]
    weights: tuple[float, ...]
    rarity: dict[str, float]
    unknown: float

    @property
    def families(self) -> list[int | None]:
        """What questions with letters stand under, in order: nodes, and None where the first of all have letters."""
        lettered = not self.paths[0][0].isdigit()
        return [*([None] if lettered else []), *sorted({parent for parent in self.parent if parent is not None})]

    @property
    def tops(self) -> list[int]:
        """The nodes that stand under no other, in order."""
        return [i for i, parent in enumerate(self.parent) if parent is None]


@lru_cache(maxsize=32)
def nodes_of(questions: tuple[Question, ...]) -> Nodes:
    """Return the tables for a questionnaire."""
    all_nodes = range(len(questions))
    index = {question.id: i for i, question in enumerate(questions)}
    parent = tuple(index.get(question.parent or "") for question in questions)
    leaves = tuple(i for i in all_nodes if not questions[i].stem)
    tree = tuple(tuple(leaf for leaf in leaves if _below(leaf, i, parent)) for i in all_nodes)
    title = tuple(question.stem and _is_title(question.text) for question in questions)
    above = [[*ancestors(i, parent), i] for i in all_nodes]
    meanings = tuple(meaning(question.text) for question in questions)
    rare = rarity([meanings[i] for i in leaves])
    unknown = max(rare.values(), default=1.0)
    return Nodes(
        questions=questions,
        paths=tuple(question.path for question in questions),
        parent=parent,
        top=tuple(line[0] for line in above),
        family=tuple(next((one for one in above[i] if not title[one]), i) for i in all_nodes),
        members=tuple(tree[i] if questions[i].stem else (i,) for i in all_nodes),
        tree=tree,
        leaf_rank=tuple(sum(leaf < i for leaf in leaves) for i in all_nodes),
        title=title,
        sections=tuple(i for i in all_nodes if title[i] and _is_section(i, questions, parent)),
        leaf_order=leaves,
        place=tuple(1 + sum(above == parent[i] for above in parent[:i]) for i in all_nodes),
        words=tuple(content(_with_stems(i, questions, parent)) for i in all_nodes),
        meanings=meanings,
        weights=tuple(fsum(rare.get(word, unknown) for word in one) for one in meanings),
        rarity=rare,
        unknown=unknown,
    )


def _with_stems(node: int, questions: Sequence[Question], parent: Sequence[int | None]) -> str:
    """Return a question's text after those of the stems it stands under."""
    stems = [questions[above].text for above in ancestors(node, parent) if questions[above].stem]
    return " ".join([*stems, questions[node].text])


def _is_title(text: str) -> bool:
    """A stem such as "The paperwork" is a heading: it asks nothing, and what stands under it answers its parts."""
    return len(text.split()) <= _TITLE_WORDS and text[-1:] not in (":", "?", ".")


def _is_section(node: int, questions: Sequence[Question], parent: Sequence[int | None]) -> bool:
    """ "A. Your buildings" over A1 is one; "12. The data wash" over (a) and (b) is a question in parts."""
    numbered = any(part.isdigit() for part in questions[node].path)
    return not numbered or any(questions[i].path[-1].isdigit() for i, above in enumerate(parent) if above == node)


def resolve(nodes: Nodes, path: Sequence[str], context: int | None = None) -> int | None:
    """Return the node that a path names, a lone letter read under `context`'s question; None if there is none."""
    if path[0].isdigit():
        return _descend(nodes, None, path)
    if context is None:
        return _descend(nodes, None, path)
    if len(path) > 1 and (own := _own(nodes, path)) is not None:
        return own  # "A2(i) and B1": no part of A2
    for base in (context, nodes.parent[context], nodes.top[context], *([None] if len(path) > 1 else [])):
        found = _descend(nodes, base, path)
        if found is not None:
            return found
    return None


def _own(nodes: Nodes, path: Sequence[str]) -> int | None:
    return nodes.paths.index(tuple(path)) if tuple(path) in nodes.paths else None


def _descend(nodes: Nodes, base: int | None, path: Sequence[str]) -> int | None:
    at = base
    for component in path:
        children = [i for i, parent in enumerate(nodes.parent) if parent == at]
        named = [i for i in children if nodes.paths[i][-1] == component]
        placed = [i for i in children if nodes.place[i] in ordinals(component)]
        if not named and not placed:
            return None
        at = (named or placed)[0]
    return at


def ancestors(node: int, parent: Sequence[int | None]) -> list[int]:
    """Return the nodes above, the topmost first."""
    found: list[int] = []
    above = parent[node]
    while above is not None:
        found.insert(0, above)
        above = parent[above]
    return found


def _below(node: int, top: int, parent: Sequence[int | None]) -> bool:
    return node == top or top in ancestors(node, parent)
