"""Which authority a file comes from: lists of authorities, file and folder names, a mapping, a mail's sender.

Names are compared without case, punctuation and "the". A name that is on no list becomes an authority of its
own, and the report says so. What a letter's head and signature say is read in `letterheads`.
"""

import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path, PurePosixPath

from classifier.errors import DataError
from classifier.records import Authority
from classifier.round import read_text

NATIONS = ("england", "scotland", "wales", "northern_ireland")
ACTS = ("FOIA", "FOISA", "EIR")
_COLUMNS = {
    "name": ("name", "authority_name", "authority", "public_body", "body", "institution", "organisation"),
    "nation": ("nation", "country"),
    "act": ("act", "governing_act", "law"),
    "url": ("url", "website", "home_page", "homepage", "request_url"),
    "kind": ("kind", "type", "kind_of_authority", "type_of_authority", "sector"),
}
_BODY = re.compile(
    r"\b(university|universities|college|council|institute|school|academy|trust|police|constabulary|authority|borough|nhs|hospital|board|agency"
    r"|department|ministry|commission|conservatoire|prifysgol|coleg|cyngor|heddlu)\b",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"\b(foi|foia|foisa|eir|request|response|reply|replies|letter|letters|final|answers?|attachments?|incoming|outgoing|correspondence|"
    r"ref(erence)?|re|fwd?|fw|copy|scan(ned)?|signed|redacted|information|freedom|of information|document|doc|pdf|email|e mail|mail|message|body|part|"
    r"annex|appendix|disclosure|ack(nowledgement)?|cover(ing)?|export|batch|download|downloads|files?|data|inbox|round|new folder|untitled|unnamed|"
    r"questionnaire|v|version|to|the|our|your|and|from|on|dated?|\d+[a-z]?|[a-z]{1,3}\d{2,}\w*)\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{4}-\d\d-\d\d-\d{6}")
_SHORTEST = 3


def read_authorities_csv(path: Path) -> list[Authority]:
    """Read a list of authorities: name, and if there, nation, act, url and kind; in the file's order.

    Takes the dashboard CSV of a batch download too. Raises DataError with the file and what is missing, or with the
    line of a nation or an act that is none.
    """
    text, found = read_text(path), list[Authority]()
    for line, cells in _rows(text, str(path)):
        for column, given, allowed in (("nation", _nation(cells["nation"]), NATIONS), ("act", cells["act"], ACTS)):
            if given and given not in allowed:
                raise DataError(
                    f"{path}, line {line}: {column} cannot be '{cells[column]}': use {', '.join(allowed)}, or leave it empty"
                )
        found.append(_authority(cells))
    return merged(found)


def authorities_in(text: str, source: str) -> list[Authority]:
    """Read the list from a CSV's text as it is; rows without a name are skipped, a name that comes twice counts once."""
    return merged([_authority(cells) for _, cells in _rows(text, source)])


def merged(authorities: Sequence[Authority]) -> list[Authority]:
    """One authority for each name; what the first mention leaves open is taken from later ones."""
    found: dict[str, Authority] = {}
    for one in authorities:
        first = found.setdefault(one.id, one)
        found[one.id] = Authority(
            first.name, first.nation or one.nation, first.act or one.act, first.url or one.url, first.kind or one.kind
        )
    return list(found.values())


def read_mapping_csv(path: Path) -> dict[str, str]:
    """Read which file is whose: a CSV with the columns `file` and `authority`; file names or paths as imported."""
    rows = csv.DictReader(StringIO(read_text(path), newline=""), dialect=_dialect(read_text(path)))
    names = rows.fieldnames or ()
    file, authority = _column(names, ("file", "path", "filename", "source")), _column(names, _COLUMNS["name"])
    if file is None or authority is None:
        raise DataError(f"{path}: needs the columns `file` and `authority` (columns: {', '.join(names)})")
    pairs = [((row.get(file) or "").strip(), (row.get(authority) or "").strip()) for row in rows]
    return {name.replace("\\", "/"): owner for name, owner in pairs if name and owner}


def mapped(source: str, mapping: Mapping[str, str]) -> str | None:
    """Return the authority that the mapping gives to a file, to a folder above it or to its bare name."""
    parts = PurePosixPath(source).parts
    for length in range(len(parts), 0, -1):
        for first in range(length):
            if owner := mapping.get("/".join(parts[first:length])):
                return owner
    return None


def dashboard_name(parts: Sequence[str]) -> str | None:
    """Return the authority of a batch download's path `<Authority> - <title>/<date-time>/…`; None for another path."""
    for folder, below in itertools.pairwise(parts):
        if _DATED.fullmatch(below) and " - " in folder:
            return folder.rsplit(" - ", 1)[0].strip()
    return None


def name_from_path(root: str, parts: Sequence[str], known: Iterable[Authority]) -> tuple[str, bool]:
    """Return the authority that a path names, and whether it is on the list.

    A listed name in any part of the path comes first; then the outermost folder below `root` that names a body
    (University of …), then the outermost name that is not generic ("reply", "FOI 123"), the root's own last: a folder
    of loose letters is rarely one authority's.
    """
    candidates = [*map(_folder_name, parts[:-1]), PurePosixPath(parts[-1]).stem] if parts else []
    own = [name for part in candidates if (name := plain_name(part))]
    above = [name] if (name := plain_name(root)) else []
    for name in [*candidates, root]:
        if listed := match_listed(name, known):
            return listed, True
    named = [name for name in own if _BODY.search(name)]
    return next(iter([*named, *own, *above]), PurePosixPath(parts[-1]).stem if parts else root), False


