"""The questionnaire's records: questions with their places, kinds and conditions, and which can be answered."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Asks = Literal["whether", "how_many", "document", "name", "explain"]

_COMPONENT = re.compile(r"\d+|[ivx]+(?![a-z])|[a-z]")


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
        return tuple(_COMPONENT.findall(self.id))


def leaves(questions: Iterable[Question]) -> list[Question]:
    """Return the questions that can be answered, in the request's order."""
    return [question for question in questions if not question.stem]
