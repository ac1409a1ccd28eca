"""Anchors that stand for several questions: ranges ("Questions 3 a to e"), titles, and "the remainder"."""

import re
from collections.abc import Iterator, Sequence

from classifier.markers import MONTHS, Reference, marker_at, opening, reference_at
from classifier.split.anchors import Anchor, AnchorKind, Candidate
from classifier.split.lines import BLANK_LINE, Line
from classifier.split.nodes import Nodes, resolve

_NAMES = r"\b(?:questions?|quer(?:y|ies)|parts?|points?)\s+"
_TITLES = (
    re.compile(rf"^.{{0,60}}?{_NAMES}(?P<ref>\d.{{0,40}})$", re.IGNORECASE | re.MULTILINE),
    # "Point (b) – question 7"
    re.compile(rf"^.{{0,60}}{_NAMES}(?P<ref>[\d(\[].{{0,20}})$", re.IGNORECASE | re.MULTILINE),
)
_BRACKETED = re.compile(
    r"[^\n.;?!]{2,70}[\[(]\s?(?:(?:your\s)?q[a-z]{0,8}\.?\s?)?(?P<ref>[\da-z][^()\[\]\s]{0,6}(?:\s?\([a-z\d]{1,4}\))*"
    r"(?:(?:,\s?|\s?(?:and|&|to|[-–])\s?|,?\sand\s)[\da-z][^()\[\]\s,]{0,5}(?:\([a-z\d]{1,4}\))*)*)\s?[)\]][:.]?",
    re.IGNORECASE,
)
_LABEL_OVER = re.compile(r":\s\S")
_OWN_WORDS = re.compile(r"[^\n(\[]*[A-Za-z]{3}[^\n(\[]*[(\[]")  # "Costs (questions "
_POINTS = re.compile(r"\W*(?:(?:please|also)\s+)*(?:see|refer|as|same|gweler)\b", re.IGNORECASE)
_ALL_PARTS = re.compile(
    r"[)\]]?,?\s(?:(?:in|with|and)\s)?(?:all\s)?(?:of\s)?(?:its|their|the)\s(?:sub-?|other\s)?parts\b", re.IGNORECASE
)
_IN_BRACKETS = re.compile(
    r"[ \t\xa0]*\((?:(?:your\s)?(?:questions?|q)\.?\s)?(?P<inside>(?:[A-Ha-h]\.?)?\d[^()\n]{0,40}(?:\([a-z\d]{1,4}\)[^()\n]{0,40}){0,8})\)[:.]?(?=\s+\S)",
    re.IGNORECASE,
)
_PIECE = re.compile(r"(?:[A-Ha-h]\.?)?\d[^,;&]*", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:see|refer\s+to|as\s+(?:at|in|for|to)|same\s+as|given\s+(?:at|in|for|to)|answer\s+to|gweler)\s+(?:(?:our|the|my)\s+)?(?:(?:answers?|response|reply)\s+(?:to|at)\s+)?(?:questions?|parts?|points?)\s+$",
    re.IGNORECASE,
)  # "… is not the roads authority (see Question 1)."
_REST = re.compile(
    r"\W*(?:for\s+|as\s+(?:for|to)\s+|in\s+(?:respect|relation)\s+(?:of|to)\s+)?(?:(?:the|your|all)\s+)*"
    r"(?:remain(?:der|ing)|rest\s+of|other|all\s+other)\b\s*(?:of\s+)?(?:(?:the|your)\s+)?(?:questions?|parts?|points?|request)?",
    re.IGNORECASE,
)  # fmt: skip
_BEYOND = re.compile(
    r"(hold|have|has)s?\s+(nothing|no\s+(other|further|more|additional)?\s*(recorded\s+)?information)\b.{0,60}\b(beyond|apart\s+from|other\s+than|except|in\s+addition)"
    r"|(apart\s+from|beyond|other\s+than)\s+(what|that\s+which|the\s+above|this)\b.{0,90}(hold|have|has)s?\s+(nothing|no\b|not)",
    re.IGNORECASE | re.DOTALL,
)
_REST_NAMED = re.compile(
    r"remainder\s*[:.–—-]|(?:remainder|rest)\s+of\s+(?:the\s+|your\s+)?(?:questions|parts|points|items|request|letter|list|form)"
    r"|(remaining|other)\s+(questions|parts|points|items)",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:not?|none|nil|nothing|n/a|refus\w+|exempt\w*|with(?:held|hold)|section\s\d+|appropriate\s+limit)\b",
    re.IGNORECASE,
)
_NEAR = 300  # characters below a title that are looked through
_REFERRED = re.compile(
    r"(?<=[.;:]\s)(?:(?:as\s(?:to|for|regards)|for|on|(?P<reply>(?:the\s)?(?:answers?|response|reply)\s(?:to|for)))\s(?:(?:the|your)\s)?(?:(?:questions?|parts?|points?)\s)?"
    r"(?=[(\[\d]|(?-i:[A-H]\d))|(?<=[.;:]\s)(?=(?-i:[A-H]\d{1,2}\b))"
    r"|(?:(?:the|your)\s)?(?:questions?|quer(?:y|ies)|parts?|points?)\s(?=[(\[]?(?:\d|[a-h]\b)))"
    # "We therefore refuse questions 4 and 7."
    r"|\b(?:refus(?:e|es|ed|ing)|declin(?:e|es|ed|ing)\sto\sanswer|unable\sto\sanswer|cannot\sanswer|not\sanswered)\s(?:(?:to\sanswer|all\sof|both)\s)?(?:your\s)?questions?\s(?=\d)",
    re.IGNORECASE,
)
_SPACED = re.compile(r"\d{1,2} [–-] \d{1,2}[ \xa0]+[A-Z]")  # "5 – 6  The contract is with …"
_STRAY_DASH = re.compile(r"\d{1,2}\s?[-–—]\s?[a-z]", re.IGNORECASE)  # "3–d." for 3d
_OF_ANOTHER = re.compile(
    rf"[)\]]?\s*(?:(?:{MONTHS})\b|of\b(?!\s(?:your|the)\s(?:request|questionnaire|questions|list|letter|e-?mail))|[%£]|:\d|(?:per|working|days?|weeks?|months?|years?|pupils?|students?|staff)\b|\d)"
)
_IS = re.compile(r"[)\]]?\s(?:is|are|was|were)\s(?!(?:in|at|under|given|set|above|below|the\ssame)\b)", re.IGNORECASE)
_CONCLUDES = re.compile(
    r"[^.;\n]*(?:\n[^.;\n]+)?\b(?:therefore|accordingly|consequently|thus|hence|as such|for (?:this|that|these) reasons?)\b",
    re.IGNORECASE,
)
_LABEL_ENDS = re.compile(r"[)\]]?\s?(?::|[–—-]\s)\s?")
_MENTIONS = re.compile(r"\b(?:questions?|quer(?:y|ies)|parts?|points?|q)\s?[\d(\[]", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=\w)\.\s")
_CLOSES = re.compile(r"\s?[.):\]|\t–—-]|\s*$")
_CLOSING_SIGNS = re.compile(r"[ \xa0\t.):\]|–—-]*")
_GOES_ON, _GOES_ON_SMALL = re.compile(r"[ \xa0]+[A-Za-z]{2}"), re.compile(r"[ \xa0]+[a-z]{2}")


