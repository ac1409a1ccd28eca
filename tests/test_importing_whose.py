"""Whose a file is, where its name does not say: the letter's own head or signature, and what never counts as one."""

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from classifier.classify import classify_round
from classifier.cli import foi
from classifier.importing import ImportReport, import_paths
from classifier.importing.letterheads import letterhead_name
from classifier.records import Review, utc_now
from classifier.resources import resource
from classifier.round import Round
from classifier.store import Store, open_store, read_authorities, read_current, read_letters, save_reviews
from tests.a_round import LETTER, make_round
from tests.letter_files import as_eml
from tests.test_importing import ACKNOWLEDGED, COVER, bring, write

TRUST, COUNCIL = "Harrowmere NHS Trust", "Wexmoor Council"
LISTED = (TRUST, COUNCIL, "Arden College", "Arden College Foundation", "Kestwold")
BODY = LETTER.removeprefix("Dear applicant\n\n").removesuffix("\nYours faithfully\n")
OTHER = LETTER.replace("Hootsuite", "Brandwatch")
HEAD = f"{TRUST}\nFoundry Lane, Harrowmere\n\n9 July 2020\n\n"


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return make_round(tmp_path / "round")


@pytest.fixture
def store(round_: Round) -> Store:
    return open_store(round_.store, create=True)


@pytest.fixture
def came(tmp_path: Path) -> Path:
    folder = tmp_path / "came"
    folder.mkdir()
    return folder


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    path = tmp_path / "asked.csv"
    path.write_text("name,url\n" + "".join(f"{name},\n" for name in LISTED) + "Ofmoor Board,https://ofmoor.example\n")
    return path


def whose(report: ImportReport) -> dict[str, tuple[str, str]]:
    return {line.source.removeprefix("came/"): (line.authority, line.found_by) for line in report.files}


@pytest.mark.parametrize(
    ("head", "signature", "name"),
    [
        (TRUST, "", TRUST),
        ("Information Governance, Harrowmere NHS Trust | Foundry Lane", "", TRUST),
        ("THE HARROWMERE NHS TRUST\n1 Foundry Lane", "", TRUST),
        ("University Hospital\nHarrowmere NHS\nTrust\n", "", TRUST),
        ("", "Jo Reed\nInformation Officer\nWexmoor Council", COUNCIL),
        ("", "Jo Reed\nOn behalf of Wexmoor Council", COUNCIL),
        ("Arden College Foundation", "", "Arden College Foundation"),
        (TRUST, "Jo Reed\nWexmoor Council", None),  # two of them
        ("Your question about Harrowmere NHS Trust and its software", "", None),  # running text
        ("To: Harrowmere NHS Trust", "", None),
        ("Friends of Harrowmere NHS Trust", "", None),
        ("12 High Street\nKestwold", "", None),  # a place as well as a name
        ("", "Jo Reed\nComplaints about Wexmoor Council go to the Commissioner.", None),
    ],
)
def test_a_name_counts_where_it_stands_by_itself(head: str, signature: str, name: str | None) -> None:
    text = f"{head}\n\nDear applicant\n\n{BODY}\nYours faithfully\n\n{signature}\n"
    assert letterhead_name(text, LISTED) == name


def test_names_in_the_letter_itself_or_in_an_older_mail_do_not_count() -> None:
    assert letterhead_name(f"Dear applicant\n\nWexmoor Council\n\n{BODY}", LISTED) is None
    assert letterhead_name(f"{TRUST}\n\n{BODY}", LISTED) is None  # without a salutation no line is a letterhead
    older = "\n\nOn 2 June 2020, A Person wrote:\n> Dear you\n\nYours faithfully\nA Person\nWexmoor Council\n"
    assert letterhead_name(f"{HEAD}Dear applicant\n\n{BODY}{older}", LISTED) == TRUST


def test_no_shipped_letter_is_taken_for_another_authoritys() -> None:
    found: Counter[bool] = Counter()
    for folder in resource("data", "gold").iterdir():
        gold = {path: json.loads(path.read_text(encoding="utf-8")) for path in folder.rglob("*.gold.json")}
        names = sorted({entry["authority"] for entry in gold.values()})
        for path, entry in gold.items():
            letter = path.with_name(path.name.replace(".gold.json", ".txt"))
            name = letterhead_name(letter.read_text(encoding="utf-8"), names)
            found[name == entry["authority"]] += name is not None
    assert found[True] > 500
    assert found[False] == 0


def test_a_file_whose_name_says_nothing_is_looked_up_by_its_letterhead(
    round_: Round, store: Store, came: Path, asked: Path
) -> None:
    write(came, {"response 17.txt": HEAD + LETTER, "Plover.txt": LETTER, "Arden College.txt": f"{COUNCIL}\n\n{LETTER}"})
    report = import_paths(round_, store, [came], authorities_csv=asked)
    assert whose(report) == {
        "response 17.txt": (TRUST, "letterhead"),
        "Plover.txt": ("Plover", "name"),
        "Arden College.txt": ("Arden College", "name"),
    }
    assert report.unlisted == ("Plover",)
    account = json.loads((round_.folder / "import-report.json").read_text())
    assert [line["found_by"] for line in account["every_file"]] == ["name", "name", "letterhead"]


