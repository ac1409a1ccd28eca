"""Between a run and the store: which letters are left, the letters themselves in chunks, groups stored at once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import timedelta

from classifier.classify.run import Options
from classifier.records import Classified, Letter, Run, utc_now
from classifier.round import Round
from classifier.store import (
    Store,
    adopt_run,
    adopted_run,
    lease_letters,
    letters_to_classify,
    read_letter,
    read_runs,
    release_letters,
    renew_leases,
    save_classified,
    save_run,
)

CHUNK = 64


def begin(store: Store, run: Run, options: Options) -> list[str]:
    """Write the run down and return the ids of the letters to do now, in order."""
    with store.writing() as db:
        save_run(db, run)
    with store.reading() as db:
        unfinished = letters_to_classify(db, run.id)
    wanted = [one for one in unfinished if one not in options.waiting and (options.only is None or one in options.only)]
    return wanted if options.limit is None else wanted[: options.limit]


def finish(store: Store, run: Run, adopt: bool = True) -> tuple[int, bool]:
    """Make the run's labels the current ones if no letter is left (and `adopt`), or it is the only run.

    Returns how many letters are left, whoever has them, and whether the labels are the current ones.
    """
    with store.writing() as db:
        left = len(letters_to_classify(db, run.id))
        whole = (adopt and not left) or len(read_runs(db)) == 1 or adopted_run(db) == run.id
        if whole:
            adopt_run(db, run.id)
    return left, whole


def letters(store: Store, ids: Sequence[str]) -> Iterator[Letter]:
    """Yield the letters in order, read in chunks."""
    for at in range(0, len(ids), CHUNK):
        yield from read_letters_of(store, ids[at : at + CHUNK])


def read_letters_of(store: Store, ids: Sequence[str]) -> list[Letter]:
    """Return the letters in order, read in one transaction."""
    with store.reading() as db:
        return [read_letter(db, letter_id) for letter_id in ids]


async def listed(store: Store, ids: Sequence[str]) -> AsyncIterator[Letter]:
    """Yield the letters in order; the next chunk is read while the present one is worked on."""
    chunks = [ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK)]
    coming = asyncio.create_task(asyncio.to_thread(read_letters_of, store, chunks[0])) if chunks else None
    for following in [*chunks[1:], None]:
        if coming is None:
            return
        chunk = await coming
        coming = asyncio.create_task(asyncio.to_thread(read_letters_of, store, following)) if following else None
        for letter in chunk:
            yield letter


async def leased(store: Store, run: Run, options: Options, most: int) -> AsyncIterator[Letter]:
    """Yield letters that this worker alone has taken, at most so many, until none is free.

    What an earlier process of the same name held when it died is given back first, so a name is for one process.
    """
    give_back(store, run, options)
    while most > 0 and (ids := await asyncio.to_thread(_take, store, run, options, min(CHUNK, most))):
        most -= len(ids)
        for letter in await asyncio.to_thread(read_letters_of, store, ids):
            yield letter


def give_back(store: Store, run: Run, options: Options) -> None:
    """Give back the letters that this worker holds."""
    with store.writing() as db:
        release_letters(db, run.id, options.worker or "")


def saver(store: Store, round: Round) -> Callable[[Sequence[Classified]], None]:
    """Return what stores a group in one transaction."""

    def save(group: Sequence[Classified]) -> None:
        with store.writing() as db:
            save_classified(db, round.taxonomy, group)

    return save


def _take(store: Store, run: Run, options: Options, count: int) -> list[str]:
    until = utc_now() + timedelta(seconds=options.lease_s)
    with store.writing() as db:
        renew_leases(db, run.id, options.worker or "", until)
        return lease_letters(db, run.id, options.worker or "", count, until)
