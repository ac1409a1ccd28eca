"""What would change if another run's labels were the current ones: which labels move, and how the counts move with them.

Pure: it compares two readings of the same answers, item by item. People's decisions stand in both and never move.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from classifier.records import CurrentAnswer, Label
from classifier.statistics import Frame, all_statistics, count, groups


@dataclass(frozen=True, slots=True)
class Move:
    """One field of one answer whose label differs. `before` or `after` is None, too, where there is no label at all."""

    authority: str
    question: str
    field: str
    before: Label
    after: Label
    confidence_before: float | None
    confidence_after: float | None


@dataclass(frozen=True, slots=True)
class Shift:
    """One statistic that would be counted otherwise: authorities for which it holds, and its denominator."""

    statistic: str
    words: str
    declared: bool
    before: int
    after: int
    of_before: int
    of_after: int


def moved(before: Sequence[CurrentAnswer], after: Sequence[CurrentAnswer], fields: Sequence[str]) -> list[Move]:
    """Return the labels that differ, in the order of `after`; an answer that one reading lacks has no labels there."""
    were = {one.answer.id: one for one in before}
    return [move for one in after for move in _moves(were.get(one.answer.id), one, fields)]


def _moves(was: CurrentAnswer | None, now: CurrentAnswer, fields: Sequence[str]) -> Iterator[Move]:
    for name in fields:
        old, new = was.labels.get(name) if was else None, now.labels.get(name)
        known = (was is not None and name in was.labels) == (name in now.labels)
        if _comparable(old) != _comparable(new) or not known:
            sure = was.confidence.get(name) if was else None
            yield Move(now.authority, now.answer.question_id, name, old, new, sure, now.confidence.get(name))


def _comparable(label: Label) -> object:
    return frozenset(name.casefold() for name in label) if isinstance(label, tuple) else label


def shifted(before: Frame, after: Frame) -> list[Shift]:
    """Return the statistics, declared ones first, whose count or denominator would change."""
    shifts = []
    for statistic in all_statistics(after.round):
        for one in groups(after, statistic):
            old, new = count(before, one, (), {}), count(after, one, (), {})
            if (old.count, old.of) != (new.count, new.of):
                shifts.append(Shift(one.id, one.words, one.declared, old.count, new.count, old.of, new.of))
    return shifts


def tally(moves: Sequence[Move]) -> Mapping[tuple[str, str, str], int]:
    """Return how many labels move by field, from what and to what, the commonest first; sets count as "set changed"."""
    counts: dict[tuple[str, str, str], int] = {}
    for move in moves:
        sets = isinstance(move.before, tuple) or isinstance(move.after, tuple)
        key = (move.field, "set", "changed") if sets else (move.field, _word(move.before), _word(move.after))
        counts[key] = counts.get(key, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _word(label: Label) -> str:
    return "undetermined" if label is None else "; ".join(label) if isinstance(label, tuple) else label