def test_a_mapping_and_a_senders_address_come_before_the_letterhead(
    round_: Round, store: Store, came: Path, asked: Path, tmp_path: Path
) -> None:
    mapping = tmp_path / "whose.csv"
    mapping.write_text("file,authority\nscan 17.txt,Plover Trust\n")
    write(came, {"scan 17.txt": HEAD + LETTER, "mail 1.eml": as_eml(HEAD + LETTER, sender="foi@ofmoor.example")})
    report = import_paths(round_, store, [came], authorities_csv=asked, mapping_csv=mapping)
    assert whose(report) == {"scan 17.txt": ("Plover Trust", "mapping"), "mail 1.eml": ("Ofmoor Board", "sender")}


def test_a_mail_and_its_attachments_go_together(round_: Round, store: Store, came: Path, asked: Path) -> None:
    write(came, {"mail 1.eml": as_eml(COVER, [("scan.txt", (HEAD + LETTER).encode())])})
    report = import_paths(round_, store, [came], authorities_csv=asked)
    assert whose(report) == {"mail 1.eml": (TRUST, "letterhead"), "mail 1.eml/scan.txt": (TRUST, "letterhead")}


def test_the_requesters_own_address_is_no_letterhead(tmp_path: Path, came: Path, asked: Path) -> None:
    made = make_round(tmp_path / "round")
    sent = Round(made.name, made.title, made.folder, f"{made.request}\nYours faithfully\nA Person\nArden College\n",
                 made.questions, made.taxonomy, made.act, made.store)  # fmt: skip
    write(came, {"scan 17.txt": f"A Person\nArden College\n\n{LETTER}", "scan 18.txt": HEAD + LETTER})
    report = import_paths(sent, open_store(sent.store, create=True), [came], authorities_csv=asked)
    assert [line.found_by for line in report.files] == ["name", "letterhead"]


def test_names_on_no_list_are_told_with_the_remedy(round_: Round, came: Path, asked: Path, tmp_path: Path) -> None:
    request = tmp_path / "request.txt"
    request.write_text(round_.request)
    write(came, {"Plover.txt": LETTER})
    folder = str(tmp_path / "new")
    run = CliRunner()
    run.invoke(foi, ["init", folder, "--request", str(request)], catch_exceptions=False)
    said = run.invoke(foi, ["import", folder, str(came), "--authorities", str(asked)], catch_exceptions=False).output
    assert (
        "taken from the files' names: Plover. Say whose they are: --mapping FILE.csv (columns file, authority)" in said
    )


# --- imported again -----------------------------------------------------------------------------------------


