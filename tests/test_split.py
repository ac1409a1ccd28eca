"""Whole letters, one small invented one for each way in which authorities set out their answers."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.questionnaire import Question
from classifier.records import Answer, Letter, Span, content_id, spanned_text
from classifier.split import SPLITTER_VERSION, split_letter

Said = Callable[[str], dict[str, str]]
Split = Callable[[str], dict[str, Answer]]

_OPENING = "Dear Ms Hartley\n\nThank you for your request of 3 May, which we have considered under the Act.\n\n"
_CLOSING = """

If you are dissatisfied with this response you may ask for an internal review within 40 working days.

Yours sincerely

P. Quill
Information Governance Officer
"""
_PLAIN = {
    "1": "The policy is attached as Annex A.",
    "2": "Yes.",
    "2a": "Surveying roofs and looking for missing persons.",
    "2b": "Two Kestrel 4 aircraft.",
    "2c": "There were 14 in 2021, 22 in 2022 and 9 in 2023.",
    "3a": "Information not held.",
    "3b": "Enclosed.",
    "3c": "Withheld under section 43(2).",
    "4": "£3,120.",
    "5": "The Head of Estates.",
    "6": "No complaint was received.",
}


def _letter(body: str) -> str:
    return _OPENING + body.strip() + _CLOSING


def _listed(markers: list[str], gap: str = "\n\n") -> str:
    return _letter(gap.join(f"{mark} {words}" for mark, words in zip(markers, _PLAIN.values(), strict=True)))


_COUNTED = [f"{place}." for place in range(1, 12)]


@pytest.mark.parametrize(
    "markers",
    [
        ["1.", "2.", "2a.", "2b.", "2c.", "3a.", "3b.", "3c.", "4.", "5.", "6."],
        ["1)", "2)", "2a)", "2b)", "2c)", "3a)", "3b)", "3c)", "4)", "5)", "6)"],
        ["1.", "2.", "2a).", "2b).", "2c).", "3a).", "3b).", "3c).", "4.", "5.", "6."],
        ["Q1", "Q2", "Q2a", "Q2b", "Q2c", "Q3a", "Q3b", "Q3c", "Q4", "Q5", "Q6"],
        ["Q1", "Q2", "Q2(a)", "Q2(b)", "Q2(c)", "Q3(a)", "Q3(b)", "Q3(c)", "Q4", "Q5", "Q6"],
        ["[1]", "[2]", "[2a]", "[2b]", "[2c]", "[3a]", "[3b]", "[3c]", "[4]", "[5]", "[6]"],
        ["1.", "2.", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "4.", "5.", "6."],
        ["1.", "2.", "2. A.", "2. B.", "2. C.", "3. A.", "3. B.", "3. C.", "4.", "5.", "6."],
        ["1.", "2.", "(i)", "(ii)", "(iii)", "3. (i)", "(ii)", "(iii)", "4.", "5.", "6."],
        ["1.", "2.", "i.", "ii.", "iii.", "3. i.", "ii.", "iii.", "4.", "5.", "6."],
        ["1.)", "2.)", "a)", "b)", "c)", "3.) a)", "b)", "c)", "4.)", "5.)", "6.)"],
        ["1.", "2.", "A.", "B.", "C.", "3. A.", "B.", "C.", "4.", "5.", "6."],
        ["Question 1:", "Question 2:", "Question 2a:", "Question 2b:", "Question 2c:", "Question 3a:", "Question 3b:",
         "Question 3c:", "Question 4:", "Question 5:", "Question 6:"],
        _COUNTED,
    ],
    ids=lambda markers: " ".join(markers[2:6]),
)  # fmt: skip
def test_every_manner_of_numbering_finds_every_answer(said: Said, markers: list[str]) -> None:
    assert said(_listed(markers)) == _PLAIN


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n \n\n"])
def test_blank_lines_between_answers_make_no_difference(said: Said, gap: str) -> None:
    assert said(_listed(["1.", "2.", "a.", "b.", "c.", "3a.", "b.", "c.", "4.", "5.", "6."], gap)) == _PLAIN


def test_letters_that_begin_again_under_each_number_stay_with_it(said: Said) -> None:
    body = """
