"""Every file of an import is accounted for, with its authority, its kind and the reason; nothing is stored twice."""

import json
from pathlib import Path

import pytest

from classifier.errors import DataError, UserError
from classifier.importing import ImportReport, import_paths
from classifier.importing.authorities import match_listed, plain_name
from classifier.importing.dates import date_in_head
from classifier.importing.languages import language_of
from classifier.records import Authority, FileKind, Letter
from classifier.round import Round, create_round
from classifier.store import Store, open_store, read_authorities, read_files, read_letters
from tests.a_round import LETTER, make_round
from tests.letter_files import LetterFile, as_docx, as_eml, as_pdf, as_zip, blank_pdf

ACKNOWLEDGED = (
    "Dear applicant\n\nI acknowledge receipt of your request. You will receive a response within 20 working days.\n"
)
COVER = "Dear applicant\n\nPlease find attached our response to your request.\n\nKind regards\n"
POLICY = "Social Media Policy\n\n1. Purpose\n1.1 This policy applies to all staff.\n2. Scope\n2.1 It covers all accounts.\n3. Responsibilities\n3.1 The Registrar approves it.\n"
PDF = as_pdf(LetterFile(tuple(LETTER.strip().split("\n\n"))))


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return make_round(tmp_path / "round")


@pytest.fixture
def store(round_: Round) -> Store:
    return open_store(round_.store, create=True)


@pytest.fixture
def came(tmp_path: Path) -> Path:
    folder = tmp_path / "came"
    folder.mkdir()
    return folder


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def bring(round_: Round, store: Store, *paths: Path, **options: object) -> ImportReport:
    return import_paths(round_, store, paths, **options)  # type: ignore[arg-type]


def kinds(report: ImportReport) -> dict[str, FileKind]:
    return {line.source.removeprefix("came/"): line.kind for line in report.files}


def letters(store: Store) -> list[Letter]:
    with store.reading() as db:
        return read_letters(db)


# --- who sent it --------------------------------------------------------------------------------------------


def test_the_authority_is_the_folder_or_else_the_file_name(round_: Round, store: Store, came: Path) -> None:
    write(
        came,
        {
            "University of Arden/reply.txt": LETTER,
            "Wexmoor_Council.txt": LETTER,
            "Kestwold University - FOI response 123.txt": LETTER,
        },
    )
    report = bring(round_, store, came)
    assert {line.source: line.authority for line in report.files} == {
        "came/University of Arden/reply.txt": "University of Arden",
        "came/Wexmoor_Council.txt": "Wexmoor Council",
        "came/Kestwold University - FOI response 123.txt": "Kestwold University",
    }


def test_one_authoritys_folder_given_by_itself_names_it(round_: Round, store: Store, came: Path) -> None:
    write(came, {"University of Arden/reply.txt": LETTER})
    (line,) = bring(round_, store, came / "University of Arden").files
    assert (line.source, line.authority) == ("University of Arden/reply.txt", "University of Arden")


def test_a_list_of_authorities_gives_names_nations_acts_and_the_silent(
    round_: Round, store: Store, came: Path, tmp_path: Path
) -> None:
    listed = tmp_path / "authorities.csv"
    listed.write_text(
        "name,nation,act,url\nUniversity of Arden,England,FOIA,https://www.arden.example\nUniversity of Glen,Scotland,,\nKestwold,England,,\n"
    )
    other = LETTER.replace("Hootsuite", "Brandwatch")
    write(came, {"arden/reply.txt": LETTER, "Kestwold/ack.txt": ACKNOWLEDGED, "Unheard University.txt": other})
    report = bring(round_, store, came, authorities_csv=listed)
    assert {line.authority for line in report.files} == {"University of Arden", "Kestwold", "Unheard University"}
    assert report.silent == ("University of Glen",)
    assert report.notices == ("Kestwold",)
    assert report.unlisted == ("Unheard University",)
    with store.reading() as db:
        stored = {one.name: one for one in read_authorities(db)}
    assert stored["University of Glen"] == Authority("University of Glen", "scotland", "FOISA")
    assert stored["University of Arden"].url == "https://www.arden.example"


