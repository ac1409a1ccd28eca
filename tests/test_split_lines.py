"""Lines without furniture and quoting signs, and the signs by which the letter proper begins and ends."""

from collections.abc import Callable

import pytest

from classifier.records import Span
from classifier.split.lines import (
    Line,
    explains_exemption,
    is_annex,
    is_capitals,
    is_closing,
    is_review_heading,
    lines,
    names_regulator,
    starts_letter,
    starts_link_list,
    starts_older_mail,
    starts_review,
)


def _shown(text: str, furniture: tuple[Span, ...] = ()) -> list[str]:
    return [text[line.start : line.end] for line in lines(text, furniture)]


_Says = Callable[[str, Line], bool]


def _of_last_line(says: _Says, text: str) -> bool:
    return says(text, lines(text, ())[-1])


def test_lines_are_without_blanks_at_their_ends_and_without_blank_lines() -> None:
    assert _shown("  One \n\n\t\nTwo\fThree\n") == ["One", "Two", "Three"]
    assert lines("", ()) == []


def test_a_gap_says_that_blank_lines_stand_before() -> None:
    assert [line.gap for line in lines("One\nTwo\n\nThree\n \nFour", ())] == [True, False, True, True]


def test_quoting_signs_are_set_aside() -> None:
    text = "> > One\nTwo\n>\n> Three"
    assert _shown(text) == ["One", "Two", "Three"]
    assert [line.quoted for line in lines(text, ())] == [True, False, True]


def test_furniture_is_left_out_whole_or_at_a_lines_beginning() -> None:
    text = "One\nPage 1 of 2\nRef 7 Two\nThree"
    assert _shown(text, (Span(4, 15), Span(16, 22))) == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    "text",
    [
        "Yours sincerely",
        "Kind regards,",
        "If you are dissatisfied with this response you may ask for a review.",
        "Should you wish to complain, write to the clerk.",
        "You have the right to appeal to the Commissioner.",
        "Internal review",
        "I hope this is helpful.",
        "This concludes our response.",
        "Disclaimer",
        "Signed",
        "Yn gywir",
        "-----",
    ],
)
def test_closing_words_are_known(text: str) -> None:
    assert _of_last_line(is_closing, text)


@pytest.mark.parametrize(
    "text",
    [
        "If you fly a drone, you need a licence.",
        "Yours is the only request.",
        "No.",
        "You may fly there.",
        "We hope to buy one.",
        "--",
    ],
)
def test_answers_are_no_closing_words(text: str) -> None:
    assert not _of_last_line(is_closing, text)


@pytest.mark.parametrize(
    "heading", ["Annex A", "ANNEX B: Policy", "Appendix 1 – Log of flights", "Atodiad 1", "Schedule 2"]
)
def test_an_annex_begins_with_a_heading_of_its_own(heading: str) -> None:
    assert _of_last_line(is_annex, f"No.\n\n{heading}")
    assert not _of_last_line(is_annex, f"The policy is in\n{heading}")  # a wrapped sentence


def test_a_sentence_about_an_annex_is_no_heading() -> None:
    text = "Annex A holds the policy of the council and the log of every flight made since the first drone was bought in 2021, see there."
    assert not _of_last_line(is_annex, text)


@pytest.mark.parametrize(
    ("says", "text"),
    [
        (starts_review, "Outcome of internal review"),
        (starts_review, "Following your request for an internal review"),
        (starts_review, "I have now reviewed the decision"),
        (starts_review, "Corrected response"),
        (is_review_heading, "Request for an internal review"),
        (starts_letter, "Dear Ms Hartley"),
        (starts_letter, "Annwyl Ms Hartley"),
        (starts_link_list, "References"),
        (starts_link_list, "Visible links:"),
        (names_regulator, "Write to the Information Commissioner, Water Lane."),
        (is_capitals, "ESTATES DEPARTMENT"),
    ],
)
def test_signs_are_known(says: _Says, text: str) -> None:
    assert _of_last_line(says, text)


@pytest.mark.parametrize(
    ("says", "text"),
    [
        (starts_review, "The policy is under review"),
        (starts_review, "Following an internal review you may appeal"),
        (is_review_heading, "The internal review of drones was held in May"),
        (starts_letter, "> Dear clerk"),
        (starts_letter, "Dearly bought"),
        (starts_link_list, "References to drones are in the policy"),
        (names_regulator, "The commission decides."),
        (is_capitals, "DPIA"),
        (is_capitals, "THE HEAD OF ESTATES."),
        (is_capitals, "WEXMOOR COUNCIL\n\nNo.\n\nWEXMOOR COUNCIL"),
    ],
)
def test_what_only_resembles_a_sign_is_none(says: _Says, text: str) -> None:
    assert not _of_last_line(says, text)


@pytest.mark.parametrize("head", ["-----Original Message-----", "On 3 May 2024, A. Reader wrote:", "From: A. Reader"])
def test_an_older_mail_begins_below_a_letter_of_some_words(head: str) -> None:
    body = "We hold none of the information that you ask for, nor has any department of this council held it. " * 2
    assert _of_last_line(starts_older_mail, f"{body}\n{head}")
    assert not _of_last_line(starts_older_mail, f"Subject: drones\n{head}")  # the letter's own head


@pytest.mark.parametrize(
    ("paragraph", "explains"),
    [
        ("Section 40(2) is an absolute exemption.", True),
        ("Sections 31 and 43 are qualified exemptions and I have weighed them.", True),
        ("Section 43(2) says that information is exempt if its disclosure would do harm.", True),
        ("In applying section 43(2) I have considered the public interest.", True),
        ("Section 8 of the Retention Schedule applies.", False),
        ("Section 40(2) applies.", False),
    ],
)
def test_a_paragraph_that_explains_an_exemption_is_known(paragraph: str, explains: bool) -> None:
    assert _of_last_line(explains_exemption, f"Yes.\n\n{paragraph}") == explains
    assert not _of_last_line(explains_exemption, f"Yes.\n{paragraph}")
