"""What a reader may cost: sizes, depth, pages, time and memory. States the limits, enforces none itself."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from classifier.errors import UserError

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one file may ask for; a file beyond a limit is refused by name and the rest goes on.

    `file_mib`: a file, or an unpacked member. `archive_mib`: all members of a zip together, unpacked.
    `members`: files in a zip. `ratio`: unpacked bytes per packed byte of a member beyond 10 MiB. `depth`: mails and
    zips inside each other. `pages`: of a PDF. `characters`: of one text. `ocr_pages`: of a scan whose characters are
    recognised; 0 leaves all scans unread. `seconds`: for one file. `memory_mib`: data of one reader process,
    enforced where the system can (Linux).
    """

    file_mib: int = 64
    archive_mib: int = 2048
    members: int = 20_000
    ratio: int = 200
    depth: int = 4
    pages: int = 1_000
    characters: int = 3_000_000
    ocr_pages: int = 25
    seconds: float = 120.0
    memory_mib: int = 448


def limits_of(given: Mapping[str, str]) -> Limits:
    """Return the limits with some of them set by name; raise UserError for an unknown name or no number."""
    known = asdict(Limits())
    if unknown := sorted(set(given) - set(known)):
        raise UserError(f"there is no limit '{unknown[0]}': use {', '.join(known)}")
    return Limits(**known | {name: _number(name, value, known[name]) for name, value in given.items()})


def _number(name: str, value: str, default: float) -> float:
    try:
        number = type(default)(value)
    except ValueError:
        raise UserError(f"limit {name}: '{value}' is no number, such as {default}") from None
    if number < (0 if name == "ocr_pages" else 1):
        raise UserError(f"limit {name}: {value} would let nothing in")
    return number
