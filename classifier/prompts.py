"""Load and fill `prompts/<name>.v<N>.md`.

A prompt file has YAML front matter (name, version, placeholders) and parts, each under a line such as
`=== system ===`. Filling is one pass over the file's own text: what is put in is never read again, so braces
in a letter stay braces. A published version is never edited: `published.yaml` holds its sha256, and a file
that no longer matches is refused.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from classifier.errors import DataError, UserError
from classifier.resources import resource

Role = Literal["system", "user"]
_FILE = re.compile(r"(?P<name>[a-z][a-z_]*)\.v(?P<version>[1-9]\d*)\.md")
_PART = re.compile(r"^=== (system|user) ===\n", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\{([a-z_]+)\}\}")
_KEYS = {"name", "version", "placeholders", "note"}


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

    def fill(self, values: Mapping[str, str], start: int = 0) -> tuple[tuple[Role, str], ...]:
        """Return the parts from `start` on with every placeholder filled; raise DataError when a value is missing."""
        return tuple((role, _fill(self, text, values)) for role, text in self.parts[start:])

    def begin(self, values: Mapping[str, str]) -> tuple[tuple[Role, str], ...]:
        """Return the leading parts that these values fill wholly; none where the first needs more."""
        wanting = (at for at, (_, text) in enumerate(self.parts) if not set(_PLACEHOLDER.findall(text)) <= set(values))
        return tuple((role, _fill(self, text, values)) for role, text in self.parts[: next(wanting, len(self.parts))])


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
