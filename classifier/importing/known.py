"""Which authorities are known when files are looked up: those on lists, and names that earlier imports took from files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from classifier.importing.authorities import merged, name_from_path
from classifier.records import Authority, SourceFile


@dataclass(frozen=True, slots=True)
class Known:
    """`listed` are looked up first. `taken` are names that earlier imports took from files, where a list has come since:
    they only stand for files that no listed name fits. `firm` are the names that come from a list for sure, in lower
    case; without a list in this import some of `listed` may be such names too."""

    listed: tuple[Authority, ...]
    taken: tuple[Authority, ...] = ()
    firm: frozenset[str] = frozenset()

    @property
    def everyone(self) -> list[Authority]:
        return [*self.listed, *self.taken]


def known_of(now: Sequence[Authority], stored: Sequence[Authority], earlier: Sequence[SourceFile]) -> Known:
    """Return who is known: `now` on the lists of this import, `stored` in the round, whose files so far are `earlier`.

    The store does not say whether a name was on a list. One of which nothing else is known, and which is just what the
    path of one of its files gives, was taken from it.
    """
    on_list = {one.id for one in now}
    paths = {(file.authority, *PurePosixPath(file.source).parts) for file in earlier if file.authority}
    from_paths = {name for name, root, *parts in paths if name_from_path(root, parts, ()) == (name, False)}
    taken = [
        one
        for one in stored
        if one.name in from_paths and one.id not in on_list and not (one.nation or one.act or one.url or one.kind)
    ]
    sure = [*now, *(one for one in stored if one not in taken)]
    firm = frozenset(one.name.casefold() for one in sure)
    if now:
        return Known(tuple(merged(sure)), tuple(taken), firm)
    return Known(tuple(merged(stored)), (), firm)
