"""One field's confidences learnt from a round's decisions, with the learned second opinion, and what both are worth.

Every label is weighed by a fit that has seen no decision about its own authority, those that were decided like those
that were not; that holds for the second opinions that the fit has learnt from, too. Pure: records in, records out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classifier.calibrating.states import is_right, labelled
from classifier.confidence import measures
from classifier.confidence.fitting import FEWEST, UNCHANGED, Example, Fit, fit_of
from classifier.confidence.measures import Bin, Floats
from classifier.confidence.second_stage import Item, second_opinions
from classifier.confidence.signals import Setting, Signals, logit, rarity, round_signals, settings_of
from classifier.records import CurrentAnswer, Label, Letter, Review, spanned_text
from classifier.resampling import Figure
from classifier.review_queue.decided import Decision, decision_on
from classifier.round import Round
from classifier.taxonomy import Field

SECOND = "second opinion"


@dataclass(frozen=True, slots=True)
class Worth:
    """What some confidences are worth on labels decided blind: `n` of them, each weighed by a fit that has not seen it."""

    n: int
    right: float | None
    brier: Figure
    ece: Figure
    surer_half: Figure
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What the learned second stage adds: the change in Brier score with it (below 0: it helps), and whether it is used.

    `n` labels decided blind have an opinion. It is used where the score is the better for it, and left out elsewhere.
    """

    n: int
    gain: Figure
    used: bool

    @property
    def helps(self) -> bool:
        """Whether the whole interval of the change is on the good side."""
        return self.gain.high is not None and self.gain.high < 0


@dataclass(frozen=True, slots=True)
class Learnt:
    """One field: confidences by answer id, what they rest on, and what they are worth.

    `decided` counts the decisions by how they were made; `fit` is the one on all of them, for people to look at; the
    confidences come from fits that leave an authority out. Where too little was decided, `fit` is UNCHANGED and the
    confidences are those that were claimed.
    """

    field: str
    confidences: dict[str, float]
    decided: dict[str, int]
    fit: Fit
    claimed: Worth
    learnt: Worth
    second: SecondOpinion | None

    @property
    def changed(self) -> bool:
        """Whether anything was learnt."""
        return self.fit is not UNCHANGED


@dataclass(frozen=True, slots=True)
class _Known:
    """One label with all that is known of it; `decision` is None where nobody decided."""

    current: CurrentAnswer
    claimed: float
    signals: Signals
    decision: Decision | None
    right: bool

    @property
    def blind(self) -> bool:
        return self.decision is not None and self.decision.made != "shown"

    def example(self, signals: Signals) -> Example:
        return Example(self.current.authority, self.claimed, signals, self.right, not self.blind)


def learn(
    field: Field,
    round: Round,
    machine: Sequence[CurrentAnswer],
    letters: Mapping[str, Letter],
    histories: Mapping[str, Sequence[Review]],
    folds: Mapping[str, int],
) -> Learnt:
    """Learn one field. `machine` are the run's labels alone; `folds` says which authorities are left out together."""
    known = _known(field, round, labelled(machine, field.name), letters, histories)
    items = _items(field, known, letters)
    opinions = _opinions(field, items, known, folds)
    plain = [one.signals for one in known]
    joined = [_joined(signals, opinion) for signals, opinion in zip(plain, opinions, strict=True)]
    without = _confidences(known, plain, [_fit(known, plain, folds, at) for at in _numbers(folds)], folds)
    fits = [_fit(known, _inner(field, items, known, folds, at), folds, at) for at in _numbers(folds)]
    with_it = _confidences(known, joined, fits, folds)
    second = _second(known, opinions, without, with_it)
    used = second is not None and second.used
    sure = with_it if used else without
    return Learnt(
        field.name,
        {one.current.answer.id: value for one, value in zip(known, sure, strict=True)},
        _counts(known),
        _fit(known, joined if used else plain, folds),
        _worth(known, [one.claimed for one in known]),
        _worth(known, sure),
        second,
    )


def _numbers(folds: Mapping[str, int]) -> range:
    return range(max(folds.values(), default=-1) + 1)


def _known(
    field: Field,
    round: Round,
    answers: Sequence[CurrentAnswer],
    letters: Mapping[str, Letter],
    histories: Mapping[str, Sequence[Review]],
) -> list[_Known]:
    settings = _settings(answers, letters, round)
    rare = rarity(one.labels[field.name] for one in answers)
    found = []
    for one in answers:
        said, name = one.signals.get(field.name, {}), one.answer.id
        claimed = float(said.get("claimed", one.confidence[field.name]))
        quality = letters[one.answer.letter_id].signals.get("ocr_quality")
        signals = round_signals(claimed, said, settings[name], quality) | {"rare": rare[one.labels[field.name]]}
        decision = decision_on(name, histories.get(name, ()), field.name)
        right = decision is not None and is_right(decision, one.labels[field.name], field, round.taxonomy)
        found.append(_Known(one, claimed, signals, decision, right))
    return found


