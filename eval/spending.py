"""What a run took: time per letter and answer, tokens and cost. What was not measured is None."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifier.llm import Usage
from classifier.llm.prices import Price
from eval.cases import LetterCases


@dataclass(frozen=True, slots=True)
class Spending:
    """`p50_ms` and `p95_ms` are over letters, `answer_ms` is the mean per answer. `replayed` calls came from records
    and cost nothing; `cost_usd` is None where the price is not known or nothing was asked live."""

    letters: int
    answers: int
    p50_ms: float | None
    p95_ms: float | None
    answer_ms: float | None
    calls: int
    replayed: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None


def spending(letters: Sequence[LetterCases], price: Price | None = None) -> Spending:
    """Return what a run took, from what each letter's cases say."""
    took = [letter.duration_ms for letter in letters if letter.duration_ms is not None]
    answers = sum(len(letter.cases) for letter in letters if letter.duration_ms is not None)
    names = Usage.__dataclass_fields__
    usage = sum(
        (Usage(**{name: value for name, value in letter.usage.items() if name in names}) for letter in letters), Usage()
    )
    return Spending(
        letters=len(letters),
        answers=sum(len(letter.cases) for letter in letters),
        p50_ms=float(np.quantile(took, 0.5)) if took else None,
        p95_ms=float(np.quantile(took, 0.95)) if took else None,
        answer_ms=sum(took) / answers if answers else None,
        calls=usage.calls,
        replayed=usage.replayed,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cost_usd=price.cost_usd(usage) if price and usage.calls else None,
    )
