"""The report: one page that needs nothing and runs nothing, whatever letters and names say; its counts written out."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from classifier.cli import foi
from classifier.errors import UserError
from classifier.records import Authority
from classifier.report import report_page, write_report
from classifier.report.content import bars, heat_map, illustrations, legend, main_field, ranking, who_is_silent
from classifier.report.heat import sign_of
from classifier.report.made import Made
from classifier.report.page import as_page
from classifier.round import Round
from classifier.round.editing import save_entry
from classifier.statistics import Frame, count, groups, provenance
from tests.browser import rounds
from tests.statistics_rounds import answer, make_frame, make_round, reading

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> \"' &amp; https://example.org/x"
ALLOWED = set(
    "html head meta title style body main header nav a section article h1 h2 h3 h4 p b i strong ul li table thead tbody tr th td"
    " div span svg line rect text g blockquote footer bdi dl dt dd".split()
)


class Tags(HTMLParser):
    """Collects tags and attributes, as a browser would see them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.fixture
def round(tmp_path: Path) -> Round:
    declared = {"id": "policy", "words": HOSTILE, "by": "kind", "all": [{"question": "1", "status": "held"}]}
    return make_round(tmp_path, declared)


@pytest.fixture
def frame(round: Round) -> Frame:
    first = answer(
        HOSTILE, "1", {"status": "held", "purposes": ("rescue",), "makers": ("Kestrel Ltd", HOSTILE)}, quote=HOSTILE
    )
    second = answer(
        "Birch",
        "1",
        {"status": "not_held", "purposes": (), "makers": ("KESTREL",)},
        quote="We hold no such policy at all.",
    )
    third = answer("Cedar", "1", {"status": None, "purposes": (), "makers": ()}, state="unanswered")
    fourth = answer("Doe", "1", {}, state="unread")
    authorities = [
        Authority(HOSTILE, kind=HOSTILE),
        Authority("Birch"),
        Authority("Cedar"),
        Authority("Doe"),
        Authority("Elm"),
    ]
    return make_frame(round, [first, second, third, fourth], authorities, reading(second, "status", "not_held"))[0]


def page_of(frame: Frame) -> str:
    results = [[count(frame, one, [], {}) for one in groups(frame, statistic)] for statistic in frame.round.statistics]
    return as_page(frame, results, Made([], provenance(frame), [], [], 0))


def test_hostile_text_is_shown_and_never_markup(frame: Frame) -> None:
    page = page_of(frame)
    seen = Tags(page)
    assert seen.tags <= ALLOWED
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert {name for name, _ in seen.attributes if name in ("src", "href", "action", "srcset", "xlink:href")} == {
        "href"
    }
    assert all(value.startswith("#") for name, value in seen.attributes if name == "href")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "default-src 'none'" in page


def test_the_page_has_everything_in_it(frame: Frame) -> None:
    page = page_of(frame)
    for heading in (
        "The numbers",
        "Every authority, every question",
        "Question by question",
        "Names, ranked",
        "How it was made and checked",
        "Who did not answer",
    ):
        assert f"<h2>{heading}</h2>" in page
    assert "<strong>1</strong> of 4" in page
    assert "Not ready to publish." in page


def test_the_same_frame_gives_the_same_bytes(frame: Frame) -> None:
    assert page_of(frame) == page_of(frame)


def test_what_the_charts_count(frame: Frame) -> None:
    field = main_field(frame.round)
    assert field is not None
    cells = {name: [cell.value for cell in row] for name, row in heat_map(frame, field)}
    assert [row[0] for row in cells.values()] == ["held", "not_held", "no answer", "unread or failed"]
    assert {cell for row in cells.values() for cell in row[1:]} == {"unread or failed"}  # never classified
    makers = frame.round.taxonomy.field("makers")
    # Kestrel Ltd and KESTREL are one name, of two authorities
    assert next((one.title, one.count) for one in ranking(frame, makers)) == ("Kestrel", 2)
    assert [one.count for one in bars(frame, frame.round.leaves[1], makers)] == []
    assert who_is_silent(frame).silent == ("Elm",)
    assert who_is_silent(frame).unread == ("Doe",)
    assert who_is_silent(frame).nothing == ("Cedar",)


def test_each_value_has_a_sign_of_its_own(round: Round) -> None:
    field = main_field(round)
    assert field is not None
    signs = sign_of(field)
    assert [signs[name] for name in field.value_names] == ["H", "N", "NA"]
    assert len({signs[name] for name, _ in legend(field)}) == len(legend(field))


def test_quotations_with_personal_data_are_left_out(round: Round) -> None:
    words = (
        "Please write to ada@example.org for our policy.",
        "Ring 01234 567 890 for a copy of it, please.",
        "Our policy is on the website.",
    )
    answers = [answer(name, "1", {"status": "held"}, quote=quote) for name, quote in zip("ABC", words, strict=True)]
    frame, _ = make_frame(round, answers, [Authority(name) for name in "ABC"])
    assert [one.words for one in illustrations(frame, round.leaves[0])] == ["Our policy is on the website."]


def test_the_report_of_a_round_on_disk(tmp_path: Path) -> None:
    round, store = rounds.make_round(tmp_path, authorities=8, extra=HOSTILE)
    save_entry(
        round.folder,
        "statistics",
        [{"id": "p", "words": "hold a policy", "all": [{"question": "1", "status": "held"}]}],
    )
    store.close()
    to = tmp_path / "out" / "report.html"
    done = CliRunner().invoke(foi, ["report", str(round.folder), "--to", str(to)], catch_exceptions=False)
    assert done.exit_code == 0
    assert "<strong>8</strong> of 8" in to.read_text()
    again = to.read_bytes()
    CliRunner().invoke(foi, ["report", str(round.folder), "--to", str(to)], catch_exceptions=False)
    assert to.read_bytes() == again


def test_before_anything_is_classified_there_is_no_report(tmp_path: Path) -> None:
    round, store = rounds.make_round(tmp_path, authorities=0)
    with store.reading() as db, pytest.raises(UserError, match="no letter has been classified"):
        report_page(db, round)
    with pytest.raises(UserError, match="cannot be written"):
        write_report("", tmp_path / "round" / "round.yaml" / "report.html")
