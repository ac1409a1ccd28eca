"""Read enumerators: `1.` `1)` `1a).` `Q1a` `Q2(a)` `[1]` `(i)` `2.1` `3. A.` `Response to question 4:`.

A marker is read into the components of its path, `("2", "a")`, as it stands; which question it means is
decided elsewhere, from everything that the letter holds. Nothing here knows a questionnaire.
"""

import re
from dataclasses import dataclass

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SUB = r"(?:[a-z]|[ivx]{2,5}|\d{1,2})"

_LEAD = re.compile(r"[\s>*•·▪◦●○\-–—|#=\"“'‘_]*")
_TO = r"(?:to|for|of|on|regarding|concerning|re)"
_REPLY = r"answers?|ans|responses?|repl(?:y|ies)|ateb(?:ion)?"
_WORD = re.compile(
    # "in answer to your question no. 4", "Q4", "Response to part 2", "Point 3", "Section 3 – Criteria"
    rf"(?:you asked\s*:\s*)?(?:cwestiwn\s?/\s?|ateb\s?/\s?)?(?:(?:(?:(?:{_REPLY}|with (?:regards?|respect|reference)|in (?:respect|response|relation|answer|reply|regard)"
    rf"|as|turning|moving on|relating)?\s?\b{_TO}|as regards|{_REPLY})[\s:#.]+(?:(?:your|the|our)\s+)?)?(?:your\s(?=q|parts?\s|points?\s|items?\s))?"
    r"(?:questions?|quest\.|quer(?:y|ies)|q(?:n|u|ns)?s?[.:]?(?=[\s\d(\[]|[a-z]\d)|parts?\sof\s(?:the\s|your\s)?request|parts?|points?|items?|requests?|refs?\.?|reference|no\.|numbers?|cwestiynau|cwestiwn|(?:sections?|headings?|paragraphs?|paras?)(?=\s(?:[\d(]|(?-i:[A-H])\d)[^\n]{0,6}$)|sections?(?=\s(?:[1-9]|1[01])\s?[–—:-]\s(?-i:[A-Z])[^\n.;,]{2,50}$))"
    r"(?:\s+(?:no\.?|numbers?|parts?))?"
    # "Answer 4", "Response to 4", "A4", "Re 4"; but "Response: 14", "Response: 3,311.", "Response: 1 May" and "Response: 1 (in 2022)" are answers
    # "In relation to 1.1, …"
    r"|(?:in (?:relation|response|answer|reply|respect|regard)|with (?:regards?|respect|reference)|as)\s(?:to|of)(?=\s[A-H]?\d{1,2}(?:\.\d{1,2})?\s?\(?[a-h]?\)?(?:,\s(?!\d)|\s?[:–-]\s|\s(?:and|to)\s[A-H]?\d))"
    rf"|(?!(?:{_REPLY})\s?:\s*\d+(?:\W*$|,\d{{3}}|\s+(?:{MONTHS})\b|\s+\(?(?-i:[a-z]{{2}})))(?:(?:{_REPLY})\.?(?:\s{_TO})?|re|[ar]\.?(?=\d))(?=[\s:#.]*[\d(\[])"
    # "Reply to A1"
    rf"|(?:(?:{_REPLY})(?:\s{_TO})?|re)(?=\s(?-i:[A-Z])(?:\.?\d|[ \xa0]*(?:\n|$))))[\s:#.]*",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"\d{1,2}(?!\d|/(?![A-Ha-h](?:[.):]\s|\s{2}|\s(?-i:[A-Z£\d])))\S|[ \xa0]/[ \xa0]\d)|[a-z](?![a-z0-9'’])|[ivx]{2,5}(?![a-z0-9])|(?-i:[A-Z])(?=\d{1,2}(?:[a-h]|[ivx]{1,4})?(?![\w-]|/\S|\.\d))|(?-i:[a-h])(?=\d{1,2}(?:\s?[.):]\s|\t|[ ]*$))",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"[a-z](?=\d{1,2}(?:[a-h]|[ivx]{1,4})?(?![\w/-]))", re.IGNORECASE)  # "Question b2"
