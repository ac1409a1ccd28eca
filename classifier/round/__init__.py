"""A round's folder: `round.yaml` (questions, taxonomy, Act, statistics), the request as sent, the taxonomy, the store.

The file is written once by `foi init` for a person to correct; afterwards only `editing` writes to it, one entry at a time.
"""

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from classifier.errors import DataError, UserError
from classifier.questionnaire import Condition, Question, leaves, parse_request
from classifier.records import content_id
from classifier.resources import resource
from classifier.round.declared import Check, Statistic, checks_in, statistics_in
from classifier.taxonomy import Taxonomy, load_taxonomy

WIDEST_POINTS = 5.0
"""A statistic may be published when its interval is at most this wide, in percentage points, unless the round says otherwise."""
DEFAULT_TAXONOMY = "social-media-monitoring"
_ASKS = ("whether", "how_many", "document", "name", "explain")
_ENTRIES = {
    "round", "title", "taxonomy", "request", "act", "store", "questions", "noun", "statistics", "checks", "widest", "queue_first",
}  # fmt: skip
_ID = re.compile(r"[A-Za-z0-9.\-]+")
_HEADER = """\
# The round: who asked what. Correct the questions here before letters are classified:
# `id` as letters will name it, `stem: true` for a node that is asked only through its parts,
# `asks`: whether, how_many, document, name or explain, `condition`: {question: "2", when: yes}.
# Statistics to publish: statistics: [{id: policy, words: hold a policy, of: replied, all: [{question: "1", status: held}]}]
"""


@dataclass(frozen=True, slots=True)
class Round:
    """One questionnaire, its taxonomy, and where its letters are stored. `act` governs where a letter names none.

    `noun` is what sentences call the authorities; `statistics` and `checks` are those declared, without the defaults;
    `widest` is the widest interval to publish, in percentage points; `queue_first` says what the queue puts first.
    """

    name: str
    title: str
    folder: Path
    request: str
    questions: tuple[Question, ...]
    taxonomy: Taxonomy
    act: str | None
    store: str
    noun: str = "authorities"
    statistics: tuple[Statistic, ...] = ()
    checks: tuple[Check, ...] = ()
    widest: float = WIDEST_POINTS
    queue_first: Literal["doubt", "statistics"] = "doubt"

    @property
    def leaves(self) -> list[Question]:
        """The questions that can be answered, in the request's order."""
        return leaves(self.questions)

    @property
    def questionnaire(self) -> str:
        """The request's and the questions' content in 16 digits, as every run remembers it."""
        return content_id("questions", self.request, *(f"{question!r}" for question in self.questions))


def create_round(folder: Path, request: Path, taxonomy: Path | None, title: str = "", act: str | None = None) -> Round:
    """Make a round's folder from a request; nothing is written unless everything can be read.

    Without a taxonomy the shipped one is used. Gazetteers beside the taxonomy are copied with it. Raises UserError
    when the folder is a round already or the request cannot be read, DataError when one of them has not its form.
    """
    if (folder / "round.yaml").exists():
        raise UserError(f"{folder}/round.yaml is there already: correct it by hand, or choose another folder")
    text = read_text(request)
    questions = parse_request(text)
    source = taxonomy or resource("data", "taxonomies", f"{DEFAULT_TAXONOMY}.yaml")
    loaded = load_taxonomy(source)
    folder.mkdir(parents=True, exist_ok=True)
    _place(request, folder / "request.txt")
    _place(source, folder / "taxonomy.yaml")
    for field in loaded.fields:
        if field.gazetteer and (source.parent / field.gazetteer).exists():
            _place(source.parent / field.gazetteer, folder / field.gazetteer)
    body = yaml.safe_dump(
        _content(folder, title or loaded.title, act, questions), sort_keys=False, allow_unicode=True, width=110
    )
    (folder / "round.yaml").write_text(_HEADER + body, encoding="utf-8")
    return load_round(folder)


def _content(folder: Path, title: str, act: str | None, questions: Sequence[Question]) -> dict[str, Any]:
    return {
        "round": folder.resolve().name,
        "title": title,
        "taxonomy": "taxonomy.yaml",
        "request": "request.txt",
        "act": act,
        "store": "round.duckdb",
        "questions": [_question_out(question) for question in questions],
    }


def load_round(folder: Path, environ: Mapping[str, str] = os.environ) -> Round:
    """Read a round's folder; raise UserError or DataError that names the file and the place.

    FOI_STORE names the store where it is set, and `store:` in `round.yaml` where it is not.
    """
    path = folder / "round.yaml"
    content = _read(folder, path)
    questions = tuple(_question_in(path, entry) for entry in content["questions"])
    _check_questions(path, questions)
    request = folder / str(content.get("request") or "request.txt")
    taxonomy = load_taxonomy(folder / str(content.get("taxonomy") or "taxonomy.yaml"))
    return Round(
        name=str(content.get("round") or folder.resolve().name),
        title=str(content.get("title") or ""),
        folder=folder,
        request=read_text(request) if request.exists() else "",
        questions=questions,
        taxonomy=taxonomy,
        act=str(content["act"]) if content.get("act") else None,
        store=environ.get("FOI_STORE") or _store(folder, str(content.get("store") or "round.duckdb")),
        noun=str(content.get("noun") or "authorities"),
        statistics=statistics_in(path, content.get("statistics"), questions, taxonomy),
        checks=checks_in(path, content.get("checks"), questions, taxonomy),
        widest=_points(path, content.get("widest", WIDEST_POINTS)),
        queue_first=_first(path, content.get("queue_first", "doubt")),
    )


