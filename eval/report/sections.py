"""What a report says, section by section: the headline first, then every score with its support and interval."""

from collections.abc import Iterator

from eval.labels import FieldScore, Prf
from eval.report.tables import Cell, Rows, Section, Table, number, shown, table
from eval.scores import Scores
from eval.splitting import GOOD


def sections(scores: Scores) -> list[Section]:
    """Return all sections of a report in order."""
    return [
        headline(scores),
        *(_field(one) for one in scores.fields),
        _names(scores),
        _evidence(scores),
        *splitting_sections(scores),
        _calibration(scores),
        _kept(scores),
        *_slices(scores),
        _spending(scores),
    ]


def about(scores: Scores) -> str:
    """Return one sentence on what was scored, by what, against what."""
    known = scores.about
    places = "gold's own passages" if known["spans"] == "gold" else f"splitter {known['splitter']}"
    return (
        f"{known['title']}: {known['answers']} answers of {known['letters']} letters ({', '.join(known['parts'])}), "
        f"{known['model']}, {known['prompt']}, codebook {known['codebook']}, {places}. Intervals: 95 %, "
        f"{known['resamples']} resamples of whole letters, seed {known['seed']}."
    )


def headline(scores: Scores) -> Section:
    """Return the table that comes first: one row a field, then the splitting, then what must be zero."""
    rows: Rows = [
        [one.field, str(one.n), shown(one.exact, {"field": one.field, "right": "no"}), shown(one.filled), shown(one.micro.f1), shown(one.macro_f1)]
        for one in scores.fields
    ]  # fmt: skip
    columns = ("field", "answers", "whole label right", "… where there is a value", "F1 of values", "macro F1")
    split = scores.splitting
    others: Rows = [
        ["token F1 of passages, mean", shown(split.mean_f1)],
        [f"passages with token F1 of {GOOD} or more", shown(split.good)],
        ["labels that failed", str(sum(one.failures for one in scores.fields))],
        ["labels lost", str(scores.lost)],
        ["quotes that are not in the letter", str(sum(len(one.invalid) for one in scores.evidence))],
    ]
    return Section("Headline", (table(columns, rows), table(("measure", "value"), others)), text=about(scores))


def _field(score: FieldScore) -> Section:
    tables = []
    if score.values:
        rows = [_prf_row(one, score.field) for one in (*score.values, score.micro)]
        tables.append(table(("value", "in gold", "given", "precision", "recall", "F1"), rows))
    if score.confusion:
        tables.append(_confusion(score))
    if score.jaccard:
        tables.append(table(("measure", "value"), [["Jaccard of sets, mean", shown(score.jaccard)]]))
    return Section(f"Labels: {score.field}", tuple(tables))


def _prf_row(one: Prf, field: str) -> list[Cell]:
    total = one.name == "all values"
    gold = {} if total else {"field": field, "gold": one.name}
    given = {} if total else {"field": field, "given": one.name}
    counts = [Cell(one.name), Cell(str(one.support), gold), Cell(str(one.given), given)]
    wrong: Rows = [given | {"right": "no"} if given else {}, gold | {"right": "no"} if gold else {}, {}]
    figures = [(one.precision, wrong[0]), (one.recall, wrong[1]), (one.f1, wrong[2])]
    return counts + [shown(figure, select) for figure, select in figures]


def _confusion(score: FieldScore) -> Table:
    matrix = score.confusion
    assert matrix is not None
    rows: Rows = [
        [Cell(name), *(Cell(str(count), {"field": score.field, "gold": name, "given": given} if count else {}, faint=not count)
                       for given, count in zip(matrix.columns, counts, strict=True))]
        for name, counts in zip(matrix.rows, matrix.counts, strict=True)
    ]  # fmt: skip
    return table(("gold, given as →", *matrix.columns), rows, title="Confusion")


def _names(scores: Scores) -> Section:
    rows: Rows = [
        [one.field, level.name, str(level.support), str(level.given), shown(level.precision), shown(level.recall), shown(level.f1)]
        for one in scores.names
        for level in one.levels
    ]  # fmt: skip
    wrong: Rows = [
        [one.field, Cell(error.letter, {"letter": error.letter, "question": error.question}), error.question, error.kind, error.name, error.given]
        for one in scores.names
        for error in one.errors
    ]  # fmt: skip
    tables = [table(("field", "compared", "in gold", "given", "precision", "recall", "F1"), rows)]
    if wrong:
        tables.append(
            table(("field", "letter", "question", "what", "name", "given as"), wrong, title="Every name that is wrong")
        )
    return Section("Names", tuple(tables))


