"""Make a picture of every page, light and dark: `python -m tests.browser.screenshots [FOLDER] [--size 1920x1080]`.

The round is the sample that ships, classified by the rules, with some decisions in it; every authority is invented.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from classifier.classify import classify_round
from classifier.importing import import_paths
from classifier.queueing import rebuild_queue
from classifier.records import CurrentAnswer, Review, utc_now
from classifier.resources import resource
from classifier.round import Round, create_round
from classifier.store import Store, open_store, read_current, save_reviews
from tests.browser.conftest import CHROMIUM, FLAGS, Server
from tests.serving import free_port

PAGES = ("", "adjudicate", "progress", "bulk", "results", "statistics", "letters", "codebook", "export")
Scheme = Literal["light", "dark"]


def make_sample(folder: Path) -> tuple[Round, Store]:
    """Make the sample round with a few decisions: five answers by Ada, two of them read by Ben as well, one differently."""
    sample = resource("data", "rounds", "sample")
    round = create_round(folder / "sample", sample / "request.txt", None, title="Sample round")
    store = open_store(round.store, create=True)
    import_paths(
        round, store, [sample / "letters"], authorities_csv=sample / "authorities.csv", mapping_csv=sample / "files.csv"
    )
    classify_round(round, store)
    with store.writing() as db:
        answers = [one for one in read_current(db) if one.labels.get("purposes")][:5]
        for at, current in enumerate(answers):
            save_reviews(db, round.taxonomy, _decision(round, current, "Ada Brown", 9000 + 700 * at))
            if at < 2:
                save_reviews(db, round.taxonomy, _decision(round, current, "Ben Cole", 14000, differs=at == 0))
        rebuild_queue(db, round)
    return round, store


def _decision(round: Round, current: CurrentAnswer, who: str, viewed_ms: int, differs: bool = False) -> list[Review]:
    shown = {
        "viewed_ms": viewed_ms,
        "suggested": True,
        "kept": not differs,
        "reasons": [],
        "machine": current.labels["status"],
    }
    events = []
    for field in round.taxonomy.fields:
        label = "partial" if differs and field.name == "status" else current.labels[field.name]
        about = shown if field.name == "status" else {"viewed_ms": viewed_ms}
        events.append(
            Review(current.answer.id, field.name, "label", label, who, f"picture {who}", utc_now(), shown=about)
        )
    return events


def take(server: Server, folder: Path, size: tuple[int, int]) -> list[Path]:
    """Take the pictures; return their paths."""
    made = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for scheme in ("light", "dark"):
            made += _in_scheme(browser, server, folder, size, "light" if scheme == "light" else "dark")
        browser.close()
    return made


def _in_scheme(browser: Browser, server: Server, folder: Path, size: tuple[int, int], scheme: Scheme) -> list[Path]:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page.goto(server.url)
    page.get_by_label("Name").wait_for(timeout=60_000)
    made = [_picture(page, folder / f"sign-in-{scheme}.png")]
    page.get_by_label("Name").fill("Cleo Dunn")
    page.keyboard.press("Enter")
    page.locator(".desk[data-drawn]").wait_for(timeout=60_000)
    for name in PAGES:
        if name:
            page.goto(f"{server.url}/{name}")
            page.get_by_role("heading", level=1).wait_for(timeout=60_000)
        page.wait_for_timeout(2500)
        made.append(_picture(page, folder / f"{name or 'review'}-{scheme}.png"))
    page.goto(server.url)
    page.locator(".desk[data-drawn]").wait_for(timeout=60_000)
    page.keyboard.press("?")
    made.append(_picture(page, folder / f"keys-{scheme}.png"))
    page.close()
    return made


def _picture(page: Page, path: Path) -> Path:
    page.wait_for_timeout(600)
    page.screenshot(path=path)
    return path


def main() -> None:
    """Make the pictures in the folder that was named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="docs/screenshots", type=Path)
    parser.add_argument("--size", default="1280x800")
    given = parser.parse_args()
    if CHROMIUM is None:
        raise SystemExit("there is no Chromium: install Debian's `chromium`")
    width, height = given.size.split("x")
    given.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as temporary:
        round, _ = make_sample(Path(temporary))
        server = Server(round.folder, free_port())
        server.start()
        try:
            made = take(server, given.folder, (int(width), int(height)))
        finally:
            server.kill()
    print(f"{len(made)} pictures in {given.folder}")


if __name__ == "__main__":
    main()
