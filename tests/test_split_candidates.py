"""Candidate anchors: what may begin an answer, what it may mean, and how much it counts."""

from collections.abc import Callable

import pytest

from classifier.questionnaire import Question
from classifier.split.anchors import Anchor
from classifier.split.candidates import candidate_anchors
from classifier.split.echo import find_echoes
from classifier.split.lines import lines
from classifier.split.manner import first_markers, manner_of, table_figures
from classifier.split.nodes import Nodes, resolve
from classifier.split.numbers import counts_through, in_sequence
from classifier.split.words import form_of, words

Anchors = Callable[[str], list[Anchor]]


@pytest.fixture
def anchors(questions: tuple[Question, ...], request_text: str, nodes: Nodes) -> Anchors:
    request_lines = frozenset(form_of(line) for line in request_text.splitlines())

    def find(text: str) -> list[Anchor]:
        echoes = find_echoes(text, words(text), questions, request_text)
        body = lines(text, ())
        figures = table_figures(text, body)
        manner = manner_of(text, body, first_markers(text, body, figures), figures, nodes)
        return candidate_anchors(text, body, echoes, nodes, request_lines, manner)

    return find


def _meant(anchor: Anchor, nodes: Nodes) -> dict[str, float]:
    return {nodes.questions[one.first].id: one.score for one in anchor.candidates}


def test_a_number_may_mean_its_own_question_or_with_a_shift_its_neighbours(anchors: Anchors, nodes: Nodes) -> None:
    (anchor,) = anchors("5. The clerk.")
    assert (anchor.kind, anchor.text, anchor.start, anchor.body) == ("number", "5.", 0, 0)
    shifts = {nodes.questions[one.first].id: one.shift for one in anchor.candidates}
    assert shifts == {"5": 0, "6": -1, "4": 1}
    meant = _meant(anchor, nodes)
    assert meant["5"] > meant["4"] == meant["6"]


def test_a_lone_letter_may_mean_a_part_of_any_question(anchors: Anchors, nodes: Nodes) -> None:
    (anchor,) = anchors("b) The clerk.")
    meant = _meant(anchor, nodes)
    assert set(meant) == {"2b", "3b"}
    assert meant["2b"] == meant["3b"]


def test_a_path_names_its_place_in_full(anchors: Anchors, nodes: Nodes) -> None:
    (anchor,) = anchors("2(b) The clerk.")
    assert anchor.explicit
    first, *slips = _meant(anchor, nodes)
    assert (first, set(slips) <= {"1b", "3b"}) == ("2b", True)


def test_a_number_that_no_question_bears_costs_nothing_to_pass_over(anchors: Anchors) -> None:
    (anchor,) = anchors("44. The clerk.")
    assert anchor.candidates == ()
    assert anchor.noise == 0.0


def test_a_spelled_out_marker_is_no_part_of_what_it_introduces(anchors: Anchors) -> None:
    (spelled,) = anchors("Question 5: The clerk.")
    assert spelled.word
    assert spelled.body == len("Question 5:")


def test_a_restated_question_outweighs_a_number(anchors: Anchors, nodes: Nodes) -> None:
    text = "5. Which officer has to approve a flight over a residential street?\nThe clerk."
    (restated,) = anchors(text)
    assert restated.kind == "restated"
    assert restated.start == 0
    assert text[restated.body :].lstrip("?").strip() == "The clerk."
    assert list(_meant(restated, nodes)) == ["5"]
    assert restated.candidates[0].score > 2 > anchors("5. The clerk.")[0].candidates[0].score


def test_the_opening_quotation_mark_belongs_to_the_restated_question(anchors: Anchors) -> None:
    text = "No.\n“Which officer has to approve a flight over a residential street?”\nThe clerk."
    (restated,) = anchors(text)
    assert text[restated.start] == "“"


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("Questions 3 a to c: Not held.", ["3a", "3b", "3c"]),
        ("2 to 3. Not held.", ["2", "2a", "2b", "2c", "3a", "3b", "3c"]),
        ("4 and 5: Not held.", ["4", "5"]),
        ("3(a) to 3(b) Not held.", ["3a", "3b"]),
    ],
)
def test_a_range_covers_its_members(anchors: Anchors, nodes: Nodes, text: str, members: list[str]) -> None:
    anchor = anchors(text)[0]
    assert anchor.kind == "range"
    assert [nodes.questions[leaf].id for leaf in anchor.candidates[0].members] == members


def test_a_heading_that_ends_in_a_questions_number_is_an_anchor(anchors: Anchors, nodes: Nodes) -> None:
    text = "Point (b) – question 5\n\nThe clerk."
    (anchor,) = anchors(text)
    assert (anchor.body, anchor.explicit) == (text.index("\n"), True)
    assert list(_meant(anchor, nodes)) == ["5"]


@pytest.mark.parametrize("text", ["See answer to question 5", "4. Please refer to question 5.", "As per question 5"])
def test_a_pointer_that_ends_in_a_questions_number_is_no_heading(anchors: Anchors, text: str) -> None:
    assert [anchor.text for anchor in anchors(text)] == (["4."] if text.startswith("4.") else [])


@pytest.mark.parametrize(
    "text", ["2 to 3 cases were found", "5 or 6 of them", "9 to 11. Not held.", "4 to 2: Not held."]
)
def test_counts_and_unknown_numbers_are_no_range(anchors: Anchors, text: str) -> None:
    assert not any(anchor.candidates for anchor in anchors(text) if anchor.kind == "range")


