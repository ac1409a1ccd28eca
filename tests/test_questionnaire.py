"""A request's text becomes a tree of questions: ids, parents, stems, conditions and what each asks for."""

import pytest

from classifier.errors import DataError
from classifier.questionnaire import Asks, Condition, Question, asks, leaves, parse_request, unread_questions
from classifier.resources import resource


def _ids(text: str) -> list[str]:
    return [question.id for question in parse_request(text)]


def _by_id(text: str) -> dict[str, Question]:
    return {question.id: question for question in parse_request(text)}


def test_the_shared_request_becomes_a_tree(request_text: str) -> None:
    found = _by_id(request_text)
    assert list(found) == ["1", "2", "2a", "2b", "2c", "3", "3a", "3b", "3c", "4", "5", "6"]
    assert [found[name].parent for name in ("1", "2", "2a", "3", "3c")] == [None, None, "2", None, "3"]
    assert [name for name, question in found.items() if question.stem] == ["3"]
    assert found["1"].text == "Please send a copy of your policy on the use of drones."
    assert found["6"].text == "Have residents complained about noise or intrusion?"


def test_leaves_are_the_questions_that_can_be_answered(request_text: str) -> None:
    found = [question.id for question in leaves(parse_request(request_text))]
    assert found == ["1", "2", "2a", "2b", "2c", "3a", "3b", "3c", "4", "5", "6"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("1. Who?\n2. When?", ["1", "2"]),
        ("1) Who?\n2) When?", ["1", "2"]),
        ("Q1 Who?\nQ2 When?", ["1", "2"]),
        ("Question 1: Who?\nQuestion 2: When?", ["1", "2"]),
        ("1. Do you?\n  a) Who?\n  b) When?\n2. Why?", ["1", "1a", "1b", "2"]),
        ("1. Do you?\n  i) Who?\n  ii) When?\n2. Why?", ["1", "1i", "1ii", "2"]),
        ("1. Do you?\n1.1 Who?\n1.2 When?\n2. Why?", ["1", "1.1", "1.2", "2"]),
        ("1a). Who?\n1b) When?\n2. Why?", ["1", "1a", "1b", "2"]),
        ("a. Who?\nb. When?", ["a", "b"]),
        ("1. Send:\na. a map;\ni. the key\nii. the scale\nb. a list", ["1", "1a", "1ai", "1aii", "1b"]),
        ("1. Send copies of:\na. the map; b. the list; c. the key\n2. Why?", ["1", "1a", "1b", "1c", "2"]),
        ("- Who felled the trees?\n- When were they felled?", ["1", "2"]),
        ("• Who?\n• When?\n• Why?", ["1", "2", "3"]),
        ("1. Who?\r\n2. When?\r\n", ["1", "2"]),
        ("1.\xa0Who?\n2.\xa0When?", ["1", "2"]),
    ],
)
def test_every_manner_of_numbering_is_read(text: str, ids: list[str]) -> None:
    assert _ids(text) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("1. Who?\n2. When?\n4. Why?\n5. How?", ["1", "2", "4", "5"]),
        ("1. Who?\n4. When?\n5. Why?", ["1", "4", "5"]),
        ("1. Who?\n  a) And when?\n3. Why?\n4. How?", ["1", "1a", "3", "4"]),
        ("Q1 Who?\nQ2 When?\nQ4 Why?\nQ5 How?", ["1", "2", "4", "5"]),
        ("1. Who?\n2. When?\n6. Why?\n7. How?", ["1", "2"]),  # three are wanting
        ("1. Who?\n2. Under section\n4. of the Act?\n3. Why?", ["1", "2", "3"]),  # it comes later
        ("1. Who?\n2. Under section\n4. of the Act?", ["1", "2"]),  # nothing follows
        ("1. Who?\n2. Under sections\n4) and\n5. of the Act?", ["1", "2"]),  # written otherwise
    ],
)
def test_a_list_goes_on_beyond_one_or_two_numbers_that_are_wanting(text: str, ids: list[str]) -> None:
    assert _ids(text) == ids


def test_lines_that_look_like_questions_and_are_none_are_told() -> None:
    text = "1. Who?\n2. When?\n6. Why?\n7. How?\n3. Whose?\n\nYours faithfully\n\n4. Mill Lane\n"
    assert unread_questions(text) == [("6. Why?", "2"), ("7. How?", "2")]
    assert unread_questions("- Who?\n- When?") == []


