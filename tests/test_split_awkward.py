"""Awkward manners of answering: numbers that slip, letters under headings, brackets behind, one denial for the rest."""

import pytest

from classifier.markers import marker_at
from tests.split_answers import each

ASKED = """\
Dear Wexmoor Council

1. Dogs found:
a) How many stray dogs were found?
b) How many of the dogs had a microchip?
2. Which kennels are used?
3. Charges:
a) What does a keeper pay for a dog to be returned?
b) How many keepers would not pay the charge?
4. Which software records the dogs?
5. Please send the procedure for stray dogs.
6. Who is in charge of the dog service?

Kind regards
"""
ANSWERS = {
    "1a": "Ninety.",
    "1b": "Half of them.",
    "2": "Oak Farm.",
    "3a": "£75 a day.",
    "3b": "Four.",
    "4": "Tascomi.",
    "5": "Attached.",
    "6": "Dilys Orme.",
}


def said(text: str) -> dict[str, str]:
    """Return what is answered, without the letter's own marks."""
    given = each(ASKED, f"Dear Applicant\n\n{text}\n\nYours faithfully\n")
    marks = {name: marker_at(words, 0, len(words.split("\n")[0])) for name, words in given.items()}
    return {
        name: words[mark.end :].strip() if (mark := marks[name]) else words for name, words in given.items() if words
    }


def test_numbers_that_slip_by_one_stay_so_over_the_letters_between_them() -> None:
    text = (
        "1. a) Ninety.\n   b) Half of them.\n\n2. Which kennels are used?\n   Oak Farm.\n\n3. And on Sundays?\n   The same.\n\n"
        "4. a) £75 a day.\n   b) Four.\n\n5. Tascomi.\n\n6. Attached.\n\n7. Dilys Orme."
    )
    given = said(text)
    assert [given[name] for name in ("3a", "3b", "4", "5", "6")] == [
        "£75 a day.",
        "Four.",
        "Tascomi.",
        "Attached.",
        "Dilys Orme.",
    ]


def test_letters_that_begin_anew_go_to_the_question_of_their_heading() -> None:
    text = "DOGS FOUND\n\na) Ninety.\n\nb) Half of them.\n\nCHARGES\n\na) £75 a day.\n\nb) Four."
    given = said(text)
    assert {name: given[name] for name in ("1a", "1b", "3a", "3b")} == {
        name: ANSWERS[name] for name in ("1a", "1b", "3a", "3b")
    }


def test_letters_under_headings_of_its_own_are_read_in_turn_where_all_are_there() -> None:
    text = (
        "What we found\n\na) Ninety.\nb) Half of them.\nc) Oak Farm.\n\nMoney\n\na) £75 a day.\nb) Four.\n\n"
        "Papers and people\n\na) Tascomi.\nb) Attached.\nc) Dilys Orme."
    )
    assert {name: words.split("\n")[0] for name, words in said(text).items()} == ANSWERS


def test_brackets_that_close_paragraphs_take_what_stands_before_them() -> None:
    text = "\n\n".join(f"{words} It was asked of the wardens. [{name}]" for name, words in reversed(ANSWERS.items()))
    assert said(text) == {name: f"{words} It was asked of the wardens." for name, words in ANSWERS.items()}


@pytest.mark.parametrize("copied", ["", "\n\n-----Original Message-----\n" + ASKED])
def test_short_questions_before_their_answers_are_labels(copied: str) -> None:
    labels = (
        "Stray dogs found",
        "With a microchip",
        "Kennels used",
        "What a keeper pays",
        "Would not pay",
        "Software",
        "Procedure",
    )
    text = "\n\n".join(f"{label}? {words}" for label, words in zip(labels, ANSWERS.values(), strict=False))
    given = each(ASKED, f"Dear Applicant\n\n{text}\n\nYours faithfully\n{copied}")
    assert [given[name] for name in ("1a", "1b", "2", "4", "5")] == [
        ANSWERS[name] for name in ("1a", "1b", "2", "4", "5")
    ]


def test_a_denial_of_what_the_questions_rest_on_answers_what_is_told_nowhere() -> None:
    denial = "The Council picks up no dogs and uses no kennels, so that those of your questions which rest on this do not arise."
    given = said(f"{denial}\n\nThe person in charge of the dog service is Dilys Orme.")
    assert given["1b"] == given["3b"] == given["4"] == denial
    assert "Dilys Orme" in given["6"]


