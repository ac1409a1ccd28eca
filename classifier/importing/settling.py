"""Files that were imported before: who has them stays, unless they are found to be a listed authority's now.

A name that was only taken from a path gives way to a list that came later, and any name to `--mapping`. What people have
worked on is left where it is, and the account says so.
"""

from collections.abc import Collection, Sequence

from classifier.importing.known import Known
from classifier.importing.places import Place
from classifier.reading import ReadText
from classifier.records import SourceFile


def settled_places(
    texts: Sequence[ReadText],
    where: Sequence[Place],
    known: Known,
    earlier: Sequence[SourceFile],
    worked_on: Collection[str],
) -> list[Place]:
    """Return the places as they are to be; `worked_on` are ids of letters that must not move.

    `leaves` are the entries of the account that a file leaves behind, `refused` the authority that it would have gone to.
    """
    taken = {one.name.casefold() for one in known.taken}
    before: dict[tuple[str, str], list[SourceFile]] = {}
    for file in earlier:
        if file.authority:
            before.setdefault((file.source, file.sha256), []).append(file)
    return [
        _settled(place, before.get((text.source, text.sha256), ()), taken, worked_on) if place.authority else place
        for text, place in zip(texts, where, strict=True)
    ]


def _settled(place: Place, files: Sequence[SourceFile], taken: Collection[str], worked_on: Collection[str]) -> Place:
    others = [file for file in files if file.authority.casefold() != place.authority.casefold()]
    gives_way = [
        file for file in others if place.by == "mapping" or (place.listed and file.authority.casefold() in taken)
    ]
    leaves = tuple(file for file in gives_way if file.letter_id not in worked_on)
    stays = next((file for file in others if file not in leaves), None)
    if stays is None or len(others) < len(files):
        return place._replace(leaves=leaves)
    listed = stays.authority.casefold() not in taken
    refused = place.authority if stays in gives_way else ""
    return place._replace(authority=stays.authority, listed=listed, by="before", refused=refused)
