"""Hold a live round against the evaluation of its model: the baseline's figures beside the round's blind checks.

Reads the round's store and writes nothing.
"""

from classifier.errors import UserError
from classifier.records import Run
from classifier.round import Round
from eval.baseline import Baseline
from eval.drift import Drift, blind_checks, drift, evaluated_shares


def live_drift(round: Round, baseline: Baseline) -> list[Drift]:
    """Return, by field, how a round's current run does on its blind checks and did at its evaluation.

    Empty without blind checks. Raises UserError where the round has no run, or the baseline none of the same model,
    prompt and taxonomy.
    """
    from classifier.store import open_store, read_current, read_history

    with open_store(round.store).reading() as db:
        current = read_current(db)
        reviewed = [one.answer for one in current if "human" in one.by.values()]
        histories = {answer.id: read_history(db, answer.id) for answer in reviewed}
    run = next((one.run for one in current if one.run), None)
    if run is None:
        raise UserError(f"no letter has been classified yet: foi classify {round.folder} --model rules")
    letters = {answer.id: answer.letter_id for answer in reviewed}
    return drift(blind_checks(histories, letters, round.taxonomy), evaluation_of(run, baseline))


def evaluation_of(run: Run, baseline: Baseline) -> dict[str, tuple[int, int]]:
    """Return, by field, how many answers were right of how many, over the baseline's runs that are made like this one."""
    alike = [
        entry.report
        for entry in baseline.runs.values()
        if entry.report["about"]["model"] == run.model
        and entry.report["about"]["prompt_sha256"] == run.prompt_sha256
        and entry.report["about"]["codebook"] == run.codebook
        and entry.report["about"]["spans"] != "gold"
    ]
    if not alike:
        raise UserError(f"the baseline has no evaluation of {run.model}, {run.prompt}, codebook {run.codebook}")
    return evaluated_shares({"items": [item for report in alike for item in report["items"]]})
