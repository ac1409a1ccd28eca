"""Records: a run repeated with no key and no network, and what is said when a record is missing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from classifier.errors import DataError, UserError
from classifier.llm import Message, ModelSettings, Reply, open_model, request_key
from classifier.llm.replay import Records
from tests.loopback import Answered, Loopback, serving
from tests.test_llm import after_probe, ask, good, request, settings_for


def _recorded(folder: Path) -> ModelSettings:
    """Record one reply and return settings that replay it, at an address where nobody listens."""
    with serving(Loopback(good)) as state:
        ask(settings_for(state, mode="record", replay_folder=folder), request("a"))
    return ModelSettings("m-1", "http://127.0.0.1:9/v1", key="none", mode="replay", replay_folder=folder)


def test_a_recorded_reply_is_replayed_without_a_server_and_costs_nothing(tmp_path: Path) -> None:
    reply = ask(_recorded(tmp_path), request("a"))[0]
    assert reply.outcome == "parsed"
    assert (reply.usage.calls, reply.usage.replayed, reply.usage.tokens) == (0, 1, 0)


def test_a_miss_names_the_nearest_prompt_version(tmp_path: Path) -> None:
    settings = _recorded(tmp_path)
    newer = replace(request("a"), messages=(Message("user", "other words"),), prompt="test v2", prompt_sha256="cd")
    with pytest.raises(UserError, match=r"recorded with prompt test v1, asked is test v2.*record it with mode auto"):
        ask(settings, newer)
    with pytest.raises(UserError, match="recorded with model m-1, asked is m-2"):
        ask(replace(settings, name="m-2"), request("a"))
    with pytest.raises(UserError, match="1 records there, none of this item"):
        ask(settings, request("b"))


def test_auto_asks_only_for_what_is_missing(tmp_path: Path) -> None:
    _recorded(tmp_path)
    with serving(Loopback(good)) as state:
        settings = settings_for(state, mode="auto", replay_folder=tmp_path)
        ask(settings, request("a"), request("b"))
        ask(settings, request("a"), request("b"))
        assert len(state.asked) == 2  # the test of the connection, and b once
    assert len(list(tmp_path.glob("*.json"))) == 2


def test_the_key_depends_on_what_decides_the_reply_and_on_nothing_else() -> None:
    settings = ModelSettings("m-1", key="k")
    key = request_key(request("a"), settings)
    assert key == request_key(replace(request("a"), about="other", subject="other"), settings)
    moved = replace(settings, base_url="http://x/v1", key="z", timeout_s=1.0, logprobs=False, concurrency=2)
    assert key == request_key(request("a"), moved)
    for changed in (replace(request("a"), sample=1), replace(request("a"), schema={}), request("b")):
        assert request_key(changed, settings) != key
    for other in (replace(settings, name="m-2"), replace(settings, temperature=0.5)):
        assert request_key(request("a"), other) != key


def test_records_that_nothing_used_are_listed(tmp_path: Path) -> None:
    settings = _recorded(tmp_path)
    records = Records(tmp_path)
    assert [path.suffix for path in records.unused()] == [".json"]
    assert records.read(request("a"), settings) is not None
    assert records.unused() == []


def test_a_reply_that_could_not_be_read_is_recorded_and_replayed_as_such(tmp_path: Path) -> None:
    with serving(Loopback(after_probe(lambda *_: Answered('{"ready": 1, "x": 2}')))) as state:
        first = ask(settings_for(state, mode="record", replay_folder=tmp_path), request("a"))[0]
        second = ask(settings_for(state, mode="replay", replay_folder=tmp_path), request("a"))[0]
    assert first.outcome == second.outcome == "unusable"
    assert first.problem == second.problem


def test_a_file_that_is_no_record_is_named(tmp_path: Path) -> None:
    settings = _recorded(tmp_path)
    (path,) = tmp_path.glob("*.json")
    path.write_text("{}")
    with pytest.raises(DataError, match="is no record of a reply"):
        ask(settings, request("a"))


def test_a_record_is_an_object_an_answer_a_line_and_replays_as_it_came(tmp_path: Path) -> None:
    settings = ModelSettings("m-1", "http://127.0.0.1:9/v1", mode="replay", replay_folder=tmp_path)
    records = Records(tmp_path)
    said = {"answers": [{"question": "1", "odds": [0.5, 1]}, {"question": "2", "quote": "caf\u00e9 \u2028 {"}]}
    path = records.write(request("a"), settings, Reply("parsed", text=json.dumps(said, indent=3), model="m-1"))
    lines = path.read_text(encoding="utf-8").split("\n")
    assert '   {"question": "1", "odds": [0.5, 1]},' in lines
    kept = records.read(request("a"), settings)
    assert kept is not None
    assert json.loads(kept.text) == said


def test_a_reply_with_log_probabilities_or_cut_off_is_kept_character_for_character(tmp_path: Path) -> None:
    settings = ModelSettings("m-1", "http://127.0.0.1:9/v1", mode="replay", replay_folder=tmp_path)
    records = Records(tmp_path)
    replies = (
        Reply("parsed", text='{ "ready":  true}', model="m-1", logprobs=(('{ "ready":  true}', -0.5),)),
        Reply("unusable", text='{"ready": tr', model="m-1"),
    )
    for reply in replies:
        records.write(request(reply.text), settings, reply)
        kept = records.read(request(reply.text), settings)
        assert kept is not None
        assert (kept.text, kept.logprobs) == (reply.text, reply.logprobs)


def test_recording_the_same_reply_again_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    settings = ModelSettings("m-1", mode="record", replay_folder=tmp_path)
    reply = Reply("parsed", text='{"ready": true}', model="m-1")
    path = Records(tmp_path).write(request("a"), settings, reply)
    old = path.read_text().replace('recorded_at_utc": "20', 'recorded_at_utc": "19')
    path.write_text(old)
    Records(tmp_path).write(request("a"), settings, replace(reply, text='{"ready":true}'))
    assert path.read_text() == old
    Records(tmp_path).write(request("a"), settings, replace(reply, text='{"ready":false}'))
    assert '"ready": false' in path.read_text()


def test_given_replies_are_taken_before_anything_is_asked() -> None:
    settings = ModelSettings("m-1", "http://127.0.0.1:9/v1", key="k")
    model = open_model(settings)
    model.given[request_key(request("a"), settings)] = Reply("unusable", text='{"ready": true}', model="m-1")

    import asyncio

    reply = asyncio.run(model.ask(request("a")))
    assert reply.outcome == "parsed"
