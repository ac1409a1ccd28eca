"""Derive from a taxonomy the form in which a model replies: pydantic models, and the strict schema for the wire.

Every property is required, none has a default, none is a set, and nothing but the listed properties is allowed,
so that a provider's strict mode takes the schema as it is. Whether labels are right is not looked at here.
"""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, create_model

from classifier.errors import DataError
from classifier.taxonomy import Field, Taxonomy

UNDETERMINED = "undetermined"
"""How a model says that a `one_of` field has no value; no taxonomy value may bear the name."""

_MAX_ENUM = 1000


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def answer_reply(taxonomy: Taxonomy, question_ids: Sequence[str]) -> type[BaseModel]:
    """Return the model of a reply about one answer: `question`, `why`, and `labels` with a part for each field.

    A `one_of` field's part: `label`, `probabilities` for every value and `undetermined`, `quote` or null.
    A `many_of` or `names` field's part: `values`, each with its `quote`, and `sure`, 0 to 1.
    """
    if len(question_ids) > _MAX_ENUM:
        raise DataError(f"{len(question_ids)} questions are more than the {_MAX_ENUM} a strict schema can list")
    parts: dict[str, Any] = {field.name: (_field_part(field), ...) for field in taxonomy.fields}
    labels = create_model("Labels", __base__=_Closed, **parts)
    fields: dict[str, Any] = {"question": (_one_of(question_ids), ...), "why": (str, ...), "labels": (labels, ...)}
    return create_model("AnswerReply", __base__=_Closed, **fields)


def letter_reply(taxonomy: Taxonomy, question_ids: Sequence[str]) -> type[BaseModel]:
    """Return the model of a reply about a whole letter: `answers`, and `missed`, questions thought unanswered."""
    fields: dict[str, Any] = {"question": (_one_of(question_ids), ...), "quote": (str, ...)}
    missed = create_model("Missed", __base__=_Closed, **fields)
    whole: dict[str, Any] = {
        "answers": (list[answer_reply(taxonomy, question_ids)], ...),  # type: ignore[misc]
        "missed": (list[missed], ...),  # type: ignore[valid-type]
    }
    return create_model("LetterReply", __base__=_Closed, **whole)


def split_reply(question_ids: Sequence[str]) -> type[BaseModel]:
    """Return the model of a reply that says where each answer of a letter begins and ends, in the letter's words."""
    fields: dict[str, Any] = {"question": (_one_of(question_ids), ...), "begins": (str, ...), "ends": (str, ...)}
    passage = create_model("Passage", __base__=_Closed, **fields)
    whole: dict[str, Any] = {"passages": (list[passage], ...)}  # type: ignore[valid-type]
    return create_model("SplitReply", __base__=_Closed, **whole)


def wire_schema(reply: type[BaseModel]) -> dict[str, Any]:
    """Return the reply's JSON schema as strict mode wants it: objects closed, all properties required, no titles."""
    return _strict(BaseModel.model_json_schema.__func__(reply))  # type: ignore[attr-defined,no-any-return]


def _field_part(field: Field) -> type[BaseModel]:
    title = field.name.title().replace("_", "")
    if field.kind == "one_of":
        if UNDETERMINED in field.value_names:
            raise DataError(f"field '{field.name}': no value may be named '{UNDETERMINED}': that is the lack of one")
        names = (*field.value_names, UNDETERMINED)
        numbers: dict[str, Any] = dict.fromkeys(names, (float, ...))
        odds = create_model(f"{title}Probabilities", __base__=_Closed, **numbers)
        one: dict[str, Any] = {"label": (_one_of(names), ...), "probabilities": (odds, ...), "quote": (str | None, ...)}
        return create_model(title, __base__=_Closed, **one)
    key, kind = ("name", str) if field.kind == "names" else ("value", _one_of(field.value_names))
    value: dict[str, Any] = {key: (kind, ...), "quote": (str, ...)}
    item = create_model(f"{title}Value", __base__=_Closed, **value)
    many: dict[str, Any] = {"values": (list[item], ...), "sure": (float, ...)}  # type: ignore[valid-type]
    return create_model(title, __base__=_Closed, **many)


def _one_of(names: Sequence[str]) -> Any:
    return Literal[tuple(names)]


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "object":
        properties = {name: _strict(part) for name, part in node["properties"].items()}
        closed = {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
        return closed | ({"$defs": _strict_all(node["$defs"])} if "$defs" in node else {})
    plain = {key: _strict(part) for key, part in node.items() if key not in ("title", "default", "description")}
    if "const" in plain:  # a Literal of one value: strict mode knows enum, not const
        plain["enum"] = [plain.pop("const")]
    return plain


def _strict_all(definitions: dict[str, Any]) -> dict[str, Any]:
    return {name: _strict(part) for name, part in definitions.items()}
