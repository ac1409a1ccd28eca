"""Between a run and the store: which letters are left, the letters themselves in chunks, groups stored at once.

A store that is lost or locked is tried again for a minute, so that a server that is started anew ends no run.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime, timedelta

from classifier.classify.run import Options
from classifier.classify.workers import is_gone
from classifier.records import Classified, Letter, Run, utc_now
from classifier.round import Round
from classifier.store import (
    Database,
    Store,
    adopt_run,
    adopted_run,
    lease_holders,
    lease_letters,
    letters_to_classify,
    read_letter,
    read_runs,
    release_letters,
    renew_leases,
    retrying,
    save_classified,
    save_run,
)

CHUNK = 64


def begin(store: Store, run: Run, options: Options) -> list[str]:
    """Write the run down and return the ids of the letters to do now, in order; for a worker, those to take from.

    What a worker held that has ended on this machine is free again.
    """

    def write(db: Database) -> None:
        save_run(db, run)
        for worker in filter(is_gone, lease_holders(db, run.id)):
            release_letters(db, run.id, worker)

    retrying(store, write)
    unfinished = retrying(store, lambda db: letters_to_classify(db, run.id), writing=False)
    wanted = [one for one in unfinished if one not in options.waiting and (options.only is None or one in options.only)]
    return wanted if options.worker else wanted[: options.limit]


def finish(store: Store, run: Run, adopt: bool = True) -> tuple[int, bool]:
    """Make the run's labels the current ones if no letter is left (and `adopt`), or it is the only run.

    Returns how many letters are left, whoever has them, and whether the labels are the current ones.
    """

    def write(db: Database) -> tuple[int, bool]:
        left = len(letters_to_classify(db, run.id))
        whole = (adopt and not left) or len(read_runs(db)) == 1 or adopted_run(db) == run.id
        if whole:
            adopt_run(db, run.id)
        return left, whole

    return retrying(store, write)


def letters(store: Store, ids: Sequence[str]) -> Iterator[Letter]:
    """Yield the letters in order, read in chunks."""
    for at in range(0, len(ids), CHUNK):
        yield from read_letters_of(store, ids[at : at + CHUNK])


def read_letters_of(store: Store, ids: Sequence[str]) -> list[Letter]:
    """Return the letters in order, read in one transaction."""
    return retrying(store, lambda db: [read_letter(db, letter_id) for letter_id in ids], writing=False)


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


async def leased(store: Store, run: Run, options: Options, ids: Sequence[str], at_once: int) -> AsyncIterator[Letter]:
    """Yield those of these letters that this worker alone has taken, `at_once` at a time, until none is free."""
    chunks = leased_chunks(store, run, options, ids, at_once)
    while chunk := await asyncio.to_thread(next, chunks, None):
        for letter in chunk:
            yield letter


def leased_chunks(
    store: Store, run: Run, options: Options, ids: Sequence[str], at_once: int = CHUNK
) -> Iterator[list[Letter]]:
    """Yield lists of letters that this worker alone has taken, few at a time, so that others find some too."""
    untaken = dict.fromkeys(ids)
    most = len(ids) if options.limit is None else options.limit
    while taken := _take(store, run, options, list(untaken), min(at_once, most)):
        most -= len(taken)
        untaken = {one: None for one in untaken if one not in set(taken)}
        yield read_letters_of(store, taken)


def give_back(store: Store, run: Run, options: Options) -> None:
    """Give back the letters that this worker holds; nothing for a process that shares with nobody."""
    if worker := options.worker:
        retrying(store, lambda db: release_letters(db, run.id, worker))


def saver(store: Store, round: Round, run: Run, options: Options) -> Callable[[Sequence[Classified]], None]:
    """Return what stores a group in one transaction, and in it holds on to the letters that a worker has still to do."""

    def save(group: Sequence[Classified]) -> None:
        def write(db: Database) -> None:
            save_classified(db, round.taxonomy, group)
            if options.worker:
                renew_leases(db, run.id, options.worker, _until(options))

        retrying(store, write)

    return save


def _take(store: Store, run: Run, options: Options, among: Sequence[str], count: int) -> list[str]:
    """Take letters; asked again after a lost confirmation, the same ones."""
    worker, until = options.worker or "", _until(options)
    if not among or count <= 0:
        return []
    return retrying(store, lambda db: lease_letters(db, run.id, worker, count, until, among=among))


def _until(options: Options) -> datetime:
    return utc_now() + timedelta(seconds=options.lease_s)
