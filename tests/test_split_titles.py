"""What tells what was asked, and is no answer: titles, questions in short, and labels in the manners of officers."""

import pytest

from classifier.questionnaire import parse_request
from classifier.records import Letter
from classifier.split import split_letter

_ASKED = """1. How many benches do you own?
2. Who repairs them?
a. What did repairs cost in 2023?
b. Please send the contract for repairs.
c. How many repairs were late?
3. Please send your policy on memorial plaques.
4. How many benches were stolen in 2023?
5. Which firm supplies the timber?
6. Who is in charge of benches?
"""


def _split(text: str, asked: str = _ASKED) -> dict[str, str]:
    answers = split_letter(Letter("Holm Council", "reply.txt", text), parse_request(asked), asked)
    return {one.question_id: " | ".join(text[start:end] for start, end in one.spans) for one in answers}


def test_numbers_without_a_sign_stand_before_years_sums_and_figures_too() -> None:
    text = """Hi Nora

1 214

2
i 22/23 £400
ii Attached
iii 0

3 Attached

4 2023 three

5 £3 a plank from Larch & Sons

6 Me

Regards
"""
    found = _split(text)
    assert {name: found[name] for name in ("2a", "2b", "2c", "3", "4", "6")} == {
        "2a": "22/23 £400", "2b": "Attached", "2c": "0", "3": "Attached", "4": "2023 three", "6": "Me",
    }  # fmt: skip


def test_a_figure_behind_a_number_and_its_sign_is_an_answer() -> None:
    found = _split("1. 214\n2. The joiners\n3. Attached\n4.  44. All are listed\n5. Larch\n6. Me\n")
    assert (found["3"], found["4"]) == ("3. Attached", "4.  44. All are listed")


def test_queries_are_questions_and_a_range_goes_on_under_its_decimal_number() -> None:
    asked = "1.1 How many benches?\n1.2 Of these:\n(a) how many are of oak?\n(b) how many are of steel?\n(c) how many are of stone?\n1.3 Who repairs them?\n1.4 Who is in charge?\n"
    text = "QUERY 1.1\n\nThere are 214.\n\nQUERIES 1.2 (a) TO (c)\n\nThey are not told apart.\n\nQUERY 1.3\n\nThe joiners.\n\nQUERY 1.4\n\nThe clerk."
    found = _split(text, asked)
    assert [found[name] for name in ("1.2a", "1.2c", "1.3")] == ["They are not told apart."] * 2 + ["The joiners."]


def test_questions_may_be_named_again_behind_a_list_and_with_all_their_parts() -> None:
    text = "Question 1\n\n214.\n\nQuestions 2(a) to 2(c), and Question 4\n\nNot recorded.\n\nQuestions 3 (all parts), 5 and 6\n\nAsk the clerk."
    found = _split(text)
    assert [found[name] for name in ("2a", "2c", "4")] == ["Not recorded."] * 3
    assert [found[name] for name in ("3", "5", "6")] == ["Ask the clerk."] * 3


def test_what_was_asked_told_in_a_sentence_is_no_answer() -> None:
    text = "\n\n".join(
        f"{number}. You asked {what}.\n\nWe cannot say {number}."
        for number, what in enumerate(
            ("for the number of benches", "who repairs them", "for the policy on plaques", "how many were stolen"), 1
        )
    )
    assert _split(text)["1"] == "We cannot say 1."


def test_questions_in_short_that_end_in_a_full_stop_are_no_answers() -> None:
    text = """1. Benches that you own.
214 of them.

2. People who repair them.
The joiners.

3. Policy on memorial plaques.
Attached.

4. Number of benches stolen in 2023.
3

5. Firm which supplies the timber.
Larch.

6. Person in charge of benches.
The clerk.
"""
    found = _split(text)
    assert (found["1"], found["4"], found["5"]) == ("214 of them.", "3", "Larch.")


def test_what_a_question_asks_above_its_responses_is_no_answer() -> None:
    text = """Question 1
Number of benches.

Response 1
214.

Question 2
(a) Cost of repairs; (b) contract;
(c) late repairs.

Response 2(a)
£400.

Response 2(b)
Attached.

Response 2(c)
None.
"""
    found = _split(text)
    assert [found[name] for name in ("1", "2a", "2b", "2c")] == ["214.", "£400.", "Attached.", "None."]


def test_questions_that_a_log_made_into_one_share_its_answer() -> None:
    text = """• Number of benches owned
214

• Who repairs them
The joiners

• Cost of repairs in 2023; the contract for repairs; late repairs
All of this is held by the firm.

• Policy on memorial plaques
Attached

• Number of benches stolen
Three

• Firm that supplies the timber
Larch

• Officer in charge of benches
The clerk
"""
    found = _split(text)
    assert [found[name] for name in ("2a", "2b", "2c")] == ["All of this is held by the firm."] * 3
    assert found["3"] == "Attached"


def test_the_first_words_of_a_groups_title_above_a_number_are_no_answer() -> None:
    asked = "1. The benches\n1.1 How many are there?\n1.2 Who repairs them?\n2. The people in charge of benches\n2.1 Who is it?\n2.2 Since when?\n"
    text = "1. How many\nThere are 214.\n\n2. Repairs\nNot applicable.\n\nThe people\n\n3. Officer\nThe clerk is.\n\n4. Since\nSince May.\n"
    assert _split(text, asked)["1.2"] == "Not applicable."


def test_a_question_does_not_end_in_the_word_that_leads_to_the_next_part() -> None:
    asked = "1. Please tell me (a) the number of benches, (b) the number of tables, and (c) the number of bins.\n2. Who is in charge?\n"
    assert [one.text for one in parse_request(asked)][2] == "the number of tables"
    text = "> 1. Please tell me (a) the number of benches,\n\nTwelve.\n\n> (b) the number of tables,\n\nFour.\n\n> and (c) the number of bins.\n\nNine.\n\n> 2. Who is in charge?\n\nThe clerk.\n"
    found = _split(text, asked)
    assert [found[name] for name in ("1a", "1b", "1c", "2")] == ["Twelve.", "Four.", "Nine.", "The clerk."]


