"""Enumerators are read into paths, in every manner in which people number, and words are not taken for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.markers import Marker, letter_value, marker_at, opening, ordinals, reference_at, roman_value


def _read(line: str) -> Marker | None:
    return marker_at(line, 0, len(line))


@pytest.mark.parametrize(
    ("line", "path", "rest"),
    [
        ("1. Yes", ("1",), "Yes"),
        ("1) Yes", ("1",), "Yes"),
        ("(1) Yes", ("1",), "Yes"),
        ("[1] Yes", ("1",), "Yes"),
        ("1: Yes", ("1",), "Yes"),
        ("1 - Yes", ("1",), "Yes"),
        ("1\tYes", ("1",), "Yes"),
        ("12. Yes", ("12",), "Yes"),
        ("a. Yes", ("a",), "Yes"),
        ("a) Yes", ("a",), "Yes"),
        ("(a) Yes", ("a",), "Yes"),
        ("A. Yes", ("a",), "Yes"),
        ("(iv) Yes", ("iv",), "Yes"),
        ("iv. Yes", ("iv",), "Yes"),
        ("1a). Yes", ("1", "a"), "Yes"),
        ("1b) Yes", ("1", "b"), "Yes"),
        ("2(a) Yes", ("2", "a"), "Yes"),
        ("2.(a) Yes", ("2", "a"), "Yes"),
        ("2) (a) Yes", ("2", "a"), "Yes"),
        ("2.1 Yes", ("2", "1"), "Yes"),
        ("2.a Yes", ("2", "a"), "Yes"),
        ("3. A. Yes", ("3", "a"), "Yes"),
        ("6.) i. Yes", ("6", "i"), "Yes"),
        ("6.) (A) Yes", ("6", "a"), "Yes"),
        ("5.)a Yes", ("5", "a"), "Yes"),
        ("2/A Yes", ("2", "a"), "Yes"),
        ("7, part A: Yes", ("7", "a"), "Yes"),
        ("7/A. Yes", ("7", "a"), "Yes"),
        ("2(a)(ii) Yes", ("2", "a", "ii"), "Yes"),
        ("C1iii – Yes", ("c", "1", "iii"), "Yes"),
        ("• 4. Yes", ("4",), "Yes"),
        ("> 4. Yes", ("4",), "Yes"),
        ("“4. Yes", ("4",), "Yes"),
        ("4", ("4",), ""),
    ],
)
def test_an_enumerator_is_read_into_its_path(line: str, path: tuple[str, ...], rest: str) -> None:
    marker = _read(line)
    assert marker is not None
    assert marker.path == path
    assert marker.word == ""
    assert line[marker.end :].lstrip() == rest


@pytest.mark.parametrize(
    ("line", "path", "word"),
    [
        ("Question 4: Yes", ("4",), "question"),
        ("Question A2i: Yes", ("a", "2", "i"), "question"),
        ("Answer to A2(i). Yes", ("a", "2", "i"), "answer to"),
        ("Reply to A2i", ("a", "2", "i"), "reply to"),
        ("Section A2", ("a", "2"), "section"),
        ("Reply to F", ("f",), "reply to"),
        ("QUESTION 4", ("4",), "question"),
        ("Question No. 4 Yes", ("4",), "question no"),
        ("Q4 Yes", ("4",), "q"),
        ("Q1a Yes", ("1", "a"), "q"),
        ("Q2(a) Yes", ("2", "a"), "q"),
        ("Part 3b Yes", ("3", "b"), "part"),
        ("Response to question 4: Yes", ("4",), "response to question"),
        ("In answer to question 4, Yes", ("4",), "in answer to question"),
        ("Answer 4: Yes", ("4",), "answer"),
        ("Cwestiwn 4: Ydy", ("4",), "cwestiwn"),
    ],
)
def test_the_word_before_a_number_is_kept(line: str, path: tuple[str, ...], word: str) -> None:
    marker = _read(line)
    assert marker is not None
    assert (marker.path, marker.word) == (path, word)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Yes.",
        "2 cases were found",
        "A policy exists",
        "a policy exists",
        "I hold nothing",
        "2021/22 was the first year",
        "2.5m pounds",
        "100. Yes",
        "i.e. the clerk",
        "e.g. the clerk",
        "a.m. only",
        "A: Yes",
        "Mr. Quill",
        "civil matters",
        "Questions are welcome",
    ],
)
def test_what_merely_begins_like_an_enumerator_is_none(line: str) -> None:
    assert _read(line) is None


def test_a_marker_says_where_it_stands_inside_a_longer_text() -> None:
    text = "Dear Sir\n  > 2(b) Not held.\nYours"
    start, end = text.index("  >"), text.index("\nYours")
    marker = marker_at(text, start, end)
    assert marker is not None
    assert text[marker.start : marker.end].rstrip() == "2(b)"
    assert marker.path_start == marker.start
    assert text[marker.end : end].lstrip() == "Not held."


def test_path_start_lies_behind_the_word_and_the_bracket() -> None:
    for line in ("Question 4: Yes", "[4] Yes"):
        marker = _read(line)
        assert marker is not None
        assert line[marker.path_start] == "4"
        assert marker.start == 0


def test_a_marker_that_no_sign_ends_is_open() -> None:
    named = _read("Question 4 was answered")
    closed = _read("Question 4. Answered")
    assert named is not None
    assert closed is not None
    assert (named.closed, closed.closed) == (False, True)


@pytest.mark.parametrize(
    ("line", "place", "word"), [("1. Yes", 0, ""), ("(a) Yes", 1, ""), ("Question 4", 9, "question"), ("A. No", 0, "")]
)
def test_opening_says_where_a_number_would_stand(line: str, place: int, word: str) -> None:
    assert opening(line, 0, len(line)) == (0, place, word)


@pytest.mark.parametrize(
    ("component", "value"), [("i", 1), ("iv", 4), ("ix", 9), ("xvi", 16), ("xx", None), ("a", None)]
)
def test_roman_numerals_have_values_up_to_sixteen(component: str, value: int | None) -> None:
    assert roman_value(component) == value


@pytest.mark.parametrize(
    ("component", "value"), [("a", 1), ("i", 9), ("z", 26), ("A", None), ("ab", None), ("é", None)]
)
def test_letters_have_values(component: str, value: int | None) -> None:
    assert letter_value(component) == value


@pytest.mark.parametrize(("component", "places"), [("3", (3,)), ("b", (2,)), ("i", (9, 1)), ("ii", (2,)), ("xx", ())])
def test_ordinals_are_the_places_that_a_component_can_stand_for(component: str, places: tuple[int, ...]) -> None:
    assert ordinals(component) == places


@pytest.mark.parametrize(
    ("phrase", "items"),
    [
        ("3", [("3", "3")]),
        ("3 a to e", [("3a", "3e")]),
        ("3a-c", [("3a", "3c")]),
        ("3(a) to 3(c)", [("3a", "3c")]),
        ("2-4", [("2", "4")]),
        ("2 – 4", [("2", "4")]),
        ("2 to question 4", [("2", "4")]),
        ("5 and 6", [("5", "5"), ("6", "6")]),
        ("1, 2(b) and 5", [("1", "1"), ("2b", "2b"), ("5", "5")]),
        ("3a, b and c", [("3a", "3a"), ("3b", "3b"), ("3c", "3c")]),
        ("a to c", [("a", "c")]),
        ("1 to 3 and 6", [("1", "3"), ("6", "6")]),
        ("3–d", [("3d", "3d")]),
        ("2 hyd at 4", [("2", "4")]),
    ],
)
def test_a_reference_names_pairs_of_first_and_last(phrase: str, items: list[tuple[str, str]]) -> None:
    reference = reference_at(phrase, 0, len(phrase))
    assert reference is not None
    assert [("".join(first), "".join(last)) for first, last in reference.items] == items
    assert reference.end == len(phrase)


def test_a_reference_ends_where_other_words_begin() -> None:
    text = "2 to 4 were answered"
    reference = reference_at(text, 0, len(text))
    assert reference is not None
    assert text[reference.end :] == " were answered"


def test_words_are_no_reference() -> None:
    assert reference_at("the policy", 0, 10) is None


@given(st.text(alphabet=st.sampled_from("12ab iv.():[]-\tQ>Question"), max_size=30))
def test_a_marker_always_lies_inside_its_line(line: str) -> None:
    marker = _read(line)
    if marker:
        assert 0 <= marker.start <= marker.path_start < marker.end <= len(line)
        assert 1 <= len(marker.path) <= 3
        assert all(component == component.lower() for component in marker.path)


@pytest.mark.parametrize(
    ("text", "path"),
    [("Reply to A1", ("a", "1")), ("Cwestiwn / Question A1 – names", ("a", "1")), ("Response to B.2", ("b", "2"))],
)
def test_a_lettered_number_is_read_after_a_word(text: str, path: tuple[str, ...]) -> None:
    marker = marker_at(text, 0, len(text))
    assert marker is not None
    assert marker.path == path


def test_a_word_that_only_begins_like_one_is_no_marker() -> None:
    assert marker_at("Reply to Annex 2", 0, 16) is None


@pytest.mark.parametrize(
    ("line", "bare"),
    [("5  not at present", True), ("5 Not at present", True), ("5 not", False), ("14 May 2024", False)],
)
def test_a_bare_number_needs_a_capital_or_two_blanks_after_it_and_is_no_date(line: str, bare: bool) -> None:
    assert (marker_at(line, 0, len(line), bare=True) is not None) == bare
