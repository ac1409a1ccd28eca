"""Whether the labels in a store were made with the codebook and the questions that the round has now.

Editing `taxonomy.yaml` or `round.yaml` changes no label, so counts and columns by the new files would leave out in
silence what was labelled by the old ones. This says so in words; it mends nothing and stops nobody.
"""

import json
from collections.abc import Iterator, Sequence

from classifier.errors import DataError
from classifier.records import Label, Run
from classifier.round import Round
from classifier.store import Database, adopted_run, labels_of_people, read_runs, split_questions
from classifier.taxonomy import Taxonomy


def outdated(db: Database, round: Round) -> tuple[str, ...]:
    """Return what no longer fits, a line each with what to do; empty when all fits or nothing is classified yet."""
    adopted = adopted_run(db)
    run = next((one for one in read_runs(db) if one.id == adopted), None)
    split = split_questions(db)
    if run is None or not split:
        return ()
    lines = []
    if found := [*_codebook(run, round), *_questions(run, round, split)]:
        again = f"run `foi classify {round.folder} --model {run.model}` again"
        lines.append(f"{'; '.join(found)}: {again}")
    if gone := _no_longer_there(round.taxonomy, labels_of_people(db)):
        lines.append(
            f"people gave labels that the codebook no longer has ({', '.join(gone)}): "
            "put them back, or decide on these answers again"
        )
    return tuple(lines)


def _codebook(run: Run, round: Round) -> Iterator[str]:
    if run.codebook != round.taxonomy.codebook:
        yield f"labels were made with codebook {run.codebook}, the round now has {round.taxonomy.codebook}"


def _questions(run: Run, round: Round, split: Sequence[str]) -> Iterator[str]:
    """Questions by name where some came or went; else whether their words, kinds, conditions or the request changed."""
    asked = [question.id for question in round.leaves]
    gone, new = [one for one in split if one not in asked], [one for one in asked if one not in split]
    if gone:
        yield f"labels are for questions that the round no longer has ({', '.join(gone)})"
    if new:
        yield f"questions of the round have no labels ({', '.join(new)})"
    before = _questionnaire_of(run)
    if before and before != round.questionnaire and not gone and not new:
        yield "labels were made for the questions or the request as they stood before they were changed"


def _questionnaire_of(run: Run) -> str:
    """Return the questionnaire that a run remembers; the empty string for a run that was not made by `foi classify`."""
    try:
        settings = json.loads(run.settings)
    except ValueError:
        return ""
    return str(settings.get("questions", "")) if isinstance(settings, dict) else ""


def _no_longer_there(taxonomy: Taxonomy, labels: Sequence[tuple[str, Label]]) -> list[str]:
    """Return "field: value" for each value, and "field" for each field, that labels have and the codebook does not."""
    known = {field.name: field for field in taxonomy.fields}
    gone: dict[str, None] = {}
    for name, label in labels:
        values = (label,) if isinstance(label, str) else label or ()
        for value in values if name in known else ():
            try:
                known[name].check(value if known[name].kind == "one_of" else (value,))
            except DataError:
                gone[f"{name}: {value}"] = None
        if name not in known:
            gone[name] = None
    return sorted(gone)
