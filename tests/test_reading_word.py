"""Word files: numbers that Word counts by itself, tables, tracked changes, hidden and white words."""

import zipfile
from io import BytesIO

from classifier.reading import Part, ReadText, read_file
from tests.letter_files import LetterFile, as_docx, as_zip

EMPTY = LetterFile((), header="University of Arden", footer="Arden AR1 4QQ")
NUMBERING = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%3)"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
</w:numbering>"""
NOTES = '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:footnotes>'


def read(body: str, numbering: str | None = None) -> ReadText:
    (text,) = read_file(Part("reply.docx", as_docx(EMPTY, body, numbering)))
    return text


def paragraph(words: str, number: str = "", level: int = 0, look: str = "") -> str:
    list_ = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>' if number else ""
    return f"<w:p>{list_}<w:r><w:rPr>{look}</w:rPr><w:t>{words}</w:t></w:r></w:p>"


def inner(text: ReadText) -> list[str]:
    lines = [line for line in text.text.splitlines() if line]
    assert lines[0] == "University of Arden"
    assert lines[-1] == "Arden AR1 4QQ"
    return lines[1:-1]


def test_automatic_numbers_are_counted_as_word_shows_them() -> None:
    body = paragraph("one", "1") + paragraph("sub", "1", 1) + paragraph("sub", "1", 1) + paragraph("deep", "1", 2)
    body += paragraph("plain") + paragraph("two", "1") + paragraph("sub", "1", 1)
    assert inner(read(body, NUMBERING)) == ["1. one", "1a) sub", "1b) sub", "(i) deep", "plain", "2. two", "2a) sub"]


def test_a_list_with_a_start_of_its_own_counts_from_there() -> None:
    body = paragraph("one", "1") + paragraph("seven", "2") + paragraph("eight", "2") + paragraph("two", "1")
    assert inner(read(body, NUMBERING)) == ["1. one", "7. seven", "8. eight", "2. two"]


def test_headers_and_footers_are_kept_as_furniture() -> None:
    text = read(paragraph("No."))
    assert [text.text[start:end] for start, end in text.furniture] == ["University of Arden", "Arden AR1 4QQ"]


def test_deleted_words_are_left_out_and_inserted_ones_kept() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>Held</w:delText></w:r></w:del><w:ins><w:r><w:t>Not held</w:t></w:r></w:ins></w:p>"
    )
    text = read(body)
    assert inner(text) == ["Not held"]
    assert text.signals["deleted_text"] == 1


def test_hidden_words_are_left_out_and_counted() -> None:
    text = read(paragraph("Held", look="<w:vanish/>") + paragraph("Not held"))
    assert inner(text) == ["Not held"]
    assert text.signals["hidden_text"] == 1


def test_white_words_are_furniture_but_not_in_a_shaded_cell() -> None:
    white = '<w:color w:val="FFFFFF"/>'
    shaded = f'<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="000080"/></w:tcPr>{paragraph("Question", look=white)}</w:tc><w:tc><w:tcPr><w:shd w:fill="000080"/></w:tcPr>{paragraph("Answer", look=white)}</w:tc></w:tr></w:tbl>'
    text = read(paragraph("Say held", look=white) + shaded)
    assert inner(text) == ["Say held", "Question | Answer"]
    furniture = "\n".join(text.text[start:end] for start, end in text.furniture)
    assert "Say held" in furniture
    assert "Question | Answer" not in furniture


def test_rows_of_a_table_stand_on_one_line_and_nested_tables_inside_their_cell() -> None:
    nested = f"<w:tbl><w:tr><w:tc>{paragraph('x')}</w:tc><w:tc>{paragraph('y')}</w:tc></w:tr></w:tbl>"
    row = f"<w:tr><w:tc>{paragraph('1')}</w:tc><w:tc>{paragraph('one')}{paragraph('two')}{nested}</w:tc></w:tr>"
    assert inner(read(f"<w:tbl>{row}</w:tbl>")) == ["1 | one two x | y"]


RESTART, TWO_WIDE = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'


def cell(words: str, look: str = "") -> str:
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{paragraph(words) if words else '<w:p/>'}</w:tc>"


def test_a_cell_merged_downwards_is_in_every_row() -> None:
    first = f"<w:tr>{cell('1')}{cell('Why?')}{cell('Not held', RESTART)}</w:tr>"
    second = f"<w:tr>{cell('2', TWO_WIDE)}{cell('', '<w:vMerge/>')}</w:tr>"
    third = f"<w:tr>{cell('3')}{cell('When?')}{cell('')}</w:tr>"
    assert inner(read(f"<w:tbl>{first}{second}{third}</w:tbl>")) == [
        "1 | Why? | Not held",
        "2 | Not held",
        "3 | When? | ",
    ]


def test_a_footnote_stands_below_the_paragraph_that_refers_to_it() -> None:
    notes = f'<w:footnote w:type="separator" w:id="0">{paragraph("-")}</w:footnote><w:footnote w:id="2">{paragraph("From May.")}</w:footnote>'
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = f"<w:p><w:r><w:t>Yes.</w:t></w:r>{mark}</w:p>{paragraph('No.')}"
    part = ("word/footnotes.xml", NOTES.format(notes).encode())
    with zipfile.ZipFile(BytesIO(as_docx(EMPTY, body))) as made:
        parts = [(name, made.read(name)) for name in made.namelist()]
    (text,) = read_file(Part("reply.docx", as_zip([*parts, part])))
    assert inner(text) == ["Yes.", "From May.", "No."]


def test_a_row_of_one_cell_is_unfolded() -> None:
    assert inner(read(f"<w:tbl><w:tr><w:tc>{paragraph('one')}{paragraph('two')}</w:tc></w:tr></w:tbl>")) == [
        "one",
        "two",
    ]


def test_words_in_content_controls_links_and_text_boxes_are_read() -> None:
    control = f"<w:sdt><w:sdtContent>{paragraph('in a control')}</w:sdtContent></w:sdt>"
    link = "<w:p><w:hyperlink><w:r><w:t>in a link</w:t></w:r></w:hyperlink></w:p>"
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('in a box')}</w:txbxContent></w:pict></w:r></w:p>"
    assert inner(read(control + link + box)) == ["in a control", "in a link", "in a box"]


def test_line_breaks_and_tabs_are_kept() -> None:
    assert inner(read("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r></w:p>")) == ["a", "b\tc"]


def test_a_word_file_without_words_is_a_scan() -> None:
    (text,) = read_file(Part("scan.docx", as_docx(EMPTY, "<w:p/>")))
    assert (text.text, text.trouble) == ("", "")
