"""`foi init`, `foi import`, `foi status`: a round's folder, its letters, and how it stands."""

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import click

from classifier.cli.terminal import print_table, progress_bar, round_argument, the_round, warn
from classifier.counted import counted
from classifier.errors import UserError
from classifier.questionnaire import Question, unread_questions
from classifier.records import CurrentAnswer, FileKind
from classifier.round import Round, create_round


@click.command()
@click.argument("round_folder", metavar="ROUND", type=click.Path(path_type=Path))
@click.option("--request", required=True, type=click.Path(path_type=Path), help="The request as it was sent (text).")
@click.option(
    "--taxonomy",
    type=click.Path(path_type=Path),
    help="Fields and values; the shipped one is on monitoring social media.",
)
@click.option("--title", default="", help="A title for reports.")
@click.option(
    "--act", type=click.Choice(["FOIA", "FOISA", "EIR"]), help="The Act that governs where a letter names none."
)
def init(round_folder: Path, request: Path, taxonomy: Path | None, title: str, act: str | None) -> None:
    """Make a round: its folder, the questions read from the request, the taxonomy.

    Writes ROUND/round.yaml for you to correct, and prints the questions as a table.
    """
    made = create_round(round_folder, request, taxonomy, title, act)
    rows = [_question_row(question) for question in made.questions]
    print_table(
        f"{made.name}: {counted(len(made.leaves), 'question', 'questions')}",
        ("id", "asks", "applies", "question"),
        rows,
        f"\nTaxonomy: {made.taxonomy.codebook}. Check the questions in {made.folder}/round.yaml, then: foi import {made.folder} LETTERS",
    )
    for line, question in unread_questions(made.request):
        click.echo(
            f"Question {question} holds a line that begins like a question of its own: “{_short(line)}”. If it is one, give it"
            f" an entry in {made.folder}/round.yaml and take it out of {question}",
            err=True,
        )


def _question_row(question: Question) -> tuple[str, str, str, str]:
    applies = f"if {question.condition.question} = {question.condition.when}" if question.condition else ""
    indent = "  " if question.parent else ""
    return (
        indent + question.id,
        "(stem)" if question.stem else question.asks.replace("_", " "),
        applies,
        _short(question.text),
    )


def _short(text: str) -> str:
    return text if len(text) <= 78 else f"{text[:76]} …"


@click.command("import")
@round_argument
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--authorities", type=click.Path(path_type=Path), help="CSV of everyone asked: name, nation, act, url, kind."
)
@click.option("--mapping", type=click.Path(path_type=Path), help="CSV that says whose a file is: file, authority.")
@click.option(
    "--as", "kind", type=click.Choice(get_args(FileKind)), help="Take every file for this kind, whatever it looks like."
)
@click.option(
    "--limit", "limits", multiple=True, metavar="NAME=VALUE",
    help="Set what one file may cost: file_mib=64, pages=1000, seconds=120, ocr_pages=25, … A wrong name lists all.",
)  # fmt: skip
def import_letters(
    round_folder: Path,
    paths: tuple[Path, ...],
    authorities: Path | None,
    mapping: Path | None,
    kind: FileKind | None,
    limits: tuple[str, ...],
) -> None:
    """Bring letters in: files, folders, mails, downloads. Importing them again stores nothing twice."""
    from classifier.importing import import_paths
    from classifier.importing.places import walk
    from classifier.reading import limits_of
    from classifier.store import open_store

    round = the_round(round_folder)
    within = limits_of(dict(_named(limit) for limit in limits))
    if not walk(paths):
        raise UserError(
            f"{', '.join(map(str, paths))}: there is no file in it: name the folder or files that hold the letters"
        )
    store = open_store(round.store, create=True)
    with progress_bar("Reading") as progress:
        report = import_paths(
            round,
            store,
            paths,
            authorities_csv=authorities,
            mapping_csv=mapping,
            kind=kind,
            limits=within,
            progress=progress,
        )
    head, *rows = report.rows()
    print_table("Files by authority and kind", head, rows)
    for line in report.refused:
        click.echo(f"refused: {line.source}: {line.reason}")
    total = " + ".join(f"{count} {kind}" for kind, count in report.counts.items())
    click.echo(
        f"\n{counted(len(report.files), 'file', 'files')} in = {total or 'nothing'}; {counted(report.new_letters, 'new letter', 'new letters')}"
    )
    click.echo(f"No reply from: {_names(report.silent)}")
    if report.notices:
        click.echo(f"Only acknowledgements and the like from: {_names(report.notices)}")
    if report.moved:
        gone = tuple(dict.fromkeys(f"{old} → {new}" for _, old, new in report.moved))
        click.echo(f"Now counted for another authority, and to be classified anew: {_names(gone)}")
    if report.kept:
        left = tuple(dict.fromkeys(f"{one.authority} (not {one.refused})" for one in report.kept))
        click.echo(f"Left where they are, because people have worked on them: {_names(left)}")
    if report.unlisted:
        click.echo(
            f"On no list of authorities, taken from the files' names: {_names(report.unlisted)}."
            " Say whose they are: --mapping FILE.csv (columns file, authority)"
        )
    click.echo(f"The whole account: {round.folder}/import-report.json. Next: foi classify {round.folder} --model rules")


