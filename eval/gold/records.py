"""The records of gold: a set of letters for one round, each letter's answers, each answer's spans and labels."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from classifier.records import Label, Letter, Span
from classifier.round import Round

PARTS = ("dev", "test")
"""`dev` is for writing rules and prompts against; `test` is scored, and its letters are not looked at."""


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """What a letter says about one question, as it was settled. `spans` is empty where it says nothing.

    `quotes` maps a field to the runs of the letter that show its label. `note` names the codebook rule of a hard
    case, `adjudicated` the reason where two coders differed, `first` the first coder's answer where that changed it.
    """

    question: str
    spans: tuple[Span, ...]
    labels: dict[str, Label]
    quotes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""
    adjudicated: str = ""
    first: "GoldAnswer | None" = None


@dataclass(frozen=True, slots=True)
class GoldLetter:
    """A letter with its answers, one for every leaf question, in the questionnaire's order; a partial one has some.

    `layout` is a phrase on how it is laid out, `patterns` are the numbers of its layout patterns. `shown_passages`
    says that people took the passages from a splitter: then nothing is scored against them.
    """

    name: str
    part: str
    nation: str
    layout: str
    patterns: tuple[int, ...]
    letter: Letter
    answers: tuple[GoldAnswer, ...]
    path: Path
    shown_passages: bool = False


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A folder of gold: the round that its letters answer, and the letters in order of name."""

    folder: Path
    round: Round
    letters: tuple[GoldLetter, ...]

    def part(self, part: str | None) -> "GoldSet":
        """Return the set with the letters of one part only; with all of them for None."""
        kept = tuple(letter for letter in self.letters if part in (None, letter.part))
        return GoldSet(self.folder, self.round, kept)

    @property
    def sha256(self) -> str:
        """A digest of all that is scored against: texts, spans and labels."""
        content = [
            [one.name, one.letter.text, [[a.question, a.spans, a.labels] for a in one.answers]] for one in self.letters
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    @property
    def closed(self) -> bool:
        """Whether a letter of the test part is among them: then figures may be shown, letters and items may not."""
        return any(letter.part == "test" for letter in self.letters)
