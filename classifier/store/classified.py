"""Save what a run says about letters, whole or not at all, after checking it against the taxonomy and the letter."""

from collections.abc import Sequence

from classifier.errors import DataError
from classifier.records import Answer, Classified, Failure, Proposal, utc_now
from classifier.store.encoding import check_spans, plain_text, to_json
from classifier.store.engine import IN_LIST, Database, Row
from classifier.taxonomy import Taxonomy

_SPLITS = "answer_id run_id position state spans context confidence evidence".split()
_PROPOSALS = "answer_id run_id field label confidence quotes signals".split()
_FAILURES = "answer_id run_id field reason reply".split()


def save_classified(db: Database, taxonomy: Taxonomy, classified: Sequence[Classified]) -> int:
    """Save results of letters and return how many were new; a letter that has a result in that run stays as it is.

    Raises DataError, and saves nothing, when a label is none of its field's, when a quote is not the letter's own
    words, or unless answers × fields == proposals + failures for each letter. The run and the letters must be there.
    """
    texts = _texts(db, sorted({one.letter_id for one in classified}))
    for one in classified:
        _check(taxonomy, one, texts)
    now = utc_now()
    keys = sorted({(one.letter_id, one.run_id, to_json(one.usage), now) for one in classified})
    new: set[tuple[str, str]] = set()
    for run_id in sorted({one.run_id for one in classified}):
        rows = [row for row in keys if row[1] == run_id]
        new |= {
            (letter, run_id)
            for letter in db.insert_new("results", ("letter_id", "run_id", "usage", "saved_at_utc"), rows)
        }
    fresh = list(
        {(one.letter_id, one.run_id): one for one in classified if (one.letter_id, one.run_id) in new}.values()
    )
    _insert(db, taxonomy, fresh)
    return len(fresh)


def _insert(db: Database, taxonomy: Taxonomy, fresh: Sequence[Classified]) -> None:
    splits = [_split_row(answer, one.run_id, place) for one in fresh for place, answer in enumerate(one.answers)]
    answers = (answer for one in fresh for answer in one.answers)
    bare = sorted((row[0], answer.letter_id, answer.question_id) for row, answer in zip(splits, answers, strict=True))
    db.insert("answers", ("answer_id", "letter_id", "question_id"), bare)
    db.insert("splits", _SPLITS, splits)
    db.insert("proposals", _PROPOSALS, [_proposal_row(taxonomy, each) for one in fresh for each in one.proposals])
    db.insert("failures", _FAILURES, [_failure_row(each) for one in fresh for each in one.failures])
    for run_id in sorted({one.run_id for one in fresh}):
        done = [one.letter_id for one in fresh if one.run_id == run_id]
        db.execute(f"DELETE FROM leases WHERE run_id = ? AND letter_id {IN_LIST}", [run_id, done])


def _texts(db: Database, letter_ids: Sequence[str]) -> dict[str, str]:
    rows = db.execute(f"SELECT letter_id, text FROM letters WHERE letter_id {IN_LIST}", [list(letter_ids)])
    texts: dict[str, str] = dict(rows)
    if missing := [one for one in letter_ids if one not in texts]:
        raise DataError(f"letter {missing[0]} is not in the store: save letters before what is said about them")
    return texts


def _check(taxonomy: Taxonomy, one: Classified, texts: dict[str, str]) -> None:
    ids = {answer.id for answer in one.answers}
    what = f"letter {one.letter_id}, run {one.run_id}"
    if any(answer.letter_id != one.letter_id for answer in one.answers) or len(ids) != len(one.answers):
        raise DataError(f"{what}: an answer stands there twice or belongs to another letter")
    labels: list[Proposal | Failure] = [*one.proposals, *one.failures]
    pairs = {(each.answer_id, each.field) for each in labels}
    whole = {(answer_id, field.name) for answer_id in ids for field in taxonomy.fields}
    if pairs != whole or len(labels) != len(whole) or any(each.run_id != one.run_id for each in labels):
        raise DataError(
            f"{what}: {len(one.answers)} answers × {len(taxonomy.fields)} fields need {len(whole)} labels or failures, "
            f"one for each; there are {len(one.proposals)} and {len(one.failures)}"
        )
    for answer in one.answers:
        check_spans(answer.spans, len(texts[one.letter_id]), f"{what}, question {answer.question_id}")
    for each in one.proposals:
        _check_quotes(each, texts[one.letter_id], what)


def _check_quotes(proposal: Proposal, text: str, what: str) -> None:
    for start, end, words in proposal.quotes:
        if start < 0 or text[start:end] != words or not words:
            raise DataError(
                f"{what}, {proposal.field}: '{words[:60]}' is not what stands at {start} to {end} of the letter"
            )


def _split_row(answer: Answer, run_id: str, place: int) -> Row:
    spans, context, evidence = to_json(answer.spans), to_json(answer.context), to_json(answer.evidence)
    return answer.id, run_id, place, answer.state, spans, context, answer.confidence, evidence


def _proposal_row(taxonomy: Taxonomy, one: Proposal) -> Row:
    label, quotes, signals = taxonomy.field(one.field).check(one.label), to_json(one.quotes), to_json(one.signals)
    return one.answer_id, one.run_id, one.field, to_json(label), float(one.confidence), quotes, signals


def _failure_row(one: Failure) -> Row:
    return one.answer_id, one.run_id, one.field, plain_text(one.reason), plain_text(one.reply)
