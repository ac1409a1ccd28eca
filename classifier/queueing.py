"""Work the review queue out from the labels and decisions as they stand, and store it.

Second readings and the checks drawn for accepted strata come from the events themselves, so that working the
queue out twice gives the same queue.
"""

from classifier.review_queue import queue_items
from classifier.review_queue.events import pending_checks, readers
from classifier.round import Round
from classifier.store import Database, QueueEntry, read_current, read_history, save_queue


def rebuild_queue(db: Database, round: Round) -> int:
    """Replace the stored queue; return how many answers need a person."""
    answers = read_current(db)
    decided = [current.answer.id for current in answers if "human" in current.by.values()]
    histories = {answer_id: read_history(db, answer_id) for answer_id in decided}
    read_by = {answer_id: len(readers(history)) for answer_id, history in histories.items()}
    items = queue_items(answers, round, readers=read_by, samples=pending_checks(histories))
    save_queue(db, [QueueEntry(item.answer_id, item.priority, item.reasons) for item in items])
    return len(items)
