"""The options that several commands of `python -m eval` have."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import click

from eval.gold import PARTS
from eval.measuring import WAYS
from eval.running import Spans

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

folder_path = click.Path(path_type=Path)


def part_option(default: str | None = None) -> Decorator:
    """Return `--part`."""
    return click.option(
        "--part",
        type=click.Choice(PARTS),
        default=default,
        show_default=bool(default),
        help="Only this part of a gold folder.",
    )


spans_option: Decorator = click.option(
    "--spans",
    type=click.Choice(get_args(Spans)),
    default="own",
    show_default=True,
    help="Whose passages labels are read from: the splitter's, the model's where the splitter is unsure, or gold's.",
)
per_option: Decorator = click.option(
    "--per",
    type=click.Choice(WAYS),
    default="letter",
    show_default=True,
    help="For a model: one call per letter or per answer.",
)
prompt_option: Decorator = click.option(
    "--prompt", default="", help="For a model: another prompt version, such as classify_letter.v1."
)
