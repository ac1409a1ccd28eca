"""The statistics page by Streamlit's own test runner: results, the audit's state, and declaring, as the file then has it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from classifier.auditing import audit_states, draw
from classifier.errors import DataError
from classifier.round import Round, load_round
from classifier.round.declared import Statistic, Term
from classifier.round.editing import save_entry
from classifier.store import Store, read_queue
from review_app.app_pages import statistics
from review_app.numbers import declared_from, forget_numbers, offered_tests, rows_of, with_statistic
from review_app.people import Person, Role
from review_app.work import Work
from tests.browser.rounds import make_round
from tests.statistics_rounds import answer, make_frame
from tests.statistics_rounds import make_round as by_hand
from tests.test_app_pages import draw as draw_page

POLICY = {"id": "policy", "words": "hold a policy", "all": [{"question": "1", "status": "held"}]}


@pytest.fixture
def made(tmp_path: Path) -> tuple[Round, Store]:
    forget_numbers()
    round, store = make_round(tmp_path, authorities=12)
    return save_entry(round.folder, "statistics", [POLICY]), store


def page_of(made: tuple[Round, Store], role: Role = "owner") -> AppTest:
    forget_numbers()
    work = Work(load_round(made[0].folder), made[1], Person("Ada", role), "tab")
    return AppTest.from_function(draw_page, kwargs={"show": statistics.show, "work": work}, default_timeout=20).run()


def test_what_is_declared_is_shown_with_its_sentence_and_its_gate(made: tuple[Round, Store]) -> None:
    page = page_of(made)
    assert not page.exception
    shown = [one.value.replace("\\", "") for one in page.markdown]
    assert "**policy** · 12 of 12 · 100%" in shown
    assert any(
        one.startswith("12 of the 12 authorities that replied (100%) hold a policy; a machine alone") for one in shown
    )
    assert any("points wide" in one.value for one in page.caption)


def test_an_audit_is_drawn_from_the_page_and_cannot_be_closed_before_it_is_checked(made: tuple[Round, Store]) -> None:
    page = page_of(made)
    page.button(key="audit_draw").click().run()
    assert not page.exception
    with made[1].reading() as db:
        (state,) = audit_states(db)
        assert state.items > 0
        assert sum(any(why.endswith(state.audit.name) for why in one.reasons) for one in read_queue(db)) == state.items
    page = page_of(made)
    assert page.button(key="audit_close").disabled
    assert "audit_draw" not in {one.key for one in page.button}


def test_a_viewer_sees_the_numbers_and_changes_nothing(made: tuple[Round, Store]) -> None:
    with made[1].writing() as db:
        draw(db, made[0], "Ada", checks=2)
    keys = {one.key for one in page_of(made, "viewer").button}
    assert not keys & {"audit_close", "audit_draw", "declare_save_A new one_0"}


def test_an_existing_one_is_edited_and_taken_out_and_the_rest_of_the_file_stays(made: tuple[Round, Store]) -> None:
    path = made[0].folder / "round.yaml"
    path.write_text("# mine\n" + path.read_text(), encoding="utf-8")
    page = page_of(made)
    page.selectbox(key="statistics_which").set_value("policy").run()
    page.text_input(key="declare_words_policy_0").set_value("have a written policy")
    page.selectbox(key="declare_of_policy_0").set_value("answered")
    page.button(key="declare_save_policy_0").click().run()
    assert not page.exception
    (changed,) = load_round(made[0].folder).statistics
    assert (changed.words, changed.of, changed.terms) == (
        "have a written policy",
        "answered",
        (Term("1", "label", "held", "status"),),
    )
    assert path.read_text().startswith("# mine\n")
    page = page_of(made)
    page.selectbox(key="statistics_which").set_value("policy").run()
    page.button(key="declare_drop_policy_0").click().run()
    assert load_round(made[0].folder).statistics == ()


def test_what_is_wrong_in_the_form_is_said_and_nothing_is_written(made: tuple[Round, Store]) -> None:
    page = page_of(made)
    page.text_input(key="declare_id_A new one_0").set_value("second")
    page.button(key="declare_save_A new one_0").click().run()
    assert "(second): needs at least one term" in page.error[0].value.replace("\\", "")
    assert len(load_round(made[0].folder).statistics) == 1


def test_settings_are_kept_in_the_file_and_work_the_queue_out(made: tuple[Round, Store]) -> None:
    page = page_of(made)
    page.number_input(key="statistics_widest").set_value(8.0).run()
    page.toggle(key="statistics_first").set_value(True).run()
    assert not page.exception
    round = load_round(made[0].folder)
    assert (round.widest, round.queue_first) == (8.0, "statistics")
    with made[1].reading() as db:
        assert any(why.startswith("narrows statistics") for one in read_queue(db, 5) for why in one.reasons)


def test_a_form_becomes_a_declaration_and_back(tmp_path: Path) -> None:
    round = by_hand(tmp_path)
    rows: list[dict[str, object]] = [
        {"question": "1", "test": "status: held", "not": False},
        {"question": "any", "test": "makers: Kestrel: the maker", "not": True},
        {"question": None, "test": None, "not": False},
    ]
    form = {"id": "a", "words": "do", "of": "asked", "by": "nation", "match": "any"}
    made = declared_from(round, form, rows)
    terms = (Term("1", "label", "held", "status"), Term("any", "label", "Kestrel: the maker", "makers", True))
    assert made == Statistic("a", "do", terms, "any", "asked", "nation")
    assert rows_of(made) == rows[:2]
    with pytest.raises(DataError, match="needs at least one term"):
        declared_from(round, form, [])
    frame, _ = make_frame(round, [answer("A", "1", {"makers": ("Kestrel Ltd",)})], [])
    assert {"status: undetermined", "purposes: any", "makers: any", "makers: Kestrel", "state: answered"} <= set(
        offered_tests(round, frame)
    )


def test_a_statistic_keeps_its_place_when_it_is_renamed(tmp_path: Path) -> None:
    first, second = POLICY, POLICY | {"id": "other"}
    round = by_hand(tmp_path, first, second)
    new = Statistic("renamed", "do", round.statistics[0].terms)
    assert [one.id for one in with_statistic(round, "policy", new)] == ["renamed", "other"]
    assert [one.id for one in with_statistic(round, None, new)] == ["policy", "other", "renamed"]
    assert [one.id for one in with_statistic(round, "policy", None)] == ["other"]
