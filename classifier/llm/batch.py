"""Hand requests to the Batch API and fetch what came of them: half the price, within a day.

A request's line bears its key, so a reply finds its request whatever order it comes in. What is not in the
results was not answered; whoever asks again asks live. Nothing here remembers a job: the caller writes it down.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from classifier.errors import ModelError
from classifier.llm import capabilities
from classifier.llm.client import Answer
from classifier.llm.model import Model, read_logprobs, read_usage, wire_of
from classifier.llm.request import Reply, Request, Usage, request_key

_MAX_LINES = 50_000
_MAX_BYTES = 190_000_000
DONE = ("completed", "failed", "expired", "cancelled")
"""States of a job that change no more."""


@dataclass(frozen=True, slots=True)
class Job:
    """A batch as the provider sees it now. `counts`: total, completed, failed."""

    id: str
    status: str
    output_file: str = ""
    error_file: str = ""
    counts: tuple[int, int, int] = (0, 0, 0)
    problem: str = ""


async def submit(model: Model, requests: Sequence[Request]) -> list[tuple[Job, list[str]]]:
    """Upload the requests and start a job for each file of at most 50,000 lines; return jobs with their keys.

    Raises what ends a run where the server takes no batch.
    """
    known = await model.probe()
    started = []
    for keys, content in _files(_line(model, known, request) for request in requests):
        uploaded = await _ok(model, "POST", "/files", files={"file": ("batch.jsonl", content, "application/jsonl")})
        order = {"input_file_id": uploaded["id"], "endpoint": "/v1/chat/completions", "completion_window": "24h"}
        job = await _ok(model, "POST", "/batches", body=json.dumps(order).encode())
        started.append((_job(job), keys))
    return started


async def look_up(model: Model, job_id: str) -> Job:
    """Return a job as it stands now."""
    return _job(await _ok(model, "GET", f"/batches/{job_id}"))


async def fetch(model: Model, job: Job) -> dict[str, Reply]:
    """Return the usable replies of a finished job by request key, with their usage counted as a batch's.

    Lines with a fault, cut off or not readable are left out.
    """
    replies: dict[str, Reply] = {}
    if job.output_file:
        answer = await model.client.send("GET", f"/files/{job.output_file}/content")
        await _judge(model, answer)
        for line in answer.raw.splitlines():
            if line.strip() and (found := _reply(line)):
                replies[found[0]] = found[1]
    return replies


def _line(model: Model, known: capabilities.Capabilities, request: Request) -> tuple[str, bytes]:
    key = request_key(request, model.settings)
    body = capabilities.body(known, wire_of(request, model.settings), model.settings.logprobs)
    line = {"custom_id": key, "method": "POST", "url": "/v1/chat/completions", "body": body}
    return key, json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _files(lines: Iterable[tuple[str, bytes]]) -> Iterator[tuple[list[str], bytes]]:
    keys: list[str] = []
    parts: list[bytes] = []
    size = 0
    for key, line in lines:
        if keys and (len(keys) >= _MAX_LINES or size + len(line) > _MAX_BYTES):
            yield keys, b"".join(parts)
            keys, parts, size = [], [], 0
        keys.append(key)
        parts.append(line)
        size += len(line)
    if keys:
        yield keys, b"".join(parts)


def _job(content: dict[str, Any]) -> Job:
    counts = content.get("request_counts") or {}
    listed = (content.get("errors") or {}).get("data") or []
    return Job(
        id=str(content["id"]),
        status=str(content["status"]),
        output_file=str(content.get("output_file_id") or ""),
        error_file=str(content.get("error_file_id") or ""),
        counts=(int(counts.get("total", 0)), int(counts.get("completed", 0)), int(counts.get("failed", 0))),
        problem="; ".join(str(entry.get("message")) for entry in listed)[:300],
    )


def _reply(line: bytes) -> tuple[str, Reply] | None:
    try:
        entry = json.loads(line)
        key, response = str(entry["custom_id"]), entry["response"]
        choice = response["body"]["choices"][0]
        text = choice["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError):
        return None
    if response.get("status_code") != 200 or not text or choice.get("finish_reason") != "stop":
        return None
    paid = read_usage(response["body"])
    usage = Usage(calls=1, batch_input_tokens=paid.input_tokens, batch_output_tokens=paid.output_tokens)
    model = str(response["body"].get("model") or "")
    return key, Reply("unusable", text=text, model=model, usage=usage, logprobs=read_logprobs(choice))


async def _ok(model: Model, method: str, path: str, body: bytes | None = None, files: Any = None) -> dict[str, Any]:
    answer = await model.client.send(method, path, body, files)
    await _judge(model, answer)
    try:
        content = json.loads(answer.raw)
    except ValueError:
        content = None
    if not isinstance(content, dict) or "id" not in content:
        raise ModelError(f"{model.settings.host} does not answer as a Batch API does: use it without --batch")
    return content


async def _judge(model: Model, answer: Answer) -> None:
    if answer.status == 200:
        return
    if answer.status == 404:
        raise ModelError(
            f"{model.settings.host}: {answer.message or 'no such batch'}: it has no Batch API or no such job"
        )
    raise await model.client.fatal(answer) or ModelError(
        f"{model.settings.host} did not take the batch ({answer.message}): run again later; jobs that run go on"
    )
