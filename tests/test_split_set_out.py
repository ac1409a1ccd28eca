"""How officers set out answers, each way once misread: bullets with parts, labels, dates and figures that look like numbers."""

from classifier.questionnaire import parse_request
from classifier.reading.furniture import find_furniture
from classifier.split.lines import lines
from classifier.split.listed import listed_questions
from classifier.split.manner import first_markers
from classifier.split.nodes import nodes_of
from tests.split_answers import each

ASKED = """\
1. Your dogs
a) How many police dogs do you keep, and where?
b) Which firm trains them?
2. Kennels
a) When were the kennels last inspected, and by whom?
b) How much did you spend on food in each year?
3. Please send a copy of the handling manual.
4. Whom should an owner write to?
"""


def _each(text: str, asked: str = ASKED) -> dict[str, str]:
    """Return question id → the answer's words, blanks made single; page furniture is found as in a letter that is read."""
    return {name: " ".join(words.split()) for name, words in each(asked, text, find_furniture(text)).items()}


def test_parts_named_behind_bullets() -> None:
    found = _each(
        "Dear Sir\n\nQuestion 1\n•  Part (a): Nine, at Ely.\n•  Part (b): Barker Ltd.\n\n"
        "Question 2\n•  Part (a): In May.\n•  Part (b): £4,000.\n\nQuestion 3\nEnclosed.\n\nQuestion 4\nThe sergeant.\n"
    )
    assert found == {"1a": "Nine, at Ely.", "1b": "Barker Ltd.", "2a": "In May.", "2b": "£4,000.", "3": "Enclosed.", "4": "The sergeant."}  # fmt: skip


def test_a_date_behind_a_label_is_no_number() -> None:
    found = _each(
        "1a) How many police dogs do you keep, and where?\nResponse: Nine.\n\n1b) Which firm trains them?\nResponse: Barker Ltd.\n\n"
        "2a) When were the kennels last inspected, and by whom?\nResponse: 1 March 2023. The vet came.\n"
    )
    assert found["2a"] == "1 March 2023. The vet came."
    assert found["1a"] == "Nine."


def test_what_was_asked_may_stand_before_the_number() -> None:
    found = _each(
        "You asked: Q1(a) number of dogs\nOur response: Nine.\n\nYou asked: Q1(b) firm\nOur response: Barker Ltd.\n\n"
        "You asked: Q3 manual\nOur response: See Annex 2.\n\nYou asked: Q4 contact\nOur response: The sergeant.\n"
    )
    assert [found[name] for name in ("1a", "1b", "3", "4")] == ["Nine.", "Barker Ltd.", "See Annex 2.", "The sergeant."]


def test_figures_under_a_restated_question_are_no_numbers() -> None:
    asked = "".join(
        f"{number}. How many {what} did you keep in each of the three years?\n"
        for number, what in enumerate(("dogs", "horses", "cats", "owls"), 1)
    )
    text = (
        "> 1. How many dogs did you keep in each of the three years?\n\nNine.\n\n"
        "> 2. How many horses did you keep in each of the three years?\n\nFour.\n\n"
        "> 3. How many cats did you keep in each of the three years?\n\n1, 2 and 4. Of these 1 ran away.\n\n"
        "> 4. How many owls did you keep in each of the three years?\n\nNo owls.\n"
    )
    assert _each(text, asked) == {"1": "Nine.", "2": "Four.", "3": "1, 2 and 4. Of these 1 ran away.", "4": "No owls."}


def test_questions_right_above_each_other_are_answered_together() -> None:
    found = _each(
        "1a) How many police dogs do you keep, and where?\n1b) Which firm trains them?\n\nAnswer:\nNine, trained by Barker Ltd.\n\n"
        "2a) When were the kennels last inspected, and by whom?\n\nAnswer:\nIn May.\n"
    )
    assert found["1a"] == found["1b"] == "Nine, trained by Barker Ltd."
    assert found["2a"] == "In May."