def test_a_mapping_says_whose_file_is_whose(round_: Round, store: Store, came: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "whose.csv"
    mapping.write_text("file,authority\nscan 17.txt,University of Arden\nlater/,Kestwold\nlater,Kestwold\n")
    write(came, {"scan 17.txt": LETTER, "later/x.txt": LETTER})
    report = bring(round_, store, came, mapping_csv=mapping)
    assert [line.authority for line in report.files] == ["Kestwold", "University of Arden"]


def test_a_mails_sender_is_looked_up_among_the_listed_addresses(
    round_: Round, store: Store, came: Path, tmp_path: Path
) -> None:
    listed = tmp_path / "authorities.csv"
    listed.write_text("name,url\nUniversity of Arden,https://www.arden.example/\n")
    write(came, {"mail 1.eml": as_eml(LETTER, sender="foi@admin.arden.example")})
    (line,) = bring(round_, store, came, authorities_csv=listed).files
    assert line.authority == "University of Arden"


@pytest.mark.parametrize(
    ("header", "message"),
    [("authority;nation\nArden;England\n", ""), ("title,nation\nArden,England\n", "has no column `name`")],
)
def test_a_list_without_names_is_refused(
    header: str, message: str, round_: Round, store: Store, came: Path, tmp_path: Path
) -> None:
    listed = tmp_path / "authorities.csv"
    listed.write_text(header)
    if not message:
        assert bring(round_, store, came, authorities_csv=listed).silent == ("Arden",)
        return
    with pytest.raises(DataError, match=message):
        bring(round_, store, came, authorities_csv=listed)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "Kestwold,Englnd,FOIA",
            r"authorities\.csv, line 4: nation cannot be 'Englnd': use england, scotland, wales, nor",
        ),
        (
            "Kestwold,England,GDPR",
            r"authorities\.csv, line 4: act cannot be 'GDPR': use FOIA, FOISA, EIR, or leave it em",
        ),
    ],
)
def test_a_nation_or_act_that_is_none_is_refused_with_its_line(
    row: str, message: str, round_: Round, store: Store, came: Path, tmp_path: Path
) -> None:
    listed = tmp_path / "authorities.csv"
    listed.write_text(f"name,nation,act\nArden,Northern Ireland,eir\nGlen,,\n{row}\n")
    with pytest.raises(DataError, match=message):
        bring(round_, store, came, authorities_csv=listed)
    listed.write_text("name,nation,act\nArden,Northern Ireland,eir\nGlen,,\n")
    bring(round_, store, came, authorities_csv=listed)
    with store.reading() as db:
        assert read_authorities(db) == [Authority("Arden", "northern_ireland", "EIR"), Authority("Glen")]


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("FOI2020-105 University of Arden Response", "University of Arden"),
        ("University_of_Arden_final", "University of Arden"),
        ("The Arden College", "The Arden College"),
        ("FOI response 2020-07-09", ""),
        ("Reply", ""),
    ],
)
def test_references_and_generic_words_are_cut_off_a_name(part: str, name: str) -> None:
    assert plain_name(part) == name


def test_a_short_name_stands_for_the_only_listed_one_that_holds_it() -> None:
    known = [Authority("University of Arden"), Authority("Arden College"), Authority("University of Kestwold")]
    assert match_listed("kestwold", known) == "University of Kestwold"
    assert match_listed("FOI University of Arden 17", known) == "University of Arden"
    assert match_listed("arden", known) is None


# --- where downloads come from --------------------------------------------------------------------------------


