"""Finding quotations: always the letter's own characters, never inside a word, never by guessing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.quotes import Source, find_quote, inside, joined, normal_form
from classifier.records import Span

LETTER = "1. We use Hootsuite.\n2. No.\n3. Northmoor “listening”\n4. No. We moni-\ntor it."


def test_an_exact_quotation_is_found_where_it_stands() -> None:
    found = find_quote(LETTER, "Hootsuite")
    assert found == (10, 19, "Hootsuite", "exact")
    assert LETTER[10:19] == "Hootsuite"


@pytest.mark.parametrize("quote", ["Hoot", "suite", "North", "o", "", "   ", "Brandwatch", "We use Hootsuit"])
def test_what_is_not_there_as_whole_words_is_not_found(quote: str) -> None:
    assert find_quote(LETTER, quote) is None


def test_an_occurrence_inside_the_answer_is_preferred() -> None:
    second = LETTER.index("4. No")
    found = find_quote(LETTER, "No", [Span(second, len(LETTER))])
    assert found is not None
    assert found.start == second + 3  # "4. " is three characters
    first = find_quote(LETTER, "No")
    assert first is not None
    assert first.start == LETTER.index("2. No") + 3


def test_a_normalised_occurrence_inside_is_preferred_to_an_exact_one_outside() -> None:
    text = "A: social media. B: social\nmedia."
    found = find_quote(text, "social media", [Span(17, len(text))])
    assert found == (20, 32, "social\nmedia", "normalised")


@pytest.mark.parametrize(
    ("text", "quote", "own_words"),
    [
        ("students’ posts", "students' posts", "students’ posts"),
        ("“big” data", '"big" data', "“big” data"),
        ("2018–19", "2018-19", "2018–19"),
        ("2018-\n19", "2018-19", "2018-\n19"),
        ("we moni-\ntor it", "monitor", "moni-\ntor"),
        ("moni\u00ad\ntoring", "monitoring", "moni\u00ad\ntoring"),
        ("moni\u00adtoring", "monitoring", "moni\u00adtoring"),
        ("well-being", "wellbeing", "well-being"),
        ("Hoot\u200bsuite", "Hootsuite", "Hoot\u200bsuite"),
        ("the oﬃce", "the office", "the oﬃce"),
        ("cafe\u0301 au lait", "café au lait", "cafe\u0301 au lait"),
        ("not   held\n by us", "Not held by us", "not   held\n by us"),
        ("£1\u00a0200", "£1 200", "£1\u00a0200"),
        ("\ufeffNot held", "not held", "Not held"),
        ("Yes. It is", "“Yes.”", "Yes."),
    ],
)
def test_typography_is_no_difference_and_the_letters_own_words_come_back(text: str, quote: str, own_words: str) -> None:
    found = find_quote(text, quote)
    assert found is not None
    assert found.text == own_words
    assert text[found.start : found.end] == own_words


def test_a_quotation_does_not_begin_inside_a_ligature() -> None:
    assert find_quote("ﬁrst", "irst") is None
    assert find_quote("the oﬃ", "the of") is None


def test_a_number_stands_apart_from_letters_but_not_from_digits() -> None:
    assert find_quote("under s40(2)", "40(2)") is not None
    assert find_quote("under s140(2)", "40(2)") is None


def test_furniture_in_the_middle_of_an_answer_is_run_across() -> None:
    text = "to plan for\nUNIVERSITY OF X\nPage 2 of 3\nprotests on campus"
    furniture = Span(text.index("UNIV"), text.index("protests"))
    answer = [Span(0, 11), Span(furniture.end, len(text))]
    source = Source(text, (furniture,))
    found = find_quote(source, "plan for protests", answer)
    assert found is not None
    assert (text[: found.start], found.text[-8:]) == ("to ", "protests")
    assert inside(source, found, answer)
    assert find_quote(Source(text), "plan for protests") is None


def test_outside_is_outside() -> None:
    source = Source(LETTER)
    found = find_quote(source, "Hootsuite", [Span(20, 30)])
    assert found is not None
    assert not inside(source, found, [Span(20, 30)])
    assert not inside(source, found, [])


def test_spans_that_only_blanks_part_are_one() -> None:
    assert joined(Source("ab \n cd ef"), [Span(5, 7), Span(0, 2)]) == [Span(0, 7)]
    assert joined(Source("ab x cd"), [Span(0, 2), Span(5, 7)]) == [Span(0, 2), Span(5, 7)]
    assert joined(Source("abcd"), [Span(0, 3), Span(1, 2)]) == [Span(0, 3)]


@given(st.text(max_size=60), st.text(max_size=12), st.text(max_size=60))
def test_whatever_is_found_is_the_texts_own_and_alike(before: str, quote: str, after: str) -> None:
    text = before + quote + after
    found = find_quote(text, quote)
    if found is not None:
        assert text[found.start : found.end] == found.text
        assert normal_form(found.text).strip("'").strip() == normal_form(quote).strip("'").strip()


@given(st.text(alphabet="aB-– \n\u00ad\u200b’'ﬁ.", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_whole_words_of_a_text_are_found_in_it(text: str, start: int, end: int) -> None:
    words = text.split()
    if words:
        quote = words[start % len(words)]
        found = find_quote(text, quote)
        assert found is not None
        assert found.status == "exact"
