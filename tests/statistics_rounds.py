"""Rounds made by hand for the tests of statistics: authorities with labels by question, read by a person or not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from classifier.questionnaire import Condition, Question
from classifier.records import Answer, AnswerState, Authority, CurrentAnswer, Label, Letter, Quote, Review
from classifier.round import Round
from classifier.round.declared import Statistic, statistic_in
from classifier.statistics import Frame, frame_of
from classifier.taxonomy import load_taxonomy

TAXONOMY = """\
name: drones
version: "1"
title: Drones
fields:
  - name: status
    kind: one_of
    reads: holding
    question: Held?
    values:
      - {name: held, title: Held, definition: It is held.}
      - {name: not_held, title: Not held, definition: It is not.}
      - {name: not_applicable, title: Not applicable, definition: It does not apply.}
  - name: purposes
    kind: many_of
    title: Purposes
    question: What for?
    values:
      - {name: rescue, definition: Rescue.}
      - {name: survey, definition: Survey.}
  - name: makers
    kind: names
    title: Makers
    question: Who made them?
"""
QUESTIONS = (
    Question("1", "Please send a copy of your policy on drones.", asks="document"),
    Question("2", "Do you fly drones?", asks="whether"),
    Question("2a", "If yes, whose drones?", parent="2", asks="name", condition=Condition("2", "yes")),
    Question("2b", "Do you fly them at night?", parent="2", asks="whether"),
)
AT = datetime.fromisoformat("2026-03-01T09:00")
Labels = Mapping[str, Mapping[str, Label]]


def make_round(folder: Path, *declared: Mapping[str, object]) -> Round:
    """Return a round of four questions that declares these statistics."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "taxonomy.yaml").write_text(TAXONOMY, encoding="utf-8")
    taxonomy = load_taxonomy(folder / "taxonomy.yaml")
    statistics = tuple(statistic_in("test", entry, QUESTIONS, taxonomy) for entry in declared)
    return Round("drones", "Drones", folder, "", QUESTIONS, taxonomy, None, "", statistics=statistics)


def statistic(round: Round, **entry: object) -> Statistic:
    """Return a statistic as the file would have it."""
    return statistic_in("test", {"id": "one", "words": "fly drones"} | entry, round.questions, round.taxonomy)


def letter_of(name: str) -> Letter:
    return Letter(name, f"{name}.txt", f"Letter of {name}.", sent_on="2026-01-01")


def answer(
    name: str,
    question: str,
    labels: Mapping[str, Label],
    *,
    state: AnswerState = "answered",
    quote: str = "",
    confidence: float = 0.9,
) -> CurrentAnswer:
    """Return one answer with the machine's labels; the holding label stands on `quote`."""
    quotes = {"status": (Quote(0, len(quote), quote),)} if quote else {}
    made = Answer(letter_of(name).id, question, state, confidence=0.9)
    by = dict.fromkeys(labels, "machine")
    sure = dict.fromkeys(labels, confidence)
    return CurrentAnswer(made, name, f"{name}.txt", "2026-01-01", dict(labels), by, sure, quotes, {}, {}, None)  # type: ignore[arg-type]


def reading(one: CurrentAnswer, field: str, label: Label, **shown: object) -> Review:
    """Return a person's decision on one field of an answer."""
    return Review(one.answer.id, field, "label", label, "Ada", "token", AT, shown=dict(shown))


def make_frame(
    round: Round, answers: Sequence[CurrentAnswer], authorities: Sequence[Authority], *reviews: Review
) -> tuple[Frame, dict[str, list[Review]]]:
    """Return the frame of these answers, and the histories; who has an answer has a letter."""
    histories: dict[str, list[Review]] = {}
    for one in reviews:
        histories.setdefault(one.answer_id, []).append(one)
    letters = [letter_of(name) for name in dict.fromkeys(one.authority for one in answers)]
    return frame_of(round, authorities, answers, letters, histories), histories