def test_no_shipped_request_has_such_lines() -> None:
    for path in resource("data").rglob("request.txt"):
        assert unread_questions(path.read_text(encoding="utf-8")) == [], path


def test_numbers_that_continue_no_list_are_text() -> None:
    found = _by_id("1. In the years\n2021. and after, who felled trees?\n2. How many?")
    assert list(found) == ["1", "2"]
    assert found["1"].text == "In the years 2021. and after, who felled trees?"


def test_a_numbering_that_begins_again_keeps_both_under_ids_of_their_own() -> None:
    ids = _ids("1a) Who?\n1b) When?\n1a) Where?")
    assert ids == ["1", "1a", "1b", "1a-2"]


def test_a_parent_that_is_only_implied_is_added_as_a_stem() -> None:
    found = _by_id("1a) Who?\n1b) When?")
    assert found["1"] == Question("1", "", stem=True)


def test_a_request_without_numbers_is_refused_with_advice() -> None:
    with pytest.raises(DataError, match="begin each question with a number"):
        parse_request("Please tell me about drones.")


def test_closing_words_belong_to_no_question() -> None:
    found = _by_id("1. Who?\n2. When?\n\nThank you for your help.\n\nYours faithfully\nA. Reader")
    assert found["2"].text == "When?"
    assert found["2"].tail == ""


def test_a_paragraph_after_the_parts_is_their_tail() -> None:
    found = _by_id("1. Send copies of:\na. the map\nb. the list\n\nPlease say if you have none.\n\n2. Why?")
    assert found["1b"].text == "the list"
    assert found["1b"].tail == "Please say if you have none."


def test_a_paragraph_after_a_question_without_parts_goes_on_with_it() -> None:
    found = _by_id("1. Who felled the trees?\n\nPlease name the officer.\n\n2. Why?")
    assert found["1"].text == "Who felled the trees? Please name the officer."


def test_a_question_whose_parts_depend_on_its_answer_is_no_stem() -> None:
    found = _by_id("1. Council drones:\na. If yes, how many?\nb. If no, why not?")
    assert not found["1"].stem


@pytest.mark.parametrize(
    ("first", "second", "condition"),
    [
        ("1. Do you fly drones?", "2. If yes to 1, how many?", Condition("1", "yes")),
        ("1. Do you fly drones?", "2. If yes (1), how many?", Condition("1", "yes")),
        ("1. Do you fly drones?", "a. If yes, how many?", Condition("1", "yes")),
        ("1. Do you fly drones?", "a. If so, how many?", Condition("1", "yes")),
        ("1. Do you fly drones?", "a. If no, why not?", Condition("1", "no")),
        ("1. Do you fly drones?", "a. If not, why?", Condition("1", "no")),
        ("1. Do you fly drones?", "2. If no, why not?", Condition("1", "no")),
        ("1. Do you fly drones?", "2. How many?", None),
        ("1. Do you fly drones?", "2. If yes to 9, how many?", Condition("1", "yes")),
        ("1. Do you fly drones?", "2. If not already stated, who flies them?", None),
    ],
)
def test_conditions_name_the_question_they_depend_on(first: str, second: str, condition: Condition | None) -> None:
    assert parse_request(f"{first}\n{second}")[-1].condition == condition


def test_a_condition_on_a_part_of_the_same_question_is_found(request_text: str) -> None:
    found = _by_id(
        "2. Do you fly drones?\na. Which?\nb. Are they insured?\nc. If yes to b, by whom?".replace("2.", "1.")
    )
    assert found["1c"].condition == Condition("1b", "yes")
    assert _by_id(request_text)["2a"].condition == Condition("2", "yes")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Please send a copy of your drones policy.", "document"),
        ("Does the council have a policy on drones? If so, please send a copy.", "document"),
        ("Have you tested the drones? If so, please send the results.", "whether"),
        ("Please provide the data protection impact assessment.", "document"),
        ("the training manual for pilots", "explain"),
        ("a copy of the contract", "document"),
        ("How many flights were made?", "how_many"),
        ("What did the council spend on drones?", "how_many"),
        ("For how long is the footage kept?", "explain"),
        ("Which officer approves a flight?", "name"),
        ("Please name the supplier.", "name"),
        ("To whom is footage passed?", "name"),
        ("Does the council fly drones?", "whether"),
        ("Please confirm whether you fly drones.", "whether"),
        ("Have residents complained?", "whether"),
        ("If yes, is it published?", "whether"),
        ("Please describe the procedure.", "explain"),
        ("", "explain"),
    ],
)
def test_a_questions_words_say_what_it_asks_for(text: str, kind: Asks) -> None:
    assert asks(text) == kind


