"""How long a reviewer waits: `python -m eval.benchmarks.app` prints the time from a key to the next item on the screen.

One person, then four at once, in a real Chromium against the real app on loopback, over a store of 100,000 answers,
while a batch job commits groups of letters into the same store. Measured in the browser: from the key event to the
moment at which the next item is drawn. Nothing is left behind.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from classifier.records import utc_now
from classifier.round import Round, create_round
from classifier.store import (
    QueueEntry,
    open_store,
    queue_counts,
    read_queue,
    save_classified,
    save_letters,
    save_queue,
    save_run,
)
from eval.benchmarks.store_rounds import QUESTIONS, fill, make_letter, make_result, make_run
from tests.browser.conftest import CHROMIUM, FLAGS, Server
from tests.serving import free_port

_THINK_MS = 900
_GROUP, _EVERY_S = 5, 0.5
_REVIEWER = """
([decisions, think]) => {
  const find = (node) => node.querySelector('.desk[data-item]')
    || [...node.querySelectorAll('*')].map((one) => one.shadowRoot && find(one.shadowRoot)).find(Boolean);
  const key = (name) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, composed: true }));
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  window.waits = [];
  (async () => {
    for (let made = 0; made < decisions; made += 1) {
      await pause(think);
      const before = find(document).dataset.item;
      const open = find(document).querySelectorAll('fieldset.open').length;
      for (let at = 0; at < open; at += 1) key(' ');
      const began = performance.now();
      key('a');
      while (find(document).dataset.item === before) {
        if (performance.now() - began > 20000) { window.waits.push(null); return; }
        await pause(2);
      }
      await painted();
      window.waits.push(performance.now() - began);
    }
  })();
}
"""


@dataclass(frozen=True)
class Waits:
    """Milliseconds from key to next item; `failed` decisions never came to a next item."""

    people: int
    decisions: int
    failed: int
    p50: float
    p95: float
    worst: float


def make_benchmark_round(folder: Path, answers: int) -> Round:
    """Make a round whose store holds so many answers, all of them in the queue."""
    request = folder / "sent.txt"
    request.write_text("\n".join(f"{number}. What about matter {number}?" for number in range(1, QUESTIONS + 1)))
    round = create_round(folder / "round", request, None)
    store = open_store(round.store, create=True)
    fill(store, answers, round.taxonomy)
    with store.writing() as db:
        why = ("low confidence: holding status 0.80",)
        save_queue(db, [QueueEntry(one.answer_id, one.priority, why) for one in read_queue(db)])
    return round


def measure(server: Server, browser: Browser, people: int, decisions: int) -> Waits:
    """Let so many people decide at once, each at a fast reader's pace; the first decision of each is warm-up."""
    pages = [_signed_in(server, browser, f"Reader {people}.{number}") for number in range(people)]
    for page in pages:
        page.evaluate(_REVIEWER, [decisions + 1, _THINK_MS])
    waits: list[float | None] = []
    for page in pages:
        page.wait_for_function(f"window.waits.length > {decisions} || window.waits.includes(null)", timeout=600_000)
        waits += page.evaluate("window.waits")[1:]
        page.context.close()
    taken = sorted(wait for wait in waits if wait is not None)
    return Waits(people, len(taken), len(waits) - len(taken), statistics.median(taken), _share(taken, 0.95), taken[-1])


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _signed_in(server: Server, browser: Browser, name: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(server.url)
    page.get_by_label("Name").fill(name, timeout=60_000)
    page.keyboard.press("Enter")
    page.locator(".desk[data-drawn]").wait_for(timeout=120_000)
    return page


def write_batches(store_path: str, stop: Path) -> None:
    """Commit groups of new letters with their results until the file `stop` is there: what a batch job does."""
    store = open_store(store_path)
    from eval.benchmarks.store_rounds import shipped_taxonomy

    taxonomy, run, number = shipped_taxonomy(), make_run(2), 1_000_000
    with store.writing() as db:
        save_run(db, run)
    while not stop.exists():
        letters = [make_letter(number + place) for place in range(_GROUP)]
        with store.writing() as db:
            save_letters(db, letters)
            save_classified(db, taxonomy, [make_result(letter, run, taxonomy) for letter in letters])
        number += _GROUP
        time.sleep(_EVERY_S)


def _run(answers: int, decisions: int, crowd: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        began = time.perf_counter()
        round = make_benchmark_round(folder, answers)
        made_s = time.perf_counter() - began
        stop = folder / "stop"
        server = Server(round.folder, free_port())
        server.start()
        words = [sys.executable, "-m", "eval.benchmarks.app", "--write", round.store, str(stop)]
        writer = subprocess.Popen(words)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
                found = [measure(server, browser, people, decisions) for people in (1, crowd)]
                browser.close()
        finally:
            stop.touch()
            writer.wait(timeout=60)
            server.kill()
        with open_store(round.store).reading() as db:
            done = queue_counts(db, "", utc_now()).done
    return {"answers": answers, "made_s": made_s, "waits": found, "done": done}


def main() -> None:
    """Print the waits for one person and for several, and what they were measured on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--decisions", type=int, default=40)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--write", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        return write_batches(given.write[0], Path(given.write[1]))
    if CHROMIUM is None:
        raise SystemExit("there is no Chromium: install Debian's `chromium`")
    found = _run(given.answers, given.decisions, given.people)
    print(
        f"{found['answers']:,} answers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )
    for waits in found["waits"]:
        print(
            f"{waits.people} at once: {waits.decisions} decisions, {waits.failed} failed; key to next item"
            f" p50 {waits.p50:.0f} ms, p95 {waits.p95:.0f} ms, worst {waits.worst:.0f} ms"
        )
    if given.json:
        given.json.write_text(json.dumps(found, default=vars, indent=2))
    return None


if __name__ == "__main__":
    main()