def test_a_dash_before_a_count_makes_no_range() -> None:
    found = _each("Q1a - 9\nQ1b - Barker Ltd\nQ2a - May\nQ2b - 4\nQ3 - Enclosed\nQ4 - The sergeant\n")
    assert [found["1a"], found["2b"], found["4"]] == ["9", "4", "The sergeant"]


def test_an_answer_may_count_what_its_question_does_not() -> None:
    found = _each(
        "A1a. Nine.\nA1b. Barker Ltd.\nA2a. May.\nA2b. £4,000.\nA3. (i) The manual; (ii) its annex.\nA4. Us.\n"
    )
    assert "The manual; (ii) its annex." in found["3"]
    assert found["2b"] == "£4,000."


def test_numbers_may_stand_in_the_sentence_that_answers() -> None:
    asked = (
        "Dogs\n1.1 How many dogs are kept?\n1.2 Who trains them?\n1.3 At what cost?\nOther\n2.1 Which manual is used?\n"
    )
    text = (
        "In relation to 1.1, there are nine dogs.\n\nIn relation to 1.2, Barker Ltd does it.\n\n"
        "In relation to 1.3, the cost is £40.\n\nIn relation to 2.1, the manual of 2019 is enclosed.\n"
    )
    assert _each(text, asked) == {
        "1.1": "there are nine dogs.",
        "1.2": "Barker Ltd does it.",
        "1.3": "the cost is £40.",
        "2.1": "the manual of 2019 is enclosed.",
    }


def test_part_c_of_a_year_is_no_copyright_line() -> None:
    asked = "1. Dogs\na) How many were kept?\nb) Who trained them?\nc) How many retired in each year?\nd) Why?\n"
    found = _each(
        "1.  (a) Nine.\n    (b) Barker Ltd.\n    (c) 2022-23: 4 dogs\n        2023-24: 2 dogs\n    (d) Age.\n", asked
    )
    assert found["1c"] == "(c) 2022-23: 4 dogs 2023-24: 2 dogs"


def test_a_statement_in_the_questions_words_is_no_question() -> None:
    asked = ASKED + "5. How many recordings were made, and how many were handed to the police?\n6. Why?\n"
    found = _each(
        "3. Enclosed.\n4. The sergeant.\n5. We do not record how many recordings were made. Handed over: 47.\n6. No room.\n",
        asked,
    )
    assert found["5"].endswith("We do not record how many recordings were made. Handed over: 47.")


def test_a_question_cut_short_does_not_run_on_into_its_answer() -> None:
    asked = "1. How many incidents of harm were linked to a closure in the last three years?\n2. Who decides on a closure?\n"
    found = _each(
        "Question 1 – How many incidents of harm …\nAnswer – No incidents of harm were linked to a closure.\n\n"
        "Question 2 – Who decides …\nAnswer – The matron.\n",
        asked,
    )
    assert found == {"1": "No incidents of harm were linked to a closure.", "2": "The matron."}


def test_titles_of_the_officers_own_right_above_a_number_are_no_answer() -> None:
    asked = "".join(f"{number}. What of matter {number}?\n" for number in range(1, 9))
    text = (
        "Registration\nA1. Yes.\nA2. By hand.\n\nCosts and contract\nA3. We pay nothing.\nA4. As A3.\n\n"
        "Data protection\nA5. Not held.\nA6. No.\n\nUse of records\nA7. For grants.\nA8. Enclosed.\n"
    )
    found = _each(text, asked)
    assert [found[name] for name in ("2", "4", "6")] == ["By hand.", "As A3.", "No."]


def test_paragraphs_that_begin_with_a_label() -> None:
    asked = "1. Numbers\na) How many dogs do you keep?\nb) How many live in kennels?\n2. Training\na) Which firm trains them?\nb) What did training cost in each year?\n3. Homes\na) How many dogs were found a home?\nb) How many went to their handler?\n"
    text = (
        "Dear Sir\n\nNUMBERS\n\nKept: nine in all. Two\nare puppies.\n\nIn kennels: 7\n\nTRAINING\n\nFirm: Barker Ltd. It has done so since 2019.\n\n"
        "Cost: 2023, £4,000; 2024, £4,100\n\nHOMES\n\nFound a home: three\n\nTo handlers: See previous answer.\n\nYours faithfully\n"
    )
    assert _each(text, asked) == {
        "1a": "nine in all. Two are puppies.",
        "1b": "7",
        "2a": "Barker Ltd. It has done so since 2019.",
        "2b": "2023, £4,000; 2024, £4,100",
        "3a": "three",
        "3b": "See previous answer.",
    }