def _named(limit: str) -> tuple[str, str]:
    name, equals, value = limit.partition("=")
    if not equals:
        raise UserError(f"--limit takes NAME=VALUE, such as pages=2000, not '{limit}'")
    return name.strip(), value.strip()


def _names(names: tuple[str, ...]) -> str:
    """Return names for a sentence; a long list is cut, the account has all."""
    shown = ", ".join(names[:8]) or "nobody (all have replied)"
    return f"{shown} and {len(names) - 8} more" if len(names) > 8 else shown


@click.command()
@round_argument
def status(round_folder: Path) -> None:
    """Say how the round stands: letters by kind, answers by state and status, failures, what waits and why."""
    from classifier.calibrating import states
    from classifier.cli.confidence import print_states
    from classifier.outdated import outdated
    from classifier.queueing import waiting
    from classifier.store import open_store, read_authorities, read_current, read_files

    round = the_round(round_folder)
    with open_store(round.store).reading() as db:
        files, authorities, current = read_files(db), read_authorities(db), read_current(db)
        needed = waiting(db, round) if current else []
        stand = states(db, round) if any(one.run for one in current) else []
        changed = outdated(db, round)
    _print_letters(Counter(file.kind for file in files), len(authorities))
    if not current:
        raise UserError(f"no letter has been classified yet: foi classify {round.folder} --model rules")
    _print_answers(current, round)
    reasons = Counter(_kind_of(item.reasons[0]) for item in needed if item.reasons)
    print_table(
        "Waiting for a person, by the first reason",
        ("reason", "answers"),
        [(reason, str(count)) for reason, count in reasons.most_common()],
        f"{len(needed)} of {counted(len(current), 'answer', 'answers')} {'waits' if len(needed) == 1 else 'wait'} for a person: foi review {round.folder}\n",
    )
    print_states(round, stand)
    warn(changed)


def _kind_of(reason: str) -> str:
    """Return a reason without what is particular to one answer: numbers in brackets, names after a colon."""
    return re.sub(r"\s*\(.*?\)|:.*", "", reason)


def _print_letters(kinds: Counter[FileKind], authorities: int) -> None:
    rows = [(kind, str(count)) for kind, count in kinds.most_common()]
    print_table(
        "Files by kind", ("kind", "files"), rows, f"{counted(authorities, 'authority was', 'authorities were')} asked\n"
    )


def _print_answers(current: list[CurrentAnswer], round: Round) -> None:
    states = Counter(one.answer.state for one in current)
    failures = sum(len(one.failures) for one in current)
    print_table(
        "Answers by state", ("state", "answers"), [(name, str(count)) for name, count in states.most_common()], ""
    )
    for field in round.taxonomy.fields:
        if field.kind == "one_of":
            values = Counter(
                str(one.labels[field.name] or "undetermined") for one in current if field.name in one.labels
            )
            print_table(
                f"\n{field.title or field.name}",
                ("value", "answers"),
                [(v, str(n)) for v, n in values.most_common()],
                "",
            )
    reviewed = sum("human" in one.by.values() for one in current)
    click.echo(
        f"\n{counted(failures, 'failure', 'failures')}; {counted(reviewed, 'answer', 'answers')} reviewed by a person\n"
    )
