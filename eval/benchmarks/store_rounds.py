"""Invented rounds of any size for the store's benchmark and chaos: whole letters, whole results, a queue of all."""

from classifier.records import Answer, Classified, Label, Letter, Proposal, Quote, Run, Span, answer_id
from classifier.resources import resource
from classifier.store import QueueEntry, Store, save_classified, save_letters, save_queue, save_run
from classifier.taxonomy import Field, Taxonomy, load_taxonomy

QUESTIONS = 24
_AT_ONCE = 200


def shipped_taxonomy() -> Taxonomy:
    return load_taxonomy(resource("data", "taxonomies", "social-media-monitoring.yaml"))


def make_run(number: int) -> Run:
    return Run(f"model-{number}", "label.md", "0" * 64, "codebook", "splitter")


def make_letter(number: int) -> Letter:
    """Return a letter of 24 answers, about 6,000 characters."""
    lines = [
        f"{place}. We use Acme{number % 97} for this. {'It is reviewed each year. ' * 8}\n"
        for place in range(QUESTIONS)
    ]
    return Letter(f"University {number:06d}", f"{number:06d}.txt", "".join(lines), sha256=f"{number:064x}")


def make_result(letter: Letter, run: Run, taxonomy: Taxonomy) -> Classified:
    """Return a whole result: every answer has a label for every field, each on a quotation."""
    answers, proposals, end = [], [], 0
    for place, line in enumerate(letter.text.splitlines(keepends=True)):
        span = Span(end, end := end + len(line) - 1)
        end += 1
        answers.append(Answer(letter.id, str(place + 1), "answered", (span,), (), 0.9, {"anchor": place}))
        quote = Quote(span.start, span.start + 30, letter.text[span.start : span.start + 30])
        own = answer_id(letter.id, str(place + 1))
        proposals += [
            Proposal(own, run.id, field.name, _label(field), 0.8, (quote,), {"votes": 3}) for field in taxonomy.fields
        ]
    return Classified(letter.id, run.id, tuple(answers), tuple(proposals), (), {"cost_usd": 0.001})


def fill(store: Store, answers: int, taxonomy: Taxonomy) -> None:
    """Put a classified round into a store, with every answer in the queue: run 1 is done, further runs are not."""
    letters = [make_letter(number) for number in range(-(-answers // QUESTIONS))]
    with store.writing() as db:
        save_run(db, make_run(1))
    for first in range(0, len(letters), _AT_ONCE):
        some = letters[first : first + _AT_ONCE]
        with store.writing() as db:
            save_letters(db, some)
            save_classified(db, taxonomy, [make_result(letter, make_run(1), taxonomy) for letter in some])
    ids = [answer_id(letter.id, str(place + 1)) for letter in letters for place in range(QUESTIONS)]
    with store.writing() as db:
        save_queue(db, [QueueEntry(one, (number * 7919) % 100_003 / 100_003) for number, one in enumerate(ids)])


def _label(field: Field) -> Label:
    if field.kind == "names":
        return ("Acme",)
    return field.value_names[0] if field.kind == "one_of" else field.value_names[:1]
