"""Reader processes: order, deadlines, memory, crashes, and no connection to anywhere."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from classifier.reading import Limits, Part
from classifier.reading.apart import read_all
from classifier.reading.texts import ReadText
from tests.letter_files import LetterFile, as_docx, as_eml, as_pdf, as_zip

LETTER = LetterFile(("1. Do you monitor?", "Information not held."))


def run(folder: Path, limits: Limits | None = None, processes: int = 2) -> list[ReadText]:
    given = [(path, path.name) for path in sorted(folder.iterdir())]
    return [text for _, text in read_all(given, limits or Limits(), processes)]


def test_files_come_out_in_the_order_in_which_they_were_given(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number:02}.txt").write_text(f"letter {number}")
    assert [text.text for text in run(tmp_path)] == [f"letter {number}" for number in range(12)]


def test_reading_apart_gives_the_same_as_reading_here(tmp_path: Path) -> None:
    from classifier.reading import read_file

    (tmp_path / "a.zip").write_bytes(
        as_zip([("m.eml", as_eml("See below.\n", [("l.pdf", as_pdf(LETTER)), ("l.docx", as_docx(LETTER))]))])
    )
    here = read_file(tmp_path / "a.zip", source="a.zip")
    assert [vars_of(text) for text in run(tmp_path)] == [vars_of(text) for text in here]


def vars_of(text: ReadText) -> tuple[object, ...]:
    return tuple(
        getattr(text, name)
        for name in ("source", "format", "text", "pages", "furniture", "sent_on", "inside", "trouble", "signals")
    )


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "a-slow.html").write_bytes(
        b"<html>" + b"<a " * 300_000
    )  # the parser needs time that grows with the square
    (tmp_path / "b.txt").write_text("Not held.")
    slow, letter = run(tmp_path, Limits(seconds=4), processes=1)
    assert slow.trouble == "reading took more than 4 s: split the file, or raise the limit"
    assert letter.text == "Not held."


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
def test_a_file_that_needs_too_much_memory_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "a-large.html").write_bytes(b"<p>x</p>" * 4_000_000)
    (tmp_path / "b.txt").write_text("Not held.")
    large, letter = run(tmp_path, Limits(memory_mib=200), processes=1)
    assert "more than 200 MiB of memory" in large.trouble
    assert letter.text == "Not held."


def test_a_file_on_which_the_reader_breaks_down_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>No.</p>")
    process = "import os, sys; sys.stdin.buffer.readline(); os.abort()"
    from classifier.reading import apart

    reader = apart._Process(Limits())
    reader.running = subprocess.Popen([sys.executable, "-c", process], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    text, parts = reader.read(Part("a.html", b"<p>No.</p>"))
    assert (text.trouble, parts) == ("the reader broke down on this file (SIGABRT)", ())
    assert reader.running is None


def test_parts_nested_beyond_reason_are_refused_and_the_next_file_is_read(tmp_path: Path) -> None:
    opening = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3000))
    (tmp_path / "a-deep.eml").write_text(f"MIME-Version: 1.0\nReceived: x\nFrom: a@b.example\n{opening}")
    (tmp_path / "b.txt").write_text("Not held.")
    deep, letter = run(tmp_path, processes=1)
    assert deep.trouble
    assert "\n" not in deep.trouble
    assert letter.text == "Not held."


def test_no_process_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("No.")
    reading = read_all([(tmp_path / "a.txt", "a.txt")] * 20, Limits())
    next(reading)
    reading.close()
    left = subprocess.run(
        ["ps", "--ppid", str(__import__("os").getpid()), "-o", "args="], capture_output=True, text=True, check=False
    )
    assert "classifier.reading.worker" not in left.stdout


@pytest.mark.parametrize(
    "action",
    [
        "socket.create_connection(('192.0.2.1', 80))",
        "socket.getaddrinfo('arden.example', 80)",
        "subprocess.run(['true'])",
        "os.system('true')",
    ],
)
def test_a_reader_cannot_open_connections_or_start_programs(action: str) -> None:
    code = f"import os, socket, subprocess, sys; from classifier.reading.worker import _refuse; sys.addaudithook(_refuse); {action}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "a reader must not do this" in done.stderr


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare")
def test_everything_is_read_without_a_network(tmp_path: Path) -> None:
    """In a network namespace of its own, where there is not even a loopback device that is up."""
    page = '<p>No.</p><img src="http://192.0.2.1/x.png"><iframe src="http://192.0.2.1/"></iframe><link href="http://192.0.2.1/s.css">'
    (tmp_path / "page.html").write_text(page)
    (tmp_path / "letter.pdf").write_bytes(as_pdf(LETTER))
    (tmp_path / "letter.docx").write_bytes(as_docx(LETTER))
    (tmp_path / "mail.eml").write_bytes(as_eml("See http://192.0.2.1/policy\n"))
    code = (
        "import sys; from pathlib import Path; from classifier.reading import read_file\n"
        f"print([bool(t.text) for p in sorted(Path({str(tmp_path)!r}).iterdir()) for t in read_file(p)])"
    )
    command = ["unshare", "--map-root-user", "--net", sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "unshare" in done.stderr:
        pytest.skip(f"this system does not allow it: {done.stderr.strip()}")
    assert done.stdout.strip() == "[True, True, True, True]", done.stderr
