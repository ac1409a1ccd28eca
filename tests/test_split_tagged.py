"""Letters that name each question in brackets behind what they say of it."""

from classifier.questionnaire import parse_request
from classifier.records import Letter
from classifier.split import split_letter

_ASKED = """1. How many benches do you own?
2. (a) Who repairs them? (b) What did repairs cost in 2023?
3. Please send your policy on memorial plaques.
4. How many benches were stolen in 2023?
5. Which firm supplies the timber?
6. Who is in charge of benches?
7. How many complaints were received?
8. Will you buy more?
"""
_LETTER = """Dear Ms Arkwright

I have sorted what you asked by what became of it. Your own numbers are in brackets.

WHAT WE CAN TELL YOU

Benches. We have 214 of them (1). The joiners at Holm Depot see to them all. Nobody else does (2a).

I am in charge; my name is below (6). The timber is from Larch & Sons [5]. It comes twice a year.

WHAT WE HAVE NOT GOT

Complaints about benches (7). They are not counted apart from other complaints.

You ask whether more will be bought (8). No decision has been made, and see (3) for how they are chosen.

Our policy on plaques is attached (3).

If you are dissatisfied you may ask for an internal review.

Yours sincerely

ANNEX

Table 1 (4) Benches stolen
2023      3
"""


def _split(text: str) -> dict[str, str]:
    answers = split_letter(Letter("Holm Council", "reply.txt", text), parse_request(_ASKED), _ASKED)
    return {one.question_id: " | ".join(text[start:end] for start, end in one.spans) for one in answers}


def test_a_statement_has_what_stands_before_its_number_in_the_paragraph() -> None:
    found = _split(_LETTER)
    assert found["1"] == "We have 214 of them (1)."
    assert found["2a"] == "The joiners at Holm Depot see to them all. Nobody else does (2a)."


def test_what_follows_the_last_number_of_a_paragraph_belongs_to_it() -> None:
    assert _split(_LETTER)["5"] == "The timber is from Larch & Sons [5]. It comes twice a year."


def test_words_that_only_say_what_the_next_ones_are_about_are_left_out() -> None:
    found = _split(_LETTER)
    assert found["7"] == "They are not counted apart from other complaints."
    assert found["8"].startswith("No decision has been made")


def test_a_number_that_is_pointed_to_names_nothing() -> None:
    assert _split(_LETTER)["3"] == "Our policy on plaques is attached (3)."


def test_a_table_of_an_annex_belongs_to_the_number_over_it() -> None:
    assert _split(_LETTER)["4"] == "Benches stolen\n2023      3"


def test_a_question_that_no_bracket_names_is_silent() -> None:
    assert _split(_LETTER)["2b"] == ""
