"""Cues show a value where they are said of the authority, and not where they are denied or name a department."""

import pytest

from classifier.questionnaire import Question
from classifier.records import Span
from classifier.rules.clauses import clauses
from classifier.rules.cues import read_values
from classifier.taxonomy import Field, Value

_FIELD = Field(
    name="purposes",
    kind="many_of",
    question="What for?",
    values=(
        Value(name="marketing", definition="Marketing.", cues=("marketing", "campaign*")),
        Value(name="prevent", definition="Prevent.", cues=("the Prevent duty", "Prevent")),
        Value(name="security", definition="Security.", cues=("security", "safety on campus")),
        Value(name="roof_surveys", title="Roof surveys", definition="Roofs."),
        Value(name="other", definition="Anything else."),
    ),
)
_WHY = Question("1", "Why are they flown?")


def _read(text: str, question: Question = _WHY) -> dict[str, str]:
    found = read_values(clauses(text, [Span(0, len(text))]), _FIELD, question)
    assert all(text[quote.start : quote.end] == quote.text for quote in found.values())
    return {value: quote.text for value, quote in found.items()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We do this for marketing.", {"marketing": "marketing"}),
        ("To see how our campaigns do.", {"marketing": "campaigns"}),
        ("For safety\xa0on\ncampus.", {"security": "safety\xa0on\ncampus"}),
        ("For security, and for marketing too.", {"marketing": "marketing", "security": "security"}),
        ("They are used in roof surveys.", {"roof_surveys": "roof surveys"}),
        ("As part of the Prevent duty.", {"prevent": "the Prevent duty"}),
        ("Not only for marketing.", {"marketing": "marketing"}),
    ],
)
def test_a_stated_value_is_read_with_its_words(text: str, found: dict[str, str]) -> None:
    assert _read(text) == found


def test_values_come_in_the_taxonomys_order() -> None:
    assert list(_read("For security and marketing.")) == ["marketing", "security"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We do not do it for marketing.",
        "For anything except marketing.",
        "Marketing is not a purpose.",
        "The Marketing team does it.",
        "It is done by the security office.",
        "The Head of Security approves it.",
        "Communications, Marketing and Estates.",
        "We wish to prevent damage.",
        "Write to marketing@wexmoor.example.",
        "See wexmoor.example/marketing for the log.",
        "The telemarketing of others.",
        "Section 43(2): disclosure would prejudice the marketing of the service.",
    ],
)
def test_what_is_denied_a_department_or_an_address_is_no_value(text: str) -> None:
    assert _read(text) == {}


def test_to_a_question_for_departments_a_capitalised_word_is_a_name() -> None:
    assert _read("Marketing does it.", Question("2", "Which departments fly them?")) == {}


def test_the_first_place_where_a_value_is_stated_is_its_quote() -> None:
    text = "Not for marketing. For marketing of events. For marketing."
    (quote,) = read_values(clauses(text, [Span(0, len(text))]), _FIELD, _WHY).values()
    assert quote.start == text.index("marketing of")