def test_a_question_above_its_answer_with_q_and_a_is_no_answer() -> None:
    what = ["Number of benches", "Repairs", "Plaques", "Thefts in 2023", "Timber", "Officer"]
    text = "\n\n".join(f"Q{number}. {one}\nA{number}. We hold {number}." for number, one in enumerate(what, 1))
    found = _split(text)
    assert [found[name] for name in ("1", "3", "6")] == ["We hold 1.", "We hold 3.", "We hold 6."]


def test_the_parts_a_letter_is_made_of_do_not_weaken_its_numbers() -> None:
    asked = "Part 1: Benches\na) How many are there?\nb) Who repairs them?\n\nPart 2: Tables\na) How many are there?\nb) Who repairs them?\n"
    text = "PART 1\n\n1A. How many - 214.\n\n1B. Repairs - The joiners.\n\nPART 2\n\n2A. How many - Nine.\n\n2B. Repairs - Nobody.\n"
    found = _split(text, asked)
    assert "Nine." in found["2a"]
    assert "214" not in found["2a"]
    assert "The joiners." in found["1b"]


def test_a_form_may_count_through_its_lettered_parts() -> None:
    text = "A1 Benches\n   214\n\nA2 Repairs\n   The joiners\n\nB3 Plaques\n   Attached\n\nB4 Thefts\n   None\n\nC5 Timber\n   Larch\n\nC6 Officer\n   The clerk\n"
    found = _split(text)
    assert [found[name] for name in ("3", "4", "5", "6")] == ["Attached", "None", "Larch", "The clerk"]


def test_answers_under_one_heading_are_parted_by_their_labels() -> None:
    asked = "1. Repairs of benches\na. Who repairs them?\nb. What did repairs cost in 2023?\nc. Please send the contract for repairs.\n2. Thefts of benches\na. How many were stolen?\nb. Were any thefts reported to the police?\n3. Plaques on benches\na. How many have a plaque?\nb. What does a plaque cost?\n"
    text = """REPAIRS
Who repairs - the joiners do.
Cost - £400 in all.
Contract - none, they are ours.

THEFTS
How many stolen - three.
Police - yes.

PLAQUES
With a plaque - 90.
Cost of one - £50.
"""
    found = _split(text, asked)
    assert [found[name] for name in ("1a", "1b", "1c")] == ["the joiners do.", "£400 in all.", "none, they are ours."]
    assert found["3b"] == "£50."


def test_a_formal_notice_is_no_part_of_the_last_answer() -> None:
    text = "1. 214.\n\n2. The joiners.\n\n3. Attached.\n\n4. Three.\n\n5. Larch.\n\n6. The clerk.\n\nThis letter is the refusal notice required by section 17.\n"
    assert _split(text)["6"] == "6. The clerk."


_IN_PARTS = """Part A – Partners

1. Who are they?
2. Of each:
   a) what did it pay?
   b) when?

Part B – Export control

1. Have you a policy?
2. How many licences?
3. Who leads?
"""


@pytest.mark.parametrize("part", ["", "Part {} – "])
def test_titles_of_the_request_stand_between_numbers_that_begin_anew(part: str) -> None:
    text = f"Dear Sir\n\n{part.format('A')}Partners\nQ1 The Ministry of Sand.\nQ2(a) £40,000.\nQ2(b) In May.\n\n{part.format('B')}Export control\nQ1 Yes.\nQ2 Fourteen.\nQ3 The Registrar.\n\nYours faithfully\n"
    found = _split(text, _IN_PARTS)
    assert found == {"a1": "The Ministry of Sand.", "a2a": "£40,000.", "a2b": "In May.", "b1": "Yes.", "b2": "Fourteen.", "b3": "The Registrar."}  # fmt: skip


def test_the_letter_of_a_part_is_no_section() -> None:
    text = "Dear Sir\n\nPartners\n\n1. Sand Ltd.\n2. a) £40,000.\n   b) In May.\n\nExport control\n\n1. Yes.\n2. Fourteen.\n3. The Registrar.\n\nYours faithfully\n"
    assert _split(text, _IN_PARTS)["a2b"] == "b) In May."


def test_what_a_reply_numbers_anew_is_read_under_its_section() -> None:
    text = (
        "Dear Sir\n\nPart A – Partners (Questions 1 and 2)\n\nNone has paid us anything.\n\nPart B – Export control (Questions 1 to 3)\n\n"
        "Questions 1 and 2: not recorded.\n\nQuestion 3: The Registrar.\n\nYours faithfully\n"
    )
    found = _split(text, _IN_PARTS)
    assert found["a1"] == found["a2a"] == found["a2b"] == "None has paid us anything."
    assert found["b1"] == found["b2"] == "not recorded."
    assert found["b3"] == "The Registrar."


def test_a_question_is_named_with_its_part() -> None:
    text = (
        "Dear Sir\n\nPart A, question 1. Sand Ltd.\n\nPart A, question 2 (a), and Part B, question 2. This is withheld.\n\n"
        "Part A, question 2 (b). In May.\n\nPart B, question 1. Yes.\n\nPart B, question 3. The Registrar.\n\nYours faithfully\n"
    )
    found = _split(text, _IN_PARTS)
    assert found == {"a1": "Sand Ltd.", "a2a": "This is withheld.", "a2b": "In May.", "b1": "Yes.", "b2": "This is withheld.", "b3": "The Registrar."}  # fmt: skip
