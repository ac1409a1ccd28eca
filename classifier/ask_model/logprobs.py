"""Read from a reply's tokens how probable the model found each label that it wrote.

The tokens' characters are laid over the reply's JSON; a label's probability is that of its tokens together.
"""

import math
import re
from itertools import accumulate

from classifier.llm import Reply
from classifier.taxonomy import Taxonomy


def label_probabilities(reply: Reply, question: str, taxonomy: Taxonomy) -> dict[str, float]:
    """Return, for every `one_of` field of the item for a question, the probability (0 to 1) of the label's tokens.

    Empty where the model gives no log-probabilities or they do not make up the reply's text.
    """
    if not reply.logprobs or "".join(token for token, _ in reply.logprobs) != reply.text:
        return {}
    ends = list(accumulate(len(token) for token, _ in reply.logprobs))
    item = re.search(rf'"question"\s*:\s*"{re.escape(question)}"', reply.text)
    result = {}
    for field in taxonomy.fields:
        pattern = re.compile(rf'"{field.name}"\s*:\s*\{{\s*"label"\s*:\s*"([a-z_A-Z0-9]+)"')
        found = pattern.search(reply.text, item.end()) if item and field.kind == "one_of" else None
        if found:
            result[field.name] = _probability(reply, ends, *found.span(1))
    return result


def _probability(reply: Reply, ends: list[int], start: int, end: int) -> float:
    """The product over the tokens that share a character with `[start, end)`."""
    starts = [0, *ends[:-1]]
    logs = [reply.logprobs[at][1] for at in range(len(ends)) if starts[at] < end and ends[at] > start]
    return round(math.exp(sum(logs)), 6)
