"""Titles of a request's sections and questions, told from questions."""

_MOST = 9  # words


def is_title(text: str) -> bool:
    """Say whether a line is so short, and ends so, that it is a title: "Who is watching"."""
    words = [word for word in text.split() if word.strip("-–—:")]
    return 0 < len(words) <= _MOST and text[-1] not in ".?!;,:"
