"""Quick search: it finds what the pattern finds, also where it is not tried."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.resources import read_yaml, resource
from classifier.rules.needed import needed_words, quick, threes, words_of


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"\bexempt(?:ion|ed)?\b", ("exempt",)),
        (r"(?:not|never) (?:held|kept)", ("held", "kept")),  # of two parts that must match, the longer words
        (r"n ?/ ?a", ("/",)),
        (r"a|exempt", ()),  # one alternative needs no telling word, so the pattern has to be tried
        (r"(?:exempt)?", ()),
        (r"(?<!not )held(?! back)", ("held",)),  # what stands around a match is no part of it
        (r"EXEMPT{2}", ("exemp",)),
    ],
)
def test_a_pattern_needs_the_words_that_every_match_has(pattern: str, needs: tuple[str, ...]) -> None:
    assert needed_words(re.compile(pattern, re.IGNORECASE)) == needs


def test_a_bar_in_a_bracket_or_after_a_stroke_is_no_outermost_one() -> None:
    found = quick(r"a(?:b|c)d|[|]e|\|f|\\|g", re.NOFLAG)
    assert [one.pattern for _, one in found.alternatives] == ["a(?:b|c)d", "[|]e", r"\|f", r"\\", "g"]


_ENTRIES = [entry["pattern"] for entry in read_yaml(resource("data", "rules", "holding.yaml"))]
_PIECES = (
    "not held|no|information|n/a|0|none|yes|we|do|does|is|exempt|section 12|policy|There are|fewer than 5|recorded|kept"
    "|nothing|written|before 2019|£450|have|been|monitor|University|the|files|'|.|,|2020/21|only|from|No"
).split("|")


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join), st.sampled_from(_ENTRIES))
def test_quick_search_finds_what_the_pattern_finds(text: str, pattern: str) -> None:
    ready = quick(pattern, re.IGNORECASE)
    words = words_of([ready]).present(text.lower(), threes(text.lower()))
    plain, found = re.compile(pattern, re.IGNORECASE).search(text), ready.search(text, words)
    assert (found and found.span()) == (plain and plain.span())
