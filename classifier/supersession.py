"""Which letter's answers count where an authority wrote more than once: question by question, the latest that answers.

A later letter replaces an earlier answer only where it answers the question itself; a clarification or an
internal review that upholds the rest leaves the rest standing. Nothing is deleted: the older answers are kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from classifier.records import Answer, Letter


@dataclass(frozen=True, slots=True)
class Standing:
    """One authority's answer to one question as it stands.

    `current` is None when no letter answers. `older` are the answers it replaced, latest first. `unread_after`
    says that a letter which nobody has read (a scan) is as late as the current answer or later: it may change it.
    """

    question_id: str
    current: Answer | None
    older: tuple[Answer, ...] = ()
    unread_after: bool = False


def supersede(letters: Iterable[Letter], answers: Mapping[str, Iterable[Answer]]) -> tuple[Standing, ...]:
    """Return the standing of every question, in the order in which the answers name them first.

    `letters` are one authority's, `answers` maps their ids to what they say. Letters count by `sent_on`; one
    without a date counts as earliest, and letters of the same day in the order given. A letter without answers
    in the mapping counts only as unread, where that is its kind.
    """
    ordered = sorted(enumerate(letters), key=lambda item: (item[1].sent_on or "", item[0]))
    late_first = [letter for _, letter in reversed(ordered)]
    questions = dict.fromkeys(
        answer.question_id for letter in reversed(late_first) for answer in answers.get(letter.id, ())
    )
    return tuple(_standing(question, late_first, answers) for question in questions)


def _standing(question: str, late_first: list[Letter], answers: Mapping[str, Iterable[Answer]]) -> Standing:
    said: list[Answer] = []
    unread_after = False
    for letter in late_first:
        found = [a for a in answers.get(letter.id, ()) if a.question_id == question and a.state == "answered"]
        said += found
        unread_after = unread_after or (letter.kind == "unread" and not said)
    return Standing(question, said[0] if said else None, tuple(said[1:]), unread_after)
