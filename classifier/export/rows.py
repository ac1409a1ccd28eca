"""One plain dictionary per answer that stands: what was said, its labels, what they stand on, and who says so."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from classifier.records import Authority, CurrentAnswer, Label, Letter, Quote, Review, spanned_text
from classifier.round import Round
from classifier.supersession import standing_answers

_ANCHOR = re.compile(r"incoming-\d+")  # Alaveteli's: https://…/request/NAME#incoming-NUMBER


@dataclass(frozen=True, slots=True)
class Extra:
    """What a dataset may carry beside the answers: the authorities asked, and the reviews of each answer."""

    authorities: Sequence[Authority] = ()
    histories: Mapping[str, Sequence[Review]] = field(default_factory=dict)


def export_rows(
    answers: Sequence[CurrentAnswer], letters: Mapping[str, Letter], round: Round, extra: Extra | None = None
) -> list[dict[str, Any]]:
    """Return one plain dictionary per answer that stands, in the order given; `letters` maps letter ids to letters.

    Where an authority wrote more than once, the later letter's answer stands, question by question (codebook rule
    11); what it replaced stays in the store and is not exported.
    """
    extra = extra or Extra()
    asked = {authority.name: authority for authority in extra.authorities}
    return [
        _row(current, letters[current.answer.letter_id], round)
        | _source_of(current, letters[current.answer.letter_id], asked.get(current.authority))
        | {"checked_by": _checked_by(extra.histories.get(current.answer.id, ()), current)}
        for current in standing_answers(answers, letters)
    ]


def _row(current: CurrentAnswer, letter: Letter, round: Round) -> dict[str, Any]:
    answer, run = current.answer, current.run
    fields = [field.name for field in round.taxonomy.fields]
    return {
        "round": round.name,
        "authority": current.authority,
        "letter": answer.letter_id,
        "source": PurePosixPath(current.source).name,
        "question": answer.question_id,
        "state": _state(current),
        "text": spanned_text(letter.text, answer.spans),
        "spans": [list(span) for span in answer.spans],
        "labels": {name: _plain(current.labels.get(name)) for name in fields},
        "confidence": {name: current.confidence[name] for name in fields if name in current.confidence},
        "quotes": {name: [_quote(quote) for quote in current.quotes.get(name, ())] for name in fields},
        "by": {name: current.by[name] for name in fields if name in current.by},
        "model": run.model if run else None,
        "prompt": run.prompt if run else None,
        "codebook": run.codebook if run else None,
        "run": run.id if run else None,
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {"start": quote.start, "end": quote.end, "text": quote.text}


def _source_of(current: CurrentAnswer, letter: Letter, authority: Authority | None) -> dict[str, Any]:
    """Where the words can be looked up: the day, the pages (from 1) of the answer and of each quotation, the link."""
    starts = [page.start for page in letter.pages]
    quoted = {
        name: [_page(quote.start, starts) for quote in quotes] for name, quotes in current.quotes.items() if quotes
    }
    return {
        "sent_on": current.sent_on,
        "nation": authority.nation if authority else None,
        "page": _page(current.answer.spans[0].start, starts) if current.answer.spans else None,
        "quote_pages": quoted,
        "link": _link(letter, authority),
    }


def _link(letter: Letter, authority: Authority | None) -> str | None:
    """The message itself where a request's page gave it a name that its address takes, else the address as listed."""
    url = authority.url if authority else None
    return f"{url}#{letter.message}" if url and "/request/" in url and _ANCHOR.fullmatch(letter.message) else url


def _page(place: int, starts: Sequence[int]) -> int | None:
    return bisect_right(starts, place) if starts else None


def _checked_by(history: Sequence[Review], current: CurrentAnswer) -> dict[str, str]:
    """Who decided on each field that now has a person's label: the latest whose event was not taken back."""
    undone = {one.reverts for one in history if one.reverts}
    standing = [one for one in history if one.action != "revert" and one.id not in undone]
    latest = {one.field: one.reviewer for one in sorted(standing, key=lambda one: (one.reviewed_at_utc, one.id))}
    return {name: latest[name] for name, by in current.by.items() if by == "human" and name in latest}


def _state(current: CurrentAnswer) -> str:
    """An answer with a field that the machine could not label, and no person has, is failed, never blank."""
    unlabelled = set(current.failures) - set(current.labels)
    return "failed" if unlabelled and current.answer.state in ("answered", "unanswered") else current.answer.state


def _plain(label: Label) -> Any:
    return list(label) if isinstance(label, tuple) else label
