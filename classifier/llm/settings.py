"""Which model, where, with what key: read once from options and the environment, then only passed on.

The key is kept out of every record, message and representation.
"""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from classifier.errors import UserError

Mode = Literal["live", "record", "replay", "auto"]
MODES: tuple[Mode, ...] = ("live", "record", "replay", "auto")
DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")
OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """How to reach a model and how to ask it.

    `mode`: `live` asks; `record` asks and writes each reply into `replay_folder`; `replay` only reads there;
    `auto` reads there and asks and records what is missing. `timeout_s` is for one call. `memory` is a file that
    remembers what the model can do; None remembers nothing.
    """

    name: str
    base_url: str = OPENAI
    key: str = field(default="", repr=False)
    mode: Mode = "live"
    replay_folder: Path | None = None
    temperature: float | None = 0.0
    reasoning_effort: str | None = None
    max_output_tokens: int | None = None
    logprobs: bool = True
    timeout_s: float = 120.0
    concurrency: int = 16
    attempts: int = 8
    memory: Path | None = None

    @property
    def host(self) -> str:
        """Host and port, for messages."""
        return urlsplit(self.base_url).netloc

    @property
    def parameters(self) -> dict[str, float | int | str]:
        """What is asked for and bears on the reply; part of a record's key."""
        chosen = {
            "temperature": self.temperature,
            "reasoning_effort": self.reasoning_effort,
            "max_completion_tokens": self.max_output_tokens,
        }
        return {name: value for name, value in chosen.items() if value is not None}


def model_name(model: str) -> str:
    """Return the provider's name of `openai/<name>`; raise UserError for any other form."""
    prefix, _, name = model.partition("/")
    if prefix != "openai" or not name:
        raise UserError(f"'{model}' is no model: use rules, or openai/<name> such as openai/gpt-4.1-mini-2025-04-14")
    return name


def read_key(base_url: str, mode: Mode, environ: Mapping[str, str] = os.environ) -> str:
    """Return the key from OPENAI_API_KEY; servers on this machine or network, and replay, need none.

    Raises UserError where one is needed and missing.
    """
    key = environ.get("OPENAI_API_KEY", "").strip()
    if key or mode == "replay" or is_near(base_url):
        return key or "none"
    raise UserError(
        f"no key for {urlsplit(base_url).netloc}: set OPENAI_API_KEY, or use --model rules, which needs none"
    )


def undated(settings: ModelSettings) -> bool:
    """Say whether OpenAI's own server is asked for a model by a name that may come to mean another one."""
    return settings.base_url == OPENAI and not DATED.search(settings.name)


def is_near(base_url: str) -> bool:
    """Say whether a server stands on this machine or on a private network."""
    host = urlsplit(base_url).hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost"))
    return address.is_loopback or address.is_private


def check_settings(settings: ModelSettings) -> ModelSettings:
    """Return the settings; raise UserError for what cannot work, before anything is asked."""
    parts = urlsplit(settings.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UserError(f"'{settings.base_url}' is no server address: use one such as http://localhost:11434/v1")
    if settings.mode not in MODES:
        raise UserError(f"'{settings.mode}' is no mode: use {', '.join(MODES)}")
    if settings.mode != "live" and settings.replay_folder is None:
        raise UserError(f"mode {settings.mode} needs a folder of records")
    if settings.concurrency < 1 or settings.timeout_s <= 0 or settings.attempts < 1:
        raise UserError("concurrency, attempts and the time allowed for a call must be above 0")
    return settings
