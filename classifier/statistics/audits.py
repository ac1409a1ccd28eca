"""Draw authorities for blind checks, and tell what the checks found: only decisions made blind for the draw count.

The draw is a simple random one within each stratum, fixed by its seed, from the authorities whose labels nobody had
read. What is corrected otherwise corrects labels and says nothing about the rest, for it was not chosen at random.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from classifier.errors import UserError
from classifier.records import CurrentAnswer, Review, content_id
from classifier.round.declared import Statistic, statistic_out
from classifier.statistics.frames import STATE, Frame, members, unread_answers, value_of, value_read
from classifier.store import Audit, AuditUnit, Stratum

STRATA: tuple[Stratum, ...] = get_args(Stratum)
Histories = Mapping[str, Sequence[Review]]


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one stratum of an audit: `truths` are the values that the checks gave, None for a check that was not
    made blind and counts as wrong either way; `corrected` are the values that were read since, outside of the draw."""

    stratum: Stratum
    size: int
    checked: int
    truths: tuple[Stratum | None, ...]
    corrected: tuple[Stratum, ...]


def unread_units(frame: Frame, statistic: Statistic) -> dict[str, Stratum]:
    """Return the authorities that replied and whose value is known but read by nobody, with that value."""
    found: dict[str, Stratum] = {}
    for authority in members(frame, statistic):
        said = frame.said.get(authority.name, {})
        value = value_of(statistic, said, frame.round)
        if value is not None and value_read(frame, statistic, said) is None:
            found[authority.name] = value
    return found


def draw_audit(
    frame: Frame, wanted: Sequence[tuple[Statistic, Mapping[Stratum, int]]], by: str, now_utc: datetime, seed: str = ""
) -> Audit:
    """Draw for each statistic so many authorities of each stratum (all, if there are fewer); the same seed draws the same.

    Without a seed the hash of the frame is the seed: nobody chose it. The draws of several statistics go by the same order
    of the authorities, so that one blind reading serves as many of them as it can. Raises UserError where nothing is
    left to draw from.
    """
    pools = [(statistic, sizes, unread_units(frame, statistic)) for statistic, sizes in wanted]
    listed = [[one.id, name, value] for one, _, units in pools for name, value in sorted(units.items())]
    digest = hashlib.sha256(json.dumps(listed, ensure_ascii=False).encode()).hexdigest()
    seed = seed or digest[:12]
    units = [unit for statistic, sizes, pool in pools for unit in _drawn(frame, statistic, sizes, pool, seed)]
    if not any(unit.drawn for unit in units):
        raise UserError("there is nothing to draw: every label that these statistics rest on has been read by a person")
    statistics = {one.id: statistic_out(one) for one, _, _ in pools}
    name = content_id("audit", seed, digest, now_utc.isoformat())
    return Audit(name, seed, digest, statistics, by, now_utc, tuple(units))


def _drawn(
    frame: Frame, statistic: Statistic, sizes: Mapping[Stratum, int], pool: Mapping[str, Stratum], seed: str
) -> list[AuditUnit]:
    found = []
    for stratum in STRATA:
        names = sorted(
            (name for name, value in pool.items() if value == stratum), key=lambda name: content_id("draw", seed, name)
        )
        size = min(sizes.get(stratum, 0), len(names))
        for place, name in enumerate(names):
            answers = tuple(one.answer.id for one in unread_answers(frame, statistic, frame.said[name]))
            found.append(AuditUnit(statistic.id, name, stratum, size / len(names), place < size, answers))
    return found


def audit_of(statistic: Statistic, audits: Sequence[Audit]) -> Audit | None:
    """Return the latest closed audit of a statistic, as it is defined now; None without one. A group has none of its own."""
    wanted = statistic_out(statistic)
    closed = [one for one in audits if one.closed_at_utc and one.statistics.get(statistic.id) == wanted]
    drawn = [one for one in closed if any(unit.drawn and unit.statistic == statistic.id for unit in one.units)]
    return drawn[-1] if drawn else None


def tally(frame: Frame, statistic: Statistic, audit: Audit, histories: Histories) -> list[Tally]:
    """Return what an audit found in each of its strata; strata without authorities are left out.

    A narrower group than the audit's keeps its own authorities: within a stratum they were drawn at random as well.
    """
    names = {one.name for one in members(frame, statistic)}
    units = [unit for unit in audit.units if unit.statistic == statistic.id and unit.authority in names]
    found = []
    for stratum in STRATA:
        here = [unit for unit in units if unit.stratum == stratum]
        drawn = [unit for unit in here if unit.drawn]
        truths = tuple(checked_value(frame, statistic, unit, audit, histories) for unit in drawn)
        rest = [value_read(frame, statistic, frame.said.get(unit.authority, {})) for unit in here if not unit.drawn]
        if here:
            found.append(Tally(stratum, len(here), len(drawn), truths, tuple(one for one in rest if one is not None)))
    return found


def checked_value(
    frame: Frame, statistic: Statistic, unit: AuditUnit, audit: Audit, histories: Histories
) -> Stratum | None:
    """Return an authority's value by its blind checks; None while one of them has not been made, or not blind."""
    said, checked = dict(frame.said.get(unit.authority, {})), set()
    for question, current in said.items():
        if current.answer.id in unit.answers and (
            events := blind_decision(histories.get(current.answer.id, ()), audit)
        ):
            said[question] = decided(current, events)
            checked |= {(current.answer.id, one.field) for one in events} | {(current.answer.id, STATE)}
    return value_of(
        statistic,
        said,
        frame.round,
        lambda one, field: (one.answer.id, field) in checked or _read_before(frame, one, field, unit),
    )


def _read_before(frame: Frame, current: CurrentAnswer, field: str, unit: AuditUnit) -> bool:
    """What the draw left out was read already; what it drew counts only as it was decided blind."""
    return current.answer.id not in unit.answers and frame.people_know(current, field)


def blind_decision(history: Sequence[Review], audit: Audit) -> list[Review]:
    """Return the first decision that was made blind for an audit, all its events; empty while there is none.

    Taking it back changes nothing here: once the labels have been shown, the next decision is not blind.
    """
    blind = [
        one
        for one in history
        if one.shown.get("blind") and any(str(why).endswith(audit.name) for why in one.shown.get("reasons", ()))
    ]
    return [one for one in blind if (one.token, one.reviewer) == (blind[0].token, blind[0].reviewer)]


def decided(current: CurrentAnswer, events: Sequence[Review]) -> CurrentAnswer:
    """Return an answer as one decision has it: its labels, and its passage where that was marked anew."""
    labels: dict[str, Any] = {one.field: one.label for one in events if one.field != "spans"}
    spans = next((one.spans for one in events if one.field == "spans"), None)
    answer = current.answer
    if spans is not None:
        answer = replace(answer, spans=spans, state="answered" if spans else "unanswered")
    return replace(current, answer=answer, labels=current.labels | labels)


def open_items(audit: Audit, histories: Histories) -> list[str]:
    """Return the answers of an audit that wait for their blind check, by id."""
    return [answer_id for answer_id in audit.items if not blind_decision(histories.get(answer_id, ()), audit)]


def read_otherwise(audit: Audit, histories: Histories) -> list[str]:
    """Return the open items that somebody read since the draw, but not blind: their checks count as errors when it is closed."""
    found = []
    for answer_id in open_items(audit, histories):
        later = [one for one in histories.get(answer_id, ()) if one.reviewed_at_utc > audit.drawn_at_utc]
        if any("batch" not in one.shown and one.action != "revert" for one in later):
            found.append(answer_id)
    return found