1. Attached.
2. Yes.
a) Roof surveys.
b) None, they are hired.
c) 12 flights.
3.
a) Not held.
b) Attached.
c) Exempt.
4. £10.
"""
    found = said(_letter(body))
    assert [found[name] for name in ("2a", "2b", "2c")] == ["Roof surveys.", "None, they are hired.", "12 flights."]
    assert [found[name] for name in ("3a", "3b", "3c")] == ["Not held.", "Attached.", "Exempt."]


def test_numbers_that_slip_by_one_are_read_by_the_words_beside_them(said: Said) -> None:
    body = """
1. Please send a copy of your policy on the use of drones.
Attached.
2. Does the council fly drones, whether with its own pilots or through a contractor?
Yes, with its own pilots.
4. How much was spent on batteries and repairs in 2023?
£900.
7. Which officer has to approve a flight over a residential street?
The duty manager.
8. Have residents complained about noise or intrusion?
Twice.
"""
    assert said(_letter(body)) == {
        "1": "Attached.",
        "2": "Yes, with its own pilots.",
        "4": "£900.",
        "5": "The duty manager.",
        "6": "Twice.",
    }


def test_restated_questions_are_no_part_of_an_answer(said: Said) -> None:
    body = """
1. Please send a copy of your policy on the use of drones.

The policy is attached as Annex A.

2. Does the council fly drones, whether with its own pilots or through a contractor?

Yes.

a. If yes to 2, for what purposes are they flown?

Surveying roofs and looking for missing persons.

b. Which models of drone does the council own?

Two Kestrel 4 aircraft.

c. If yes to 2, how many flights were made in each calendar year?

There were 14 in 2021, 22 in 2022 and 9 in 2023.

3. Please provide a copy of each of the following:

a. the data protection impact assessment

Information not held.

b. the insurance certificate

Enclosed.

c. the training manual for pilots

Withheld under section 43(2).

4. How much was spent on batteries and repairs in 2023?

£3,120.

5. Which officer has to approve a flight over a residential street?

The Head of Estates.

6. Have residents complained about noise or intrusion?

No complaint was received.
"""
    assert said(_letter(body)) == _PLAIN


def test_restatements_are_known_however_wrapped_quoted_or_cased(said: Said) -> None:
    body = """
“DOES THE COUNCIL FLY  DRONES - WHETHER WITH ITS OWN
PILOTS OR THROUGH A CONTRACTOR?”
Our response: Yes, with its own pilots.

“How much was spent on bat\u00adteries and
repairs in\u00a02023?”
Our response: Nothing was spent.

“Which officer has to approve a flight over
a residential street”?
Our response: The duty manager.
"""
    assert said(_letter(body)) == {
        "2": "Yes, with its own pilots.",
        "4": "Nothing was spent.",
        "5": "The duty manager.",
    }


def test_headings_in_other_words_lead_to_their_questions(said: Said) -> None:
    body = """
Drones policy

The policy is on the council's website.

Models of drone owned

Two Kestrel 4 aircraft and one older machine.

Spending on batteries and repairs

A total of £3,120 went on them.

Complaints about noise and intrusion by residents

The council has had two letters, both in the summer.
"""
    found = said(_letter(body))
    assert found["1"] == "The policy is on the council's website."
    assert found["2b"] == "Two Kestrel 4 aircraft and one older machine."
    assert found["4"] == "A total of £3,120 went on them."
    assert found["6"] == "The council has had two letters, both in the summer."


def test_questions_asked_together_and_answered_together_share_the_passage(said: Said) -> None:
    body = """
2. Does the council fly drones, whether with its own pilots or through a contractor?
a. If yes to 2, for what purposes are they flown?
b. Which models of drone does the council own?
c. If yes to 2, how many flights were made in each calendar year?

The council has never flown a drone and owns none.

4. How much was spent on batteries and repairs in 2023?

