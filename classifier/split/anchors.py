"""Anchors: the places in a letter where an answer may begin, and what each of them may mean."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

AnchorKind = Literal["restated", "number", "range", "rest", "heading"]


class Candidate(NamedTuple):
    """What an anchor may mean. `first` and `last` are nodes (alike but for ranges), `members` the leaves it
    covers; `shift` is how far a printed number lies from the question's own."""

    first: int
    last: int
    members: tuple[int, ...]
    score: float
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Anchor:
    """`start` is where the marker or restated question begins, `body` where what it introduces begins.

    `noise` is the cost of taking it for no anchor at all; `weight` scales score and noise: it falls after
    the letter's closing words and in annexes. `word` says that the marker is spelled out ("Question 4"),
    `explicit` that it names its place in full ("Question 4", "2(b)"), `inline` that it stands inside a line.
    `asked` that it is one of a list of questions, each of which is another.
    `layer` counts up at a review's outcome and down at an older mail quoted below: of two answers to one
    question, the higher layer's is the later.
    """

    start: int
    body: int
    kind: AnchorKind
    candidates: tuple[Candidate, ...]
    noise: float
    text: str
    weight: float = 1.0
    layer: int = 0
    word: bool = False
    explicit: bool = False
    inline: bool = False
    asked: bool = False
