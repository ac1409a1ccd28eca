"""Reading gold: what is taken as it stands, and what is refused, with the file and the place."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from classifier.errors import DataError, UserError
from classifier.records import Span
from eval.gold import check_gold, load_gold
from eval.gold.locating import locate
from tests.a_round import LETTER, letter
from tests.eval_sets import ANSWERS, make_gold, write_letter

GOLD = Path(__file__).resolve().parents[1] / "data" / "gold"


def changed(tmp_path: Path, change: dict[str, Any]) -> Path:
    """A gold folder of one letter, the answer to question 3 changed."""
    folder = make_gold(tmp_path, dev=0)
    write_letter(folder / "dev", "one", answers=ANSWERS | {"3": ANSWERS["3"] | change})
    return folder


def test_a_gold_folder_is_read_with_spans_labels_and_quotes(tmp_path: Path) -> None:
    gold = load_gold(make_gold(tmp_path, dev=1, test=1))
    first = gold.letters[0]
    assert [(one.name, one.part) for one in gold.letters] == [("dev-0", "dev"), ("test-0", "test")]
    assert [one.question for one in first.answers] == ["1", "2", "3"]
    assert [first.letter.text[start:end] for start, end in first.answers[0].spans] == ["Yes, for marketing."]
    assert first.answers[0].labels == {"status": "held", "purposes": ("marketing",), "vendors": (), "platforms": ()}
    assert first.answers[1].quotes == {"vendors": ("Hootsuite",)}
    assert (first.nation, first.patterns) == ("wales", (1, 4))


def test_a_part_is_kept_after_all_of_the_folder_was_checked(tmp_path: Path) -> None:
    folder = make_gold(tmp_path, dev=2, test=1)
    assert [one.name for one in load_gold(folder, "test").letters] == ["test-0"]
    assert load_gold(folder, "test").closed
    assert not load_gold(folder, "dev").closed
    write_letter(folder / "test", "twin", (folder / "dev" / "dev-0.txt").read_text())
    with pytest.raises(DataError, match=r"twin\.gold\.json: is the same letter as .*dev-0"):
        load_gold(folder, "dev")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "maybe"}, "question 3: 'maybe' is no value of status: use one of held"),
        ({"purposes": ["fun"]}, r"question 3: purposes cannot have \['fun'\]"),
        ({"purposes": "marketing"}, "question 3: purposes takes a list"),
        ({"spans": ["Information is not held."]}, "question 3: span 1 is not in the letter"),
        ({"spans": ["Information not held.", "gone"]}, "question 3: span 2 is not in the letter"),
        ({"spans": [{"text": "not", "occurrence": 9}]}, "question 3: span 1 is not in the letter"),
        ({"spans": [7]}, "question 3: span 1: a span is a string, or"),
        ({"quotes": {"status": ["never held"]}}, "question 3: status: quote 1 is not in the letter"),
        ({"colour": "red"}, "question 3: 'colour' is no field of monitoring"),
        ({"question": "9"}, "question 9: is none of the round"),
        ({"question": "1"}, "question 1: stands there twice"),
    ],
)
def test_an_answer_that_is_wrong_is_refused_with_its_place(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError, match=message) as caught:
        load_gold(changed(tmp_path, change))
    assert "one.gold.json" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_question_or_field_left_out_is_refused_with_what_to_write(tmp_path: Path) -> None:
    folder = make_gold(tmp_path, dev=0)
    write_letter(folder / "dev", "one", answers={name: ANSWERS[name] for name in ("1", "2")})
    with pytest.raises(DataError, match="question 3 is left out; give it empty spans where the letter is silent"):
        load_gold(folder)
    path = folder / "dev" / "one.gold.json"
    content = json.loads(path.read_text())
    content["answers"].append({"question": "3", "spans": [], "status": None, "purposes": [], "vendors": []})
    path.write_text(json.dumps(content))
    with pytest.raises(DataError, match=r"question 3: platforms is left out; write \[\] for none"):
        load_gold(folder)


def test_gold_of_reviews_may_hold_some_of_the_questions(tmp_path: Path) -> None:
    folder = make_gold(tmp_path, dev=0)
    write_letter(folder / "dev", "one", answers={"2": ANSWERS["2"]}, partial=True, passages="shown")
    only = load_gold(folder).letters[0]
    assert [one.question for one in only.answers] == ["2"]
    assert only.shown_passages


def test_a_letter_shown_in_a_prompt_is_refused(tmp_path: Path) -> None:
    folder, prompts = make_gold(tmp_path / "gold", dev=1), tmp_path / "prompts"
    prompts.mkdir()
    (prompts / "a.v1.md").write_text("For example: " + " ".join(LETTER.split()[20:45]))
    with pytest.raises(DataError, match=r"dev-0\.gold\.json: its letter is an example in a prompt"):
        check_gold(load_gold(folder), prompts)


def test_words_of_the_request_do_not_make_a_letter_an_example(tmp_path: Path) -> None:
    folder, prompts = make_gold(tmp_path / "gold", dev=1), tmp_path / "prompts"
    prompts.mkdir()
    (prompts / "a.v1.md").write_text("Please name the supplier of any software that you use to monitor social media.")
    check_gold(load_gold(folder), prompts)


@pytest.mark.parametrize(
    ("spoil", "kind", "message"),
    [
        (lambda folder: (folder / "gold.yaml").unlink(), UserError, "holds no gold.yaml"),
        (lambda folder: (folder / "gold.yaml").write_text("round: x\n"), DataError, "needs `round`, `request`"),
        (lambda folder: (folder / "gold.yaml").write_text("round: [\n"), DataError, "gold.yaml: while parsing"),
        (lambda folder: (folder / "dev" / "dev-0.txt").unlink(), DataError, r"holds no letters named dev-0\.\*"),
        (lambda folder: (folder / "dev" / "dev-0.gold.json").write_text("{"), DataError, "cannot be read as gold"),
        (lambda folder: (folder / "dev" / "dev-0.gold.json").write_text("[]"), DataError, "gold is an object"),
        (lambda folder: (folder / "dev" / "dev-0.txt").write_bytes(b""), DataError, "an empty file"),
    ],
)
def test_a_folder_that_is_wrong_is_refused_in_one_line(
    tmp_path: Path, spoil: Any, kind: type[Exception], message: str
) -> None:
    folder = make_gold(tmp_path, dev=1)
    spoil(folder)
    with pytest.raises(kind, match=message) as caught:
        load_gold(folder)
    assert "\n" not in str(caught.value)


def test_a_folder_without_letters_of_the_part_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="has no letter in part test"):
        load_gold(make_gold(tmp_path, dev=1), "test")
    with pytest.raises(UserError, match="no such folder"):
        load_gold(tmp_path / "nowhere")


def test_repeated_words_are_found_by_occurrence_or_after_the_answer_before() -> None:
    one = letter(text="1. No.\n2. No.\n3. No.\n")
    first, second, third = (found.start() for found in re.finditer(r"No\.", one.text))
    assert locate(one, {"text": "No.", "occurrence": 3}, 0) == Span(third, third + 3)
    assert locate(one, "No.", first + 1) == Span(second, second + 3)
    assert locate(one, "No.", 0) == Span(first, first + 3)
    assert locate(one, "No.", len(one.text)) == Span(first, first + 3)
    assert locate(one, "Yes.", 0) is None


def test_words_that_another_reader_spaced_otherwise_are_still_found() -> None:
    one = letter(text="1. We\xa0use  Hootsuite\nand nothing else.\n")
    found = locate(one, "We use Hootsuite and nothing else.", 0)
    assert found is not None
    assert one.text[found.start : found.end] == "We\xa0use  Hootsuite\nand nothing else."


@pytest.mark.parametrize("name", ["social-media", "council-ai"])
def test_the_shipped_gold_is_sound(name: str) -> None:
    gold = load_gold(GOLD / name)
    assert {letter.part for letter in gold.letters} == {"dev", "test"}
    assert all(len(letter.answers) == len(gold.round.leaves) for letter in gold.letters)
