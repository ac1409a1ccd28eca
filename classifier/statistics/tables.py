"""A statistic's result as a row of plain values, with where it came from, for files and tables."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from classifier.records import Run
from classifier.statistics.counting import Result
from classifier.statistics.frames import Frame
from classifier.statistics.needed import gate
from classifier.statistics.sentences import group_name, sentence, small_print
from classifier.terms import words_of

METHOD = "exact hypergeometric per stratum (95 %), finite population; companion: Jeffreys predictive"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a round's numbers come from: the runs that labelled it, and a hash of every label that they were counted from."""

    runs: tuple[Run, ...]
    codebook: str
    frame_sha256: str


def provenance(frame: Frame) -> Provenance:
    """Return the runs behind the standing answers, in order of model, and the frame's hash."""
    answers = [one for name in sorted(frame.said) for one in frame.said[name].values()]
    runs = {one.run.id: one.run for one in answers if one.run}
    listed = [[one.name, one.nation, one.kind, one.name in frame.replied] for one in frame.authorities]
    labels = [
        [one.answer.id, one.answer.state, sorted(one.labels.items()), sorted(frame.read.get(one.answer.id, ()))]
        for one in sorted(answers, key=lambda one: one.answer.id)
    ]
    digest = hashlib.sha256(json.dumps([listed, labels], ensure_ascii=False).encode()).hexdigest()
    ordered = sorted(runs.values(), key=lambda run: (run.model, run.prompt, run.codebook, run.id))
    return Provenance(tuple(ordered), frame.round.taxonomy.codebook, digest)


def row_of(result: Result, source: Provenance, noun: str, target: float) -> dict[str, Any]:
    """Return a result as plain values under stable names, in a stable order; shares between 0 and 1, null for unknown."""
    audit, judged = result.audit, gate(result, target)
    predicted = result.predicted or (None, None)
    return {
        "statistic": result.statistic.id,
        "group": group_name(result.statistic),
        "words": result.statistic.words,
        "definition": words_of(result.statistic),
        "declared": result.statistic.declared,
        "count": result.count,
        "denominator": result.of,
        "denominator_rule": result.statistic.of,
        "share": _rounded(result.share),
        "low": result.low,
        "high": result.high,
        "share_low": _rounded(result.share_low),
        "share_high": _rounded(result.share_high),
        "predicted_low": predicted[0],
        "predicted_high": predicted[1],
        "asked": result.asked,
        "replied": result.replied,
        "silent": result.silent,
        "unknown": result.unknown,
        "silent_share_low": _rounded(result.silent_low),
        "silent_share_high": _rounded(result.silent_high),
        "known": result.known,
        "read_by_people": result.read,
        "read_by_nobody": sum(result.left.values()),
        "audit": audit.id if audit else None,
        "audit_size": audit.size if audit else None,
        "audit_checked": audit.checked if audit else None,
        "audit_errors": audit.errors if audit else None,
        "audit_not_blind": audit.unmade if audit else None,
        "audit_seed": audit.seed if audit else None,
        "audit_frame_sha256": audit.frame_sha256 if audit else None,
        "publishable": judged.open,
        "gate": judged.words,
        "sentence": sentence(result, noun),
        "small_print": " ".join(small_print(result, noun)),
        "model": "; ".join(dict.fromkeys(run.model for run in source.runs)),
        "prompt": "; ".join(dict.fromkeys(run.prompt for run in source.runs if run.prompt)),
        "codebook": "; ".join(dict.fromkeys(run.codebook for run in source.runs)) or source.codebook,
        "run": "; ".join(run.id for run in source.runs),
        "method": METHOD,
        "frame_sha256": source.frame_sha256,
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 6)
