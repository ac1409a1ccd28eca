"""The only SQL: a round's letters, runs, labels, reviews and queue, in a DuckDB file or a PostgreSQL schema.

    with open_store("round.duckdb", create=True).writing() as db:
        save_letters(db, letters)

Events are only ever added, ids come from content, and saving anything twice changes nothing; what counts now is a
view. Everything in one `writing()` block is kept together or not at all. Nothing here classifies, and no other
room imports duckdb or psycopg.
"""

from classifier.store.audits import Audit, AuditUnit, Stratum, close_audit, read_audits, save_audit
from classifier.store.calibrations import (
    Look,
    current_thresholds,
    read_blind_shares,
    read_looks,
    save_blind_share,
    save_calibrated,
    save_look,
)
from classifier.store.claims import claim, delete_draft, read_draft, release, release_all, renew, save_draft
from classifier.store.classified import save_classified
from classifier.store.copying import CopiedTable, backup, copy_round, restore, snapshot_parquet
from classifier.store.current import read_current, read_current_answer, read_machine
from classifier.store.engine import Database, Store, StoreLostError, retrying
from classifier.store.letters import (
    letter_ids,
    overrule_kind,
    read_authorities,
    read_files,
    read_letter,
    read_letters,
    save_authorities,
    save_files,
    save_letters,
)
from classifier.store.moves import bring_back, move_files, settled_letters
from classifier.store.opening import open_store
from classifier.store.queue import (
    QueueCounts,
    QueueEntry,
    claim_next,
    next_for_review,
    queue_counts,
    read_queue,
    save_queue,
    take_from_queue,
)
from classifier.store.reviews import labels_of_people, read_histories, read_history, save_reviews
from classifier.store.runs import (
    adopt_run,
    adopted_run,
    lease_holders,
    lease_letters,
    letters_to_classify,
    read_runs,
    release_letters,
    renew_leases,
    save_run,
    split_questions,
)

__all__ = [
    "Audit",
    "AuditUnit",
    "CopiedTable",
    "Database",
    "Look",
    "QueueCounts",
    "QueueEntry",
    "Store",
    "StoreLostError",
    "Stratum",
    "adopt_run",
    "adopted_run",
    "backup",
    "bring_back",
    "claim",
    "claim_next",
    "close_audit",
    "copy_round",
    "current_thresholds",
    "delete_draft",
    "labels_of_people",
    "lease_holders",
    "lease_letters",
    "letter_ids",
    "letters_to_classify",
    "move_files",
    "next_for_review",
    "open_store",
    "overrule_kind",
    "queue_counts",
    "read_audits",
    "read_authorities",
    "read_blind_shares",
    "read_current",
    "read_current_answer",
    "read_draft",
    "read_files",
    "read_histories",
    "read_history",
    "read_letter",
    "read_letters",
    "read_looks",
    "read_machine",
    "read_queue",
    "read_runs",
    "release",
    "release_all",
    "release_letters",
    "renew",
    "renew_leases",
    "restore",
    "retrying",
    "save_audit",
    "save_authorities",
    "save_blind_share",
    "save_calibrated",
    "save_classified",
    "save_draft",
    "save_files",
    "save_letters",
    "save_look",
    "save_queue",
    "save_reviews",
    "save_run",
    "settled_letters",
    "snapshot_parquet",
    "split_questions",
    "take_from_queue",
]
