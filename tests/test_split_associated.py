"""Words of letters go with words of questions as gold's answers show; what that adds to a sentence's fit."""

import pytest

from classifier.questionnaire import Question
from classifier.split.associated import associations, gains, going_with, read_associations, rows, signs
from classifier.split.words import meaning
from eval.fit_associations import Told, associations_in, common_words, written

_QUESTIONS = (
    Question("1", "How often are the lifts inspected?", asks="explain"),
    Question("2", "Please give the job title of whoever is responsible for them.", asks="explain"),
    Question("3", "Please send a copy of the policy.", asks="document"),
)


def _told(gold: str, asked: str, words: str) -> Told:
    return Told(gold, Question("1", asked), frozenset(asked.split()), frozenset(words.split()), (words,))


def _answers(set_name: str) -> list[Told]:
    """Twelve answers of one set: whoever is asked "often" says "weekly", whoever is asked "who" says "manager"."""
    return 6 * [_told(set_name, "often", "weekly lift"), _told(set_name, "who", "manager lift")]


@pytest.mark.parametrize(
    ("sentence", "best"),
    [
        ("Every six weeks, and monthly in winter.", "1"),
        ("The Head of Estates and the Facilities Manager.", "2"),
        ("It is attached, with the procedure.", "3"),
    ],
)
def test_sentences_without_a_word_of_the_question_go_with_it(sentence: str, best: str) -> None:
    added = gains(meaning(sentence), going_with(_QUESTIONS), [True, True, True])
    assert _QUESTIONS[added.index(max(added))].id == best
    assert all(-0.3 < gain < 0.3 for gain in added)
    assert max(gains(meaning(sentence), going_with(_QUESTIONS), [False, False, False])) <= 0.1


def test_words_that_go_with_nothing_add_nothing() -> None:
    assert gains(frozenset({"zyzzyva"}), going_with(_QUESTIONS), [True, True, True]) == [0.0, 0.0, 0.0]
    assert gains(frozenset(), {}, [True, False]) == [0.0, 0.0]


def test_a_word_counts_by_its_best_and_what_speaks_against() -> None:
    known = {"weekly": {"often": 2.0, "inspect": 1.0, "title": -1.0}}
    asked = [frozenset({"often", "inspect"}), frozenset({"often", "title"}), frozenset({"title"}), frozenset({"cost"})]
    assert rows(asked, known) == {"weekly": [2.0, 1.0, -2.0, 0.0]}


def test_pairs_are_counted_within_sets_and_need_several() -> None:
    told = [one for name in "abcd" for one in _answers(name)]
    found = associations_in(told)
    # seen 24 times where 12 are expected: log(30 / 18); never seen where 12 are expected: log(6 / 18)
    assert found["weekly"] == {"often": 0.5, "who": -1.1}
    assert "lift" not in found  # as often in all answers
    assert associations_in(told[:12]) == {}  # one set says nothing of others


def test_names_are_no_words() -> None:
    spoken = common_words(
        ["Morag keeps the DPIA, in Arran; ask morag@arran.example or see www.morag.example.", "Every keeper of it"]
    )
    assert {"keep", "keeper", "dpia"} <= spoken
    assert not spoken & {"morag", "arran", "every"}


def test_a_set_in_which_all_are_asked_the_same_says_nothing() -> None:
    told = [_told(name, "often", f"weekly {name}") for name in "abcd" for _ in range(9)]
    assert associations_in(told) == {}


def test_the_file_is_read_as_it_is_written() -> None:
    found = associations_in([one for name in "abcd" for one in _answers(name)])
    shown = written(found, 4)
    assert shown.splitlines()[1:] == ["manager\toften -1.1\twho 0.5", "weekly\toften 0.5\twho -1.1"]
    assert read_associations(shown) == found
    assert associations()["every"]["often"] > 0.5


def test_a_question_has_its_words_and_its_kind() -> None:
    assert signs(_QUESTIONS[2]) == meaning("Please send a copy of the policy.") | {"@document"}
