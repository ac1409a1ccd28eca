"""Page."""

from review_app.work import Work


def show(work: Work) -> None:
    """Draw."""
