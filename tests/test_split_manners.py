"""Manners of officers that were once misread: each letter here is as short as shows one."""

from collections.abc import Callable

import pytest

from classifier.markers import marker_at, reference_at
from classifier.questionnaire import parse_request
from classifier.records import Answer, Letter
from classifier.split import split_letter
from tests.split_answers import each

Split = Callable[[str], dict[str, Answer]]


def _said(answers: dict[str, Answer], text: str, question: str) -> str:
    return " ".join(" ".join(text[start:end] for start, end in answers[question].spans).split())


def _quoted(answers: dict[str, str]) -> str:
    asked = {
        "1": "1. Please send a copy of your policy on the use of drones.",
        "2": "2. Does the council fly drones, whether with its own pilots or through a contractor?",
        "2a": "a. If yes to 2, for what purposes are they flown?",
        "2b": "b. Which models of drone does the council own?",
        "2c": "c. If yes to 2, how many flights were made in each calendar year?",
        "4": "4. How much was spent on batteries and repairs in 2023?",
        "5": "5. Which officer has to approve a flight over a residential street?",
        "6": "6. Have residents complained about noise or intrusion?",
    }
    return "\n\n".join(f"> {words}\n\n{answers.get(name, '')}".strip() for name, words in asked.items()) + "\n"


def test_a_quoted_question_that_nothing_is_written_under_is_silent(split: Split) -> None:
    given = dict.fromkeys(["1", "2", "2a", "2c", "4", "5", "6"], "That is all we can say.")
    answers = split(_quoted(given))
    assert answers["2b"].state == "unanswered"
    assert answers["2c"].state == "answered"


def test_a_lone_number_is_an_answer_and_an_answer_may_end_in_the_questions_words(split: Split) -> None:
    given = dict.fromkeys(["1", "2", "2a", "5", "6"], "Yes, as you know.") | {
        "2b": "14",
        "2c": "None were made in each calendar year.",
        "4": "3,904",
    }
    text = _quoted(given)
    answers = split(text)
    assert [_said(answers, text, name) for name in ("2b", "2c", "4")] == [given["2b"], given["2c"], given["4"]]


def test_initials_before_each_answer_are_no_part_of_it(split: Split) -> None:
    given = dict.fromkeys(["1", "2", "2a", "2b", "2c", "4", "5", "6"], "DH: We cannot say.")
    text = _quoted(given)
    assert _said(split(text), text, "2a") == "We cannot say."


def test_not_applicable_alone_names_no_questions(split: Split) -> None:
    text = "Dear Applicant\n\n1\nAttached.\n\n2\nNo.\n\n2a\nN/A\n\n2b\nN/A - we own none.\n\n4, 5 and 6\nNot held.\n"
    answers = split(text)
    assert _said(answers, text, "2a").endswith("N/A")
    assert _said(answers, text, "2b").endswith("N/A - we own none.")
    assert [_said(answers, text, name) for name in ("4", "5", "6")] == ["Not held."] * 3
    assert reference_at("N/A", 0, 3) is None


def test_a_remark_in_brackets_names_its_question_and_a_pointer_does_not(split: Split) -> None:
    text = (
        "Dear Applicant\n\n1. Attached.\n\n2. Yes.\n\n2(a) Surveys of roofs. We do not record the flights (2(c)).\n\n"
        "4. £410.\n\n5. The Head of Estates (see question 6).\n"
    )
    answers = split(text)
    assert "We do not record the flights" in _said(answers, text, "2c")
    assert answers["6"].state == "unanswered"


def test_headings_over_questions_of_one_outcome_are_in_no_answer(split: Split) -> None:
    text = (
        "Dear Applicant\n\nA. Information that is provided\n\nQuestion 1 - The policy is attached.\n\nQuestion 4 - £410.\n\n"
        "B. Information that is not held\n\nQuestion 2(c) - No log is kept.\n\nQuestion 6 - Complaints are not counted.\n\n"
        "C. Information that is withheld\n\nQuestion 5 - The name is exempt under section 40(2).\n"
    )
    answers = split(text)
    assert _said(answers, text, "4") == "£410."
    assert _said(answers, text, "6") == "Complaints are not counted."


def test_a_paragraph_may_name_its_questions_in_brackets(split: Split) -> None:
    text = (
        "Dear Applicant\n\n1. (1, 3(a)) The policy and the assessment are attached.\n\n2. (2, 2(a), 2(b)) We fly two Mavics over roofs.\n\n"
        "3. (4 and 5) The Head of Estates approved £410.\n"
    )
    answers = split(text)
    assert _said(answers, text, "3a") == "The policy and the assessment are attached."
    assert _said(answers, text, "2b") == "We fly two Mavics over roofs."


