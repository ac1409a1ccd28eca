"""Words keep their places; forms, stems and likeness follow simple arithmetic."""

import math
import os
import subprocess
import sys

import pytest

from classifier.records import Span
from classifier.split.words import content, form, likeness, meaning, rarity, stem, words


def test_words_keep_their_places_in_the_text() -> None:
    text = "The council’s 2 drones\nflew."
    found = words(text)
    assert [text[word.start : word.end] for word in found] == ["The", "council’s", "2", "drones", "flew"]
    assert [word.form for word in found] == ["the", "council's", "2", "drones", "flew"]


def test_words_of_a_part_and_without_what_is_left_out() -> None:
    text = "one two three four five"
    assert [word.form for word in words(text, 4, 13)] == ["two", "three"]
    assert [word.form for word in words(text, without=[Span(0, 4), Span(8, 13)])] == ["two", "four", "five"]
    assert words("") == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("DRONES", "drones"),
        ("bat\u00adteries", "batteries"),
        ("council’s", "council's"),
        ("ﬂown", "flown"),
        ("２", "2"),
    ],
)
def test_a_form_is_without_case_and_typography(word: str, expected: str) -> None:
    assert form(word) == expected


def test_a_word_with_a_soft_hyphen_is_one_word() -> None:
    assert [word.form for word in words("bat\u00adteries")] == ["batteries"]


@pytest.mark.parametrize(
    ("some", "other"),
    [("policies", "policy"), ("approve", "approved"), ("approval", "approvals"), ("flights", "flight")],
)
def test_endings_make_no_difference(some: str, other: str) -> None:
    assert stem(some) == stem(other)


def test_short_words_lose_only_an_s() -> None:
    assert (stem("bus"), stem("does"), stem("red")) == ("bus", "doe", "red")


def test_content_is_what_carries_meaning() -> None:
    assert content("Please provide a copy of the drones policy") == {stem("drones"), stem("policy")}
    assert content("") == frozenset()


def test_words_of_like_meaning_share_a_sign() -> None:
    assert meaning("What did it cost?") & meaning("The expenditure was £10.")
    assert not content("What did it cost?") & content("The expenditure was £10.")


def test_rarity_is_the_logarithm_of_sets_over_occurrences() -> None:
    weights = rarity([frozenset("ab"), frozenset("a"), frozenset("c")])
    # (3 + 1) / 2 for a, which two sets have; (3 + 1) / 1 for b and c.
    assert weights == {"a": math.log(2), "b": math.log(4), "c": math.log(4)}
    assert rarity([]) == {}


def test_likeness_is_the_weighted_share() -> None:
    weights = {"a": 1.0, "b": 3.0}
    # a weighs 1 of 1 + 3; an unknown word weighs 4, so b is 3 of 3 + 4.
    assert likeness(frozenset("ab"), frozenset("a"), weights, 4.0) == 0.25
    assert likeness(frozenset("bx"), frozenset("b"), weights, 4.0) == 3 / 7
    assert likeness(frozenset(), frozenset("a"), weights, 4.0) == 0.0


def test_how_alike_two_sets_are_does_not_depend_on_their_order() -> None:
    script = (
        "from classifier.split.words import likeness\n"
        "weights = {f'w{i}': 0.1 * i for i in range(1, 60)}\n"
        "print(repr(likeness(frozenset(weights), frozenset(list(weights)[:40]), weights, 1.0)))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    ]
    assert len(set(runs)) == 1
