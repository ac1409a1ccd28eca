"""Which letter's answers count where an authority wrote more than once: question by question, the latest that answers.

A later letter replaces an earlier answer only where it answers the question itself; a clarification or an
internal review that upholds the rest leaves the rest standing. Nothing is deleted: the older answers are kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from classifier.records import Answer, CurrentAnswer, Letter


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


def standing_answers(answers: Sequence[CurrentAnswer], letters: Mapping[str, Letter]) -> list[CurrentAnswer]:
    """Return one answer for every authority and question, in the order given; `letters` maps letter ids to letters.

    Where no letter answers a question, the latest letter's silence stands.
    """
    written: dict[str, dict[str, list[Answer]]] = {}
    for current in answers:
        of_authority = written.setdefault(current.authority, {})
        of_authority.setdefault(current.answer.letter_id, []).append(current.answer)
    kept = {answer.id for of_authority in written.values() for answer in _kept(of_authority, letters)}
    return [current for current in answers if current.answer.id in kept]


def _kept(said: Mapping[str, Sequence[Answer]], letters: Mapping[str, Letter]) -> Iterable[Answer]:
    if len(said) == 1:
        return [answer for one in said.values() for answer in one]
    late_last = sorted(said, key=lambda letter_id: letters[letter_id].sent_on or "")
    stands = {answer.question_id: answer for letter_id in late_last for answer in said[letter_id]}
    for standing in supersede([letters[letter_id] for letter_id in said], said):
        if standing.current:
            stands[standing.question_id] = standing.current
    return stands.values()
