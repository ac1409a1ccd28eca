"""What a report says, section by section: the headline first, then every score with its support and interval."""

from collections.abc import Iterator

from eval.recording import READER
from eval.report.of_confidence import confidence_sections
from eval.report.of_labels import field_section, name_section, quote_section
from eval.report.of_splitting import splitting_sections
from eval.report.tables import Cell, Rows, Section, number, shown, table
from eval.scores import Scores
from eval.splitting import GOOD

_PLACES = {
    "own": "splitter {}",
    "asked": "splitter {}, the model where it is unsure",
    "gold": "gold's own passages",
}
_READER = (
    "The replies are a reader's, not a vendor's: each prompt was answered by an independent reader who saw nothing "
    "but that prompt. They say what the prompt and the checks can do, and nothing of any vendor's model. Readers and gold's "
    "coders are of one kind, which flatters them."
)
_EDGE = "An interval from 1.000 to 1.000 says that no letter here had an error, not that none can come."


def sections(scores: Scores) -> list[Section]:
    """Return all sections of a report in order."""
    return [
        headline(scores),
        *(field_section(one) for one in scores.fields),
        name_section(scores),
        quote_section(scores),
        *splitting_sections(scores),
        *confidence_sections(scores),
        *_slices(scores),
        _spending(scores),
    ]


def about(scores: Scores) -> str:
    """Return a few sentences on what was scored, by what, against what."""
    known = scores.about
    places = _PLACES[known["spans"]].format(known["splitter"])
    by = f" {_READER}" if READER in known["replied_by"] else ""
    return (
        f"{known['title']}: {known['answers']} answers of {known['letters']} letters ({', '.join(known['parts'])}), "
        f"{known['model']}, {known['prompt']}, codebook {known['codebook']}, {places}.{by} Intervals: 95 %, "
        f"{known['resamples']} resamples of whole letters, seed {known['seed']}. {_EDGE}"
    )


def headline(scores: Scores) -> Section:
    """Return the tables that come first: one row a field, then the splitting, then what must be zero."""
    columns = ("field", "answers", "whole label right", "… where there is a value", "F1 of values", "macro F1")
    rows: Rows = [
        [
            one.field,
            str(one.n),
            shown(one.exact, {"field": one.field, "right": "no"}),
            shown(one.filled, {"field": one.field, "filled": "yes", "right": "no"}),
            shown(one.micro.f1, {"field": one.field, "right": "no"}),
            shown(one.macro_f1, {"field": one.field, "right": "no"}),
        ]
        for one in scores.fields
    ]
    split = scores.splitting
    others: Rows = [
        ["token F1 of passages, mean", shown(split.mean_f1, {"passage": "wrong"})],
        [f"passages with token F1 of {GOOD} or more", shown(split.good, {"passage": "wrong"})],
        ["labels that failed", Cell(str(sum(one.failures for one in scores.fields)), {"failed": "yes"})],
        ["labels lost", str(scores.lost)],
        ["quotes that are not in the letter", str(sum(len(one.invalid) for one in scores.evidence))],
    ]
    return Section("Headline", (table(columns, rows), table(("measure", "value"), others)), text=about(scores))


def _slices(scores: Scores) -> Iterator[Section]:
    fields = [one.field for one in scores.fields]
    for by in dict.fromkeys(one.by for one in scores.slices):
        rows: Rows = [
            [
                Cell(one.name, {"slice": f"{by}: {one.name}"}),
                str(one.letters),
                str(one.n),
                shown(one.token_f1, {"slice": f"{by}: {one.name}", "passage": "wrong"}),
                *(
                    shown(one.fields[name], {"slice": f"{by}: {one.name}", "field": name, "right": "no"})
                    for name in fields
                ),
            ]
            for one in scores.slices
            if one.by == by
        ]
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
