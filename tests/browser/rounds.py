"""A small round to review, made by hand: six authorities, four questions, labels with known confidences and quotations."""

from pathlib import Path

from classifier.quotes import find_quote
from classifier.records import Answer, Classified, Failure, Label, Letter, Proposal, Quote, Run, Span
from classifier.review_queue import queue_items
from classifier.round import Round, create_round
from classifier.store import (
    QueueEntry,
    Store,
    adopt_run,
    open_store,
    read_current,
    save_classified,
    save_letters,
    save_queue,
    save_run,
)
from review_app.people import Person
from review_app.work import Work

REQUEST = """\
1. Please send a copy of your policy on looking at students' social media.

2. For what purposes do you look at social media?

3. Which software or supplier do you use for it?

4. How many staff have access to it?
"""
SAID = (
    "We have such a policy; a copy is attached.",
    "For marketing, and to protect our reputation.",
    "We use Hootsuite on Facebook.",
    "Information not held.",
)
_LABELS: tuple[dict[str, tuple[Label, str]], ...] = (
    {"status": ("held", "We have such a policy")},
    {"status": ("held", "For marketing"), "purposes": (("marketing", "reputation"), "marketing")},
    {"status": ("held", "We use Hootsuite"), "vendors": (("Hootsuite",), "Hootsuite"), "platforms": (("Facebook",), "Facebook")},
    {"status": ("not_held", "not held")},
)  # fmt: skip
NAMES = ("Ashmoor", "Brightwater", "Corveston", "Dunmarsh", "Elmstead", "Farholt")


def letter_of(name: str, extra: str = "") -> Letter:
    """Return one authority's letter: the same four answers, and `extra` at its end."""
    body = "\n\n".join(f"{number}. {words}" for number, words in enumerate(SAID, 1))
    return Letter(
        f"University of {name}", f"{name.lower()}.txt", f"Dear applicant\n\n{body}\n\nYours faithfully\n{extra}"
    )


def run_of(round: Round) -> Run:
    """Return the run that the labels are of: by the round's own codebook."""
    return Run("rules", "", "", round.taxonomy.codebook, "by-hand")


def make_round(folder: Path, *, authorities: int = 6, sure: float = 0.95, extra: str = "") -> tuple[Round, Store]:
    """Make a round with letters, labels and a queue.

    Every label has the confidence `sure`, but the vendors of question 3, which have 0.5. The first authority's
    purposes of question 2 are a failure. `extra` is hostile text at the end of every letter.
    """
    request = folder / "sent.txt"
    folder.mkdir(parents=True, exist_ok=True)
    request.write_text(REQUEST, encoding="utf-8")
    round = create_round(folder / "round", request, None, title="A round to review")
    store = open_store(round.store, create=True)
    letters = [letter_of(NAMES[at % 6] + ("" if at < 6 else f" {at}"), extra) for at in range(authorities)]
    with store.writing() as db:
        save_letters(db, letters)
        save_run(db, run_of(round))
        adopt_run(db, run_of(round).id)
        save_classified(
            db, round.taxonomy, [_classified(letter, round, sure, at == 0) for at, letter in enumerate(letters)]
        )
    return round, store


def fill_queue(store: Store, round: Round, blind_share: float = 0.0) -> list[str]:
    """Put every answer that needs a person into the queue; return their ids, the most urgent first."""
    with store.writing() as db:
        items = queue_items(read_current(db), round, blind_share=blind_share)
        save_queue(db, [QueueEntry(item.answer_id, item.priority, item.reasons) for item in items])
    return [item.answer_id for item in items]


def work_of(round: Round, store: Store, name: str = "Ada", session: str = "tab-1") -> Work:
    """Return a person's work in a tab."""
    return Work(round, store, Person(name, "owner"), session)


def _classified(letter: Letter, round: Round, sure: float, fails: bool) -> Classified:
    answers, proposals, failures = [], [], []
    run_id = run_of(round).id
    for number, words in enumerate(SAID, 1):
        start = letter.text.index(words)
        answer = Answer(letter.id, str(number), "answered", (Span(start, start + len(words)),), confidence=0.95)
        answers.append(answer)
        for field in round.taxonomy.fields:
            if fails and number == 2 and field.name == "purposes":
                failures.append(Failure(answer.id, run_id, field.name, "quotation not in the letter"))
                continue
            empty: Label = None if field.kind == "one_of" else ()
            label, quote = _LABELS[number - 1].get(field.name, (empty, ""))
            confidence = 0.5 if number == 3 and field.name == "vendors" else sure
            proposals.append(Proposal(answer.id, run_id, field.name, label, confidence, _quotes(letter, answer, quote)))
    return Classified(letter.id, run_id, tuple(answers), tuple(proposals), tuple(failures))


def _quotes(letter: Letter, answer: Answer, words: str) -> tuple[Quote, ...]:
    found = find_quote(letter.text, words, answer.spans) if words else None
    return (Quote(found.start, found.end, found.text),) if found else ()
