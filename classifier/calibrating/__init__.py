"""Learn what a round's confidences are worth, test thresholds on its blind sample, draw more of it; and say how it stands.

    decisions → learning → confidences        blind draw, read whole → look → threshold | what is wanting

Everything is worked out from the store and stored there. While a threshold is in force its field's confidences stay as
they were when it was tested.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.calibrating.states import (
    FieldState,
    is_due,
    labelled,
    risk_of_next,
    sentence,
    state_of,
    wrong_ones,
)
from classifier.confidence.threshold import RISK, TARGET, Check, certify, walk_of
from classifier.errors import UserError
from classifier.queueing import blind_share, rebuild_queue
from classifier.records import CurrentAnswer, content_id, utc_now
from classifier.review_queue.decided import open_to_draw
from classifier.review_queue.sampling import place_in_draw
from classifier.round import Round
from classifier.store import (
    Database,
    Look,
    read_histories,
    read_letters,
    read_looks,
    read_machine,
    save_blind_share,
    save_calibrated,
    save_look,
)
from classifier.taxonomy import Field

if TYPE_CHECKING:
    from classifier.calibrating.learning import Learnt

__all__ = ["SEED", "Calibrated", "FieldState", "calibrate", "draw_more", "sentence", "states"]

SEED = "calibration"


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What one calibration did for one field; `looked` says that a threshold was tested now."""

    learnt: "Learnt"
    state: FieldState
    looked: bool


def calibrate(
    db: Database, round: Round, by: str, *, target: float = TARGET, risk: float = RISK, seed: str = SEED
) -> list[Calibrated]:
    """Learn every field's confidences, test the thresholds that are due, store both, and work the queue out anew.

    Raises UserError where nothing has been classified.
    """
    from threadpoolctl import threadpool_limits

    from classifier.calibrating.learning import learn
    from classifier.confidence.fitting import folds_of

    machine, run_id = _machine(db, round)
    histories = read_histories(db)
    letters = {letter.id: letter for letter in read_letters(db, kind=None)}
    folds = folds_of([one.authority for one in machine], seed)
    found = []
    for field in round.taxonomy.fields:
        with threadpool_limits(limits=1):  # hundreds of small fits: several threads would only wait for one another
            learnt = learn(field, round, machine, letters, histories, folds)
        before = state_of(
            field, round.taxonomy, machine, histories, _looks(db, run_id, field), blind_share(db), target, risk
        )
        due = is_due(before.drawn, _looks(db, run_id, field), target, risk)
        if due:
            save_look(db, _look(db, round, field, run_id, learnt, before, by, seed))
        if due or (learnt.changed and before.threshold is None):
            save_calibrated(db, run_id, field.name, learnt.confidences)
        found.append((learnt, due))
    rebuild_queue(db, round)
    after = states(db, round, target=target, risk=risk)
    return [Calibrated(learnt, state, due) for (learnt, due), state in zip(found, after, strict=True)]


def states(db: Database, round: Round, *, target: float = TARGET, risk: float = RISK) -> list[FieldState]:
    """Return how each field stands with its threshold, in the taxonomy's order; nothing is learnt or stored."""
    machine, run_id = _machine(db, round)
    histories, share = read_histories(db), blind_share(db)
    return [
        state_of(field, round.taxonomy, machine, histories, _looks(db, run_id, field), share, target, risk)
        for field in round.taxonomy.fields
    ]


def draw_more(
    db: Database,
    round: Round,
    by: str,
    *,
    checks: int | None = None,
    target: float = TARGET,
    risk: float = RISK,
) -> int:
    """Draw so many more answers for blind checks, put them into the queue, and return how many were drawn.

    Without a number, as many as the field that needs most would need for a threshold. Raises UserError where none
    needs any, or all have been drawn.
    """
    machine, _ = _machine(db, round)
    histories, share = read_histories(db), blind_share(db)
    wanted = checks or max(one.to_draw for one in states(db, round, target=target, risk=risk))
    if not wanted:
        raise UserError("no field needs more blind checks now; give a number with --checks to draw some all the same")
    names = {one.answer.id for field in round.taxonomy.fields for one in labelled(machine, field.name)}
    undrawn = [name for name in open_to_draw(names, histories) if place_in_draw(name) >= share]
    if not undrawn:
        raise UserError("every answer that can be read blind is drawn already")
    drawn, rest = undrawn[:wanted], undrawn[wanted:]
    edge = (place_in_draw(drawn[-1]) + place_in_draw(rest[0])) / 2 if rest else 1.0
    save_blind_share(db, edge, by)
    rebuild_queue(db, round)
    return len(drawn)


def _machine(db: Database, round: Round) -> tuple[list[CurrentAnswer], str]:
    machine = read_machine(db)
    run = next((one.run for one in machine if one.run), None)
    if run is None:
        raise UserError(f"no letter has been classified yet: foi classify {round.folder} --model rules")
    return machine, run.id


def _looks(db: Database, run_id: str, field: Field) -> Sequence[Look]:
    return [one for one in read_looks(db, run_id) if one.field == field.name]


def _look(
    db: Database, round: Round, field: Field, run_id: str, learnt: "Learnt", state: FieldState, by: str, seed: str
) -> Look:
    """Test a field's thresholds on its blind sample, by the confidences just learnt."""
    before, histories = _looks(db, run_id, field), read_histories(db)
    answers = {one.answer.id: one for one in labelled(read_machine(db), field.name)}
    results = wrong_ones(state.drawn.read, answers, histories, field, round.taxonomy)
    checks = [Check(learnt.confidences[name], wrong) for name, wrong in results]
    risk = risk_of_next(before, state.risk)
    walk = walk_of([learnt.confidences[name] for name in open_to_draw(answers, histories)], state.target, risk)
    verdict = certify(checks, walk, state.target, risk)
    passed = verdict.passed
    shown = passed or next(iter(verdict.tested), None)
    sample = content_id("sample", *(f"{name} {wrong}" for name, wrong in results))
    return Look(
        run_id, field.name, len(before) + 1, blind_share(db), seed, verdict.target, verdict.risk, len(checks), sample,
        passed.step.confidence if passed else None, shown.n if shown else None, shown.wrong if shown else None,
        verdict.bound, shown.step.coverage if shown else None, by, utc_now(),
    )  # fmt: skip
