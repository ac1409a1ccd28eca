"""The request's words are recognised where a letter repeats them, and not where an answer merely uses them."""

import itertools
from dataclasses import dataclass

import pytest

from classifier.questionnaire import Question
from classifier.split.echo import Echo, find_echoes
from classifier.split.words import words


@dataclass(frozen=True)
class Finder:
    """Finds the echoes of the shared request in a text; `ids` are those of the questions restated."""

    questions: tuple[Question, ...]
    request_text: str

    def all(self, text: str) -> list[Echo]:
        return find_echoes(text, words(text), self.questions, self.request_text)

    def ids(self, text: str) -> list[str]:
        return [self.questions[echo.node].id for echo in self.all(text) if echo.node is not None]


@pytest.fixture
def echoes(questions: tuple[Question, ...], request_text: str) -> Finder:
    return Finder(questions, request_text)


def test_every_question_of_the_request_is_an_echo_of_itself(echoes: Finder, request_text: str) -> None:
    assert echoes.ids(request_text) == ["1", "2", "2a", "2b", "2c", "3", "3a", "3b", "3c", "4", "5", "6"]
    assert all(echo.coverage == 1.0 for echo in echoes.all(request_text))


def test_an_echo_says_where_it_stands_and_how_much_it_covers(echoes: Finder) -> None:
    text = "You asked: How much was spent on batteries and repairs in 2023? Nothing."
    (echo,) = echoes.all(text)
    assert text[echo.start : echo.end] == "How much was spent on batteries and repairs in 2023"
    assert (echo.coverage, echo.first, echo.last) == (1.0, 0.0, 1.0)
    assert (echo.at, echo.to) == (2, 11)


@pytest.mark.parametrize(
    "shown",
    [
        "HOW MUCH WAS SPENT ON BATTERIES AND REPAIRS IN 2023?",
        "How  much was\nspent on\xa0batteries and repairs\nin 2023?",
        "“How much was spent on batteries & and repairs in 2023”",
        "How much - was spent on bat\u00adteries and repairs in 2023",
        "How much was spent on batteries and on repairs in 2023?",
        "How much was spent on batteries and repairs?",
        "How much money was spent on batteries and repairs in 2023?",
    ],
)
def test_wrapping_case_typography_and_a_changed_word_make_no_difference(echoes: Finder, shown: str) -> None:
    assert echoes.ids(f"Dear reader\n\n{shown}\n\nNothing.") == ["4"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nothing was spent.",
        "We spent £40 on batteries and repairs in 2023.",
        "3b. The insurance certificate is enclosed with this letter.",
        "A data protection impact assessment has been drafted by the council.",
        "The policy on the use of force is attached.",
        "The Head of Estates has to approve a flight.",
    ],
)
def test_an_answer_that_uses_a_questions_words_is_no_echo(echoes: Finder, text: str) -> None:
    assert echoes.ids(text) == []


@pytest.mark.parametrize(
    "text", ["b. the insurance certificate\n", "• the insurance certificate;", "the insurance certificate: yes"]
)
def test_a_short_question_counts_where_it_stands_alone(echoes: Finder, text: str) -> None:
    assert echoes.ids(text) == ["3b"]


def test_questions_run_together_are_cut_where_the_next_begins(echoes: Finder) -> None:
    text = "Does the council fly drones, whether with its own pilots or through a contractor? If yes to 2, for what purposes are they flown?"
    found = echoes.all(text)
    assert echoes.ids(text) == ["2", "2a"]
    assert found[0].end < found[1].start


def test_other_text_of_the_request_is_an_echo_without_a_question(echoes: Finder) -> None:
    (echo,) = echoes.all("I am asking every council about its use of small unmanned aircraft since 1 January 2021.")
    assert echo.node is None


def test_echoes_come_in_order_and_do_not_overlap(echoes: Finder, request_text: str) -> None:
    found = echoes.all(request_text + request_text)
    assert all(one.end <= following.start for one, following in itertools.pairwise(found))
    assert len(echoes.ids(request_text + request_text)) == 24  # each of the 12 nodes twice


def test_a_question_that_was_corrected_by_hand_is_still_found(request_text: str) -> None:
    questions = (Question("1", "Which airfields does the council rent from its neighbours?"),)
    text = "Which airfields does the council rent from its neighbours? None."
    (echo,) = find_echoes(text, words(text), questions, request_text)
    assert (echo.node, echo.start, echo.coverage) == (0, 0, 1.0)
