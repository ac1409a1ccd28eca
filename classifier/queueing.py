"""Work the review queue out from the labels and decisions as they stand, and store it; and read what statistics count over.

Second readings, the checks drawn for accepted strata and those of an open audit come from the store itself, so that
working the queue out twice gives the same queue.
"""

from typing import Any

from classifier.consistency import contradictions
from classifier.errors import UserError
from classifier.review_queue import QueueItem, queue_items
from classifier.review_queue.events import pending_checks, readers
from classifier.review_queue.sampling import BLIND_SHARE
from classifier.round import Round
from classifier.statistics import (
    Frame,
    all_statistics,
    count,
    frame_of,
    groups,
    narrowing,
    open_items,
    provenance,
    row_of,
)
from classifier.store import (
    Database,
    QueueEntry,
    current_thresholds,
    read_audits,
    read_authorities,
    read_blind_shares,
    read_current,
    read_histories,
    read_letters,
    save_queue,
)


def rebuild_queue(db: Database, round: Round) -> int:
    """Replace the stored queue; return how many answers need a person."""
    items = waiting(db, round)
    save_queue(db, [QueueEntry(item.answer_id, item.priority, item.reasons) for item in items])
    return len(items)


def waiting(db: Database, round: Round) -> list[QueueItem]:
    """Return what needs a person, the most urgent first, with the reasons; nothing is stored."""
    answers = read_current(db)
    histories = read_histories(db)
    read_by = {answer_id: len(readers(history)) for answer_id, history in histories.items()}
    samples = pending_checks(histories)
    for audit in read_audits(db):
        if audit.closed_at_utc is None:
            samples |= dict.fromkeys(open_items(audit, histories), audit.name)
    frame = frame_of(round, read_authorities(db), answers, read_letters(db, kind=None), histories)
    return queue_items(
        answers,
        round,
        thresholds=thresholds_of(db),
        blind_share=blind_share(db),
        readers=read_by,
        samples=samples,
        flags=contradictions(frame.said, round),
        narrowing={name: one.points for name, one in narrowing(frame, round.statistics).items()},
    )


def thresholds_of(db: Database) -> dict[str, float]:
    """Return the confidence that each field's labels need to stand without a person, where one is in force."""
    return {name: one.confidence for name, one in current_thresholds(db).items() if one.confidence is not None}


def blind_share(db: Database) -> float:
    """Return the share of all answers that is drawn for blind checks."""
    return max([BLIND_SHARE, *read_blind_shares(db)])


def read_frame(db: Database, round: Round) -> Frame:
    """Return what the round's statistics are counted over, as the store has it now."""
    return frame_of(round, read_authorities(db), read_current(db), read_letters(db, kind=None), read_histories(db))


def statistic_rows(db: Database, round: Round) -> list[dict[str, Any]]:
    """Return every statistic of a round, and of its groups, as a row of plain values; UserError before anything was classified."""
    frame, audits, histories = read_frame(db, round), read_audits(db), read_histories(db)
    if not frame.said:
        raise UserError(f"no letter has been classified yet: foi classify {round.folder} --model rules")
    source = provenance(frame)
    wanted = [group for statistic in all_statistics(round) for group in groups(frame, statistic)]
    return [row_of(count(frame, one, audits, histories), source, round.noun, round.widest) for one in wanted]
