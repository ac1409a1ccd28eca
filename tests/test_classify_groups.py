"""What is finished is stored in groups; what finishes while one is stored waits for the next."""

from collections.abc import Sequence
from typing import Any, cast

from classifier.classify.driving import Work, _flush
from classifier.classify.run import Options
from classifier.classify.spending import Spending
from classifier.records import Classified


def test_what_finishes_while_a_group_is_stored_waits_for_the_next() -> None:
    stored: list[int] = []
    work: Work

    def save(group: Sequence[Classified]) -> None:
        stored.append(len(group))
        if len(stored) < 5:  # a letter is finished while the group is written
            work.finished.append(_letter("late"))

    nothing = cast(Any, None)
    work = Work(nothing, nothing, "run", nothing, 9, save, Spending(None), Options())
    work.finished += [_letter("a"), _letter("b")]
    _flush(work)
    assert stored == [2]
    assert [one.letter_id for one in work.finished] == ["late"]


def _letter(name: str) -> Classified:
    return Classified(name, "run", (), (), (), cast(Any, {}))
