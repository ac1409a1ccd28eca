"""Ask a model: from the records or live, paced, again after a fault, recorded.

A call that failed is made again; a reply that came is never thrown away here, whatever it says. What a server
refuses for one item is that item's reply; what it would refuse for all ends the run with one line.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from classifier.errors import ModelError
from classifier.llm import capabilities
from classifier.llm.client import Answer, Client
from classifier.llm.pacing import Pacer, retry_after
from classifier.llm.parsing import Parser
from classifier.llm.replay import Records
from classifier.llm.request import Reply, Request, Usage, request_key
from classifier.llm.settings import ModelSettings, check_settings

CUT_OFF = "the reply was cut off"
_JSON = json.JSONEncoder(ensure_ascii=False)
_LONGEST_WAIT_S = 600.0
_TRIES_TO_REACH = 3


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
    _rests: dict[tuple[type[BaseModel], capabilities.Capabilities], str] = field(default_factory=dict)
    _finding_out: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, request: Request) -> Reply:
        """Return what came of a request; raise UserError or ModelError only for what would fail for all.

        In mode replay, a request without a record is a UserError that names the nearest one.
        """
        settings = self.settings
        had = self._had(request)
        if had is None and self.records and settings.mode == "replay":
            raise self.records.missing(request, settings)
        reply = had or await self._live(request)
        if reply.outcome == "unusable":
            if self._parser is None:
                self._parser = Parser()
            value, problem = self._parser.read(request, reply.text, reply.problem == CUT_OFF)
            reply = replace(reply, outcome="unusable" if value is None else "parsed", value=value, problem=problem)
        if had is None and self.records and reply.outcome != "left":
            self.records.write(request, settings, reply)
        return reply

    async def close(self) -> None:
        """Close the connections."""
        await self.client.close()

    def _had(self, request: Request) -> Reply | None:
        """A reply that needs no asking, not yet read: given, or recorded."""
        if self.given and (reply := self.given.get(request_key(request, self.settings))):
            return reply
        if self.records and self.settings.mode in ("replay", "auto"):
            return self.records.read(request, self.settings)
        return None

    async def _live(self, request: Request) -> Reply:
        """Ask until there is a completion; it is not yet read."""
        known = self.known or await self.probe()
        wire = wire_of(request, self.settings)
        usage, given_up = Usage(), ""
        for attempt in range(self.settings.attempts):
            raw = self._encoded(request, known, capabilities.body(known, wire, self.settings.logprobs))
            answer, content = await self._send(raw)
            if content is not None:
                return _reply(content, usage)
            usage += Usage(calls=1, extra_calls=1)
            if less := capabilities.without(known, answer, sure=True):
                known = self.known = less
                capabilities.remember(self.settings, less)
                continue
            if answer.status in (400, 413, 422):
                return Reply("refused", problem=f"the server refuses this item: {answer.message}", usage=usage)
            given_up = answer.message
            if answer.headers.get("x-should-retry") == "false":
                break
            await self._wait(answer, attempt)
        return Reply("left", problem=f"no reply after {usage.extra_calls} calls: {given_up}", usage=usage)

    def _encoded(self, request: Request, known: capabilities.Capabilities, wire: Mapping[str, Any]) -> bytes:
        """A request's body. What many requests begin with, and what follows the messages, is put into JSON once."""
        rest = self._rests.get((request.reply, known))
        if rest is None:
            rest = _JSON.encode({name: value for name, value in wire.items() if name != "messages"})
            self._rests[request.reply, known] = rest
        messages = ", ".join(
            f'{{"role": "{message["role"]}", "content": {_quoted(message["content"])}}}' for message in wire["messages"]
        )
        return f'{{"messages": [{messages}], {rest[1:]}'.encode()

    async def _send(self, raw: bytes) -> tuple[Answer, dict[str, Any] | None]:
        """Send once; the second of the pair is the completion, None where none came."""
        turn = await self.pacer.turn(len(raw) // 4)
        answer = await self.client.send("POST", "/chat/completions", raw)
        self.pacer.heard(answer.headers, turn)
        content = _readable(answer)
        if content is not None:
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


def wire_of(request: Request, settings: ModelSettings) -> dict[str, Any]:
    """Return a request as the chat API takes it, its schema not yet marked strict."""
    return {
        "model": settings.name,
        "messages": [{"role": message.role, "content": message.content} for message in request.messages],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": request.reply.__name__, "schema": request.schema},
        },
        **settings.parameters,
    }


@lru_cache(maxsize=16)
def _quoted(text: str) -> str:
    return _JSON.encode(text)


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


def _reply(content: dict[str, Any], before: Usage) -> Reply:
    """A completion as a reply that is not yet read; `before` are the calls that failed."""
    choice = content["choices"][0]
    message = choice["message"]
    text, reason = message.get("content") or "", choice.get("finish_reason")
    model, usage = str(content.get("model") or ""), before + read_usage(content)
    if message.get("refusal") or reason == "content_filter":
        problem = f"the model refuses: {message.get('refusal') or 'content filter'}"
        return Reply("refused", text=text, problem=problem, model=model, usage=usage)
    cut = CUT_OFF if reason == "length" else ""
    return Reply("unusable", text=text, problem=cut, model=model, usage=usage, logprobs=read_logprobs(choice))


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