def test_a_part_that_only_names_a_thing_asks_for_what_its_stem_asks(request_text: str) -> None:
    found = _by_id(request_text)
    assert [found[name].asks for name in ("3a", "3b", "3c")] == ["document"] * 3
    other = _by_id("1. Please send your drones policy. Is it new?\na. Describe its making.\nb. Describe its use.")
    assert [other[name].asks for name in ("1", "1a", "1b")] == ["document", "explain", "explain"]


@pytest.mark.parametrize(
    ("name", "path"),
    [("2a", ("2", "a")), ("1", ("1",)), ("2.1", ("2", "1")), ("3iv", ("3", "iv")), ("1ai", ("1", "a", "i"))],
)
def test_an_id_has_a_path(name: str, path: tuple[str, ...]) -> None:
    assert Question(name, "").path == path


def test_the_same_text_gives_the_same_questions(request_text: str) -> None:
    assert parse_request(request_text) == parse_request(request_text)


@pytest.mark.parametrize(
    "request_text",
    [
        "A. The systems\n\n1. Is one used?\n\n2. If yes, its name.\n\n3. If no, is one planned?\n\nB. Papers\n\n"
        "1. Is there a consent form?\n\n2. If yes to A1, what does a pupil do without?",
        "The systems\n\nA1. Is one used?\n\nA2. If yes, its name.\n\nA3. If no, is one planned?\n\nPapers\n\n"
        "B1. Is there a consent form?\n\nB2. If yes to A1, what does a pupil do without?",
    ],
    ids=["numbers below lettered titles", "letters with numbers"],
)
def test_questions_in_lettered_parts_are_found_with_their_conditions(request_text: str) -> None:
    found = _by_id(request_text)
    assert [name for name, question in found.items() if not question.stem] == ["a1", "a2", "a3", "b1", "b2"]
    conditions = [found[name].condition for name in ("a2", "a3", "b2")]
    assert conditions == [Condition("a1", "yes"), Condition("a1", "no"), Condition("a1", "yes")]
    assert found["b"].text == "Papers"


def test_a_label_with_a_full_stop_is_a_stem_even_over_a_condition() -> None:
    text = "1. Audit.\n(i) Has audit looked at kites?\n(ii) If so, please attach the report.\n2. Kites (of any kind).\n(i) Who flies them?"
    assert [question.id for question in leaves(parse_request(text))] == ["1i", "1ii", "2i"]


def test_a_heading_over_parts_belongs_to_the_number_that_they_imply() -> None:
    found = _by_id(
        "Section A: Policy\nA1 Do you?\nA2 When was it read?\nSection B: Use\nB1 How often?\nB2 If never, why?"
    )
    assert found["a2"].text == "When was it read?"
    assert found["b"].text == "Section B: Use"
    assert found["b"].stem


def test_a_title_with_a_colon_is_a_stem_even_over_a_condition() -> None:
    questions = parse_request(
        "1. How many staff?\n\n2. Families and contacts:\na. Is there a scheme?\nb. If so, how often was it used?\n\n3. At what cost?\n"
    )
    by_id = {question.id: question for question in questions}
    assert by_id["2"].stem
    assert by_id["2b"].condition == Condition("2a", "yes")


@pytest.mark.parametrize("sign", [",", " –", ":"])
def test_a_question_that_is_left_open_before_its_parts_is_a_stem(sign: str) -> None:
    text = (
        f"1. How many officers were there on 31 May 2024{sign}\n(i) in the establishment?\n(ii) in post?\n\n2. Why?\n"
    )
    assert {one.id: one.stem for one in parse_request(text)} == {"1": True, "1i": False, "1ii": False, "2": False}


