"""Score the whole way from files as they came to answers: PDFs, Word files, mails and pages are imported and split.

    request, files → import → letters → answers ⇄ what a reader saw that each file answers

A folder holds `request.txt`, files, and beside each `<name>.answers.json`: `layout`, and under `answers` the passages of
every leaf question as words, for a file has no offsets before it is read. So answers are compared as multisets of words, a letter's
own enumerator before them set aside.
"""

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from classifier.errors import DataError, UserError
from classifier.importing import import_paths
from classifier.records import Letter, spanned_text
from classifier.round import Round, create_round
from classifier.split import split_letter
from classifier.store import open_store, read_letters
from eval.splitting import GOOD
from eval.tokens import answer_words, token_f1

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class FileScore:
    """One file: mean token F1 of its answers by question, and the passages whose words, in their order, were not read."""

    name: str
    layout: str
    f1: Mapping[str, float]
    lost: tuple[tuple[str, str], ...]

    @property
    def mean_f1(self) -> float:
        return sum(self.f1.values()) / len(self.f1)

    @property
    def good(self) -> float:
        return sum(one >= GOOD for one in self.f1.values()) / len(self.f1)


def score_files(folder: Path) -> list[FileScore]:
    """Import and split the files of a folder; return a score for each, by name.

    Raises UserError for a folder without such files, DataError for an answers file that leaves out a question or has
    one that was not asked.
    """
    told = {path.name.removesuffix(".answers.json"): path for path in sorted(folder.glob("*.answers.json"))}
    files = [path for path in sorted(folder.iterdir()) if path.stem in told and path.suffix != ".json"]
    if not files or not (folder / "request.txt").exists():
        raise UserError(f"{folder} holds no request.txt with files and their <name>.answers.json")
    with tempfile.TemporaryDirectory() as made:
        round_ = create_round(Path(made) / "round", folder / "request.txt", None)
        store = open_store(round_.store, create=True)
        import_paths(round_, store, files)
        with store.reading() as db:
            letters = read_letters(db, None)
    return [
        _score(path, told[path.stem], [one for one in letters if _file_of(one) == path.name], round_) for path in files
    ]


def _file_of(letter: Letter) -> str:
    """The file that a letter came in, be it an attachment of a mail."""
    return PurePosixPath(letter.source).parts[1]


def _score(path: Path, told: Path, letters: Sequence[Letter], round_: Round) -> FileScore:
    content = json.loads(told.read_text(encoding="utf-8"))
    answers: dict[str, list[str]] = content["answers"]
    asked = [question.id for question in round_.leaves]
    if odd := sorted(set(answers) ^ set(asked)):
        raise DataError(f"{told}: question {odd[0]} is {'not asked' if odd[0] in answers else 'left out'}")
    found: dict[str, Counter[str]] = {question: Counter() for question in asked}
    unmarked: dict[str, Counter[str]] = {question: Counter() for question in asked}  # without "2a." before the answer
    for letter in letters:
        if letter.kind == "letter":
            for answer in split_letter(letter, round_.questions, round_.request):
                found[answer.question_id] += Counter(_words(spanned_text(letter.text, answer.spans)))
                unmarked[answer.question_id] += answer_words(letter.text, answer.spans)
    read = [word for letter in letters for word in _words(letter.text)]
    wanted = {
        question: Counter(word for passage in answers[question] for word in _words(passage)) for question in asked
    }
    lost = (
        (question, passage)
        for question in asked
        for passage in answers[question]
        if not _in_order(_words(passage), read)
    )
    f1 = {question: max(token_f1(some[question], wanted[question]) for some in (found, unmarked)) for question in asked}
    return FileScore(path.name, content["layout"], f1, tuple(lost))


def _words(text: str) -> Iterator[str]:
    return (word.casefold() for word in _WORD.findall(text.replace("\u00ad", "")))


def _in_order(words: Iterable[str], read: Sequence[str]) -> bool:
    rest = iter(read)
    return all(word in rest for word in words)
