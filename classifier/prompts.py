"""Load and fill `prompts/<name>.v<N>.md`, and render a round's codebook and questions into prompt text.

A prompt file has YAML front matter (name, version, placeholders) and parts, each under a line such as
`=== system ===`. Filling is one pass over the file's own text: what is put in is never read again, so braces
in a letter stay braces. A published version is never edited: `published.yaml` holds its sha256, and a file
that no longer matches is refused.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from classifier.errors import DataError, UserError
from classifier.questionnaire import Question
from classifier.resources import resource
from classifier.taxonomy import Field, Taxonomy

Role = Literal["system", "user"]
_FILE = re.compile(r"(?P<name>[a-z][a-z_]*)\.v(?P<version>[1-9]\d*)\.md")
_PART = re.compile(r"^=== (system|user) ===\n", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\{([a-z_]+)\}\}")
_KEYS = {"name", "version", "placeholders", "note"}
UNDETERMINED = "undetermined"
"""How a model says that a `one_of` field has no value; no taxonomy value may bear the name."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file: its parts in order, as they stand, and the sha256 of the file's bytes."""

    name: str
    version: int
    parts: tuple[tuple[Role, str], ...]
    sha256: str

    @property
    def label(self) -> str:
        """Name and version, such as `classify_letter v1`."""
        return f"{self.name} v{self.version}"

    def fill(self, values: Mapping[str, str]) -> tuple[Message, ...]:
        """Return the messages with every placeholder filled; raise DataError when a value is missing."""
        return tuple(Message(role, _fill(self, text, values)) for role, text in self.parts)


def load_prompt(name: str, folder: Path | None = None) -> Prompt:
    """Read a prompt by name (`classify_letter`: its newest version) or by name and version (`classify_letter.v1`).

    Raises UserError when there is none, DataError when the file is not of the form or when it is a published
    version that was edited.
    """
    folder = folder or resource("prompts")
    path = _find(name, folder)
    raw = path.read_bytes()
    sha256 = hashlib.sha256(raw).hexdigest()
    if _published(folder).get(path.stem, sha256) != sha256:
        raise DataError(f"{path}: a published prompt was edited: put it back and add the next version beside it")
    return _parse(path, raw.decode("utf-8"), sha256)


def codebook_text(taxonomy: Taxonomy) -> str:
    """Return the taxonomy's fields, values and rules as the prompt gives them; the same text for every letter."""
    blocks = [f"# {taxonomy.title}", taxonomy.unit]
    blocks += [_field_text(field) for field in taxonomy.fields]
    if taxonomy.rules:
        rules = [f"{rule.id}. {f'({", ".join(rule.fields)}) ' if rule.fields else ''}{rule.text}" for rule in taxonomy.rules]
        blocks.append("## Rules that decide the hard cases\n" + "\n".join(rules))
    if taxonomy.evidence:
        blocks.append(f"## Evidence\n{taxonomy.evidence}")
    return "\n\n".join(block for block in blocks if block)


def questionnaire_text(questions: Sequence[Question]) -> str:
    """Return all questions, one a line, in order, stems and conditions included."""
    return "\n".join(_question_text(question) for question in questions)


def examples_text(taxonomy: Taxonomy) -> str:
    """Return worked replies made from the taxonomy's own examples, so that no letter's text is shown to another."""
    return "\n\n".join(
        f"The answer to question {number}: {text}\n{json.dumps(reply, ensure_ascii=False)}"
        for number, (text, reply) in enumerate(_examples(taxonomy), start=1)
    )


def _find(name: str, folder: Path) -> Path:
    wanted = f"{name}.md" if ".v" in name else f"{name}.v*.md"
    found = {int(match["version"]): path for path in folder.glob(wanted) if (match := _FILE.fullmatch(path.name))}
    if not found:
        raise UserError(f"{folder} holds no prompt '{name}': prompts are files such as {name.split('.')[0]}.v1.md")
    return found[max(found)]


def _published(folder: Path) -> dict[str, str]:
    path = folder / "published.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    if not isinstance(content, dict):
        raise DataError(f"{path}: maps prompt names and versions to sha256")
    return content


