"""`python -m eval compare | gate | baseline`: two runs side by side, and a change against the baseline."""

import json
import os
from pathlib import Path
from typing import Any

import click

from classifier.errors import DataError, UserError
from eval.baseline import Baseline, Entry, Recipe, load_baseline, save_baseline
from eval.cli.options import folder_path, part_option, per_option, prompt_option, spans_option
from eval.cli.scoring import write_report
from eval.compare import compare as compare_reports
from eval.gate import remake, run_gate
from eval.measuring import Way
from eval.report import as_markdown, as_text, compared, judged
from eval.running import Spans
from eval.scores import as_json
from eval.thresholds import Threshold

BASELINE = Path(__file__).resolve().parents[1] / "baseline.json"
baseline_option = click.option(
    "--baseline", "path", type=folder_path, default=BASELINE, help="The baseline's file; by default the repository's."
)


@click.command()
@click.argument("before", type=folder_path)
@click.argument("after", type=folder_path)
@click.option("--report", type=folder_path, help="Write compare.md here.")
def compare(before: Path, after: Path, report: Path | None) -> None:
    """Compare two runs by their reports (report.json, or the folder that holds it): paired, item by item."""
    sections = compared(compare_reports(_report(before), _report(after)))
    click.echo(as_text(sections), nl=False)
    if report:
        _write(report / "compare.md", as_markdown(sections, "Two runs compared"))


@click.command()
@baseline_option
@click.option("--report", type=folder_path, help="Write gate.md, and a folder with each run's report, here.")
def gate(path: Path, report: Path | None) -> int:
    """Make the baseline's runs again and hold them against it; exit code 1 when one fails."""
    held = load_baseline(path)
    verdicts = run_gate(held, path.parent)
    sections = judged(verdicts, held.margin)
    click.echo(as_text(sections[:1]), nl=False)
    if report:
        _write(report / "gate.md", as_markdown(sections, "Evaluation"))
        for one in verdicts:
            if one.scores:
                write_report(one.scores, report / one.name.replace("/", "-").replace(" ", "-"), one.comparison)
    return 1 if any(one.problems for one in verdicts) else 0


@click.command()
@click.argument("gold", type=folder_path)
@baseline_option
@click.option("--name", help="The run's name in the baseline; by default gold folder and model.")
@click.option("--model", default="rules", show_default=True, help="rules or openai/NAME.")
@part_option()
@spans_option
@per_option
@prompt_option
@click.option("--records", type=folder_path, help="For a model: the folder of recorded replies; needed.")
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    metavar="FIELD=CONFIDENCE",
    help="A stored threshold to guard; may be repeated.",
)
def baseline(
    gold: Path, path: Path, name: str | None, model: str, part: str | None, spans: Spans, per: Way, prompt: str,
    records: Path | None, thresholds: tuple[str, ...],
) -> None:  # fmt: skip
    """Make a run and set it as the baseline of its name; the other runs of the baseline stay as they are.

    Look at what `gate` or `compare` says first: what is set here is what later changes are held against.
    """
    if model != "rules" and not records:
        raise UserError("a baseline of a model is made from records: name their folder with --records")
    home = path.resolve().parent
    recipe = Recipe(
        _relative(gold, home), model, part, spans, per, prompt, _relative(records, home) if records else None
    )
    made = remake(Entry(recipe, _thresholds(thresholds), {}), home)
    report = as_json(made)
    held = load_baseline(path) if path.exists() else Baseline({})
    key = name or " ".join(part for part in (gold.resolve().name, part, model) if part)
    entry = Entry(recipe, _thresholds(thresholds), {"about": report["about"], "items": report["items"]})
    save_baseline(Baseline({**held.runs, key: entry}, held.margin), path)
    click.echo(f"{path}: '{key}' is set: {report['about']['answers']} answers of {report['about']['letters']} letters")


def _thresholds(given: tuple[str, ...]) -> dict[str, Threshold]:
    found = {}
    for one in given:
        name, _, value = one.partition("=")
        try:
            found[name] = Threshold(float(value))
        except ValueError:
            raise UserError(f"--threshold {one}: write FIELD=CONFIDENCE, such as status=0.9") from None
    return found


def _relative(path: Path, home: Path) -> str:
    return Path(os.path.relpath(path.resolve(), home)).as_posix()


def _report(path: Path) -> dict[str, Any]:
    file = path / "report.json" if path.is_dir() else path
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"{file}: no such report: python -m eval TARGET --report {path} makes one") from None
    except (OSError, ValueError) as error:
        raise DataError(f"{file}: cannot be read as a report ({error})") from None
    if not isinstance(content, dict) or not {"about", "items"} <= set(content):
        raise DataError(f"{file}: is no report of python -m eval")
    return content


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
