"""A real HTTP server on 127.0.0.1 that speaks the chat API: completions, models, files and batches.

It answers with scripted replies, latencies and faults, and keeps what it was sent, byte for byte. It imports
nothing of the classifier: it stands where a provider stands. `python -m tests.loopback --help` runs it alone.
"""

import argparse
import asyncio
import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Sent:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Body:
        return dict(json.loads(self.raw or b"{}"))


@dataclass(frozen=True)
class Answered:
    """What the server gives back. `text` is the completion's content; `status` other than 200 is a fault.

    `cut` sends the content with finish_reason "length"; `refusal` replaces the content; `stall_s` waits before
    anything is sent; `hang_up` closes the connection without a reply.
    """

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    error: Body = field(default_factory=dict)
    cut: bool = False
    refusal: str | None = None
    stall_s: float = 0.0
    hang_up: bool = False
    logprobs: list[tuple[str, float]] | None = None
    model: str | None = None
    raw: bytes | None = None


Reply = Callable[[Sent, int], Answered]
"""Given a request and how many completions were asked for before it, says what to answer."""


@dataclass
class Limit:
    """A token bucket as providers keep one: `rate` requests a second, `burst` at once; headers tell of it."""

    rate: float
    burst: int
    headers: bool = True
    left: float = field(init=False)
    at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.left = float(self.burst)

    def take(self) -> tuple[bool, dict[str, str]]:
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        granted = self.left >= 1
        self.left -= granted
        reset_s = (self.burst - self.left) / self.rate
        told = {
            "x-ratelimit-limit-requests": str(self.burst),
            "x-ratelimit-remaining-requests": str(int(self.left)),
            "x-ratelimit-reset-requests": f"{reset_s * 1000:.0f}ms",
        }
        wait = {} if granted else {"retry-after-ms": f"{(1 - self.left) / self.rate * 1000:.0f}"}
        return granted, (told if self.headers else {}) | wait


@dataclass
class Loopback:
    """The server's state: what it was sent, what it will answer. Change `reply` and `latency_s` at any time."""

    reply: Reply
    latency_s: Callable[[], float] = lambda: 0.0
    limit: Limit | None = None
    keep: bool = True
    api_key: str | None = None
    models: tuple[str, ...] = ()
    port: int = 0
    sent: list[Sent] = field(default_factory=list)
    completions: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    faults: int = 0
    refused: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, Body] = field(default_factory=dict)
    batch_polls: int = 1

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def asked(self) -> list[Sent]:
        """The completions asked for, in order."""
        return [sent for sent in self.sent if sent.path == "/v1/chat/completions"]


@contextmanager
def serving(state: Loopback) -> Iterator[Loopback]:
    """Serve from a thread of its own until the block ends."""
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=_run, args=(loop, state, ready), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield state
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def _run(loop: asyncio.AbstractEventLoop, state: Loopback, ready: threading.Event) -> None:
    asyncio.set_event_loop(loop)
    server = loop.run_until_complete(
        loop.create_server(lambda: _Connection(state), "127.0.0.1", state.port, backlog=1024)
    )
    state.port = server.sockets[0].getsockname()[1]
    ready.set()
    loop.run_forever()
    server.close()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


