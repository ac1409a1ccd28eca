"""Gold: letters whose answers people have settled, read from disk and checked before anything is scored.

    gold.yaml → questions, taxonomy, letters → checks → GoldSet

A gold folder that is wrong is refused as a whole, with the file and the place. Nothing here changes a label.
"""

from eval.gold.checks import check_gold
from eval.gold.loading import letter_of, load_gold, read_gold_file
from eval.gold.records import PARTS, GoldAnswer, GoldLetter, GoldSet

__all__ = ["PARTS", "GoldAnswer", "GoldLetter", "GoldSet", "check_gold", "letter_of", "load_gold", "read_gold_file"]
