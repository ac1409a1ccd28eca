"""Follow pointers between answers: "see 2 above", "as per 6d", "please refer to our response to question 4".

Codebook rules 4, 13 and 21: an answer that points to another takes what it points to. Chains are followed
three steps, and never round in a circle.
"""

import re
from collections.abc import Mapping, Sequence

from classifier.markers import reference_at
from classifier.records import Span
from classifier.split.nodes import Nodes, resolve
from classifier.split.spans import Found

_NAMED = re.compile(
    r"(?:\b(?:see|refer(?:ring)?\s+to|as\s+(?:per|for|in|at|under|with|above\s+in|stated\s+(?:in|at)|set\s+out\s+(?:in|at|under)|explained\s+(?:in|at|under)|given\s+(?:in|at)|answered\s+(?:in|at)|described\s+(?:in|at))?"
    r"|same\s+as|given\s+(?:in|at|under)|set\s+out\s+(?:in|at|under)|answered\s+(?:in|at|under|by)|covered\s+(?:in|by|at|under)|in\s+view\s+of|(?:answers?|response|reply)\s+to|gweler|under|in|at|to)\b)"
    r"(?:\s+(?:please|also|our|the|my|above|this|same|cwestiwn|ateb))*(?:\s*,)?"
    r"(?:\s+(?:answers?|responses?|reply|replies|information)(?:\s+(?:given|provided|above))?(?:\s+(?:to|for|in|at|under|of))?)?"
    r"(?:\s+(?:the|our))?\s*(?P<word>questions?|q\.?|parts?|points?|items?|no\.?|number)?\s*(?P<ref>[\[(]?(?-i:[A-Z])?\d{1,2}(?![\d/%])|[\[(]?(?<![\w])[a-h](?=[).]|\s+above|\s+below|\s*$|,))",
    re.IGNORECASE,
)
_WEAK = re.compile(r"^(under|in|at|to|given|see)\b", re.IGNORECASE)
_SEE = re.compile(r"see|given", re.IGNORECASE)
_ABOVE = re.compile(
    r"\b(as|see|per|same\s+as|refer\s+to(\s+the)?|please\s+see|in|to)\s+(the\s+|my\s+|our\s+)?(above|previous\s+(answer|response)|(answer|response|reply)\s+(immediately\s+|just\s+|directly\s+)?above|preceding)|^\W*(as\s+above|ditto|see\s+above|as\s+previously|fel\s+uchod)",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"\b(see|as|refer\s+to)\s+(below|(the\s+|my\s+|our\s+)?(next|following)\s+(answer|question|response|reply)|(the\s+|my\s+|our\s+)?(answer|response|reply)\s+(immediately\s+)?below)",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(
    r"(section|paragraph|para|clause|page|p\.|annex|appendix|schedule|article|policy|s\.|class|line|chapter)\s*$",
    re.IGNORECASE,
)
_CHAIN = 3


def pointed_to(text: str, found: Mapping[int, Found], nodes: Nodes) -> dict[int, tuple[int, ...]]:
    """Return for each leaf the leaves that its answer points to, at first hand."""
    order = [leaf for leaf in nodes.leaf_order if leaf in found]
    result = {}
    for leaf in order:
        own = "\n".join(text[start:end] for start, end in found[leaf].spans)
        targets = _named(own, leaf, nodes)
        if not targets and len(own.split()) <= 25:
            targets = _neighbour(own, leaf, order)
        kept = tuple(
            t for t in dict.fromkeys(targets) if t != leaf and t in found and found[t].spans != found[leaf].spans
        )
        if kept:
            result[leaf] = kept
    return result


def context_of(leaf: int, targets: Mapping[int, tuple[int, ...]], found: Mapping[int, Found]) -> tuple[Span, ...]:
    """Return the spans that an answer points to, through at most three pointers."""
    seen, front = {leaf}, [leaf]
    spans: list[Span] = []
    for _ in range(_CHAIN):
        front = [t for one in front for t in targets.get(one, ()) if t not in seen]
        seen.update(front)
        spans += [span for t in front for span in found[t].spans]
    own = set(found[leaf].spans)
    return tuple(dict.fromkeys(span for span in spans if span not in own))


def _named(own: str, leaf: int, nodes: Nodes) -> Sequence[int]:
    targets: list[int] = []
    short = len(own.split()) <= 40
    for match in _NAMED.finditer(own):
        if not match["word"] and (not short or (_WEAK.match(match.group()) and not _SEE.match(match.group()))):
            continue
        if _NOT_OURS.search(own[: match.start("ref")]):
            continue
        reference = reference_at(own, match.start("ref") + (own[match.start("ref")] in "[("), len(own))
        for first, _last in reference.items if reference else ():
            node = resolve(nodes, first, leaf)
            if node is not None:
                targets += nodes.members[node]
    return targets


def _neighbour(own: str, leaf: int, order: Sequence[int]) -> Sequence[int]:
    at = order.index(leaf)
    if _ABOVE.search(own) and at:
        return (order[at - 1],)
    if _BELOW.search(own) and at + 1 < len(order):
        return (order[at + 1],)
    return ()
