"""Read a taxonomy file: the fields of a round, their values, definitions and the codebook's rules.

From this one file derive the model's response schema, the prompt's codebook, the offline rules' targets,
the review form, the store's allowed values, the metrics and the export's columns. Nothing here knows the
subject of a round.
"""

import hashlib
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from classifier.errors import DataError, UserError
from classifier.records import Label
from classifier.resources import resource

Kind = Literal["one_of", "many_of", "names"]
Reads = Literal["holding", "cues", "names", "provisions"]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Value(_Entry):
    """One value of a field. `cues` are words or phrases that suggest it; `*` stands for any word ending."""

    name: str
    title: str = ""
    definition: str
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()


class Field(_Entry):
    """One field. `reads` names the offline reading that proposes its labels.

    `holding`: says whether what was asked is held; its values are held, not_held, not_applicable, partial.
    `cues`: looks for each value's cues. `names`: looks for the gazetteer's names and, unless `only_listed`,
    for unlisted ones in phrases such as "supplied by X"; names of the fields in `not_from` are left out.
    `provisions`: legal sections relied on. `asked_by`: words in a question that ask for this field.
    """

    name: str
    kind: Kind
    reads: Reads | None = None
    title: str = ""
    question: str
    guidance: str = ""
    undetermined: str = ""
    values: tuple[Value, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    gazetteer: str | None = None
    only_listed: bool = False
    not_from: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()

    @field_validator("name")
    @classmethod
    def _plain_name(cls, name: str) -> str:
        if not name.isidentifier():
            raise ValueError(f"'{name}' is no plain name: use letters, digits and _")
        return name

    @model_validator(mode="after")
    def _values_match_kind(self) -> Self:
        if (self.kind == "names") == bool(self.values):
            raise ValueError(f"field '{self.name}': one_of and many_of need values, names has none")
        names = [value.name for value in self.values]
        if len(names) != len(set(names)):
            raise ValueError(f"field '{self.name}' has a value twice")
        return self

    @property
    def value_names(self) -> tuple[str, ...]:
        """The values' names in the file's order; empty for `names`."""
        return tuple(value.name for value in self.values)

    @property
    def in_words(self) -> str:
        """The title, or the name where there is none, in small letters: for the middle of a sentence."""
        return (self.title or self.name).lower()

    def __hash__(self) -> int:
        return hash((self.name, self.kind))  # enough to tell fields apart, and cheap: fields are keys of caches

    @property
    def reading(self) -> Reads:
        """The offline reading, by kind where the file does not say."""
        return self.reads or ("names" if self.kind == "names" else "cues")

    def check(self, label: Label) -> Label:
        """Return the label in its stored form; raise DataError when this field cannot have it."""
        if self.kind == "one_of":
            if label is None or (isinstance(label, str) and label in self.value_names):
                return label
            raise DataError(f"'{label}' is no value of {self.name}: use one of {', '.join(self.value_names)} or none")
        if label is None:
            return None
        if isinstance(label, str):
            raise DataError(f"{self.name} takes a list, not '{label}'")
        items = tuple(dict.fromkeys(label))
        unknown = [item for item in items if self.kind == "many_of" and item not in self.value_names]
        if unknown or not all(isinstance(item, str) and item.strip() for item in items):
            raise DataError(f"{self.name} cannot have {unknown or items}: use {', '.join(self.value_names) or 'names'}")
        if self.kind == "many_of":
            return tuple(name for name in self.value_names if name in items)
        return items


class Rule(_Entry):
    """A numbered rule of the codebook; `fields` is empty for a rule that bears on all of them."""

    id: int
    text: str
    fields: tuple[str, ...] = ()


class Taxonomy(_Entry):
    """A round's fields and rules; `sha256` is of the file's bytes."""

    name: str
    version: str
    title: str
    unit: str = ""
    evidence: str = ""
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    sha256: str = ""
    folder: Path = Path()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [field.name for field in self.fields]
        if not names or len(names) != len(set(names)):
            raise ValueError("a taxonomy needs at least one field, and each field once")
        mentions = [rule.fields for rule in self.rules] + [field.not_from for field in self.fields]
        for mentioned in mentions:
            for name in mentioned:
                if name not in names:
                    raise ValueError(f"there is no field '{name}' (fields: {', '.join(names)})")
        return self

    def __hash__(self) -> int:
        return hash((self.name, self.sha256))

    @property
    def codebook(self) -> str:
        """Name, version and content of the codebook, as every label remembers it."""
        return f"{self.name} {self.version} {self.sha256[:8]}"

    def field(self, name: str) -> Field:
        """Return the field of this name; raise DataError when there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise DataError(f"there is no field '{name}' in taxonomy {self.name}")


def load_taxonomy(path: Path) -> Taxonomy:
    """Read and check a taxonomy file; raise DataError with the file, the place and what is wrong there, be it a gazetteer
    that is named and lies neither beside the file nor among those that ship."""
    try:
        raw = path.read_bytes()
        content: Any = yaml.safe_load(raw)
    except FileNotFoundError:
        raise DataError(f"{path}: no such taxonomy file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read ({error})") from None
    except yaml.YAMLError as error:
        raise DataError(f"{path}: not valid YAML: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise DataError(f"{path}: a taxonomy is a mapping with name, version, title and fields")
    try:
        taxonomy = Taxonomy.model_validate(
            content | {"sha256": hashlib.sha256(raw).hexdigest(), "folder": path.resolve().parent}
        )
    except ValidationError as error:
        raise DataError(f"{path}: {_first_problem(error, content)}") from None
    _check_gazetteers(path, taxonomy)
    return taxonomy


def gazetteer_path(folder: Path, name: str) -> Path:
    """Return where a gazetteer lies: beside the taxonomy, else among those that ship; UserError where it is in neither."""
    beside = folder / name
    return beside if beside.exists() else resource("data", "gazetteers", name)


def _check_gazetteers(path: Path, taxonomy: Taxonomy) -> None:
    """Found now, and not when the first letter is read, which may be after an hour's calls."""
    for field in taxonomy.fields:
        if field.gazetteer:
            try:
                gazetteer_path(taxonomy.folder, field.gazetteer)
            except UserError:
                shipped = resource("data", "gazetteers")
                raise DataError(
                    f"{path}: {field.name} › gazetteer: there is no '{field.gazetteer}': put it beside the taxonomy"
                    f" ({taxonomy.folder / field.gazetteer}), or name one that ships ({shipped})"
                ) from None


def _first_problem(error: ValidationError, content: dict[str, Any]) -> str:
    """Return where the first problem is, by the names of fields and values on the way, and what it is."""
    first = error.errors()[0]
    place: list[str] = []
    node: Any = content
    for step in first["loc"]:
        node = _below(node, step)
        name = node.get("name") if isinstance(step, int) and isinstance(node, dict) else None
        place.append(str(name or step))
    return f"{' › '.join(place) or 'taxonomy'}: {first['msg'].removeprefix('Value error, ')}"


def _below(node: Any, step: int | str) -> Any:
    if isinstance(node, dict):
        return node.get(step)
    return node[step] if isinstance(node, list) and isinstance(step, int) and step < len(node) else None