def ranged(text: str, start: int, line: Line, nodes: Nodes) -> Anchor | None:
    """Read "Questions 3 a to e", "2-4:", "5 and 6." at `start`, the beginning of a line; None for anything else."""
    lead, at, word = opening(text, start, line.end)
    reference = _named_at(text, lead, at, word, line, nodes)
    if not reference or (reference.is_single and not _STRAY_DASH.fullmatch(text, at, reference.end)):
        return None
    compound = all(len(path) > 1 for item in reference.items for path in item)  # "D1, D1(i)  We did"
    alone = line.gap and (compound or reference.end == line.end or _SPACED.match(text, at, line.end))
    if not word and ((not _is_closed(text, reference, text[lead] in "([") and not alone) or _counts_down(reference)):
        return None
    candidates = meanings(reference, 0.9 if reference.is_lettered else 1.6 if word else 1.2, nodes)
    parts = _ALL_PARTS.match(text, reference.end, line.end)
    if parts:
        candidates = tuple(_with_parts(candidate, reference, nodes) for candidate in candidates)
    if not candidates and not reference.is_plain:
        return None
    # A sentence that begins with its range is all answer: "Questions 3 a to e do not apply.", not so "b) and c) Not held."
    goes_on = _GOES_ON if word else _GOES_ON_SMALL
    named = parts.end() if parts else reference.end
    sentence = goes_on.match(text, named, min(named + 12, len(text)))
    signs = _CLOSING_SIGNS.match(text, named, line.end)
    body = lead if sentence or not signs else signs.end()
    noise = 0.8 if candidates else 0.0  # numbers of no question may be counted through: see `in_sequence`
    return Anchor(lead, body, "range", candidates, noise, text[lead : reference.end], word=bool(word), explicit=True)


