"""Ask a model: from the records or live, paced, again after a fault, recorded.

A call that failed is made again; a reply that came is never thrown away here, whatever it says. What a server
refuses for one item is that item's reply; what it would refuse for all ends the run with one line.
"""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from classifier.errors import ModelError
from classifier.llm import capabilities
from classifier.llm.client import Answer, Client
from classifier.llm.pacing import Pacer, retry_after
from classifier.llm.parsing import Parser
from classifier.llm.replay import Records
from classifier.llm.request import Outcome, Reply, Request, Usage, request_key
from classifier.llm.settings import ModelSettings, check_settings

_LONGEST_WAIT_S = 600.0
_TRIES_TO_REACH = 3


@dataclass(slots=True)
class _Call:
    """What is known of one request while it is being answered."""

    request: Request
    usage: Usage = field(default_factory=Usage)
    text: str = ""
    model: str = ""
    outcome: Outcome | None = None
    problem: str = ""
    logprobs: tuple[tuple[str, float], ...] = ()
    replayed: bool = False


@dataclass(slots=True)
class Model:
    """A model as the project sees it; made by `open_model`, closed with `close`. One event loop, many tasks.

    `given` holds replies that are there already (a batch's), by request key; they are taken before anything is asked.
    """

    settings: ModelSettings
    client: Client
    pacer: Pacer
    records: Records | None
    given: dict[str, Reply] = field(default_factory=dict)
    known: capabilities.Capabilities | None = None
    reached: bool = False
    _parser: Parser | None = None
    _finding_out: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, request: Request) -> Reply:
        """Return what came of a request; raise UserError or ModelError only for what would fail for all.

        In mode replay, a request without a record is a UserError that names the nearest one.
        """
        call = _Call(request)
        if self._parser is None:
            self._parser = Parser(self._transport)
        messages = [{"role": message.role, "content": message.content} for message in request.messages]
        settings = self.settings
        value, problem = await self._parser.ask(
            request, call, model=settings.name, messages=messages, **settings.parameters
        )
        outcome: Outcome = call.outcome or ("unusable" if value is None else "parsed")
        shown = call.problem or problem
        reply = Reply(outcome, value, call.text, shown, call.model, call.usage, call.logprobs)
        if self.records and settings.mode != "replay" and not call.replayed and outcome != "left":
            self.records.write(request, settings, reply)
        return reply

    async def close(self) -> None:
        """Close the connections."""
        await self.client.close()

    async def _transport(self, call: _Call, **wire: Any) -> Any:
        """What instructor calls in place of the openai client: returns a completion, of the records or live."""
        if (had := self._had(call.request)) is not None:
            call.text, call.model, call.logprobs = had.text, had.model, had.logprobs
            call.usage, call.replayed, call.problem = had.usage, had.usage.replayed > 0, had.problem
            call.outcome = "refused" if had.outcome == "refused" else None
            return _completion(call, cut=False)
        if self.records and self.settings.mode == "replay":
            raise self.records.missing(call.request, self.settings)
        return await self._live(call, wire)

    def _had(self, request: Request) -> Reply | None:
        """A reply that needs no asking: given, or recorded."""
        if self.given and (reply := self.given.get(request_key(request, self.settings))):
            return reply
        if self.records and self.settings.mode in ("replay", "auto"):
            return self.records.read(request, self.settings)
        return None

    async def _live(self, call: _Call, wire: dict[str, Any]) -> Any:
        known = self.known or await self.probe()
        raw, given_up = b"", ""
        for attempt in range(self.settings.attempts):
            raw = json.dumps(capabilities.body(known, wire, self.settings.logprobs), ensure_ascii=False).encode()
            answer, content = await self._send(call, raw)
            if content is not None:
                return _take(call, content)
            if less := capabilities.without(known, answer, sure=True):
                known = self.known = less
                capabilities.remember(self.settings, less)
                continue
            if answer.status in (400, 413, 422):
                call.outcome, call.problem = "refused", f"the server refuses this item: {answer.message}"
                return _completion(call, cut=False)
            given_up = answer.message
            if answer.headers.get("x-should-retry") == "false":
                break
            await self._wait(answer, attempt)
        call.outcome, call.problem = "left", f"no reply after {call.usage.extra_calls} calls: {given_up}"
        return _completion(call, cut=False)

    async def _send(self, call: _Call, raw: bytes) -> tuple[Answer, dict[str, Any] | None]:
        """Send once and count it; the second of the pair is the completion, None where none came."""
        turn = await self.pacer.turn(len(raw) // 4)
        answer = await self.client.send("POST", "/chat/completions", raw)
        self.pacer.heard(answer.headers, turn)
        content = _readable(answer)
        if content is None:
            call.usage += Usage(calls=1, extra_calls=1)
        else:
            self.reached = True
            self.pacer.accepted()
        return answer, content

    async def _wait(self, answer: Answer, attempt: int) -> None:
        """Wait before the next try; raise what ends the run."""
        unreachable = answer.status == 0 and (
            attempt + 1 < (self.settings.attempts if self.reached else _TRIES_TO_REACH)
        )
        if not unreachable and (error := await self.client.fatal(answer)):
            raise error
        if answer.status == 429:
            await asyncio.sleep(self._told_to_wait(answer, attempt))
        else:
            await asyncio.sleep(self.pacer.backoff(attempt) if answer.status != 200 else 0)

    def _told_to_wait(self, answer: Answer, attempt: int) -> float:
        told = retry_after(answer.headers) or 0.0
        if told > _LONGEST_WAIT_S:
            raise ModelError(
                f"{self.settings.host} asks to wait {told / 60:.0f} minutes: run again then; what is done is kept"
            )
        return self.pacer.refused(answer.headers, attempt)

    async def probe(self) -> capabilities.Capabilities:
        """Return what the model can do, found out by one small call unless it is remembered."""
        async with self._finding_out:
            if self.known is None:
                self.known = capabilities.remembered(self.settings) or await self._probe_live()
        return self.known

    async def _probe_live(self) -> capabilities.Capabilities:
        for attempt in range(self.settings.attempts):
            known, answer = await capabilities.find_out(self.client, self.pacer)
            if answer.status == 200:
                self.reached = True
                capabilities.remember(self.settings, known)
                return known
            await self._wait(answer, attempt)
        raise ModelError(f"{self.settings.host} gives no answer ({answer.message}): run again later")


def open_model(settings: ModelSettings) -> Model:
    """Return a model that can be asked; nothing is imported or sent before the first request."""
    settings = check_settings(settings)
    records = Records(settings.replay_folder) if settings.replay_folder and settings.mode != "live" else None
    return Model(settings, Client(settings), Pacer(), records)


def _readable(answer: Answer) -> dict[str, Any] | None:
    """The completion of an answer, or None where the answer is a fault or its body is not a completion."""
    if answer.status != 200:
        return None
    try:
        content = json.loads(answer.raw)
    except ValueError:
        return None
    choices = content.get("choices") if isinstance(content, dict) else None
    return content if choices and isinstance(choices[0].get("message"), dict) else None


def _take(call: _Call, content: dict[str, Any]) -> Any:
    choice = content["choices"][0]
    message = choice["message"]
    call.text = message.get("content") or ""
    call.model = str(content.get("model") or "")
    call.usage += read_usage(content)
    call.logprobs = read_logprobs(choice)
    if message.get("refusal") or choice.get("finish_reason") == "content_filter":
        call.outcome, call.problem = "refused", f"the model refuses: {message.get('refusal') or 'content filter'}"
    return _completion(call, cut=choice.get("finish_reason") == "length")


def read_usage(content: dict[str, Any]) -> Usage:
    """Return the tokens of a completion; a server that does not say counts as none."""
    usage = content.get("usage") or {}
    details = usage.get("prompt_tokens_details") or {}
    return Usage(
        calls=1,
        input_tokens=int(usage.get("prompt_tokens") or 0),
        cached_tokens=int(details.get("cached_tokens") or 0),
        output_tokens=int(usage.get("completion_tokens") or 0),
    )


def read_logprobs(choice: dict[str, Any]) -> tuple[tuple[str, float], ...]:
    """Return a choice's tokens with their log-probabilities; empty where the model gives none."""
    tokens = (choice.get("logprobs") or {}).get("content") or ()
    return tuple((str(token["token"]), float(token["logprob"])) for token in tokens)


def _completion(call: _Call, cut: bool) -> Any:
    """The completion as instructor reads it. Its usage is left at none: instructor adds up by deep copies."""
    from openai.types import CompletionUsage
    from openai.types.chat import ChatCompletion, ChatCompletionMessage
    from openai.types.chat.chat_completion import Choice

    message = ChatCompletionMessage.model_construct(role="assistant", content=call.text)
    choice = Choice.model_construct(index=0, finish_reason="length" if cut else "stop", message=message)
    usage = CompletionUsage.model_construct(prompt_tokens=0, completion_tokens=0, total_tokens=0)
    return ChatCompletion.model_construct(id="", model=call.model, choices=[choice], usage=usage)
