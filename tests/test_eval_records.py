"""Records made of a reader's replies: prompts out, replies in, second askings, and the same scores without a server."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from classifier.classify import model_settings
from eval.cli import main
from eval.measuring import measure
from eval.recording.server import key_of, readable
from tests.a_round import GOOD, LETTER, labels, reply_text
from tests.eval_sets import make_gold, write_letter
from tests.test_classify import PASSAGES, PROSE

ROOT = Path(__file__).parent.parent


def run(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def prompts(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.prompt.md") if not reply_of(path).exists())


def reply_of(prompt: Path) -> Path:
    return prompt.with_name(prompt.name.replace(".prompt.md", ".reply.json"))


def answer(prompt: Path, said: Mapping[str, Any]) -> None:
    """Type a reply to the questions that the prompt asks for."""
    found = re.search(r"in this order: (.*)", prompt.read_text(encoding="utf-8").rsplit("=== user ===", 1)[1])
    assert found
    reply_of(prompt).write_text(reply_text(said, found[1].split(", ")), encoding="utf-8")


def test_prompts_show_the_messages_and_the_schema_and_are_written_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold, hand = make_gold(tmp_path / "gold", dev=2, test=1), tmp_path / "hand"
    assert run("records", "render", gold, "--out", hand) == 0
    assert "2 prompts in" in capsys.readouterr().out
    first = prompts(hand)[0].read_text(encoding="utf-8")
    parts = re.findall("^=== (.*) ===$", first, re.MULTILINE)
    assert parts == ["system", "user", "user", "user", "the reply's JSON schema"]
    assert "We use Hootsuite on Facebook." in first
    assert '"additionalProperties": false' in first
    assert not any("reference test" in path.read_text(encoding="utf-8") for path in prompts(hand))
    assert run("records", "render", gold, "--out", hand) == 0
    assert len(list(hand.iterdir())) == 2


def test_replies_become_records_that_score_without_a_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold, hand, kept = make_gold(tmp_path / "gold", dev=2), tmp_path / "hand", tmp_path / "records"
    run("records", "render", gold, "--out", hand)
    answer(prompts(hand)[0], GOOD)
    assert run("records", "make", gold, "--replies", hand, "--records", kept) == 1
    said = capsys.readouterr().out
    assert f"1 records in {kept}; 1 of 2 letters are finished." in said
    assert f"to be answered: {prompts(hand)[0]}" in said
    answer(prompts(hand)[0], GOOD)
    assert run("records", "make", gold, "--replies", hand, "--records", kept) == 0
    before = {path: path.read_bytes() for path in kept.iterdir()}
    assert len(before) == 2
    assert all(json.loads(raw)["model"] == "reader" for raw in before.values())
    assert run("records", "make", gold, "--replies", hand, "--records", kept) == 0
    assert {path: path.read_bytes() for path in kept.iterdir()} == before
    capsys.readouterr()
    assert run(gold, "--part", "dev", "--model", "openai/reader", "--records", kept) == 0
    said = capsys.readouterr().out
    assert "The replies are a reader's, not a vendor's" in said
    scores = measure(gold, "openai/reader", part="dev", records=kept)
    assert [one.exact.value for one in scores.fields] == [1.0] * 4


WITHOUT_A_NETWORK = "import sys; from eval.cli import main; from eval.offline import refuse_network; refuse_network(); main(sys.argv[1:])"


def test_a_process_that_refuses_the_network_connects_to_nobody() -> None:
    code = "from eval.offline import refuse_network; refuse_network(); import socket; socket.create_connection(('127.0.0.1', 9))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "this evaluation asks nobody" in done.stderr


def test_records_are_scored_with_sockets_blocked_and_no_key(tmp_path: Path) -> None:
    gold, hand, kept = make_gold(tmp_path / "gold", dev=1), tmp_path / "hand", tmp_path / "records"
    run("records", "render", gold, "--out", hand)
    answer(prompts(hand)[0], GOOD)
    run("records", "make", gold, "--replies", hand, "--records", kept)
    asked = [str(word) for word in (gold, "--model", "openai/reader", "--records", kept)]
    without = {name: value for name, value in os.environ.items() if name != "OPENAI_API_KEY"}
    command = [sys.executable, "-c", WITHOUT_A_NETWORK, *asked]
    done = subprocess.run(command, env=without, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "3 answers of 1 letters (dev), openai/reader" in done.stdout
    (record,) = kept.iterdir()
    record.unlink()
    done = subprocess.run(command, env=without, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "record it with mode auto" in done.stderr


def test_what_could_not_be_used_is_asked_again_and_what_stays_so_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold, hand, kept = make_gold(tmp_path / "gold", dev=1), tmp_path / "hand", tmp_path / "records"
    run("records", "render", gold, "--out", hand)
    invented = {**GOOD, "3": labels("not_held", "We have none of it")}
    answer(prompts(hand)[0], invented)
    assert run("records", "make", gold, "--replies", hand, "--records", kept) == 1
    (again,) = prompts(hand)
    assert f"to be answered (asked again): {again}" in capsys.readouterr().out
    assert "«We have none of it»" in again.read_text(encoding="utf-8")
    answer(again, {"3": labels("not_held", "None whatever")})
    assert run("records", "make", gold, "--replies", hand, "--records", kept) == 0
    said = capsys.readouterr().out
    assert (
        "failed: dev-0, question 3, status: status 'not_held' stands on a quotation that is not in the letter" in said
    )
    assert len(list(kept.iterdir())) == 2


def test_a_mended_reply_leaves_its_old_second_asking_behind_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold, hand, kept = make_gold(tmp_path / "gold", dev=1), tmp_path / "hand", tmp_path / "records"
    run("records", "render", gold, "--out", hand)
    (first,) = prompts(hand)
    answer(first, {**GOOD, "3": labels("not_held", "We have none of it")})
    run("records", "make", gold, "--replies", hand, "--records", kept)
    (again,) = prompts(hand)
    answer(first, GOOD)
    capsys.readouterr()
    assert run("records", "make", gold, "--replies", hand, "--records", kept) == 0
    assert f"no longer asked for: {again}" in capsys.readouterr().out


def test_where_answers_stand_is_asked_first_and_the_labels_after_it(tmp_path: Path) -> None:
    gold, hand, kept = make_gold(tmp_path / "gold", dev=0), tmp_path / "hand", tmp_path / "records"
    write_letter(gold / "dev", "prose", PROSE, {name: {} for name in ("1", "2", "3")})
    run("records", "render", gold, "--out", hand, "--spans", "asked")
    (where,) = prompts(hand)
    assert "Give the passages." in where.read_text(encoding="utf-8")
    reply_of(where).write_text(json.dumps({"passages": PASSAGES}))
    assert run("records", "make", gold, "--replies", hand, "--records", kept, "--spans", "asked") == 1
    (labelling,) = prompts(hand)
    assert "for marketing.»" in labelling.read_text(encoding="utf-8")


def test_a_reader_may_be_asked_nothing_but_where_answers_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold, hand, kept = make_gold(tmp_path / "gold", dev=1), tmp_path / "hand", tmp_path / "records"
    write_letter(gold / "dev", "prose", PROSE, {name: {} for name in ("1", "2", "3")})
    run("records", "render", gold, "--out", hand, "--split")
    (where,) = prompts(hand)  # the other letter is split surely
    reply_of(where).write_text(json.dumps({"passages": PASSAGES}))
    assert run("records", "make", gold, "--replies", hand, "--records", kept, "--split") == 0
    assert len(list(kept.iterdir())) == 1
    capsys.readouterr()
    asked = (gold, "--model", "openai/reader", "--records", kept, "--spans", "asked", "--split")
    assert run(*asked) == 0
    assert "prose" in capsys.readouterr().out
    scores = measure(gold, "openai/reader", records=kept, spans="asked", split_only=True)
    assert scores.about["prompt"].startswith("split_letter v")
    assert scores.about["replied_by"] == ["reader"]
    assert (scores.spending.replayed, scores.lost) == (1, 0)


def test_letters_of_the_test_part_are_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = make_gold(tmp_path / "gold", dev=1, test=1)
    assert run("records", "render", gold, "--out", tmp_path / "hand", "--part", "test") == 2
    assert "letters of the test part are not looked at" in capsys.readouterr().err


def test_the_key_on_the_wire_is_the_records_key_and_the_letters_words_stay_as_they_are() -> None:
    body = {
        "model": "reader",
        "messages": [{"role": "user", "content": f"{LETTER} {{{{ 7*7 }}}}"}],
        "response_format": {"type": "json_schema", "json_schema": {"strict": True, "schema": {"type": "object"}}},
        **model_settings("openai/reader", base_url="http://127.0.0.1:9/v1", environ={}).parameters,
    }
    assert key_of(body) != key_of({**body, "temperature": 0.5})
    assert "{{ 7*7 }}" in readable(body)
