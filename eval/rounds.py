"""Score what a round's store says: gold files beside the stored letters, the current run's labels beside gold.

Labels that people gave are nobody's to score here: where one stands before the machine's, that field of that
answer is left out. Nothing is written to the store.
"""

from pathlib import Path

from classifier.errors import DataError, UserError
from classifier.records import CurrentAnswer, Letter
from classifier.round import Round
from eval.cases import Case, LetterCases
from eval.gold import GoldAnswer, GoldLetter, GoldSet, check_gold, read_gold_file
from eval.running import Outcome
from eval.thresholds import Threshold

_ENDING = ".gold.json"


def run_in_store(round: Round, folder: Path) -> Outcome:
    """Return what the round's current run says about the letters that `folder` has gold for, `<stem>.gold.json`.

    Raises UserError for a folder without gold or a round without labels, DataError for a gold letter that the
    round has lost.
    """
    from classifier.store import open_store, read_current, read_letters

    with open_store(round.store).reading() as db:
        letters, current = read_letters(db), read_current(db)
    gold = gold_of_round(round, folder, letters)
    run = next((one.run for one in current if one.run), None)
    if run is None:
        raise UserError(f"no letter has been classified yet: foi classify {round.folder} --model rules")
    answers: dict[str, dict[str, CurrentAnswer]] = {}
    for one in current:
        answers.setdefault(one.answer.letter_id, {})[one.answer.question_id] = one
    cases = tuple(_letter(letter, answers.get(letter.letter.id, {})) for letter in gold.letters)
    return Outcome(gold, run, cases)


def thresholds_in_store(round: Round) -> dict[str, Threshold]:
    """Return the thresholds in force for a round's current run, by field; those that `foi calibrate` found."""
    from classifier.store import current_thresholds, open_store

    with open_store(round.store).reading() as db:
        looks = current_thresholds(db)
    return {
        name: Threshold(look.confidence, look.target, look.risk)
        for name, look in looks.items()
        if look.confidence is not None
    }


def gold_of_round(round: Round, folder: Path, letters: list[Letter]) -> GoldSet:
    """Read the gold of a round's letters; a gold file whose letter the round does not have is a DataError."""
    files = sorted(folder.glob(f"*{_ENDING}"))
    if not files:
        raise UserError(f"{folder} holds no *{_ENDING}: name the folder of gold with --gold")
    stored = {Path(letter.source).stem: letter for letter in letters}
    found = []
    for path in files:
        letter = stored.get(path.name.removesuffix(_ENDING))
        if letter is None:
            raise DataError(f"{path}: the round has no letter of this name: import it, or take the gold away")
        found.append(read_gold_file(round, path, letter))
    gold = GoldSet(folder, round, tuple(found))
    check_gold(gold)
    return gold


def _letter(gold: GoldLetter, answers: dict[str, CurrentAnswer]) -> LetterCases:
    if lost := [one.question for one in gold.answers if one.question not in answers]:
        raise DataError(f"{gold.name}: the store has no answer to question {lost[0]}: run foi classify again")
    cases = tuple(_case(one, answers[one.question]) for one in gold.answers)
    return LetterCases(gold, gold.letter, cases)


def _case(gold: GoldAnswer, current: CurrentAnswer) -> Case:
    hidden = frozenset(name for name, by in current.by.items() if by == "human")
    return Case(
        gold=gold,
        answer=current.answer,
        labels={name: label for name, label in current.labels.items() if name not in hidden},
        confidence={name: value for name, value in current.confidence.items() if name not in hidden},
        quotes={name: quotes for name, quotes in current.quotes.items() if name not in hidden},
        failures={name: reason for name, reason in current.failures.items() if name not in hidden},
        hidden=hidden,
    )
