"""Accept a stratum of machine labels in one go: draw its check sample at that moment, bound its error, take it back whole.

The drawn answers are not accepted: they go into the queue as blind checks. Accepted labels are events like any
other, marked with their batch, and they are nobody's reading.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from classifier.naming import comparable
from classifier.queueing import rebuild_queue
from classifier.records import CurrentAnswer, Label, Review, content_id
from classifier.review_queue.events import first_labels, readers, standing
from classifier.review_queue.reasons import STEERING
from classifier.review_queue.sampling import draw, sample_needed, upper_bound
from classifier.store import Database, save_reviews
from review_app.desk.flow import revert_of
from review_app.texts import label_words
from review_app.work import Work


@dataclass(frozen=True, slots=True)
class Stratum:
    """Answers whose first field has one machine label. `errors` of `checked` earlier blind checks differed; `bound` is
    the error rate's upper bound (95 %, one-sided), None before any check."""

    label: str
    answers: tuple[CurrentAnswer, ...]
    checked: int
    errors: int

    @property
    def bound(self) -> float | None:
        return upper_bound(self.errors, self.checked)


@dataclass(frozen=True, slots=True)
class Batch:
    """A stratum accepted in one go, as it stands now: `accepted` answers still stand, `errors` of `checked` samples differed.

    `promised` is the bound that thresholds gave when labels above them were accepted: such a batch has no sample of its own.
    """

    id: str
    by: str
    at_utc: datetime
    label: str
    target: float
    accepted: int
    sample: tuple[str, ...]
    checked: int
    errors: int
    events: tuple[Review, ...]
    promised: float | None = None

    @property
    def bound(self) -> float | None:
        return upper_bound(self.errors, self.checked)


def strata(
    answers: Sequence[CurrentAnswer],
    histories: Mapping[str, Sequence[Review]],
    fields: Sequence[str],
    least: float,
    audited: Collection[str] = (),
) -> list[Stratum]:
    """Return the strata that can be accepted, largest first: no person's label yet, every field at least `least` sure.

    What was drawn for a check is left out: of an earlier batch, and in `audited` of an audit that is open.
    """
    drawn = {one for batch in batches(histories, fields) if batch.accepted for one in batch.sample} | set(audited)
    grouped: dict[str, list[CurrentAnswer]] = {}
    for current in answers:
        if current.answer.id not in drawn and _sure(current, fields, least):
            grouped.setdefault(label_words(current.labels[fields[0]]), []).append(current)
    checks = _checks(histories, fields, least)
    found = [
        Stratum(label, tuple(members), len(checks.get(label, ())), sum(checks.get(label, ())))
        for label, members in grouped.items()
    ]
    return sorted(found, key=lambda one: (-len(one.answers), one.label))


def _sure(current: CurrentAnswer, fields: Sequence[str], least: float) -> bool:
    """Every field has the machine's label, with enough confidence, and a quotation where it states something.

    A letter that seems to steer its readers is read by people, however sure the machine is.
    """
    return all(
        current.by.get(name) == "machine"
        and current.confidence[name] >= least
        and (bool(current.quotes.get(name)) or not current.labels[name])
        and not current.signals.get(name, {}).get("outside_spans")
        and not current.signals.get(name, {}).get(STEERING)
        for name in fields
    )


def _checks(histories: Mapping[str, Sequence[Review]], fields: Sequence[str], least: float) -> dict[str, list[bool]]:
    """Return for each stratum whether each random blind check differed from the machine."""
    found: dict[str, list[bool]] = {}
    for history in histories.values():
        read = _first_reading(history)
        if set(read) != set(fields) or not _is_random_check(read[fields[0]]):
            continue
        if all((one.shown.get("machine_confidence") or 0.0) >= least for one in read.values()):
            label = label_words(_label(read[fields[0]].shown.get("machine")))
            found.setdefault(label, []).append(any(differs(one) for one in read.values()))
    return found


