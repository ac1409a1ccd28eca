"""A number with its noun, in the singular or the plural: "1 answer waits", "2 answers wait"."""


def counted(number: int, one: str, many: str) -> str:
    """Return the number, with commas for thousands, and the words that go with it."""
    return f"{number:,} {one if number == 1 else many}"
