"""The sections on labels: a field's values and confusion, names, quotes."""

from eval.labels import ALL_VALUES, Confusion, FieldScore, Prf
from eval.names import WrongName
from eval.report.tables import Cell, Rows, Section, Table, shown, table
from eval.scores import Scores

_PRF = ("in gold", "given", "precision", "recall", "F1")


def field_section(score: FieldScore) -> Section:
    """Return one field's values with precision, recall and F1, its confusion matrix, its sets."""
    tables = []
    if score.values:
        rows = [_prf_row(one, score.field) for one in (*score.values, score.micro)]
        tables.append(table(("value", *_PRF), rows))
    if score.confusion:
        tables.append(_confusion(score.field, score.confusion))
    if score.jaccard:
        cell = shown(score.jaccard, {"field": score.field, "right": "no"})
        tables.append(table(("measure", "value"), [["Jaccard of sets, mean", cell]]))
    return Section(f"Labels: {score.field}", tuple(tables))


def _prf_row(one: Prf, field: str) -> list[Cell]:
    base = {"field": field}
    gold, given, either = ({**base, key: one.name} for key in ("gold", "given", "value"))
    if one.name == ALL_VALUES:
        gold = given = either = base
    wrong = {"right": "no"}
    return [
        Cell(one.name),
        Cell(str(one.support), gold),
        Cell(str(one.given), given),
        shown(one.precision, given | wrong),
        shown(one.recall, gold | wrong),
        shown(one.f1, either | wrong),
    ]


def _confusion(field: str, matrix: Confusion) -> Table:
    rows = [
        [Cell(gold), *(_count(field, gold, given, n) for given, n in zip(matrix.columns, counts, strict=True))]
        for gold, counts in zip(matrix.rows, matrix.counts, strict=True)
    ]
    return table(("gold, given as →", *matrix.columns), rows, title="Confusion")


def _count(field: str, gold: str, given: str, n: int) -> Cell:
    return Cell(str(n), {"field": field, "gold": gold, "given": given} if n else {}, faint=not n)


def name_section(scores: Scores) -> Section:
    """Return names as written and normalised, provisions by section, then every name that is wrong."""
    rows: Rows = [
        [
            one.field,
            level.name,
            str(level.support),
            str(level.given),
            *(shown(share, {"field": one.field, "right": "no"}) for share in (level.precision, level.recall, level.f1)),
        ]
        for one in scores.names
        for level in one.levels
    ]
    wrong = [_wrong(one.field, error) for one in scores.names for error in one.errors]
    tables = [table(("field", "compared", *_PRF), rows)]
    if wrong:
        columns = ("field", "letter", "question", "what", "name", "given as")
        tables.append(table(columns, wrong, title="Every name that is wrong"))
    return Section("Names", tuple(tables))


def _wrong(field: str, error: WrongName) -> list[Cell | str]:
    place = Cell(error.letter, {"letter": error.letter, "question": error.question})
    return [field, place, error.question, error.kind, error.name, error.given]


def quote_section(scores: Scores) -> Section:
    """Return whether quotes are there, where they belong, and how far they are gold's."""
    columns = ("field", "quotes", "not in the letter", "labels with a quote", "inside the answer", "at gold's quote", "overlap with it")  # fmt: skip
    rows: Rows = [
        [
            one.field,
            Cell(str(one.quotes), {"field": one.field, "quoted": "yes"}),
            str(len(one.invalid)),
            *(shown(share) for share in (one.quoted, one.inside, one.hits, one.overlap)),
        ]
        for one in scores.evidence
    ]
    note = "At gold's quote: of the labels that are right, the share whose quote touches the one that gold gives."
    return Section("Evidence", (table(columns, rows, note),))
