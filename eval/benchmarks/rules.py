"""Measure the rules on one core: answers a second over the sample round's letters, and where the time goes.

    python -m eval.benchmarks.rules [--seconds 5] [--profile]

Every letter is read and split beforehand; only the labelling of all fields is measured (goal: 5,000 answers a
second). `--profile` prints the functions that take most of it. Nothing is written outside a temporary folder.
"""

import argparse
import cProfile
import pstats
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from classifier.confidence import weighed
from classifier.reading import find_furniture
from classifier.records import Answer, Letter
from classifier.resources import resource
from classifier.round import Round, create_round
from classifier.rules import propose
from classifier.split import split_letter

_GOAL = 5000
_LISTED = 12  # functions shown by --profile

Work = Sequence[tuple[Letter, tuple[Answer, ...]]]


def main() -> None:
    """Read the options, label the letters again and again, print the pace."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("--seconds", type=float, default=5.0, help="how long to measure (default 5)")
    options.add_argument("--profile", action="store_true", help="say which functions take the time")
    given = options.parse_args()
    sample = resource("data", "rounds", "sample")
    with tempfile.TemporaryDirectory(prefix="rules-") as folder:
        asked = create_round(Path(folder) / "round", sample / "request.txt", None)
        work = split_letters(sorted((sample / "letters").glob("*.txt")), asked)
        label_all(work, asked)  # what is loaded once is no part of the pace
        print_pace(work, asked, given.seconds)
        if given.profile:
            print_profile(work, asked)


def split_letters(paths: Sequence[Path], asked: Round) -> Work:
    """Return each letter with its answers."""
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in paths]
    letters = [Letter(name, name, text, furniture=find_furniture(text, ())) for name, text in texts]
    return [(letter, split_letter(letter, asked.questions, asked.request)) for letter in letters]


def label_all(work: Work, asked: Round) -> int:
    """Label every answer and return how many there were; unanswered ones are not counted, they cost nothing."""
    for letter, answers in work:
        weighed(propose(letter, answers, asked, "benchmark"), letter, answers, asked)
    return sum(answer.state == "answered" for _, answers in work for answer in answers)


def print_pace(work: Work, asked: Round, seconds: float) -> None:
    """Print answers a second: the best of all rounds over the letters, and the mean."""
    paces: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or not paces:
        began = time.process_time()  # of this process alone, whatever else the machine does
        count = label_all(work, asked)
        paces.append(count / (time.process_time() - began))
    fields = len(asked.taxonomy.fields)
    print(f"{len(work)} letters, {count} answers, {fields} fields each, {len(paces)} times over")
    print(f"  best {max(paces):.0f} answers a second, mean {sum(paces) / len(paces):.0f}")
    print(f"  goal: {_GOAL} answers a second on one core: {'met' if max(paces) >= _GOAL else 'MISSED'}")


def print_profile(work: Work, asked: Round) -> None:
    """Print the functions that take most of the time of one pass over the letters."""
    profile = cProfile.Profile()
    profile.enable()
    label_all(work, asked)
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(_LISTED)


if __name__ == "__main__":
    main()
