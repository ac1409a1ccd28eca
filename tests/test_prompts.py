"""Prompt files: versions, placeholders, and letters that are never read as templates."""

from pathlib import Path

import pytest

from classifier.errors import DataError, UserError
from classifier.prompts import load_prompt
from classifier.resources import resource

GOOD = "---\nname: ask\nversion: 1\nplaceholders: [letter]\n---\n=== system ===\nRead.\n=== user ===\n{{letter}}\n"


def _write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_newest_version_is_taken_unless_another_is_named(tmp_path: Path) -> None:
    _write(tmp_path, "ask.v1.md", GOOD)
    _write(tmp_path, "ask.v2.md", GOOD.replace("version: 1", "version: 2"))
    _write(tmp_path, "ask.v10.md", GOOD.replace("version: 1", "version: 10"))
    assert load_prompt("ask", tmp_path).version == 10
    assert load_prompt("ask.v2", tmp_path).label == "ask v2"


def test_parts_come_in_order_with_their_roles(tmp_path: Path) -> None:
    prompt = load_prompt("ask", _write(tmp_path, "ask.v1.md", GOOD))
    assert prompt.parts == (("system", "Read."), ("user", "{{letter}}"))


def test_what_is_filled_in_is_never_read_as_a_template(tmp_path: Path) -> None:
    prompt = load_prompt("ask", _write(tmp_path, "ask.v1.md", GOOD))
    hostile = "{{letter}} {{ 7*7 }} {% for x in y %} \\1 \\g<0> ${HOME}"
    assert prompt.fill({"letter": hostile})[1] == ("user", hostile)


def test_a_missing_value_is_named(tmp_path: Path) -> None:
    prompt = load_prompt("ask", _write(tmp_path, "ask.v1.md", GOOD))
    with pytest.raises(DataError, match="ask v1 needs a value for 'letter'"):
        prompt.fill({"other": ""})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace("{{letter}}", "{{leter}}"), "'leter' is not declared|'letter' is declared"),
        (GOOD.replace("{{letter}}", "nothing"), "'letter' is declared but not used"),
        (GOOD.replace("name: ask", "name: other"), "named otherwise"),
        (GOOD.replace("version: 1\n", ""), "begins with front matter"),
        (GOOD.replace("version: 1", "version: 1\nmodel: x"), "begins with front matter"),
        (GOOD.replace("=== system ===\n", ""), "after the front matter come parts"),
        ("no front matter", "begins with front matter"),
        (GOOD.replace("name: ask", "name: [ask"), "front matter"),
    ],
)
def test_a_prompt_at_fault_is_refused_with_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(DataError, match=told):
        load_prompt("ask", _write(tmp_path, "ask.v1.md", text))


def test_an_unknown_prompt_says_what_prompts_are(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"holds no prompt 'ask': prompts are files such as ask\.v1\.md"):
        load_prompt("ask", tmp_path)


def test_an_edited_published_prompt_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, "ask.v1.md", GOOD)
    sha256 = load_prompt("ask", tmp_path).sha256
    _write(tmp_path, "published.yaml", f"ask.v1: {sha256}\n")
    assert load_prompt("ask", tmp_path).sha256 == sha256
    _write(tmp_path, "ask.v1.md", GOOD.replace("Read.", "Read well."))
    with pytest.raises(DataError, match="a published prompt was edited"):
        load_prompt("ask", tmp_path)


def test_every_prompt_that_ships_is_published_and_unedited() -> None:
    folder = resource("prompts")
    names = sorted(path.stem for path in folder.glob("*.md"))
    assert names
    for name in names:
        assert f"{name}: {load_prompt(name, folder).sha256}" in (folder / "published.yaml").read_text(encoding="utf-8")
