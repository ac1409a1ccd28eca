"""Write what the app edits back into `round.yaml`: one top-level entry at a time, every other line as it stood.

The file is a person's: its comments, order and spelling stay. It is replaced whole or not at all, and only when what
it would then say can be read.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from classifier.errors import FoiError, UserError
from classifier.round import Round, load_round
from classifier.round.declared import Statistic, statistic_out

_TOP = re.compile(r"^(?=[^\s#\-])", re.MULTILINE)
_REMARKS = re.compile(r"^#[^\n]*\n(?:#[^\n]*\n|[ \t]*\n)*\Z", re.MULTILINE)


def save_statistics(folder: Path, statistics: Sequence[Statistic]) -> Round:
    """Declare these statistics in place of those in the round's file, and return the round as it then is.

    Raises DataError for a statistic that cannot be read back, UserError when the file cannot be written; then it is
    as it was.
    """
    return save_entry(folder, "statistics", [statistic_out(one) for one in statistics if one.declared])


def save_entry(folder: Path, key: str, value: Any) -> Round:
    """Put a value in place of one entry of the round's file, at its end where there is none; None and [] remove it."""
    path = folder / "round.yaml"
    before = path.read_text(encoding="utf-8")
    after = with_entry(before, key, value)
    _place(path, after)
    try:
        return load_round(folder)
    except FoiError:
        _place(path, before)
        raise


def with_entry(text: str, key: str, value: Any) -> str:
    """Return a YAML mapping's text with one top-level entry replaced, added or (for None and []) removed."""
    block = ""
    if value not in (None, []):
        block = yaml.safe_dump({key: value}, sort_keys=False, allow_unicode=True, width=110)
    starts = [found.start() for found in _TOP.finditer(text)]
    begin = next((at for at in starts if re.match(rf"{re.escape(key)}\s*:", text[at:])), None)
    if begin is None:
        return f"{text.rstrip()}\n{block}" if block else text
    end = next((at for at in starts if at > begin), len(text))
    remarks = _REMARKS.search(text, begin, end)  # comments above the next entry belong to that one
    return text[:begin] + block + text[remarks.start() if remarks else end :]


def _place(path: Path, text: str) -> None:
    half = path.with_name(f".{path.name}.half")
    try:
        half.write_text(text, encoding="utf-8")
        os.replace(half, path)
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}): statistics stay as they were") from None