def test_a_batch_download_gives_every_authority_asked(round_: Round, store: Store, came: Path) -> None:
    dashboard = (
        "request_url,authority_name,number_of_replies,request_status\nhttps://x.example/1,University of Arden,2,Successful\n"
        "https://x.example/2,Kestwold - The University,0,Awaiting response\n"
    )
    place = "University of Arden - higher_ed_data_12"
    batch = as_zip(
        [
            ("batch-7-higher-ed-dashboard-2020-09-01.csv", dashboard.encode()),
            (f"{place}/2020-06-02-101500/outgoing_1.txt", b"Dear Arden,\n1. Do you monitor social media?\n"),
            (f"{place}/2020-06-03-090000/incoming_2.txt", ACKNOWLEDGED.encode()),
            (f"{place}/2020-07-09-101500/incoming_3.txt", COVER.encode()),
            (f"{place}/2020-07-09-101500/attachments-3/Response.pdf", PDF),
            (f"{place}/2020-07-09-101500/attachments-3/Response-1.pdf", PDF),
        ]
    )
    write(came, {"batch.zip": batch})
    report = bring(round_, store, came)
    inside = f"batch.zip/{place}"
    assert kinds(report) == {
        "batch.zip": "other",
        "batch.zip/batch-7-higher-ed-dashboard-2020-09-01.csv": "other",
        f"{inside}/2020-06-02-101500/outgoing_1.txt": "other",
        f"{inside}/2020-06-03-090000/incoming_2.txt": "acknowledgement",
        f"{inside}/2020-07-09-101500/incoming_3.txt": "cover",
        f"{inside}/2020-07-09-101500/attachments-3/Response.pdf": "letter",
        f"{inside}/2020-07-09-101500/attachments-3/Response-1.pdf": "duplicate",
    }
    assert report.silent == ("Kestwold - The University",)
    (letter,) = letters(store)
    assert (letter.authority, letter.sent_on) == ("University of Arden", "2020-07-09")


def test_a_request_download_is_put_together_by_its_numbers(round_: Round, store: Store, came: Path) -> None:
    correspondence = (
        'This is a plain-text version of the Freedom of Information request "x".  The latest, full version is available online at http://x.\n\n'
        "-------------------------------\nFrom: A Person\nTo: University of Arden\nDate: June 2, 2020\n\nDear Arden,\n\n1. Do you?\n\n"
        f"-------------------------------\nFrom: University of Arden\nTo: A Person\nDate: June 3, 2020\n\n{ACKNOWLEDGED}\n"
        f"-------------------------------\nFrom: University of Arden\nTo: A Person\nDate: July 9, 2020\n\n{COVER}\nAttachment: r.pdf (9K)\n"
    )
    write(came, {"request.zip": as_zip([("correspondence.txt", correspondence.encode()), ("2_3_Response.pdf", PDF)])})
    report = bring(round_, store, came)
    assert kinds(report) == {
        "request.zip": "other",
        "request.zip/correspondence.txt": "other",
        "request.zip/correspondence.txt/outgoing_1.txt": "other",
        "request.zip/correspondence.txt/incoming_1.txt": "acknowledgement",
        "request.zip/correspondence.txt/incoming_2.txt": "cover",
        "request.zip/2_3_Response.pdf": "letter",
    }
    (letter,) = letters(store)
    assert (letter.authority, letter.sent_on) == ("University of Arden", "2020-07-09")


# --- what it is ---------------------------------------------------------------------------------------------

NOTICES = [
    (ACKNOWLEDGED, "acknowledgement"),
    ("Thank you for your e-mail. I am out of the office until Monday.\n", "auto-reply"),
    ("Delivery has failed to these recipients. The mailbox is full.\n", "bounce"),
    (
        "We need to extend the deadline for our response by a further 20 working days to consider the public interest.\n",
        "extension",
    ),
    ("Before we can proceed, could you clarify what you mean by social media?\n", "clarification"),
]


@pytest.mark.parametrize(("text", "message_kind"), NOTICES)
def test_notices_are_no_answers(text: str, message_kind: str, round_: Round, store: Store, came: Path) -> None:
    write(came, {"Arden/m.txt": text})
    (line,) = bring(round_, store, came).files
    assert line.kind == "acknowledgement"
    assert line.reason.startswith(message_kind)
    with store.reading() as db:
        (kept,) = read_letters(db, None)
    assert (kept.text, kept.signals["message_kind"]) == (text, message_kind)


LETTERS = [
    "Dear applicant\n\nThe University does not hold the information that you ask for.\n",
    "Your request is refused under section 12 of the Act, as it would exceed the appropriate limit.\n",
    "Your request is vexatious under section 14(1).\n",
    "Dear applicant\n\nI have now reviewed the handling of your request. My decision is that question 2 is answered: we use Hootsuite. No information is held on 3.\n",
    "1. Yes\n2. Hootsuite\n3. Not held\n",
    "Dear applicant\n\nI acknowledge receipt of your request. We do not hold any of the information.\n",
    f"Dear applicant, our answers are below.\n\nOn 2 June 2020, A Person wrote:\n> Dear Arden\n{''.join(f'> {line}' + chr(10) for line in LETTER.splitlines()[2:3])}",
]


