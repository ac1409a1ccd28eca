"""Reports: figures as they are, hostile words as words, test letters unseen, and fast enough."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from classifier.records import Label
from classifier.resampling import Figure
from eval.cli.scoring import write_report
from eval.compare import compare
from eval.gold import load_gold
from eval.measuring import measure
from eval.report import Section, as_markdown, as_page, as_text, compared, sections
from eval.report.charts import can_draw
from eval.report.tables import shown, table, written
from eval.report.worst import worst_errors
from eval.running import run_rules
from eval.scores import as_json, score
from tests.a_round import LETTER
from tests.eval_sets import make_gold, outcome_of, write_letter

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> | {{braces}} | `code`"


def test_a_figure_is_written_with_its_interval_and_nothing_is_a_dash() -> None:
    assert written(Figure(0.8854, 0.789, 0.958, 96)) == "0.885 (0.789 to 0.958)"
    assert written(Figure(1.0, None, None, 3)) == "1.000"
    assert written(Figure(None, None, None, 0)) == "–"
    assert shown(Figure(0.5, 0.1, 0.9, 9)).faint
    assert not shown(Figure(0.5, 0.1, 0.9, 10)).faint


def test_markdown_and_text_line_up_and_escape_what_could_be_markup() -> None:
    section = Section("Names", (table(("letter", "name"), [["a", "x|y <b>"], ["longer", "z"]]),), text="*all*")
    marked = as_markdown([section], "Report")
    assert "| a      | x\\|y \\<b\\> |" in marked
    assert "\\*all\\*" in marked
    assert "a       x|y <b>\nlonger  z" in as_text([section])


def test_a_short_report_leaves_the_details_out() -> None:
    parts = [Section("One", ()), Section("Two", (), detail=True)]
    assert "## Two" in as_markdown(parts, "Report")
    assert "## Two" not in as_markdown(parts, "Report", short=True)


def hostile_gold(folder: Path) -> Path:
    """A gold folder whose letter tries to break out of the page."""
    gold = make_gold(folder, dev=1)
    text = LETTER.replace("Yes, for marketing.", f"Yes, for marketing. {HOSTILE}")
    answer = {"spans": [f"Yes, for marketing. {HOSTILE}"], "status": "not_held", "purposes": []}
    silent: dict[str, dict[str, Any]] = {name: {"spans": []} for name in ("2", "3")}
    write_letter(gold / "dev", "hostile", text, {"1": answer, **silent})
    return gold


def test_a_letter_s_words_are_never_markup(tmp_path: Path) -> None:
    write_report(measure(hostile_gold(tmp_path / "gold")), tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text()
    assert "<img" not in page
    assert "<script>alert" not in page
    assert len(re.findall("<script", page)) == 2
    data = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    assert any(HOSTILE in item["text"] for item in json.loads(data[1]))
    assert "<img" not in (tmp_path / "out" / "report.md").read_text()


def test_the_page_needs_nothing_from_elsewhere(tmp_path: Path) -> None:
    scores = measure(make_gold(tmp_path / "gold"))
    page = as_page(sections(scores), scores, "Report")
    assert not re.search(r"""(src|href)=["'](https?:)?//""", page)
    assert "default-src 'none'" in page
    assert "prefers-color-scheme: dark" in page


@pytest.mark.skipif(not can_draw(), reason="needs altair and vl-convert-python")
def test_charts_are_drawn_in_the_page_s_own_colour(tmp_path: Path) -> None:
    scores = measure(make_gold(tmp_path / "gold"))
    page = as_page(sections(scores), scores, "Report")
    assert "status: reliability" in page
    assert "all fields: risk and coverage" in page
    assert 'stroke="currentColor"' in page
    assert 'fill="white"' not in page


def test_where_test_letters_are_scored_no_report_shows_a_word_or_label_of_them(tmp_path: Path) -> None:
    gold = make_gold(tmp_path / "gold", dev=1, test=0)
    secret = LETTER.replace("Hootsuite", "Quillfinch").replace("marketing", "campus security")
    answers: dict[str, dict[str, Any]] = {name: {"spans": [], "vendors": ["Quillfinch"]} for name in "123"}
    write_letter(gold / "test", "test-0", secret, answers, layout="Quillfinch at the top")
    scores = measure(gold)
    assert scores.about["closed"]
    assert sum(one.levels[1].support for one in scores.names) >= 3
    write_report(scores, tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        assert "Quillfinch" not in path.read_text()
    write_report(measure(gold, part="dev"), tmp_path / "dev")
    assert "Hootsuite" in (tmp_path / "dev" / "report.html").read_text()


def test_the_worst_errors_are_the_surest_ones_with_their_quote_in_context(tmp_path: Path) -> None:
    said: list[tuple[Label, Label, float]] = [
        ("held", "partial", 0.7),
        ("held", "held", 0.99),
        ("held", "not_held", 0.95),
    ]
    scores = score(outcome_of(tmp_path, "status", [said, [("held", "partial", 0.2)]]))
    worst = worst_errors(scores.items)
    assert [(one.given, one.confidence) for one in worst] == [("not_held", 0.95), ("partial", 0.7), ("partial", 0.2)]
    assert worst[0].quote[1] == "answer 3"
    assert worst[0].quote[0].endswith("answer 2\n")
    assert len(worst_errors(scores.items, 2)) == 2


def test_a_comparison_is_a_table_and_two_lists(tmp_path: Path) -> None:
    before = as_json(score(outcome_of(tmp_path / "a", "status", [[("held", "partial", 0.9)], [("held", "held", 0.9)]])))
    after = as_json(score(outcome_of(tmp_path / "b", "status", [[("held", "held", 0.9)], [("held", None, 0.9)]])))
    text = as_text(compared(compare(before, after)))
    assert "GAINED: 1" in text
    assert re.search(r"letter-0 +1 +status +partial +held +held", text)
    assert re.search(r"letter-1 +1 +status +held +undetermined +held", text)


def test_a_thousand_answers_are_scored_and_reported_in_five_seconds(tmp_path: Path) -> None:
    outcome = run_rules(load_gold(make_gold(tmp_path / "gold", dev=336)))
    began = time.process_time()  # this process's own work: the test may share its processor
    scores = score(outcome)
    write_report(scores, tmp_path / "out")
    took_s = time.process_time() - began
    assert len(scores.items) == 1008
    assert took_s < 5, f"scoring and reporting took {took_s:.1f} s"
