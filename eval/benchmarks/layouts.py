"""Measure the splitter by layout: the same answers set out in some thirty ways, token F1 of what is found.

    python -m eval.benchmarks.layouts [--letters 7] [--layout NAME]

The answers are those of the gold letters for development, of all sets; their layouts are made by code, so this says which
manners of setting out a letter are read and which are not. It is no measure of letters that people wrote: that is
`python -m eval GOLD`. Nothing is written.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from classifier.reading import find_furniture
from classifier.records import Letter
from classifier.split import split_letter
from eval.gold import GoldSet, load_gold
from eval.layouts import LAYOUTS, content_of, lay_out
from eval.splitting import GOOD
from eval.tokens import answer_words, token_f1

_GOLD = Path(__file__).resolve().parents[2] / "data" / "gold"
_FEWEST = 8  # answers; a letter with fewer, or one whose answers are mostly the same passage, tells nothing of layout
_VARIED = 0.6


def main() -> None:
    """Read the options, print a row for each layout, the worst first."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("--letters", type=int, default=7, help="letters of each set (default 7)")
    options.add_argument("--layout", choices=sorted(LAYOUTS), help="this layout only")
    given = options.parse_args()
    sets = [load_gold(path.parent, "dev") for path in sorted(_GOLD.glob("*/dev"))]
    scores = {
        name: [score for gold in sets for score in scores_of(name, gold, given.letters)]
        for name in ([given.layout] if given.layout else LAYOUTS)
    }
    print_scores(scores)


def scores_of(layout: str, gold: GoldSet, most: int) -> Iterator[float]:
    """Yield the token F1 of every answer of a set's letters in a layout; silence found as silence is 1."""
    questions, request = gold.round.questions, gold.round.request
    for content in (content_of(letter, questions) for letter in gold.letters[:most]):
        different = {words for _, words in content.pairs}
        if len(content.pairs) < _FEWEST or len(different) < _VARIED * len(content.pairs):
            continue
        sheet = lay_out(layout, content, seed=1)
        letter = Letter(content.authority, layout, sheet.text, furniture=find_furniture(sheet.text, ()))
        for answer in split_letter(letter, questions, request):
            wanted = answer_words(sheet.text, sheet.spans.get(answer.question_id, ()))
            yield token_f1(answer_words(sheet.text, answer.spans), wanted)


def print_scores(scores: Mapping[str, Sequence[float]]) -> None:
    """Print mean token F1 and the share of good answers by layout, and over all."""
    print(f"{'layout':38} answers  mean F1  F1 of {GOOD} or more")
    everything = [one for each in scores.values() for one in each]
    rows = sorted(scores.items(), key=lambda row: _mean(row[1]))
    for name, each in [*rows, ("all layouts", everything)]:
        print(f"{name:38} {len(each):7}  {_mean(each):7.3f}  {_mean([one >= GOOD for one in each]):.3f}")


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


if __name__ == "__main__":
    main()
