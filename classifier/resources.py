"""Find the files that ship with the program: taxonomies, gazetteers, prompts, the sample round."""

from pathlib import Path

from classifier.errors import UserError

_HERE = Path(__file__).resolve().parent
_ROOTS = (_HERE.parent, _HERE / "shipped")


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder, from the source tree or the installed package."""
    for root in _ROOTS:
        if (path := root.joinpath(*parts)).exists():
            return path
    raise UserError(f"{'/'.join(parts)} does not ship with this program")
