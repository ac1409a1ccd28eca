"""The report's page in a real browser: figures show their items, in light and dark, with nothing on the console."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from eval.cli.scoring import write_report
from eval.measuring import measure
from tests.eval_sets import make_gold

pytestmark = pytest.mark.browser


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
def page(request: pytest.FixtureRequest, report: Path, chromium: Browser) -> Iterator[Page]:
    """The report in Chromium; whatever the console says fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme=request.param)
    shown = context.new_page()
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.goto(report.as_uri())
    yield shown
    context.close()
    assert said == []


def test_a_figure_shows_the_answers_that_it_is_made_of(page: Page) -> None:
    page.locator("table").first.get_by_role("row", name="purposes").get_by_role("button").first.click()
    assert page.locator("#chosen").inner_text() == "4 answers (field: purposes, right: no)"
    assert page.locator("#list .item").count() == 4
    assert "gold: marketing" in page.locator("#list .wrong").first.inner_text()


def test_the_page_is_no_wider_than_its_window_and_its_colours_follow_the_scheme(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    ground, ink = (page.evaluate(f"getComputedStyle(document.body).{name}") for name in ("backgroundColor", "color"))
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    brightness = [sum(int(part) for part in colour[4:-1].split(",")) for colour in (ground, ink)]
    assert (brightness[0] < brightness[1]) == dark
