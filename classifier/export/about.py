"""What a dataset is and where it comes from, counted while its rows pass by: the manifest, and the notes' figures."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from classifier.counted import counted
from classifier.export.masking import masked
from classifier.records import Authority
from classifier.round import Round

_RUN = ("run", "model", "prompt", "codebook")


@dataclass(slots=True)
class Tally:
    """Counts of the rows that have passed. Grows by `watched`; says what it has in `about`."""

    keep_personal_data: bool = False
    rows: int = 0
    hidden: int = 0
    letters: set[str] = field(default_factory=set)
    authorities: set[str] = field(default_factory=set)
    states: Counter[str] = field(default_factory=Counter)
    labels_by: Counter[str] = field(default_factory=Counter)
    runs: Counter[tuple[Any, ...]] = field(default_factory=Counter)

    def watched(self, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the rows as they are to be shown, masked unless personal data is kept, and count them."""
        for row in rows:
            shown, found = (row, 0) if self.keep_personal_data else masked(row)
            self._count(shown, found)
            yield shown

    def _count(self, row: dict[str, Any], found: int) -> None:
        self.rows += 1
        self.hidden += found
        self.letters.add(row["letter"])
        self.authorities.add(row["authority"])
        self.states[row["state"]] += 1
        self.labels_by.update(row["by"].values())
        if row["run"]:
            self.runs[tuple(row[key] for key in _RUN)] += 1

    def about(self, round: Round, form: str, authorities: Sequence[Authority]) -> dict[str, Any]:
        """Return counts, versions and questions as plain values; the same for the same rows, without any time."""
        asked = {one.name for one in authorities} | self.authorities
        return {
            "form": form,
            "rows": self.rows,
            "round": round.name,
            "title": round.title,
            "codebook": round.taxonomy.codebook,
            "asked": len(asked),
            "authorities": len(self.authorities),
            "letters": len(self.letters),
            "states": dict(sorted(self.states.items())),
            "labels_by": dict(sorted(self.labels_by.items())),
            "runs": [dict(zip(_RUN, one, strict=True)) | {"answers": n} for one, n in sorted(self.runs.items())],
            "personal_data": self.personal_data,
            "questions": {question.id: question.text for question in round.leaves},
            "program": f"foi-answers {version('foi-answers')}",
        }

    @property
    def personal_data(self) -> str:
        """What became of e-mail addresses and telephone numbers, in words."""
        if self.keep_personal_data:
            return "kept"
        one, many = "e-mail address or telephone number", "e-mail addresses and telephone numbers"
        return f"{counted(self.hidden, one, many)} masked"
