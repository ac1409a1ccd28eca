"""Advice on how to ask again ends many a refusal, but is no part of the answer.

"You may wish to narrow it to one year." The duty to advise is section 16 of the Freedom of Information Act 2000, section
15 of the Scottish Act; the codebook's rules leave such sentences out.
"""

import re
from collections.abc import Sequence

from classifier.records import Span
from classifier.split.fitting import sentences

_OPENS = re.compile(
    r"\W*(?:however,?\s+)?(?:(?:you|we|i)\s+(?:may|might|could|would|can)\s+(?:also\s+)?(?:(?:wish|want|like|prefer)\s+to|suggest|advise|consider|therefore)\b"
    r"|if\s+you\s+(?:were|give|can|could|would|wish|want|choose|narrow|reduce|restrict|refine|limit|are\s+able)\b|should\s+you\s+(?:wish|want)\b)",
    re.IGNORECASE,
)
_NARROWS = re.compile(
    r"\b(?:narrow|refin|reduc|restrict|limit|confin|re-?submit|re-?direct|leave\s+out|single|one\s+(?:month|quarter|year)|only|another\s+look|look\s+(?:at\s+it\s+)?again|afresh)",
    re.IGNORECASE,
)


def without_advice(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans of an answer without sentences at their ends that only say how to ask again; one that says
    nothing else is kept."""
    return tuple(_cut(text, span) for span in spans)


def _cut(text: str, span: Span) -> Span:
    said = sentences(text, span)
    while len(said) > 1 and _OPENS.match(text, *said[-1]) and _NARROWS.search(text, *said[-1]):
        said.pop()
        span = Span(span.start, said[-1].end)
    return span
