"""The sections on splitting: all letters together, by layout, letter by letter."""

from eval.report.tables import Cell, Rows, Section, number, shown, table
from eval.scores import Scores
from eval.splitting import GOOD, LetterSplit

_WRONG = {"passage": "wrong"}


def splitting_sections(scores: Scores) -> list[Section]:
    """Return the sections in order; where test letters are scored, without their layouts."""
    split = scores.splitting
    silence = split.unanswered
    rows: Rows = [
        ["token F1, mean", shown(split.mean_f1, _WRONG)],
        ["token F1 where gold has an answer, mean", shown(split.answered, _WRONG)],
        [f"answers with token F1 of {GOOD} or more", shown(split.good, _WRONG)],
        ["boundary similarity of letters, mean", shown(split.boundary)],
        ["unanswered: precision", shown(silence.precision, {"silence": "given", **_WRONG})],
        ["unanswered: recall", shown(silence.recall, {"silence": "gold", **_WRONG})],
    ]
    each = [_letter(one, bool(scores.about["closed"])) for one in split.letters]
    columns = ("letter", "answers", "token F1", f"share ≥ {GOOD}", "boundaries", "layout")
    return [
        Section("Splitting", (table(("measure", "value"), rows),)),
        Section("Splitting by layout", (table(("layout", "letters", "answers", "token F1, mean"), _layouts(scores)),), detail=True),
        Section("Splitting by letter", (table(columns, each),), detail=True),
    ]  # fmt: skip


def _letter(one: LetterSplit, closed: bool) -> list[Cell | str]:
    name = Cell(one.letter, {} if closed else {"letter": one.letter})
    scores = [number(one.mean_f1), number(one.good), number(one.boundary)]
    return [name, str(one.n), *scores, "" if closed else one.layout]


def _layouts(scores: Scores) -> Rows:
    return [
        [
            Cell(one.name, {"slice": f"{one.by}: {one.name}"}),
            str(one.letters),
            str(one.n),
            shown(one.token_f1, {"slice": f"{one.by}: {one.name}", **_WRONG}),
        ]
        for one in scores.slices
        if one.by == "layout pattern"
    ]