def only_meaning(reference: Reference | None, nodes: Nodes) -> tuple[int, ...]:
    """Return the leaves that a reference names where it can mean nothing else; none where it can, or names none."""
    found = {one.members for one in meanings(reference, 1.0, nodes)} if reference else set()
    return next(iter(found)) if len(found) == 1 else ()


def _counts_down(reference: Reference) -> bool:
    """ "2, 3 and 1." are figures."""
    firsts = [int(first[0]) for first, _ in reference.items] if reference.is_plain else []
    return firsts != sorted(firsts)


def _named_at(text: str, lead: int, at: int, word: str, line: Line, nodes: Nodes) -> Reference | None:
    """Return what is named there; "A1, A2(i) and B1" rather as questions of Part A than as answers 1 and 2."""
    if word in ("a", "r"):
        own = reference_at(text, lead + (text[lead] in "(["), line.end)
        if own and not own.is_single and meanings(own, 1.0, nodes):
            return own
    return reference_at(text, at, line.end)


def bracketed(text: str, start: int, at: int, nodes: Nodes) -> Anchor | None:
    """Read the questions that a paragraph names in brackets behind its own number: "3. (A1, A2(i)) The Council owns".

    `start` is where the paragraph begins, `at` where the bracket would stand. "B3 as to cost" names B3.
    """
    found = _IN_BRACKETS.match(text, at)
    if not found:
        return None
    members: list[int] = []
    for piece in _PIECE.finditer(text, found.start("inside"), found.end("inside")):
        reference = reference_at(text, piece.start(), piece.end())
        named = only_meaning(reference, nodes)
        if not named:
            return None
        members += named
    if not members:
        return None
    candidate = Candidate(min(members), max(members), tuple(dict.fromkeys(members)), 1.6)
    return Anchor(start, found.end(), "range", (candidate,), 0.8, found.group(), word=True, explicit=True)


def _is_closed(text: str, reference: Reference, opened: bool) -> bool:
    """A range without a word before it counts only where a sign ends it, "3(a) to 3(c)" and "(b), (c)" by their own
    brackets."""
    bracketed = (opened or not reference.is_lettered) and text[reference.end - 1] in ")]"
    return bracketed or bool(_CLOSES.match(text[reference.end : reference.end + 2]))


def referred(text: str, line: Line, nodes: Nodes) -> Iterator[Anchor]:
    """Yield the sentences inside a line that name their question: "… of our own. Part b) does not apply."

    One that concludes, "Questions 1 to 9 are therefore not applicable.", answers with the reasons before it.
    """
    for found in _REFERRED.finditer(text, line.start + 1, line.end):
        at = found.end() + (text[found.end()] in "([")
        reference = reference_at(text, at, line.end)
        if not reference or _OF_ANOTHER.match(text, reference.end, line.end):
            continue
        if found["reply"] and not _IS.match(text, reference.end, line.end):
            continue  # "The response to 2 covers this." points there
        first = paragraph_start(text, found.start())
        opener = marker_at(text, first, line.end)
        if opener and reference.is_single and opener.path == reference.items[0][0]:
            continue  # the paragraph is its answer as a whole
        candidates = meanings(reference, 0.6, nodes)
        if candidates and not _headed_by(text, first, candidates[0], nodes):
            shown = text[found.start() : reference.end]
            start = _beginning(text, first, found.start(), alone=reference.is_single)
            label = _LABEL_ENDS.match(text, reference.end, line.end)
            yield Anchor(
                start, label.end() if label else start, "range", candidates, 0.02, shown, explicit=True, inline=True
            )