@pytest.mark.parametrize(
    "text",
    ["The remainder of your questions: not held.", "As for the other questions, none.", "The Council holds nothing beyond what is set out above."],
)  # fmt: skip
def test_the_rest_is_an_anchor_without_members(anchors: Anchors, text: str) -> None:
    (anchor,) = anchors(text)
    assert anchor.kind == "rest"
    assert anchor.candidates[0].members == ()


def test_a_heading_in_other_words_is_the_weakest_anchor(anchors: Anchors, nodes: Nodes) -> None:
    (anchor,) = anchors("Spending on batteries and repairs\n\nNothing.")
    assert anchor.kind == "heading"
    assert next(iter(_meant(anchor, nodes))) == "4"


def test_letters_that_go_on_inside_a_line_are_anchors_and_citations_are_none(anchors: Anchors) -> None:
    found = anchors("3. a) Enclosed. b) Not held. c) Exempt under section 31(1)(a) and 43(b) of the Act.")
    assert [anchor.text for anchor in found] == ["3. a)", "b)", "c)"]
    assert [anchor.inline for anchor in found] == [False, True, True]


def test_anchors_count_less_after_the_closing_words_and_in_an_annex_and_nothing_among_links(anchors: Anchors) -> None:
    text = "1. No.\n\nYours sincerely\n\n2. Yes.\n\nAnnex A\n\n3. No.\n\nReferences\n\n4. https://wexmoor.example"
    weights = [anchor.weight for anchor in anchors(text)]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == 4
    assert (weights[0], weights[-1]) == (1.0, 0.0)


def test_a_review_begins_a_later_layer_and_an_older_mail_an_earlier_one(anchors: Anchors) -> None:
    filler = "The council has searched the records of each of its departments for what you ask, at some length. " * 3
    text = f"1. No.\n\n{filler}\n\nOutcome of internal review\n\n1. Yes.\n\nFrom: A. Reader\n\n1. Who?"
    assert [anchor.layer for anchor in anchors(text)] == [0, 1, -1]


def test_a_number_in_the_middle_of_a_wrapped_sentence_counts_half(anchors: Anchors) -> None:
    wrapped = "The council has made a number of flights in the year and it was\n2. Yes."
    assert anchors(wrapped)[-1].weight == 0.5
    assert anchors(wrapped.replace("it was\n", "it was.\n"))[-1].weight == 1.0


def test_numbers_can_be_counted_through_all_questions(anchors: Anchors, nodes: Nodes) -> None:
    (anchor,) = in_sequence(anchors("5. The clerk."), nodes)
    # The leaves in order: 1, 2, 2a, 2b, 2c, 3a, ...; the fifth is 2c.
    assert _meant(anchor, nodes)["2c"] == max(_meant(anchor, nodes).values())
    assert [one.candidates for one in in_sequence(anchors("2b. Kestrel."), nodes)] == [()]


def test_a_letter_counts_through_only_when_it_has_a_number_beyond_the_questionnaire(
    anchors: Anchors, nodes: Nodes
) -> None:
    assert not counts_through(anchors("1. No.\n2. No.\n6. No."), nodes)
    assert counts_through(anchors("1. No.\n2. No.\n7. No."), nodes)


def test_anchors_come_in_order_of_place(anchors: Anchors, request_text: str) -> None:
    starts = [anchor.start for anchor in anchors(request_text)]
    assert starts == sorted(starts)
    assert anchors("") == []


@pytest.mark.parametrize(
    ("path", "context", "name"),
    [
        (("2", "b"), None, "2b"),
        (("2", "2"), None, "2b"),
        (("2", "ii"), None, "2b"),
        (("b",), "2", "2b"),
        (("b",), "3a", "3b"),
        (("9",), None, None),
        (("2", "z"), None, None),
        (("b",), None, "2"),
        (("z",), None, None),
    ],
)
def test_a_path_is_resolved_in_its_context(
    nodes: Nodes, path: tuple[str, ...], context: str | None, name: str | None
) -> None:
    index = {question.id: i for i, question in enumerate(nodes.questions)}
    found = resolve(nodes, path, index[context] if context else None)
    assert (nodes.questions[found].id if found is not None else None) == name


def test_headings_that_end_in_a_number_in_brackets_are_read_where_a_letter_has_several(
    anchors: Anchors, nodes: Nodes
) -> None:
    text = "\n\n".join(f"The {what} ({number})\nHeld." for what, number in (("map", "1"), ("log", "4"), ("way", "5")))
    assert not [anchor for anchor in anchors(text) if anchor.kind == "number"]
    found = [anchor for anchor in anchors(text + "\n\nNoise (6)\nHeld.") if anchor.kind == "number"]
    assert [[nodes.questions[c.first].id for c in one.candidates] for one in found] == [["1"], ["4"], ["5"], ["6"]]


def test_a_conclusion_that_names_its_questions_begins_with_its_reasons(anchors: Anchors, nodes: Nodes) -> None:
    text = "We own nothing that flies. Questions 1 to 4 are therefore not applicable."
    found = [anchor for anchor in anchors(text) if anchor.kind == "range"]
    assert [(one.start, one.body) for one in found] == [(0, 0)]
    found = list(anchors("We own one. Questions 1 to 4 are answered in the annex."))
    assert [one.start for one in found if one.kind == "range"] == [12]


@pytest.mark.parametrize("text", ["Your Q4: Held.", "Your question 4. Held.", "Section 4\nHeld."])
def test_a_number_may_stand_behind_your_question_or_section(anchors: Anchors, nodes: Nodes, text: str) -> None:
    (anchor,) = anchors(text)
    assert nodes.questions[anchor.candidates[0].first].id == "4"
    assert anchor.word