def test_letters_go_on_inside_the_line_of_their_number(split: Split) -> None:
    text = "Dear Applicant\n\nQuestion 1 - Attached.\n\nQuestion 3 - (a) Enclosed. (b) Lapsed. (c) None.\n\nQuestion 4 - £410.\n\nQuestion 5 - Nobody.\n"
    answers = split(text)
    assert [_said(answers, text, name) for name in ("3a", "3b", "3c")] == ["(a) Enclosed.", "(b) Lapsed.", "(c) None."]


def test_a_letter_of_restated_questions_that_asks_one_thing_back_is_read(split: Split) -> None:
    given = dict.fromkeys(["1", "2", "2a", "2b", "2c", "4", "5"], "We have no record of that.")
    answers = split(_quoted(given | {"6": "Please clarify whether you mean written complaints only."}))
    assert sum(answer.state == "answered" for answer in answers.values()) == 8


def test_the_last_question_ends_before_the_closing_words() -> None:
    request = "Dear Sir\n\n1. How many dogs?\n\n2. How many cats?\n\nAn answer by e-mail suits us best.\n\nYours\n"
    assert [question.text for question in parse_request(request)] == ["How many dogs?", "How many cats?"]


@pytest.mark.parametrize(
    ("shown", "path"),
    [("A(2i) Yes", ("2", "i")), ("B.2i: Yes", ("b", "2", "i")), ("2.iii Yes", ("2", "iii"))],
)
def test_marks_of_three_levels(shown: str, path: tuple[str, ...]) -> None:
    marker = marker_at(shown, 0, len(shown))
    assert marker is not None
    assert marker.path[-len(path) :] == path


@pytest.mark.parametrize("shown", ["3,904; 4,377", "Response: 14"])
def test_figures_are_no_marks(shown: str) -> None:
    marker = marker_at(shown, 0, len(shown))
    assert marker is None or (marker.path != ("14",) and marker.end != 2)


def test_b1_after_a2_is_a_question_of_section_b() -> None:
    request = (
        "Dear Sir\n\nSection A: Dogs\n\nA1. How many dogs are licensed?\nA2. Strays:\n(i) How many strays were found?\n(ii) How many were claimed?\n\n"
        "Section B: Cats\n\nB1. How many cats are licensed?\nB2. Which vets are used?\n\nYours faithfully\n"
    )
    text = "Dear Applicant\n\nA1, A2(i) and B1 - We hold no figures.\n\nA2(ii) - Nine.\n\nB2 - Hollin Vets.\n"
    found = split_letter(Letter("Wexmoor", "reply.txt", text), parse_request(request), request)
    answers = {answer.question_id: answer for answer in found}
    assert [_said(answers, text, name) for name in ("a1", "a2i", "b1")] == ["We hold no figures."] * 3


def test_quoted_parts_of_one_title_with_one_answer_are_answered_together() -> None:
    asked = "1. How many staff?\n\n2. Contracts\n(a) How do you let contracts for transport?\n(b) Please send the terms of these contracts.\n\n3. Who is in charge?\n"
    text = (
        "> 1. How many staff?\n\nForty.\n\n> 2. Contracts\n> (a) How do you let contracts for transport?\n"
        "> (b) Please send the terms of these contracts.\n\nBoth are in the tender pack.\n\n> 3. Who is in charge?\n\nThe clerk.\n"
    )
    assert each(asked, text) == {
        "1": "Forty.",
        "2a": "Both are in the tender pack.",
        "2b": "Both are in the tender pack.",
        "3": "The clerk.",
    }


def test_the_requests_titles_between_quoted_questions_are_no_answer() -> None:
    asked = "1. How many appeals succeeded?\n\nThose who serve\n\n2. How often are officers vetted again?\n\n3. Who is in charge of vetting?\n"
    text = (
        "> 1. How many appeals succeeded?\n\nn/a\n\n> Those who serve\n>\n> 2. How often are officers vetted again?\n\nEvery ten years.\n\n"
        "> 3. Who is in charge of vetting?\n\nThe clerk.\n"
    )
    assert list(each(asked, text).values()) == [
        "n/a",
        "Every ten years.",
        "The clerk.",
    ]


_BULLETED = {
    "1": "A copy of the drones policy",
    "2": "Whether the council flies drones",
    "2a": "Purposes",
    "2b": "Models of drone",
    "4": "Amount spent on batteries and on the repairs that were made in the course of the year",
    "5": "Officer who approves",
    "6": "Complaints about noise",
}


@pytest.mark.parametrize(("question", "answer"), [("*", "- "), ("-", "- "), ("•", "")])
def test_bulleted_questions_stand_over_their_answers(split: Split, question: str, answer: str) -> None:
    given = dict(
        zip(_BULLETED, ["Attached.", "It does.", "Surveys.", "Kestrel.", "£40.", "The clerk.", "None."], strict=True)
    )
    text = "Dear Applicant\n\n" + "\n\n".join(
        f"{question} {asked}\n{answer}{given[name]}" for name, asked in _BULLETED.items()
    )
    answers = split(text)
    assert {name: _said(answers, text, name).removeprefix("- ") for name in given} == given


