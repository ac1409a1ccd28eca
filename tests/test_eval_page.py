"""The report's page in a real browser: figures show their items, in light and dark, with nothing on the console."""

from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from eval.cli.scoring import write_report
from eval.measuring import measure
from tests.eval_sets import make_gold

pytestmark = pytest.mark.browser
_CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of a small gold set with one wrong label in every letter."""
    folder = tmp_path_factory.mktemp("page")
    gold = make_gold(folder / "gold")
    taxonomy = gold / "taxonomy.yaml"
    taxonomy.write_text(taxonomy.read_text().replace('cues: ["marketing"]', 'cues: ["trademark"]'))
    write_report(measure(gold), folder / "out")
    return folder / "out" / "report.html"


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, report: Path) -> Iterator[Any]:
    """The report in Chromium; whatever the console says fails the test."""
    if _CHROMIUM is None:
        pytest.skip("needs Chromium: install the chromium package")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        shown = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme=request.param)
        said: list[str] = []
        shown.on("console", lambda message: said.append(message.text))
        shown.on("pageerror", lambda error: said.append(str(error)))
        shown.goto(report.as_uri())
        yield shown
        browser.close()
        assert said == []


def test_a_figure_shows_the_answers_that_it_is_made_of(page: Any) -> None:
    page.locator("table").first.get_by_role("row", name="purposes").get_by_role("button").first.click()
    assert page.locator("#chosen").inner_text() == "4 answers (field: purposes, right: no)"
    assert page.locator("#list .item").count() == 4
    assert "gold: marketing" in page.locator("#list .wrong").first.inner_text()


def test_the_page_is_no_wider_than_its_window_and_its_colours_follow_the_scheme(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    ground, ink = (page.evaluate(f"getComputedStyle(document.body).{name}") for name in ("backgroundColor", "color"))
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    brightness = [sum(int(part) for part in colour[4:-1].split(",")) for colour in (ground, ink)]
    assert (brightness[0] < brightness[1]) == dark
