"""The report in a real browser: it asks for nothing, says nothing on the console, and fits a telephone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from classifier.report import report_page, write_report
from classifier.round.editing import save_entry
from tests.browser.rounds import make_round

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_needs_no_network_and_is_as_wide_as_the_window(chromium: Browser, tmp_path: Path, width: int) -> None:
    round, store = make_round(tmp_path, authorities=30, extra="<script>document.title = 'taken'</script>")
    declared = {
        "id": "p",
        "words": "<img src=x onerror=\"document.title='taken'\">",
        "all": [{"question": "1", "status": "held"}],
    }
    round = save_entry(round.folder, "statistics", [declared])
    with store.reading() as db:
        write_report(report_page(db, round), tmp_path / "report.html")
    page = chromium.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto((tmp_path / "report.html").as_uri())
    assert asked == [(tmp_path / "report.html").as_uri()]
    assert said == []
    assert page.title() == "A round to review"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("table.map tbody tr").count() == 30
    page.close()