Nothing.
"""
    found = said(_letter(body))
    assert {found[name] for name in ("2", "2a", "2b", "2c")} == {"The council has never flown a drone and owns none."}
    assert found["4"] == "Nothing."


def test_a_stem_answered_as_a_whole_answers_each_of_its_parts(split: Split) -> None:
    found = split(_letter("1. Attached.\n\n2. No.\n\n3. None of these documents exists.\n\n4. Nil.\n\n5. Nobody."))
    assert found["3a"].spans == found["3b"].spans == found["3c"].spans != ()
    assert found["3a"].evidence["how"] == "shared"


@pytest.mark.parametrize(
    ("range_words", "named"),
    [
        ("Questions 3 a to c", ("3a", "3b", "3c")),
        ("Questions 3a-c:", ("3a", "3b", "3c")),
        ("3(a) to 3(c)", ("3a", "3b", "3c")),
        ("Q3 a, b and c:", ("3a", "3b", "3c")),
        ("3 to 5:", ("3a", "3b", "3c", "4", "5")),
        ("Parts 4 and 5.", ("4", "5")),
    ],
)
def test_a_range_answers_each_question_it_names(said: Said, range_words: str, named: tuple[str, ...]) -> None:
    found = said(_letter(f"1. Attached.\n\n2. Yes.\n\n{range_words} The council holds no information.\n\n6. No."))
    assert {name for name in found if "The council holds no information." in found[name]} == set(named)
    assert found["6"] == "No."


def test_the_remainder_answers_what_no_other_passage_does(split: Split, said: Said) -> None:
    text = _letter("1. Attached.\n\n2. Yes.\n\n2b. Kestrel 4.\n\nThe remainder of your request: information not held.")
    found = said(text)
    assert found["2b"] == "Kestrel 4."
    left = {"2a", "2c", "3a", "3b", "3c", "4", "5", "6"}
    assert {name for name in found if "information not held" in found[name]} == left
    assert {split(text)[name].evidence["how"] for name in left} == {"rest"}


def test_a_pointer_takes_what_it_points_to_back_or_forward(split: Split) -> None:
    body = "1. See answer to 4 below.\n\n2. No.\n\n2a. See 2 above.\n\n2b. As above.\n\n4. Attached.\n\n5. N/A"
    found = split(_letter(body))
    assert found["1"].evidence["points_to"] == ["4"]
    assert found["1"].context == found["4"].spans
    assert found["2a"].evidence["points_to"] == ["2"]
    assert found["2b"].evidence["points_to"] == ["2a"]
    assert found["2b"].context == (*found["2a"].spans, *found["2"].spans)
    assert "points_to" not in found["5"].evidence


def test_chains_of_pointers_are_followed_three_steps_and_never_in_a_circle(split: Split) -> None:
    body = "1. See question 2.\n\n2. See question 4.\n\n4. See question 5.\n\n5. See question 6.\n\n6. See question 1."
    found = split(_letter(body))
    assert found["1"].context == (*found["2"].spans, *found["4"].spans, *found["5"].spans)


def test_answers_out_of_order_go_to_their_own_questions(said: Said) -> None:
    order = ["6", "4", "1", "2", "5"]
    body = "\n\n".join(f"Question {name}: {_PLAIN[name]}" for name in order)
    assert said(_letter(body)) == {name: _PLAIN[name] for name in order}


def test_departments_that_answer_apart_each_keep_their_words(said: Said) -> None:
    body = """
ESTATES DEPARTMENT

1. Attached.
2. Yes, for roofs.
4. £100.

HIGHWAYS DEPARTMENT

