"""Stand where a model's server stands, on this machine only, and answer with what a reader wrote.

A request's reply is `<key>.reply.json` of the folder; a request that has none is written there as `<key>.prompt.md`,
its messages exactly as a model would get them, and refused until the reply is there. The key is the record's own.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from classifier.llm.request import content_key

READER = "reader"
"""The name that replies written by people bear in records."""

_NOT_PARAMETERS = ("model", "messages", "response_format")


@dataclass(slots=True)
class Desk:
    """A folder of prompts and replies. `asked` are the names, less their endings, of all requests that came; `waiting`
    the prompts without a reply, in order, and `again` those of them that follow a reply which could not be used."""

    folder: Path
    asked: set[str] = field(default_factory=set)
    waiting: list[Path] = field(default_factory=list)
    again: list[Path] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)

    def answer(self, body: dict[str, Any]) -> str | None:
        """Return the reply to a request, or None after writing its prompt into the folder."""
        name = key_of(body)[:32]
        beginning = json.dumps(body["messages"][:-1])
        prompt, reply = self.folder / f"{name}.prompt.md", self.folder / f"{name}.reply.json"
        if not reply.exists():
            prompt.write_text(readable(body), encoding="utf-8")
            self.waiting.append(prompt)
            if beginning in self.begun and name not in self.asked:
                self.again.append(prompt)
        self.asked.add(name)
        self.begun.add(beginning)
        return reply.read_text(encoding="utf-8-sig") if reply.exists() else None

    def stale(self) -> list[Path]:
        """Return the prompts and replies that no request asked for, in order of name."""
        ours = [*self.folder.glob("*.prompt.md"), *self.folder.glob("*.reply.json")]
        return sorted(path for path in ours if path.name.split(".")[0] not in self.asked)


def key_of(body: dict[str, Any]) -> str:
    """Return the record's key of a request as it stands on the wire; it must be the first sample."""
    messages = [[message["role"], message["content"]] for message in body["messages"]]
    parameters = {name: value for name, value in body.items() if name not in _NOT_PARAMETERS}
    return content_key(body["model"], messages, body["response_format"]["json_schema"]["schema"], parameters)


def readable(body: dict[str, Any]) -> str:
    """Return a request as a person can read it: every message, then the schema that the reply must have."""
    parts = [f"=== {message['role']} ===\n{message['content']}" for message in body["messages"]]
    schema = json.dumps(body["response_format"]["json_schema"]["schema"], ensure_ascii=False)
    return "\n\n".join([*parts, f"=== the reply's JSON schema ===\n{schema}"]) + "\n"


@contextmanager
def serving(desk: Desk) -> Iterator[str]:
    """Serve a desk on 127.0.0.1 until the block ends; gives the base address."""
    desk.folder.mkdir(parents=True, exist_ok=True)

    class Connection(_Connection):
        at = desk

    server = ThreadingHTTPServer(("127.0.0.1", 0), Connection)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Connection(BaseHTTPRequestHandler):
    at: Desk
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        text = self.at.answer(body)
        if text is None:
            self._send(503, {"error": {"message": "this prompt has no reply yet"}})
        else:
            message = {"role": "assistant", "content": text}
            self._send(200, {"model": READER, "choices": [{"index": 0, "finish_reason": "stop", "message": message}]})

    def _send(self, status: int, content: dict[str, Any]) -> None:
        raw = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        self.send_header("x-should-retry", "false")
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: Any) -> None:
        """Say nothing: what waits is listed at the end."""
