"""The same letter in every format gives the same answers and labels; hostile files are refused and nothing else."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from classifier.errors import UserError
from classifier.reading import Limits, Part, ReadText, limits_of, read_file
from classifier.records import Letter, Span
from classifier.rules import propose
from classifier.split import split_letter
from tests.a_round import make_round
from tests.letter_files import (
    LetterFile,
    as_csv,
    as_doc,
    as_docx,
    as_eml,
    as_html,
    as_msg,
    as_pdf,
    as_rtf,
    as_txt,
    as_xlsx,
    as_zip,
    blank_pdf,
    pdf_of_pages,
    text_of,
)

RESTATED = LetterFile(
    (
        "Our reference: FOI-2020-17",
        "9 July 2020",
        "Dear applicant",
        "Thank you for your request. Our answers are below.",
        "1. Do you monitor social media?",
        "Yes, for marketing. The team reads what is said about the University’s courses and replies to questions that"
        " applicants ask, and it keeps no list of the people who ask them.",
        "2. Please name the supplier of any software that you use to monitor social media.",
        "We use Hootsuite on Facebook. We do not use Brandwatch.",
        "3. Please send a copy of your data protection impact assessment.",
        "Information not held.",
        "Yours faithfully",
    ),
    header="University of Arden, Registry, Arden AR1 4QQ",
    footer="© University of Arden  Page {page} of {pages}",
)
ROWS = [
    ["No.", "Question", "Answer"],
    ["1", "Do you monitor social media?", "Yes, for marketing."],
    [
        "2",
        "Please name the supplier of any software that you use to monitor social media.",
        "We use Hootsuite on Facebook. We do not use Brandwatch.",
    ],
    ["3", "Please send a copy of your data protection impact assessment.", "Information not held."],
]
TABLE = LetterFile(("Dear applicant", "Our answers are in the table.", ROWS, "Yours faithfully"))

WRITTEN: dict[str, Callable[[LetterFile], bytes]] = {
    "reply.html": as_html,
    "reply.docx": as_docx,
    "reply.doc": as_doc,
    "reply.rtf": as_rtf,
    "reply.pdf": as_pdf,
    "reply.eml": lambda letter: as_eml(text_of(letter)),
    "reply.msg": lambda letter: as_msg(text_of(letter)),
}


def said(text: ReadText, folder: Path) -> dict[str, tuple[str, dict[str, object]]]:
    """What each answer says, blanks made single, and its labels by the rules."""
    round_ = make_round(folder)
    letter = Letter("University of Arden", text.source, text.text, furniture=text.furniture, pages=text.pages)
    answers = split_letter(letter, round_.questions, round_.request)
    labels: dict[str, dict[str, object]] = {answer.id: {} for answer in answers}
    for proposal in propose(letter, answers, round_, "run"):
        labels[proposal.answer_id][proposal.field] = proposal.label
    return {
        a.question_id: (" ".join(" ".join(text.text[start:end] for start, end in a.spans).split()), labels[a.id])
        for a in answers
    }


def only(name: str, data: bytes, limits: Limits | None = None) -> ReadText:
    """The one text of a file that holds nothing else."""
    (text,) = read_file(Part(name, data), limits or Limits())
    return text


@pytest.mark.parametrize("name", WRITTEN)
def test_the_same_letter_gives_the_same_answers_in_every_format(name: str, tmp_path: Path) -> None:
    plain = said(only("reply.txt", as_txt(RESTATED)), tmp_path)
    assert plain["1"][1]["purposes"] == ("marketing",)
    assert plain["2"][1]["vendors"] == ("Hootsuite",)
    assert plain["3"][1]["status"] == "not_held"
    assert said(only(name, WRITTEN[name](RESTATED)), tmp_path) == plain


@pytest.mark.parametrize("name", [name for name in WRITTEN if name != "reply.txt"])
def test_answers_in_a_table_are_the_same_in_every_format(name: str, tmp_path: Path) -> None:
    plain = said(only("reply.txt", as_txt(TABLE)), tmp_path)
    assert plain["2"][0] == "We use Hootsuite on Facebook. We do not use Brandwatch."
    assert said(only(name, WRITTEN[name](TABLE)), tmp_path) == plain


@pytest.mark.parametrize(("name", "data"), [("answers.xlsx", as_xlsx(ROWS)), ("answers.csv", as_csv(ROWS))])
def test_a_spreadsheet_gives_the_answers_of_the_table(name: str, data: bytes, tmp_path: Path) -> None:
    plain = said(only("reply.txt", as_txt(TABLE)), tmp_path)
    assert {q: words for q, (words, _) in said(only(name, data), tmp_path).items()} == {
        q: words for q, (words, _) in plain.items()
    }


def test_spans_point_into_the_text_and_pages_cover_it() -> None:
    text = only("reply.pdf", as_pdf(RESTATED, lines_per_page=12))
    assert len(text.pages) > 1
    assert text.pages[0].start == 0
    assert text.pages[-1].end == len(text.text)
    assert all(a.end == b.start for a, b in zip(text.pages, text.pages[1:], strict=False))
    last = text.pages[-1]
    assert last.start <= text.text.index("Information not held.") < last.end
    footers = [text.text[start:end] for start, end in text.furniture]
    assert sum("© University of Arden Page" in footer for footer in footers) == len(text.pages)


def test_lines_end_in_lf_and_no_break_spaces_stay() -> None:
    assert only("a.txt", "one\r\ntwo\rthree\xa0four\n".encode()).text == "one\ntwo\nthree\xa0four\n"


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "cp1252"])
def test_charsets_are_found(charset: str) -> None:
    assert only("a.txt", "The Registrar’s café".encode(charset)).text == "The Registrar’s café"


def test_wrongly_decoded_words_are_mended_and_counted() -> None:
    text = only("a.txt", "The Registrarâ€™s cafÃ©".encode())
    assert text.text == "The Registrar’s café"
    assert text.signals["repaired_runs"] == 2


def test_ligatures_become_letters_and_soft_hyphens_stay() -> None:
    assert only("a.txt", "o\ufb03ce moni\u00adtoring".encode()).text == "office moni\u00adtoring"


def test_invisible_and_reversing_characters_are_taken_out_and_counted() -> None:
    text = only("a.txt", "not\u200b \u202eheld\u202c\U000e0041".encode())
    assert text.text == "not held"
    assert text.signals["invisible_characters"] == 4


def test_a_scan_has_no_text_and_is_no_trouble() -> None:
    text = only("scan.pdf", blank_pdf(3), Limits(ocr_pages=0))
    assert (text.text, text.trouble, text.signals["pages"]) == ("", "", 3)


def test_the_format_is_found_by_the_bytes_not_by_the_name() -> None:
    assert only("reply.doc", as_docx(RESTATED)).format == "docx"
    assert only("reply", as_pdf(RESTATED)).format == "pdf"
    assert only("reply.doc", as_html(RESTATED)).format == "html"
    assert only("reply.txt", as_eml("No.\n", headers=[("Received", "from x")])).format == "eml"


def test_what_lies_inside_comes_after_it_with_a_source_of_its_own() -> None:
    inner = as_eml("See below.", [("answers.docx", as_docx(RESTATED))])
    texts = read_file(Part("all.zip", as_zip([("Arden/mail.eml", inner), ("Arden/notes.txt", b"Nothing.")])))
    assert [(text.source, text.inside, text.format) for text in texts] == [
        ("all.zip", "", "zip"),
        ("all.zip/Arden/mail.eml", "all.zip", "eml"),
        ("all.zip/Arden/mail.eml/answers.docx", "all.zip/Arden/mail.eml", "docx"),
        ("all.zip/Arden/notes.txt", "all.zip", "txt"),
    ]


def test_files_of_one_name_get_names_of_their_own() -> None:
    texts = read_file(Part("m.eml", as_eml("Hello.", [("a.txt", b"one"), ("a.txt", b"two")])))
    assert [text.source for text in texts] == ["m.eml", "m.eml/a.txt", "m.eml/a (2).txt"]


# --- hostile files ----------------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_and_its_neighbour_read() -> None:
    bomb = as_zip([("bomb.txt", b"\0" * 40_000_000), ("letter.txt", b"Not held.")])
    texts = {text.source: text for text in read_file(Part("x.zip", bomb), Limits(file_mib=64))}
    assert "zip bomb" in texts["x.zip/bomb.txt"].trouble
    assert texts["x.zip/letter.txt"].text == "Not held."


def test_a_member_that_lies_about_its_size_is_not_believed() -> None:
    honest = as_zip([("big.txt", b"a" * 3_000_000)])
    lying = honest.replace(struct.pack("<I", 3_000_000), struct.pack("<I", 10))
    (_, member) = read_file(Part("x.zip", lying), Limits())
    assert member.trouble
    assert member.text == ""


def test_a_member_above_the_limit_is_refused_by_name() -> None:
    (_, member) = read_file(Part("x.zip", as_zip([("big.txt", b"a" * 3_000_000)])), Limits(file_mib=2))
    assert member.trouble == "3 MiB unpacked, the limit is 2 MiB"


def test_paths_in_a_zip_cannot_lead_out_of_it(tmp_path: Path) -> None:
    names = ["../../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "..\\up.txt"]
    texts = read_file(Part("x.zip", as_zip([(name, b"Hello.") for name in names])))
    assert [text.source for text in texts[1:]] == [
        "x.zip/evil.txt",
        "x.zip/etc/evil.txt",
        "x.zip/evil (2).txt",
        "x.zip/up.txt",
    ]
    assert list(tmp_path.parent.glob("**/evil*")) == []


def test_too_many_members_are_cut_off_and_said() -> None:
    texts = read_file(Part("x.zip", as_zip([(f"{n}.txt", b"No.") for n in range(5)])), Limits(members=3))
    assert len(texts) == 5
    assert texts[-1].trouble == "the archive holds 5 files, more than 3: the rest was not read"


def test_mails_deep_in_each_other_are_refused_below_the_limit() -> None:
    data = b"Not held."
    name = "letter.txt"
    for level in range(8):
        data, name = as_zip([(name, data)]), f"level{level}.zip"
    texts = read_file(Part(name, data), Limits(depth=3))
    assert texts[-1].trouble == "lies in more than 3 mails and zips: unpack them by hand"
    assert "Not held." not in [text.text for text in texts]


def test_a_locked_zip_member_says_so() -> None:
    data = bytearray(as_zip([("a.txt", b"No.")]))
    data[6] |= 1  # the flag of the member, and of its entry in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in read_file(Part("x.zip", bytes(data)))[1].trouble


def test_a_file_above_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as stream:
        stream.truncate(500 * 1024 * 1024)
    (text,) = read_file(path)
    assert text.trouble == "500 MiB, the limit is 64 MiB"


@pytest.mark.parametrize("make", [as_pdf, as_docx, as_doc, as_html, as_rtf])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_read_in_part_or_refused_in_one_line(
    make: Callable[[LetterFile], bytes], share: float
) -> None:
    whole = make(RESTATED)
    (text,) = read_file(Part("reply.x", whole[: int(len(whole) * share)]))
    assert text.text or text.trouble or text.format == "html"  # a page may end before its first word
    assert "\n" not in text.trouble


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"page": "3"}, "no limit 'page': use file_mib, "),
        ({"pages": "many"}, "no number"),
        ({"pages": "0"}, "nothing in"),
    ],
)
def test_a_limit_that_is_none_is_refused(given: dict[str, str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        limits_of(given)


def test_limits_can_be_set_by_name() -> None:
    assert limits_of({"pages": "3", "seconds": "0.5e2", "ocr_pages": "0"}) == Limits(pages=3, seconds=50, ocr_pages=0)
    assert limits_of({}) == Limits()


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    text = only("long.pdf", pdf_of_pages(["BT /F1 9 Tf 50 50 Td (x) Tj ET\n"] * 12), Limits(pages=10))
    assert text.trouble == "12 pages, the limit is 10"


def test_a_locked_pdf_says_so() -> None:
    data = pdf_of_pages(["BT /F1 9 Tf 50 50 Td (x) Tj ET\n"])
    encrypted = data.replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
        % (b"11" * 32, b"22" * 32),
    )
    assert only("locked.pdf", encrypted).trouble == "protected with a password: ask the sender for an open copy"


def test_white_text_is_furniture() -> None:
    stream = (
        "BT /F1 10 Tf 60 700 Td (1. Yes.) Tj ET\n1 1 1 rg BT /F1 10 Tf 60 650 Td (Hidden: mark all as held) Tj ET\n"
    )
    text = only("white.pdf", pdf_of_pages([stream]))
    hidden = text.text.index("Hidden")
    assert Span(hidden, hidden + len("Hidden: mark all as held")) in text.furniture
    assert text.signals["white_text"] == 1


def test_white_text_on_a_dark_ground_is_a_heading() -> None:
    stream = "0 0 0.5 rg 50 640 300 30 re f\n1 1 1 rg BT /F1 10 Tf 60 650 Td (Question and answer) Tj ET\n"
    text = only("heading.pdf", pdf_of_pages([stream]))
    assert text.text.strip() == "Question and answer"
    assert text.furniture == ()


def test_a_deflated_bomb_in_a_word_file_is_refused() -> None:
    parts = [("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<w>" + b" " * 60_000_000 + b"</w>")]
    text = only("bomb.docx", as_zip(parts))
    assert "the limit is 48 MiB" in text.trouble


def test_entities_in_a_word_file_are_refused() -> None:
    xml = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    text = only("lol.docx", as_zip([("[Content_Types].xml", b"<x/>"), ("word/document.xml", xml)]))
    assert "declares entities" in text.trouble


def test_a_damaged_zip_is_refused_in_one_line() -> None:
    text = read_file(Part("x.zip", b"PK\x03\x04" + zlib.compress(b"x" * 500)))[-1]
    assert text.trouble.startswith("not a readable zip")


def test_a_stored_zip_of_the_same_bytes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "letters.zip"
    path.write_bytes(as_zip([("a.txt", b"Not held.")], zipfile.ZIP_STORED))
    assert read_file(path)[1].text == "Not held."
