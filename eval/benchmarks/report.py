"""Measure what a report costs on one core: gold read, answers labelled by the rules, scored, reported.

    python -m eval.benchmarks.report

All letters that answer the first questionnaire (more than 1,000 answers) make one set. Time is the processor's, of
this process, and counts the libraries that each stage loads. Goal: 1,000 answers scored and reported in 5 s. The
report is written to a temporary folder.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from classifier.resources import resource

_SETS = ("social-media", "social-media-2")
_GOAL = 5.0  # s for 1,000 answers

T = TypeVar("T")


def main() -> None:
    """Run each stage once, as a command would, and print its seconds."""
    from eval.cli.scoring import write_report
    from eval.gold import load_gold
    from eval.running import run_rules
    from eval.scores import score

    sets, reading = timed(lambda: [load_gold(resource("data", "gold", name)) for name in _SETS])
    gold = replace(sets[0], letters=tuple(letter for one in sets for letter in one.letters))
    outcome, labelling = timed(lambda: run_rules(gold))
    scores, scoring = timed(lambda: score(outcome))
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        _, reporting = timed(lambda: write_report(scores, Path(folder)))
    answers = sum(len(letter.answers) for letter in gold.letters)
    print(f"{len(gold.letters)} letters, {answers} answers; seconds of one core")
    print(f"  gold read {reading:.2f}, labelled {labelling:.2f}, scored {scoring:.2f}, reported {reporting:.2f}")
    took = (scoring + reporting) * 1000 / answers
    print(f"  1,000 answers scored and reported: {took:.2f} (goal {_GOAL:.0f}: {'met' if took < _GOAL else 'MISSED'})")
    print(f"  and with reading and labelling: {took + (reading + labelling) * 1000 / answers:.2f}")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return what `work` returns, and the seconds of processor time that it took."""
    began = time.process_time()
    return work(), time.process_time() - began


if __name__ == "__main__":
    main()
