"""The rows of a dataset straight from the store, some letters at a time, so that a round of any size passes through."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from classifier.export.rows import Extra, export_rows
from classifier.records import Authority
from classifier.round import Round
from classifier.store import (
    Database,
    letter_ids,
    read_authorities,
    read_current,
    read_histories,
    read_letters,
)

Report = Callable[[int, int, str], None]
_AT_ONCE = 200  # letters: some megabytes


@dataclass(frozen=True, slots=True)
class Dataset:
    """What there is to export: the authorities asked, and the rows, which are read as they are taken."""

    authorities: tuple[Authority, ...]
    rows: Iterator[dict[str, Any]]


def read_dataset(db: Database, round: Round, report: Report | None = None, at_once: int = _AT_ONCE) -> Dataset:
    """Return the dataset as it stands now; take its rows while the transaction is open. See `export_rows` for a row.

    The rows stand by authority (name), letter (source) and question. `at_once` letters are held at a time, or all of one
    authority's where they are more; `report` is told how many have been read, of how many.
    """
    authorities = tuple(read_authorities(db))
    return Dataset(authorities, _rows(db, round, authorities, report, at_once))


def _rows(
    db: Database, round: Round, authorities: tuple[Authority, ...], report: Report | None, at_once: int
) -> Iterator[dict[str, Any]]:
    ids = letter_ids(db)
    total, done = sum(map(len, ids.values())), 0
    for some in _batches(ids, at_once):
        answers = read_current(db, some)
        letters = {letter.id: letter for letter in read_letters(db, kind=None, letter_ids=some)}
        histories = read_histories(db, [one.answer.id for one in answers])
        yield from export_rows(answers, letters, round, Extra(authorities, histories))
        done += len(some)
        if report:
            report(done, total, "")


def _batches(ids: dict[str, list[str]], at_once: int) -> Iterator[list[str]]:
    """Yield ids of letters, an authority's together: which of its answers stands depends on all its letters."""
    some: list[str] = []
    for of_one in ids.values():
        some += of_one
        if len(some) >= at_once:
            yield some
            some = []
    if some:
        yield some
