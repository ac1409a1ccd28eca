"""Why an answer needs a person: each reason with its weight and its words. Reads a current answer, decides nothing.

Weights order the queue only. Failures and unread letters come first: there the machine has said nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from classifier.naming import values_of
from classifier.records import CurrentAnswer
from classifier.taxonomy import Field, Taxonomy

SPLIT_UNSURE = 0.6
CONTRADICTION = "contradiction"
STEERING = "steering"
"""The signal of a letter that shows signs of steering its readers: its labels are accepted by people only."""
NARROWS = "narrows statistics"
STATISTICS_FIRST = 200.0
_RARE_SHARE, _RARE_NEEDS = 0.02, 50


class Reason(NamedTuple):
    """One reason for a person to look; the greater `weight`, the sooner."""

    weight: float
    text: str


def reasons_for(
    current: CurrentAnswer, fields: Sequence[Field], limits: Mapping[str, float], rare: frozenset[tuple[str, str]]
) -> list[Reason]:
    """Return the reasons that the given fields of an answer raise; none for an answer in no doubt."""
    found = _about_the_answer(current)
    for field in fields:
        found += _about_the_field(current, field, rare)
    return found + _low_confidence(current, fields, limits)


def _low_confidence(current: CurrentAnswer, fields: Sequence[Field], limits: Mapping[str, float]) -> list[Reason]:
    """Return one reason for all fields under their thresholds, weighted by the worst.

    A label that came after its field's confidences were learnt has none on their scale: it is under every threshold.
    """
    low = {
        field.title or field.name: current.confidence[field.name]
        for field in fields
        if current.confidence.get(field.name, 1.0) < limits[field.name]
        or (field.name in current.confidence and current.signals.get(field.name, {}).get("uncalibrated"))
    }
    if not low:
        return []
    words = ", ".join(f"{title.lower()} {value:.2f}" for title, value in low.items())
    return [Reason(30 * (1 - min(low.values())), f"low confidence: {words}")]


def _about_the_answer(current: CurrentAnswer) -> list[Reason]:
    answer = current.answer
    if answer.state == "unread":
        return [Reason(90.0, "unread: the letter has no text layer")]
    found = []
    if answer.state == "failed":
        found.append(Reason(95.0, "failure: the letter could not be split"))
    if answer.state in ("answered", "unanswered") and answer.confidence < SPLIT_UNSURE:
        found.append(Reason(40 * (1 - answer.confidence), f"split unsure ({answer.confidence:.2f})"))
    if answer.evidence.get("points_to"):
        found.append(Reason(8.0, f"pointer: sees {', '.join(answer.evidence['points_to'])}"))
    return found


def _about_the_field(current: CurrentAnswer, field: Field, rare: frozenset[tuple[str, str]]) -> list[Reason]:
    name, title = field.name, field.in_words
    if name in current.failures and current.answer.state != "unread":
        return [Reason(100.0, f"failure in {title}: {current.failures[name]}")]
    if name not in current.labels:
        return [] if current.answer.state == "unread" else [Reason(60.0, f"{title} not classified")]
    found = []
    signals = current.signals.get(name, {})
    if signals.get("outside_spans"):
        found.append(Reason(70.0, f"{title} stood on words that are no longer part of the answer"))
    found += _doubts(signals, title)
    found += [
        Reason(10.0, f"rare value: {value}") for value in values_of(current.labels[name]) if (name, value) in rare
    ]
    return found


def _doubts(signals: Mapping[str, Any], title: str) -> list[Reason]:
    """What a machine noticed while it labelled, whatever its confidence."""
    found = []
    if steering := signals.get(STEERING):
        found.append(Reason(65.0, f"the letter seems to tell its readers how to label ({', '.join(steering)})"))
    if signals.get("model_found"):
        found.append(Reason(55.0, "the model sees an answer where the splitter found none"))
    if denied := signals.get("under_denial"):
        found.append(Reason(35.0, f"{title} may be denied where it is quoted: {', '.join(denied)}"))
    if signals.get("rules_agree") is False:
        found.append(Reason(30.0, f"rules and model disagree on {title}"))
    if signals.get("torn"):
        found.append(Reason(30.0, f"the model found another {title} likelier than the one it gave"))
    if signals.get("agree", 1.0) < 1.0:
        found.append(Reason(30 * (1 - signals["agree"]), f"asked again, the model gave another {title}"))
    return found


def flagged(words: Sequence[str]) -> list[Reason]:
    """Return one reason for each way in which an answer is at odds with another one of its authority."""
    return [Reason(45.0, f"{CONTRADICTION}: {one}") for one in words]


def narrows(points: float, *, first: bool) -> list[Reason]:
    """Return the reason that reading an answer narrows what is to be published; over every other one where that is first."""
    if points <= 0:
        return []
    weight = STATISTICS_FIRST + points if first else 0.5
    return [Reason(weight, f"{NARROWS} by {points:.1f} points")]


def rare_values(answers: Sequence[CurrentAnswer], taxonomy: Taxonomy) -> frozenset[tuple[str, str]]:
    """Return (field, value) pairs on under 2 % of the labelled answers; none while a field has fewer than 50.

    Open lists of names are left out: most names are rare, and rightly so.
    """
    rare = set()
    for field in taxonomy.fields:
        labels = [current.labels[field.name] for current in answers if field.name in current.labels]
        if field.kind == "names" or len(labels) < _RARE_NEEDS:
            continue
        counts = Counter(value for label in labels for value in values_of(label))
        rare |= {(field.name, value) for value, count in counts.items() if count < _RARE_SHARE * len(labels)}
    return frozenset(rare)