def _headed_by(text: str, paragraph: int, candidate: Candidate, nodes: Nodes) -> bool:
    """Say whether the line above a paragraph names these questions and others: then it answers all of them."""
    end = len(text[:paragraph].rstrip())
    start = text.rfind("\n", 0, end) + 1
    _, at, word = opening(text, start, end)
    reference = reference_at(text, at, end) if word else None
    heads = meanings(reference, 1.0, nodes) if reference else ()
    return bool(heads) and set(candidate.members) < set(heads[0].members)


def _beginning(text: str, first: int, at: int, alone: bool) -> int:
    """Return where the sentence begins that holds `at`; where one concludes ("therefore") for several questions, its
    paragraph's beginning `first`, unless others are named there."""
    start = max((end.end() for end in _SENTENCE_END.finditer(text, first, at)), default=first)
    concludes = _CONCLUDES.match(text, start)
    others = marker_at(text, first, at) or _MENTIONS.search(text, first, start)
    return first if concludes and not alone and not others else start


def paragraph_start(text: str, at: int) -> int:
    """Return where the paragraph begins that holds `at`."""
    end = text.rfind("\n", 0, at)
    while end > 0:
        before = text.rfind("\n", 0, end)
        if before >= 0 and BLANK_LINE.match(text, before, end + 1):
            return end + 1
        end = before
    return 0


def titled(text: str, line: Line, nodes: Nodes) -> Anchor | None:
    """Read a heading that ends in its question's number, "Point (b) – question 7"; a pointer to one is none."""
    titles = (title.search(text, line.start, line.end) for title in _TITLES if line.gap)
    return _title(text, line, next(filter(None, titles), None), nodes)


def titled_in_brackets(text: str, line: Line, nodes: Nodes) -> Anchor | None:
    """Read a heading that ends in the bare number, "Sensors fitted (4i)", or such a label, "•  Sensors fitted (4i): Twelve"."""
    return _title(text, line, _in_brackets(text, line), nodes)


def _title(text: str, line: Line, found: re.Match[str] | None, nodes: Nodes) -> Anchor | None:
    if not found or _POINTS.match(text, line.start, line.end) or _is_numbered_pointer(text, line):
        return None
    if _POINTING.search(text, line.start, found.start("ref")):
        return None
    reference = reference_at(text, found.start("ref"), found.end())
    if not reference or text[reference.end : found.end()].strip(" .:)]"):
        return None
    candidate = _named(reference, _section_at(text, line, nodes), 1.5, nodes)
    if not candidate:
        return None
    shown = text[line.start : found.end()]
    # "Questions 2 to 4" is answered as one; what stands below "Costs (2, 4)" is shared out, also to their parts
    kind: AnchorKind = "number"
    if _OWN_WORDS.match(text[line.start : found.start("ref")]):
        candidate = _with_parts(candidate, reference, nodes)
        kind = "heading" if len(candidate.members) > 1 and found.end() == line.end else "number"
    return Anchor(line.start, found.end(), kind, (candidate,), 0.6, shown, word=True, explicit=True)


def _section_at(text: str, line: Line, nodes: Nodes) -> int | None:
    """Return the section that a heading begins with: "Part C – Help (Questions 1 to 4)"."""
    marker = marker_at(text, line.start, line.end)
    named = (one for one in _lettered_sections(nodes) if marker and nodes.paths[one] == marker.path)
    return next(named, None)


