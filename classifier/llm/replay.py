"""Replies kept as files, so that a run can be repeated with no key, no network and no cost.

A record is `<key>.json`; the key is a digest of everything that decides the reply (`request_key`), so a record
answers exactly the request it was made for. Letters' texts are not kept in records, only their digests. A reply that
is a JSON object stands in its record as one, an answer a line, so that a change to it can be read; it is replayed
with other blanks between its parts, and otherwise as it came. Any other reply is kept character for character.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifier.errors import DataError, UserError
from classifier.llm.request import Reply, Request, Usage, request_key
from classifier.llm.settings import ModelSettings
from classifier.records import utc_now

_NEEDED = {"key", "prompt", "prompt_sha256", "subject", "model", "outcome"}


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
            text=_text(record),
            problem=record.get("problem", ""),
            model=record["model"],
            usage=Usage(replayed=1),
            logprobs=logprobs,
        )

    def write(self, request: Request, settings: ModelSettings, reply: Reply) -> Path:
        """Write a reply under its request's key, whole or not at all; a record of another reply is replaced."""
        key = request_key(request, settings)
        record = _request_part(request, settings, key) | {
            "outcome": "refused" if reply.outcome == "refused" else "replied",
            "problem": reply.problem,
            "model": reply.model,
            "usage": {"input_tokens": reply.usage.input_tokens, "cached_tokens": reply.usage.cached_tokens,
                      "output_tokens": reply.usage.output_tokens},
            "recorded_at_utc": utc_now().isoformat(timespec="seconds"),
        }  # fmt: skip
        if reply.logprobs:
            record["logprobs"] = [list(pair) for pair in reply.logprobs]
        record |= _said(reply)
        path = self.path(key)
        self.used.add(key)
        if path.exists() and _same(_load(path), record):
            return path
        self.folder.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".part")
        half.write_text(_written(record, deep=3) + "\n", encoding="utf-8")
        half.replace(path)
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


def _said(reply: Reply) -> dict[str, Any]:
    """The reply's own part of a record: an object where nothing but blanks is lost by that, else its text."""
    try:
        content = json.loads(reply.text)
    except ValueError:
        content = None
    if isinstance(content, dict) and not reply.logprobs:  # log-probabilities are of the text's very characters
        return {"reply": content}
    return {"text": reply.text}


def _text(record: dict[str, Any]) -> str:
    return str(record["text"]) if "text" in record else json.dumps(record["reply"], ensure_ascii=False)


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one | {"recorded_at_utc": ""} == other | {"recorded_at_utc": ""}


def _written(value: Any, deep: int, margin: str = "") -> str:
    """JSON of which what lies `deep` levels in, or deeper, stands on one line."""
    inner = margin + " "
    if not deep or not isinstance(value, dict | list) or not value:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + _written(one, deep - 1, inner) for one in value) + f"\n{margin}]"
    parts = (f"{inner}{json.dumps(name)}: {_written(one, deep - 1, inner)}" for name, one in value.items())
    return "{\n" + ",\n".join(parts) + f"\n{margin}}}"


def _load(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read as a record ({error})") from None
    if not isinstance(record, dict) or not set(record) >= _NEEDED or not {"text", "reply"} & set(record):
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
