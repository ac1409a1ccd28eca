"""The form of a reply, derived from any taxonomy, and the schema as strict mode takes it."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from classifier.errors import DataError
from classifier.response_schema import answer_reply, letter_reply, split_reply, wire_schema
from classifier.taxonomy import Field, Taxonomy, Value, load_taxonomy

TAXONOMY = Taxonomy(
    name="parks",
    version="1",
    title="Parks",
    fields=(
        Field(name="open", kind="one_of", question="Open?", values=(Value(name="yes", definition="y"), Value(name="no", definition="n"))),
        Field(name="uses", kind="many_of", question="Uses?", values=(Value(name="play", definition="p"),)),
        Field(name="owners", kind="names", question="Owners?"),
    ),
)  # fmt: skip

GOOD: dict[str, Any] = {
    "question": "1",
    "why": "says so",
    "labels": {
        "open": {"label": "yes", "probabilities": {"yes": 0.9, "no": 0.1, "undetermined": 0}, "quote": "Yes"},
        "uses": {"values": [{"value": "play", "quote": "play"}], "sure": 1},
        "owners": {"values": [{"name": "The Trust", "quote": "the Trust"}], "sure": 0.5},
    },
}


def _objects(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for item in node for found in _objects(item)]
    if not isinstance(node, dict):
        return []
    here = [node] if node.get("type") == "object" else []
    return here + [found for part in node.values() for found in _objects(part)]


def _keys(node: Any) -> set[str]:
    if isinstance(node, list):
        return {key for item in node for key in _keys(item)}
    if not isinstance(node, dict):
        return set()
    inner = {key for part in node.get("properties", {}).values() for key in _keys(part)}
    rest = {key for name, part in node.items() if name != "properties" for key in _keys(part)}
    return set(node) | inner | rest


@pytest.mark.parametrize(
    "form", [letter_reply(TAXONOMY, ["1", "2"]), answer_reply(TAXONOMY, ["1"]), split_reply(["1"])]
)
def test_the_schema_is_one_that_strict_mode_takes(form: Any) -> None:
    schema = wire_schema(form)
    assert schema["type"] == "object"
    objects = _objects(schema)
    assert len(objects) > 1
    for one in objects:
        assert one["additionalProperties"] is False
        assert one["required"] == list(one["properties"])
    forbidden = {"default", "uniqueItems", "minimum", "maximum", "minItems", "allOf", "not", "const", "title", "format"}
    assert not _keys(schema) & forbidden


def test_a_good_reply_is_read() -> None:
    said: Any = answer_reply(TAXONOMY, ["1"]).model_validate(GOOD, strict=True)
    assert said.labels.open.probabilities.yes == 0.9
    assert said.labels.owners.values[0].name == "The Trust"


@pytest.mark.parametrize(
    "change",
    [
        {"question": "3"},
        {"labels": GOOD["labels"] | {"open": GOOD["labels"]["open"] | {"label": "maybe"}}},
        {"labels": GOOD["labels"] | {"open": GOOD["labels"]["open"] | {"probabilities": {"yes": 1.0}}}},
        {"labels": GOOD["labels"] | {"uses": {"values": [{"value": "sleep", "quote": "x"}], "sure": 1}}},
        {"labels": GOOD["labels"] | {"owners": {"values": [{"name": "x"}], "sure": 1}}},
        {"labels": GOOD["labels"] | {"more": {}}},
        {"extra": 1},
    ],
)
def test_a_reply_of_another_form_is_not(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        answer_reply(TAXONOMY, ["1", "2"]).model_validate(GOOD | change, strict=True)


def test_the_shipped_taxonomy_stays_within_strict_modes_limits() -> None:
    taxonomy = load_taxonomy(Path("data/taxonomies/social-media-monitoring.yaml"))
    schema = wire_schema(letter_reply(taxonomy, [str(number) for number in range(1, 60)]))
    assert len(str(schema)) < 120_000
    assert sum(len(one["properties"]) for one in _objects(schema)) < 5_000


def test_more_questions_than_a_schema_can_list_are_refused() -> None:
    with pytest.raises(DataError, match="1001 questions are more than the 1000"):
        letter_reply(TAXONOMY, [str(number) for number in range(1001)])


def test_no_value_may_bear_the_name_of_its_lack() -> None:
    field = Field(name="open", kind="one_of", question="?", values=(Value(name="undetermined", definition="u"),))
    with pytest.raises(DataError, match="no value may be named 'undetermined'"):
        answer_reply(TAXONOMY.model_copy(update={"fields": (field,)}), ["1"])