def test_what_is_not_held_apart_from_particulars_is_the_answer_to_the_rest() -> None:
    denial = "The Board holds none of the information for which you ask, apart from the particulars that follow."
    given = said(f"{denial}\n\nIn regard to question 4: Tascomi.\n\nIn regard to question 6: Dilys Orme.")
    assert (given["1a"], given["4"], given["6"]) == (denial, "Tascomi.", "Dilys Orme.")


def test_a_short_mail_that_refuses_some_questions_answers_no_other() -> None:
    refusal = "Questions 3(a) and 3(b) are refused under section 12(1) of the Act, as to count would take 40 hours."
    given = said(f"Our schedule is attached.\n\n{refusal}")
    assert set(given) == {"3a", "3b"}
    assert all(words.endswith("as to count would take 40 hours.") for words in given.values())


def test_answers_above_a_copy_of_the_request_are_no_list_of_questions() -> None:
    answers = "\n".join(f"{number}. {words}" for number, words in enumerate(ANSWERS.values(), 1))
    copy = "\n".join(
        f"{number}. {question}"
        for number, question in enumerate(
            (line.split(" ", 1)[1] for line in ASKED.splitlines() if line[:1] in tuple("ab2456")), 1
        )
    )
    given = said(f"{answers}\n\nYours faithfully\n\nYour request\n\n{copy}")
    assert given == ANSWERS


def test_what_closes_a_copy_of_the_request_closes_no_letter() -> None:
    given = said(f"You wrote:\n\n{ASKED}\n\nNow to the answers.\n\nTascomi is the software that records the dogs.")
    assert given == {"4": "Tascomi is the software that records the dogs."}


def test_a_number_in_the_request_s_closing_words_names_nothing() -> None:
    closing = "If this is too much for you, please begin with\nQ2 and Q5 and tell me how far you have come.\n"
    asked = ASKED.replace("Kind regards\n", closing)
    quoted = "".join(f"> {line}\n" for line in asked.splitlines())
    text = quoted.replace("> 3. Charges", "\nOak Farm.\n\n> 3. Charges").replace("> 6. Who", "\nAttached.\n\n> 6. Who")
    given = each(asked, f"Dear Applicant\n\nMy answers are below.\n\n{text}\n-- \nWexmoor Council\n")
    assert (given["2"], given["5"]) == ("Oak Farm.", "Attached.")


def test_in_a_table_of_reference_response_and_basis_the_response_is_the_answer() -> None:
    rows = "\n".join(f"{name} | {words} | Disclosed" for name, words in ANSWERS.items())
    assert said(f"Ref | Response | Basis\n{rows}") == ANSWERS


def test_a_table_of_question_answer_and_exemption_may_have_lost_its_lines() -> None:
    labels = ("Dogs found", "Microchips", "Kennels", "Charge", "Not paid", "Software", "Procedure", "In charge")
    rows = "\n".join(
        f"{name} {label}\n{words}\nNone" for (name, words), label in zip(ANSWERS.items(), labels, strict=True)
    )
    assert said(f"Question\nAnswer\nExemption\n{rows}") == ANSWERS


def test_a_part_named_in_brackets_or_in_passing_has_its_sentence() -> None:
    numbered = "\n\n".join(f"Part {name[0]}({name[1]}). {ANSWERS[name]}" for name in ("1a", "1b", "3a"))
    given = said(
        f"{numbered}\n\nPart 4. Tascomi.\n\nPart 5. Attached.\n\nThe keepers who would not pay (part 3(b)) are not counted."
    )
    assert given["3b"] == "The keepers who would not pay (part 3(b)) are not counted."


DECIMAL = """\
Dear Wexmoor Council

1. Dogs found
1.1 How many stray dogs were found in each year?
1.2 How many of the dogs had a microchip?
2. Kennels
2.1 Which kennels do you use for stray dogs?
2.2 What does a keeper pay for a dog to be returned?

Kind regards
"""


def test_questions_copied_in_one_paragraph_keep_their_own_numbers_without_a_sign() -> None:
    asked = (
        "1. Dogs found\n1.1 How many stray dogs were found in the borough in each of the three years?\n"
        "1.2 How many of the dogs that were found in each year had a microchip?\n2. Kennels\n"
        "2.1 Which kennels do you use for stray dogs, and since which year have you used them?\n"
        "2.2 What does a keeper pay for a dog to be returned on the day on which it was found?\n"
    )
    told = {"1.1": "Ninety.", "1.2": "Half of them.", "2.1": "Oak Farm.", "2.2": "£75."}
    copied = " ".join(line for line in asked.splitlines() if line[:3] in told)
    answers = "\n\n".join(f"{name}  {words}" for name, words in told.items())
    letter = f'Dear Applicant\n\nYour request reads:\n\n"{copied}"\n\nOur response\n\n{answers}\n\nYours faithfully\n'
    assert each(asked, letter) == told


