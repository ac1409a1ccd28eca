"""The records that pass between the steps, all frozen, and the rule for their ids.

An id is derived from content (`content_id`), so the same input gives the same ids on every machine
and running anything twice changes nothing. Spans are half-open character ranges `[start, end)` into
`Letter.text`, the stored text, never into a cleaned copy of it.
"""

import dataclasses
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Any, Literal, NamedTuple

Label = str | tuple[str, ...] | None
"""One answer's value for one field: a value (`one_of`), a tuple of values or names (`many_of`, `names`;
empty means that the answer states none), or None: undetermined."""

AnswerState = Literal["answered", "unanswered", "unread", "failed"]
FileKind = Literal["letter", "cover", "appendix", "acknowledgement", "duplicate", "unreadable", "unread", "other"]


class Span(NamedTuple):
    """Half-open range of characters in a letter's text."""

    start: int
    end: int


class Quote(NamedTuple):
    """A run of a letter's own characters that a label stands on; `letter.text[start:end] == text`."""

    start: int
    end: int
    text: str


def content_id(*parts: str) -> str:
    """Return 16 hex digits that depend on the parts, in order, and on nothing else."""
    listed = ", ".join(map(encode_basestring, parts))  # as json.dumps writes a list, in a third of the time
    return hashlib.sha256(f"[{listed}]".encode()).hexdigest()[:16]


def utc_now() -> datetime:
    """Return the present time in UTC, without a zone, as the store keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Authority:
    """A body that was asked; silent ones count too, they are part of the denominator.

    `kind` is a word of the person's own for what sort of body it is: "college", "police force".
    """

    name: str
    nation: str | None = None
    act: str | None = None
    url: str | None = None
    kind: str | None = None

    @property
    def id(self) -> str:
        return content_id("authority", self.name.casefold())


@dataclass(frozen=True, slots=True)
class Letter:
    """A file's text as stored, with what was found out about it.

    `furniture` holds spans that are page furniture (letterheads, footers, page numbers): they stay in
    the text, so that quotes can be checked against it, and no answer may take its words from them.
    `pages` holds each page's span, in order; one span for a text without pages.
    """

    authority: str
    source: str
    text: str
    kind: FileKind = "letter"
    reason: str = ""
    sha256: str = ""
    sent_on: str | None = None
    message: str = ""
    furniture: tuple[Span, ...] = ()
    pages: tuple[Span, ...] = ()
    signals: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def id(self) -> str:
        return content_id("letter", self.authority.casefold(), self.sha256 or self.text)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that came in, whatever became of it; `authority` is "" where nobody could tell whose it is.

    `size` is in bytes. `letter_id` names the letter that holds its text, None for a file without one.
    """

    source: str
    sha256: str
    size: int
    authority: str
    kind: FileKind
    reason: str = ""
    letter_id: str | None = None

    @property
    def id(self) -> str:
        return content_id("file", self.authority.casefold(), self.source, self.sha256)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one letter says about one question, and where. `spans` is empty unless `state` is answered.

    `confidence` (0 to 1) is the splitter's, `evidence` says what it went by: anchors, pointer, scope.
    `context` are spans outside the answer's own that it points to ("see 2 above") and quotes may use.
    """

    letter_id: str
    question_id: str
    state: AnswerState
    spans: tuple[Span, ...] = ()
    context: tuple[Span, ...] = ()
    confidence: float = 0.0
    evidence: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def id(self) -> str:
        return answer_id(self.letter_id, self.question_id)


def answer_id(letter_id: str, question_id: str) -> str:
    """Return the id of a letter's answer to a question; it outlives every correction of its spans."""
    return content_id("answer", letter_id, question_id)


@dataclass(frozen=True, slots=True)
class Run:
    """One way of classifying: everything that decides what labels come out. Its id is made of just these."""

    model: str
    prompt: str
    prompt_sha256: str
    codebook: str
    splitter: str
    settings: str = ""

    @property
    def id(self) -> str:
        return content_id("run", self.model, self.prompt_sha256, self.codebook, self.splitter, self.settings)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A machine's label. Never overwritten. `signals` holds the raw numbers that `confidence` came from,
    and `why`: the rules that fired or the model's reason."""

    answer_id: str
    run_id: str
    field: str
    label: Label
    confidence: float
    quotes: tuple[Quote, ...] = ()
    signals: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def id(self) -> str:
        return content_id("proposal", self.answer_id, self.run_id, self.field)


@dataclass(frozen=True, slots=True)
class Failure:
    """A reply that could not be used, for one field of one answer. Never turned into a default label."""

    answer_id: str
    run_id: str
    field: str
    reason: str
    reply: str = ""

    @property
    def id(self) -> str:
        return content_id("failure", self.answer_id, self.run_id, self.field)


@dataclass(frozen=True, slots=True)
class Review:
    """A person's event on one field of one answer. `field` is a taxonomy field, or `spans`.

    `action`: `label` sets the value in `label`; `cannot_tell` says that the codebook or the letter does
    not decide it; `revert` takes back the event named in `reverts`. `shown` says what the person saw:
    the proposal, its confidence, whether the item was blind, how long it was on the screen.
    `token` is made when the item is shown, so that one decision sent twice stays one event.
    """

    answer_id: str
    field: str
    action: Literal["label", "cannot_tell", "revert"]
    label: Label
    reviewer: str
    token: str
    reviewed_at_utc: datetime
    spans: tuple[Span, ...] = ()
    note: str = ""
    reverts: str | None = None
    shown: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def id(self) -> str:
        return content_id("review", self.answer_id, self.field, self.reviewer, self.token)


@dataclass(frozen=True, slots=True)
class Classified:
    """All that one run says about one letter; saved whole or not at all."""

    letter_id: str
    run_id: str
    answers: tuple[Answer, ...]
    proposals: tuple[Proposal, ...]
    failures: tuple[Failure, ...]
    usage: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CurrentAnswer:
    """One answer as it stands now: machine labels of the current run, and people's reviews over them.

    `labels` has a key for every field that has a label; `by` says whose it is, `confidence` is 1.0 for a
    person's. `failures` maps a field to the reason why the machine has no label there. A field in none
    of them has not been classified. `run` is the run the machine labels come from.
    """

    answer: Answer
    authority: str
    source: str
    sent_on: str | None
    labels: dict[str, Label]
    by: dict[str, Literal["machine", "human"]]
    confidence: dict[str, float]
    quotes: dict[str, tuple[Quote, ...]]
    signals: dict[str, dict[str, Any]]
    failures: dict[str, str]
    run: Run | None


def spanned_text(text: str, spans: Sequence[Span]) -> str:
    """Return the words of the spans, joined by newlines; the empty string for no spans."""
    return "\n".join(text[start:end] for start, end in spans)
