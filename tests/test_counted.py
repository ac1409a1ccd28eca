"""Numbers with their nouns, as people read them on the terminal and in the app."""

import pytest

from classifier.counted import counted


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 answers wait"), (1, "1 answer waits"), (2, "2 answers wait"), (1234, "1,234 answers wait")],
)
def test_one_is_singular_and_thousands_have_commas(number: int, said: str) -> None:
    assert counted(number, "answer waits", "answers wait") == said
