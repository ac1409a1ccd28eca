"""A real Chromium and a real server on loopback; skipped with a message where there is no Chromium."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.serving import free_port, is_healthy

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_APP = Path(__file__).resolve().parents[2] / "review_app" / "app.py"


@dataclass
class Server:
    """The app on a port of this machine, for one round. It can be killed and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the app and wait until it answers; RuntimeError after 30 s."""
        words = [sys.executable, "-m", "streamlit", "run", str(_APP), "--server.address", "127.0.0.1"]
        words += ["--server.port", str(self.port), "--server.headless", "true", "--", str(self.folder)]
        log = (self.folder.parent / "server.log").open("ab")
        environment = os.environ | self.environment
        self.process = subprocess.Popen(words, cwd=_APP.parents[1], stdout=log, stderr=log, env=environment)
        log.close()
        for _ in range(300):
            if is_healthy(self.url):
                return
            time.sleep(0.1)
        raise RuntimeError(f"the app did not start: see {self.folder.parent / 'server.log'}")

    def kill(self) -> None:
        """End the app at once, as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def serve() -> Iterator[Callable[[Path], Server]]:
    """Start the app for a round's folder; it is ended after the test."""
    started: list[Server] = []

    def start(folder: Path) -> Server:
        server = Server(folder, free_port())
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.kill()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium: install Debian's `chromium` to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def person(chromium: Browser) -> Iterator[Callable[[Server, str], Page]]:
    """Sign somebody in, in a browser profile of their own, and wait for the desk; the page may load from loopback only."""
    contexts = []

    def sign_in(server: Server, name: str, path: str = "") -> Page:
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: _loopback_only(request.url))
        page.goto(f"{server.url}/{path}")
        page.get_by_label("Name").fill(name)
        page.keyboard.press("Enter")
        if not path:
            page.locator(".desk[data-drawn]").wait_for(timeout=30_000)
        return page

    yield sign_in
    for context in contexts:
        context.close()


def _loopback_only(url: str) -> None:
    if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
        raise AssertionError(f"the page asked for {url}")
