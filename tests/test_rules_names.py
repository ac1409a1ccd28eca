"""Names are read from the gazetteer and from phrases that introduce them, and only where they are in use."""

from pathlib import Path

import pytest

from classifier.errors import DataError
from classifier.questionnaire import Question
from classifier.records import Span
from classifier.rules.clauses import clauses
from classifier.rules.gazetteer import gazetteer_of, load_gazetteer
from classifier.rules.names import asks_for, fold, read_names
from classifier.rules.unlisted import common_words
from classifier.taxonomy import Taxonomy, load_taxonomy

_TAXONOMY = """\
name: drones
version: "1"
title: Drones
fields:
  - name: makers
    kind: names
    question: "Whose drones are flown?"
    gazetteer: makers.yaml
    not_from: [places]
    asked_by: ["maker*", "model*"]
  - name: places
    kind: names
    question: "Where are they flown?"
    gazetteer: places.yaml
    only_listed: true
"""
_MAKERS = """\
names:
- {name: Skylark, aliases: [Sky Lark Pro], misspelt: [Skylarck]}
- {name: Heronworks, aliases: [Heron Works, HW], wary: [HW]}
- {name: Newbird, aliases: [Oldbird]}
- {name: Compass, common_word: true}
- {name: Moorgate Insights}
"""
_PLACES = "names:\n- {name: Moorgate}\n- {name: X}\n"
_WHY = Question("1", "How are drones used?")
_WHICH = Question("2", "Please name the maker of each model.", asks="name")


@pytest.fixture
def taxonomy(tmp_path: Path) -> Taxonomy:
    (tmp_path / "taxonomy.yaml").write_text(_TAXONOMY, encoding="utf-8")
    (tmp_path / "makers.yaml").write_text(_MAKERS, encoding="utf-8")
    (tmp_path / "places.yaml").write_text(_PLACES, encoding="utf-8")
    return load_taxonomy(tmp_path / "taxonomy.yaml")


def _read(
    text: str,
    taxonomy: Taxonomy,
    question: Question = _WHY,
    field: str = "makers",
    own_names: frozenset[str] = frozenset(),
    confirmed: frozenset[str] = frozenset(),
) -> list[str]:
    parts = clauses(text, [Span(0, len(text))])
    found = read_names(parts, taxonomy.field(field), taxonomy, question, own_names, confirmed)
    assert all(text[quote.start : quote.end] == quote.text for quote in found.values())
    return list(found)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We use Skylark.", ["Skylark"]),
        ("We use skylark.", ["Skylark"]),
        ("We use SKYLARK’s aircraft.", ["Skylark"]),
        ("We use Sky-Lark Pro.", ["Sky-Lark Pro"]),
        ("We use Sky\u00adlark Pro.", ["Sky\u00adlark Pro"]),
        ("We use Skylarck.", ["Skylark"]),
        ("Skylark and Heronworks are used.", ["Skylark", "Heronworks"]),
        ("We use HW for this.", ["HW"]),
        ("We use Newbird (formerly Oldbird).", ["Newbird"]),
        ("We bought Compass in 2021.", ["Compass"]),
        ("Nobody flies. But Skylark is used.", ["Skylark"]),
    ],
)
def test_known_names_are_read_as_the_letter_writes_them(taxonomy: Taxonomy, text: str, names: list[str]) -> None:
    assert _read(text, taxonomy) == names


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We do not use Skylark.",
        "Neither Skylark nor Heronworks is used.",
        "We looked into buying Skylark.",
        "Skylark was considered, and rejected.",
        "Skylark gave a demonstration.",
        "Skylark has never been used.",
        "We took on Skylark, but never used it.",
        "A compass is carried on board.",
        "Compass points are marked on the roof.",
        "Write to info@skylark.example.",
        "See https://skylark.example/terms for that.",
        "Skylarking is forbidden.",
    ],
)
def test_what_is_denied_considered_or_merely_a_word_is_no_name(taxonomy: Taxonomy, text: str) -> None:
    assert _read(text, taxonomy) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We use a tool called Gullwing.", ["Gullwing"]),
        ("The software is supplied by Gullwing Aero Ltd.", ["Gullwing Aero"]),
        ("We subscribe to Gullwing and Ternery.", ["Gullwing", "Ternery"]),
        ("The supplier is Gullwing, since 2021.", ["Gullwing"]),
        ("We do not use a tool called Gullwing.", []),
        ("The flights are made in June by Staff.", []),
        ("We use Moorgate.", []),
        ("The roofs were surveyed by Gullwing Aero in 2021.", ["Gullwing Aero"]),
        ("A contract with Gullwing began in June.", ["Gullwing"]),
        ("Nothing was paid to Ternery Flights Ltd.", ["Ternery Flights"]),
        ("The survey was carried out by Planning Services.", []),
    ],
)
def test_unknown_names_are_read_where_a_phrase_introduces_them(taxonomy: Taxonomy, text: str, names: list[str]) -> None:
    assert _read(text, taxonomy) == names


