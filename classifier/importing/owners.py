"""Whose a copy is: a file under an unlisted name whose very bytes are another authority's reply is that authority's.

Otherwise one letter, saved twice under two names, would count as two authorities' replies. Two listed authorities may
send the same bytes, and nothing is done where nobody is on a list: then any name may be right.
"""

from collections.abc import Collection, Sequence

from classifier.importing.kinds import Decision
from classifier.importing.places import Place
from classifier.reading import ReadText
from classifier.records import SourceFile

_REPLIES = ("letter", "unread")
_MAILS = ("eml", "msg")  # have their own number and time: the same bytes are the same message, whatever it says


def with_owners(
    texts: Sequence[ReadText],
    where: Sequence[Place],
    decisions: Sequence[Decision],
    firm: Collection[str],
    earlier: Sequence[SourceFile],
) -> list[Place]:
    """Return the places, copies under unlisted names moved to the authority whose file they repeat.

    A listed one comes before the first unlisted one, `firm` being the names that are listed for sure, in lower case. What
    came inside a copied mail goes with it. No file is a copy of itself in an earlier import.
    """
    if not firm:
        return list(where)
    owners = _owners(texts, where, decisions, firm, earlier)
    there = {(file.source, file.sha256) for file in earlier if file.authority.casefold() in firm}
    placed = list(where)
    moved: dict[str, str] = {}
    for at, (text, place, decision) in enumerate(zip(texts, where, decisions, strict=True)):
        if place.listed or place.by == "mapping" or (text.source, text.sha256) in there:
            continue
        counts = decision.kind in _REPLIES or text.format in _MAILS
        owner = moved.get(text.inside) or (
            owners.setdefault(text.sha256, place.authority) if counts and text.size else ""
        )
        if owner and owner.casefold() != place.authority.casefold():
            placed[at] = place._replace(authority=owner, listed=owner.casefold() in firm, by="copy")
            moved[text.source] = owner
    return placed


def _owners(
    texts: Sequence[ReadText],
    where: Sequence[Place],
    decisions: Sequence[Decision],
    firm: Collection[str],
    earlier: Sequence[SourceFile],
) -> dict[str, str]:
    """Return for each file's hash the listed authority that sent it first, earlier imports before this one."""
    owners: dict[str, str] = {}
    for file in earlier:
        if file.authority.casefold() in firm and file.size and file.kind not in ("duplicate", "other"):
            owners.setdefault(file.sha256, file.authority)
    for text, place, decision in zip(texts, where, decisions, strict=True):
        if place.authority and place.listed and text.size and decision.kind != "other":
            owners.setdefault(text.sha256, place.authority)
    return owners