1. None.
2. No.
4. Nothing.
"""
    found = said(_letter(body))
    assert found == {"1": "Attached. / None.", "2": "Yes, for roofs. / No.", "4": "£100. / Nothing."}


@pytest.mark.parametrize("between", ["\t", " | "])
def test_rows_of_question_and_answer_give_the_answer_cell(said: Said, between: str) -> None:
    rows = [
        ("Question", "Response"),
        ("1. Please send a copy of your policy on the use of drones.", "Attached."),
        ("2. Does the council fly drones, whether with its own pilots or through a contractor?", "No."),
        ("4. How much was spent on batteries and repairs in 2023?", "Nothing."),
        ("5. Which officer has to approve a flight over a residential street?", "Not applicable."),
    ]
    found = said(_letter("\n".join(between.join(row) for row in rows)))
    assert found == {"1": "Attached.", "2": "No.", "4": "Nothing.", "5": "Not applicable."}


def test_an_empty_cell_is_silence(split: Split) -> None:
    body = (
        "| 1. Please send a copy of your policy on the use of drones. | Attached. |\n"
        "| 4. How much was spent on batteries and repairs in 2023? |  |\n"
        "| 5. Which officer has to approve a flight over a residential street? | The clerk. |"
    )
    found = split(_letter(body))
    assert found["4"].state == "unanswered"
    assert found["5"].state == "answered"


def test_answers_typed_between_quoted_lines_are_found(said: Said) -> None:
    body = """
> 1. Please send a copy of your policy on the use of drones.

Attached to this mail.

> 4. How much was spent on batteries and
> repairs in 2023?

About £90.

> 6. Have residents complained about noise or intrusion?

No.
"""
    assert said(_letter(body)) == {"1": "Attached to this mail.", "4": "About £90.", "6": "No."}


def test_one_refusal_for_all_answers_every_question(split: Split) -> None:
    refusal = (
        "I must refuse your request under section 12 of the Act, since to find the information would exceed "
        "the appropriate limit of 18 hours."
    )
    text = _letter(refusal)
    found = split(text)
    assert {spanned_text(text, answer.spans) for answer in found.values()} == {refusal}
    assert {answer.evidence["how"] for answer in found.values()} == {"whole"}


def test_a_denial_in_one_sentence_answers_every_question(split: Split) -> None:
    text = _letter("Wexmoor Council does not use drones and holds no information on them.")
    found = split(text)
    assert {answer.state for answer in found.values()} == {"answered"}
    assert len({answer.spans for answer in found.values()}) == 1


def test_running_prose_is_placed_by_meaning_and_the_rest_left_to_a_person(split: Split, said: Said) -> None:
    body = (
        "The council flies drones with pilots of its own. The purposes for which they are flown are roof surveys and "
        "searches. We own two models of drone, both of the Kestrel make.\n\n"
        "In 2023 some £3,120 was spent on batteries and repairs. A flight over a residential street must be approved "
        "by the Head of Estates. The tea in the depot is excellent."
    )
    text = _letter(body)
    found = said(text)
    assert "Kestrel" in found["2b"]
    assert "£3,120" in found["4"]
    assert "Head of Estates" in found["5"]
    assert all("tea" not in words for words in found.values())
    placed = [answer for answer in split(text).values() if answer.state == "answered"]
    assert {answer.evidence["how"] for answer in placed} == {"narrative"}
    assert max(answer.confidence for answer in placed) < 0.5


def test_clauses_of_an_annex_are_no_answers(said: Said) -> None:
    annex = """

Annex A: Drones policy

1. This policy applies to all staff.
2. Flights are logged.
a. The log is kept for a year.
3. Pilots are trained.
4. Batteries are checked.
5. The Head of Estates approves flights.
6. Complaints go to the clerk.
"""
    text = _listed(["1.", "2.", "2a.", "2b.", "2c.", "3a.", "3b.", "3c.", "4.", "5.", "6."]) + annex
    assert said(text) == _PLAIN


def test_a_list_of_links_is_no_answer(said: Said) -> None:
    links = "\n\nReferences\n\nVisible links\n1. https://wexmoor.example/policy\n2. https://wexmoor.example/drones\n"
    assert said(_listed(["1.", "2.", "2a.", "2b.", "2c.", "3a.", "3b.", "3c.", "4.", "5.", "6."]) + links) == _PLAIN


def test_a_bilingual_letter_keeps_what_both_languages_say_below_a_question(said: Said) -> None:
    body = """
