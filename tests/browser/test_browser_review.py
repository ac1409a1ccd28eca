"""The whole job by keyboard in a real browser, read back through the store."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from classifier.records import CurrentAnswer, Review, utc_now
from classifier.store import Store, read_current, read_history, read_letter, save_reviews
from tests.browser.conftest import Server
from tests.browser.rounds import SAID, fill_queue, make_round

pytestmark = pytest.mark.browser
Serve = Callable[[Path], Server]
SignIn = Callable[..., Page]
LOOK_MS = 700  # longer than the least time an item must be seen


def item(page: Page) -> str:
    return page.locator(".desk").get_attribute("data-item") or ""


def look(page: Page) -> None:
    page.wait_for_timeout(LOOK_MS)


def next_after(page: Page, before: str) -> str:
    expect(page.locator(".desk")).not_to_have_attribute("data-item", before, timeout=15_000)
    return item(page)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def events(store: Store, answer_id: str) -> list[Review]:
    with store.reading() as db:
        return read_history(db, answer_id)


def answers(store: Store) -> dict[str, CurrentAnswer]:
    with store.reading() as db:
        return {current.answer.id: current for current in read_current(db)}


def decided(store: Store) -> list[CurrentAnswer]:
    return [current for current in answers(store).values() if set(current.by.values()) == {"human"}]


def test_twenty_items_by_keyboard_each_saved_once(tmp_path: Path, serve: Serve, person: SignIn) -> None:
    round, store = make_round(tmp_path, authorities=21)
    queue = fill_queue(store, round)
    page = person(serve(round.folder), "Ada")
    here = item(page)
    assert here == queue[0]
    look(page)
    press(page, "a")  # purposes failed: nothing may be accepted there
    expect(page.locator(".say")).to_have_text(
        "Purposes needs your decision (no suggestion): choose one or more, or press Space to confirm that none is stated."
    )
    press(page, "q", "w", "a")
    here = next_after(page, here)
    look(page)
    press(page, "a")
    expect(page.locator(".say")).to_have_text(
        "Vendors needs your decision (under 0.90): choose one or more, or press Space to confirm these as they stand."
    )
    for _ in range(19):
        look(page)
        press(page, "Space", "a")  # the vendors are under their threshold: confirm them, then save
        here = next_after(page, here)
    done = decided(store)
    assert sorted(current.answer.id for current in done) == sorted(queue[:20])
    first = next(current for current in done if current.answer.id == queue[0])
    assert first.labels["purposes"] == ("marketing", "reputation")
    assert all(len(events(store, answer_id)) == 5 for answer_id in queue[:20])


def test_labels_names_note_passage_and_undo(tmp_path: Path, serve: Serve, person: SignIn) -> None:
    round, store = make_round(tmp_path)
    fill_queue(store, round)
    page = person(serve(round.folder), "Ada")
    first = item(page)
    look(page)
    press(page, "n")
    page.keyboard.type("s is section 3, a is an annex, z")  # nothing fires while typing
    press(page, "Escape")
    press(page, "4", "q", "Shift+3")
    page.keyboard.type("hootsuite")
    press(page, "Enter", "Escape", "Shift+G", "m", "ArrowDown", "Space", "Enter", "a")
    expect(page.locator(".say")).to_contain_text("the passage has changed")  # names may stand in the added words
    press(page, "Space", "Space", "a")
    second = next_after(page, first)
    changed = answers(store)[first]
    assert (changed.labels["status"], changed.labels["purposes"]) == ("partial", ("marketing",))
    assert changed.labels["vendors"] == ("Hootsuite",)  # as the gazetteer writes it
    history = events(store, first)
    assert {one.note for one in history} == {"s is section 3, a is an annex, z"}
    assert all(one.shown["gap"] for one in history)
    with store.reading() as db:
        text = read_letter(db, changed.answer.letter_id).text
    marked = [text[start:end] for start, end in changed.answer.spans]
    assert len(marked) == 2
    assert SAID[1] in marked  # and the passage beside it
    look(page)
    press(page, "z")
    assert next_after(page, second) == first
    expect(page.locator(".say")).to_contain_text("Taken back")
    assert "human" not in answers(store)[first].by.values()
    assert [text[start:end] for start, end in answers(store)[first].answer.spans] == [SAID[1]]


def test_a_double_press_never_decides_the_next_item(tmp_path: Path, serve: Serve, person: SignIn) -> None:
    round, store = make_round(tmp_path, sure=0.95)
    fill_queue(store, round)
    page = person(serve(round.folder), "Ada")
    first = item(page)
    look(page)
    press(page, "q", "a", "a", "a")
    next_after(page, first)
    press(page, "Space", "a")  # at once: nobody has read it
    expect(page.locator(".say")).to_contain_text("too quick")
    assert [current.answer.id for current in decided(store)] == [first]
    assert len(events(store, first)) == 5


def test_a_refusal_says_how_to_go_on_and_that_works(tmp_path: Path, serve: Serve, person: SignIn) -> None:
    round, store = make_round(tmp_path, authorities=1, sure=0.85)
    queue = fill_queue(store, round)
    page = person(serve(round.folder), "Ada")
    here = item(page)
    assert here == queue[0]
    said = page.locator(".say")
    look(page)
    press(page, "a")
    expect(said).to_contain_text("(under 0.90): choose a value, or press Space to confirm “Held” as it stands.")
    press(page, "Space", "a")
    expect(said).to_contain_text("Purposes needs your decision (no suggestion)")
    expect(said).to_contain_text("press Space to confirm that none is stated")
    press(page, *["Space"] * 4, "a")
    next_after(page, here)
    assert answers(store)[here].labels["purposes"] == ()
    assert {one.action for one in events(store, here)} == {"label"}


def test_a_blind_item_shows_nothing_then_the_difference_and_takes_a_second_decision(
    tmp_path: Path, serve: Serve, person: SignIn
) -> None:
    round, store = make_round(tmp_path, authorities=1)
    fill_queue(store, round, blind_share=1.0)
    page = person(serve(round.folder), "Ada")
    while "Which software" not in page.locator(".question").inner_text():
        here = item(page)
        look(page)
        press(page, "s")
        next_after(page, here)
    expect(page.locator(".reasons")).to_contain_text("Blind check")
    assert page.locator(".evidence, .piece.quote, .option.on").count() == 0
    assert "Hootsuite" not in page.locator(".form").inner_text()
    here = item(page)
    look(page)
    press(page, "a")
    expect(page.locator(".say")).to_have_text(
        "Holding status needs your decision (to decide): choose a value, or press X if you cannot tell."
    )
    press(page, "4", *["Space"] * 5, "a")
    expect(page.locator(".reasons")).to_contain_text("Your decision is saved")
    expect(page.locator("fieldset[data-field=vendors]")).to_contain_text("Machine: Hootsuite")
    look(page)
    press(page, "1", "a")
    next_after(page, here)
    status = [one for one in events(store, here) if one.field == "status"]
    assert [(one.label, one.shown["blind"]) for one in status] == [("partial", True), ("held", False)]


def test_two_people_are_kept_apart(tmp_path: Path, serve: Serve, person: SignIn) -> None:
    round, store = make_round(tmp_path)
    queue = fill_queue(store, round)
    server = serve(round.folder)
    ada, bob = person(server, "Ada"), person(server, "Bob")
    assert (item(ada), item(bob)) == (queue[0], queue[1])
    bob.goto(f"{server.url}/?item={queue[0]}")
    bob.locator(".desk[data-drawn]").wait_for(timeout=30_000)
    assert item(bob) != queue[0]
    for page, keys in ((ada, ("q", "a")), (bob, ("Space", "a"))):
        here = item(page)
        look(page)
        press(page, *keys)
        next_after(page, here)
    assert {one.reviewer for one in events(store, queue[0])} == {"Ada"}
    assert len(decided(store)) == 2


def test_a_reload_in_mid_edit_loses_nothing(tmp_path: Path, serve: Serve, person: SignIn) -> None:
    round, store = make_round(tmp_path)
    fill_queue(store, round)
    page = person(serve(round.folder), "Ada")
    here = item(page)
    look(page)
    press(page, "n")
    page.keyboard.type("half a thought")
    press(page, "Escape", "4", "e")
    page.wait_for_timeout(1500)
    page.reload()
    page.locator(".desk[data-drawn]").wait_for(timeout=30_000)
    assert item(page) == here
    expect(page.get_by_label("Note")).to_have_value("half a thought")
    expect(page.locator("fieldset[data-field=status] .option.on")).to_contain_text("Partial")
    expect(page.locator("fieldset[data-field=purposes] .option.on")).to_contain_text("Recruitment")
    look(page)
    press(page, "a")
    next_after(page, here)
    assert answers(store)[here].labels["purposes"] == ("recruitment",)


def test_a_server_killed_between_key_and_reply_saves_once_or_not_at_all(
    tmp_path: Path, serve: Serve, person: SignIn
) -> None:
    round, store = make_round(tmp_path)
    fill_queue(store, round)
    server = serve(round.folder)
    page = person(server, "Ada")
    for wait_ms in (0, 40, 120):
        here = item(page)
        look(page)
        press(page, "q", "Space", "a")
        page.wait_for_timeout(wait_ms)
        server.kill()
        saved = len(events(store, here))
        assert saved in (0, 5)
        server.start()
        page.reload()
        page.locator(".desk[data-drawn]").wait_for(timeout=30_000)
        assert len(events(store, here)) == saved
        if saved:
            page.goto(server.url)
            page.locator(".desk[data-drawn]").wait_for(timeout=30_000)
            assert item(page) != here
        else:
            assert item(page) == here


def test_every_page_and_its_tab_name_the_round(tmp_path: Path, serve: Serve, person: SignIn) -> None:
    round, store = make_round(tmp_path)
    fill_queue(store, round)
    page = person(serve(round.folder), "Ada", "results")
    expect(page.get_by_text("A round to review", exact=True)).to_be_visible(timeout=30_000)
    expect(page).to_have_title("Results · A round to review")
    page.get_by_role("link", name="Review").click()
    expect(page.locator(".queue .round")).to_have_text("A round to review", timeout=30_000)
    expect(page).to_have_title("Review · A round to review")


def test_on_a_telephone_the_queue_is_one_line_that_unfolds(tmp_path: Path, serve: Serve, person: SignIn) -> None:
    round, store = make_round(tmp_path)
    queue = fill_queue(store, round)
    page = person(serve(round.folder), "Ada")
    expect(page.locator(".queue .fold")).to_be_hidden()
    page.set_viewport_size({"width": 420, "height": 900})
    page.reload()
    fold = page.get_by_role("button", name="Queue: 7 open · 0 done")
    expect(fold).to_be_in_viewport(timeout=30_000)
    expect(page.get_by_label("Order")).to_be_hidden()
    fold.click()
    expect(page.get_by_label("Order")).to_be_in_viewport()
    page.locator(".queue li button").nth(3).click()
    assert next_after(page, queue[0]) == queue[3]
    expect(page.get_by_label("Order")).to_be_hidden()
    look(page)
    page.locator(".bar").get_by_role("button", name="Skip").click()
    next_after(page, queue[3])
    expect(fold).to_be_in_viewport()  # another item begins at the top


def test_bulk_acceptance_and_taking_it_back(tmp_path: Path, serve: Serve, person: SignIn) -> None:
    round, store = make_round(tmp_path, authorities=70)
    fill_queue(store, round)
    page = person(serve(round.folder), "Ada", "bulk")
    page.get_by_role("button", name=re.compile("Accept 80")).click(timeout=30_000)
    page.get_by_role("button", name="Take back 80").wait_for(timeout=60_000)
    assert len(decided(store)) == 80
    page.get_by_role("button", name="Take back 80").click()
    expect(page.get_by_role("button", name="Take back 80")).to_have_count(0, timeout=60_000)
    assert decided(store) == []


def test_two_readers_who_differ_are_adjudicated_by_key(tmp_path: Path, serve: Serve, person: SignIn) -> None:
    round, store = make_round(tmp_path)
    first = next(iter(answers(store)))
    with store.writing() as db:
        for name, status in (("Ada", "held"), ("Bob", "partial")):
            made = [
                Review(first, field.name, "label", status if field.name == "status" else (), name, name, utc_now())
                for field in round.taxonomy.fields
            ]
            save_reviews(db, round.taxonomy, made)
    page = person(serve(round.folder), "Cy", "adjudicate")
    expect(page.get_by_role("button", name="Bob: partial")).to_be_visible(timeout=30_000)
    press(page, "2")
    expect(page.get_by_text("→ partial")).to_be_visible()
    press(page, "Control+s")
    expect(page.get_by_text("No two readers differ")).to_be_visible(timeout=30_000)
    settled = answers(store)[first]
    assert settled.labels["status"] == "partial"
    assert events(store, first)[-1].shown["between"] == ["Ada", "Bob"]
