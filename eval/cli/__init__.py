"""The commands of `python -m eval`. Parses, calls, prints; scores nothing itself.

Errors that a person can mend are one line and exit code 2, a model's failure 1, a gate that fails 1.
"""

import sys
from collections.abc import Sequence

import click

from classifier.errors import FoiError
from eval.cli.files import files
from eval.cli.gold import agree, export_gold
from eval.cli.guard import baseline, compare, gate
from eval.cli.live import drift
from eval.cli.records import records
from eval.cli.scoring import score


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def evaluation() -> None:
    """Score what the rules or a model say against gold.

    `python -m eval TARGET --model rules` scores; TARGET is a folder of gold (it has a gold.yaml) or a round, for
    which --gold names the folder that holds <letter>.gold.json.
    """


for command in (score, compare, gate, baseline, agree, export_gold, drift, records, files):
    evaluation.add_command(command)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code; without a command's name, score."""
    given = list(sys.argv[1:] if words is None else words)
    if given and given[0] not in evaluation.commands and given[0] not in ("-h", "--help"):
        given = ["score", *given]
    try:
        ended = evaluation.main(given or ["--help"], prog_name="python -m eval", standalone_mode=False)
    except FoiError as error:
        click.echo(f"eval: {error}", err=True)
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    sys.exit(ended if isinstance(ended, int) else 0)
