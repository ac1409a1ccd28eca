"""Read a gold folder: `gold.yaml` says which request and taxonomy, the letters and labels lie in `dev/` and `test/`.

Every file is checked as it is read; the first thing wrong is a DataError that names the file, the question
and the span by its number. Text of a letter is never part of a message: test letters are not to be read.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from classifier.errors import DataError, UserError
from classifier.questionnaire import parse_request
from classifier.reading import read_file
from classifier.records import Label, Letter, Span
from classifier.round import Round, read_text
from classifier.taxonomy import Field, load_taxonomy
from eval.gold.checks import check_gold
from eval.gold.locating import locate
from eval.gold.records import PARTS, GoldAnswer, GoldLetter, GoldSet

_KNOWN = {"round", "title", "request", "taxonomy", "act", "letters"}
_ENDING = ".gold.json"


def load_gold(folder: Path, part: str | None = None) -> GoldSet:
    """Read and check a gold folder; `part` keeps `dev` or `test` only, after all of it was checked.

    Raises UserError for a folder without gold, DataError for gold that is not of the form.
    """
    round, letters = _settings(folder)
    files = [(name, path) for name in ("", *PARTS) for path in sorted((folder / name).glob(f"*{_ENDING}"))]
    if not files:
        raise UserError(f"{folder} holds no *{_ENDING}: gold lies in {folder}/dev and {folder}/test")
    found = [_letter(round, path, letters or path.parent, name or "dev") for name, path in files]
    gold = GoldSet(folder, round, tuple(found))
    check_gold(gold)
    kept = gold.part(part)
    if not kept.letters:
        raise UserError(f"{folder} has no letter in part {part}")
    return kept


def _settings(folder: Path) -> tuple[Round, Path | None]:
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder; name a folder of gold or a round")
    path = folder / "gold.yaml"
    if not path.exists():
        raise UserError(f"{folder} holds no gold.yaml: it names `round`, `request` and `taxonomy` of the letters")
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataError(f"{path}: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict) or not {"round", "request", "taxonomy"} <= set(content):
        raise DataError(f"{path}: needs `round`, `request` and `taxonomy`")
    if unknown := sorted(set(content) - _KNOWN):
        raise DataError(f"{path}: unknown entry '{unknown[0]}' (known: {', '.join(sorted(_KNOWN))})")
    request = read_text(folder / str(content["request"]))
    taxonomy = load_taxonomy(folder / str(content["taxonomy"]))
    title = str(content.get("title") or taxonomy.title)
    act = str(content["act"]) if content.get("act") else None
    round = Round(str(content["round"]), title, folder, request, parse_request(request), taxonomy, act, "")
    return round, folder / str(content["letters"]) if content.get("letters") else None


def _letter(round: Round, path: Path, letters: Path, part: str) -> GoldLetter:
    name = path.name.removesuffix(_ENDING)
    texts = [found for found in sorted(letters.iterdir()) if found.stem == name and not found.name.endswith(".json")]
    if len(texts) != 1:
        raise DataError(f"{path}: {letters} holds {len(texts) or 'no'} letters named {name}.*; one is needed")
    content = _content(path)
    return read_gold_file(round, path, letter_of(texts[0], str(content.get("authority") or name)), part)


def letter_of(path: Path, authority: str) -> Letter:
    """Return a file's letter as an import would store it; raise DataError for a file that cannot be read."""
    read = read_file(path)[0]
    if read.trouble or not read.text.strip():
        raise DataError(f"{path}: {read.trouble or 'has no text'}")
    return Letter(
        authority=authority,
        source=path.name,
        text=read.text,
        sha256=read.sha256,
        furniture=read.furniture,
        pages=read.pages or (Span(0, len(read.text)),),
        signals={**read.signals, "format": read.format},
    )