def test_figures_below_each_other_are_cells_of_a_table() -> None:
    text = (
        "Dear Sir\n\nYour dogs\n\nOur dogs are kept as follows, in each year.\n\nYear\nDogs\nElsewhere\n2022\n4\n2\n2023\n3\n1\n2024\n1\n2\n\n"
        "Training\n\nBarker Ltd is the firm that trains them.\n\nKennels\n\nThe kennels were last inspected in May, by a vet. The food cost £400.\n\nYours faithfully\n"
    )
    found = _each(text)
    assert found["2a"].startswith("The kennels were last inspected in May, by a vet.")
    assert not any(words and set(words) <= set("0123456789 ") for words in found.values())


def test_numbers_with_figures_for_answers_are_no_table() -> None:
    asked = "1. How many dogs?\n2. How many kennels?\n3. How many handlers?\n4. How many bites?\n"
    found = _each("Dear Sir\n\n1\n14\n2\n9\n3\n11\n4\n2\n\nYours faithfully\n", asked)
    assert [found[name] for name in "123"] == ["14", "9", "11"]


def test_a_title_with_its_question_in_brackets_takes_no_line_of_the_answer() -> None:
    text = (
        "Dear Sir\n\nDogs and where they are (1a):\n  - Ely: four\n  - Ash: five\n\nTheir trainer (1b):\n  - Barker Ltd\n\nLast inspection (2a):\n  - May: a vet\n  - June: nobody\n\n"
        "Food (2b):\n  - 2023: £400\n  - 2024: £410\n\nManual (3):\n  - Enclosed\n\nYours faithfully\n"
    )
    found = _each(text)
    assert found["2a"] == "May: a vet - June: nobody"
    assert found["2b"] == "2023: £400 - 2024: £410"


def test_plain_numbers_are_paragraphs_where_questions_bear_letters() -> None:
    asked = "Part A – Dogs\nA1. How many dogs?\nA2. Who trains them?\nA3. Where?\n\nPart B – Food\nB1. What does it cost?\nB2. Who sells it?\n"
    text = (
        "Dear Sir\n\n1.    I write further to your request of 5 May.\n\n2.    I have adopted your lettering.\n\n"
        "A1    Nine.\n\nA2    Barker Ltd.\n\nA3    At Ely.\n\nB1    1. £400 in 2023\n2. £410 in 2024\n\nB2    Feeders.\n\n3.    The Council waives no right in what is enclosed.\n\nYours faithfully\n"
    )
    found = _each(text, asked)
    assert found["a1"] == "Nine."
    assert found["a2"] == "Barker Ltd."
    assert found["a3"] == "At Ely."


def test_one_question_right_below_you_asked() -> None:
    text = (
        "Dear Sir\n\nYOU ASKED\nHow many police dogs do you keep, and where? Which firm trains them?\n\nWE REPLY\nNine, at Ely, trained by Barker Ltd.\n\n"
        "YOU ASKED\nWhen were the kennels last inspected, and by whom?\n\nWE REPLY\nIn May, by a vet.\n\nYours faithfully\n"
    )
    found = _each(text)
    assert found["1a"] == found["1b"] == "Nine, at Ely, trained by Barker Ltd."
    assert found["2a"] == "In May, by a vet."


def test_labels_with_their_question_in_brackets() -> None:
    text = (
        "Dear Sir\n\nDogs (1)\n\n •  Kept (1a): nine, at Ely. They\n    are fed.\n\n •  Trainer (1b): Barker Ltd.\n\nKennels (2)\n\n •  Last inspection (2a): in May.\n\n"
        " •  Food (2b): £400.\n\nManual (3)\n\nEnclosed.\n\nOwners (4)\n\nThe sergeant.\n\nYours faithfully\n"
    )
    assert _each(text) == {"1a": "nine, at Ely. They are fed.", "1b": "Barker Ltd.", "2a": "in May.", "2b": "£400.", "3": "Enclosed.", "4": "The sergeant."}  # fmt: skip


