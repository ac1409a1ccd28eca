"""Small gold sets for the tests of scoring, written to disk as a person would write them; and cases made by hand."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from classifier.records import Answer, Classified, Failure, Label, Letter, Proposal, Quote, Run, Span
from eval.cases import LetterCases, cases_of
from eval.gold import GoldAnswer, GoldLetter, GoldSet
from eval.running import Outcome
from tests.a_round import LETTER, REQUEST, make_round

ANSWERS: dict[str, dict[str, Any]] = {
    "1": {"spans": ["Yes, for marketing."], "status": "held", "purposes": ["marketing"]},
    "2": {
        "spans": ["We use Hootsuite on Facebook. We do not use Brandwatch."],
        "status": "held",
        "vendors": ["Hootsuite"],
        "platforms": ["Facebook"],
        "quotes": {"vendors": {"Hootsuite": ["Hootsuite"]}},
    },
    "3": {"spans": ["Information not held."], "status": "not_held"},
}
"""Gold of `LETTER`; what is not said is none."""

_NONE: dict[str, Any] = {"spans": [], "status": None, "purposes": [], "vendors": [], "platforms": []}


def gold_entries(answers: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a gold file's answers, every field written out."""
    return [{"question": name, **_NONE, **said} for name, said in answers.items()]


def write_letter(
    folder: Path, name: str, text: str = LETTER, answers: Mapping[str, Mapping[str, Any]] = ANSWERS, **extra: Any
) -> None:
    """Write a letter and its gold into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    content = {
        "letter": name,
        "authority": f"Council of {name}",
        "nation": "wales",
        "layout": "plain",
        "patterns": [1, 4],
    }
    content |= {"answers": gold_entries(answers)} | extra
    (folder / f"{name}.gold.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def make_gold(folder: Path, dev: int = 4, test: int = 0) -> Path:
    """Write a gold folder with so many letters in each part; their texts differ in a reference number."""
    make_round(folder)
    (folder / "request.txt").write_text(REQUEST, encoding="utf-8")
    (folder / "gold.yaml").write_text("round: parks\nrequest: request.txt\ntaxonomy: taxonomy.yaml\n", encoding="utf-8")
    for part, count in (("dev", dev), ("test", test)):
        for number in range(count):
            write_letter(folder / part, f"{part}-{number}", f"Our reference {part} {number}\n{LETTER}")
    return folder


Said = tuple[Label, Label, float]
"""One answer's gold label, the run's label, and its confidence."""

FAILED: Label = "(failed)"
"""Instead of a run's label: it failed."""


def outcome_of(tmp_path: Path, field: str, letters: Sequence[Sequence[Said]]) -> Outcome:
    """Return an outcome in which one field is as given, letter by letter, and everything else is right and silent.

    The letters' texts hold the words "answer 1" and so on; every label with a value is quoted from them.
    """
    round = make_round(tmp_path)
    run = Run("rules", "by hand", "0", round.taxonomy.codebook, "none")
    made = [
        _letter(number, said, field, [one.name for one in round.taxonomy.fields], run)
        for number, said in enumerate(letters)
    ]
    return Outcome(GoldSet(tmp_path, round, tuple(one.gold for one in made)), run, tuple(made))


def _letter(number: int, said: Sequence[Said], field: str, fields: Sequence[str], run: Run) -> LetterCases:
    names = [str(at + 1) for at in range(len(said))]
    text = "\n".join(f"answer {name}" for name in names)
    letter = Letter(f"Council {number}", f"letter-{number}.txt", f"{text}\nreference {number}")
    spans = [Span(text.index(f"answer {name}"), text.index(f"answer {name}") + 7 + len(name)) for name in names]
    answers = [Answer(letter.id, name, "answered", (span,)) for name, span in zip(names, spans, strict=True)]
    none: dict[str, Label] = {name: None if name == "status" else () for name in fields}
    golds = [
        GoldAnswer(one.question_id, one.spans, {**none, field: wanted})
        for one, (wanted, _, _) in zip(answers, said, strict=True)
    ]
    proposals, failures = [], []
    for answer, (_, given, confidence) in zip(answers, said, strict=True):
        if given == FAILED:
            failures.append(Failure(answer.id, run.id, field, "no reply"))
        quotes = (Quote(*answer.spans[0], letter.text[slice(*answer.spans[0])]),)
        for name in fields:
            label = given if name == field else none[name]
            if not (name == field and given == FAILED):
                proposals.append(Proposal(answer.id, run.id, name, label, confidence, quotes if label else ()))
    gold = GoldLetter(
        f"letter-{number}", "dev", "wales", "plain", (1,), letter, tuple(golds), Path(f"letter-{number}.gold.json")
    )
    classified = Classified(letter.id, run.id, tuple(answers), tuple(proposals), tuple(failures))
    return LetterCases(gold, letter, cases_of(gold, classified), 1.0)
