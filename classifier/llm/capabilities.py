"""Find out once what a model can do, by one small call, and remember it in a file.

What is looked for: the strictest form of a reply that the server enforces, log-probabilities, whether a
temperature may be set, whether the model reasons first. Nothing is concluded from a model's name.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from classifier.llm.client import Answer, Client
from classifier.llm.pacing import Pacer
from classifier.llm.settings import ModelSettings

Form = Literal["strict", "schema", "json_object", "prompt"]
_FORMS: tuple[Form, ...] = ("strict", "schema", "json_object", "prompt")
_TRIES = 6
_SCHEMA = {
    "type": "object",
    "properties": {"ready": {"type": "boolean"}},
    "required": ["ready"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a model at a server can do. `form`: how the reply's schema is made known and enforced; in the last two
    it stands in the prompt too."""

    form: Form = "strict"
    logprobs: bool = True
    temperature: bool = True
    reasoning: bool = False


def body(capabilities: Capabilities, request: Mapping[str, Any], logprobs: bool) -> dict[str, Any]:
    """Return a request's body as this model takes it.

    `request` is as instructor made it: `response_format` with a schema that is not marked strict.
    """
    schema = request["response_format"]["json_schema"]
    wire = {**request}
    if capabilities.form == "strict":
        wire["response_format"] = {"type": "json_schema", "json_schema": {**schema, "strict": True}}
    elif capabilities.form != "schema":
        said = f"The reply is JSON of this schema, and nothing else:\n{json.dumps(schema['schema'])}"
        wire["messages"] = [*request["messages"], {"role": "user", "content": said}]
        wire["response_format"] = {"type": "json_object"}
        if capabilities.form == "prompt":
            del wire["response_format"]
    if not capabilities.temperature:
        wire.pop("temperature", None)
    if logprobs and capabilities.logprobs:
        wire["logprobs"] = True
    return wire


def without(capabilities: Capabilities, answer: Answer, sure: bool) -> Capabilities | None:
    """Return the capabilities less what a server's refusal (400, 422) names, or None when it names none of them.

    `sure` looks at the named parameter only, not into the message, which may quote a letter.
    """
    named = str(answer.error.get("param") or "") + ("" if sure else f" {answer.message}")
    if answer.status not in (400, 422):
        return None
    if "logprobs" in named and capabilities.logprobs:
        return replace(capabilities, logprobs=False)
    if "temperature" in named and capabilities.temperature:
        return replace(capabilities, temperature=False, reasoning=True)
    if any(word in named for word in ("response_format", "json_schema", "strict", "schema", "json_object")):
        return weaker(capabilities)
    return None


def weaker(capabilities: Capabilities) -> Capabilities | None:
    """Return the capabilities with the next weaker form, or None when there is none."""
    at = _FORMS.index(capabilities.form) + 1
    return replace(capabilities, form=_FORMS[at]) if at < len(_FORMS) else None


async def find_out(client: Client, pacer: Pacer) -> tuple[Capabilities, Answer]:
    """Return what the model can do and the last answer of the server; the caller judges an answer that is not 200."""
    settings = client.settings
    known = Capabilities()
    for _ in range(_TRIES):
        wire = body(known, _probe(settings), settings.logprobs)
        turn = await pacer.turn(0)
        answer = await client.send("POST", "/chat/completions", json.dumps(wire).encode())
        pacer.heard(answer.headers, turn)
        less = without(known, answer, sure=False) if answer.status != 200 else _looked_at(known, answer)
        if less is None or (answer.status == 200 and less.form == known.form):
            return less or known, answer
        known = less
    return known, answer


def remember(settings: ModelSettings, known: Capabilities) -> None:
    """Write down what was found out; the file keeps what it knows of other models."""
    if settings.memory:
        all_known = _read(settings.memory) | {_place(settings): asdict(known)}
        with suppress(OSError):  # a folder that may not be written costs one small call the next time
            settings.memory.write_text(json.dumps(all_known, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def remembered(settings: ModelSettings) -> Capabilities | None:
    """Return what is known of the model at this server, or None; a file that cannot be read knows nothing."""
    known = _read(settings.memory).get(_place(settings)) if settings.memory else None
    if not isinstance(known, dict) or set(known) != {"form", "logprobs", "temperature", "reasoning"}:
        return None
    return Capabilities(**known)


def _probe(settings: ModelSettings) -> dict[str, Any]:
    said = 'This is a test of the connection. Reply with the JSON {"ready": true} and nothing else.'
    return {
        "model": settings.name,
        "messages": [{"role": "user", "content": said}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "Ready", "schema": _SCHEMA}},
        **settings.parameters,
    }


def _looked_at(known: Capabilities, answer: Answer) -> Capabilities | None:
    """What a good answer shows: a reply not of the form means that the form is not enforced."""
    try:
        completion = json.loads(answer.raw)
        choice = completion["choices"][0]
        reply = json.loads(choice["message"]["content"] or "")
    except (ValueError, KeyError, IndexError, TypeError):
        return weaker(known)
    if not isinstance(reply, dict):
        return weaker(known)
    details = (completion.get("usage") or {}).get("completion_tokens_details") or {}
    has_logprobs = bool((choice.get("logprobs") or {}).get("content"))
    reasons = known.reasoning or bool(details.get("reasoning_tokens"))
    return replace(known, logprobs=known.logprobs and has_logprobs, reasoning=reasons)


def _place(settings: ModelSettings) -> str:
    return f"{settings.base_url} {settings.name}"


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
