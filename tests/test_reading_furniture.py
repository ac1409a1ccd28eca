"""Letterheads, footers and page numbers are found with and without pages; short answers that repeat are not."""

import itertools

import pytest

from classifier.reading import find_furniture
from classifier.records import Span

BLOCK = """Information Compliance Team
University of Arden
3rd Floor, 32-38 Mill Street
Arden AR1 4QQ
T: +44 (0)1632 960 700
E: xxx@xxxxxxxxxxx.xx.xx

© University of Arden"""
BREAK = "\n\n\n\n\n\n"


def found(text: str, pages: tuple[Span, ...] = ()) -> list[str]:
    spans = find_furniture(text, pages)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert list(spans) == sorted(spans)
    return [text[start:end] for start, end in spans]


def pasted() -> str:
    """A letter pasted from a PDF: the address block between answers and within a sentence, no form feeds."""
    return (
        f"1. A policy?\n\nInformation not held.\n{BLOCK}{BREAK}2. Do you monitor?\n\nUse by students is subject to our"
        f" Guidelines, Student Code and\n{BLOCK}{BREAK}Acceptable Use Policy.\n\n3. How often?\n\nInformation not held.\n"
        f"{BLOCK}{BREAK}4. Who?\n\nNot applicable.\n"
    )


def test_a_repeated_address_block_is_found_in_pasted_text() -> None:
    assert found(pasted()) == [BLOCK, BLOCK, BLOCK]


def test_the_answer_above_a_repeated_block_is_no_part_of_it() -> None:
    text = pasted()
    first = find_furniture(text)[0]
    assert text[: first.start].endswith("Information not held.\n")


def test_the_sentence_that_a_block_interrupts_stays_whole_around_it() -> None:
    text = pasted()
    second = find_furniture(text)[1]
    assert text[: second.start].endswith("Student Code and\n")
    assert text[second.end :].lstrip().startswith("Acceptable Use Policy.")


@pytest.mark.parametrize(
    "answer", ["Information not held.", "Not applicable.", "No.", "Yes.", "N/A", "None", "See above"]
)
def test_short_answers_that_repeat_are_no_furniture(answer: str) -> None:
    text = "".join(f"{number}. Question?\n\n{answer}\n\n\n\n" for number in range(1, 12))
    assert found(text) == []


@pytest.mark.parametrize("answer", ["No.", "Not held.", "Not applicable."])
def test_an_answer_that_ends_two_of_three_pages_is_no_footer(answer: str) -> None:
    pages = [f"1. One?\n\n{answer}\n", f"2. Two?\n\n{answer}\n", "3. Three?\n\nYes, in part.\n"]
    text = "".join(pages)
    starts = [0, len(pages[0]), len(pages[0]) + len(pages[1]), len(text)]
    spans = tuple(Span(a, b) for a, b in itertools.pairwise(starts))
    assert found(text, spans) == []


def test_headers_and_footers_of_known_pages_are_found_from_the_edge_inwards() -> None:
    pages = [
        f"Arden Council\nFreedom of Information\n\nText {word} of its own.\n\nRegistered office\n{n}\n"
        for n, word in enumerate(("one", "two", "three"), 1)
    ]
    text = "".join(pages)
    edges = [sum(map(len, pages[:n])) for n in range(4)]
    spans = tuple(Span(a, b) for a, b in itertools.pairwise(edges))
    left = text
    for start, end in reversed(find_furniture(text, spans)):
        left = left[:start] + left[end:]
    assert left.split() == [
        "Text",
        "one",
        "of",
        "its",
        "own.",
        "Text",
        "two",
        "of",
        "its",
        "own.",
        "Text",
        "three",
        "of",
        "its",
        "own.",
    ]


def test_page_numbers_and_copyright_lines_count_by_themselves() -> None:
    assert found("Yes.\nPage 2 of 5\nIn part.\n© Arden Council 2020\nNo.\n") == ["Page 2 of 5", "© Arden Council 2020"]


def test_an_answer_lettered_c_is_no_copyright_line() -> None:
    assert found("(a) Yes.\n(b) No.\n(c) Information not held\n(c) 2020 Arden Council\n") == ["(c) 2020 Arden Council"]


def test_a_sentence_about_copyright_is_no_furniture() -> None:
    assert (
        found("Copyright in the documents belongs to the council unless stated.\nCopyright law applies to them.\n")
        == []
    )


def test_a_running_line_with_a_page_number_is_found_whole() -> None:
    text = "a\nResponse to request 17      Page 1 of 3\nb\nResponse to request 17      Page 2 of 3\nc\n"
    assert found(text) == ["Response to request 17      Page 1 of 3", "Response to request 17      Page 2 of 3"]


