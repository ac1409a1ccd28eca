"""The part of a report that says how it was made and checked: files, runs, readings, audits, agreement, method, hashes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.auditing import AuditState
from classifier.records import Review, SourceFile
from classifier.report.svg import plain
from classifier.review_queue.agreement import Agreement, agreement
from classifier.review_queue.events import first_labels, readers
from classifier.round import Round
from classifier.statistics import Frame, Provenance, run_words

_METHOD = (
    "Every letter was split into its answers, and each answer labelled by the codebook; a label stands on words of the letter "
    "that were checked to be in it. People read what was in doubt, and their decisions replace the machine’s labels. Of the "
    "labels that nobody had read, a random sample was drawn and read blind, without the machine’s label in sight. How many of "
    "the rest may be wrong is bounded by the exact hypergeometric distribution, for false positives and false negatives "
    "apart, at 95 %; each interval holds by itself. The authorities asked are the whole population: nothing here is "
    "generalised beyond them. Answers that could not be read or labelled widen the intervals; silence is bounded apart."
)


@dataclass(frozen=True, slots=True)
class Made:
    """What the report says about its making."""

    files: Sequence[SourceFile]
    source: Provenance
    audits: Sequence[AuditState]
    agreements: Sequence[Agreement]
    contradictions: int


def agreements(round: Round, histories: Mapping[str, Sequence[Review]]) -> list[Agreement]:
    """Return how far two readers agreed, field by field, on the answers that a second one read blind."""
    found = []
    for field in round.taxonomy.fields:
        pairs = []
        for history in histories.values():
            names = readers(history)
            first, second = (
                (first_labels(history, name).get(field.name) for name in names[:2]) if len(names) > 1 else (None, None)
            )
            if first and second and second.shown.get("blind"):
                pairs.append((first.label, second.label))
        found.append(agreement(field, pairs))
    return found


def made_sections(frame: Frame, made: Made) -> str:
    """Return the section's body."""
    facts = "".join(f"<dt>{plain(name)}</dt><dd>{plain(words)}</dd>" for name, words in _facts(frame, made))
    return f"<p>{_METHOD}</p><dl>{facts}</dl>"


def _facts(frame: Frame, made: Made) -> list[tuple[str, str]]:
    kinds = Counter(file.kind for file in made.files)
    answers = [one for said in frame.said.values() for one in said.values()]
    labels = sum(len(one.labels) for one in answers)
    read = sum(frame.people_know(one, field) for one in answers for field in one.labels)
    failed = sum(len(set(one.failures) - set(one.labels)) for one in answers)
    return [
        ("Files", ", ".join(f"{kind}: {number}" for kind, number in kinds.most_common()) or "none"),
        ("Answers", f"{len(answers):,}; {_states(Counter(one.answer.state for one in answers))}"),
        ("Labels", f"{labels:,}, of which people decided on {read:,}; {failed:,} could not be labelled"),
        ("Labelled by", "; ".join(run_words(run) for run in made.source.runs) or "nobody yet"),
        ("Codebook", made.source.codebook),
        ("Audits", "; ".join(_audit(one) for one in made.audits) or "none"),
        (
            "Two readers",
            "; ".join(_agreed(one) for one in made.agreements if one.pairs) or "no answer was read by two people",
        ),
        (
            "Contradictions",
            f"{made.contradictions:,} answers are at odds with another one of the same authority",
        ),
        ("Hash of all labels", made.source.frame_sha256),
    ]


def _states(states: Counter[str]) -> str:
    return ", ".join(f"{number:,} {state}" for state, number in states.most_common())


def _audit(state: AuditState) -> str:
    audit = state.audit
    closed = f"closed {audit.closed_at_utc:%d %B %Y}" if audit.closed_at_utc else "still open"
    return (
        f"{audit.name} of {', '.join(audit.statistics)}, drawn {audit.drawn_at_utc:%d %B %Y} with seed {audit.seed}, "
        f"{state.done} of {state.items} checks made blind, {closed}"
    )


def _agreed(one: Agreement) -> str:
    alpha = "" if one.alpha is None else f", Krippendorff’s alpha {one.alpha:.2f}"
    return f"{one.field}: the same label on {round((one.raw or 0) * one.pairs)} of {one.pairs} answers{alpha}"
