"""The command line: `foi …`. Parses words, calls the engine, prints; decides nothing.

Errors that a person can mend are printed in one line and end with exit code 2, a model's failure with 1.
Heavy libraries are imported by the command that needs them, so `foi --help` answers at once.
"""

import sys

import click

from classifier.cli.batch import batch
from classifier.cli.classify import classify
from classifier.cli.confidence import calibrate
from classifier.cli.letters import import_letters, init, status
from classifier.cli.numbers import audit, report, statistics
from classifier.cli.output import export, review
from classifier.cli.runs import adopt, diff, runs
from classifier.cli.stores import store
from classifier.errors import FoiError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="foi-answers", message="%(version)s")
def foi() -> None:
    """From the letters that answer a Freedom-of-Information questionnaire to a reviewed dataset.

    ROUND is a folder with a round.yaml; `foi init` makes one. The usual order: init, import, classify,
    status, review, calibrate, audit, statistics, report, export.
    """


for command in (
    init,
    import_letters,
    classify,
    batch,
    status,
    review,
    calibrate,
    audit,
    statistics,
    report,
    export,
    runs,
    diff,
    adopt,
    store,
):
    foi.add_command(command)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        foi.main(standalone_mode=False)
    except FoiError as error:
        click.echo(f"foi: {error}", err=True)
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        click.echo("foi: stopped; what was finished is kept, and the same command goes on from there", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)
