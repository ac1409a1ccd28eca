"""What would change if another run's labels were the current ones: which labels move, and how the counts move with them.

`compare_runs` reads a store; all else is pure: it compares two readings of the same answers, item by item. People's decisions
stand in both and never move. Nothing is replaced here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from classifier.naming import comparable
from classifier.records import Authority, CurrentAnswer, Label, Letter, Review
from classifier.round import Round
from classifier.round.declared import ANY, Statistic, Term
from classifier.statistics import Frame, all_statistics, count, frame_of, groups
from classifier.store import (
    Database,
    letters_to_classify,
    read_authorities,
    read_current,
    read_histories,
    read_letters,
)
from classifier.supersession import standing_answers

PASSAGE = "passage"
"""The field name under which a passage that moves is told; its values are states, or places in the letter."""


@dataclass(frozen=True, slots=True)
class Move:
    """One field of one answer whose label differs. Without a label at all, its confidence is None.

    For a passage that differs, `field` is "passage", and the confidence is the splitter's.
    """

    authority: str
    source: str
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
    group: str
    words: str
    declared: bool
    before: int
    after: int
    of_before: int
    of_after: int


@dataclass(frozen=True, slots=True)
class Basis:
    """What two readings have in common: the round, who was asked, every letter, people's decisions by answer id."""

    round: Round
    authorities: Sequence[Authority]
    letters: Sequence[Letter]
    histories: Mapping[str, Sequence[Review]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What moves. `left_out` are the letters that one of the two has not labelled: nothing is said of them."""

    moves: tuple[Move, ...]
    shifts: tuple[Shift, ...]
    left_out: tuple[Letter, ...] = ()


def compare_runs(db: Database, round: Round, before: str, after: str) -> Comparison:
    """Compare two runs of a round, by their ids, as the dataset would have their labels; UserError for an unknown one."""
    basis = Basis(round, read_authorities(db), read_letters(db, kind=None), read_histories(db))
    readings = [read_current(db, run_id=run_id) for run_id in (before, after)]
    unlabelled = {letter_id for run_id in (before, after) for letter_id in letters_to_classify(db, run_id)}
    return compared(basis, readings[0], readings[1], unlabelled)


def compared(
    basis: Basis, before: Sequence[CurrentAnswer], after: Sequence[CurrentAnswer], unlabelled: set[str] | None = None
) -> Comparison:
    """Compare two readings of a round's answers, leaving out letters that are named by id in `unlabelled`."""
    out = unlabelled or set()
    letters = {letter.id: letter for letter in basis.letters}
    old, new = ([one for one in answers if one.answer.letter_id not in out] for answers in (before, after))
    fields = [field.name for field in basis.round.taxonomy.fields]
    moves = moved(standing_answers(old, letters), standing_answers(new, letters), fields)
    old_frame, new_frame = (
        frame_of(basis.round, basis.authorities, answers, basis.letters, basis.histories) for answers in (old, new)
    )
    shifts = shifted(old_frame, new_frame, _of_names(moves, basis.round))
    return Comparison(tuple(moves), tuple(shifts), tuple(letter for letter in basis.letters if letter.id in out))


def moved(before: Sequence[CurrentAnswer], after: Sequence[CurrentAnswer], fields: Sequence[str]) -> list[Move]:
    """Return the passages and labels that differ, in the order of `after`, then of those that only `before` has.

    Each reading has one answer for an authority and a question; where one lacks it, it has no labels for it.
    """
    were, are = ({(one.authority, one.answer.question_id): one for one in answers} for answers in (before, after))
    keys = [*are, *(key for key in were if key not in are)]
    return [move for key in keys for move in _moves(were.get(key), are.get(key), fields)]


def _moves(was: CurrentAnswer | None, now: CurrentAnswer | None, fields: Sequence[str]) -> Iterator[Move]:
    one = now or was
    if one is None:
        return
    where = one.authority, one.source, one.answer.question_id
    if _place(was) != _place(now):
        sure = [answer.answer.confidence if answer else None for answer in (was, now)]
        yield Move(*where, PASSAGE, _place(was), _place(now), sure[0], sure[1])
    for name in fields:
        old, new = _label(was, name), _label(now, name)
        sure = [answer.confidence.get(name) if answer else None for answer in (was, now)]
        if comparable(old) != comparable(new) or (sure[0] is None) != (sure[1] is None):
            yield Move(*where, name, old, new, sure[0], sure[1])


def _place(current: CurrentAnswer | None) -> str | None:
    """Where an answer stands, as words: its places in the letter, else its state."""
    if current is None:
        return None
    return ", ".join(f"[{start}, {end})" for start, end in current.answer.spans) or current.answer.state


def _label(current: CurrentAnswer | None, field: str) -> Label:
    return current.labels.get(field) if current else None


def changes(move: Move) -> list[str]:
    """Return a move in words, one for each value that comes (+) or goes (-) in a list: ["held → partial"], ["+ prevent"].

    "no label" stands for an answer that failed or was not labelled, "undetermined" for a label without a value.
    """
    if move.field == PASSAGE:
        return ["moved"]
    lists = isinstance(move.before, tuple) or isinstance(move.after, tuple)
    if not lists or move.confidence_before is None or move.confidence_after is None:
        return [f"{shown(move.before, move.confidence_before)} → {shown(move.after, move.confidence_after)}"]
    old, new = ({name.casefold(): name for name in label or ()} for label in (move.before, move.after))
    gone, come = [old[name] for name in old if name not in new], [new[name] for name in new if name not in old]
    return [*(f"- {name}" for name in sorted(gone)), *(f"+ {name}" for name in sorted(come))]


def shown(label: Label, confidence: float | None) -> str:
    """Return a label as a word or a few."""
    if confidence is None:
        return "no label"
    if isinstance(label, tuple):
        return "; ".join(label) or "(none)"
    return "undetermined" if label is None else label


def tally(moves: Sequence[Move]) -> list[tuple[str, str, str, int]]:
    """Return question, field, change and how many answers change so, the commonest first."""
    counts = Counter((move.question, move.field, words) for move in moves for words in changes(move))
    return [(*key, number) for key, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def shifted(before: Frame, after: Frame, further: Sequence[Statistic] = ()) -> list[Shift]:
    """Return the statistics whose count or denominator would change: declared ones first, then the greatest change.

    Looked at are the declared ones with their groups, every question by every value, and `further` ones.
    """
    wanted = [group for one in (*all_statistics(after.round), *further) for group in groups(after, one)]
    shifts = [_shift(one, before, after) for one in wanted]
    moving = [one for one in shifts if (one.before, one.of_before) != (one.after, one.of_after)]
    return sorted(moving, key=lambda one: (not one.declared, -abs(one.after - one.before)))


def _shift(one: Statistic, before: Frame, after: Frame) -> Shift:
    old, new = count(before, one, (), {}), count(after, one, (), {})
    group = one.among[1] or "not known" if one.among else ""
    return Shift(one.id, group, one.words, one.declared, old.count, new.count, old.of, new.of)


def _of_names(moves: Sequence[Move], round: Round) -> list[Statistic]:
    """One statistic for each name that comes or goes: the authorities that give it in any answer."""
    found: dict[tuple[str, str], Statistic] = {}
    for field in (one for one in round.taxonomy.fields if one.kind == "names"):
        for name in sorted({name for move in moves if move.field == field.name for name in _names(move)}):
            term = Term(ANY, "label", name, field.name)
            words = f"gave the name {name} ({field.title or field.name}) in any answer"
            key = field.name, name.casefold()
            found.setdefault(key, Statistic(f"{ANY}.{field.name}.{name}", words, (term,), declared=False))
    return list(found.values())


def _names(move: Move) -> set[str]:
    labels = [label if isinstance(label, tuple) else () for label in (move.before, move.after)]
    return set(labels[0]) ^ set(labels[1])
