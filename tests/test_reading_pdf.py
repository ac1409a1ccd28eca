"""PDF pages: gaps between paragraphs, cells side by side, columns, tables drawn line by line."""

from classifier.reading import Part, read_file
from classifier.reading.pdf.hyphens import joined
from classifier.reading.pdf.layout import Line, lines_of_page
from classifier.reading.pdf.pieces import BREAK, Piece
from tests.letter_files import LetterFile, as_pdf, pdf_of_pages


def piece(left: float, top: float, text: str, width: float | None = None) -> Piece:
    return Piece(left, top - 10, left + (width or 5.0 * len(text)), top, text)


def laid(*pieces: Piece) -> list[str]:
    return [line.text for line in lines_of_page(pieces)]


def test_lines_of_a_paragraph_stay_together_and_gaps_part_paragraphs() -> None:
    assert laid(piece(60, 700, "one"), piece(60, 687, "two"), piece(60, 661, "three")) == ["one", "two", "", "three"]


def test_runs_on_one_line_are_joined_with_a_blank_only_where_there_is_one() -> None:
    assert laid(piece(60, 700, "com", 15), piece(75.2, 700, "pleted", 30), piece(110, 700, "now")) == ["completed now"]


def test_a_hyphen_is_no_gap() -> None:
    hyphen = Piece(76, 694, 78, 695, "-")
    assert laid(piece(60, 700, "2013", 15), hyphen, piece(79, 700, "040", 15)) == ["2013-040"]


def test_a_number_stays_with_its_words_across_the_indent() -> None:
    assert laid(piece(60, 700, "1."), piece(96, 700, "First"), piece(60, 674, "2."), piece(96, 674, "Second")) == [
        "1. First",
        "",
        "2. Second",
    ]


def test_cells_drawn_one_after_the_other_come_on_one_line() -> None:
    row = [
        piece(60, 700, "Do you use"),
        piece(60, 687, "software?"),
        piece(300, 700, "Yes, it is"),
        piece(300, 687, "Hootsuite."),
    ]
    assert laid(*row) == ["Do you use software? | Yes, it is Hootsuite."]


def test_a_cell_of_two_paragraphs_is_one_cell() -> None:
    cell = [piece(60, 700, "Why?"), piece(300, 700, "For marketing."), piece(300, 674, "Not otherwise.")]
    assert laid(*cell, piece(60, 640, "After")) == ["Why? | For marketing. Not otherwise.", "", "After"]


def test_a_table_drawn_line_by_line_does_not_interleave() -> None:
    rows = [
        ("Do you monitor the", "Yes, the press office"),
        ("social media of", "looks at what is"),
        ("students?", "said in public."),
    ]
    pieces = [
        piece(left, 700 - 13 * n, row[column]) for n, row in enumerate(rows) for column, left in enumerate((60, 300))
    ]
    assert laid(*pieces) == [
        "Do you monitor the social media of students? | Yes, the press office looks at what is said in public."
    ]


def test_rows_of_figures_stay_rows() -> None:
    rows = [("2018/19", "4,200"), ("2019/20", "4,450"), ("2020/21", "4,900")]
    pieces = [
        piece(left, 700 - 13 * n, row[column]) for n, row in enumerate(rows) for column, left in enumerate((60, 300))
    ]
    assert laid(*pieces) == ["2018/19 | 4,200", "2019/20 | 4,450", "2020/21 | 4,900"]


def test_a_list_whose_numbers_are_drawn_first_is_numbered_line_by_line() -> None:
    numbers = [piece(60, 700, "1"), piece(60, 687, "2")]
    assert laid(*numbers, piece(80, 700, "first item"), piece(80, 687, "second")) == ["1 first item", "2 second"]


def test_columns_of_a_page_follow_each_other() -> None:
    left = [piece(60, 700 - 26 * n, f"left paragraph {n}") for n in range(8)]
    right = [piece(320, 700 - 26 * n, f"right paragraph {n}") for n in range(8)]
    lines = [line for line in laid(*left, *right) if line]
    assert lines == [*(f"left paragraph {n}" for n in range(8)), *(f"right paragraph {n}" for n in range(8))]


def test_letters_drawn_close_to_each_other_are_read_once_and_words_keep_their_blanks() -> None:
    drawn = [(60.0, "No. T"), (83.6, "rust and V"), (128.4, "A"), (134.3, "T stay."), (60.0, "NH"), (73.9, "S Arden")]
    stream = "".join(
        f"BT /F1 10 Tf {left} {700 if n < 4 else 680} Td ({words}) Tj ET\n" for n, (left, words) in enumerate(drawn)
    )
    (text,) = read_file(Part("t.pdf", pdf_of_pages([stream])))
    assert text.text.splitlines() == ["No. Trust and VAT stay.", "", "NHS Arden"]


def lines(*texts: str) -> list[list[Line]]:
    return [[Line(text.replace("~", BREAK)) for text in texts]]


def shown(pages: list[list[Line]]) -> list[str]:
    return [line.text for page in pages for line in page]


def test_a_word_that_stands_whole_elsewhere_is_joined_over_a_line_end() -> None:
    read = joined(lines("The dis~", "posal of dogs.", "Disposal costs. A post~", "holder. | See A~ Road"))
    assert shown(read) == ["The disposal", "of dogs.", "Disposal costs. A post-", "holder. | See A-Road"]


def test_where_many_words_are_broken_all_are_but_those_of_two_words() -> None:
    read = joined(
        lines(
            "It is negoti~", "ation, as recov~", "ered from penal~", "ties.", "People~", "counting of people. Counting."
        )
    )
    assert shown(read) == [
        "It is negotiation,",
        "as recovered",
        "from penalties.",
        "",
        "People-",
        "counting of people. Counting.",
    ]


def test_a_soft_hyphen_is_always_the_line_s() -> None:
    assert shown(joined(lines("recog\u2010", "nition. A non\u2010EU firm"))) == ["recognition.", "A non\u2010EU firm"]


def test_a_table_in_a_real_file_keeps_its_rows() -> None:
    question = "Does your institution look at what students write in public, and if so for which of the purposes named?"
    rows = [
        ["No.", "Question", "Answer"],
        ["1", question, "Yes. It does so in order to answer those who write to it."],
        ["2", "Cost?", "Not held."],
    ]
    (text,) = read_file(Part("t.pdf", as_pdf(LetterFile((rows,)))))
    assert text.text.splitlines() == [
        "No. | Question | Answer",
        f"1 | {question} | {rows[1][2]}",
        "2 | Cost? | Not held.",
    ]
