"""Replies kept as files, so that a run can be repeated with no key, no network and no cost.

A record is `<key>.json`; the key is a digest of everything that decides the reply (`request_key`), so a record
answers exactly the request it was made for. Letters' texts are not kept in records, only their digests.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifier.errors import DataError, UserError
from classifier.llm.request import Reply, Request, Usage, request_key
from classifier.llm.settings import ModelSettings
from classifier.records import utc_now

_NEEDED = {"key", "prompt", "prompt_sha256", "subject", "text", "model", "outcome"}


@dataclass(slots=True)
class Records:
    """A folder of records; `used` are the keys that were read or written since it was opened."""

    folder: Path
    used: set[str] = field(default_factory=set)

    def path(self, key: str) -> Path:
        return self.folder / f"{key[:32]}.json"

    def read(self, request: Request, settings: ModelSettings) -> Reply | None:
        """Return the recorded reply to a request, its text not yet parsed, or None where there is none.

        Raises DataError for a record that is not of the form.
        """
        key = request_key(request, settings)
        path = self.path(key)
        if not path.exists():
            return None
        record = _load(path)
        if record["key"] != key:
            raise DataError(f"{path}: the record is of another request: delete it and record again")
        self.used.add(key)
        logprobs = tuple((str(token), float(value)) for token, value in record.get("logprobs", ()))
        return Reply(
            outcome="refused" if record["outcome"] == "refused" else "unusable",
            text=record["text"],
            problem=record.get("problem", ""),
            model=record["model"],
            usage=Usage(replayed=1),
            logprobs=logprobs,
        )

    def write(self, request: Request, settings: ModelSettings, reply: Reply) -> Path:
        """Write a reply under its request's key, whole or not at all; a record that is there is replaced."""
        key = request_key(request, settings)
        record = _request_part(request, settings, key) | {
            "outcome": "refused" if reply.outcome == "refused" else "replied",
            "problem": reply.problem,
            "model": reply.model,
            "text": reply.text,
            "usage": {"input_tokens": reply.usage.input_tokens, "cached_tokens": reply.usage.cached_tokens,
                      "output_tokens": reply.usage.output_tokens},
            "recorded_at_utc": utc_now().isoformat(timespec="seconds"),
        }  # fmt: skip
        if reply.logprobs:
            record["logprobs"] = reply.logprobs
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.path(key)
        half = path.with_suffix(".part")
        half.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        half.replace(path)
        self.used.add(key)
        return path

    def missing(self, request: Request, settings: ModelSettings) -> UserError:
        """Return the error for a request without a record; it names the nearest record's prompt."""
        key = request_key(request, settings)
        nearest = _nearest(self._all(), request, settings)
        return UserError(
            f"no record {key[:12]} for {request.about} in {self.folder} ({nearest}): record it with mode auto"
        )

    def unused(self) -> list[Path]:
        """Return the records that were not used since the folder was opened, in order of name."""
        return [path for path, record in self._all() if record["key"] not in self.used]

    def _all(self) -> list[tuple[Path, dict[str, Any]]]:
        return [(path, _load(path)) for path in sorted(self.folder.glob("*.json"))]


def write_prompts(requests: Iterable[Request], settings: ModelSettings, folder: Path) -> list[Path]:
    """Write each request as a readable file `<key>.prompt.md`, the reply's schema at its end; return the paths.

    Its reply, made by hand, belongs beside it as `<key>.reply.json`; see `record_replies`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for request in requests:
        path = folder / f"{request_key(request, settings)[:32]}.prompt.md"
        parts = [f"## {message.role}\n\n{message.content}" for message in request.messages]
        schema = json.dumps(request.schema, indent=1)
        path.write_text("\n\n".join([*parts, f"## The reply's JSON schema\n\n{schema}\n"]), encoding="utf-8")
        paths.append(path)
    return paths


def record_replies(
    requests: Iterable[Request], settings: ModelSettings, folder: Path, records: Records, model: str
) -> list[Request]:
    """Record the replies that stand in `folder` beside their prompts; return the requests that have none there.

    `model` is what the records say the replies came from.
    """
    waiting = []
    for request in requests:
        path = folder / f"{request_key(request, settings)[:32]}.reply.json"
        if path.exists():
            text = path.read_text(encoding="utf-8")
            records.write(request, settings, Reply("unusable", text=text, model=model))
        else:
            waiting.append(request)
    return waiting


def _request_part(request: Request, settings: ModelSettings, key: str) -> dict[str, Any]:
    return {
        "key": key,
        "asked_of": settings.name,
        "parameters": settings.parameters,
        "prompt": request.prompt,
        "prompt_sha256": request.prompt_sha256,
        "about": request.about,
        "subject": request.subject,
        "sample": request.sample,
    }


def _load(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read as a record ({error})") from None
    if not isinstance(record, dict) or not set(record) >= _NEEDED:
        raise DataError(f"{path}: is no record of a reply: delete it or move it away")
    return record


def _nearest(records: list[tuple[Path, dict[str, Any]]], request: Request, settings: ModelSettings) -> str:
    same = [record for _, record in records if record["subject"] == request.subject]
    if not same:
        return f"{len(records)} records there, none of this item"
    other = [record for record in same if record["prompt_sha256"] != request.prompt_sha256]
    if other:
        found = max(other, key=lambda record: str(record["prompt"]))
        return f"this item was recorded with prompt {found['prompt']}, asked is {request.prompt}"
    named = sorted({str(record.get("asked_of")) for record in same} - {settings.name})
    if named:
        return f"this item was recorded with model {', '.join(named)}, asked is {settings.name}"
    return f"recorded with {request.prompt}, but the codebook, the questions, the parameters or the item's text changed"
