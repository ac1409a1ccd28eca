"""Numbers that are the officer's own are noticed by what stands behind them, and read by their words."""

from collections.abc import Callable

from classifier.records import Answer, Span
from classifier.split.nodes import Nodes
from classifier.split.renumbered import is_misread
from classifier.split.spans import Found

Split = Callable[[str], dict[str, Answer]]

_ANSWERS = {
    "1": "The policy on the use of drones is attached.",
    "2": "The council flies drones with its own pilots.",
    "2a": "They are flown for the purposes of surveying roofs and finding lost walkers.",
    "2b": "The models of drone that the council owns are two Mavics.",
    "2c": "There were 31 flights in the calendar year 2023 and 44 flights in 2022.",
    "3a": "The data protection impact assessment is enclosed.",
    "3b": "The insurance certificate is withheld.",
    "3c": "There is no training manual for pilots.",
    "4": "£410 was spent on batteries and £220 on repairs.",
    "5": "The Head of Estates has to approve each flight over a residential street.",
    "6": "Four residents have complained about noise.",
}
_THANKS = ("I refer to your letter of 3 May.", "It was passed to three services.", "Their replies follow.")


def _letter(paragraphs: list[str]) -> str:
    return (
        "Dear Applicant\n\n"
        + "\n\n".join(f"{n}. {words}" for n, words in enumerate(paragraphs, 1))
        + "\n\nYours faithfully\n"
    )


def _right(answers: dict[str, Answer], text: str) -> list[str]:
    return [name for name, words in _ANSWERS.items() if words in "".join(text[s:e] for s, e in answers[name].spans)]


def test_paragraphs_counted_from_the_thanks_are_read_by_their_words(split: Split) -> None:
    text = _letter([*_THANKS, *_ANSWERS.values()])
    answers = split(text)
    assert len(_right(answers, text)) >= 9
    assert {answers[name].evidence["how"] for name in _right(answers, text)} == {"renumbered"}


def test_answers_in_another_order_are_read_by_their_words_and_less_sure(split: Split) -> None:
    said = list(_ANSWERS.values())
    text = _letter([*said[5:], *said[:5]])
    answers = split(text)
    assert len(_right(answers, text)) >= 9
    assert max(answer.confidence for answer in answers.values() if answer.spans) < 0.6


def test_numbers_counted_through_in_the_questions_order_are_believed(split: Split) -> None:
    text = _letter(list(_ANSWERS.values()))
    answers = split(text)
    assert _right(answers, text) == list(_ANSWERS)
    assert {answer.evidence["how"] for answer in answers.values()} == {"number"}


def test_terse_answers_say_nothing_of_a_misreading(nodes: Nodes) -> None:
    words = "Yes. No. Held. Not held. None. Two. Attached."
    ends = [at for at, sign in enumerate(words, 1) if sign == "."]
    spans = [Span(start, end) for start, end in zip([0, *ends], ends, strict=False)]
    found = {leaf: Found((span,), "number") for leaf, span in zip(nodes.leaf_order, spans, strict=False)}
    assert not is_misread(words, found, nodes)


def test_questions_that_are_restated_are_never_misread(nodes: Nodes) -> None:
    words = " ".join(reversed(_ANSWERS.values()))
    found, at = {}, 0
    for leaf, one in zip(nodes.leaf_order, reversed(_ANSWERS.values()), strict=True):
        found[leaf] = Found((Span(at, at + len(one)),), "restated")
        at += len(one) + 1
    assert not is_misread(words, found, nodes)
    assert is_misread(words, {leaf: Found(one.spans, "number") for leaf, one in found.items()}, nodes)


def test_passages_that_answer_several_questions_go_to_each_of_them(split: Split) -> None:
    paragraphs = [
        "Insurance and impact. The data protection impact assessment is enclosed, and the insurance certificate withheld.",
        "Money. Batteries cost £410 and repairs £220.",
        "Flying. The council flies drones with its own pilots, for the purposes of surveying roofs. It owns two models of drone.",
        "Residents. The Head of Estates has to approve a flight over a residential street. Residents have complained about noise.",
        "Papers. The policy on the use of drones is attached, and there is no training manual for pilots.",
        "Closing. In the calendar year 2023 we made 31 flights.",
    ]
    text = _letter(paragraphs)
    answers = split(text)
    said = {name: "".join(text[s:e] for s, e in answers[name].spans) for name in ("1", "2a", "3a", "3b", "4", "5", "6")}
    assert "insurance certificate" in said["3a"] == said["3b"]
    assert "surveying roofs" in said["2a"]
    assert said["5"] == said["6"]
    assert said["4"].endswith("repairs £220.")


def test_own_numbers_that_name_the_readers_questions(split: Split) -> None:
    paragraphs = [f"{words} [your {name}]" for name, words in reversed(_ANSWERS.items())]
    text = _letter(paragraphs)
    assert len(_right(split(text), text)) >= len(_ANSWERS) - 1
