"""Who may come in: tickets, roles, addresses, expiry."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from classifier.cli import foi
from classifier.errors import UserError
from review_app.people import Person, expired, is_loopback, read_ticket, role_of, ticket
from review_app.texts import label_words, plain, share
from tests.a_round import make_round


def test_a_ticket_brings_its_name_back_until_it_is_too_old_or_tampered_with() -> None:
    kept = ticket("Ada Lovelace", "secret", 1000)
    assert read_ticket(kept, "secret", 999) == "Ada Lovelace"
    assert read_ticket(kept, "secret", 1000) == ""
    assert read_ticket(kept, "other", 999) == ""
    assert read_ticket(kept.replace(".1000.", ".9000."), "secret", 999) == ""
    assert read_ticket(ticket("Bob", "", 1000).split(".")[0] + "." + kept.split(".", 1)[1], "secret", 999) == ""
    for broken in ("", ".", "..", "a.b.c", "é.1.x"):
        assert read_ticket(broken, "secret", 0) == ""


@pytest.mark.parametrize(
    ("address", "here"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("", False), (None, False)],
)
def test_only_loopback_needs_no_password(address: str | None, here: bool) -> None:
    assert is_loopback(address) is here


def test_roles_come_from_the_table_and_each_may_do_what_those_before_may() -> None:
    table = {"Ada@Example.org": "adjudicator", "bob@example.org": "king"}
    assert role_of("ada@example.ORG", table, None) == "adjudicator"
    assert role_of("bob@example.org", table, "owner") is None
    assert role_of("cy@example.org", table, None) is None
    assert role_of("cy@example.org", table, "reviewer") == "reviewer"
    assert [Person("Ada", "adjudicator").may(role) for role in ("viewer", "reviewer", "adjudicator", "owner")] == [
        True,
        True,
        True,
        False,
    ]


def test_a_token_without_an_end_has_expired() -> None:
    assert expired(None, 5)
    assert expired(5, 5)
    assert not expired(6, 5)


@pytest.mark.parametrize(
    "hostile",
    [
        "**bold**",
        "<script>",
        "[x](javascript:alert(1))",
        "$x^2$",
        ":red[x]",
        "# title",
        "a\n# b",
        "`code`",
        "https://a.example",
    ],
)
def test_text_in_markdown_shows_as_it_stands(hostile: str) -> None:
    shown = plain(hostile)
    assert "\n" not in shown
    for special in "*<[$:#`":
        assert f"\\{special}" in shown or special not in hostile


def test_labels_in_words() -> None:
    assert [label_words(one) for one in (None, "not_held", (), ("a_b", "c"))] == [
        "undetermined",
        "not held",
        "none stated",
        "a b, c",
    ]
    assert label_words(None, cannot_tell=True) == "cannot tell"
    assert share(37, 120) == "37 of 120 (31%)"
    assert share(0, 0) == "0 of 0"


def test_the_app_listens_to_others_only_with_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_round(tmp_path)
    (tmp_path / "round.yaml").write_text("questions: [{id: '1', text: 'Why?'}]\n")
    monkeypatch.delenv("FOI_REVIEW_PASSWORD", raising=False)
    said = CliRunner().invoke(foi, ["review", str(tmp_path), "--host", "0.0.0.0"])
    assert isinstance(said.exception, UserError)
    assert "set FOI_REVIEW_PASSWORD first" in str(said.exception)