def stored(store: Store) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the letters that count, with whose they are, and the names of all authorities that were asked."""
    with store.reading() as db:
        return [(one.authority, one.source) for one in read_letters(db)], [one.name for one in read_authorities(db)]


def test_a_list_that_comes_later_takes_the_letters_from_names_of_files(
    round_: Round, store: Store, came: Path, asked: Path
) -> None:
    write(came, {"Harrowmere.txt": LETTER, "Plover.txt": OTHER, "harrowmere ack.txt": ACKNOWLEDGED})
    import_paths(round_, store, [came])
    assert stored(store)[1] == ["Harrowmere", "Plover"]
    report = import_paths(round_, store, [came], authorities_csv=asked)
    assert report.moved == (
        ("came/Harrowmere.txt", "Harrowmere", TRUST),
        ("came/harrowmere ack.txt", "harrowmere", TRUST),
    )
    assert (report.unlisted, report.kept) == (("Plover",), ())
    counted, names = stored(store)
    assert counted == [(TRUST, "came/Harrowmere.txt"), ("Plover", "came/Plover.txt")]
    assert set(names) == {"Plover", *LISTED, "Ofmoor Board"}
    assert "Harrowmere" not in (*report.authorities, *report.silent, *report.notices)
    again = import_paths(round_, store, [came], authorities_csv=asked)
    assert (again.moved, again.new_letters, stored(store)) == ((), 0, (counted, names))
    assert not any(line.new for line in again.files)


def test_a_letter_that_somebody_has_worked_on_stays_and_the_account_says_so(
    round_: Round, store: Store, came: Path, asked: Path, tmp_path: Path
) -> None:
    write(came, {"Harrowmere.txt": LETTER})
    import_paths(round_, store, [came])
    classify_round(round_, store)
    with store.writing() as db:
        answer = read_current(db)[0].answer
        save_reviews(db, round_.taxonomy, [Review(answer.id, "status", "label", "not_held", "Ada", "t", utc_now())])
    mapping = tmp_path / "whose.csv"
    mapping.write_text(f"file,authority\nHarrowmere.txt,{TRUST}\n")
    for options in ({"authorities_csv": asked}, {"mapping_csv": mapping}):
        report = bring(round_, store, came, **options)
        assert [(one.authority, one.refused) for one in report.kept] == [("Harrowmere", TRUST)]
        assert stored(store)[0] == [("Harrowmere", "came/Harrowmere.txt")]
    assert json.loads((round_.folder / "import-report.json").read_text())["kept"] == [
        {"source": "came/Harrowmere.txt", "authority": "Harrowmere", "not": TRUST}
    ]


def test_a_mapping_moves_a_file_and_holds_when_it_is_not_given_again(
    round_: Round, store: Store, came: Path, asked: Path, tmp_path: Path
) -> None:
    mapping = tmp_path / "whose.csv"
    mapping.write_text(f"file,authority\nscan 17.txt,{COUNCIL}\n")
    write(came, {"scan 17.txt": LETTER})
    import_paths(round_, store, [came], authorities_csv=asked)
    for options in ({"mapping_csv": mapping}, dict[str, Path](), {"authorities_csv": asked}):
        report = bring(round_, store, came, **options)
        assert [line.found_by for line in report.files] == ["mapping" if "mapping_csv" in options else "before"]
        counted, names = stored(store)
        assert counted == [(COUNCIL, "came/scan 17.txt")]
        assert set(names) == {*LISTED, "Ofmoor Board"}
    mapping.write_text(f"file,authority\nscan 17.txt,{TRUST}\n")
    import_paths(round_, store, [came], mapping_csv=mapping)
    assert stored(store)[0] == [(TRUST, "came/scan 17.txt")]
    mapping.write_text(f"file,authority\nscan 17.txt,{COUNCIL}\n")
    import_paths(round_, store, [came], mapping_csv=mapping)  # its letter is there already, as a duplicate
    assert stored(store) == ([(COUNCIL, "came/scan 17.txt")], names)


def test_what_moved_and_what_did_not_is_printed(round_: Round, came: Path, asked: Path, tmp_path: Path) -> None:
    request = tmp_path / "request.txt"
    request.write_text(round_.request)
    write(came, {"Harrowmere.txt": LETTER})
    words = ["import", str(tmp_path / "new"), str(came)]
    run = CliRunner()
    run.invoke(foi, ["init", words[1], "--request", str(request)], catch_exceptions=False)
    run.invoke(foi, words, catch_exceptions=False)
    said = run.invoke(foi, [*words, "--authorities", str(asked)], catch_exceptions=False).output
    assert f"Now counted for another authority, and to be classified anew: Harrowmere → {TRUST}\n" in said


# --- copies -------------------------------------------------------------------------------------------------


def test_the_same_bytes_under_a_name_on_no_list_are_a_copy_of_the_listed_authoritys(
    round_: Round, store: Store, came: Path, asked: Path
) -> None:
    write(came, {"A. Plover.txt": LETTER, "Wexmoor Council.txt": LETTER, "Zeta.txt": LETTER})
    report = import_paths(round_, store, [came], authorities_csv=asked)
    assert {line.source: (line.kind, line.reason) for line in report.files if line.kind == "duplicate"} == {
        "came/A. Plover.txt": ("duplicate", "the same file as came/Wexmoor Council.txt"),
        "came/Zeta.txt": ("duplicate", "the same file as came/Wexmoor Council.txt"),
    }
    assert whose(report)["A. Plover.txt"] == (COUNCIL, "copy")
    assert (report.new_letters, report.unlisted) == (1, ())
    with store.reading() as db:
        assert [one.source for one in read_letters(db)] == ["came/Wexmoor Council.txt"]
        assert "A. Plover" not in [one.name for one in read_authorities(db)]


def test_a_copy_that_comes_in_a_later_import_is_one_too(round_: Round, store: Store, came: Path, asked: Path) -> None:
    write(came, {"Wexmoor Council.txt": LETTER})
    import_paths(round_, store, [came], authorities_csv=asked)
    write(came, {"Zeta.txt": LETTER})
    report = import_paths(round_, store, [came], authorities_csv=asked)
    assert [line.kind for line in report.files] == ["letter", "duplicate"]


def test_a_copied_mail_goes_with_what_is_in_it(round_: Round, store: Store, came: Path, asked: Path) -> None:
    mail = as_eml(COVER, [("scan.txt", LETTER.encode())])
    write(came, {"Wexmoor Council.eml": mail, "Zeta.eml": mail})
    report = import_paths(round_, store, [came], authorities_csv=asked)
    assert {line.authority for line in report.files} == {COUNCIL}
    assert [line.kind for line in report.files] == ["cover", "letter", "duplicate", "duplicate"]


def test_two_listed_authorities_and_those_of_a_round_without_a_list_may_send_the_same(
    round_: Round, store: Store, came: Path, asked: Path
) -> None:
    write(came, {"Plover.txt": LETTER, "Zeta.txt": LETTER})
    assert import_paths(round_, store, [came]).counts == {"letter": 2}
    write(came, {"Wexmoor Council.txt": LETTER, "Arden College.txt": LETTER})
    report = import_paths(
        round_, store, [came / "Wexmoor Council.txt", came / "Arden College.txt"], authorities_csv=asked
    )
    assert report.counts == {"letter": 2}
