"""One entry of `round.yaml` is replaced, and every other line stays as a person wrote it."""

from pathlib import Path

import pytest

from classifier.errors import DataError
from classifier.resources import resource
from classifier.round import create_round, load_round
from classifier.round.declared import Statistic, Term
from classifier.round.editing import save_entry, save_statistics, with_entry

FILE = """\
# my round
title: 'Drones'   # a remark
statistics:
- id: old
  words: |
    a block

    of text

# the questions, as sent
questions:
- id: '1'
  text: "One?"
"""


def test_an_entry_is_replaced_in_its_place() -> None:
    after = with_entry(FILE, "statistics", [{"id": "new"}])
    assert after == FILE.replace("- id: old\n  words: |\n    a block\n\n    of text\n\n", "- id: new\n")


def test_an_entry_is_added_at_the_end_and_taken_out() -> None:
    assert with_entry(FILE, "noun", "councils") == FILE + "noun: councils\n"
    assert with_entry(with_entry(FILE, "noun", "councils"), "noun", None) == FILE
    assert "statistics" not in with_entry(FILE, "statistics", [])
    assert with_entry(FILE, "checks", []) == FILE


def test_what_is_declared_is_read_back(tmp_path: Path) -> None:
    round = create_round(tmp_path / "round", resource("data", "rounds", "sample", "request.txt"), None)
    before = (round.folder / "round.yaml").read_text()
    terms = (
        Term("2", "state", "answered"),
        Term("8", "state", "answered", negated=True),
        Term("any", "label", "reputation", "purposes"),
    )
    wanted = [
        Statistic("a", "answered 2 but not 8", terms, "all", "asked", "nation"),
        Statistic("b", "do", terms[:1], "any"),
    ]
    assert list(save_statistics(round.folder, wanted).statistics) == wanted
    assert list(load_round(round.folder).statistics) == wanted
    assert (round.folder / "round.yaml").read_text().startswith(before)


def test_what_cannot_be_read_back_is_not_written(tmp_path: Path) -> None:
    round = create_round(tmp_path / "round", resource("data", "rounds", "sample", "request.txt"), None)
    before = (round.folder / "round.yaml").read_bytes()
    with pytest.raises(DataError, match="there is no question '99'"):
        save_statistics(round.folder, [Statistic("a", "do", (Term("99", "state", "answered"),))])
    with pytest.raises(DataError, match="widest is a number"):
        save_entry(round.folder, "widest", "wide")
    with pytest.raises(DataError, match="queue_first is doubt or statistics"):
        save_entry(round.folder, "queue_first", "luck")
    assert (round.folder / "round.yaml").read_bytes() == before
