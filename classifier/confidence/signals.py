"""What speaks for or against one label, as named numbers: drawn from the proposal, the answer, its question and letter.

Two sets: `letter_signals` are known when a letter has been read, and the shipped fit weighs them; `round_signals` add
what the model said of itself and what only a whole round tells. Nothing here says how much any of them is worth.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from classifier.questionnaire import Question
from classifier.records import Answer, Label, Letter
from classifier.round import Round
from classifier.rules.gazetteer import gazetteer_of
from classifier.rules.names import asks_for
from classifier.taxonomy import Field, Taxonomy

Signals = dict[str, float]
"""Signals by name; one that is left out is 0."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What one answer's signals need besides its labels: how long it is, and how many questions share its passage."""

    answer: Answer
    question: Question
    words: int
    sharing: int


def settings_of(letter: Letter, answers: Sequence[Answer], round: Round) -> dict[str, Setting]:
    """Return the settings of one letter's answers, by answer id."""
    questions = {question.id: question for question in round.questions}
    passages = Counter(answer.spans for answer in answers if answer.spans)
    length = {spans: sum(len(letter.text[start:end].split()) for start, end in spans) for spans in passages}
    return {
        one.id: Setting(one, questions[one.question_id], length.get(one.spans, 0), passages.get(one.spans, 1))
        for one in answers
    }


def letter_signals(label: Label, score: float, field: Field, taxonomy: Taxonomy, setting: Setting) -> Signals:
    """Return the signals of a label of the rules, whose own score is `score` (0 to 1)."""
    return answer_signals(setting) | label_signals(label, score, field, taxonomy, setting.question)


def answer_signals(setting: Setting) -> Signals:
    """Return those of the signals that all labels of an answer have in common."""
    question, answer = setting.question, setting.answer
    found: Signals = {
        "split": logit(answer.confidence),
        "words": math.log1p(setting.words),
        "sharing": math.log(setting.sharing),
        f"how={answer.evidence.get('how', '')}": 1.0,
        f"asks={question.asks}": 1.0,
    }
    if answer.evidence.get("points_to"):
        found["pointer"] = 1.0
    if question.condition:
        found["conditional"] = 1.0
    return found


def label_signals(label: Label, score: float, field: Field, taxonomy: Taxonomy, question: Question) -> Signals:
    """Return those of the signals that belong to one label."""
    if field.reading == "holding":  # its values are the codebook's own, whatever the round is about
        return {"score": logit(score), f"says={label}": 1.0, f"says={label}&{question.asks}": 1.0}
    values = (label,) if isinstance(label, str) else label or ()
    found: Signals = {"score": logit(score)} | ({"values": math.log1p(len(values))} if values else {"empty": 1.0})
    if asks_for(field, question):
        found |= {"asked": 1.0} if values else {"asked": 1.0, "asked&empty": 1.0}
    if any(_is_unlisted(value, field, taxonomy) for value in values):
        found["unlisted"] = 1.0
    return found


def _is_unlisted(value: str, field: Field, taxonomy: Taxonomy) -> bool:
    """Whether a name is in no gazetteer: it was found by the words around it."""
    if field.kind != "names" or field.reading == "provisions":
        return False
    gazetteer = gazetteer_of(field, taxonomy)
    return gazetteer is not None and next(gazetteer.mentions(value), None) is None


def round_signals(claimed: float, said: Mapping[str, object], setting: Setting, quality: float | None) -> Signals:
    """Return the signals of a label in a round: what was claimed for it, and the raw signals stored with it.

    `quality` is the letter's OCR quality (0 to 1), None for one that was not scanned. Of a signal that the run does not
    have (a model without log-probabilities, one sample only) nothing is said.
    """
    found: Signals = {
        "claimed": logit(claimed),
        "split": logit(setting.answer.confidence),
        "words": math.log1p(setting.words),
        "sharing": math.log(setting.sharing),
        "pointer": float(bool(setting.answer.evidence.get("points_to"))),
        "scanned": 0.0 if quality is None else 1.0 - quality,
    }
    for name in ("p_logprob", "agree"):
        if isinstance(value := said.get(name), (int, float)):
            found[name] = logit(float(value))
    for name in ("torn", "asked_again", "steering", "under_denial", "outside_spans", "model_found"):
        if said.get(name):
            found[name] = 1.0
    if said.get("grounding") == "normalised":
        found["inexact quote"] = 1.0
    return found | _of_rules(said) | _of_odds(said)


def _of_rules(said: Mapping[str, object]) -> Signals:
    """What the rules say of a model's label; nothing where the label is the rules' own."""
    if "rules_agree" not in said:
        return {}
    score = said.get("rules")
    sure = logit(float(score)) if isinstance(score, (int, float)) else 0.0
    return {"rules agree": sure} if said["rules_agree"] else {"rules differ": 1.0, "rules differ, sure": sure}


def _of_odds(said: Mapping[str, object]) -> Signals:
    odds = said.get("p_dist")
    if not isinstance(odds, Mapping) or len(odds) < 2:
        return {}
    first, second, *_ = sorted((float(value) for value in odds.values()), reverse=True)
    return {"lead": first - second}


def rarity(labels: Iterable[Label]) -> dict[Label, float]:
    """Return for every label how rare it is in its field, -log of its share; labels of equal rank have one value."""
    counts = Counter(labels)
    total = sum(counts.values())
    return {label: -math.log(count / total) for label, count in counts.items()}


def logit(share: float) -> float:
    """Return log odds; a share within a fiftieth of 0 or 1 counts as that far from it, for nobody is surer than that."""
    kept = min(max(share, 0.005), 1 - 0.005)
    return math.log(kept / (1 - kept))
