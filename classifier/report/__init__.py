"""The report of a round: one HTML page that anybody can open, print and keep. It reads the store and writes one file.

content: what is shown → svg, page, made: how
"""

import os
from pathlib import Path

from classifier.auditing import audit_states
from classifier.consistency import contradictions
from classifier.errors import UserError
from classifier.queueing import read_frame
from classifier.report.made import Made, agreements
from classifier.report.page import as_page
from classifier.round import Round
from classifier.statistics import count, groups, provenance
from classifier.store import Database, read_audits, read_files, read_histories

__all__ = ["report_page", "write_report"]


def report_page(db: Database, round: Round) -> str:
    """Return the report as HTML; the same store gives the same bytes. Raises UserError before anything is classified."""
    frame, histories, audits = read_frame(db, round), read_histories(db), read_audits(db)
    if not frame.said:
        raise UserError(f"no letter has been classified yet: foi classify {round.folder} --model rules")
    results = [
        [count(frame, one, audits, histories) for one in groups(frame, statistic)] for statistic in round.statistics
    ]
    odd = len(contradictions(frame.said, round))
    made = Made(read_files(db), provenance(frame), audit_states(db), agreements(round, histories), odd)
    return as_page(frame, results, made)


def write_report(page: str, path: Path) -> None:
    """Write the page whole or not at all; raise UserError when it cannot be written."""
    half = path.with_name(f".{path.name}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(page, encoding="utf-8")
        os.replace(half, path)
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); choose another place with --to") from None
