"""Every page drawn by Streamlit's own test runner, on a real round: signed in, empty and filled; bulk accept and adjudication."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import vl_convert
from streamlit.testing.v1 import AppTest

from classifier.records import Review, utc_now
from classifier.review_queue.sampling import place_in_draw
from classifier.round import Round
from classifier.store import (
    Look,
    Store,
    open_store,
    queue_counts,
    read_current,
    read_history,
    read_letters,
    read_queue,
    save_calibrated,
    save_look,
    save_reviews,
)
from review_app.app_pages import adjudicate, bulk, codebook, export, letters, progress, results, review, statistics
from review_app.directory import directory
from review_app.people import Person
from review_app.reading import forget
from review_app.work import Work
from tests.browser.rounds import fill_queue, make_round

PAGES = {
    "Progress": progress.show, "Results": results.show, "Letters": letters.show, "Codebook": codebook.show,
    "Statistics": statistics.show, "Export": export.show, "Adjudicate": adjudicate.show, "Bulk accept": bulk.show,
}  # fmt: skip


def draw(show: "Callable[[Work], None]", work: "Work") -> None:
    show(work)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Round, Store]:
    forget()
    directory.clear()
    round, store = make_round(tmp_path)
    fill_queue(store, round)
    return round, store


def run(show: Callable[[Work], None], made: tuple[Round, Store], name: str = "Ada") -> AppTest:
    forget()
    work = Work(*made, Person(name, "owner"), f"tab of {name}")
    return AppTest.from_function(draw, kwargs={"show": show, "work": work}, default_timeout=20).run()


@pytest.mark.parametrize("title", PAGES)
def test_every_page_draws(made: tuple[Round, Store], title: str) -> None:
    page = run(PAGES[title], made)
    assert not page.exception
    assert page.title[0].value == title


@pytest.mark.parametrize("title", PAGES)
def test_every_page_draws_a_round_without_letters(tmp_path: Path, title: str) -> None:
    page = run(PAGES[title], make_round(tmp_path, authorities=0))
    assert not page.exception


def test_the_desk_claims_the_first_item_and_writes_nothing_else(made: tuple[Round, Store]) -> None:
    page = run(review.show, made)
    assert not page.exception
    first = page.session_state["seat"].answer_id
    with made[1].reading() as db:
        assert read_queue(db, 1)[0].answer_id == first
        assert read_history(db, first) == []
        assert queue_counts(db, "Bob", utc_now()).with_others == 1


def test_between_two_clicks_the_file_is_anybodys(made: tuple[Round, Store]) -> None:
    run(review.show, made)
    code = (
        "import duckdb, sys; print(duckdb.connect(sys.argv[1]).execute('SELECT count(*) FROM letters').fetchone()[0])"
    )
    other = subprocess.run([sys.executable, "-c", code, made[0].store], capture_output=True, text=True, timeout=60)
    with made[1].reading() as db:
        assert (other.stdout, other.stderr) == (f"{len(read_letters(db, None))}\n", "")


def test_a_store_deleted_under_the_desk_is_one_line_and_comes_back(made: tuple[Round, Store]) -> None:
    page, path = run(review.show, made), Path(made[0].store)
    moved = path.rename(path.with_name("elsewhere.duckdb"))
    page.run()
    assert not page.exception
    assert "is not there (any more)" in page.error[0].value.replace("\\", "")
    assert not path.exists()
    moved.rename(path)
    page.button[0].click().run()
    assert not page.error
    assert page.session_state["seat"].answer_id


def test_a_viewer_may_look_and_not_decide(made: tuple[Round, Store]) -> None:
    work = Work(*made, Person("Vi", "viewer"), "tab")
    page = AppTest.from_function(draw, kwargs={"show": review.show, "work": work}, default_timeout=20).run()
    assert "not decide" in page.info[0].value


def test_the_app_asks_for_a_name_and_goes_on_to_the_desk(
    made: tuple[Round, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOI_ROUND", str(made[0].folder))
    monkeypatch.setattr("sys.argv", ["app.py"])
    app = AppTest.from_file(str(Path(review.__file__).parents[1] / "app.py"), default_timeout=30).run()
    assert not app.exception
    app.button[0].click().run()
    assert app.error[0].value.startswith("A name is needed")
    app.text_input(key="name_given").input("  Ada   Lovelace ")
    app.button[0].click().run()
    assert app.session_state["reviewer"] == "Ada Lovelace"
    assert app.session_state["seat"].answer_id


@pytest.mark.parametrize(("folder", "said"), [("", "no round was given"), ("nowhere", "holds no round.yaml")])
def test_a_missing_round_is_one_line(folder: str, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOI_ROUND", folder and str(tmp_path / folder))
    monkeypatch.setattr("sys.argv", ["app.py"])
    app = AppTest.from_file(str(Path(review.__file__).parents[1] / "app.py"), default_timeout=30).run()
    assert not app.exception
    assert said in app.error[0].value.replace("\\", "")  # the message is escaped: it is shown as Markdown


def test_a_stratum_is_accepted_but_for_its_sample_and_taken_back_whole(tmp_path: Path) -> None:
    round, store = make_round(tmp_path, authorities=70)
    page = run(bulk.show, (round, store))
    # question 1, 2 and 4 are sure in every field, 3 is not: held 70 + 69 (one failure), not held 70; 59 drawn of each
    label = next(one.label for one in page.button if one.label.startswith("Accept"))
    assert label == "Accept 80, draw 59 for checking"
    next(one for one in page.button if one.label == label).click().run()
    with store.reading() as db:
        answers = read_current(db)
        waiting = [one for one in read_queue(db) if any(why.startswith("blind check of") for why in one.reasons)]
    assert sum(set(one.by.values()) == {"human"} for one in answers) == 80
    assert len(waiting) == 59
    back = next(one for one in page.button if one.label == "Take back 80")
    back.click().run()
    with store.reading() as db:
        assert not any("human" in one.by.values() for one in read_current(db))
        assert not [one for one in read_queue(db) if any(why.startswith("blind check of") for why in one.reasons)]


def test_a_stratum_too_small_to_accept_says_why(tmp_path: Path) -> None:
    page = run(bulk.show, make_round(tmp_path, authorities=20))
    # question 1 and 2 are held, sure in every field, but for one failure: 20 + 19; question 4 is not held: 20
    buttons = [one for one in page.button if one.key and one.key.startswith("accept_")]
    assert [(one.label, one.disabled) for one in buttons] == [("Nothing to accept yet", True)] * 2
    words = [one.value for one in page.markdown if "Too few yet" in one.value]
    assert words[0] == "**held** · 39 answers  \nToo few yet: a check sample of 59 would take them all."
    assert any("at 5 %, 59 answers of a stratum are read blind" in one.value for one in page.caption)
    assert not any("larger error" in one.value for one in page.caption)
    page.segmented_control(key="bulk_target").set_value(0.01).run()
    assert any("at 1 %, 299 answers" in one.value and "larger error" in one.value for one in page.caption)


def test_two_readers_who_differ_are_adjudicated_by_a_third(made: tuple[Round, Store]) -> None:
    round, store = made
    with store.reading() as db:
        current = read_current(db)[0]
    with store.writing() as db:
        for name, label in (("Ada", "held"), ("Bob", "partial")):
            events = [
                Review(
                    current.answer.id,
                    field.name,
                    "label",
                    label if field.name == "status" else (),
                    name,
                    name,
                    utc_now(),
                )
                for field in round.taxonomy.fields
            ]
            save_reviews(db, round.taxonomy, events)
    page = run(adjudicate.show, made, "Cy")
    assert not page.exception
    assert [one.label for one in page.button][:2] == ["Ada\\: held", "Bob\\: partial"]
    page.button(key=f"adjudicate_{current.answer.id}").click().run()
    with store.reading() as db:
        assert len(read_history(db, current.answer.id)) == 10  # nothing is saved before a choice
    page.button(key=f"adopt_{current.answer.id}_status_Bob").click().run()
    page.button(key=f"adjudicate_{current.answer.id}").click().run()
    with store.reading() as db:
        last = read_history(db, current.answer.id)[-1]
    assert (last.reviewer, last.label, last.shown["adjudicated"]) == ("Cy", "partial", True)
    assert run(adjudicate.show, made, "Cy").info[0].value.startswith("No two readers differ")


def test_a_kind_is_overruled_with_a_reason(made: tuple[Round, Store]) -> None:
    with open_store(made[0].store).reading() as db:
        assert {letter.kind for letter in read_letters(db, kind=None)} == {"letter"}
    page = run(letters.show, made)
    assert [one.value for one in page.metric] == ["6", "6", "6", "0"]
    assert set(page.dataframe[0].value["Sent on"]) == {"—"}  # these letters bear no date


def test_the_queue_is_worked_out_again_on_demand(made: tuple[Round, Store]) -> None:
    page = run(progress.show, made)
    assert [one.value for one in page.metric][:3] == ["24", "0", "7"]
    page.button(key="rebuild").click().run()
    assert not page.exception
    assert int(page.metric[2].value) >= 7


def test_the_dataset_is_prepared_with_its_manifest(made: tuple[Round, Store]) -> None:
    page = run(export.show, made)
    page.button(key="export_prepare").click().run()
    assert not page.exception
    said = page.success[0].value
    assert said.startswith("24 answers. A person decided on 0 of 119 (0%) labels. Personal data: ")
    assert said.endswith(" masked.")
    assert page.download_button[0].label == "Download round.jsonl"


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".zip"])
def test_every_format_and_form_can_be_prepared(made: tuple[Round, Store], ending: str) -> None:
    page = run(export.show, made)
    page.segmented_control(key="export_format").set_value(ending)
    page.segmented_control(key="export_form").set_value("wide")
    page.toggle(key="export_personal").set_value(True)
    page.button(key="export_prepare").click().run()
    assert not page.exception
    assert page.success[0].value.endswith("Personal data: kept.")
    form = "" if ending == ".zip" else "-wide"
    assert page.download_button[0].label == f"Download round{form}{ending}"


@pytest.mark.parametrize(("width", "rows"), [(1200, 1), (330, 3), (120, 5)])
def test_the_results_legend_takes_as_many_rows_as_the_window_needs(
    made: tuple[Round, Store], width: int, rows: int
) -> None:
    work, status = Work(*made, Person("Ada", "owner"), "tab"), made[0].taxonomy.field("status")
    with made[1].reading() as db:
        answers = read_current(db)
    labels = [*status.value_names, None]  # every value and "undetermined"
    every = [replace(one, labels={"status": label}) for one, label in zip(answers, labels, strict=False)]
    spec = results.all_questions(work, status, every) | {
        "width": width,
        "autosize": {"type": "fit", "contains": "padding"},
    }
    svg = vl_convert.vegalite_to_svg(spec)
    drawn = svg[svg.index("role-legend") :]
    wide = float(re.findall(r'd="M0,0h([\d.]+)', drawn)[0])
    assert wide <= width
    places = re.findall(r"translate\([\d.]+,([\d.]+)\)\"><path[^>]*d=\"M0,0h[\d.]+v11", drawn)
    assert (len(places), len(set(places))) == (5, rows)


def test_a_decision_counts_once_and_was_kept_only_when_every_field_was() -> None:
    def event(field: str, kept: bool) -> Review:
        shown = {"viewed_ms": 4000, "suggested": True, "kept": kept}
        return Review("answer", field, "label", None, "Ada", "token", utc_now(), shown=shown)

    (found,) = progress.decisions({"answer": [event("status", False), event("purposes", True)]})
    assert (found.reviewer, found.shown) == ("Ada", {"viewed_ms": 4000, "suggested": True, "kept": False})
    bulk_event = Review("answer", "status", "label", None, "Ada", "b", utc_now(), shown={"batch": "b"})
    assert progress.decisions({"answer": [bulk_event]}) == []


def test_the_bulk_page_says_what_is_wanting_for_a_threshold_and_draws_it(tmp_path: Path) -> None:
    round, store = make_round(tmp_path, authorities=70, sure=0.98)
    page = run(bulk.show, (round, store))
    assert any("124 more blind checks would allow one at 5 %" in one.value for one in page.markdown)
    page.button(key="draw_more").click().run()
    assert not page.exception
    with store.reading() as db:
        assert sum("blind check" in one.reasons for one in read_queue(db)) >= 124
    assert not [one for one in page.button if one.key == "draw_more"]


def test_labels_above_a_threshold_are_accepted_but_for_the_sample_and_taken_back(tmp_path: Path) -> None:
    round, store = make_round(tmp_path, authorities=70, sure=0.98)
    with store.writing() as db:
        run_id = read_current(db)[0].run
        assert run_id
        bounded = Look(
            run_id.id, "status", 1, 0.05, "s", 0.05, 0.05, 60, "ab", 0.9, 60, 0, 0.049, 1.0, "Ada", utc_now(),
        )  # fmt: skip
        save_look(db, bounded)
        save_calibrated(db, run_id.id, "status", {one.answer.id: 0.98 for one in read_current(db)[1:]})
        drawn = [one.answer.id for one in read_current(db) if place_in_draw(one.answer.id) < 0.05]
        first = read_current(db)[0].answer.id  # it has no learnt confidence: it came after the look
    page = run(bulk.show, (round, store))
    expected = 280 - len({*drawn, first})
    button = page.button(key="accept_above")
    assert button.label == f"Accept {expected} labels above the thresholds"
    button.click().run()
    assert not page.exception
    with store.reading() as db:
        by_people = [one for one in read_current(db) if one.by["status"] == "human"]
    assert len(by_people) == expected
    assert not {one.answer.id for one in by_people} & {*drawn, first}
    assert {one.by["vendors"] for one in by_people} == {"machine"}
    assert any("at most 4\\.9% are wrong" in one.value for one in page.markdown)
    next(one for one in page.button if one.label == f"Take back {expected}").click().run()
    with store.reading() as db:
        assert not any("human" in one.by.values() for one in read_current(db))
