"""`python -m eval TARGET`: score one run, print it, and write the report."""

from pathlib import Path

import click

from classifier.cli.terminal import progress_bar
from eval.cli.options import folder_path, part_option, per_option, prompt_option, spans_option
from eval.compare import Comparison
from eval.measuring import Way, measure
from eval.report import as_markdown, as_page, as_text, compared, sections, splitting_sections
from eval.running import Spans
from eval.scores import Scores, json_text


@click.command()
@click.argument("target", type=folder_path)
@click.option("--model", help="rules (the default) or openai/NAME. A round is scored by what its store holds.")
@click.option("--gold", "gold_folder", type=folder_path, help="For a round: the folder of <letter>.gold.json.")
@part_option()
@click.option(
    "--split",
    is_flag=True,
    help="Show the splitting only, letter by letter and by layout; no model is asked for labels.",
)
@spans_option
@per_option
@prompt_option
@click.option("--records", type=folder_path, help="For a model: take replies from this folder, and ask nothing.")
@click.option("--base-url", help="For a model: another OpenAI-compatible server.")
@click.option("--report", "report_folder", type=folder_path, help="Write report.html, report.json and report.md here.")
@click.option("--json", "plain", is_flag=True, help="Print the scores as JSON instead of tables.")
def score(
    target: Path, model: str | None, gold_folder: Path | None, part: str | None, split: bool, spans: Spans, per: Way,
    prompt: str, records: Path | None, base_url: str | None, report_folder: Path | None, plain: bool,
) -> None:  # fmt: skip
    """Score a run on gold: labels, names, evidence, splitting, confidence, slices, time and cost."""
    with progress_bar("Scoring") as advance:
        scores = measure(
            target, model, gold=gold_folder, part=part, spans=spans, per=per, prompt=prompt, records=records,
            base_url=base_url, split_only=split, report=lambda done, of: advance(done, of, ""),
        )  # fmt: skip
    if plain:
        click.echo(json_text(scores), nl=False)
    else:
        click.echo(as_text(splitting_sections(scores) if split else sections(scores)), nl=False)
    if report_folder:
        written = write_report(scores, report_folder)
        click.echo(f"\nWritten: {', '.join(path.as_posix() for path in written)}", err=plain)


def write_report(scores: Scores, folder: Path, against: Comparison | None = None) -> list[Path]:
    """Write the three forms of a report; return their paths. `against` puts the comparison after the headline."""
    title = f"{scores.about['title']}: {scores.about['model']}"
    shown = sections(scores)
    if against:
        shown[1:1] = compared(against, "Against the baseline")
    contents = {
        "report.html": as_page(shown, scores, title),
        "report.json": json_text(scores),
        "report.md": as_markdown(shown, title, short=True),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in contents]
