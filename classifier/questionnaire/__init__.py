"""Turn the requester's own request text into a tree of questions, with ids, conditions and kinds.

    text → marks → tree

Numbers, letters and Roman numerals at line starts open questions; letters that go on in sequence inside
a line ("a. …; b. …") do too. A stem that only introduces its parts is kept in the tree but is no question
of its own. The result goes to `round.yaml`, where the person corrects it.
"""

from classifier.errors import DataError
from classifier.questionnaire.asking import asks
from classifier.questionnaire.gaps import Unread
from classifier.questionnaire.marks import bullets_of, marks_of, unread_in
from classifier.questionnaire.questions import Asks, Condition, Question, leaves
from classifier.questionnaire.tree import body_end, tree_of

__all__ = ["Asks", "Condition", "Question", "Unread", "asks", "leaves", "parse_request", "unread_questions"]


def parse_request(text: str) -> tuple[Question, ...]:
    """Return the questions of a request text in order; raise DataError when it numbers none."""
    text = _plain(text)
    marks = marks_of(text) or bullets_of(text)
    if not marks:
        raise DataError(
            "no numbered question was found in the request: begin each question with a number"
            " (1. 2. 3.), its parts with letters (a. b. c.), each on a line of its own"
        )
    return tree_of(text, marks)


def unread_questions(text: str) -> list[Unread]:
    """Return the lines of a request that begin like questions and were read as words of the question above, in order."""
    text = _plain(text)
    marks = marks_of(text)
    return unread_in(text, marks, body_end(text, marks[-1].end)) if marks else []


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\xa0", " ")
