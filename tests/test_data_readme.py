"""What data/README.md shows can be typed as it stands."""

from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import pytest
from yaml import safe_load

from classifier.records import Letter
from classifier.resources import resource
from classifier.round import Round
from classifier.round.declared import Term, statistic_in
from classifier.rules import propose
from classifier.rules.gazetteer import load_gazetteer
from classifier.split import split_letter
from classifier.taxonomy import Taxonomy, load_taxonomy
from tests.a_round import LETTER, TAXONOMY, make_round


def _block(begin: str) -> str:
    """Return the indented block of the page that begins so."""
    lines = resource("data", "README.md").read_text(encoding="utf-8").splitlines()
    first = lines.index(f"    {begin}")
    return "".join(f"{line}\n" for line in takewhile(lambda line: line.startswith("    "), lines[first:]))


@pytest.fixture
def taxonomy(tmp_path: Path) -> Taxonomy:
    """A taxonomy with the field of the page that says yes or no."""
    field = "".join(line.removeprefix("  ") + "\n" for line in _block("- name: reply").splitlines())
    make_round(tmp_path)
    (tmp_path / "taxonomy.yaml").write_text(TAXONOMY.replace("rules:\n", f"{field}rules:\n"), encoding="utf-8")
    return load_taxonomy(tmp_path / "taxonomy.yaml")


@pytest.mark.parametrize(
    ("said", "label"),
    [("Yes, for marketing.", "yes"), ("No.", "no"), ("No, we do not.", "no"), ("We do not.", "no"), ("Perhaps.", None)],
)
def test_a_field_for_yes_and_no_is_read_by_its_cues(
    said: str, label: str | None, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    round_: Round = replace(make_round(tmp_path / "other"), taxonomy=taxonomy)
    letter = Letter("Wexmoor Council", "reply.txt", LETTER.replace("Yes, for marketing.", said))
    answers = split_letter(letter, round_.questions, round_.request)
    made = propose(letter, answers, round_, "run")
    assert [one.label for one in made if (one.answer_id, one.field) == (answers[0].id, "reply")] == [label]


def test_a_gazetteer_is_read(tmp_path: Path) -> None:
    (tmp_path / "makers.yaml").write_text(
        "".join(line.removeprefix("    ") + "\n" for line in _block("names:").splitlines())
    )
    makers = load_gazetteer(tmp_path / "makers.yaml")
    assert [m.form.name for m in makers.mentions("Kestral Aero, Hover Systems and Merlin")] == [
        "Kestrel Aero", "Kestrel Aero", "Merlin",
    ]  # fmt: skip


def test_a_statistic_counts_it_with_the_yes_quoted_or_not(taxonomy: Taxonomy, tmp_path: Path) -> None:
    questions = make_round(tmp_path / "other").questions
    for term in ('{question: "1", reply: yes}', '{question: "1", reply: "yes"}'):
        entry = {"id": "one", "words": "say yes", "all": [safe_load(term)]}
        assert statistic_in("test", entry, questions, taxonomy).terms == (Term("1", "label", "yes", "reply"),)