def read_gold_file(round: Round, path: Path, letter: Letter, part: str = "dev") -> GoldLetter:
    """Read one gold file against its letter's text; raise DataError that names the file and the question."""
    content = _content(path)
    known = {question.id for question in round.leaves}
    answers: dict[str, GoldAnswer] = {}
    after = 0
    for entry in content["answers"]:
        question = str(entry.get("question")) if isinstance(entry, dict) else "?"
        place = f"{path}: question {question}"
        if question not in known or question in answers:
            raise DataError(f"{place}: {'stands there twice' if question in answers else 'is none of the round'}")
        answers[question] = _answer(round, place, letter, entry, after)
        after = answers[question].spans[-1].end if answers[question].spans else after
    missing = [question.id for question in round.leaves if question.id not in answers]
    if missing and not content.get("partial"):
        raise DataError(f"{path}: question {missing[0]} is left out; give it empty spans where the letter is silent")
    return GoldLetter(
        name=path.name.removesuffix(_ENDING),
        part=part,
        nation=str(content.get("nation") or ""),
        layout=str(content.get("layout") or ""),
        patterns=tuple(int(number) for number in content.get("patterns", ())),
        letter=letter,
        answers=tuple(answers[question.id] for question in round.leaves if question.id in answers),
        path=path,
        shown_passages=content.get("passages") == "shown",
    )


def _content(path: Path) -> dict[str, Any]:
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read as gold ({error})") from None
    if not isinstance(content, dict) or not isinstance(content.get("answers"), list):
        raise DataError(f"{path}: gold is an object with `letter`, `authority` and `answers`")
    return content


def _answer(round: Round, place: str, letter: Letter, entry: dict[str, Any], after: int) -> GoldAnswer:
    fields = round.taxonomy.fields
    allowed = {"question", "spans", "quotes", "note", "adjudicated", "first", *(field.name for field in fields)}
    if unknown := sorted(set(entry) - allowed):
        raise DataError(f"{place}: '{unknown[0]}' is no field of {round.taxonomy.name}")
    spans = _spans(place, letter, entry.get("spans", ()), after)
    quotes = {field.name: _quotes(entry.get("quotes", {}).get(field.name)) for field in fields}
    for name, listed in quotes.items():
        for number, quote in enumerate(listed, 1):
            if locate(letter, quote, 0) is None:
                raise DataError(f"{place}: {name}: quote {number} is not in the letter")
    return GoldAnswer(
        question=str(entry["question"]),
        spans=spans,
        labels={field.name: _label(place, field, entry) for field in fields},
        quotes={name: listed for name, listed in quotes.items() if listed},
        note=str(entry.get("note") or ""),
        adjudicated=str(entry.get("adjudicated") or ""),
        first=_answer(round, f"{place}: first", letter, _as_first(entry), after) if entry.get("first") else None,
    )


def _as_first(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer as its first coder labelled it, before adjudication."""
    settled = {name: value for name, value in entry.items() if name != "first"}
    return settled | dict(entry["first"])


def _spans(place: str, letter: Letter, entries: Sequence[Any], after: int) -> tuple[Span, ...]:
    spans: list[Span] = []
    for number, entry in enumerate(entries, 1):
        try:
            found = locate(letter, entry, spans[-1].end if spans else after)
        except DataError as error:
            raise DataError(f"{place}: span {number}: {error}") from None
        if found is None:
            raise DataError(f"{place}: span {number} is not in the letter")
        spans.append(found)
    return tuple(spans)


def _label(place: str, field: Field, entry: Mapping[str, Any]) -> Label:
    if field.name not in entry:
        raise DataError(
            f"{place}: {field.name} is left out; write {'null' if field.kind == 'one_of' else '[]'} for none"
        )
    given = entry[field.name]
    try:
        return field.check(tuple(given) if isinstance(given, list) else given)
    except DataError as error:
        raise DataError(f"{place}: {error}") from None


def _quotes(entry: Any) -> tuple[str, ...]:
    """Quotes come as a list for a `one_of` field, by value for the others."""
    if isinstance(entry, dict):
        return tuple(quote for listed in entry.values() for quote in listed if isinstance(quote, str))
    return tuple(quote for quote in entry or () if isinstance(quote, str))
