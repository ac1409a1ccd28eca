"""Count one statistic, with the margin that its labels' errors leave: the exact interval, its companion, the silent bounds.

The published count has every correction in it. The interval says how far the labels that nobody has read may still move
it: labels of the audited strata by what the audit found, all others by as many as they are.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from classifier.records import Review
from classifier.round.declared import Statistic
from classifier.statistics.audits import Tally, audit_of, tally, unread_units
from classifier.statistics.bounds import ALPHA, Checked, predictive_interval, remaining_in_all
from classifier.statistics.frames import Frame, members, value_of, value_read
from classifier.store import Audit, Stratum


@dataclass(frozen=True, slots=True)
class AuditResult:
    """An audit's part in a statistic: `errors` in `checked` blind checks, of `size` labels that nobody had read then.

    `unmade` of the errors are checks that were not made blind, counted as wrong to be on the safe side.
    """

    id: str
    seed: str
    frame_sha256: str
    size: int
    checked: int
    errors: int
    unmade: int


@dataclass(frozen=True, slots=True)
class Result:
    """One statistic as it stands. Counts are of authorities; shares lie between 0 and 1, None for a denominator of 0.

    `count` of `of` is published; `low` to `high` is the exact 95 % interval of the true count among those that replied,
    `predicted` its narrower companion (None without an audit). `unknown` authorities replied, and their answers failed,
    are unread or were not classified: they are in `high` and not in `low`. `silent_low` to `silent_high` is the share of
    all that were asked, had none or all of the silent ones been counted too. Of `known` authorities `read` rest wholly on
    what people read; `left` holds how many unread ones there are by value.
    """

    statistic: Statistic
    count: int
    of: int
    asked: int
    replied: int
    unknown: int
    known: int
    read: int
    low: int
    high: int
    share: float | None
    share_low: float | None
    share_high: float | None
    predicted: tuple[int, int] | None
    silent_low: float | None
    silent_high: float | None
    left: Mapping[Stratum, int]
    audit: AuditResult | None

    @property
    def silent(self) -> int:
        """How many were asked and have not replied."""
        return self.asked - self.replied

    @property
    def points(self) -> float | None:
        """The width of the share's interval in percentage points."""
        if self.share_low is None or self.share_high is None:
            return None
        return 100 * (self.share_high - self.share_low)


def count(
    frame: Frame, statistic: Statistic, audits: Sequence[Audit], histories: Mapping[str, Sequence[Review]]
) -> Result:
    """Return a statistic's result; for a group of a statistic, over that group alone."""
    group = members(frame, statistic)
    there = [one for one in group if one.name in frame.replied]
    values = {one.name: value_of(statistic, frame.said.get(one.name, {}), frame.round) for one in there}
    read = sum(value_read(frame, statistic, frame.said.get(name, {})) is not None for name in values)
    margin = _margin(frame, statistic, values, audits, histories)
    found = Counter(values.values())
    low, high = margin.low(found, "yes"), margin.high(found, "yes")
    of = {"asked": len(group), "replied": len(there)}.get(statistic.of, found["yes"] + found["no"])
    share = found["yes"] / of if of else None
    share_low, share_high = _shares(statistic, margin, found, of)
    asked = len(group)
    return Result(
        statistic, found["yes"], of, asked, len(there), found[None], len(there) - found[None], read, low, high, share, share_low, share_high,
        margin.predicted(found), low / asked if asked else None, (high + asked - len(there)) / asked if asked else None,
        dict(Counter(margin.unread.values())), margin.audit,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Margin:
    """What is not settled: `unread` values, those of them that no audit covers (`bare`), and the audited strata."""

    unread: Mapping[str, Stratum]
    bare: Mapping[Stratum, int]
    tallies: Sequence[Tally]
    left: Mapping[Stratum, int]
    audit: AuditResult | None

    def low(self, found: Mapping[Stratum | None, int], value: Stratum, alpha: float = ALPHA / 2) -> int:
        """The least that the true count of a value can be: some of those that have it do not."""
        return found[value] - self.bare.get(value, 0) - remaining_in_all(self.taking(value), alpha)

    def high(self, found: Mapping[Stratum | None, int], value: Stratum, alpha: float = ALPHA / 2) -> int:
        """The most that it can be: some of the others have it, and all of those that are not known."""
        bare = sum(number for other, number in self.bare.items() if other != value)
        return found[value] + found[None] + bare + remaining_in_all(self.adding(value), alpha)

    def taking(self, value: Stratum) -> list[Checked]:
        """The stratum of a value, its errors being the truths that are another one."""
        return [self._checked(one, lambda truth: truth != value) for one in self.tallies if one.stratum == value]

    def adding(self, value: Stratum) -> list[Checked]:
        """The other strata, their errors being the truths that are this value."""
        return [self._checked(one, lambda truth: truth == value) for one in self.tallies if one.stratum != value]

    def predicted(self, found: Mapping[Stratum | None, int]) -> tuple[int, int] | None:
        if not self.tallies:
            return None
        off = predictive_interval(self.taking("yes"), self.adding("yes"))
        if off is None:
            return None
        others = sum(number for value, number in self.bare.items() if value != "yes")
        return found["yes"] + off[0] - self.bare.get("yes", 0), found["yes"] + off[1] + found[None] + others

    def _checked(self, one: Tally, wrong: Callable[[Stratum], bool]) -> Checked:
        errors = sum(truth is None or wrong(truth) for truth in one.truths)
        return Checked(
            one.size, one.checked, errors, sum(wrong(truth) for truth in one.corrected), self.left.get(one.stratum, 0)
        )


def _margin(
    frame: Frame,
    statistic: Statistic,
    values: Mapping[str, Stratum | None],
    audits: Sequence[Audit],
    histories: Mapping[str, Sequence[Review]],
) -> _Margin:
    unread = unread_units(frame, statistic)
    audit = audit_of(statistic, audits)
    if audit is None:
        return _Margin(unread, Counter(unread.values()), (), {}, None)
    undrawn = {
        unit.authority: unit.stratum for unit in audit.units if unit.statistic == statistic.id and not unit.drawn
    }
    covered = {name for name, value in unread.items() if undrawn.get(name) == value}
    tallies = tally(frame, statistic, audit, histories)
    bare = Counter(value for name, value in unread.items() if name not in covered)
    return _Margin(unread, bare, tallies, Counter(unread[name] for name in covered), _told(audit, tallies))


def _told(audit: Audit, tallies: Sequence[Tally]) -> AuditResult:
    errors = sum(truth != one.stratum for one in tallies for truth in one.truths)
    unmade = sum(truth is None for one in tallies for truth in one.truths)
    size, checked = sum(one.size for one in tallies), sum(one.checked for one in tallies)
    return AuditResult(audit.id, audit.seed, audit.frame_sha256, size, checked, errors, unmade)


def _shares(
    statistic: Statistic, margin: _Margin, found: Mapping[Stratum | None, int], of: int
) -> tuple[float | None, float | None]:
    """Return the share's interval. Where labels decide the denominator too, hits and the rest each get half of the error."""
    if not of:
        return None, None
    if statistic.of in ("asked", "replied"):
        return margin.low(found, "yes") / of, margin.high(found, "yes") / of
    least, most = margin.low(found, "yes", ALPHA / 4), margin.high(found, "yes", ALPHA / 4)
    fewest, others = margin.low(found, "no", ALPHA / 4), margin.high(found, "no", ALPHA / 4)
    return (least / (least + others) if least else 0.0), (most / (most + fewest) if most else 0.0)