def test_page_marks_inside_lines_are_found_when_they_count_up() -> None:
    text = "monitoring is done by Page 1 of 3 the press office\nand by the Page 2 of 3 registry, for care\n"
    assert found(text) == [" Page 1 of 3 ", " Page 2 of 3 "]
    assert found("see Page 3 of 9 and also Page 1 of 9 of the policy for this\n") == []


def test_the_answer_directly_above_a_page_number_stays() -> None:
    assert found("c) Not done.\nArden Council is a registered charity, no. 12345\nPage 1 of 2\n\nText.\n") == [
        "Arden Council is a registered charity, no. 12345\nPage 1 of 2"
    ]


def test_the_chrome_of_saved_pages_is_found() -> None:
    first = "This is an HTML version of an attachment to the Freedom of Information request 'Higher Education data'."
    assert found(f"{first}\n\nDear applicant\n\n[ Email has no body, please see attachments ]\n") == [
        first,
        "[ Email has no body, please see attachments ]",
    ]


def test_the_list_of_links_of_text_browsers_is_found() -> None:
    tail = "References\n\n   Visible links\n   1.\n   https://arden.example/a\n   2. https://arden.example/b"
    assert found(f"We publish it [1]here.\n\n{tail}\n") == [tail]


def test_a_link_that_answers_twice_is_no_furniture() -> None:
    text = "3b. A notice?\n\nhttps://arden.example/notice\n\n3c. An assessment?\n\nhttps://arden.example/notice\n"
    assert found(text) == []


def test_nothing_is_found_in_an_empty_text() -> None:
    assert found("") == []
    assert found("\n \n\f\n") == []


def test_an_address_line_that_comes_back_by_itself_is_found() -> None:
    foot = "Arden Council  |  Information Team  |  The Keep, Arden AR1 4EE  |  foi@arden.example"
    assert found(f"The sums were paid in May\n\n{foot}\n\nand in June.\n\n{foot}\n\nNot held.\n") == [foot, foot]


def test_page_counts_without_a_word_are_found_when_they_count_up() -> None:
    assert found("a answer\n1 / 3\n\nb answer\n2 / 3\n\nc answer\n") == ["1 / 3", "2 / 3"]
    assert found("Upheld:\n3 / 4\n\nNot upheld:\n1 / 4\n") == []


def test_a_footer_whose_page_number_counts_up_behind_a_reference_is_found() -> None:
    feet = [f"Wexmoor Council | 2024-WM-5150 | {page}" for page in (1, 2)]
    text = f"1. Yes.\n{feet[0]}\n2. The policy is\n{feet[1]}\nattached.\n"
    assert [text[start:end] for start, end in find_furniture(text)] == feet


def test_answers_that_count_up_behind_a_date_are_no_footer() -> None:
    text = "Cases in 2023 - 1\nNone upheld.\nCases in 2023 - 4\nTwo upheld.\n"
    assert find_furniture(text) == ()


def test_heads_right_below_page_numbers_that_stand_alone_are_furniture() -> None:
    head = (
        "Wenlow Valley Hospitals          Chair: Honor Plaistowe\n                      Chief Executive: Tobias Renfrew"
    )
    pages = [f"{number}. We hold this.\n\n\n          {number}\n{head}\n\n" for number in (1, 2, 3)]
    spans = found("Dear Ms Bell\n\n" + "\n".join(pages))
    assert all(line in " ".join(spans) for line in ("Honor Plaistowe", "Tobias Renfrew"))
    assert not any("We hold this" in span for span in spans)


def test_feet_right_above_page_marks_in_two_languages_are_furniture() -> None:
    foot = "Cadeirydd / Chair: Meredith Caradog"
    pages = [f"{number}. We hold this.\n\n{foot}\nTudalen / Page {number} o / of 3\n\n" for number in (1, 2, 3)]
    spans = found("Dear Ms Bell\n\n" + "".join(pages))
    assert " ".join(spans).count("Caradog") == 3
    assert " ".join(spans).count("Tudalen") == 3


def test_an_answer_below_a_number_that_stands_alone_is_no_furniture() -> None:
    answers = "".join(f"{number}\nInformation not held\n\n" for number in (1, 2, 3))
    assert found(f"Dear Ms Bell\n\n{answers}") == []


def test_a_reference_right_above_each_pages_number_is_furniture() -> None:
    pages = [f"{number}. We hold this.\n\nQMBC 11904\n{number}\n\n" for number in (1, 2, 3)]
    spans = " ".join(found("Dear Ms Bell\n\n" + "".join(pages)))
    assert spans.count("QMBC 11904") == 3
    assert "We hold" not in spans