@pytest.mark.parametrize("text", LETTERS)
def test_letters_that_answer_are_letters_however_they_begin(text: str, round_: Round, store: Store, came: Path) -> None:
    write(came, {"Arden/m.txt": text})
    (line,) = bring(round_, store, came).files
    assert line.kind == "letter", line.reason


def test_the_files_of_a_mail_are_told_apart(round_: Round, store: Store, came: Path) -> None:
    files = [
        ("Response.pdf", PDF),
        ("Social Media Policy.docx", as_docx(LetterFile(tuple(POLICY.strip().split("\n\n"))))),
        ("logo.png", b"\x89PNG" + b"x" * 900),
        ("scan.pdf", blank_pdf()),
        ("notes.7z", b"7z\xbc\xaf\x27\x1c"),
    ]
    write(came, {"University of Arden/mail.eml": as_eml(COVER, files)})
    report = bring(round_, store, came)
    mail = "University of Arden/mail.eml"
    assert kinds(report) == {
        mail: "cover",
        f"{mail}/Response.pdf": "letter",
        f"{mail}/Social Media Policy.docx": "appendix",
        f"{mail}/logo.png": "other",
        f"{mail}/scan.pdf": "unread",
        f"{mail}/notes.7z": "unreadable",
    }
    assert [(line.source, line.reason) for line in report.refused] == [
        (f"came/{mail}/notes.7z", "a 7z archive: unpack it and import the folder")
    ]
    assert {line.sent_on for line in report.files if line.letter_id} == {"2020-07-09"}


def test_a_mail_given_by_itself_and_its_attachments_are_one_authoritys(round_: Round, store: Store, came: Path) -> None:
    write(came, {"arden.eml": as_eml(COVER, [("FOI 12 Response.pdf", PDF)])})
    report = bring(round_, store, came / "arden.eml")
    assert {(line.source, line.authority) for line in report.files} == {
        ("came/arden.eml", "arden"),
        ("came/arden.eml/FOI 12 Response.pdf", "arden"),
    }


def test_a_cover_that_refuses_a_question_is_a_letter_too(round_: Round, store: Store, came: Path) -> None:
    body = "Please find our response attached.\n\nQuestion 3 is refused under section 12(1) of the Act.\n"
    write(came, {"Arden/mail.eml": as_eml(body, [("Response.pdf", PDF)])})
    assert kinds(bring(round_, store, came)) == {"Arden/mail.eml": "letter", "Arden/mail.eml/Response.pdf": "letter"}


LETTERED = "Dear Arden\n\n" + "".join(
    f"A{number}. How many appeals did the faculty of {name} hear in 2024?\n"
    for number, name in enumerate(("law", "arts", "music", "medicine", "science"), 1)
)


def test_a_schedule_of_answers_with_minutes_behind_it_is_no_policy(tmp_path: Path, came: Path) -> None:
    request = tmp_path / "lettered.txt"
    request.write_text(LETTERED, encoding="utf-8")
    round_ = create_round(tmp_path / "lettered", request, None)
    schedule = "Schedule 1\n\n" + "".join(f"A{number} | Yes | Disclosed\n" for number in range(1, 6))
    minutes = "\nSchedule 2: Extract from minutes\n\n6.1 The report was received.\n\n6.2 It was agreed to stop.\n"
    write(came, {"Arden/mail.eml": as_eml(COVER, [("Schedule.txt", (schedule + minutes).encode())])})
    found = kinds(bring(round_, open_store(round_.store, create=True), came))
    assert found["Arden/mail.eml/Schedule.txt"] == "letter"


def test_answers_typed_into_a_mail_make_it_a_letter(round_: Round, store: Store, came: Path) -> None:
    body = "> 1. Do you monitor social media?\nYes, for marketing.\n> 2. Please name the supplier of any software that you use to monitor social media.\nHootsuite.\n> 3. Please send a copy of your data protection impact assessment.\nNot held.\n"
    write(came, {"Arden/mail.eml": as_eml(body)})
    (line,) = bring(round_, store, came).files
    assert line.kind == "letter"


def test_the_request_itself_is_no_answer(round_: Round, store: Store, came: Path) -> None:
    write(came, {"Arden/m.eml": as_eml(COVER, [("request.txt", round_.request.encode())])})
    assert kinds(bring(round_, store, came))["Arden/m.eml/request.txt"] == "other"


