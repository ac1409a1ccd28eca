"""Mails: bodies, attachments, nested mails, Outlook messages, packed attachments, bounces and automatic replies."""

import struct
from email.message import EmailMessage

import pytest

from classifier.errors import DataError
from classifier.reading import Part, ReadText, read_file
from classifier.reading.mail.compound import read_streams
from classifier.reading.mail.richtext import unpacked
from tests.letter_files import as_eml, as_msg, compound_file


def read(data: bytes, name: str = "mail.eml") -> list[ReadText]:
    return read_file(Part(name, data))


def test_a_mail_gives_its_body_day_sender_and_attachments() -> None:
    body, letter = read(as_eml("Please find attached.\n", [("letter.txt", b"1. Not held.")]))
    assert (body.text, body.sent_on, body.message) == ("Please find attached.\n", "2020-07-09", "1@arden.example")
    assert body.signals == {"sender": "foi@arden.example", "subject": "Response to your request"}
    assert (letter.source, letter.text, letter.inside) == ("mail.eml/letter.txt", "1. Not held.", "mail.eml")


def test_the_day_is_the_one_in_utc() -> None:
    (body,) = read(as_eml("No.\n", date="Thu, 09 Jul 2020 00:30:00 +0100"))
    assert body.sent_on == "2020-07-08"


def test_a_date_that_is_none_is_no_day() -> None:
    (body,) = read(as_eml("No.\n").replace(b"Thu, 09 Jul 2020 10:15:00 +0100", b"yesterday"))
    assert body.sent_on is None


def test_answers_between_quoted_questions_stay_in_the_text() -> None:
    (body,) = read(as_eml("> 1. Do you monitor?\nNo.\n> 2. Who supplies it?\nNobody.\n"))
    assert body.text == "> 1. Do you monitor?\nNo.\n> 2. Who supplies it?\nNobody.\n"


def test_an_html_mail_is_read_as_a_page() -> None:
    message = EmailMessage()
    message["From"] = "foi@arden.example"
    message.set_content("<p>1. Do you?</p><p>No.</p>", subtype="html")
    assert read(message.as_bytes())[0].text == "1. Do you?\n\nNo."


def test_the_html_part_counts_where_only_it_keeps_the_rows() -> None:
    message = EmailMessage()
    message["From"] = "foi@arden.example"
    message.set_content("1 Do you? No. 2 Who? Nobody.")
    message.add_alternative(
        "<table><tr><td>1</td><td>No.</td></tr><tr><td>2</td><td>Nobody.</td></tr></table>", subtype="html"
    )
    assert read(message.as_bytes())[0].text == "1 | No.\n2 | Nobody."


def test_a_forwarded_mail_is_a_mail_of_its_own() -> None:
    inner = EmailMessage()
    inner["Subject"], inner["Date"] = "Your request", "Wed, 08 Jul 2020 10:00:00 +0000"
    inner.set_content("1. Not held.\n")
    outer = EmailMessage()
    outer["Subject"], outer["From"] = "FW", "foi@arden.example"
    outer.set_content("See below.\n")
    outer.add_attachment(inner)
    body, forwarded = read(outer.as_bytes())
    assert body.text == "See below.\n"
    assert (forwarded.source, forwarded.text, forwarded.sent_on) == (
        "mail.eml/Your request.eml",
        "1. Not held.\n",
        "2020-07-08",
    )


def test_file_names_in_mails_cannot_lead_anywhere() -> None:
    texts = read(as_eml("Hello.\n", [("../../etc/x.txt", b"No.")]))
    assert texts[1].source == "mail.eml/x.txt"


@pytest.mark.parametrize(
    ("headers", "signal"),
    [([("Auto-Submitted", "auto-replied")], "auto_reply"), ([("X-Autoreply", "yes")], "auto_reply")],
)
def test_automatic_replies_are_marked(headers: list[tuple[str, str]], signal: str) -> None:
    assert read(as_eml("I am away.\n", headers=headers))[0].signals[signal] is True


def test_bounces_are_marked() -> None:
    assert read(as_eml("Not delivered.\n", sender="MAILER-DAEMON@arden.example"))[0].signals["bounce"] is True


def test_a_uuencoded_file_is_taken_out_of_the_text() -> None:
    body, letter = read(as_eml('Hello.\n\nbegin 644 letter.txt\n,;F]T(&AE;&0N("`@\n`\nend\n'))
    assert body.text.strip() == "Hello."
    assert letter.text.startswith("not held.")


def test_a_damaged_header_does_no_harm() -> None:
    raw = b"From: =?utf-8?q?=ff=fe?= <foi@arden.example>\nSubject: =?nonsense?b?xx?=\nMIME-Version: 1.0\nReceived: x\n\nNo.\n"
    assert read(raw)[0].text == "No.\n"


# --- Outlook ----------------------------------------------------------------------------------------------


def test_an_outlook_message_gives_the_same_as_a_mail() -> None:
    body, small, large = read(as_msg("1. No.\r\n", [("a.txt", b"Not held."), ("b.txt", b"long " * 2000)]), "m.msg")
    assert (body.text, body.sent_on, body.message) == ("1. No.\n", "2020-07-09", "1@arden.example")
    assert body.signals == {"sender": "foi@arden.example", "subject": "Response to your request"}
    assert (small.source, small.text) == ("m.msg/a.txt", "Not held.")
    assert large.text == "long " * 2000


def test_streams_short_and_long_come_out_as_they_went_in() -> None:
    streams = {"short": b"abc", "long": bytes(range(256)) * 40, "folder": {"inner": b"x" * 64}}
    assert read_streams(compound_file(streams)) == {"short": b"abc", "long": streams["long"], "folder/inner": b"x" * 64}


@pytest.mark.parametrize("length", [100, 600, 1500])
def test_a_truncated_outlook_message_is_refused_in_one_line(length: int) -> None:
    (text,) = read(as_msg("No.\r\n")[:length], "m.msg")
    assert text.trouble.startswith("a damaged Outlook")


def test_sectors_in_a_circle_end() -> None:
    data = bytearray(compound_file({"long": b"x" * 9000}))
    start = (struct.unpack_from("<I", data, 76)[0] + 1) * 512
    struct.pack_into("<I", data, start + 4, 0)  # the second sector points back to the first
    with pytest.raises(DataError, match="circle"):
        read_streams(bytes(data))


def test_compressed_rich_text_is_unpacked() -> None:
    # The first example of MS-OXRTFCP, section 3.1.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpacked(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_packed_attachments_come_out_of_winmail_dat() -> None:
    def field(level: int, attribute: int, value: bytes) -> bytes:
        return struct.pack("<BII", level, attribute, len(value)) + value + b"\0\0"

    packed = (
        b"\x78\x9f\x3e\x22\0\0"
        + field(2, 0x00069002, b"")
        + field(2, 0x00018010, b"letter.txt\0")
        + field(2, 0x0006800F, b"Not held.")
    )
    _body, dat, letter = read(as_eml("Hello.\n", [("winmail.dat", packed)]))
    assert dat.signals["container"] == "1 files packed by Outlook"
    assert (letter.source, letter.text) == ("mail.eml/winmail.dat/letter.txt", "Not held.")
