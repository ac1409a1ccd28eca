"""`python -m eval records`: have the prompts of a gold set answered by a reader, and keep the replies as records."""

from pathlib import Path

import click

from classifier.ask_model import make_frame
from classifier.errors import UserError
from eval.cli.options import folder_path, part_option, per_option, prompt_option, spans_option
from eval.gold import load_gold
from eval.measuring import Way
from eval.recording import READER, Made, go_through
from eval.running import Spans

_split_option = click.option("--split", is_flag=True, help="Ask only where answers stand, in letters that need it.")


@click.group()
def records() -> None:
    """Prompts out, a reader's replies in: records of openai/reader, by which a run is repeated without a model.

    `render` writes the prompts of a gold set. A reader, who sees one prompt and nothing else, types the reply to
    <key>.prompt.md as <key>.reply.json beside it. `make` runs the classification against a server on this machine
    that answers with these replies, records them, and lists what is still to be answered.
    """


@records.command()
@click.argument("gold", type=folder_path)
@click.option("--out", "folder", type=folder_path, required=True, help="Folder for the prompts.")
@part_option("dev")
@spans_option
@per_option
@prompt_option
@_split_option
def render(gold: Path, folder: Path, part: str, spans: Spans, per: Way, prompt: str, split: bool) -> None:
    """Write every prompt that has no reply yet as <key>.prompt.md: messages as they are sent, and the reply's schema."""
    made = _made(gold, folder, None, part, spans, per, prompt, split)
    click.echo(f"{len(made.waiting)} prompts in {folder} wait for a reply (<key>.reply.json beside <key>.prompt.md).")
    _list_stale(made)


@records.command()
@click.argument("gold", type=folder_path)
@click.option("--replies", "folder", type=folder_path, required=True, help="Folder of prompts and replies.")
@click.option("--records", "kept", type=folder_path, required=True, help="Folder for the records.")
@part_option("dev")
@spans_option
@per_option
@prompt_option
@_split_option
def make(gold: Path, folder: Path, kept: Path, part: str, spans: Spans, per: Way, prompt: str, split: bool) -> int:
    """Record the replies; write and list the prompts still to be answered; exit code 1 while there are any.

    Run it again after each round of replies: a reply that could not be used is asked for again, as a model's is.
    Records that are there already, and say the same, stay as they are.
    """
    made = _made(gold, folder, kept, part, spans, per, prompt, split)
    click.echo(f"{made.records} records in {kept}; {made.finished} of {made.letters} letters are finished.")
    for one in made.undone:
        click.echo(f"failed: {one.letter}, question {one.question}, {one.field}: {one.reason}")
    for path in made.waiting:
        click.echo(f"to be answered{' (asked again)' if path in made.again else ''}: {path}")
    _list_stale(made)
    if not made.waiting:
        more = "".join(
            f" {name} {value}" for name, value in (("--spans", spans), ("--per", per)) if value not in _USUAL
        )
        more = " --spans asked --split" if split else more
        click.echo(f"Score them: python -m eval {gold} --part {part} --model openai/{READER} --records {kept}{more}")
    return 1 if made.waiting else 0


_USUAL = ("own", "letter")


def _made(
    gold: Path, folder: Path, kept: Path | None, part: str, spans: Spans, per: Way, prompt: str, split: bool
) -> Made:
    if part == "test":
        raise UserError("prompts show letters, and letters of the test part are not looked at: use --part dev")
    loaded = load_gold(gold, part)
    frame = make_frame(loaded.round, per, prompt=prompt, split=split or spans == "asked")
    return go_through(loaded, frame, folder, kept, spans, split_only=split)


def _list_stale(made: Made) -> None:
    for path in made.stale:
        click.echo(f"no longer asked for: {path}")
