"""Send one HTTP request through the openai client, and say in the project's errors what went wrong.

openai is imported here, when the first request is made. Nothing here retries, waits or parses.
"""

import asyncio
import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from classifier.errors import FoiError, ModelError, UserError
from classifier.llm.settings import ModelSettings

_CONNECT_S = 10.0
_LIMITS = (b"x-ratelimit-", b"retry-after", b"x-should-retry")
_NO_CREDIT = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer. `status` 0: no connection; 598: it took too long. `error` is the body's error part."""

    status: int
    headers: Mapping[str, str]
    raw: bytes = b""
    error: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The server's own words about what went wrong, on one line, at most 300 characters."""
        return " ".join(str(self.error.get("message") or self.raw.decode("utf-8", "replace")).split())[:300]


TOOK_TOO_LONG = 598


class Client:
    """The openai client, built when first used; close it in the loop that used it."""

    def __init__(self, settings: ModelSettings) -> None:
        self.settings = settings
        self._openai: Any = None

    async def send(self, method: str, path: str, body: bytes | None = None, files: Any = None) -> Answer:
        """Send one request and return the server's answer, whatever its status; raise nothing for the network."""
        import openai

        try:
            async with asyncio.timeout(self.settings.timeout_s):  # the client's own is for each read, not for all
                response = await self._request(method, path, body, files)
        except openai.APIStatusError as error:
            return Answer(error.status_code, _told(error.response), error.response.content, _error_part(error))
        except TimeoutError:
            return Answer(TOOK_TOO_LONG, {}, error={"message": f"no answer in {self.settings.timeout_s:g} s"})
        except openai.APIConnectionError as error:  # a time-out is one, and a lost connection may look like one
            return self._unanswered(error)
        return Answer(response.status_code, _told(response), response.content)

    async def _request(self, method: str, path: str, body: bytes | None, files: Any) -> Any:
        import httpx2

        client, raw = self._client(), httpx2.Response
        if method == "GET":
            return await client.get(path, cast_to=raw)
        # no such key is sent; without it the client draws random bytes for each call
        options: dict[str, Any] = {"headers": {"Content-Type": "application/json"}, "idempotency_key": "none"}
        if files is None:
            return await client.post(path, cast_to=raw, content=body, options=options)
        options["headers"] = {"Content-Type": "multipart/form-data"}
        return await client.post(path, cast_to=raw, body={"purpose": "batch"}, files=files, options=options)

    async def fatal(self, answer: Answer) -> FoiError | None:
        """Return the error that ends a run, in one line that says what to do; None where only this call failed."""
        settings = self.settings
        if answer.status == 401:
            return UserError(f"{settings.host} refuses the key: set OPENAI_API_KEY to a key that is valid there")
        if answer.status in (402, 403) or answer.error.get("code") in _NO_CREDIT:
            return UserError(
                f"{settings.host} does not serve this account ({answer.message}): put that right and run again"
            )
        if answer.status == 404:
            return UserError(f"{settings.host} knows no model '{settings.name}': {await self._known_models()}")
        if answer.status == 0:
            return ModelError(
                f"cannot reach {settings.host} ({answer.message}): check the network or --base-url, then run again;"
                " what is finished is kept"
            )
        return None

    async def close(self) -> None:
        """Close the connections."""
        if self._openai is not None:
            await self._openai.close()

    def _unanswered(self, error: BaseException) -> Answer:
        import aiohttp

        first: BaseException = error
        while first.__cause__ is not None:
            first = first.__cause__
            if isinstance(first, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
                return Answer(0, {}, error={"message": str(first)})
        took = isinstance(first, TimeoutError)
        message = f"no answer in {self.settings.timeout_s:g} s" if took else f"the connection broke off ({first})"
        return Answer(TOOK_TOO_LONG, {}, error={"message": message})

    def _client(self) -> Any:
        if self._openai is None:
            import httpx2
            import openai

            settings = self.settings
            timeout = httpx2.Timeout(settings.timeout_s, connect=min(settings.timeout_s, _CONNECT_S))
            self._openai = openai.AsyncOpenAI(
                api_key=settings.key,
                base_url=settings.base_url,
                max_retries=0,
                timeout=timeout,
                http_client=openai.DefaultAioHttpClient(limits=openai.DEFAULT_CONNECTION_LIMITS, timeout=timeout),
            )
        return self._openai

    async def _known_models(self) -> str:
        listed = await self.send("GET", "/models")
        try:
            names = sorted(str(entry["id"]) for entry in json.loads(listed.raw)["data"])
        except (ValueError, KeyError, TypeError):
            names = []
        close = difflib.get_close_matches(self.settings.name, names, n=3, cutoff=0.3) or names[:3]
        return f"try {', '.join(f'openai/{name}' for name in close)}" if close else "check its spelling and --base-url"


def _told(response: Any) -> dict[str, str]:
    """The headers that say something about limits, by lower-case name; looking others up costs more than the call."""
    raw: list[tuple[bytes, bytes]] = response.headers.raw
    pairs = ((name.lower(), value) for name, value in raw)
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in pairs if name.startswith(_LIMITS)}


def _error_part(error: Any) -> Mapping[str, Any]:
    body = error.body
    if isinstance(body, dict):
        inner = body.get("error")
        return inner if isinstance(inner, dict) else body
    return {}
