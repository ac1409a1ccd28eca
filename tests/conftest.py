"""What several tests share: one invented questionnaire, and a way to see what a letter's split gives.

The questionnaire is about drones, on purpose: nothing in the engine may know the subject of the shipped round.
"""

import os
from collections.abc import Callable

import pytest

from classifier.markers import marker_at
from classifier.questionnaire import Question, parse_request
from classifier.records import Answer, Letter
from classifier.split import split_letter
from classifier.split.nodes import Nodes, nodes_of

os.environ.pop("FOI_STORE", None)  # no test may find its way into a store that somebody uses

_REQUEST = """\
Dear Sir or Madam

I am asking every council about its use of small unmanned aircraft ("drones") since 1 January 2021.

1. Please send a copy of your policy on the use of drones.

2. Does the council fly drones, whether with its own pilots or through a contractor?

a. If yes to 2, for what purposes are they flown?
b. Which models of drone does the council own?
c. If yes to 2, how many flights were made in each calendar year?

3. Please provide a copy of each of the following:

a. the data protection impact assessment
b. the insurance certificate
c. the training manual for pilots

4. How much was spent on batteries and repairs in 2023?

5. Which officer has to approve a flight over a residential street?

6. Have residents complained about noise or intrusion?

Yours faithfully
"""


@pytest.fixture(scope="session")
def request_text() -> str:
    """The request: eleven questions to answer, numbered 1 to 6 with parts under 2 and 3."""
    return _REQUEST


@pytest.fixture(scope="session")
def questions(request_text: str) -> tuple[Question, ...]:
    """The request's questions; 3 is a stem that is asked only through its parts."""
    return parse_request(request_text)


@pytest.fixture(scope="session")
def nodes(questions: tuple[Question, ...]) -> Nodes:
    """The questions as the splitter uses them."""
    return nodes_of(questions)


@pytest.fixture(scope="session")
def split(questions: tuple[Question, ...], request_text: str) -> Callable[[str], dict[str, Answer]]:
    """Split a text that answers the shared request: question id → answer."""

    def run(text: str) -> dict[str, Answer]:
        letter = Letter("Wexmoor Council", "reply.txt", text)
        return {answer.question_id: answer for answer in split_letter(letter, questions, request_text)}

    return run


@pytest.fixture(scope="session")
def said(split: Callable[[str], dict[str, Answer]]) -> Callable[[str], dict[str, str]]:
    """Split a text: question id → the answer's words without its enumerator, blanks made single; no silent ones."""

    def run(text: str) -> dict[str, str]:
        answers = split(text).items()
        return {name: _words(text, answer) for name, answer in answers if answer.state == "answered"}

    return run


def _words(text: str, answer: Answer) -> str:
    shown = []
    for start, end in answer.spans:
        marker = marker_at(text, start, end)
        shown.append(" ".join(text[marker.end if marker else start : end].split()))
    return " / ".join(shown)
