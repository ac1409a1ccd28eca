"""`python -m eval agreement` and `python -m eval gold`: how gold was made, and gold of a round's reviews."""

import json
from pathlib import Path

import click

from classifier.cli.terminal import progress_bar
from classifier.errors import UserError
from classifier.round import load_round
from eval.agreement import second_look
from eval.cli.options import folder_path, part_option
from eval.gold import load_gold
from eval.gold_of_reviews import gold_of_reviews
from eval.report import agreement_sections, as_markdown, as_text


@click.command("agreement")
@click.argument("gold", type=folder_path)
@part_option()
@click.option("--markdown", is_flag=True, help="Print Markdown, to be kept.")
def agree(gold: Path, part: str | None, markdown: bool) -> None:
    """Say how far a second labelling (<letter>.second.json) agrees with the first, and list the differences."""
    shown = agreement_sections(second_look(load_gold(gold, part)))
    click.echo(as_markdown(shown, f"Two labellings of {gold.name}") if markdown else as_text(shown), nl=False)


@click.command("gold")
@click.argument("round_folder", metavar="ROUND", type=folder_path)
@click.option("--to", "folder", type=folder_path, required=True, help="Folder for the gold files.")
def export_gold(round_folder: Path, folder: Path) -> None:
    """Write a round's blind and adjudicated answers as gold, to be used with --gold; say what was refused and why."""
    from classifier.store import open_store, read_current, read_history, read_letters

    round = load_round(round_folder)
    store = open_store(round.store)
    with store.reading() as db, progress_bar("Reading reviews") as advance:
        letters, current = read_letters(db), read_current(db)
        reviewed = [one.answer.id for one in current if "human" in one.by.values()]
        histories = {}
        for number, answer_id in enumerate(reviewed, 1):
            histories[answer_id] = read_history(db, answer_id)
            advance(number, len(reviewed), "")
    made, refused = gold_of_reviews(letters, current, histories, round.taxonomy)
    for one in refused:
        click.echo(f"refused: {one.source}, question {one.question}: {one.reason}")
    if not made:
        raise UserError("no answer was decided blind or adjudicated in all of its fields: there is no gold to write")
    folder.mkdir(parents=True, exist_ok=True)
    for content in made.values():
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (folder / f"{content['letter']}.gold.json").write_text(text, encoding="utf-8")
    answers = sum(len(content["answers"]) for content in made.values())
    click.echo(f"{answers} answers of {len(made)} letters are gold in {folder}; {len(refused)} were refused")