_COUNTED = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_PLACED = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_SPELLED = re.compile(rf"(?:{'|'.join(_COUNTED)})(?![a-z])", re.IGNORECASE)
_ORDINAL = re.compile(  # "In answer to your second question:"
    rf"(?:(?:(?:in (?:answer|response|reply|relation)|with (?:regards?|respect|reference)|as|turning)\s)?{_TO}\s)?(?:(?:your|the)\s)?(?P<place>{'|'.join(_PLACED)})\s"
    r"(?:questions?|parts?|points?|query|request)\b",
    re.IGNORECASE,
)
_IN_SECTION = re.compile(r",?\s(?:questions?|q\.?)\s?(\d{1,2})(?!\d)", re.IGNORECASE)  # "Part C, question 3"
_NEXT = re.compile(  # a number's next component; one group of them all matches
    "|".join(
        (
            rf"\s?[.)]{{0,2}}\s?\(\s?({_SUB})\s?\)",  # 2(a)  2.(a)  2) (a)  2.) (a)
            r"\.\)([a-z])(?=[.):]|\s+(?-i:[A-Z£\d]))",  # 5.)a Yes
            r"/([a-h])(?=[.):]\s|\s{2}|\s(?-i:[A-Z£\d]))",  # 7/A.
            rf",?[ \xa0](?:sub-?)?parts?[ \xa0]\(?({_SUB})\)?(?![a-z0-9])",  # Question 7, part A
            rf"[ \xa0]({_SUB})(?=[ \t\xa0]*$)",  # A2 i, alone on its line
            rf"({_SUB})(?![a-z0-9])",  # 2a
            r"(?<=\d)([a-z])(?=[ivx]{1,4}(?![a-z0-9]))",  # 2aii
            r"(\d{1,2})(?=(?:[a-h]|[ivx]{1,4})(?![a-z0-9]))",  # A2i
            rf"\.({_SUB})(?=[a-h]?(?![a-z0-9]))",  # 2.1a
            r"\.(\d{1,2})(?=[ivx]{1,4}(?![a-z0-9]))",  # A.2i
            r"\s?\(\s?(\d{1,2})(?=(?:[a-h]|[ivx]{1,4})\s?\))",  # A(2i)
            rf"[.)]{{0,2}}\s{{1,3}}(?![qa]\s?:)(?!(?-i:[I-Z])\.\s(?-i:[A-Z])[a-z])(?!(?<=\s)[2-9]\d)({_SUB})"
            r"(?=\s?[.):]|\s[–—-]\s)(?!\.\w)",  # 3. A.  3 a)  6.) i.  11 a -
        )
    ),
    re.IGNORECASE,
)
_ALONE = re.compile(r"\bq(?:uestion)?$|^(?:answer|response|reply)")  # words after which a lone letter needs no sign
_ABBREVIATION = re.compile(r"[(]?(?:i\.?\s?e\b|e\.\s?g\b|a\.m\b|p\.m\b|n\.b\b)", re.IGNORECASE)
_LABEL = re.compile(r"[A-Z]\s?:")  # Q: A: T: E:
_ANSWER_NEXT = re.compile(  # a date is no answer
    rf"[ \xa0]+(?!(?:{MONTHS})\b)[A-Z]|[ \xa0]{{2,}}\S|[ \xa0](?:\d{{2}}/\d{{2}}|\d{{4}}\b|[£$€]|\d[\d,.]*%?$)"
)
_COMMA = re.compile(r",(?!\d{3}(?!\d))")  # not that of 3,904
_CLOSE = re.compile(
    r"(?:,?\s(?:and|with)\s(?:its|their|the|all)\s(?:other\s|sub-?)?parts)?\s?[\])]?(?:\s?[.):;|\t\]]|\s*[-–—](?=\s)|\s*\||\*{1,2}|__|/(?=\s)|\s*={2,})*"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """An enumerator in a text.

    `start` is where it begins (without bullets and blanks before it), `path_start` where its number does,
    `end` where it ends, with the signs that close it; blanks may follow. `word` is the lower-case word
    before it ("question", "answer to question"), empty where there is none; `closed` says that a sign such
    as `.` or `)` ends it.
    """

    start: int
    end: int
    path: tuple[str, ...]
    word: str = ""
    closed: bool = True
    path_start: int = 0


def roman_value(component: str) -> int | None:
    """Return the value of a Roman numeral from i to xvi in lower case, or None."""
    return _ROMAN.index(component) + 1 if component in _ROMAN else None


def letter_value(component: str) -> int | None:
    """Return 1 for a, 26 for z, None for anything but one lower-case letter."""
    return ord(component) - 96 if len(component) == 1 and "a" <= component <= "z" else None


def ordinals(component: str) -> tuple[int, ...]:
    """Return the places in a list that a component can stand for: `3` → 3, `i` → 9 or 1."""
    if component.isdigit():
        return (int(component),)
    values = (letter_value(component), roman_value(component))
    return tuple(value for value in values if value is not None)


def marker_at(text: str, start: int, end: int, bare: bool = False) -> Marker | None:
    """Return the enumerator that the line `[start, end)` of the text begins with, if there is one.

    A bare number or letter counts only when a sign closes it, a word such as "question" stands before
    it, or a number stands alone on the line; so "2 cases" and "A policy" are no markers. With `bare`, for cells of a
    table, a number needs nothing more than a capital letter after it, or two blanks.
    """
    lead, at, word = opening(text, start, end)
    opened = text[lead : lead + 1] in ("[", "(")
    if ordinal := _ORDINAL.match(text, lead, end):
        path: tuple[str, ...] = (str(_PLACED.index(ordinal["place"].lower()) + 1),)
        path_end, word = ordinal.end(), "question"
    else:
        path, path_end = _path(text, at, end, spelled=bool(word))
    if not path:
        return None
    close_end = _match_end(_CLOSE, text, path_end, end)
    if _COMMA.match(text, path_end, end) and (len(path) > 1 or not text[path_end + 1 : path_end + 2].isspace()):
        close_end = path_end + 1  # A1,"Yes, at one of three" in rows of a spreadsheet
    closer = text[path_end:close_end]
    closed = bool(closer.strip() or "\t" in closer or (path_end < end and text[path_end] == "\t"))
    bracketed = text[path_end - 1] == ")" and (opened or len(path) > 1)
    marker = Marker(lead, close_end, path, word, closed or bracketed, at)
    numbered = path[0].isdigit() or (path[0] in _ROMAN and text[at].islower())
    if bare and numbered and _ANSWER_NEXT.match(text, path_end, end):
        return marker
    return marker if _counts(marker, text, end) else None


def opening(text: str, start: int, end: int) -> tuple[int, int, str]:
    """Return where a line's first sign stands, where a number or letter would, and the word before it."""
    lead = _match_end(_LEAD, text, start, end)
    at = _past_bracket(text, lead)
    word = _WORD.match(text, at, end)
    if word:
        named = _past_bracket(text, word.end())  # "Part (a)"
        if any(one.match(text, named, end) for one in (_FIRST, _SPELLED, _LETTERED)):
            return lead, named, _plain(word)
    return lead, at, ""  # "A. No": the letter is no word


def _past_bracket(text: str, at: int) -> int:
    return at + (text[at : at + 1] in ("[", "("))


def _match_end(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    found = pattern.match(text, start, end)
    return found.end() if found else start


def _path(text: str, at: int, end: int, spelled: bool = False) -> tuple[tuple[str, ...], int]:
    first = _FIRST.match(text, at, end) or (_LETTERED.match(text, at, end) if spelled else None)
    counted = _SPELLED.match(text, at, end) if spelled else None
    if counted:
        path, at = [str(_COUNTED.index(counted.group().lower()) + 1)], counted.end()
    elif first:
        path, at = [first.group().lower()], first.end()
        if path[0].isalpha() and (inside := _IN_SECTION.match(text, at, end)):
            path, at = [path[0], inside[1]], inside.end()
    else:
        return (), at
    while len(path) < 3:
        found = _NEXT.match(text, at, end)
        if not found:
            break
        group = found.lastindex or 1
        part = found[group]
        glued = len(path) == 1 and (
            found.start(group) == at or (text[at : at + 2].strip()[:1] in (".", "(") and text[at - 1].isupper())
        )
        if part.isdigit() and not path[-1].isdigit() and not glued:
            break  # "a 1"; but A1, A.1 and A(1)
        path.append(part.lower())
        at = found.end()
    return tuple(path), at


def _plain(word: re.Match[str]) -> str:
    return " ".join(word.group().lower().split()).strip(" :#.")


def _counts(marker: Marker, text: str, end: int) -> bool:
    if _ABBREVIATION.match(text, marker.start, end) or _LABEL.match(text, marker.start, end):
        return False
    glued = marker.end < end and text[marker.end - 1] == "." and text[marker.end].isalnum()
    if glued and not text[marker.end].isupper():
        return False  # 2.5
    if marker.closed or marker.word:
        alone = bool(_ALONE.search(marker.word)) and not text[marker.end : end].strip()
        return marker.closed or alone or any(part.isdigit() for part in marker.path)
    return any(part.isdigit() for part in marker.path) and (len(marker.path) > 1 or not text[marker.end : end].strip())


_SEPARATOR = re.compile(
    r"[.)\]]{0,2}\s*(?:(?P<range>to|through|until|up to|hyd at|[-–—])|(?P<list>,?\s*(?:and|or|&|plus)(?:\s(?:to|for|on))?|[,;/]))\s*"
    r"(?:(?:questions?|quer(?:y|ies)|parts?|points?|items?|q(?:ns?|s)?)[.\s]*(?:no\.?\s*)?)?(?!(?-i:I)[ \xa0’'][a-z])(?=[\d(\[]|[a-z](?![a-z])|[ivx]{2,5}(?![a-z]))",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\s\((?:(?:all|both)(?:\s(?:the|its|of\sits))?\sparts|all|in\sfull)\)", re.IGNORECASE)
_ARTICLE = re.compile(r"A[ \xa0]+[a-z]{2}")
_THOUSANDS = re.compile(r",\d{3}(?!\d)")
_DASHED = re.compile(r"[ \xa0][-–—][ \xa0]")
_NOT_APPLICABLE = re.compile(r"n\s?/\s?a\b", re.IGNORECASE)
_CHILD = re.compile(rf"\s\(?({_SUB})\)?(?![a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """Which questions a phrase names: pairs of first and last path, alike where one question is named."""

    items: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    end: int

    @property
    def is_single(self) -> bool:
        """Whether one question is named and no range."""
        return len(self.items) == 1 and self.items[0][0] == self.items[0][1]

    @property
    def is_lettered(self) -> bool:
        """Whether it begins with a letter, which says nothing without the question that it is a part of."""
        return not self.items[0][0][0].isdigit()

    @property
    def is_plain(self) -> bool:
        """Whether all that is named are numbers without parts."""
        return all(len(path) == 1 and path[0].isdigit() for item in self.items for path in item)


def reference_at(text: str, start: int, end: int) -> Reference | None:
    """Read `3 a to e`, `2-4`, `1, 2(b) and 5` beginning at `start` (a number or letter, no word before it).

    A lone letter after a number stays under that number: `3a, b and c` names 3a, 3b and 3c. "N/A" names nothing.
    """
    path, at = _path(text, start, end)
    if not path or _NOT_APPLICABLE.match(text, start, end):
        return None
    child = _CHILD.match(text, at, end) if len(path) == 1 and path[0].isdigit() else None
    if child and _SEPARATOR.match(text, child.end(), end):
        path, at = (*path, child.group(1).lower()), child.end()
    items = [(path, path)]
    at = _match_end(_WHOLE, text, at, end)
    while separator := _SEPARATOR.match(text, at, end):
        opened = separator.end() < end and text[separator.end()] in "(["
        found, found_end = _path(text, separator.end() + opened, end)
        if not found or (separator["range"] and _is_article(text, separator.end(), end)):
            break
        if _THOUSANDS.match(text, found_end, end):
            break  # "A1 - 31,207 gullies"
        if len(found) == 1 < len(items[-1][1]) and found[0].isdigit() and _DASHED.match(text, at, end):
            break  # "4bi - 9" is nine officers
        _go_on(items, found, ranged=bool(separator["range"]))
        at = _match_end(_WHOLE, text, found_end + (opened and found_end < end and text[found_end] in ")]"), end)
    return Reference(tuple(items), at)


def _is_article(text: str, at: int, end: int) -> bool:
    """ "6(e) – A note is made": the letter after the dash is a word."""
    return bool(_ARTICLE.match(text, at, end))


def _go_on(items: list[tuple[tuple[str, ...], tuple[str, ...]]], found: tuple[str, ...], ranged: bool) -> None:
    """Add the next path of a reference: the end of a range that the last item begins, or an item of its own."""
    first, last = items[-1]
    lettered = not found[0].isdigit() and last[0].isdigit()
    if lettered:
        found = (*last[: 2 if len(last) > 2 and last[1].isdigit() else 1], *found)  # "3.2 (a) to (c)"
    if ranged and lettered and len(found) > len(first):  # "3–d" is a 3d with a stray dash
        items[-1] = (found, found)
    elif ranged:
        items[-1] = (first, found)
    else:
        items.append((found, found))