def test_a_question_that_runs_on_into_its_parts_is_a_stem() -> None:
    questions = parse_request(
        "1. How many staff?\n2. Of the claims made in each year, how many\na) were paid in full\nb) were rejected?\n3. Who decides?\n"
    )
    by_id = {question.id: question for question in questions}
    assert by_id["2"].stem
    assert [by_id[part].asks for part in ("2a", "2b")] == ["how_many", "how_many"]


def test_a_title_over_the_next_questions_is_no_part_of_the_one_before() -> None:
    questions = parse_request(
        "1. How many appeals succeeded?\n\nPart 2 - People who serve\n\n2. How often?\na. For officers?\nb. For staff?\n\nMoney\n\n3. At what cost?\n\nWith many thanks,\n\nA Person\n"
    )
    said = {question.id: (question.text, question.tail) for question in questions}
    assert said["1"] == ("How many appeals succeeded?", "")
    assert said["2b"] == ("For staff?", "")
    assert said["3"] == ("At what cost?", "")


def test_a_part_with_a_number_is_a_title_where_questions_have_numbers_of_their_own() -> None:
    questions = parse_request(
        "Part 1 - Where people live\n\n1. How many?\n\n2. Where?\n\nPart 2 - Money\n\n3. At what cost?\n"
    )
    assert [(question.id, question.text) for question in questions] == [
        ("1", "How many?"),
        ("2", "Where?"),
        ("3", "At what cost?"),
    ]


def test_a_statement_over_parts_asks_nothing() -> None:
    text = "1. Software plays a part in these cases.\n(a) Which software do you use?\n(b) What does it cost?\n2. Do you have a policy?\n(a) If not, why not?\n(b) Who wrote it?\n"
    assert {one.id: one.stem for one in parse_request(text) if not one.parent} == {"1": True, "2": False}


def test_parts_with_letters_stand_under_questions_of_lettered_sections() -> None:
    questions = parse_request(
        "Part A – Partners\n\nA1. Who are they?\nA2. Of your checks, please say:\na) what they cost;\nb) who makes them.\n\n"
        "Part B – Exports\n\nB1. How many licences\n   a) did you apply for?\n   b) were refused?\nB2. Who leads?\n"
    )
    ids = ["a", "a1", "a2", "a2a", "a2b", "b", "b1", "b1a", "b1b", "b2"]
    assert [question.id for question in questions] == ids
    assert [question.id for question in questions if question.stem] == ["a", "a2", "b", "b1"]


@pytest.mark.parametrize(
    "title", ["Part {}", "PART {} - Money", "SECTION {}: Money", "Section {} – Money", "Theme {}."]
)
def test_numbers_that_begin_anew_in_each_section_bear_its_letter(title: str) -> None:
    text = f"{title.format('A')}\n1. How many?\n2. Where?\na) Indoors?\nb) Outdoors?\n\n{title.format('B')}\n1. Why?\n2. Who?\n3. When?\n"
    ids = [question.id for question in parse_request(text)]
    assert ids == ["a", "a1", "a2", "a2a", "a2b", "b", "b1", "b2", "b3"]


def test_numbers_that_begin_anew_under_titles_bear_the_title_s_place() -> None:
    questions = parse_request("Please tell me:\n\nPartners\n\n1. How many?\n2. Where?\n\nExports\n\n1. Why?\n2. Who?\n")
    said = {question.id: question.text for question in questions}
    assert said == {"1": "Partners", "1.1": "How many?", "1.2": "Where?", "2": "Exports", "2.1": "Why?", "2.2": "Who?"}


@pytest.mark.parametrize("mark", ["A.", "Section A:", "PART A -", "I."])
def test_letters_over_numbers_that_run_on_are_titles(mark: str) -> None:
    other = {"A.": "B.", "Section A:": "Section B:", "PART A -": "PART B -", "I.": "II."}[mark]
    questions = parse_request(f"{mark} Partners\n\n1. How many?\n2. Where?\n\n{other} Exports\n\n3. Why?\n4. Who?\n")
    said = {question.id: question.text for question in questions}
    assert said == {"1": "How many?", "2": "Where?", "3": "Why?", "4": "Who?"}


def test_numbers_that_begin_anew_without_a_title_are_no_questions() -> None:
    questions = parse_request(
        "1. How many?\n2. Where?\n3. Please send for each:\n\nIn your reply I should like, in any order,\n1. a list;\n2. a map.\n"
    )
    assert [question.id for question in questions] == ["1", "2", "3"]