def test_a_figure_right_above_a_question_is_no_number_of_it() -> None:
    told = {"1.1": "£1.2", "1.2": "£2.1", "2.1": "£2", "2.2": "£75."}
    asked = [line.split(" ", 1)[1] for line in DECIMAL.splitlines() if line[:3] in told]
    rows = "\n\n".join(f"{one}\n\n{words}" for one, words in zip(asked, told.values(), strict=True))
    assert each(DECIMAL, f"Dear Applicant\n\n{rows}\n\nYours faithfully\n") == told


def test_rows_between_bars_in_which_an_answer_points_to_another_row() -> None:
    told = {"1.1": "Ninety", "1.2": "See 1.1. None", "2.1": "Oak Farm", "2.2": "See 2.1. No fee"}
    rows = "\n".join(f"| {name}. Dogs, and more | {words} |" for name, words in told.items())
    given = each(DECIMAL, f"Dear Applicant\n\n| Question | Answer |\n{rows}\n\nYours faithfully\n")
    assert {name: words.rstrip(" |") for name, words in given.items()} == told


def test_the_letter_s_own_count_stands_before_the_question_s_number_in_brackets() -> None:
    told = {"1.1": "Ninety.", "2.1": "Oak Farm.", "2.2": "£75."}  # 1.2 is passed over, so that the counts differ
    parts = [f"Query {at} ({name}): Dogs\nCouncil reply: {words}" for at, (name, words) in enumerate(told.items(), 1)]
    given = each(DECIMAL, "Dear Applicant\n\n" + "\n\n".join(parts) + "\n\nYours faithfully\n")
    assert given == told | {"1.2": ""}


def test_a_remark_in_brackets_is_not_the_question_s_number() -> None:
    told = ANSWERS | {"4": "(1a and 1b use the same): Tascomi."}
    rows = "\n\n".join(f"Question {name} {words}" for name, words in told.items())
    assert said(rows)["4"].endswith("Tascomi.")


@pytest.mark.parametrize("figure", ["22, 18 and 25. Of these 3 bit.", "6 of them", "5 in all"])
def test_a_figure_behind_a_dash_ends_no_range(figure: str) -> None:
    told = ANSWERS | {"4": figure}
    rows = "\n".join(f"Q{name} – {words}" for name, words in told.items())
    assert said(rows) == told


@pytest.mark.parametrize(
    ("range_", "words"),
    [
        ("Q4 – 5 – Not held.", "Not held."),
        ("Q4 – 5. Not held.", "Not held."),
        ("Questions 4 – 5: not recorded.", "not recorded."),
    ],
)
def test_a_range_with_a_dash_stays_one(range_: str, words: str) -> None:
    told = ANSWERS | {"4": words, "5": words}
    rows = "\n".join(f"Q{name} – {words}" for name, words in told.items() if name not in ("4", "5"))
    assert said(rows.replace("Q6", f"{range_}\nQ6")) == told


def test_a_question_s_first_sentence_is_the_question() -> None:
    asked = ASKED.replace(
        "6. Who is in charge of the dog service?",
        "6. Whom should a keeper write to about a dog? Please give the name, the job title, the telephone number and the "
        "e-mail address of that person, and the hours in which an answer is given.",
    )
    questions = (
        "How many stray dogs were found?",
        "How many of the dogs had a microchip?",
        "Which kennels are used?",
        "What does a keeper pay for a dog to be returned?",
        "How many keepers would not pay the charge?",
        "Which software records the dogs?",
        "Please send the procedure for stray dogs.",
        "Whom should a keeper write to about a dog?",
    )
    told = "\n\n".join(f"{one}\n{words}" for one, words in zip(questions, ANSWERS.values(), strict=True))
    assert each(asked, f"Dear Applicant\n\n{told}\n\nYours faithfully\n") == ANSWERS


def test_a_request_refused_as_a_whole_is_refused_for_what_is_not_given_all_the_same() -> None:
    refusal = "To count them would take 40 hours. Your request as a whole is therefore refused under section 12(1)."
    given = said(f"{refusal}\n\nI can give you the following.\n\n4. Tascomi.\n\n5. Seven days.\n\n6. Dilys Orme.")
    assert given["4"] == "Tascomi."
    assert given["1a"] == given["2"] == given["3b"] == refusal