def test_headings_that_end_in_a_spelled_number_name_that_question(split: Split) -> None:
    text = (
        "Dear Applicant\n\nPaper (Q1)\nAttached.\n\nFlying (Q2, Q2a)\nYes, for surveys.\n\nMakes (Q2b)\nKestrel.\n\nMoney (Q4)\n£40.\n\n"
        "Approval (Q5)\nThe clerk.\n\nNoise (Q6)\nNone.\n"
    )
    answers = split(text)
    assert [_said(answers, text, name) for name in ("1", "2b", "4", "5", "6")] == [
        "Attached.",
        "Kestrel.",
        "£40.",
        "The clerk.",
        "None.",
    ]


def test_a_number_for_every_question_is_counted_through(split: Split) -> None:
    said = [
        "Attached.",
        "Yes.",
        "Surveys.",
        "Kestrel.",
        "Forty.",
        "A DPIA.",
        "A certificate.",
        "None held.",
        "£40.",
        "The clerk.",
        "No.",
    ]
    text = "Dear Applicant\n\n" + "\n\n".join(f"Q{number}. {words}" for number, words in enumerate(said, 1))
    answers = split(text)
    assert [_said(answers, text, name) for name in answers] == said


def test_figures_in_descending_order_are_no_range(split: Split) -> None:
    text = "Dear Applicant\n\n1. Attached.\n\n2. Yes.\n\n2c. 3, 2 and 1.\n\n4. £40.\n\n5. The clerk.\n\n6. No.\n"
    assert "3, 2 and 1." in _said(split(text), text, "2c")


def test_with_regards_to_closes_no_letter(split: Split) -> None:
    text = "Question 1\nAttached.\n\nQuestion 2\nYes.\n\nQuestion 4\nWith regards to repairs we spent £40.\n\nQuestion 5\nThe clerk.\n"
    assert _said(split(text), text, "4") == "With regards to repairs we spent £40."


def test_a_statement_in_the_questions_words_is_an_answer(split: Split) -> None:
    text = "Question 1\nAttached.\n\nQuestion 6\nIn 2023 some residents have complained about noise or intrusion. Two did.\n\nQuestion 5\nThe clerk.\n"
    assert _said(split(text), text, "6").startswith("In 2023")


def test_prose_that_names_its_questions_in_passing(split: Split) -> None:
    text = (
        "Dear Applicant\n\nWe send you the paper that you asked for at Q1. As regards question 4, a sum of £3,120 was paid out.\n\n"
        "The clerk has the last word on these. That deals with question 5.\n\nNobody wrote to us about it (your question 6).\n"
    )
    answers = split(text)
    assert "paper" in _said(answers, text, "1")
    assert "£3,120" in _said(answers, text, "4")
    assert "clerk" in _said(answers, text, "5")
    assert "Nobody" in _said(answers, text, "6")


def test_figures_behind_a_dash_are_no_range() -> None:
    reference = reference_at("A1 - 31,207 gullies.", 0, 20)
    assert reference is not None
    assert reference.items == ((("a", "1"), ("a", "1")),)


def test_an_initial_behind_a_number_is_no_part_of_it() -> None:
    shown = "11.  T. Aske, Manager."
    marker = marker_at(shown, 0, len(shown))
    assert marker is not None
    assert marker.path == ("11",)


def test_bracketed_letters_in_a_row_name_parts(split: Split) -> None:
    text = (
        "Dear Applicant\n\n1. Attached.\n\n2. Yes.\n(a) Surveys.\n(b), (c) N/A.\n\n4. £40.\n\n5. The clerk.\n\n6. No.\n"
    )
    answers = split(text)
    assert [_said(answers, text, name) for name in ("2b", "2c")] == ["N/A."] * 2


def test_what_a_question_is_about_closes_no_letter() -> None:
    asked = "1. How many appeals?\n\n2. Please send your appeals procedure.\n\n3. Who decides?\n"
    text = "Question 1\nNine.\n\nQuestion 2\nAppeals procedure\n\nResponse\nNone is written down.\n\nQuestion 3\nThe clerk.\n"
    assert list(each(asked, text).values()) == [
        "Nine.",
        "None is written down.",
        "The clerk.",
    ]


def test_an_account_of_the_exemption_between_questions_is_part_of_the_refusal(split: Split) -> None:
    text = (
        "Question 1\nWithheld under section 31(1).\n\nSection 31 is a qualified exemption and we have to set out the harm.\n\n"
        "Harm: somebody could use it.\n\nQuestion 2\nYes.\n\nQuestion 4\n£40.\n\nQuestion 5\nThe clerk.\n\nQuestion 6\nNo.\n\n"
        "Section 31 is a qualified exemption. Those that are qualified need a test.\n"
    )
    answers = split(text)
    assert "Harm: somebody" in _said(answers, text, "1")
    assert _said(answers, text, "6") == "No."
