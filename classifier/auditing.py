"""Draw an audit from a round as it stands, say how it goes, and close it; the queue is worked out anew each time.

The order matters: first everything that is to be reviewed is reviewed, then an audit is drawn of what is left, its checks
are made blind in the review app, and it is closed. What is corrected later corrects labels only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.errors import UserError
from classifier.queueing import read_frame, rebuild_queue
from classifier.records import utc_now
from classifier.round import Round
from classifier.round.declared import Statistic
from classifier.statistics import (
    Frame,
    all_statistics,
    checks_for,
    count,
    draw_audit,
    gate,
    open_items,
    read_otherwise,
    split_of,
)
from classifier.store import Audit, Database, Stratum, close_audit, read_audits, read_histories, save_audit


@dataclass(frozen=True, slots=True)
class AuditState:
    """How an audit goes: `done` of `items` blind checks are made; `not_blind` of the others were read without being blind."""

    audit: Audit
    items: int
    done: int
    not_blind: int

    @property
    def can_close(self) -> bool:
        """Whether nothing is left that could still be checked blind."""
        return self.audit.closed_at_utc is None and self.done + self.not_blind == self.items


def draw(
    db: Database, round: Round, by: str, *, ids: Sequence[str] = (), checks: int | None = None, seed: str = ""
) -> Audit:
    """Draw an audit of the named statistics, or of all that the round declares, and put its checks into the queue.

    Each gets `checks` authorities, or without a number as many as would make its interval as narrow as the round wants it
    if one label in twenty is wrong; one that is narrow enough is left out. Raises UserError where none is declared or
    named, one is unknown, an audit is open, or nothing is left to draw.
    """
    if still := next((one for one in audit_states(db) if one.audit.closed_at_utc is None), None):
        raise UserError(
            f"{still.audit.name} is open: finish its checks and close it first (`foi audit status {round.folder}`)"
        )
    frame = read_frame(db, round)
    sized = [(one, _sizes(db, frame, one, checks)) for one in chosen(round, ids)]
    wanted = [(one, sizes) for one, sizes in sized if any(sizes.values())]
    if not wanted:
        raise UserError(
            "there is nothing to draw: each of these is narrow enough, or rests on nothing that nobody has read"
        )
    audit = draw_audit(frame, wanted, by, utc_now(), seed)
    save_audit(db, audit)
    rebuild_queue(db, round)
    return audit


def chosen(round: Round, ids: Sequence[str]) -> list[Statistic]:
    """Return the statistics of these ids, declared or default; without ids the declared ones."""
    known = {one.id: one for one in all_statistics(round)}
    if unknown := [name for name in ids if name not in known]:
        raise UserError(f"there is no statistic '{unknown[0]}': see `foi statistics {round.folder} --all`")
    found = [known[name] for name in ids] or list(round.statistics)
    if not found:
        raise UserError(
            f"no statistic is declared in {round.folder}/round.yaml: declare those that are to be published, or name some with --statistic"
        )
    return found


def _sizes(db: Database, frame: Frame, statistic: Statistic, checks: int | None) -> dict[Stratum, int]:
    result = count(frame, statistic, read_audits(db), read_histories(db))
    if checks is not None:
        return dict(split_of(result, checks))
    if gate(result, frame.round.widest).open:
        return {}
    needed = checks_for(result, frame.round.widest)
    return dict(result.left if needed is None else needed)


def audit_states(db: Database) -> list[AuditState]:
    """Return how every audit goes, in the order in which they were drawn."""
    histories = read_histories(db)
    states = []
    for audit in read_audits(db):
        left, otherwise = open_items(audit, histories), read_otherwise(audit, histories)
        states.append(AuditState(audit, len(audit.items), len(audit.items) - len(left), len(otherwise)))
    return states


def close(db: Database, round: Round, by: str) -> AuditState:
    """Close the open audit; raise UserError while blind checks are left, or where none is open.

    Checks that were not made blind, because somebody read the answer otherwise first, count as errors.
    """
    state = next((one for one in audit_states(db) if one.audit.closed_at_utc is None), None)
    if state is None:
        raise UserError(f"no audit is open: draw one with `foi audit draw {round.folder}`")
    if not state.can_close:
        left = state.items - state.done - state.not_blind
        raise UserError(
            f"{left} of {state.items} blind checks are left: make them in the review app (`foi review {round.folder}`)"
        )
    close_audit(db, state.audit.id, by)
    rebuild_queue(db, round)
    return state
