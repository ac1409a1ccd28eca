"""What people's decisions say of the machine's labels, and what each decision is fit for.

    blind        made before any label was seen: fit for measuring, learning and bounds
    adjudicated  settled by a third person where two differed: as good
    shown        set by hand with the machine's label in sight: it can be learnt from, with that said; it measures nothing

A label that was left as it stood, or accepted in bulk, is nobody's word on it and is none of these. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from classifier.records import Label, Review
from classifier.review_queue.events import first_labels, readers, said_by, standing
from classifier.review_queue.sampling import place_in_draw

Made = Literal["blind", "adjudicated", "shown"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on one field of one answer. `settled` is False where the letter does not tell, or readers differ."""

    answer_id: str
    field: str
    label: Label
    made: Made
    settled: bool = True


def decision_on(answer_id: str, history: Sequence[Review], field: str) -> Decision | None:
    """Return what an answer's history decides about a field; None where nobody decided in a way that counts."""
    stand = [one for one in standing(history) if one.field == field and "batch" not in one.shown]
    if settled := [one for one in stand if one.shown.get("adjudicated")]:
        return _decision(answer_id, settled[-1:], "adjudicated")
    first = [labels[field] for who in readers(history) if field in (labels := first_labels(history, who))]
    if blind := [one for one in first if one.shown.get("blind")]:
        return _decision(answer_id, blind, "blind")
    explicit = [one for one in stand if one.shown.get("touched")]
    return _decision(answer_id, explicit[-1:], "shown") if explicit else None


def _decision(answer_id: str, events: Sequence[Review], made: Made) -> Decision:
    agree = len({said_by(one) for one in events}) == 1
    told = events[0].action == "label"
    return Decision(answer_id, events[0].field, events[0].label, made, agree and told)


@dataclass(frozen=True, slots=True)
class Drawn:
    """How the blind draw stands: `read` are answers read blind, in the order of the draw, up to the first that nobody
    has read; `waiting` are those drawn that are still to be read."""

    read: tuple[str, ...]
    waiting: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether all that was drawn has been read."""
        return not self.waiting


def drawn_of(answer_ids: Iterable[str], histories: Mapping[str, Sequence[Review]], share: float) -> Drawn:
    """Return how the draw of a share (0 to 1) of these answers stands.

    The order of the draw is that of the answers' ids and knows nothing of labels, so those read form a simple random
    sample, whatever order the queue had; what was read further down the draw does not count until the gap is filled.
    An answer that somebody read with its label in sight before it was read blind is no part of what is drawn from.
    """
    order = sorted((one for one in answer_ids if place_in_draw(one) < share), key=place_in_draw)
    states = {one: _read_as(histories.get(one, ())) for one in order}
    drawn = [one for one in order if states[one] != "seen"]
    waiting = tuple(one for one in drawn if states[one] == "unread")
    upto = drawn.index(waiting[0]) if waiting else len(drawn)
    return Drawn(tuple(drawn[:upto]), waiting)


def open_to_draw(answer_ids: Iterable[str], histories: Mapping[str, Sequence[Review]]) -> list[str]:
    """Return the answers that are drawn from, in the order of the draw: all but those read with labels in sight."""
    kept = [one for one in answer_ids if _read_as(histories.get(one, ())) != "seen"]
    return sorted(kept, key=place_in_draw)


def _read_as(history: Sequence[Review]) -> Literal["unread", "blind", "seen"]:
    people = readers(history)
    if not people:
        return "unread"
    first = first_labels(history, people[0])
    return "blind" if first and all(one.shown.get("blind") for one in first.values()) else "seen"
