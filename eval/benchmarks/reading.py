"""Measure the readers: pages per second and memory for each format, beside other libraries, and a whole import.

    python -m eval.benchmarks.reading [--letters 1000] [--others]

`--others` adds plain pypdfium2, pdfplumber and markitdown on the same files in the same run, those that are
installed. Files are made by code, with text, tables, headers and footers. Nothing is read from or written to a round.
"""

import argparse
import importlib
import importlib.util
import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from classifier.importing import import_paths
from classifier.reading import Part, read_file
from classifier.round import create_round
from classifier.store import open_store
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
    text_of,
)

_PAGES = 3
_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
_REQUEST = "".join(
    f"{n}. Do you hold a policy on matter number {n}, and if so, who approved it and when?\n\n" for n in range(1, 25)
)
_ANSWERS = (
    "Information not held.",
    "Yes. The policy was approved by the Registrar in March 2019 and is reviewed every two years by the committee.",
    "Not applicable.",
    "We use Hootsuite for campaigns on Facebook and Instagram; it costs £4,200 a year and is paid for by the press office.",
)
_FORMATS: dict[str, Callable[[LetterFile], bytes]] = {
    "pdf": as_pdf,
    "docx": as_docx,
    "doc": as_doc,
    "rtf": as_rtf,
    "html": as_html,
    "txt": as_txt,
    "eml": lambda letter: as_eml(text_of(letter)),
    "msg": lambda letter: as_msg(text_of(letter)),
    "xlsx": lambda letter: as_xlsx(
        [[str(n), block] for n, block in enumerate(letter.blocks) if isinstance(block, str)]
    ),
    "csv": lambda letter: as_csv([[str(n), block] for n, block in enumerate(letter.blocks) if isinstance(block, str)]),
}


def letter(number: int) -> LetterFile:
    """A letter of three pages that differs from any other: the questions restated, an answer under each, a table."""
    blocks: list[str | list[list[str]]] = [f"Our reference: FOI-{number}", "9 July 2020", "Dear applicant"]
    for question, text in enumerate(_REQUEST.strip().split("\n\n")):
        blocks += [text, f"{_ANSWERS[(question + number) % 4]} ({number})"]
    blocks.append(
        [["Year", "Cost"], *([f"{year}/{year + 1 - 2000}", f"£{1000 + number + year:,}"] for year in range(2016, 2021))]
    )
    return LetterFile((*blocks, "Yours faithfully"), "University of Arden, Arden AR1 4QQ", "Page {page} of {pages}")


def others() -> dict[str, tuple[tuple[str, ...], Callable[[bytes, str], object]]]:
    """The other libraries that are installed, with the formats they are tried on."""
    found: dict[str, tuple[tuple[str, ...], Callable[[bytes, str], object]]] = {}
    if importlib.util.find_spec("pypdfium2"):
        found["pypdfium2 (plain)"] = (("pdf",), _plain_pdfium)
    if importlib.util.find_spec("pdfplumber"):
        found["pdfplumber"] = (("pdf",), _pdfplumber)
    if importlib.util.find_spec("markitdown"):
        found["markitdown"] = (("pdf", "docx", "html", "eml", "msg", "xlsx", "csv"), _markitdown)
    return found