def _with_parts(candidate: Candidate, reference: Reference, nodes: Nodes) -> Candidate:
    """Return a candidate with the parts of the questions that a heading names, but of those whose parts it names too."""
    named = [resolve(nodes, path) for item in reference.items for path in item]
    parents = {nodes.parent[node] for node in named if node is not None}
    whole = [leaf for node in named if node is not None and node not in parents for leaf in nodes.tree[node]]
    members = tuple(sorted({*candidate.members, *whole}))
    return candidate._replace(members=members, last=max(candidate.last, *members))


def _in_brackets(text: str, line: Line) -> re.Match[str] | None:
    if not line.gap or marker_at(text, line.start, line.end, bare=True):
        return None  # "Q2(a)"
    whole = _BRACKETED.fullmatch(text, line.start, line.end)
    label = _BRACKETED.match(text, line.start, line.end)
    return whole or (label if label and _LABEL_OVER.match(text, label.end() - 1, line.end) else None)


def _is_numbered_pointer(text: str, line: Line) -> bool:
    """ "2. See question 6" is the answer to 2."""
    marker = marker_at(text, line.start, line.end)
    return bool(marker and _POINTS.match(text, marker.end, line.end))


def meanings(reference: Reference, score: float, nodes: Nodes) -> tuple[Candidate, ...]:
    """Return what a reference can mean: one thing by its number, in each of the sections that count anew; by a lone
    letter, a part of any question."""
    bases: Sequence[int | None] = nodes.families if reference.is_lettered else _lettered_sections(nodes) or [None]
    return tuple(candidate for base in bases if (candidate := _named(reference, base, score, nodes)))


def _named(reference: Reference, base: int | None, score: float, nodes: Nodes) -> Candidate | None:
    """Return what a reference means when lone letters, or numbers of a section, are read under `base`; None when it
    means nothing."""
    context = base
    own = nodes.paths[base] if base in nodes.sections and not reference.is_lettered else ()
    members: list[int] = []
    ends: list[int] = []
    for first_path, last_path in reference.items:
        first = resolve(nodes, _under(own, first_path), context)
        last = first if first_path == last_path else resolve(nodes, _under(own, last_path), first)
        if first is None or last is None or last < first:
            return None
        context = last
        members += _leaves_through(first, last, nodes)
        ends += [first, last]
    return Candidate(min(ends), max(ends), tuple(dict.fromkeys(members)), score)


def _lettered_sections(nodes: Nodes) -> list[int]:
    """Return the sections A, B, … of a questionnaire in which every question stands in one."""
    lettered = not any(nodes.paths[top][0].isdigit() for top in nodes.tops)
    return list(nodes.sections) if lettered else []


def _under(section: tuple[str, ...], path: tuple[str, ...]) -> tuple[str, ...]:
    return (*section, *path) if path[0].isdigit() else path


def _leaves_through(first: int, last: int, nodes: Nodes) -> Sequence[int]:
    if first == last:
        return nodes.members[first]
    through = max(nodes.tree[last], default=last)
    return [leaf for leaf in nodes.leaf_order if first <= leaf <= through]


def _is_mere_title(text: str, line: Line) -> bool:
    """Say whether nothing but "Other points" stands on a line, and what follows denies and refuses nothing."""
    found = _REST.match(text, line.start, line.end)
    if not found or found.end() < line.end:
        return False
    below = text[line.end : line.end + _NEAR].strip()
    return not _DENIES.search(_SENTENCE_END.split(below, maxsplit=1)[0])


def remainder(text: str, line: Line) -> Anchor | None:
    """Read "The remainder: not held", "we hold nothing beyond what is set out above": for all that has no answer."""
    shown = text[line.start : min(line.end + 160, len(text))]
    named_so = _REST.match(shown) and _REST_NAMED.search(shown[:60]) and not _is_mere_title(text, line)
    if not named_so:
        sentence = _SENTENCE_END.split(shown.split("\n\n", 1)[0], maxsplit=1)[0]
        if not (line.gap and _BEYOND.search(sentence)):
            return None
    return Anchor(line.start, line.start, "rest", (Candidate(-1, -1, (), 0.8),), 0.2, shown[:30])
