"""A taxonomy file is read and checked, and its fields accept only labels that they can have."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from classifier.errors import DataError
from classifier.resources import resource
from classifier.taxonomy import Field, Taxonomy, Value, load_taxonomy

_CONTENT: dict[str, Any] = {
    "name": "drones",
    "version": "2",
    "title": "Drones",
    "fields": [
        {
            "name": "status",
            "kind": "one_of",
            "reads": "holding",
            "question": "Is it held?",
            "values": [
                {"name": "held", "definition": "It is held."},
                {"name": "not_held", "definition": "It is not held."},
            ],
        },
        {
            "name": "purposes",
            "kind": "many_of",
            "question": "What for?",
            "values": [
                {"name": "roofs", "definition": "Surveys."},
                {"name": "rescue", "definition": "Searches.", "cues": ["search*"]},
            ],
        },
        {"name": "makers", "kind": "names", "question": "Whose?"},
    ],
    "rules": [{"id": 1, "text": "No is an answer.", "fields": ["status"]}],
}


def _write(folder: Path, content: Any) -> Path:
    path = folder / "drones.yaml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    return path


def _loaded(folder: Path, **changes: Any) -> Taxonomy:
    return load_taxonomy(_write(folder, _CONTENT | changes))


def _with_field(**changes: Any) -> dict[str, Any]:
    status = _CONTENT["fields"][0] | changes
    return {"fields": [status, *_CONTENT["fields"][1:]]}


def test_a_file_becomes_fields_values_and_rules(tmp_path: Path) -> None:
    taxonomy = _loaded(tmp_path)
    assert [field.name for field in taxonomy.fields] == ["status", "purposes", "makers"]
    assert taxonomy.field("status").value_names == ("held", "not_held")
    assert taxonomy.field("purposes").values[1].cues == ("search*",)
    assert taxonomy.rules[0].fields == ("status",)
    assert taxonomy.folder == tmp_path.resolve()


def test_the_codebook_names_the_files_content(tmp_path: Path) -> None:
    first = _loaded(tmp_path)
    assert first.codebook == f"drones 2 {first.sha256[:8]}"
    assert _loaded(tmp_path).codebook == first.codebook
    assert _loaded(tmp_path, unit="An answer.").codebook != first.codebook


def test_the_reading_follows_the_kind_where_the_file_does_not_say(tmp_path: Path) -> None:
    assert [field.reading for field in _loaded(tmp_path).fields] == ["holding", "cues", "names"]


def test_an_unknown_field_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no field 'colour' in taxonomy drones"):
        _loaded(tmp_path).field("colour")


@pytest.mark.parametrize(
    ("field", "label", "stored"),
    [
        ("status", "held", "held"),
        ("status", None, None),
        ("purposes", None, None),
        ("purposes", (), ()),
        ("purposes", ("rescue", "roofs"), ("roofs", "rescue")),
        ("purposes", ("roofs", "roofs"), ("roofs",)),
        ("makers", ("Kestrel", "Acme", "Kestrel"), ("Kestrel", "Acme")),
        ("makers", (), ()),
    ],
)
def test_a_label_is_brought_into_its_stored_form(tmp_path: Path, field: str, label: Any, stored: Any) -> None:
    assert _loaded(tmp_path).field(field).check(label) == stored


@pytest.mark.parametrize(
    ("field", "label", "message"),
    [
        ("status", "lost", "'lost' is no value of status: use one of held, not_held or none"),
        ("status", ("held",), "is no value of status"),
        ("purposes", "roofs", "purposes takes a list, not 'roofs'"),
        ("purposes", ("spying",), r"purposes cannot have \['spying'\]: use roofs, rescue"),
        ("makers", "Kestrel", "makers takes a list"),
        ("makers", ("  ",), "makers cannot have"),
    ],
)
def test_a_label_that_a_field_cannot_have_is_refused(tmp_path: Path, field: str, label: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        _loaded(tmp_path).field(field).check(label)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"fields": []}, "at least one field"),
        ({"fields": [_CONTENT["fields"][2], _CONTENT["fields"][2]]}, "each field once"),
        ({"rules": [{"id": 1, "text": "x", "fields": ["colour"]}]}, "there is no field 'colour'"),
        (_with_field(name="is held"), "fields › is held.*is no plain name"),
        (_with_field(kind="some_of"), "fields › status › kind"),
        (_with_field(reads="tea leaves"), "fields › status › reads"),
        (_with_field(values=[]), "one_of and many_of need values"),
        (_with_field(kind="names"), "names has none"),
        (_with_field(values=[{"name": "held", "definition": "x"}] * 2), "has a value twice"),
        (_with_field(values=[{"name": "held"}]), "fields › status › values › held › definition"),
        (_with_field(not_from=["colour"]), "there is no field 'colour'"),
    ],
)
def test_a_mistake_is_told_with_file_and_place(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        _loaded(tmp_path, **changes)
    assert str(caught.value).startswith(str(tmp_path / "drones.yaml"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"), [("name: [", "not valid YAML"), ("- a list", "a taxonomy is a mapping"), ("", "mapping")]
)
def test_what_is_no_taxonomy_at_all_is_refused(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        load_taxonomy(_write(tmp_path, content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"absent\.yaml: no such taxonomy file"):
        load_taxonomy(tmp_path / "absent.yaml")


def test_a_folder_cannot_be_read_as_a_taxonomy(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        load_taxonomy(tmp_path)


def test_bytes_that_are_no_utf_8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"name: caf\xe9")
    with pytest.raises(DataError, match=r"latin\.yaml"):
        load_taxonomy(path)


def test_entries_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Value(name="held", definition="x").name = "lost"


def _shipped() -> Taxonomy:
    return load_taxonomy(resource("data", "taxonomies", "social-media-monitoring.yaml"))


def test_the_shipped_taxonomy_has_the_fields_that_the_brief_asks_for() -> None:
    taxonomy = _shipped()
    assert [field.name for field in taxonomy.fields] == ["status", "purposes", "vendors", "platforms", "exemptions"]
    assert taxonomy.field("status").value_names == ("held", "not_held", "not_applicable", "partial")
    assert [field.kind for field in taxonomy.fields] == ["one_of", "many_of", "names", "names", "names"]


def test_the_shipped_rules_are_numbered_through() -> None:
    rules = _shipped().rules
    assert [rule.id for rule in rules] == list(range(1, len(rules) + 1))


@pytest.mark.parametrize("field", _shipped().fields, ids=lambda field: field.name)
def test_every_shipped_field_says_what_it_asks_and_shows_examples(field: Field) -> None:
    assert field.question.endswith((".", "?"))
    assert field.title
    for value in field.values:
        assert value.definition.endswith("."), value.name
        assert value.examples, value.name
        assert field.reading != "cues" or value.cues, value.name
    assert field.values or field.examples


def test_the_gazetteers_that_the_shipped_fields_name_ship_too() -> None:
    for field in _shipped().fields:
        if field.gazetteer:
            assert resource("data", "gazetteers", field.gazetteer).is_file()