def measure(reader: str, form: str, count: int) -> None:
    """Read `count` files of a format in this process, and print seconds and the peak of memory as JSON."""
    files = [_FORMATS[form](letter(number)) for number in range(count)]
    read = others()[reader][1] if reader != "ours" else _ours
    read(files[0], form)  # what is loaded once is no part of the pace
    began = time.perf_counter()
    for data in files:
        read(data, form)
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def compare(count: int, with_others: bool) -> None:
    """Print a line for each reader and format; each is measured in a process of its own."""
    print(
        f"{'reader':20} {'format':6} {'pages/s':>9} {'ms/letter':>10} {'peak MiB':>9}   ({count} letters of {_PAGES} pages)"
    )
    for reader, form in _pairs(with_others):
        command = [sys.executable, "-m", "eval.benchmarks.reading", "--one", reader, form, "--letters", str(count)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{reader:20} {form:6} failed: {(done.stderr.strip().splitlines() or [''])[-1][:80]}")
            continue
        figures = json.loads(done.stdout.splitlines()[-1])
        pace, each = count * _PAGES / figures["seconds"], 1000 * figures["seconds"] / count
        print(f"{reader:20} {form:6} {pace:9.0f} {each:10.2f} {figures['peak_mib']:9.0f}")


def whole_import(count: int) -> None:
    """Import `count` letters in mixed formats into a new round; print the time, the readers' share and the memory.

    The share is of processor time, because the readers run beside the rest.
    """
    folder = Path(tempfile.mkdtemp(prefix="reading-"))
    try:
        sent = folder / "sent"
        sent.mkdir()
        for number in range(count):
            form = list(_FORMATS)[number % 8]
            (sent / f"University {number}.{form}").write_bytes(_FORMATS[form](letter(number)))
        (folder / "request.txt").write_text(_REQUEST)
        round_ = create_round(folder / "round", folder / "request.txt", None)
        store = open_store(round_.store, create=True)
        began, before = time.perf_counter(), _used()
        report = import_paths(round_, store, [sent])
        seconds, after = time.perf_counter() - began, _used()
        own, readers = after[0] - before[0], after[1] - before[1]
        print(f"\n{count} files as {report.counts} in {seconds:.1f} s with 2 readers")
        print(f"processor time: {readers:.1f} s in the readers, {own:.1f} s in the rest of the import and the store")
        print(f"share of the readers: {100 * readers / (own + readers):.1f} %")
        here, largest = (resource.getrusage(who).ru_maxrss / 1024 for who in _WHO)
        print(f"peak memory: {here:.0f} MiB here, {largest:.0f} MiB in the largest reader")
    finally:
        shutil.rmtree(folder)


def _used() -> tuple[float, float]:
    """Processor seconds of this process, and of the readers that have ended."""
    own, readers = (resource.getrusage(who) for who in _WHO)
    return own.ru_utime + own.ru_stime, readers.ru_utime + readers.ru_stime


def main() -> None:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    options.add_argument("--letters", type=int, default=1000, help="letters in the whole import (default 1000)")
    options.add_argument("--each", type=int, default=60, help="letters for each reader and format (default 60)")
    options.add_argument("--others", action="store_true", help="measure the other libraries that are installed, too")
    options.add_argument("--import-only", action="store_true", help="measure the whole import and nothing else")
    options.add_argument("--one", nargs=2, metavar=("READER", "FORMAT"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        measure(given.one[0], given.one[1], given.letters)
        return
    if given.import_only:
        whole_import(given.letters)
        return
    compare(given.each, given.others)
    command = [sys.executable, "-m", "eval.benchmarks.reading", "--import-only", "--letters", str(given.letters)]
    subprocess.run(command, check=True)  # in a process of its own, so that its memory can be told


def _pairs(with_others: bool) -> Iterator[tuple[str, str]]:
    for form in _FORMATS:
        yield "ours", form
        for name, (forms, _) in others().items() if with_others else ():
            if form in forms:
                yield name, form


def _ours(data: bytes, form: str) -> object:
    return read_file(Part(f"letter.{form}", data))


def _plain_pdfium(data: bytes, form: str) -> object:
    pypdfium2 = importlib.import_module("pypdfium2")
    document = pypdfium2.PdfDocument(data)
    return [document[number].get_textpage().get_text_range() for number in range(len(document))]


def _pdfplumber(data: bytes, form: str) -> object:
    pdfplumber = importlib.import_module("pdfplumber")
    with pdfplumber.open(io.BytesIO(data)) as document:
        return [page.extract_text() for page in document.pages]


def _markitdown(data: bytes, form: str) -> object:
    markitdown = importlib.import_module("markitdown")
    told = markitdown.StreamInfo(extension=f".{form}")
    text: object = markitdown.MarkItDown().convert_stream(io.BytesIO(data), stream_info=told).text_content
    return text


if __name__ == "__main__":
    main()
