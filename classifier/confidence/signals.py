"""What speaks for or against one label, as named numbers: drawn from the proposal, the answer, its question and letter.

Two sets: `letter_signals` are known when a letter has been read, and the shipped fit weighs them; `round_signals` add
what the model said of itself and what only a whole round tells. Nothing here says how much any of them is worth.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from classifier.questionnaire import Question
from classifier.records import Answer, Label, Letter, Proposal, spanned_text
from classifier.round import Round
from classifier.rules.gazetteer import gazetteer_of
from classifier.rules.names import asks_for
from classifier.taxonomy import Field, Taxonomy

Signals = dict[str, float]
"""Signals by name; one that is left out is 0."""


_RESERVES = re.compile(
    r"\b(?:not|no|none|nor|never|neither|cannot|except|only|however|but|although|unable|withheld|without|redacted|exempt"
    r"|nid|dim|ond|heb|ac eithrio)\b|n['’]t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What one answer's signals need besides its labels: how many words it has, how many questions share its passage,
    and how many words of reservation stand in it ("not", "except", "but")."""

    answer: Answer
    question: Question
    words: int
    sharing: int
    reserves: int = 0


def settings_of(letter: Letter, answers: Sequence[Answer], round: Round) -> dict[str, Setting]:
    """Return the settings of one letter's answers, by answer id."""
    questions = {question.id: question for question in round.questions}
    passages = Counter(answer.spans for answer in answers if answer.spans)
    texts = {spans: spanned_text(letter.text, spans) for spans in passages}
    counts = {spans: (len(text.split()), len(_RESERVES.findall(text))) for spans, text in texts.items()}
    found = {}
    for one in answers:
        words, reserves = counts.get(one.spans, (0, 0))
        found[one.id] = Setting(one, questions[one.question_id], words, passages.get(one.spans, 1), reserves)
    return found


def letter_signals(one: Proposal, field: Field, taxonomy: Taxonomy, setting: Setting) -> Signals:
    """Return the signals of a label of the rules; its `signals` have their own score (0 to 1) and the rules that fired."""
    return answer_signals(setting) | label_signals(one, field, taxonomy, setting)


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


def label_signals(one: Proposal, field: Field, taxonomy: Taxonomy, setting: Setting) -> Signals:
    """Return those of the signals that belong to one label."""
    found: Signals = {"score": logit(float(one.signals["rules"]))}
    if field.reading == "holding":  # its values are the codebook's own, whatever the round is about
        return found | _of_holding(one, setting)
    return found | _of_values(one.label, field, taxonomy, setting.question)


def _of_holding(one: Proposal, setting: Setting) -> Signals:
    says = f"says={one.label}"
    found: Signals = {says: 1.0, f"{says}&{setting.question.asks}": 1.0, f"{says}&words": math.log1p(setting.words)}
    if setting.reserves:
        found |= {"reserves": math.log1p(setting.reserves), f"{says}&reserves": 1.0}
    if sum(rule != "pointer" for rule in one.signals.get("fired", ())) > 1:
        found["mixed"] = 1.0
    return found


def _of_values(label: Label, field: Field, taxonomy: Taxonomy, question: Question) -> Signals:
    values = (label,) if isinstance(label, str) else label or ()
    found: Signals = {"values": math.log1p(len(values))} if values else {"empty": 1.0}
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