def _first_reading(history: Sequence[Review]) -> dict[str, Review]:
    people = readers(history)
    return first_labels(history, people[0]) if people else {}


def _is_random_check(event: Review) -> bool:
    reasons = event.shown.get("reasons", ())
    return (
        bool(event.shown.get("blind"))
        and "machine" in event.shown
        and any(one.startswith("blind check") for one in reasons)
    )


def differs(event: Review) -> bool:
    """Return whether a person's blind label is not the machine's of that moment; lists without order and case."""
    return event.action == "cannot_tell" or comparable(event.label) != comparable(_label(event.shown.get("machine")))


def _label(kept: object) -> Label:
    return tuple(str(one) for one in kept) if isinstance(kept, list) else None if kept is None else str(kept)


def accept(db: Database, work: Work, stratum: Stratum, target: float, now_utc: datetime) -> tuple[int, int]:
    """Accept a stratum but for its check sample, which goes into the queue; return both sizes.

    The sample is drawn at this moment: as many as bound the error rate by `target` (0 to 1) if none is wrong.
    """
    ids = sorted(current.answer.id for current in stratum.answers)
    batch = content_id("batch", work.person.name, now_utc.isoformat(), *ids)[:8]
    sample = draw(ids, sample_needed(target), batch)
    about = {"batch": batch, "target": target, "stratum": stratum.label}
    events: list[Review] = []
    for current in stratum.answers:
        if current.answer.id not in sample:
            events += _accepting(current, work, about | ({} if events else {"sample": sample}), now_utc)
    save_reviews(db, work.round.taxonomy, events, session=work.session, now_utc=now_utc)
    rebuild_queue(db, work.round)
    return len(stratum.answers) - len(sample), len(sample)


def _accepting(current: CurrentAnswer, work: Work, about: dict[str, object], now_utc: datetime) -> list[Review]:
    return [
        Review(
            current.answer.id, name, "label", current.labels[name], work.person.name, str(about["batch"]), now_utc,
            shown={**(about if at == 0 else {key: about[key] for key in ("batch", "target", "stratum")}),
                   "machine_confidence": current.confidence[name], "run": current.run.id if current.run else None},
        )
        for at, name in enumerate(work.fields)
    ]  # fmt: skip


def take_back(db: Database, work: Work, batch: Batch, now_utc: datetime) -> int:
    """Take a whole batch back, decisions made since then excepted; return how many answers are open again."""
    save_reviews(
        db, work.round.taxonomy, [revert_of(one, work.person.name, now_utc, "batch taken back") for one in batch.events]
    )
    rebuild_queue(db, work.round)
    return len({one.answer_id for one in batch.events})


def batches(histories: Mapping[str, Sequence[Review]], fields: Sequence[str]) -> list[Batch]:
    """Return the batches that were ever accepted, the latest first, with how their checks came out."""
    grouped: dict[str, list[Review]] = {}
    for history in histories.values():
        for one in history:
            if "batch" in one.shown and one.action != "revert":
                grouped.setdefault(one.shown["batch"], []).append(one)
    stand = {one.id for history in histories.values() for one in standing(history)}
    found = [_batch(name, events, histories, stand) for name, events in grouped.items()]
    return sorted(found, key=lambda one: one.at_utc, reverse=True)


def _batch(name: str, events: list[Review], histories: Mapping[str, Sequence[Review]], stand: set[str]) -> Batch:
    first = events[0]
    sample = tuple(one for event in events for one in event.shown.get("sample", ()))
    read = [found for one in sample if (found := _first_reading(histories.get(one, ())))]
    wrong = sum(any(differs(one) for one in reading.values()) for reading in read)
    standing_events = tuple(one for one in events if one.id in stand)
    accepted = len({one.answer_id for one in standing_events})
    return Batch(
        name, first.reviewer, first.reviewed_at_utc, first.shown["stratum"], first.shown["target"], accepted, sample,
        len(read), wrong, standing_events, max((one.shown["bound"] for one in events if "bound" in one.shown), default=None),
    )  # fmt: skip