def test_a_short_answer_to_please_name_is_a_list_of_names(taxonomy: Taxonomy) -> None:
    assert _read("Gullwing; Ternery.", taxonomy, _WHICH) == ["Gullwing", "Ternery"]
    assert _read("Gullwing; Ternery.", taxonomy, _WHY) == []
    assert _read("Not held.", taxonomy, _WHICH) == []


def test_a_firm_that_begins_a_sentence_is_a_name_where_names_are_asked_for(taxonomy: Taxonomy) -> None:
    assert _read("Gullwing Aero have flown since 2019. Ternery Search Services are new.", taxonomy, _WHICH) == [
        "Gullwing Aero",
        "Ternery Search Services",
    ]
    assert _read("Town Planning Services have the list of them.", taxonomy, _WHICH) == ["Town Planning Services"]
    assert _read("Legal Services have the list of them.", taxonomy, _WHICH) == []


def test_the_authoritys_own_name_is_no_product(taxonomy: Taxonomy) -> None:
    assert _read("Wexmoor.", taxonomy, _WHICH, own_names=frozenset({"wexmoor"})) == []
    assert _read("Wexmoor.", taxonomy, _WHICH) == ["Wexmoor"]


def test_a_name_that_the_letter_gives_elsewhere_needs_no_phrase(taxonomy: Taxonomy) -> None:
    text = "The cost of Gullwing was £3."
    assert _read(text, taxonomy, confirmed=frozenset({"gullwing"})) == ["Gullwing"]
    assert _read(text, taxonomy) == []
    assert _read("The cost of Compass was met.", taxonomy, confirmed=frozenset({"compass"})) == ["Compass"]


def test_a_name_given_elsewhere_is_known_by_its_first_words_too(taxonomy: Taxonomy) -> None:
    known = frozenset({"gullwing aero flights"})
    assert _read("Gullwing keep them for 30 days.", taxonomy, confirmed=known) == ["Gullwing"]
    assert _read("The depot is in Gullwing Street.", taxonomy, confirmed=known) == []
    assert _read("Gullwing Aero Flights, that is Gullwing, keep them.", taxonomy, confirmed=known) == [
        "Gullwing Aero Flights"
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Over Moorgate.", ["Moorgate"]),
        ("Over moorgate.", ["Moorgate"]),
        ("With Moorgate Insights.", []),
        ("Over Moorgate, with Moorgate Insights.", ["Moorgate"]),
        ("Over Moorgate, X and Highgate.", ["Moorgate", "X"]),
        ("Flight X was the last.", []),
    ],
)
def test_a_field_of_listed_names_knows_no_others(taxonomy: Taxonomy, text: str, names: list[str]) -> None:
    assert _read(text, taxonomy, field="places") == names


def test_asks_for_says_whether_a_question_asks_for_the_field(taxonomy: Taxonomy) -> None:
    assert asks_for(taxonomy.field("makers"), _WHICH)
    assert not asks_for(taxonomy.field("makers"), _WHY)
    assert not asks_for(taxonomy.field("places"), _WHICH)  # it says no words that ask for it


@pytest.mark.parametrize(
    ("name", "folded"),
    [("Sky-Lark  Pro", "sky lark pro"), ("O’Kite", "o'kite"), ("Sky\u00adlark", "skylark"), (" A ", "a")],
)
def test_names_are_compared_in_one_form(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_a_gazetteer_beside_the_taxonomy_wins_over_the_shipped_one(taxonomy: Taxonomy, tmp_path: Path) -> None:
    own = gazetteer_of(taxonomy.field("makers"), taxonomy)
    assert own is not None
    assert [m.form.name for m in own.mentions("skylark, HOOTSUITE")] == ["Skylark"]
    without = taxonomy.field("makers").model_copy(update={"gazetteer": None})
    assert gazetteer_of(without, taxonomy) is None


def test_mentions_are_the_longest_names_and_none_inside_another(taxonomy: Taxonomy) -> None:
    makers = gazetteer_of(taxonomy.field("makers"), taxonomy)
    assert makers is not None
    text = "Sky Lark Pro, Moorgate Insights; Heron\nWorks."
    assert [text[m.start : m.end] for m in makers.mentions(text)] == [
        "Sky Lark Pro",
        "Moorgate Insights",
        "Heron\nWorks",
    ]


@pytest.mark.parametrize("content", ["- a list", "names: 3", "names: [{aliases: [x]}]", "names: ["])
def test_what_is_no_gazetteer_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"broken\.yaml: no gazetteer"):
        load_gazetteer(path)


def test_the_shipped_gazetteers_can_be_read() -> None:
    shipped = Path(__file__).parent.parent / "data" / "gazetteers"
    for path in sorted(shipped.glob("*.yaml")):
        assert len(load_gazetteer(path).forms) > 100


def test_the_short_form_of_what_a_letter_or_question_writes_out_is_no_name() -> None:
    common = common_words("The Harbour Drone Team flies.", "How many quiet sky zones are there?")
    assert {"hdt", "qsz"} <= common
    assert "nsl" not in common
