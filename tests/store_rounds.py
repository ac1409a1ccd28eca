"""Rounds as the store's tests, benchmark and chaos need them: letters of any number, answered and classified."""

from collections.abc import Sequence
from pathlib import Path

from classifier.records import Answer, Classified, Failure, Label, Letter, Proposal, Quote, Run, Span, answer_id
from classifier.taxonomy import Taxonomy, load_taxonomy

TAXONOMY = """\
name: drones
version: "1"
title: Drones
fields:
  - name: status
    kind: one_of
    question: Held?
    values:
      - {name: held, definition: It is held.}
      - {name: not_held, definition: It is not.}
  - name: purposes
    kind: many_of
    question: What for?
    values:
      - {name: rescue, definition: Rescue.}
      - {name: survey, definition: Survey.}
  - name: vendors
    kind: names
    question: Who sold it?
"""
FIELDS = ("status", "purposes", "vendors")


def make_taxonomy(folder: Path) -> Taxonomy:
    """Write and load a taxonomy with a field of each kind."""
    (folder / "taxonomy.yaml").write_text(TAXONOMY)
    return load_taxonomy(folder / "taxonomy.yaml")


def make_run(number: int = 1) -> Run:
    """Return a run; runs of different numbers differ."""
    return Run(f"model-{number}", "label.md", "0" * 64, "drones 1 abcdef", "split 1", "temperature 0")


def make_letter(number: int = 1, questions: int = 3) -> Letter:
    """Return a letter that answers its questions one after the other, each on a line of 22 characters."""
    lines = [f"{place:03d}. Yes, by Acme{number % 1000:03d}.\n" for place in range(1, questions + 1)]
    return Letter(f"Council {number:05d}", f"{number:05d}/reply.txt", "".join(lines), sha256=f"{number:064d}")


def classify(
    letter: Letter, run: Run, questions: int = 3, failed: Sequence[tuple[int, str]] = (), status: str = "held"
) -> Classified:
    """Return a whole result: every answer has every field, labelled or, where (place, field) is in `failed`, not."""
    answers, proposals, failures = [], [], []
    for place in range(1, questions + 1):
        start = (place - 1) * len(letter.text) // questions
        spans = (Span(start, start + len(letter.text) // questions - 1),)
        answers.append(Answer(letter.id, str(place), "answered", spans, (), 0.9, {"anchor": place}))
        for name in FIELDS:
            own = (answer_id(letter.id, str(place)), run.id, name)
            if (place, name) in failed:
                failures.append(Failure(*own, "quote not in the letter", '{"quote": "no\x00"}'))
            else:
                proposals.append(_proposal(letter, own, start, status))
    return Classified(letter.id, run.id, tuple(answers), tuple(proposals), tuple(failures), {"cost_usd": 0.001})


_LABELS: dict[str, Label] = {"purposes": ("rescue",), "vendors": ("Acme",)}


def _proposal(letter: Letter, own: tuple[str, str, str], start: int, status: str) -> Proposal:
    label: Label = _LABELS.get(own[2], status)
    quote = Quote(start + 5, start + 8, letter.text[start + 5 : start + 8])
    return Proposal(*own, label, 0.75, (quote,), {"votes": [1, 2]})
