"""Words of letters go with words of questions as gold's answers show; what that adds to a sentence's fit."""

import numpy as np
import pytest
from scipy.optimize import check_grad

from classifier.questionnaire import Question
from classifier.split.associated import (
    RANK,
    above_signs,
    asked_signs,
    associations,
    gains,
    going_with,
    read_associations,
    said_signs,
    table_of,
    written,
)
from classifier.split.nodes import nodes_of
from classifier.split.words import meaning
from eval.fit_associations import Part, Told, associations_in, common_words, matrix, surprise, worth

_QUESTIONS = (
    Question("1", "How often are the lifts inspected?", asks="explain"),
    Question("2", "Please give the job title of whoever is responsible for them.", asks="explain"),
    Question("3", "Please send a copy of the policy.", asks="document"),
)
_PARTS = (
    Question("1", "Which firm cleans the windows?", stem=True),
    Question("1a", "How often?", parent="1"),
    Question("1b", "Who?", parent="1"),
)


def _told(name: str) -> list[Told]:
    """Twelve sentences of a set: whoever is asked how often says weekly, whoever is asked who says the manager."""
    said = (("Weekly, in the mornings.", 0), ("The manager, as ever.", 1))
    return 6 * [Told(name, own, text, tuple(said_signs(text)), (0.0, 0.0), 1.0) for text, own in said]


_TEN: dict[str, tuple[Question, ...]] = {f"set {number}": _PARTS for number in range(10)}


@pytest.mark.parametrize(
    ("sentence", "best"),
    [
        ("Every six weeks, and monthly in winter.", "1"),
        ("The Head of Estates and the Facilities Manager.", "2"),
        ("It is attached, with the procedure.", "3"),
    ],
)
def test_sentences_without_a_word_of_the_question_go_with_it(sentence: str, best: str) -> None:
    added = gains(sentence, going_with(_QUESTIONS))
    assert _QUESTIONS[added.index(max(added))].id == best
    assert sum(added) == pytest.approx(0, abs=1e-9)


def test_words_that_are_not_known_add_nothing() -> None:
    assert said_signs("Zyzzyva") == ["zyzzyva", "_< zyzzyva", "_zyzzyva >"]
    assert gains("Zyzzyva", going_with(_QUESTIONS)) == [0.0, 0.0, 0.0]
    assert gains("", going_with(_QUESTIONS))[0] == pytest.approx(gains("!", going_with(_QUESTIONS))[0])


def test_a_sentence_has_its_words_and_its_neighbours_without_names() -> None:
    assert set(said_signs("Our Head of Estates, Ms Blyth, paid £1,250.00 in 2023/24.")) == meaning(
        "Our Head of Estates, Ms Blyth, paid £1,250.00 in 2023/24."
    ) | {
        *("_< our", "_our ^", "_^ of", "_of ^", "_^ ^", "_^ paid", "_paid £000000", "_£000000"),
        *("_£000000 in", "_in 0000", "_0000", "_0000 00", "_00", "_00 >"),
    }


def test_a_question_has_its_words_its_kind_and_what_stands_above_it() -> None:
    assert {"@document", "_< please", "_the policy", "_policy >"} < set(asked_signs(_QUESTIONS[2]))
    assert above_signs(_PARTS[:1]) == [f"above {word}" for word in sorted(meaning("Which firm cleans the windows?"))]
    assert above_signs([]) == []


def test_what_is_learnt_in_some_sets_holds_in_others() -> None:
    told = [one for name in _TEN for one in _told(name)]
    known, _ = associations_in(told, _TEN)
    assert np.argmax(gains("It is done weekly.", table_of(nodes_of(_PARTS), known))) == 0
    assert np.argmax(gains("That is the manager.", table_of(nodes_of(_PARTS), known))) == 1
    assert known.said_rows.shape == (len(known.said), RANK)
    assert worth(told, _TEN).endswith("they fit best: 50.0%, with associations of other sets 100.0%")


def test_signs_of_few_sets_are_not_learnt() -> None:
    told = [one for name in list(_TEN)[:7] for one in _told(name)]
    known, _ = associations_in(told, _TEN)
    assert not known.said
    assert gains("Weekly.", table_of(nodes_of(_PARTS), known)) == [0.0, 0.0]


def test_the_gradient_is_that_of_the_surprise() -> None:
    said, asked = {"a": 0, "b": 1}, {"x": 0, "y": 1}
    part = Part(
        matrix([[(["a"], 1.0)], [(["a", "b"], 1.0)], [(["b"], 1.0)]], said),
        matrix([[(["x"], 1.0)], [(["x", "y"], 1.0), (["y"], 0.5)]], asked),
        np.array([[0.1, 0.0], [0.3, 0.4], [0.0, 0.0]]),
        np.array([0, 1, 1]),
        np.array([1.0, 0.3, 1.0]),
    )
    value = surprise([part], 2 * RANK, 2 * RANK)
    at = np.random.default_rng(1).standard_normal(4 * RANK + 1)
    assert check_grad(lambda numbers: value(numbers)[0], lambda numbers: value(numbers)[1], at) < 1e-5


def test_names_are_no_words() -> None:
    spoken = common_words(
        ["Morag keeps the DPIA, in Arran; ask morag@arran.example or see www.morag.example.", "Every keeper of it"]
    )
    assert {"keep", "keeper", "dpia"} <= spoken
    assert not spoken & {"morag", "arran", "every"}


def test_the_file_is_read_as_it_is_written() -> None:
    known, _ = associations_in([one for name in _TEN for one in _told(name)], _TEN)
    again = read_associations(f"# made by hand\n{written(known)}")
    assert again.said == known.said
    assert again.asked == known.asked
    assert np.abs(again.said_rows - known.said_rows).max() <= 0.01 + 1e-9
    assert written(again) == written(known)
    assert associations().said_rows.shape[1] == associations().asked_rows.shape[1] == RANK


@pytest.mark.parametrize("text", ["", "# nothing\n", f"sentence\tweekli\t{' '.join(['1'] * RANK)}\n"])
def test_without_associations_nothing_is_added(text: str) -> None:
    assert gains("Weekly.", table_of(nodes_of(_QUESTIONS), read_associations(text))) == [0.0, 0.0, 0.0]
