"""Letters without anchors: the body's paragraphs, and whether a statement is about the whole request."""

import pytest

from classifier.records import Span
from classifier.split.lines import lines
from classifier.split.nodes import Nodes
from classifier.split.scope import paragraphs, whole_or_narrative
from classifier.split.spans import Found


def _paragraphs(text: str, left_out: tuple[Span, ...] = ()) -> list[str]:
    return [text[start:end] for start, end in paragraphs(text, lines(text, ()), left_out)]


def _found(text: str, nodes: Nodes) -> dict[str, Found]:
    return {nodes.questions[leaf].id: one for leaf, one in whole_or_narrative(text, lines(text, ()), (), nodes).items()}


def test_the_body_lies_between_the_greeting_and_the_closing_words() -> None:
    text = (
        "Wexmoor Council, The Moot Hall, Wexmoor\n\nDear Ms Hartley\n\nThank you for your request of 3 May about drones.\n\n"
        "The council owns no drone\nof any make.\n\nIt has no plan to.\n\nYours sincerely\n\nP. Quill of the council"
    )
    assert _paragraphs(text) == ["The council owns no drone\nof any make.", "It has no plan to."]


def test_annexes_and_older_mails_are_no_body() -> None:
    body = "The council owns no drone of any make, and the council has no plan at all to buy one of them in any year."
    assert _paragraphs(f"{body}\n\nAnnex A\n\nThe policy of the council on drones.") == [body]
    assert _paragraphs(f"{body} {body}\n\nFrom: A. Reader\n\nWho flies the drones?") == [f"{body} {body}"]


def test_left_out_places_are_in_no_paragraph() -> None:
    text = "1. Who flies the drones in Wexmoor?\nNobody flies any of them.\n\nNobody owns any of them."
    question = Span(3, text.index("\n"))
    assert _paragraphs(text, (question,)) == ["Nobody flies any of them.", "Nobody owns any of them."]


def test_an_empty_text_has_no_body(nodes: Nodes) -> None:
    assert paragraphs("", [], ()) == []
    assert _found("", nodes) == {}


@pytest.mark.parametrize(
    "statement",
    [
        "The request is refused under section 14(1) of the Act because it is vexatious.",
        "To answer would exceed the appropriate limit, and section 12 of the Act applies.",
        "The Council can neither confirm nor deny that it holds what you ask for.",
        "The Council does not use drones.",
        "Wexmoor Council holds no information of this kind.",
    ],
)
def test_a_statement_about_the_whole_request_answers_every_question(nodes: Nodes, statement: str) -> None:
    text = f"Dear Ms Hartley\n\nThank you for your request of 3 May.\n\n{statement}\n\nYours sincerely"
    found = _found(text, nodes)
    assert len(found) == len(nodes.leaf_order)
    assert {one.how for one in found.values()} == {"whole"}
    (spans,) = {one.spans for one in found.values()}
    assert [text[start:end] for start, end in spans] == [statement]


def test_formal_notices_after_a_refusal_are_no_part_of_it(nodes: Nodes) -> None:
    refusal = "To answer would exceed the appropriate limit, and section 12 of the Act applies."
    text = f"Dear Ms Hartley\n\n{refusal}\n\nThis letter is a refusal notice under section 17 of the Act."
    (spans,) = {one.spans for one in _found(text, nodes).values()}
    assert [text[start:end] for start, end in spans] == [refusal]


@pytest.mark.parametrize(
    "words",
    [
        "We acknowledge receipt of your request of 3 May about drones.",
        "We need to extend the time for our reply by a further deadline of ten days.",
        "Could you please clarify which drones you have in mind?",
        "I am out of the office until Monday and shall read your mail then.",
    ],
)
def test_mails_that_do_not_answer_answer_nothing(nodes: Nodes, words: str) -> None:
    assert _found(f"Dear Ms Hartley\n\n{words}\n\nYours sincerely", nodes) == {}


def test_a_denial_in_a_long_letter_is_not_the_answer_to_everything(nodes: Nodes) -> None:
    prose = (
        "The council does not use drones of the older make. Two models of drone are owned, both Kestrels. "
        "In 2023 the council spent £40 on batteries and repairs. The Head of Estates has to approve a flight. "
        "Residents complained twice about noise. The policy on the use of drones is attached. "
        "Fourteen flights were made in each year. The purposes were roof surveys. Its pilots are its own. "
        "The insurance certificate is enclosed."
    )
    found = _found(f"Dear Ms Hartley\n\n{prose}\n\nYours sincerely", nodes)
    assert {one.how for one in found.values()} == {"narrative"}


def test_a_refusal_of_all_but_what_the_letter_answers_is_the_answer_of_the_rest(nodes: Nodes) -> None:
    text = (
        "Dear Ms Hartley\n\nThe council owns two Kestrel 4 aircraft, the only models of drone it has.\n\n"
        "Your questions are many. To look through every log is above the appropriate limit. Apart from what is said "
        "above, your request is therefore refused under section 12 of the Act.\n\nYours sincerely"
    )
    found = _found(text, nodes)
    assert text[found["2b"].spans[0].start :].startswith("The council owns two")
    assert {found[name].how for name in ("1", "3b", "4", "5", "6")} == {"rest"}
    assert [text[start:end][:11] for start, end in found["4"].spans] == ["To look thr"]


def test_a_refusal_of_the_whole_with_what_is_told_all_the_same(nodes: Nodes) -> None:
    text = (
        "Dear Ms Hartley\n\nThe Council refuses the request under regulation 12(4)(b), since it is manifestly unreasonable: "
        "to answer it would take 64 hours.\n\nYou might wish to confine it to question 2.\n\n"
        "I can tell you, in respect of question 4, that £410 was spent on batteries in 2023.\n\nYours sincerely\n\nP. Quill"
    )
    found = _found(text, nodes)
    said = {name: " ".join(text[start:end] for start, end in one.spans) for name, one in found.items()}
    assert "manifestly unreasonable" in said["1"] == said["2"] == said["5"]
    assert "£410" in said["4"]
    assert "manifestly" not in said["4"]