def _folder_name(part: str) -> str:
    """A mail and an archive are folders whose names end as files' do."""
    path = PurePosixPath(part)
    return path.stem if path.suffix.lower() in (".eml", ".msg", ".zip") else part


def match_listed(name: str, known: Iterable[Authority]) -> str | None:
    """Return the listed authority whose name `name` is, or holds (the longest, of two words or more), or shortens.

    A name that shortens several ("Arden" for University of Arden and Arden College) gives None.
    """
    words = f" {plain_form(name)} "
    names = {authority.name: plain_form(authority.name) for authority in known}
    exact = [full for full, form in names.items() if f" {form} " == words]
    within = exact or [full for full, form in names.items() if " " in form and f" {form} " in words]
    if within:
        return max(within, key=lambda full: len(names[full]))
    short = plain_form(plain_name(name))
    telling = [word for word in short.split() if len(word) >= _SHORTEST and not _BODY.fullmatch(word) and word != "of"]
    around = [full for full, form in names.items() if telling and f" {short} " in f" {form} "]
    return around[0] if len(around) == 1 else None


def plain_name(part: str) -> str:
    """Return a file or folder name as an authority's: underscores to blanks, references and "response" cut off."""
    name = " ".join(re.sub(r"[_]+", " ", part).split())
    pieces = [piece for piece in re.split(r"\s+[-–—]+\s+|--+", name) if _left(piece)]
    if not pieces:
        return ""
    chosen = next((piece for piece in pieces if _BODY.search(piece)), pieces[0])
    return _trimmed(chosen)


def plain_form(name: str) -> str:
    """Return a name as it is compared: without case, punctuation and "the"."""
    plain = re.sub(r"[^\w]+", " ", name.casefold().replace("&", " and ").replace("_", " "))
    return " ".join(word for word in plain.split() if word != "the")


def names_body(name: str) -> bool:
    """Say whether a name says what sort of body it is: council, university, trust."""
    return bool(_BODY.search(name))


def by_domain(sender: str, known: Iterable[Authority]) -> str | None:
    """Return the listed authority whose web address has the domain of a mail's sender; None unless just one has."""
    domain = sender.rsplit("@", 1)[-1].strip("> ").casefold()
    hits = [a.name for a in known if a.url and domain and _host(a.url) and _same_site(domain, _host(a.url))]
    return hits[0] if len(set(hits)) == 1 else None


def _left(piece: str) -> bool:
    return len(re.sub(r"[\W_]+", "", _GENERIC.sub("", piece))) >= _SHORTEST


def _trimmed(piece: str) -> str:
    words = piece.split()
    while words and not _left(words[-1]) and not _BODY.fullmatch(words[-1]):
        words.pop()
    while words and not _left(words[0]) and not _BODY.fullmatch(words[0]) and words[0].casefold() not in ("the",):
        words.pop(0)
    left = " ".join(words).strip(" -–—,.")
    telling = [word for word in words if not _BODY.fullmatch(word) and word.casefold() not in ("of", "the", "and")]
    return left if telling or left == piece else piece


def _column(names: Sequence[str], wanted: Sequence[str]) -> str | None:
    forms = {re.sub(r"\W+", "_", name.strip().casefold()): name for name in names if name}
    return next((forms[name] for name in wanted if name in forms), None)


def _rows(text: str, source: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows that have a name, each with the number of its line in the file."""
    rows = csv.DictReader(StringIO(text, newline=""), dialect=_dialect(text))
    columns = {key: _column(rows.fieldnames or (), names) for key, names in _COLUMNS.items()}
    if columns["name"] is None:
        raise DataError(f"{source}: has no column `name` (columns: {', '.join(rows.fieldnames or ())})")
    for row in rows:
        cells = {key: " ".join((row.get(column) or "").split()) if column else "" for key, column in columns.items()}
        if cells["name"]:
            yield rows.line_num, cells | {"act": cells["act"].upper()}


def _authority(cells: Mapping[str, str]) -> Authority:
    nation = _nation(cells["nation"])
    act = cells["act"] or ("FOISA" if nation == "scotland" else None)
    return Authority(cells["name"], nation, act, cells["url"] or None, cells["kind"] or None)


def _nation(cell: str) -> str | None:
    form = re.sub(r"\W+", "_", cell.casefold()).strip("_")
    return form or None


def _dialect(text: str) -> type[csv.Dialect]:
    first = text.split("\n", 1)[0]
    return (
        csv.excel_tab
        if first.count("\t") > first.count(",")
        else _Semicolon
        if ";" in first and "," not in first
        else csv.excel
    )


class _Semicolon(csv.excel):
    """How spreadsheet programs write CSV where the comma is the decimal sign."""

    delimiter = ";"


def _host(url: str) -> str:
    return re.sub(r"^\w+://", "", url).split("/")[0].split(":")[0].removeprefix("www.").casefold()


def _same_site(domain: str, host: str) -> bool:
    return domain == host or domain.endswith(f".{host}") or host.endswith(f".{domain}")