def test_dates_and_figures_below_each_other_are_cells() -> None:
    text = (
        "Dear Sir\n\nThe kennels were inspected as follows, by a vet.\n\nPlace\nFrom\nTo\nDays\nEly\n06/12/2021\n07/12/2021\n2\nAsh\n12/12/2022\n15/12/2022\n4\n\n"
        "The dogs are nine, kept at Ely. The rest of the schedule of dogs is withheld under section 31.\n\nYours faithfully\n"
    )
    found = _each(text)
    assert "2\nAsh" not in found["2b"]
    assert found["3"] == found["4"] == ""


_REFUSED = (
    "Dear Sir\n\nSection 12(1) of the Act allows us to refuse a request that costs too much. To read 900 files would take 80 hours. "
    "Your request is refused under section 12(1).\n\n"
)


def test_a_request_refused_as_a_whole_with_numbered_answers_beside_it() -> None:
    found = _each(
        _REFUSED
        + "As a gesture of goodwill:\n\nIn relation to Q1(a): nine, at Ely.\n\nIn relation to Q1(b): Barker Ltd.\n\nIn relation to Q4: the sergeant.\n\nYours faithfully\n"
    )
    refusal = "To read 900 files would take 80 hours. Your request is refused under section 12(1)."
    assert found == {"1a": "nine, at Ely.", "1b": "Barker Ltd.", "2a": refusal, "2b": refusal, "3": refusal, "4": "the sergeant."}  # fmt: skip


def test_what_is_told_below_a_refusal_of_the_whole_is_placed_by_its_words() -> None:
    found = _each(
        _REFUSED
        + "Outside our duties under the Act I can tell you the following.\n\nThe firm that trains the dogs is Barker Ltd.\n\nThe kennels were last inspected in May, by a vet.\n\nYours faithfully\n"
    )
    assert found["1b"] == "The firm that trains the dogs is Barker Ltd."
    assert found["2a"] == "The kennels were last inspected in May, by a vet."
    assert found["3"].endswith("Your request is refused under section 12(1).")


def test_one_answer_that_refuses_its_own_question_refuses_no_other() -> None:
    found = _each(
        "Dear Sir\n\n1a. Nine, at Ely.\n\n1b. Barker Ltd.\n\n2a. In May.\n\n2b. To read 900 files would take 80 hours. Your request is refused under section 12(1).\n\nYours faithfully\n"
    )
    assert "refused" in found["2b"]
    assert found["3"] == found["4"] == ""


def test_the_first_of_several_lists_that_begin_anew_is_no_list_of_questions() -> None:
    topics = (
        ("dogs", "trainers", "kennels", "vets", "leads"),
        ("horses", "stables", "saddles"),
        ("cars", "drivers", "garages"),
    )
    asked = "\n".join(
        f"{name}{number}. How many {topic} were there?"
        for name, of in zip("ABC", topics, strict=True)
        for number, topic in enumerate(of, 1)
    )
    lists = [[f"{number}) Nine {topic}." for number, topic in enumerate(of, 1)] for of in topics]

    def listed(text: str) -> int:
        found = lines(text, [])
        return len(
            listed_questions(
                text, found, [], first_markers(text, found, frozenset()), nodes_of(tuple(parse_request(asked)))
            )
        )

    assert listed("\n\n".join("\n".join(one) for one in lists)) == 0
    assert listed("\n\n".join("\n".join(one) for one in lists[:2])) == 5
    answers = "1. Nine.\n\n2. Hill.\n\n3. Four.\n\n4. Rehomed:\n\n1) With the handler\n2) With a charity\n\n5. Ten."
    assert listed("\n".join(lists[0]) + f"\n\nOur answers:\n\n{answers}") == 5
