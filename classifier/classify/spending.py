"""Keep a run within its budget: what was paid, what is promised to calls under way, what one more would cost.

Costs of calls under way are estimates from their length; they are replaced by what the server counted.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from classifier.ask_model import Frame, letter_requests
from classifier.errors import UserError
from classifier.llm import Usage
from classifier.llm.prices import Price
from classifier.records import Answer, Letter
from classifier.split import is_unsure

_CHARACTERS_A_TOKEN = 4.2  # English prose with some JSON; measured encodings lie between 3.9 and 4.6
_CHARACTERS_A_TOKEN_OUT = 3.4  # JSON
_WORDS_OF_ITS_OWN = 25  # tokens of quotations and reason that a worked example has not
_PASSAGE_TOKENS = 45  # a question's id, the first and the last words of its passage


@dataclass(slots=True)
class Spending:
    """`promised` is the estimated usage of what is under way. None for a limit sets none."""

    price: Price | None
    max_usd: float | None = None
    max_tokens: int | None = None
    spent: Usage = field(default_factory=Usage)
    promised_usd: float = 0.0
    promised_tokens: int = 0

    @property
    def cost_usd(self) -> float | None:
        """What has been paid, or None where the model has no known price."""
        return None if self.price is None else self.price.cost_usd(self.spent)

    @property
    def limited(self) -> bool:
        return self.max_usd is not None or self.max_tokens is not None

    def promise(self, estimate: Usage) -> bool:
        """Set an estimate aside and return True, or return False when the budget does not allow it."""
        usd = self.price.cost_usd(estimate) if self.price else 0.0
        if self.max_usd is not None and (self.cost_usd or 0.0) + self.promised_usd + usd > self.max_usd:
            return False
        if self.max_tokens is not None and self.spent.tokens + self.promised_tokens + estimate.tokens > self.max_tokens:
            return False
        self.promised_usd += usd
        self.promised_tokens += estimate.tokens
        return True

    def settle(self, estimate: Usage, usage: Usage) -> None:
        """Put what was really used in the place of a promise."""
        self.promised_usd -= self.price.cost_usd(estimate) if self.price else 0.0
        self.promised_tokens -= estimate.tokens
        self.spent += usage


def check_budget(price: Price | None, name: str, max_usd: float | None) -> None:
    """Raise UserError where a limit in dollars cannot be kept because the model has no known price."""
    if max_usd is not None and price is None:
        raise UserError(
            f"{name} has no price in data/prices.yaml: add it there, or set --max-tokens in place of --max-usd"
        )


def estimate_letter(frame: Frame, letter: Letter, answers: Sequence[Answer], cached: bool = False) -> Usage:
    """Return the calls and tokens that a letter will need at the first asking, from the lengths of its requests.

    With `cached`, the part that is alike for all letters counts as cached.
    """
    requests = letter_requests(frame, letter, answers)
    asked = sum(answer.state == "answered" for answer in answers) * frame.samples
    fixed = fixed_tokens(frame)
    shown = sum(len(message.content) for request in requests for message in request.messages)
    own = tokens(shown) - len(requests) * (fixed - schema_tokens(frame))
    labelling = Usage(
        calls=len(requests),
        input_tokens=own + len(requests) * fixed,
        cached_tokens=len(requests) * fixed if cached else 0,
        output_tokens=asked * reply_tokens(frame),
    )
    return labelling + _splitting(frame, letter, answers)


def _splitting(frame: Frame, letter: Letter, answers: Sequence[Answer]) -> Usage:
    """Return what asking where the answers stand will need; nothing where that is not asked."""
    if frame.split is None or not is_unsure(answers):
        return Usage()
    shown = len(letter.text) + len(frame.fixed["questions"]) + sum(len(text) for _, text in frame.split.parts)
    return Usage(calls=1, input_tokens=tokens(shown), output_tokens=_PASSAGE_TOKENS * len(answers))


def tokens(characters: int) -> int:
    """Return about how many tokens so many characters of prompt are."""
    return round(characters / _CHARACTERS_A_TOKEN)


def schema_tokens(frame: Frame) -> int:
    """The reply's schema counts as input."""
    return tokens(len(json.dumps(frame.schema)))


def fixed_tokens(frame: Frame) -> int:
    """Return the tokens of what is alike for every letter: schema, codebook, examples, questionnaire."""
    return schema_tokens(frame) + tokens(sum(len(message.content) for message in frame.beginning))


def reply_tokens(frame: Frame) -> int:
    """Return about how many tokens the reply about one answer has, from the worked examples."""
    shown = [line for line in frame.fixed["examples"].splitlines() if line.startswith("{")]
    return round(sum(map(len, shown)) / max(1, len(shown)) / _CHARACTERS_A_TOKEN_OUT) + _WORDS_OF_ITS_OWN