def test_the_same_letter_in_two_formats_counts_once(round_: Round, store: Store, came: Path) -> None:
    word = as_docx(LetterFile(tuple(LETTER.strip().split("\n\n"))))
    write(came, {"Arden/mail.eml": as_eml(COVER, [("Response.pdf", PDF), ("Response.docx", word)])})
    report = bring(round_, store, came)
    assert kinds(report)["Arden/mail.eml/Response.docx"] == "letter"
    assert [line.reason for line in report.files if line.kind == "duplicate"] == [
        "the same words as came/Arden/mail.eml/Response.docx"
    ]


WELSH = (
    "Annwyl ymgeisydd\n\nDiolch am eich cais. Mae ein hatebion isod.\n\n1. Ydym, at ddibenion marchnata, ac mae’r tîm yn darllen yr hyn a ddywedir am y brifysgol.\n\n"
    "2. Rydym yn defnyddio Hootsuite. Nid ydym yn defnyddio Brandwatch o gwbl yn y brifysgol.\n\n3. Nid yw’r wybodaeth yn cael ei dal gan y brifysgol ac nid oes asesiad.\n\nYn gywir\n"
)


def test_of_a_letter_in_two_languages_one_is_used_and_the_other_kept(round_: Round, store: Store, came: Path) -> None:
    write(
        came,
        {
            "Prifysgol Arden/mail.eml": as_eml(
                COVER, [("Ymateb.txt", WELSH.encode()), ("Response.txt", LETTER.encode())]
            )
        },
    )
    report = bring(round_, store, came)
    assert kinds(report)["Prifysgol Arden/mail.eml/Response.txt"] == "letter"
    assert kinds(report)["Prifysgol Arden/mail.eml/Ymateb.txt"] == "other"
    with store.reading() as db:
        assert WELSH in [one.text for one in read_letters(db, "other")]


def test_a_letter_in_welsh_alone_is_a_letter(round_: Round, store: Store, came: Path) -> None:
    write(came, {"Prifysgol Arden/Ymateb.txt": WELSH})
    (line,) = bring(round_, store, came).files
    assert line.kind == "letter"


def test_both_languages_in_one_file_leave_one_to_be_split(round_: Round, store: Store, came: Path) -> None:
    english = "Dear applicant\n\nThank you for the request. The answers of the university are set out in what follows.\n\n1. Yes, for marketing, and the team reads what is said about the university in public.\n\n2. The university has Hootsuite and does not use Brandwatch for any of the work that it does.\n\n3. It is not held by the university and there is no assessment of the kind that you describe.\n"
    write(came, {"Prifysgol Arden/Ymateb.txt": f"{WELSH}\n\n{english}"})
    bring(round_, store, came)
    (letter,) = letters(store)
    left_out = " ".join(letter.text[start:end] for start, end in letter.furniture)
    assert "Rydym yn defnyddio Hootsuite" in left_out
    assert "The university has Hootsuite" not in left_out
    assert letter.signals["other_language"]


@pytest.mark.parametrize(("text", "language"), [(WELSH, "cy"), (LETTER, "en"), ("Hootsuite", ""), ("", "")])
def test_languages_are_told_by_their_small_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_what_a_person_says_overrules_what_was_found(round_: Round, store: Store, came: Path) -> None:
    write(came, {"Arden/m.txt": ACKNOWLEDGED})
    bring(round_, store, came)
    assert letters(store) == []
    report = bring(round_, store, came, kind="letter")
    assert [(line.kind, line.reason) for line in report.files] == [("letter", "said so on import")]
    assert [letter.text for letter in letters(store)] == [ACKNOWLEDGED]


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Our ref: 1\n\nThursday, 09 July 2020\n\nDear you", "2020-07-09"),
        ("Date: 9th July 2020\n", "2020-07-09"),
        ("09/07/2020\n", "2020-07-09"),
        ("18 March 2024        Our ref: IR/2024/03\n", "2024-03-18"),
        ("7 Chwefror / February 2024\n", "2024-02-07"),
        ("Your request of 2 June 2020 was received.\n", None),
        ("31 February 2020\n", None),
        ("", None),
    ],
)
def test_the_date_of_a_letter_stands_by_itself(head: str, day: str | None) -> None:
    assert date_in_head(head) == day


