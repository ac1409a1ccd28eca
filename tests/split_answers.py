"""Split a text that answers a request of its own, for tests that read each answer's words."""

from collections.abc import Sequence

from classifier.questionnaire import parse_request
from classifier.records import Letter, Span
from classifier.split import split_letter


def each(asked: str, text: str, furniture: Sequence[Span] = ()) -> dict[str, str]:
    """Return question id → the answer's words as they stand in the text, with a blank between spans."""
    letter = Letter("Wexmoor Council", "reply.txt", text, furniture=tuple(furniture))
    answers = split_letter(letter, parse_request(asked), asked)
    return {one.question_id: " ".join(text[start:end] for start, end in one.spans) for one in answers}
