"""Confidence that was learnt from a round's decisions, the looks at the blind sample, and how much is drawn for it.

What a run claimed for its labels stays with its proposals; what stands here is read in its place. Looks and draws are
only ever added.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from classifier.errors import UserError
from classifier.records import utc_now
from classifier.store.engine import Database

_LOOK = (
    "run_id field look share seed target risk checked sample_id confidence accepted wrong bound coverage"
    " looked_by looked_at_utc"
).split()


@dataclass(frozen=True, slots=True)
class Look:
    """One test of one field's thresholds on the blind sample of a run.

    `share` of the answers were drawn for it, `checked` labels read; `accepted` of them have at least `confidence`,
    `wrong` of those are wrong; the error among all such labels, the share `coverage` of the run's, is at most `bound`,
    but for the chance `risk`. Where no threshold passed, `confidence` and `bound` are None and `accepted`, `wrong` and
    `coverage` those of the first step, which failed; None too where none could be tested. `seed` fixed the fit's folds.
    """

    run_id: str
    field: str
    look: int
    share: float
    seed: str
    target: float
    risk: float
    checked: int
    sample_id: str
    confidence: float | None
    accepted: int | None
    wrong: int | None
    bound: float | None
    coverage: float | None
    looked_by: str
    looked_at_utc: datetime


def save_calibrated(db: Database, run_id: str, field: str, confidences: Mapping[str, float]) -> None:
    """Put these confidences, by answer id, in place of all that a run's field had."""
    db.serialise("calibrated")
    db.execute("DELETE FROM calibrated WHERE run_id = ? AND field = ?", [run_id, field])
    rows = [(run_id, field, answer_id, sure) for answer_id, sure in sorted(confidences.items())]
    db.insert("calibrated", ("run_id", "field", "answer_id", "confidence"), rows)


def save_look(db: Database, look: Look) -> None:
    """Add a look; one that is there already stays as it is."""
    db.insert("looks", _LOOK, [tuple(getattr(look, name) for name in _LOOK)])


def read_looks(db: Database, run_id: str) -> list[Look]:
    """Return a run's looks by field, the first one first."""
    sql = f'SELECT {", ".join(_LOOK)} FROM looks WHERE run_id = ? ORDER BY field COLLATE "C", look'
    return [Look(*row) for row in db.execute(sql, [run_id])]


def current_thresholds(db: Database) -> dict[str, Look]:
    """Return the threshold in force of each field of the adopted run; a field whose last look found none has none."""
    runs = db.execute("SELECT run_id FROM current_run")
    latest = {look.field: look for (run_id,) in runs for look in read_looks(db, run_id)}
    return {field: look for field, look in latest.items() if look.confidence is not None}


def save_blind_share(db: Database, share: float, drawn_by: str) -> None:
    """Draw a larger share (0 to 1) of the answers for blind checks; raise UserError for one that is no larger."""
    db.serialise("blind_draws")
    before = read_blind_shares(db)
    if before and share <= before[-1]:
        raise UserError(f"{before[-1]:.1%} of the answers are drawn for blind checks already: draw more, or none")
    columns = ("position", "share", "drawn_by", "drawn_at_utc")
    db.insert("blind_draws", columns, [(len(before) + 1, share, drawn_by, utc_now())])


def read_blind_shares(db: Database) -> Sequence[float]:
    """Return the shares that were drawn, each larger than the one before; empty where nobody drew more than is usual."""
    return [row[0] for row in db.execute("SELECT share FROM blind_draws ORDER BY position")]