# --- the account --------------------------------------------------------------------------------------------


def test_importing_twice_stores_nothing_twice(round_: Round, store: Store, came: Path) -> None:
    write(came, {"Arden/mail.eml": as_eml(COVER, [("Response.pdf", PDF)]), "Kestwold.txt": LETTER})
    first = bring(round_, store, came)
    with store.reading() as db:
        before = (read_files(db), read_letters(db, None), read_authorities(db))
    second = bring(round_, store, came)
    with store.reading() as db:
        assert (read_files(db), read_letters(db, None), read_authorities(db)) == before
    assert (first.new_letters, second.new_letters) == (3, 0)
    assert not any(line.new for line in second.files)
    assert kinds(first) == kinds(second)


def test_a_file_that_comes_again_under_another_name_counts_once(round_: Round, store: Store, came: Path) -> None:
    write(came, {"Arden/a.txt": LETTER})
    bring(round_, store, came)
    write(came, {"Arden/again.txt": LETTER})
    report = bring(round_, store, came)
    assert kinds(report) == {"Arden/a.txt": "letter", "Arden/again.txt": "duplicate"}
    assert [line.new for line in report.files] == [False, True]
    assert len(letters(store)) == 1


def test_the_account_holds_every_file_and_its_sums_agree(round_: Round, store: Store, came: Path) -> None:
    write(
        came,
        {
            "Arden/a.txt": LETTER,
            "Arden/b.txt": LETTER,
            "Kestwold/ack.txt": ACKNOWLEDGED,
            "Kestwold/x.7z": b"7z\xbc\xaf\x27\x1c",
            "Wexmoor/empty.pdf": b"",
        },
    )
    report = bring(round_, store, came)
    assert report.counts == {"letter": 1, "acknowledgement": 1, "duplicate": 1, "unreadable": 2}
    assert sum(report.counts.values()) == len(report.files) == 5
    assert report.rows() == [
        ["authority", "files", "letter", "acknowledgement", "duplicate", "unreadable"],
        ["Arden", "2", "1", "0", "1", "0"],
        ["Kestwold", "2", "0", "1", "0", "1"],
        ["Wexmoor", "1", "0", "0", "0", "1"],
        ["all", "5", "1", "1", "1", "2"],
    ]
    written = json.loads((round_.folder / "import-report.json").read_text())
    assert (written["files"], written["counts"]) == (5, report.counts)
    assert [line["source"] for line in written["every_file"]] == [line.source for line in report.files]


def test_progress_is_told_for_every_file_given(round_: Round, store: Store, came: Path) -> None:
    write(came, {f"{number}.txt": LETTER for number in range(3)})
    (came / "3.zip").write_bytes(as_zip([("a.txt", b"No.")]))
    told: list[tuple[int, int, str]] = []
    bring(round_, store, came, progress=lambda done, of, name: told.append((done, of, name)))
    assert told == [
        (1, 4, "came/0.txt"),
        (2, 4, "came/1.txt"),
        (3, 4, "came/2.txt"),
        (4, 4, "came/3.zip"),
        (4, 4, "came/3.zip/a.txt"),
    ]


def test_a_path_that_is_not_there_is_said(round_: Round, store: Store, came: Path) -> None:
    with pytest.raises(UserError, match="no such file or folder"):
        bring(round_, store, came / "nowhere")


def test_an_empty_folder_gives_an_empty_account(round_: Round, store: Store, came: Path) -> None:
    report = bring(round_, store, came)
    assert (report.files, report.counts, report.new_letters) == ((), {}, 0)


def test_links_that_lead_out_of_the_folder_are_not_followed(
    round_: Round, store: Store, came: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text(LETTER)
    (came / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert bring(round_, store, came).files == ()


def test_one_bad_file_does_not_stop_the_others(round_: Round, store: Store, came: Path) -> None:
    write(came, {"Arden.pdf": PDF[:200], "Kestwold.docx": b"PK\x03\x04broken", "Wexmoor.txt": LETTER})
    report = bring(round_, store, came)
    assert kinds(report) == {"Arden.pdf": "unreadable", "Kestwold.docx": "unreadable", "Wexmoor.txt": "letter"}
