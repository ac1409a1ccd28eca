"""The seam to a model, over real HTTP: what goes over the wire, faults, limits, errors, capabilities, prices."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from classifier.errors import DataError, FoiError, ModelError, UserError
from classifier.llm import Message, ModelSettings, Reply, Request, Usage, model_name, open_model, read_key
from classifier.llm.capabilities import Capabilities, remembered
from classifier.llm.prices import Price, find_price
from classifier.llm.settings import check_settings, undated
from tests.loopback import Answered, Limit, Loopback, Sent, serving


class Ready(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    ready: bool


SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"ready": {"type": "boolean"}},
    "required": ["ready"],
    "additionalProperties": False,
}


def request(text: str = "hello") -> Request:
    return Request((Message("user", text),), Ready, SCHEMA, "test v1", "ab", about=text, subject=text)


def good(_: Sent, __: int) -> Answered:
    return Answered('{"ready": true}')


def settings_for(state: Loopback, **changes: Any) -> ModelSettings:
    return replace(ModelSettings("m-1", state.base_url, key="k", attempts=6, timeout_s=5), **changes)


def ask(settings: ModelSettings, *requests: Request) -> list[Reply]:
    """Ask one after the other, then close."""

    async def all_of_them() -> list[Reply]:
        model = open_model(settings)
        try:
            return [await model.ask(one) for one in requests]
        finally:
            await model.close()

    return asyncio.run(all_of_them())


def after_probe(script: Callable[[Sent, int], Answered]) -> Callable[[Sent, int], Answered]:
    """Answer the test of the connection well and number the rest from 0."""
    return lambda sent, count: good(sent, count) if count == 0 else script(sent, count - 1)


# --- the wire ------------------------------------------------------------------------------------------------


def test_the_bytes_on_the_wire_ask_for_a_strict_schema_and_the_letter_is_no_template() -> None:
    with serving(Loopback(good)) as state:
        reply = ask(settings_for(state), request("{{ 7*7 }} {% for %} ${x}"))[0]
    assert reply.outcome == "parsed"
    raw = state.asked[-1].raw
    assert b'"strict": true' in raw
    body = state.asked[-1].body
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert body["messages"] == [{"role": "user", "content": "{{ 7*7 }} {% for %} ${x}"}]
    assert body["temperature"] == 0.0
    assert state.asked[-1].headers["authorization"] == "Bearer k"


def test_the_model_as_returned_and_the_tokens_are_told() -> None:
    with serving(Loopback(lambda *_: Answered('{"ready": true}', model="m-1-2026-01-01"))) as state:
        reply = ask(settings_for(state), request())[0]
        asked = len(state.asked[-1].raw) // 4  # the server counts a token for four bytes
    assert reply.model == "m-1-2026-01-01"
    assert reply.usage == Usage(calls=1, input_tokens=asked, output_tokens=len('{"ready": true}') // 4)


def test_log_probabilities_are_passed_on_where_the_model_has_them() -> None:
    tokens = [('{"ready": ', -0.1), ("true}", -0.5)]
    with serving(Loopback(lambda *_: Answered('{"ready": true}', logprobs=tokens))) as state:
        reply = ask(settings_for(state), request())[0]
    assert reply.logprobs == (('{"ready": ', -0.1), ("true}", -0.5))


def test_nothing_of_a_vendor_is_imported_before_the_first_request() -> None:
    code = (
        "import sys; from pathlib import Path; import classifier.ask_model; from classifier.llm import open_model, ModelSettings;"
        "open_model(ModelSettings('m', 'http://127.0.0.1:9/v1'));"
        "print([name for name in ('openai', 'instructor', 'aiohttp', 'httpx2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- faults --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        Answered(status=429, headers={"retry-after": "0"}),
        Answered(status=429, headers={"retry-after-ms": "5"}),
        Answered(status=500),
        Answered(status=503),
        Answered(hang_up=True),
        Answered(raw=b"<html>proxy</html>"),
        Answered(raw=b'{"choices": []}'),
    ],
    ids=["429", "429 in ms", "500", "503", "hung up", "no JSON", "no choices"],
)
def test_a_passing_fault_costs_one_call_more(fault: Answered) -> None:
    script = after_probe(lambda sent, count: fault if count == 0 else good(sent, count))
    with serving(Loopback(script)) as state:
        reply = ask(settings_for(state), request())[0]
    assert reply.outcome == "parsed"
    assert (reply.usage.calls, reply.usage.extra_calls) == (2, 1)
    assert len(state.asked) == 3  # the test of the connection, the fault, the reply


def test_a_stalled_call_is_given_up_and_made_again() -> None:
    script = after_probe(lambda sent, count: Answered(stall_s=3) if count == 0 else good(sent, count))
    with serving(Loopback(script)) as state:
        reply = ask(settings_for(state, timeout_s=0.3), request())[0]
    assert reply.outcome == "parsed"
    assert reply.usage.extra_calls == 1


def test_a_reply_that_cannot_be_read_is_given_back_as_it_is_with_what_is_wrong() -> None:
    script = after_probe(lambda *_: Answered('{"ready": "perhaps"}'))
    with serving(Loopback(script)) as state:
        reply = ask(settings_for(state), request())[0]
    assert (reply.outcome, reply.text) == ("unusable", '{"ready": "perhaps"}')
    assert reply.problem == "the reply is not of the form: ready: Input should be a valid boolean"
    assert reply.usage.calls == 1


def test_a_reply_that_was_cut_off_is_said_to_be() -> None:
    with serving(Loopback(after_probe(lambda *_: Answered('{"ready"', cut=True)))) as state:
        reply = ask(settings_for(state), request())[0]
    assert (reply.outcome, reply.problem, reply.text) == ("unusable", "the reply was cut off", '{"ready"')


@pytest.mark.parametrize(
    "fault",
    [Answered(status=400, error={"message": "bad item"}), Answered(refusal="I will not")],
    ids=["400", "refusal"],
)
def test_what_is_refused_for_one_item_is_that_items_reply(fault: Answered) -> None:
    script = after_probe(lambda sent, count: fault if count == 0 else good(sent, count))
    with serving(Loopback(script)) as state:
        first, second = ask(settings_for(state), request("poisoned"), request("sound"))
    assert first.outcome == "refused"
    assert "bad item" in first.problem or "I will not" in first.problem
    assert second.outcome == "parsed"


def test_a_call_that_fails_for_good_is_left_for_later() -> None:
    script = after_probe(
        lambda *_: Answered(status=500, headers={"x-should-retry": "false"}, error={"message": "down"})
    )
    with serving(Loopback(script)) as state:
        reply = ask(settings_for(state), request())[0]
    assert (reply.outcome, reply.problem) == ("left", "no reply after 1 calls: down")


# --- what ends a run -----------------------------------------------------------------------------------------


def _error(state: Loopback, **changes: Any) -> FoiError:
    with serving(state):
        with pytest.raises(FoiError) as caught:
            ask(settings_for(state, **changes), request())
        return caught.value


def test_a_wrong_key_says_what_to_set_and_does_not_tell_the_key() -> None:
    error = _error(Loopback(good, api_key="right"), key="wrong-and-secret")
    assert isinstance(error, UserError)
    assert "refuses the key: set OPENAI_API_KEY" in str(error)
    assert "wrong-and-secret" not in str(error)
    assert "wrong-and-secret" not in repr(ModelSettings("m", key="wrong-and-secret"))


def test_an_unknown_model_names_those_that_are_like_it() -> None:
    unknown = Answered(status=404, error={"code": "model_not_found", "message": "no such model"})
    error = _error(Loopback(lambda *_: unknown, models=("m-12", "gpt-x")), name="m-1")
    assert isinstance(error, UserError)
    assert "knows no model 'm-1': try openai/m-12" in str(error)


def test_an_account_without_credit_is_not_asked_again() -> None:
    broke = Answered(status=429, error={"code": "insufficient_quota", "message": "You exceeded your current quota"})
    state = Loopback(lambda *_: broke)
    error = _error(state)
    assert isinstance(error, UserError)
    assert "does not serve this account (You exceeded your current quota)" in str(error)
    assert len(state.asked) == 1


def test_a_server_that_cannot_be_reached_is_one_line_that_says_what_to_do() -> None:
    with pytest.raises(
        ModelError, match=r"cannot reach 127\.0\.0\.1:9 .*check the network or --base-url, then run again"
    ):
        ask(ModelSettings("m", "http://127.0.0.1:9/v1", key="k"), request())


def test_a_server_that_asks_to_wait_for_hours_ends_the_run() -> None:
    later = Answered(status=429, headers={"retry-after": "7200"})
    error = _error(Loopback(lambda *_: later))
    assert isinstance(error, ModelError)
    assert "asks to wait 120 minutes: run again then" in str(error)


# --- limits --------------------------------------------------------------------------------------------------


def test_a_servers_limit_is_kept_by_its_headers() -> None:
    state = Loopback(good, limit=Limit(rate=60, burst=10), latency_s=lambda: 0.05)
    waiting = iter(range(120))

    async def many() -> list[Reply]:
        model, replies = open_model(settings_for(state)), []

        async def work() -> None:
            for number in waiting:
                replies.append(await model.ask(request(str(number))))

        await asyncio.gather(*(work() for _ in range(8)))
        await model.close()
        return replies

    began = time.monotonic()
    with serving(state):
        replies = asyncio.run(many())
    assert [reply.outcome for reply in replies] == ["parsed"] * 120
    # eight workers at 0.05 s would send 160 a second; 110 calls beyond the burst need 110 ÷ 60 = 1.83 s
    assert time.monotonic() - began >= 1.8
    assert sum(reply.usage.extra_calls for reply in replies) <= 6


# --- capabilities --------------------------------------------------------------------------------------------


def _picky(refused: str, param: str) -> Callable[[Sent, int], Answered]:
    def reply(sent: Sent, _: int) -> Answered:
        if refused in sent.raw.decode():
            return Answered(status=400, error={"message": f"Unsupported parameter: {param}", "param": param})
        return Answered('{"ready": true}')

    return reply


@pytest.mark.parametrize(
    ("refused", "param", "known"),
    [
        ('"temperature"', "temperature", Capabilities(logprobs=False, temperature=False, reasoning=True)),
        ('"logprobs"', "logprobs", Capabilities(logprobs=False)),
        ('"strict"', "response_format", Capabilities(form="schema", logprobs=False)),
        ('"json_schema"', "response_format", Capabilities(form="json_object", logprobs=False)),
        ('"response_format"', "response_format", Capabilities(form="prompt", logprobs=False)),
    ],
)
def test_what_a_model_cannot_do_is_found_out_once_and_remembered(
    tmp_path: Path, refused: str, param: str, known: Capabilities
) -> None:
    with serving(Loopback(_picky(refused, param))) as state:
        settings = settings_for(state, memory=tmp_path / "models.json")
        first = ask(settings, request("a"), request("b"))
        tries = len(state.asked)
        second = ask(settings, request("c"))
        assert len(state.asked) == tries + 1
        assert remembered(settings) == known
        assert remembered(replace(settings, name="other")) is None
    assert [reply.outcome for reply in (*first, *second)] == ["parsed"] * 3


def test_a_form_that_is_not_enforced_is_put_into_the_prompt() -> None:
    def chatty(sent: Sent, _: int) -> Answered:
        said = sent.body["messages"][-1]["content"]
        return Answered('{"ready": true}' if "JSON of this schema" in said else "Sure! I am ready.")

    with serving(Loopback(chatty)) as state:
        assert ask(settings_for(state), request())[0].outcome == "parsed"


# --- settings and prices -------------------------------------------------------------------------------------


def test_names_keys_and_addresses_are_checked_before_anything_is_sent() -> None:
    assert model_name("openai/gpt-4.1-mini-2025-04-14") == "gpt-4.1-mini-2025-04-14"
    for wrong in ("gpt-4.1", "openai/", "anthropic/claude"):
        with pytest.raises(UserError, match="is no model: use rules, or openai/<name>"):
            model_name(wrong)
    assert read_key("http://localhost:11434/v1", "live", {}) == "none"
    assert read_key("http://192.168.1.5:8000/v1", "live", {}) == "none"
    assert read_key("https://api.openai.com/v1", "replay", {}) == "none"
    assert read_key("https://api.openai.com/v1", "live", {"OPENAI_API_KEY": " k "}) == "k"
    with pytest.raises(UserError, match=r"no key for api\.openai\.com: set OPENAI_API_KEY, or use --model rules"):
        read_key("https://api.openai.com/v1", "live", {})
    with pytest.raises(UserError, match="is no server address"):
        check_settings(ModelSettings("m", "localhost:11434"))
    with pytest.raises(UserError, match="mode replay needs a folder"):
        check_settings(ModelSettings("m", mode="replay"))


def test_a_name_that_may_come_to_mean_another_model_is_known() -> None:
    assert undated(ModelSettings("gpt-4.1-mini"))
    assert not undated(ModelSettings("gpt-4.1-mini-2025-04-14"))
    assert not undated(ModelSettings("llama3.1", "http://localhost:11434/v1"))


def test_cost_is_fresh_cached_and_output_tokens_at_their_prices() -> None:
    price = Price(input_usd=2.0, cached_input_usd=0.5, output_usd=8.0, batch_share=0.5)
    usage = Usage(input_tokens=1_000_000, cached_tokens=400_000, output_tokens=100_000)
    # 600,000 × 2 + 400,000 × 0.5 + 100,000 × 8 = 1.2 + 0.2 + 0.8
    assert price.cost_usd(usage) == pytest.approx(2.2)
    # half of 1,000,000 × 2 + 100,000 × 8
    assert price.cost_usd(Usage(batch_input_tokens=1_000_000, batch_output_tokens=100_000)) == pytest.approx(1.4)


def test_prices_are_found_by_family_and_never_guessed(tmp_path: Path) -> None:
    dated = find_price(ModelSettings("gpt-4.1-mini-2025-04-14"))
    assert dated is not None
    assert (dated.input_usd, dated.output_usd, dated.batch_share) == (0.4, 1.6, 0.5)
    assert find_price(ModelSettings("gpt-4.1-mini-turbo")) is None
    near = find_price(ModelSettings("llama", "http://localhost:11434/v1"))
    assert near is not None
    assert near.cost_usd(Usage(input_tokens=10**9)) == 0.0
    (tmp_path / "prices.yaml").write_text("models: {m: {input: 1}}\n")
    with pytest.raises(DataError, match="each model needs input, cached_input and output"):
        find_price(ModelSettings("m"), tmp_path / "prices.yaml")


def test_records_never_hold_the_key(tmp_path: Path) -> None:
    with serving(Loopback(good)) as state:
        settings = settings_for(state, key="secret-key", mode="record", replay_folder=tmp_path)
        ask(settings, request("the letter's words"))
    (path,) = tmp_path.glob("*.json")
    text = path.read_text()
    assert "secret-key" not in text
    assert json.loads(text)["reply"] == {"ready": True}
