"""Editing the codebook or the questions after labels were made is said in one line by every command, and by the app."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from streamlit.testing.v1 import AppTest

from classifier.classify import classify_round
from classifier.cli import foi
from classifier.outdated import outdated
from classifier.records import Review, utc_now
from classifier.round import create_round, load_round
from classifier.store import open_store, read_current, save_letters, save_reviews
from review_app import app
from review_app.directory import directory
from review_app.reading import forget
from tests.a_round import REQUEST, TAXONOMY, letter


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A round of one letter that the rules have labelled, with the purpose `marketing`."""
    (tmp_path / "request.txt").write_text(REQUEST)
    (tmp_path / "taxonomy.yaml").write_text(TAXONOMY)
    for name in ("products", "platforms"):
        (tmp_path / f"{name}.yaml").write_text("names:\n- {name: Hootsuite}\n- {name: Facebook}\n")
    round = create_round(tmp_path / "round", tmp_path / "request.txt", tmp_path / "taxonomy.yaml", "Parks")
    store = open_store(round.store, create=True)
    with store.writing() as db:
        save_letters(db, [letter()])
    classify_round(round, store)
    return round.folder


def edit(path: Path, old: str, new: str) -> None:
    """Change a file as a person would, in an editor."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def said_of(folder: Path) -> tuple[str, ...]:
    round = load_round(folder)
    with open_store(round.store).reading() as db:
        return outdated(db, round)


def run(*words: object) -> Result:
    said = CliRunner().invoke(foi, [str(word) for word in words], catch_exceptions=False)
    assert said.exit_code == 0, said.output
    return said


def test_nothing_is_said_of_labels_that_fit_nor_before_there_are_any(folder: Path, tmp_path: Path) -> None:
    assert said_of(folder) == ()
    empty = create_round(tmp_path / "empty", tmp_path / "request.txt", tmp_path / "taxonomy.yaml")
    with open_store(empty.store, create=True).reading() as db:
        assert outdated(db, empty) == ()


def test_a_renamed_value_is_said_with_both_codebooks_and_what_to_type(folder: Path) -> None:
    before = load_round(folder).taxonomy.codebook
    edit(folder / "taxonomy.yaml", "name: marketing,", "name: promotion,")
    now = load_round(folder).taxonomy.codebook
    assert before != now
    assert said_of(folder) == (
        f"labels were made with codebook {before}, the round now has {now}: "
        f"run `foi classify {folder} --model rules` again",
    )
    run("classify", folder, "--model", "rules")
    assert said_of(folder) == ()


def test_a_deleted_question_and_a_new_one_are_named(folder: Path) -> None:
    edit(folder / "round.yaml", "- id: '3'", "- id: '4'")
    (line,) = said_of(folder)
    assert (
        "labels are for questions that the round no longer has (3); questions of the round have no labels (4): " in line
    )
    assert "codebook" not in line


@pytest.mark.parametrize(
    ("old", "new"), [("asks: whether", "asks: explain"), ("Do you monitor", "Do you ever monitor")]
)
def test_another_kind_or_other_words_of_a_question_are_said(folder: Path, old: str, new: str) -> None:
    edit(folder / "round.yaml", old, new)
    (line,) = said_of(folder)
    assert line.startswith(
        "labels were made for the questions or the request as they stood before they were changed: run"
    )


def test_a_persons_label_that_the_codebook_no_longer_has_is_named_until_it_is_put_back(folder: Path) -> None:
    round = load_round(folder)
    with open_store(round.store).writing() as db:
        about = [(name, label) for name, label in (("purposes", ("marketing", "security")), ("vendors", ("Anything",)))]
        decided = [
            Review(read_current(db)[0].answer.id, name, "label", label, "Ada", "t", utc_now()) for name, label in about
        ]
        save_reviews(db, round.taxonomy, decided)
    assert said_of(folder) == ()
    edit(folder / "taxonomy.yaml", "name: marketing,", "name: promotion,")
    run("classify", folder, "--model", "rules")  # a person's word stays as it was given
    assert said_of(folder) == (
        "people gave labels that the codebook no longer has (purposes: marketing): "
        "put them back, or decide on these answers again",
    )


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("statistics",),
        ("statistics", "--to", "out.json"),
        ("report", "--to", "out.html"),
        ("export", "--to", "out.csv"),
    ],
)
def test_every_command_that_counts_says_it_on_standard_error(folder: Path, words: tuple[str, ...]) -> None:
    name, *more = words
    more = [str(folder / word) if word.startswith("out") else word for word in more]
    assert "warning" not in run(name, folder, *more).stderr
    edit(folder / "taxonomy.yaml", "name: marketing,", "name: promotion,")
    said = run(name, folder, *more)
    (line,) = said.stderr.strip().splitlines()
    assert line.startswith("foi: warning: labels were made with codebook monitoring 1 ")
    assert "warning" not in said.stdout


def test_the_app_says_it_on_top_of_its_pages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    directory.clear()
    monkeypatch.setenv("FOI_ROUND", str(folder))
    monkeypatch.setattr("sys.argv", ["app.py"])
    page = AppTest.from_file(str(app.__file__), default_timeout=30)
    page.session_state["reviewer"] = "Ada"
    assert not page.run().exception
    assert not page.warning
    edit(folder / "taxonomy.yaml", "name: marketing,", "name: promotion,")
    page.run()
    assert not page.exception
    assert page.warning[0].value.startswith("Labels were made with codebook monitoring 1 ")
