"""Audits: which authorities were drawn for blind checks, out of which, with what chance; and that one is closed.

A draw is stored once and never changed. What the checks found stands in the reviews, like every other decision.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from classifier.errors import UserError
from classifier.records import utc_now
from classifier.store.encoding import to_json
from classifier.store.engine import Database

Stratum = Literal["yes", "no", "outside"]


@dataclass(frozen=True, slots=True)
class AuditUnit:
    """One authority in the frame of one statistic. `stratum` is what the labels said of it at the draw.

    "outside" is one that these put outside of the statistic's denominator. `probability` is the chance (0 to 1) that it had of being drawn; `answers` are those that a check of it reads.
    """

    statistic: str
    authority: str
    stratum: Stratum
    probability: float
    drawn: bool
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """One draw. `statistics` maps each statistic's id to its definition then; not closed while `closed_at_utc` is None."""

    id: str
    seed: str
    frame_sha256: str
    statistics: Mapping[str, Any]
    drawn_by: str
    drawn_at_utc: datetime
    units: tuple[AuditUnit, ...]
    closed_by: str | None = None
    closed_at_utc: datetime | None = None

    @property
    def items(self) -> tuple[str, ...]:
        """The answers to check, each once, by id."""
        return tuple(sorted({answer for unit in self.units if unit.drawn for answer in unit.answers}))

    @property
    def name(self) -> str:
        """What the queue calls it: a blind check of this."""
        return f"audit {self.id[:8]}"


def save_audit(db: Database, audit: Audit) -> None:
    """Add a draw; one that is there stays as it is. Raises UserError while another one is open."""
    db.serialise("audits")
    there = read_audits(db)
    if any(one.id == audit.id for one in there):
        return
    if open_one := next((one for one in there if one.closed_at_utc is None), None):
        raise UserError(f"{open_one.name} is open: finish its checks and close it first (`foi audit status ROUND`)")
    row = (
        audit.id, len(there) + 1, audit.seed, audit.frame_sha256, to_json(audit.statistics), audit.drawn_by, audit.drawn_at_utc,
    )  # fmt: skip
    db.insert("audits", "audit_id position seed frame_sha256 statistics drawn_by drawn_at_utc".split(), [row])
    columns = "audit_id statistic authority stratum probability drawn answers".split()
    db.insert(
        "audit_units",
        columns,
        [
            (
                audit.id,
                one.statistic,
                one.authority,
                one.stratum,
                one.probability,
                one.drawn,
                to_json(one.answers),
            )
            for one in audit.units
        ],
    )


def read_audits(db: Database) -> list[Audit]:
    """Return all audits in the order in which they were drawn, each with its units by statistic and authority."""
    sql = """SELECT audits.audit_id, seed, frame_sha256, statistics, drawn_by, drawn_at_utc, closed_by, closed_at_utc
             FROM audits LEFT JOIN audit_closings ON audit_closings.audit_id = audits.audit_id ORDER BY position"""
    units: dict[str, list[AuditUnit]] = {}
    for audit_id, statistic, authority, stratum, probability, drawn, answers in db.execute(
        """SELECT audit_id, statistic, authority, stratum, probability, drawn, answers
           FROM audit_units ORDER BY audit_id, statistic COLLATE "C", authority COLLATE "C" """
    ):
        unit = AuditUnit(statistic, authority, stratum, probability, drawn, tuple(json.loads(answers)))
        units.setdefault(audit_id, []).append(unit)
    return [
        Audit(row[0], row[1], row[2], json.loads(row[3]), row[4], row[5], tuple(units.get(row[0], ())), row[6], row[7])
        for row in db.execute(sql)
    ]


def close_audit(db: Database, audit_id: str, by: str) -> None:
    """Say that an audit's checks are done; does nothing when it is closed. Raises UserError for an unknown audit."""
    db.serialise("audits")
    if not db.execute("SELECT 1 FROM audits WHERE audit_id = ?", [audit_id]):
        raise UserError(f"there is no audit {audit_id} in this store: see `foi audit status ROUND`")
    db.insert("audit_closings", ("audit_id", "closed_by", "closed_at_utc"), [(audit_id, by, utc_now())])
