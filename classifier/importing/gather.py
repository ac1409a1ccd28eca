"""Read what was given and decide what each file is; writes nothing.

files → texts → places (authority, message) → kinds → letters and the account of files
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from classifier.importing.authorities import authorities_in
from classifier.importing.bilingual import other_language
from classifier.importing.dates import date_in_head
from classifier.importing.features import Asked, Features
from classifier.importing.kinds import Decision, decide
from classifier.importing.known import Known
from classifier.importing.languages import language_of
from classifier.importing.owners import with_owners
from classifier.importing.places import Place, is_list, places
from classifier.importing.same import one_language, same_bytes, same_words
from classifier.importing.settling import settled_places
from classifier.reading import ReadText
from classifier.reading.furniture import merge
from classifier.records import Authority, FileKind, Letter, SourceFile, Span


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file with everything decided about it. `letter` is None for a file that has no text to keep."""

    text: ReadText
    place: Place
    decision: Decision
    letter: Letter | None

    @property
    def authority(self) -> str:
        return self.place.authority


def arrived(
    texts: Sequence[ReadText],
    found: Sequence[Features],
    known: Known,
    mapping: Mapping[str, str],
    wanted: Asked,
    said: FileKind | None,
    earlier: Sequence[SourceFile] = (),
    worked_on: Collection[str] = (),
) -> list[Arrived]:
    """Return every file with its authority and kind, in the order of `texts`; `said` overrules what was found out.

    `found` goes with `texts`: what each has in common with the request. `earlier` are the files of other imports,
    so that one that an authority sends again under another name counts once; letters that were `worked_on` stay whose
    they are.
    """
    where = places(texts, known, mapping, wanted.text)
    decisions: dict[int, Decision] = {}
    for group in _groups(where):
        decisions |= zip(group, _decided([texts[i] for i in group], [found[i] for i in group], wanted), strict=True)
    ordered = [_overruled(texts[i], decisions[i], said) for i in range(len(texts))]
    where = with_owners(texts, where, ordered, known.firm, earlier)
    where = settled_places(texts, where, known, earlier, worked_on)
    ordered = _without_copies(texts, where, ordered, earlier)
    days = _days(texts, where)
    return [_arrive(*each, wanted) for each in zip(texts, where, ordered, days, strict=True)]


def listed_in(texts: Sequence[ReadText]) -> list[Authority]:
    """Return the authorities of every list among the texts, such as a batch download's dashboard."""
    found: list[Authority] = []
    for text in texts:
        if is_list(text):
            found += authorities_in(text.text.replace(" | ", "\t"), text.source)
    return found


def _decided(texts: Sequence[ReadText], found: Sequence[Features], wanted: Asked) -> list[Decision]:
    decisions = [
        Decision("other", "a list of the authorities asked") if is_list(text) else decision
        for text, decision in zip(texts, decide(texts, found), strict=True)
    ]
    return one_language(texts, same_words(texts, decisions), wanted.language)


def _overruled(text: ReadText, decision: Decision, said: FileKind | None) -> Decision:
    if said is None or not text.text.strip() or text.signals.get("container") or is_list(text):
        return decision
    return Decision(said, "said so on import", decision.message_kind)


def _groups(where: Sequence[Place]) -> Iterator[list[int]]:
    together: dict[tuple[str, str], list[int]] = {}
    for index, place in enumerate(where):
        together.setdefault((place.authority.casefold(), place.group), []).append(index)
    yield from together.values()


def _without_copies(
    texts: Sequence[ReadText], where: Sequence[Place], decisions: Sequence[Decision], earlier: Sequence[SourceFile]
) -> list[Decision]:
    """Mark what an authority sent twice; a file counts once, under its first source that bears the authority's name."""
    seen: dict[str, dict[str, str]] = {}
    for file in earlier:
        if file.kind != "duplicate" and file.sha256:
            seen.setdefault(file.authority.casefold(), {}).setdefault(file.sha256, file.source)
    marked = list(decisions)
    for at in sorted(range(len(texts)), key=lambda one: where[one].by == "copy"):
        (marked[at],) = same_bytes([texts[at]], [marked[at]], seen.setdefault(where[at].authority.casefold(), {}))
    return marked


def _days(texts: Sequence[ReadText], where: Sequence[Place]) -> list[str | None]:
    """Return the day each was sent: its own, its folder's, its message's, at last the date in its head."""
    own = [text.sent_on or place.sent_on for text, place in zip(texts, where, strict=True)]
    shared: dict[str, str] = {}
    for place, day in zip(where, own, strict=True):
        if day and place.one_message:
            shared.setdefault(place.group, day)
    return [
        day or shared.get(place.group) or date_in_head(text.text)
        for text, place, day in zip(texts, where, own, strict=True)
    ]


def _arrive(text: ReadText, place: Place, decision: Decision, day: str | None, wanted: Asked) -> Arrived:
    words = bool(text.text.strip()) and not text.signals.get("container")
    kept = bool(place.authority) and (words or decision.kind == "unread")
    letter = _letter(text, place, decision, day, wanted) if kept else None
    return Arrived(text, place, decision, letter)


def _letter(text: ReadText, place: Place, decision: Decision, day: str | None, wanted: Asked) -> Letter:
    twin = other_language(text.text, wanted) if decision.kind == "letter" else ()
    signals = {**text.signals, "format": text.format, "language": language_of(text.text)}
    if decision.message_kind:
        signals["message_kind"] = decision.message_kind
    if twin:
        signals["other_language"] = [list(span) for span in twin]
    return Letter(
        authority=place.authority,
        source=text.source,
        text=text.text,
        kind=decision.kind,
        reason=decision.reason,
        sha256=text.sha256,
        sent_on=day,
        message=text.message or (place.group if place.one_message else ""),
        furniture=merge(text.text, [*text.furniture, *twin]),
        pages=text.pages or (Span(0, len(text.text)),),
        signals=signals,
    )