def _points(path: Path, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= 100:
        raise DataError(f"{path}: widest is a number of percentage points over 0 and up to 100, such as 5")
    return float(given)


def _first(path: Path, given: Any) -> Literal["doubt", "statistics"]:
    if given == "statistics":
        return "statistics"
    if given == "doubt":
        return "doubt"
    raise DataError(f"{path}: queue_first is doubt or statistics")


def _read(folder: Path, path: Path) -> dict[str, Any]:
    if not path.exists():
        raise UserError(f"{folder} holds no round.yaml: make a round with `foi init {folder} --request FILE`")
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataError(f"{path}: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict) or not isinstance(content.get("questions"), list):
        raise DataError(f"{path}: needs at least `round`, `taxonomy` and `questions`")
    if unknown := sorted(set(content) - _ENTRIES):
        raise DataError(f"{path}: unknown entry '{unknown[0]}' (known: {', '.join(sorted(_ENTRIES))})")
    return content


def read_text(path: Path) -> str:
    """Read a UTF-8 (or Windows-1252) text file; raise UserError when it is missing, empty or not text."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"{path}: no such file") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from None
    if b"\0" in raw[:8192]:
        raise UserError(f"{path}: is not a text file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if not text.strip():
        raise UserError(f"{path}: is empty")
    return text


def _store(folder: Path, store: str) -> str:
    return store if "://" in store else str(folder / store)


def _place(source: Path, target: Path) -> None:
    if source.resolve() != target.resolve():
        shutil.copyfile(source, target)


def _question_out(question: Question) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": question.id}
    if question.parent:
        entry["parent"] = question.parent
    if question.stem:
        entry["stem"] = True
    else:
        entry["asks"] = question.asks
    if question.condition:
        entry["condition"] = {"question": question.condition.question, "when": question.condition.when}
    entry["text"] = question.text
    if question.tail:
        entry["tail"] = question.tail
    return entry


def _question_in(path: Path, entry: Any) -> Question:
    if not isinstance(entry, dict) or "id" not in entry or "text" not in entry:
        raise DataError(f"{path}: each question needs `id` and `text`")
    if isinstance(entry["id"], bool):
        raise DataError(
            f"{path}: a question's id is a word that YAML reads as {str(entry['id']).lower()}: put it in quotes"
        )
    name = str(entry["id"])
    if unknown := sorted(set(entry) - {"id", "text", "parent", "stem", "asks", "condition", "tail"}):
        raise DataError(f"{path}: question {name}: unknown entry '{unknown[0]}'")
    if entry.get("asks", "explain") not in _ASKS:
        raise DataError(f"{path}: question {name}: asks is one of {', '.join(_ASKS)}")
    if not _ID.fullmatch(name):
        raise DataError(f"{path}: '{name}' cannot be a question id: use letters and digits, such as 2a")
    parent = entry.get("parent")
    return Question(
        id=name,
        text=str(entry["text"]),
        parent=None if parent is None else str(parent),
        stem=bool(entry.get("stem", False)),
        asks=entry.get("asks", "explain"),
        condition=_condition_in(path, name, entry.get("condition")),
        tail=str(entry.get("tail") or ""),
    )


def _condition_in(path: Path, name: str, entry: Any) -> Condition | None:
    """YAML reads a bare yes or no as true or false: both spellings are taken."""
    if entry is None:
        return None
    when = entry.get("when") if isinstance(entry, dict) else None
    if "question" in (entry if isinstance(entry, dict) else ()) and when in (True, "yes"):
        return Condition(str(entry["question"]), "yes")
    if "question" in (entry if isinstance(entry, dict) else ()) and when in (False, "no"):
        return Condition(str(entry["question"]), "no")
    raise DataError(f'{path}: question {name}: condition is {{question: "2", when: yes}} or no')


def _check_questions(path: Path, questions: tuple[Question, ...]) -> None:
    ids = [question.id for question in questions]
    if not leaves(questions):
        raise DataError(f"{path}: there is no question to answer")
    for question in questions:
        if ids.count(question.id) > 1:
            raise DataError(f"{path}: question {question.id} stands there twice")
        named = [question.parent, question.condition.question if question.condition else None]
        if missing := [name for name in named if name is not None and name not in ids]:
            raise DataError(f"{path}: question {question.id} names '{missing[0]}', which is no question")