def _evidence(scores: Scores) -> Section:
    columns = (
        "field",
        "quotes",
        "not in the letter",
        "labels with a quote",
        "inside the answer",
        "at gold's quote",
        "overlap with it",
    )
    rows: Rows = [
        [one.field, str(one.quotes), str(len(one.invalid)), shown(one.quoted), shown(one.inside), shown(one.hits), shown(one.overlap)]
        for one in scores.evidence
    ]  # fmt: skip
    return Section("Evidence", (table(columns, rows),))


def splitting_sections(scores: Scores) -> list[Section]:
    """Return the sections on splitting: all letters together, then letter by letter with their layouts."""
    split = scores.splitting
    silence = split.unanswered
    rows: Rows = [
        ["token F1, mean", shown(split.mean_f1)],
        ["token F1 where gold has an answer, mean", shown(split.answered)],
        [f"answers with token F1 of {GOOD} or more", shown(split.good)],
        ["boundary similarity of letters, mean", shown(split.boundary)],
        ["unanswered: precision", shown(silence.precision)],
        ["unanswered: recall", shown(silence.recall)],
    ]
    closed = bool(scores.about["closed"])
    each: Rows = [
        [Cell(one.letter, {} if closed else {"letter": one.letter}), str(one.n), number(one.mean_f1), number(one.good), number(one.boundary), "" if closed else one.layout]
        for one in split.letters
    ]  # fmt: skip
    columns = ("letter", "answers", "token F1", f"share ≥ {GOOD}", "boundaries", "layout")
    patterns: Rows = [
        [one.name, str(one.letters), str(one.n), shown(one.token_f1)]
        for one in scores.slices
        if one.by == "layout pattern"
    ]
    by_layout = table(("layout pattern", "letters", "answers", "token F1, mean"), patterns)
    return [
        Section("Splitting", (table(("measure", "value"), rows),)),
        Section("Splitting by layout", (by_layout,), detail=True),
        Section("Splitting by letter", (table(columns, each),), detail=True),
    ]


def _calibration(scores: Scores) -> Section:
    columns = ("field", "labels", "Brier", "ECE", "AUROC", "AURC", "… above the least", "surer half right")
    rows: Rows = [
        [one.field, str(one.n), shown(one.brier), shown(one.ece), number(one.auroc), number(one.aurc, 4), number(one.excess, 4), shown(one.upper_half)]
        for one in scores.calibration
    ]  # fmt: skip
    note = "Brier and ECE: 0 is best. AUROC: 0.5 is chance. AURC: mean share wrong, from the surest label to all."
    return Section("Confidence", (table(columns, rows, note),), chart="confidence")


def _kept(scores: Scores) -> Section:
    columns = ("field", "threshold", "labels let through", "coverage", "wrong", "bound on errors", "target", "holds")
    rows: Rows = [
        [
            one.field, number(one.threshold.confidence), f"{one.accepted} of {one.n}", number(one.accepted / one.n),
            Cell(str(one.wrong), {"field": one.field, "right": "no", "from": str(one.threshold.confidence)}),
            number(one.bound), number(one.threshold.target), "yes" if one.holds else "NO",
        ]
        for one in scores.kept
    ]  # fmt: skip
    missing = sorted({one.field for one in scores.fields} - {one.field for one in scores.kept})
    note = f"No threshold is stored for {', '.join(missing)}: all of their labels go to a person." if missing else ""
    return Section("Thresholds", (table(columns, rows, note),))


def _slices(scores: Scores) -> Iterator[Section]:
    fields = [one.field for one in scores.fields]
    for by in dict.fromkeys(one.by for one in scores.slices):
        rows = [
            [Cell(one.name, {"slice": f"{by}: {one.name}"}), str(one.letters), str(one.n), shown(one.token_f1), *(shown(one.fields[name]) for name in fields)]
            for one in scores.slices
            if one.by == by
        ]  # fmt: skip
        yield Section(f"By {by}", (table((by, "letters", "answers", "token F1", *fields), rows),), detail=True)


def _spending(scores: Scores) -> Section:
    spent = scores.spending
    rows: Rows = [
        ["time for a letter, median (ms)", number(spent.p50_ms, 1)],
        ["time for a letter, 95 % are under (ms)", number(spent.p95_ms, 1)],
        ["time for an answer, mean (ms)", number(spent.answer_ms, 2)],
        ["calls, and replies from records", f"{spent.calls}, {spent.replayed}"],
        ["tokens in, out", f"{spent.input_tokens}, {spent.output_tokens}"],
        ["cost (US dollars)", number(spent.cost_usd, 4)],
    ]
    return Section("Time and cost", (table(("measure", "value"), rows),))
