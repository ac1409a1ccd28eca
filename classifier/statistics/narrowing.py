"""Which answers, read by a person, would narrow the declared statistics most: so that a queue can put them first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.round.declared import Statistic
from classifier.statistics.frames import Frame, members, unread_answers, value_of, value_read


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What reading one answer would do: by how many percentage points it is likely to narrow statistics, and which."""

    points: float
    statistics: tuple[str, ...]


def narrowing(frame: Frame, statistics: Sequence[Statistic]) -> dict[str, Narrowing]:
    """Return the answers that leave a statistic in doubt, by id.

    A value that is not known leaves the whole of its authority's weight open; a machine's leaves as much as its least
    sure label may be wrong. What an authority leaves open is shared among the answers that are still to be read.
    """
    found: dict[str, Narrowing] = {}
    for statistic in statistics:
        replied = [one.name for one in members(frame, statistic) if one.name in frame.replied]
        for name in replied:
            for answer_id, part in _open(frame, statistic, name).items():
                before = found.get(answer_id, Narrowing(0.0, ()))
                names = tuple(dict.fromkeys((*before.statistics, statistic.id)))
                found[answer_id] = Narrowing(before.points + 100 * part / len(replied), names)
    return found


def _open(frame: Frame, statistic: Statistic, name: str) -> Mapping[str, float]:
    said = frame.said.get(name, {})
    if value_read(frame, statistic, said) is not None:
        return {}
    unread = unread_answers(frame, statistic, said)
    known = value_of(statistic, said, frame.round) is not None
    fields = {term.field for term in statistic.terms if term.field}
    sure = min((one.confidence.get(field, 1.0) for one in unread for field in fields), default=0.0) if known else 0.0
    return {one.answer.id: (1 - sure) / len(unread) for one in unread}
