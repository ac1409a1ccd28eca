"""Measure the splitter on one core: milliseconds a letter, and how its cost grows with the length of a letter.

    python -m eval.benchmarks.split [--pages 200] [--repeats 5]

The first table splits the sample round's plain letters (goal: under 20 ms a letter). The second makes letters of
1, 2, 4 … pages in four layouts by code; the growth is the exponent k of time = c · pages^k between an eighth of
the longest letter and the longest: 1 is linear. Nothing is written.
"""

import argparse
import math
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from classifier.questionnaire import Question, parse_request
from classifier.reading import find_furniture
from classifier.records import Letter
from classifier.resources import resource
from classifier.split import split_letter
from classifier.split.words import content, meaning

_GOAL_MS = 20.0
_LINEAR = 1.15  # a measured exponent above this is reported as too steep
_PAGE = 3000  # characters
_PROSE = (
    "The records of the office were searched for the whole of the period, and those of the branch libraries too, where "
    "the paper files are kept in the order in which they came in and no index of them has ever been made.\n"
)

Ask = tuple[tuple[Question, ...], str]


def main() -> None:
    """Read the options, print both tables."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("--pages", type=int, default=200, help="pages of the longest letter (default 200)")
    options.add_argument("--repeats", type=int, default=5, help="runs, of which the fastest counts (default 5)")
    given = options.parse_args()
    sample = resource("data", "rounds", "sample")
    request = (sample / "request.txt").read_text(encoding="utf-8")
    ask = parse_request(request), request
    print_letters(sorted((sample / "letters").glob("*.txt")), ask, given.repeats)
    print_growth(ask, given.pages, given.repeats)


def print_letters(paths: Sequence[Path], ask: Ask, repeats: int) -> None:
    """Print milliseconds a letter over real layouts: mean, median, the slowest."""
    texts = [path.read_text(encoding="utf-8") for path in paths]
    each = [
        fastest_ms(Letter("", path.name, text, furniture=find_furniture(text, ())), ask, repeats)
        for path, text in zip(paths, texts, strict=True)
    ]
    slowest = max(range(len(each)), key=each.__getitem__)
    print(f"{len(each)} letters of the sample round, {sum(map(len, texts)) / len(texts):.0f} characters on average")
    print(
        f"  mean {statistics.mean(each):.1f} ms, median {statistics.median(each):.1f} ms, slowest {each[slowest]:.1f} ms ({paths[slowest].name})"
    )
    print(f"  goal: under {_GOAL_MS:.0f} ms a letter: {'met' if statistics.mean(each) < _GOAL_MS else 'MISSED'}")


def print_growth(ask: Ask, longest: int, repeats: int) -> None:
    """Print a row for each layout: milliseconds at every length, and the exponent of growth."""
    lengths = sorted({max(1, longest >> halvings) for halvings in range(8)})
    print(f"\n{'layout':26}" + "".join(f"{pages:>6} p." for pages in lengths) + "  growth   (ms a letter)")
    for name, make in LAYOUTS.items():
        times = [
            fastest_ms(Letter("", name, make(ask[0], pages)), ask, repeats if pages < 50 else 2) for pages in lengths
        ]
        growth = exponent(lengths, times)
        print(
            f"{name:26}"
            + "".join(f"{ms:8.1f}" for ms in times)
            + f"{growth:8.2f}{'' if growth <= _LINEAR else '  TOO STEEP'}"
        )


def exponent(lengths: Sequence[int], times: Sequence[float]) -> float:
    """Return k of time = c · length^k between the longest and the length an eighth of it; 0.0 for one length."""
    eighth = max(range(len(lengths)), key=lambda i: (lengths[i] <= lengths[-1] / 8, lengths[i]))
    if lengths[eighth] == lengths[-1]:
        return 0.0
    return math.log(times[-1] / times[eighth]) / math.log(lengths[-1] / lengths[eighth])


def fastest_ms(letter: Letter, ask: Ask, repeats: int) -> float:
    """Return the processor's milliseconds of the fastest of several runs: what else runs only ever adds to one.

    Every run begins without what earlier ones remember of the letter's passages.
    """
    times = []
    for _ in range(repeats):
        content.cache_clear()
        meaning.cache_clear()
        began = time.process_time()
        split_letter(letter, *ask)
        times.append(1000 * (time.process_time() - began))
    return min(times)


def by_number(questions: Sequence[Question], pages: int) -> str:
    """Numbers, and a long answer in prose under each."""
    leaves = [question for question in questions if not question.stem]
    room = pages * _PAGE // len(leaves)
    return "Dear applicant\n\n" + "\n\n".join(f"{question.id}. {_filled(room)}" for question in leaves)


def restated(questions: Sequence[Question], pages: int) -> str:
    """Every question restated, and a long answer under each."""
    room = pages * _PAGE // len(questions)
    blocks = (f"{question.id}. {question.text}\n\n{'' if question.stem else _filled(room)}" for question in questions)
    return "Dear applicant\n\n" + "\n\n".join(blocks)


def with_annexes(questions: Sequence[Question], pages: int) -> str:
    """Short answers by number, then annexes whose numbered clauses look like questions: the most anchors."""
    leaves = [question for question in questions if not question.stem]
    answers = "\n\n".join(f"{question.id}. Information not held." for question in leaves)
    clauses = "".join(f"{1 + i % 9}. {_PROSE}a) {_PROSE}" for i in range(pages * _PAGE // (2 * len(_PROSE))))
    return f"Dear applicant\n\n{answers}\n\nYours sincerely\n\nAnnex A: Policy\n\n{clauses}"


def narrative(questions: Sequence[Question], pages: int) -> str:
    """Running prose without a number, made of the questions' own words."""
    sentence = " ".join(
        f"On this point {' '.join(question.text.split()[2:9])} was looked into." for question in questions
    )
    return "Dear applicant\n\n" + "\n\n".join(
        [sentence, _filled(2 * len(sentence))] * max(1, pages * _PAGE // (3 * len(sentence)))
    )


LAYOUTS: dict[str, Callable[[Sequence[Question], int], str]] = {
    "numbers and prose": by_number,
    "questions restated": restated,
    "annexes with clauses": with_annexes,
    "narrative": narrative,
}


def _filled(room: int) -> str:
    return (_PROSE * (1 + room // len(_PROSE)))[:room]


if __name__ == "__main__":
    main()