class _Connection(asyncio.Protocol):
    """One keep-alive HTTP/1.1 connection; requests are answered in the order in which they came."""

    def __init__(self, state: Loopback) -> None:
        self.state = state
        self.buffer = b""
        self.tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
            size = int(headers.get("content-length", 0))
            if len(self.buffer) < end + 4 + size:
                return
            raw, self.buffer = self.buffer[end + 4 : end + 4 + size], self.buffer[end + 4 + size :]
            method, path, _ = head[0].split(" ", 2)
            task = asyncio.ensure_future(self._answer(Sent(method, path, headers, raw)))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    def connection_lost(self, _: Exception | None) -> None:
        for task in self.tasks:
            task.cancel()

    async def _answer(self, sent: Sent) -> None:
        status, headers, body = await _respond(self.state, sent)
        if status == 0 or self.transport.is_closing():
            self.transport.close()
            return
        lines = [f"HTTP/1.1 {status} {'OK' if status < 400 else 'No'}", f"content-length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in ({"content-type": "application/json"} | headers).items()]
        self.transport.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


async def _respond(state: Loopback, sent: Sent) -> tuple[int, dict[str, str], bytes]:
    if state.keep:
        state.sent.append(sent)
    if state.api_key and sent.headers.get("authorization") != f"Bearer {state.api_key}":
        return _fault(401, {"message": "Incorrect API key provided.", "code": "invalid_api_key"})
    if sent.path == "/v1/chat/completions":
        return await _complete(state, sent)
    if sent.path == "/v1/models":
        return _json({"object": "list", "data": [{"id": name, "object": "model"} for name in state.models]})
    if sent.path == "/stats":
        counted = {name: getattr(state, name) for name in ("completions", "most_in_flight", "faults")}
        return _json(counted | {"refused": state.refused})
    if sent.path.startswith("/v1/files"):
        return _file(state, sent)
    if sent.path.startswith("/v1/batches"):
        return await _batch(state, sent)
    return _fault(404, {"message": f"no such path {sent.path}"})


async def _complete(state: Loopback, sent: Sent) -> tuple[int, dict[str, str], bytes]:
    granted, told = state.limit.take() if state.limit else (True, {})
    if not granted:
        state.refused += 1
        return _fault(429, {"message": "Rate limit reached", "code": "rate_limit_exceeded"}, told)
    count, state.completions = state.completions, state.completions + 1
    state.in_flight += 1
    state.most_in_flight = max(state.most_in_flight, state.in_flight)
    try:
        answered = state.reply(sent, count)
        await asyncio.sleep(answered.stall_s or state.latency_s())
    finally:
        state.in_flight -= 1
    if answered.hang_up or answered.status != 200 or answered.stall_s or answered.cut:
        state.faults += 1
    if answered.hang_up:
        return 0, {}, b""
    if answered.status != 200:
        return _fault(answered.status, answered.error, answered.headers | told)
    if answered.raw is not None:
        return 200, answered.headers | told, answered.raw
    return 200, answered.headers | told, json.dumps(_completion(answered, sent, count)).encode()


def _completion(answered: Answered, sent: Sent, count: int) -> Body:
    content = None if answered.refusal else answered.text
    choice: Body = {
        "index": 0,
        "finish_reason": "length" if answered.cut else "stop",
        "message": {"role": "assistant", "content": content, "refusal": answered.refusal},
        "logprobs": None,
    }
    if answered.logprobs is not None:
        tokens: list[Body] = [
            {"token": t, "logprob": p, "bytes": None, "top_logprobs": []} for t, p in answered.logprobs
        ]
        choice["logprobs"] = {"content": tokens, "refusal": None}
    asked, said = len(sent.raw) // 4, len(answered.text) // 4
    if b'"tools"' in sent.raw and not answered.refusal:
        choice["message"] = _tool_call(answered.text, sent.body["tools"][0]["function"]["name"])
    usage = {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}
    model = answered.model or re.sub(rb'.*"model":\s*"([^"]*)".*', rb"\1", sent.raw, flags=re.DOTALL).decode()
    return {
        "id": f"chatcmpl-{count}",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": model,
        "choices": [choice],
        "usage": usage | {"prompt_tokens_details": {"cached_tokens": 0}},
    }


def _tool_call(text: str, name: str) -> Body:
    call = {"id": "call-1", "type": "function", "function": {"name": name, "arguments": text}}
    return {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}


def _json(body: Any) -> tuple[int, dict[str, str], bytes]:
    return 200, {}, json.dumps(body).encode()


def _fault(status: int, error: Body, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    body = {"message": "scripted fault", "type": "error", "code": None, "param": None} | error
    return status, headers or {}, json.dumps({"error": body}).encode()


# --- files and batches ---------------------------------------------------------------------------------------


def _file(state: Loopback, sent: Sent) -> tuple[int, dict[str, str], bytes]:
    if sent.method == "POST":
        name = f"file-{len(state.files) + 1}"
        state.files[name] = _uploaded(sent)
        return _json({"id": name, "object": "file", "bytes": len(state.files[name]), "created_at": 1,
                      "filename": "batch.jsonl", "purpose": "batch", "status": "processed"})  # fmt: skip
    name = sent.path.split("/")[3]
    if name not in state.files:
        return _fault(404, {"message": f"No such File object: {name}"})
    return 200, {"content-type": "application/octet-stream"}, state.files[name]


def _uploaded(sent: Sent) -> bytes:
    """The part of a multipart form that carries the file."""
    boundary = re.search(r"boundary=([^;]+)", sent.headers["content-type"])
    assert boundary
    for part in sent.raw.split(b"--" + boundary[1].strip('"').encode()):
        head, _, content = part.partition(b"\r\n\r\n")
        if b'name="file"' in head:
            return content.removesuffix(b"\r\n")
    raise AssertionError("no file in the form")


async def _batch(state: Loopback, sent: Sent) -> tuple[int, dict[str, str], bytes]:
    """Made, it is validating; asked for `batch_polls` times, it is done; lines with a fault go to the error file."""
    if sent.method == "POST" and sent.path == "/v1/batches":
        name = f"batch-{len(state.batches) + 1}"
        state.batches[name] = {"id": name, "object": "batch", "status": "validating", "polls": 0, "created_at": 1,
                               "completion_window": "24h", "endpoint": sent.body["endpoint"],
                               "input_file_id": sent.body["input_file_id"]}  # fmt: skip
        return _json(state.batches[name])
    name = sent.path.split("/")[3]
    if name not in state.batches:
        return _fault(404, {"message": f"No batch found with id {name}"})
    batch = state.batches[name]
    if sent.method == "POST":
        batch["status"] = "cancelled"
    elif batch["status"] in ("validating", "in_progress"):
        batch["polls"] += 1
        batch["status"] = "in_progress"
        if batch["polls"] >= state.batch_polls:
            _work_off(state, batch)
    return _json(batch)


def _work_off(state: Loopback, batch: Body) -> None:
    done: list[str] = []
    failed: list[str] = []
    for line in state.files[batch["input_file_id"]].decode().splitlines():
        item = json.loads(line)
        sent = Sent("POST", item["url"], {}, json.dumps(item["body"]).encode())
        answered = state.reply(sent, state.completions)
        state.completions += 1
        result: Body = {"id": f"batch_req_{state.completions}", "custom_id": item["custom_id"]}
        if answered.hang_up:  # expired: in neither file
            continue
        if answered.status != 200:
            failed.append(json.dumps(result | {"response": {"status_code": answered.status, "body": {"error": answered.error}},
                                               "error": None}))  # fmt: skip
        else:
            body = _completion(answered, sent, state.completions)
            done.append(json.dumps(result | {"response": {"status_code": 200, "body": body}, "error": None}))
    random.Random(1).shuffle(done)  # output lines come in no order
    total = {"total": len(done) + len(failed), "completed": len(done), "failed": len(failed)}
    batch |= {"status": "completed", "request_counts": total}
    for key, lines in (("output_file_id", done), ("error_file_id", failed)):
        if lines:
            batch[key] = f"{batch['id']}-{key}"
            state.files[batch[key]] = "\n".join(lines).encode()


# --- load -----------------------------------------------------------------------------------------------------


def lognormal(mean_s: float, sigma: float, seed: int) -> Callable[[], float]:
    """Draw latencies with the given mean from a lognormal distribution."""
    import math

    rng = random.Random(seed)
    return lambda: rng.lognormvariate(math.log(mean_s) - sigma**2 / 2, sigma)


@dataclass
class Canned:
    """Give every request the same reply; spoil the first asking about some items (`item-000123` in the request).

    `shares` says for how many in a thousand of the items: 429, 500, broken JSON, a stall of `stall_s`.
    """

    text: str
    items: int
    shares: tuple[int, int, int, int] = (0, 0, 0, 0)
    stall_s: float = 30.0
    seen: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        chosen = iter(random.Random(7).sample(range(self.items), self.items * sum(self.shares) // 1000))
        self.spoilt = {
            next(chosen): kind for kind, share in enumerate(self.shares) for _ in range(self.items * share // 1000)
        }

    def __call__(self, sent: Sent, _: int) -> Answered:
        found = re.search(rb"item-(\d{6})", sent.raw)
        item = int(found[1]) if found else -1
        kind = self.spoilt.get(item) if item not in self.seen else None
        self.seen.add(item)
        if kind == 0:
            return Answered(status=429, headers={"retry-after": "1"}, error={"message": "Rate limit reached"})
        if kind == 1:
            return Answered(status=500)
        if kind == 2:
            return Answered(self.text[: len(self.text) // 2])
        return Answered(self.text, stall_s=self.stall_s if kind == 3 else 0.0)


def _numbers(text: str) -> tuple[int, int, int, int]:
    first, second, third, fourth = (int(part) for part in text.split(","))
    return first, second, third, fourth


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--canned", type=Path, required=True, help="serve this file's content as every reply")
    parser.add_argument("--items", type=int, default=0)
    parser.add_argument("--spoil", type=_numbers, default=(0, 0, 0, 0), help="in a thousand: 429,500,broken,stalled")
    parser.add_argument("--mean-s", type=float, default=0.0)
    parser.add_argument("--sigma", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=0.0, help="requests a second that are let through")
    return parser.parse_args()


def _state(options: argparse.Namespace) -> Loopback:
    canned = Canned(options.canned.read_text(encoding="utf-8"), options.items, options.spoil)
    latency = lognormal(options.mean_s, options.sigma, options.seed) if options.mean_s else lambda: 0.0
    limit = Limit(options.rate, int(options.rate)) if options.rate else None
    return Loopback(canned, latency, limit, keep=False, port=options.port)


def main() -> None:
    """Serve until interrupted, alone in a process; the first line printed is the address."""
    with serving(_state(_arguments())) as state:
        print(state.base_url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