1. Please send a copy of your policy on the use of drones.
Nid yw'r wybodaeth yn cael ei dal. Information not held.

4. How much was spent on batteries and repairs in 2023?
Dim. Nothing.

5. Which officer has to approve a flight over a residential street?
Amherthnasol. Not applicable.
"""
    assert said(_letter(body)) == {
        "1": "Nid yw'r wybodaeth yn cael ei dal. Information not held.",
        "4": "Dim. Nothing.",
        "5": "Amherthnasol. Not applicable.",
    }


def test_a_bilingual_letter_in_two_halves_keeps_both(said: Said) -> None:
    halves = "1. Wedi'i atodi.\n2. Ydy.\n4. Dim.\n5. Y clerc.\n\n1. Attached.\n2. Yes.\n4. Nothing.\n5. The clerk."
    assert said(_letter(halves)) == {
        "1": "Wedi'i atodi. / Attached.",
        "2": "Ydy. / Yes.",
        "4": "Dim. / Nothing.",
        "5": "Y clerc. / The clerk.",
    }


def test_a_review_replaces_the_answers_it_reverses_and_no_others(said: Said) -> None:
    text = (
        _listed(["1.", "2.", "2a.", "2b.", "2c.", "3a.", "3b.", "3c.", "4.", "5.", "6."])
        + "\n\nOutcome of internal review\n\nI have reviewed the decision and change two of the answers.\n\n"
        + "3c. The manual is now enclosed.\n\n4. £3,210; the sum given before was mistyped.\n"
    )
    reversed_ones = {"3c": "The manual is now enclosed.", "4": "£3,210; the sum given before was mistyped."}
    assert said(text) == _PLAIN | reversed_ones


def test_silence_on_a_part_is_silence(split: Split) -> None:
    found = split(_letter("1. Attached.\n\n2. Yes.\n\n2a. Roofs.\n\n2c. Twelve.\n\n4. £10.\n\n5. The clerk."))
    silent = {name for name, answer in found.items() if answer.state == "unanswered"}
    assert silent == {"2b", "3a", "3b", "3c", "6"}
    assert all(found[name].spans == () and found[name].evidence == {"how": "silent"} for name in silent)


def test_an_acknowledgement_answers_nothing(split: Split) -> None:
    found = split(
        _letter("We acknowledge receipt of your request. You will receive a response within 20 working days.")
    )
    assert {answer.state for answer in found.values()} == {"unanswered"}


def test_the_request_alone_answers_nothing(split: Split, request_text: str) -> None:
    assert {answer.state for answer in split(request_text).values()} == {"unanswered"}


def test_an_empty_text_answers_nothing_and_an_unread_letter_is_unread(
    split: Split, questions: tuple[Question, ...], request_text: str
) -> None:
    assert {answer.state for answer in split("").values()} == {"unanswered"}
    scan = Letter("Wexmoor Council", "scan.pdf", "", kind="unread")
    assert {answer.state for answer in split_letter(scan, questions, request_text)} == {"unread"}


def test_page_furniture_is_in_no_answer(questions: tuple[Question, ...], request_text: str) -> None:
    footer = "Wexmoor Council, The Moot Hall, Page 1 of 2"
    text = _letter(f"1. The policy is\n{footer}\nattached.\n\n2. Yes.\n\n4. £10.\n\n5. The clerk.\n\n6. No.")
    letter = Letter("Wexmoor Council", "a.txt", text, furniture=(Span(at := text.index(footer), at + len(footer)),))
    found = split_letter(letter, questions, request_text)
    assert [text[start:end] for start, end in found[0].spans] == ["1. The policy is", "attached."]
    assert all(footer not in text[start:end] for answer in found for start, end in answer.spans)


def test_the_closing_words_are_in_no_answer(said: Said) -> None:
    assert said(_letter("1. Attached.\n\n2. Yes.\n\n4. £5.\n\n5. The clerk.\n\n6. No."))["6"] == "No."


def test_an_enumerator_stays_in_the_span_and_a_spelled_label_does_not(split: Split) -> None:
    numbered = _letter("1. Attached.\n\n2. Yes.\n\n4. £5.\n\n5. The clerk.\n\n6. No.")
    spelled = numbered.replace("\n1. ", "\nQuestion 1: ")
    assert spanned_text(numbered, split(numbered)["1"].spans) == "1. Attached."
    assert spanned_text(spelled, split(spelled)["1"].spans) == "Attached."


def test_one_odd_marker_derails_nothing(said: Said) -> None:
    markers = ["1.", "2.", "2a.", "2b.", "2c.", "3a.", "3b.", "3c.", "4.", "5.", "6."]
    text = _listed(markers).replace("3b. Enclosed.", "3b. Enclosed.\n\n6. (the page is numbered so in the original)")
    found = said(text)
    assert {name: found[name] for name in _PLAIN if name not in ("3b", "6")} == {
        name: words for name, words in _PLAIN.items() if name not in ("3b", "6")
    }


def test_answers_come_in_the_questionnaires_order_with_confidence_and_evidence(
    split: Split, questions: tuple[Question, ...], request_text: str
) -> None:
    text = _listed(["1.", "2.", "2a.", "2b.", "2c.", "3a.", "3b.", "3c.", "4.", "5.", "6."])
    letter = Letter("Wexmoor Council", "a.txt", text)
    found = split_letter(letter, questions, request_text)
    assert [answer.question_id for answer in found] == [q.id for q in questions if not q.stem]
    assert all(0 < answer.confidence <= 1 for answer in found)
    assert {answer.evidence["how"] for answer in found} == {"number"}
    assert found == split_letter(letter, questions, request_text)
    assert found[0].id == content_id("answer", letter.id, "1")
    assert SPLITTER_VERSION


def test_silence_is_surer_in_a_letter_whose_other_answers_are_firm(split: Split) -> None:
    firm = split(
        _listed(["1.", "2.", "2a.", "2b.", "2c.", "3a.", "3b.", "3c.", "4.", "5.", "6."]).replace("6. No", "No")
    )
    vague = split("Dear Ms Hartley\n\nPerhaps another time.")
    assert firm["6"].confidence >= vague["6"].confidence


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("1236abci.()): \n\tQuestion>|drones?£\xa0\u00ad–“"), max_size=300))
def test_any_text_gives_every_question_once_and_spans_inside_the_text(
    questions: tuple[Question, ...], request_text: str, text: str
) -> None:
    found = split_letter(Letter("Wexmoor Council", "x.txt", text), questions, request_text)
    assert [answer.question_id for answer in found] == [q.id for q in questions if not q.stem]
    for answer in found:
        assert (answer.state == "answered") == bool(answer.spans)
        assert all(0 <= start < end <= len(text) and re.search(r"\w", text[start:end]) for start, end in answer.spans)
        assert list(answer.spans) == sorted(answer.spans)


def test_another_questionnaire_needs_no_code(questions: tuple[Question, ...]) -> None:
    asked = (Question("1", "How many trees were felled?"), Question("2", "Who signed the order?"))
    letter = Letter("Wexmoor Council", "t.txt", "1) Forty.\n2) The clerk.")
    found = split_letter(letter, asked, "1. How many trees were felled?\n2. Who signed the order?")
    assert [spanned_text(letter.text, answer.spans) for answer in found] == ["1) Forty.", "2) The clerk."]
    other = replace(letter, text="1) Fifty.\n2) The mayor.")
    assert split_letter(other, asked, "")[0].spans == (Span(0, 9),)


def test_marks_of_links_are_no_numbers(said: Said) -> None:
    text = (
        "[1]3 May 2024\n\nThank you for your mail.\n\n[2]5 June 2024\n\n1. The policy is attached.\n\n2. Yes.\n\n4. £40.\n\n5. The clerk.\n\n"
        "6. No.\n\nReferences\n\nVisible links\n1. https://drones.example/1\n2. https://drones.example/2\n"
    )
    assert said(text) == {"1": "The policy is attached.", "2": "Yes.", "4": "£40.", "5": "The clerk.", "6": "No."}


def test_a_quoted_question_without_an_answer_is_silent_though_the_next_has_one(said: Said) -> None:
    text = (
        "> 4. How much was spent on batteries and repairs in 2023?\n>\n> 5. Which officer has to approve a flight over a\n"
        "> residential street?\n\nThe clerk.\n\n> 6. Have residents complained about noise or intrusion?\n\nNever.\n"
    )
    assert said(text) == {"5": "The clerk.", "6": "Never."}


def test_numbers_set_out_before_their_parts_are_no_columns(said: Said) -> None:
    rows = [
        ("1.", "Attached."),
        ("2.", "Yes."),
        ("", "(a) Roofs and walkers."),
        ("", "(b) Two Mavics."),
        ("", "(c) Forty."),
        ("4.", "£40."),
        ("5.", "The clerk."),
        ("6.", "No, nobody has."),
    ]
    text = "\n\n".join(f"    {mark:5}{words}" for mark, words in rows)
    assert said(text) == {
        "1": "Attached.", "2": "Yes.", "2a": "Roofs and walkers.", "2b": "Two Mavics.", "2c": "Forty.", "4": "£40.", "5": "The clerk.", "6": "No, nobody has.",
    }  # fmt: skip


def test_advice_to_ask_again_is_no_part_of_an_answer(said: Said) -> None:
    text = "4. It would cost too much to find out (section 12). You may wish to narrow it to a single quarter.\n\n5. The clerk.\n\n6. No."
    assert said(text)["4"] == "It would cost too much to find out (section 12)."
    assert said("4. You may wish to narrow it.\n\n5. The clerk.\n\n6. No.")["4"] == "You may wish to narrow it."


def test_a_question_with_its_parts_answers_them_all(said: Said) -> None:
    text = "1. Attached.\n\nQuestion 2 and its parts: we can neither confirm nor deny this.\n\n4. £40.\n\n5. The clerk."
    assert {name for name, words in said(text).items() if "neither" in words} == {"2", "2a", "2b", "2c"}


def test_headings_that_end_in_several_numbers_share_out_what_stands_below(said: Said) -> None:
    text = (
        "Documents (1, 3a, 3b, 3c)\n\nThe policy is attached. So is the data protection impact assessment. The insurance certificate is withheld. "
        "There is no training manual for pilots.\n\nFlying (2, 2c)\n\nYes, with our own pilots. There were 31 flights in the calendar year 2023.\n\n"
        "Money (4)\n\n£40.\n\nWho approves (5)\n\nThe clerk.\n\nComplaints (6)\n\nNone.\n"
    )
    shared = said(text)
    assert shared["3a"] == "So is the data protection impact assessment."
    assert shared["2c"] == "There were 31 flights in the calendar year 2023."
    assert shared["4"] == "£40."
    assert shared["6"] == "None."


def test_a_list_inside_an_answer_is_none_of_restated_questions(said: Said) -> None:
    questions = [
        ("1. Please send a copy of your policy on the use of drones.", "Attached."),
        ("2. Does the council fly drones, whether with its own pilots or through a contractor?", "Yes."),
        ("a. If yes to 2, for what purposes are they flown?", "Roofs."),
        ("b. Which models of drone does the council own?", "Two Mavics."),
        ("c. If yes to 2, how many flights were made in each calendar year?", "Forty."),
        ("4. How much was spent on batteries and repairs in 2023?", "£40."),
        (
            "5. Which officer has to approve a flight over a residential street?",
            "Two have to:\n1. the clerk;\n2. the pilot.",
        ),
        ("6. Have residents complained about noise or intrusion?", "Never."),
    ]
    found = said("\n\n".join(f"{asked}\n\n{answer}" for asked, answer in questions))
    assert found["5"] == "Two have to: 1. the clerk; 2. the pilot."
    assert (found["1"], found["2"], found["4"]) == ("Attached.", "Yes.", "£40.")
