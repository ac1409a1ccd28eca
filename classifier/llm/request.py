"""What a model is asked and what came back, as records; and the key under which a reply is recorded."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from operator import add, attrgetter
from typing import Any, Literal, Self

from pydantic import BaseModel

from classifier.llm.settings import ModelSettings

Outcome = Literal["parsed", "unusable", "refused", "left"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model. `reply` is the form of the answer, `schema` its strict JSON schema for the wire.

    `about` names the item for people; `subject` is a digest of the item's own text, by which a record made with another prompt is found again.
    `sample` numbers repeated askings of the same words, so that they stay apart.
    """

    messages: tuple[Message, ...]
    reply: type[BaseModel]
    schema: dict[str, Any]
    prompt: str
    prompt_sha256: str
    about: str = ""
    subject: str = ""
    sample: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """Calls and tokens. `extra_calls` had to be made again (a fault, a limit); `replayed` cost nothing.

    `input_tokens` include `cached_tokens`; `output_tokens` include the model's reasoning. What came through the
    Batch API is counted apart.
    """

    calls: int = 0
    extra_calls: int = 0
    replayed: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    batch_input_tokens: int = 0
    batch_output_tokens: int = 0

    @property
    def tokens(self) -> int:
        """All tokens that were paid for."""
        return self.input_tokens + self.output_tokens + self.batch_input_tokens + self.batch_output_tokens

    def __add__(self, other: Self) -> "Usage":
        return Usage(*map(add, _counts(self), _counts(other)))


_counts = attrgetter(*(part.name for part in fields(Usage)))


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a request.

    `parsed`: `value` is of the request's form. `unusable`: a reply came whose `text` is not (`problem` says how).
    `refused`: the server or the model will not answer this item. `left`: no reply could be had now; asking again
    later may succeed. `logprobs` holds the tokens of `text` with their log-probabilities, where the model gives them.
    """

    outcome: Outcome
    value: BaseModel | None = None
    text: str = ""
    problem: str = ""
    model: str = ""
    usage: Usage = Usage()
    logprobs: tuple[tuple[str, float], ...] = ()


def request_key(request: Request, settings: ModelSettings) -> str:
    """Return the sha256 of the canonical JSON of model, messages, schema, parameters and sample index.

    The server's address, the key, time limits and capabilities are no part of it, and no byte of the wire is.
    """
    messages = [[message.role, message.content] for message in request.messages]
    return content_key(settings.name, messages, request.schema, settings.parameters, request.sample)


def content_key(
    model: str, messages: list[list[str]], schema: Mapping[str, Any], parameters: Mapping[str, Any], sample: int = 0
) -> str:
    """Return the key of a request from its parts; `messages` are pairs of role and content."""
    content = {"model": model, "messages": messages, "schema": schema, "parameters": parameters, "sample": sample}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
