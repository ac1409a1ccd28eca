"""Keep within a server's limits: wait as its headers say, before it has to refuse.

Two buckets, requests and tokens, are kept as the server keeps them (`x-ratelimit-*` headers); where a server
refuses several calls in a row, everybody waits. Nothing here sends anything.
"""

import asyncio
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from classifier.records import utc_now

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)?")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, None: 1.0, "": 1.0}
_IN_A_ROW = 3
_LONGEST_BACKOFF_S = 30.0


@dataclass(frozen=True, slots=True)
class Turn:
    """Leave to send one call: what the buckets had given out up to it, and when it may go (monotonic seconds)."""

    given: tuple[float, float]
    at: float


@dataclass(slots=True)
class _Bucket:
    """`limit` at once, `rate` a second, `left` now (below 0: promised to those that wait); unknown until heard of."""

    limit: float = 0.0
    rate: float = 0.0
    left: float = 0.0
    at: float = 0.0
    given: float = 0.0

    def take(self, amount: float, now: float) -> float:
        """Take an amount and return the seconds to wait until it is there."""
        self.given += amount
        if not self.rate:
            return 0.0
        self.left = min(self.limit, self.left + (now - self.at) * self.rate) - amount
        self.at = now
        return max(0.0, -self.left / self.rate)

    def heard(self, limit: float, remaining: float, reset_s: float, turn: tuple[float, float], now: float) -> None:
        """Follow the server: what remained when it counted the call, less what was given since, plus the refill."""
        given, sent_at = turn
        rate = (limit - remaining) / reset_s if reset_s > 0 and remaining < limit else self.rate or limit / 60
        known = min(limit, remaining - (self.given - given) + rate * (now - sent_at))
        ours = min(self.limit, self.left + (now - self.at) * self.rate) if self.rate else known
        self.limit, self.rate, self.left, self.at = limit, rate, min(known, ours), now


@dataclass(slots=True)
class Pacer:
    """Hands out turns. `rng` jitters the waits, so that workers do not come back all at once."""

    rng: random.Random = field(default_factory=random.Random)
    requests: _Bucket = field(default_factory=_Bucket)
    tokens: _Bucket = field(default_factory=_Bucket)
    paused_until: float = 0.0
    refused_in_a_row: int = 0

    async def turn(self, tokens: int) -> Turn:
        """Wait until a call of about so many tokens may be sent."""
        now = time.monotonic()
        wait = max(self.requests.take(1, now), self.tokens.take(tokens, now))
        place = (self.requests.given, self.tokens.given)
        if wait:
            await asyncio.sleep(wait)
        while (pause := self.paused_until - time.monotonic()) > 0:
            await asyncio.sleep(pause * self.rng.uniform(1.0, 1.1))
        return Turn(place, time.monotonic())

    def heard(self, headers: Mapping[str, str], turn: Turn) -> None:
        """Take note of a reply's headers; headers that are not there or not readable say nothing."""
        now = time.monotonic()
        for name, bucket, given in (("requests", self.requests, turn.given[0]), ("tokens", self.tokens, turn.given[1])):
            limit, remaining, reset = (
                headers.get(f"x-ratelimit-{part}-{name}") for part in ("limit", "remaining", "reset")
            )
            if limit and remaining and reset and _number(limit) > 0:
                bucket.heard(_number(limit), _number(remaining), seconds(reset), (given, turn.at), now)

    def accepted(self) -> None:
        """Take note that a call was answered."""
        self.refused_in_a_row = 0

    def refused(self, headers: Mapping[str, str], attempt: int) -> float:
        """Return the seconds this call waits after being refused; after several in a row everybody does.

        `attempt` counts from 0. The server's `Retry-After` (seconds or a date) or `retry-after-ms` is followed;
        without one the wait doubles from half a second, jittered, to at most 30 seconds.
        """
        told = retry_after(headers)
        wait = self.backoff(attempt) if told is None else told * self.rng.uniform(1.0, 1.1)
        self.refused_in_a_row += 1
        if self.refused_in_a_row >= _IN_A_ROW:
            self.paused_until = max(self.paused_until, time.monotonic() + wait)
        return wait

    def backoff(self, attempt: int) -> float:
        """Return the jittered seconds to wait after failing for the (attempt + 1)th time."""
        return min(_LONGEST_BACKOFF_S, 0.5 * 2.0**attempt) * self.rng.uniform(0.6, 1.2)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that `retry-after-ms` or `Retry-After` name, at least 0; None where neither can be read."""
    if milliseconds := headers.get("retry-after-ms"):
        return _number(milliseconds) / 1000
    told = headers.get("retry-after")
    if not told:
        return None
    if re.fullmatch(r"\s*\d+(\.\d+)?\s*", told):
        return float(told)
    try:
        until = parsedate_to_datetime(told).replace(tzinfo=None)
    except ValueError:
        return None
    return max(0.0, (until - utc_now()).total_seconds())


def seconds(duration: str) -> float:
    """Return the seconds of a duration such as `6m0s`, `20ms` or `1`; 0 for one that cannot be read."""
    return sum(float(number) * _SECONDS[unit] for number, unit in _DURATION.findall(duration))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