def _settings(answers: Sequence[CurrentAnswer], letters: Mapping[str, Letter], round: Round) -> dict[str, Setting]:
    by_letter: dict[str, list[CurrentAnswer]] = {}
    for one in answers:
        by_letter.setdefault(one.answer.letter_id, []).append(one)
    found: dict[str, Setting] = {}
    for letter_id, some in by_letter.items():
        found |= settings_of(letters[letter_id], [one.answer for one in some], round)
    return found


def _items(field: Field, known: Sequence[_Known], letters: Mapping[str, Letter]) -> list[Item]:
    items = []
    for one in known:
        answer, said = one.current.answer, one.current.signals.get(field.name, {})
        text = spanned_text(letters[answer.letter_id].text, answer.spans)
        label = one.current.labels[field.name]
        rules = _label(said["rules_label"]) if "rules_label" in said else label
        items.append(Item(one.current.authority, answer.question_id, text, rules, label))
    return items


def _opinions(
    field: Field, items: Sequence[Item], known: Sequence[_Known], folds: Mapping[str, int], hidden: int | None = None
) -> list[float | None]:
    """Return second opinions on all items, none of which has seen its own fold, nor a fold that is `hidden`."""
    truths = {
        at: one.decision.label
        for at, one in enumerate(known)
        if one.decision and one.decision.settled and folds[one.current.authority] != hidden
    }
    return second_opinions(items, truths, folds, field)


def _inner(
    field: Field, items: Sequence[Item], known: Sequence[_Known], folds: Mapping[str, int], hidden: int
) -> list[Signals]:
    """Return the signals from which a fit without one fold learns: with second opinions that have not seen it either."""
    decided = [at for at, one in enumerate(known) if one.decision and folds[one.current.authority] != hidden]
    opinions = _opinions(field, [items[at] for at in decided], [known[at] for at in decided], folds, hidden)
    found = [one.signals for one in known]
    for at, opinion in zip(decided, opinions, strict=True):
        found[at] = _joined(found[at], opinion)
    return found


def _joined(signals: Signals, opinion: float | None) -> Signals:
    return signals if opinion is None else signals | {SECOND: logit(opinion)}


def _label(kept: object) -> Label:
    return tuple(str(one) for one in kept) if isinstance(kept, list) else None if kept is None else str(kept)


def _fit(known: Sequence[_Known], signals: Sequence[Signals], folds: Mapping[str, int], without: int = -1) -> Fit:
    """Return the fit on the decisions of all folds but one."""
    return fit_of(
        [
            one.example(some)
            for one, some in zip(known, signals, strict=True)
            if one.decision and folds[one.current.authority] != without
        ]
    )


def _confidences(
    known: Sequence[_Known], signals: Sequence[Signals], fits: Sequence[Fit], folds: Mapping[str, int]
) -> list[float]:
    return [_sure(one, some, fits[folds[one.current.authority]]) for one, some in zip(known, signals, strict=True)]


def _sure(one: _Known, signals: Signals, fit: Fit) -> float:
    return one.claimed if fit is UNCHANGED else fit.probability(one.claimed, signals)


def _second(
    known: Sequence[_Known], opinions: Sequence[float | None], without: Sequence[float], joined: Sequence[float]
) -> SecondOpinion | None:
    """Compare both on labels decided blind that have an opinion; None where there are too few."""
    places = [at for at, one in enumerate(known) if one.blind and opinions[at] is not None]
    if len(places) < FEWEST:
        return None
    groups, right = _groups([known[at] for at in places]), np.array([known[at].right for at in places], dtype=float)
    before, after = (np.array([some[at] for at in places]) for some in (without, joined))
    gain = measures.brier_gain(groups, before, after, right)
    return SecondOpinion(len(places), gain, gain.value is not None and gain.value < 0)


def _worth(known: Sequence[_Known], sure: Sequence[float]) -> Worth:
    places = [at for at, one in enumerate(known) if one.blind]
    groups = _groups([known[at] for at in places])
    claims: Floats = np.array([sure[at] for at in places], dtype=float)
    right: Floats = np.array([known[at].right for at in places], dtype=float)
    return Worth(
        len(places),
        float(right.mean()) if places else None,
        measures.brier(groups, claims, right),
        measures.calibration_error(groups, claims, right),
        measures.surer_half(groups, claims, right),
        measures.reliability(claims, right),
    )


def _groups(known: Sequence[_Known]) -> list[int]:
    numbers = {name: at for at, name in enumerate(dict.fromkeys(one.current.authority for one in known))}
    return [numbers[one.current.authority] for one in known]


def _counts(known: Sequence[_Known]) -> dict[str, int]:
    made = [one.decision.made for one in known if one.decision]
    return {kind: made.count(kind) for kind in ("blind", "adjudicated", "shown")}
