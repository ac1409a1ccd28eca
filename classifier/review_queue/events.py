"""Read an answer's history: which decisions stand, who made them, where two people differ. Pure."""

from collections.abc import Mapping, Sequence

from classifier.naming import comparable
from classifier.records import Review


def standing(history: Sequence[Review]) -> list[Review]:
    """Return the events that are no taking back and were not taken back, the oldest first."""
    undone = {one.reverts for one in history}
    return [one for one in history if one.action != "revert" and one.id not in undone]


def readers(history: Sequence[Review]) -> list[str]:
    """Return who read and decided on an answer, in order; nobody for what was accepted in bulk."""
    read = [one for one in standing(history) if "batch" not in one.shown and not one.shown.get("adjudicated")]
    return list(dict.fromkeys(one.reviewer for one in read if one.field != "spans"))


def first_labels(history: Sequence[Review], reviewer: str) -> dict[str, Review]:
    """Return a person's first standing decision per field: the one made before anything was shown to them."""
    found: dict[str, Review] = {}
    for one in standing(history):
        if one.reviewer == reviewer and one.field != "spans" and "batch" not in one.shown:
            found.setdefault(one.field, one)
    return found


def conflicts(history: Sequence[Review]) -> dict[str, tuple[Review, ...]]:
    """Return the fields on which readers differ, each with their latest decisions; none once adjudicated."""
    stand = standing(history)
    if any(one.shown.get("adjudicated") for one in stand):
        return {}
    latest: dict[tuple[str, str], Review] = {
        (one.field, one.reviewer): one for one in stand if one.field != "spans" and "batch" not in one.shown
    }
    fields = dict.fromkeys(field for field, _ in latest)
    found = {field: tuple(one for (name, _), one in latest.items() if name == field) for field in fields}
    return {field: events for field, events in found.items() if len({said_by(one) for one in events}) > 1}


def pending_checks(histories: Mapping[str, Sequence[Review]]) -> dict[str, str]:
    """Return the answers drawn to check accepted strata that nobody has read yet, each with its batch."""
    drawn: dict[str, str] = {}
    for history in histories.values():
        for one in standing(history):
            if "batch" in one.shown:
                drawn |= dict.fromkeys(one.shown.get("sample", ()), one.shown["batch"])
    return {answer_id: batch for answer_id, batch in drawn.items() if not readers(histories.get(answer_id, ()))}


def said_by(event: Review) -> object:
    """Return what an event says, the same for two that say the same: lists are compared without order and case."""
    return event.action, comparable(event.label)