def _parse(path: Path, text: str, sha256: str) -> Prompt:
    head, front, body = (*text.split("---\n", 2), "", "")[:3]
    try:
        meta: Any = yaml.safe_load(front) if not head.strip() else None
    except yaml.YAMLError as error:
        raise DataError(f"{path}: front matter: {' '.join(str(error).split())}") from None
    if not isinstance(meta, dict) or set(meta) - _KEYS or not {"name", "version", "placeholders"} <= set(meta):
        raise DataError(f"{path}: begins with front matter between two lines ---: name, version, placeholders, note")
    if path.name != f"{meta['name']}.v{meta['version']}.md":
        raise DataError(f"{path}: is named otherwise than its front matter says ({meta['name']}, {meta['version']})")
    pieces = _PART.split(body)
    parts = tuple((cast(Role, role), part.strip()) for role, part in zip(pieces[1::2], pieces[2::2], strict=True))
    _check(path, parts, pieces[0], set(meta["placeholders"] or ()))
    return Prompt(str(meta["name"]), int(meta["version"]), parts, sha256)


def _check(path: Path, parts: Sequence[tuple[Role, str]], before: str, declared: set[str]) -> None:
    if before.strip() or not parts:
        raise DataError(f"{path}: after the front matter come parts, each under a line === system === or === user ===")
    used = {name for _, text in parts for name in _PLACEHOLDER.findall(text)}
    if used != declared:
        odd = sorted(used ^ declared)[0]
        raise DataError(f"{path}: placeholder '{odd}' is {'not declared' if odd in used else 'declared but not used'}")


def _fill(prompt: Prompt, text: str, values: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise DataError(f"prompt {prompt.label} needs a value for '{found[1]}'")
        return values[found[1]]

    return _PLACEHOLDER.sub(value, text)


def _field_text(field: Field) -> str:
    lines = [f"## {field.name} ({_KINDS[field.kind]})", field.question]
    if field.guidance:
        lines.append(field.guidance)
    lines += [
        f"- `{value.name}`: {value.definition}{_instances('e.g.', value.examples)}{_instances('not:', value.counter_examples)}"
        for value in field.values
    ]
    if field.kind == "one_of":
        lines.append(f"- `{UNDETERMINED}`: {field.undetermined or 'None of these can be known from the letter.'}")
    if field.examples or field.counter_examples:
        lines.append(f"{_instances('Such as', field.examples)}{_instances('not:', field.counter_examples)}".strip())
    return "\n".join(lines)


_KINDS = {"one_of": "exactly one", "many_of": "any number, may be none", "names": "a list of names, may be empty"}


def _instances(lead: str, instances: Sequence[str]) -> str:
    return f" {lead} {'; '.join(f'«{instance}»' for instance in instances)}." if instances else ""


def _question_text(question: Question) -> str:
    condition = question.condition
    lead = f"(only if {condition.question} was answered {condition.when}) " if condition else ""
    kind = "(introduces its parts, is not labelled itself) " if question.stem else ""
    tail = f" {question.tail}" if question.tail else ""
    return f"{question.id}. {kind}{lead}{' '.join(question.text.split())}{tail}"


def _examples(taxonomy: Taxonomy) -> list[tuple[str, dict[str, Any]]]:
    """One worked answer for each value of the `one_of` fields, and one that carries a value of every other field."""
    result = []
    for field in taxonomy.fields:
        for value in field.values if field.kind == "one_of" else ():
            if value.examples:
                shown = value.examples[0].split(" (")[0]
                result.append((f"«{shown}»", _example(taxonomy, len(result) + 1, {field.name: (value.name, shown)})))
    others = {field.name: shown for field in taxonomy.fields if field.kind != "one_of" and (shown := _shown(field))}
    if others:
        text = "; ".join(quote for _, quote in others.values())
        result.append((f"«{text}»", _example(taxonomy, len(result) + 1, others)))
    return result


def _shown(field: Field) -> tuple[str, str] | None:
    if field.kind == "names":
        return (field.examples[0], field.examples[0]) if field.examples else None
    return next(((value.name, value.examples[0]) for value in field.values if value.examples), None)


def _example(taxonomy: Taxonomy, number: int, shown: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    labels = {field.name: _example_label(field, shown.get(field.name)) for field in taxonomy.fields}
    why = "; ".join(f"says {name} {value}" for name, (value, _) in shown.items())
    return {"question": str(number), "why": why, "labels": labels}


def _example_label(field: Field, shown: tuple[str, str] | None) -> dict[str, Any]:
    if field.kind == "one_of":
        label = shown[0] if shown else UNDETERMINED
        names = (*field.value_names, UNDETERMINED)
        rest = round(0.08 / (len(names) - 1), 3)
        odds = {name: 0.92 if name == label else rest for name in names}
        return {"label": label, "probabilities": odds, "quote": shown[1] if shown else None}
    key = "name" if field.kind == "names" else "value"
    return {"values": [{key: shown[0], "quote": shown[1]}] if shown else [], "sure": 0.9}
