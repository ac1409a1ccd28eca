"""Forms filled in for every question: what is printed is no answer."""

from classifier.split.forms import form_labels
from classifier.split.lines import lines
from classifier.split.manner import first_markers


def _printed(text: str) -> list[str]:
    body = lines(text, ())
    return [text[span.start : span.end] for span in form_labels(text, body, first_markers(text, body, frozenset()))]


_BLOCK = "Question {n}\nIs it held?  ☒ Yes  ☐ No\nReply: On {n} days.\nExemption: –\n\n"


def test_labels_boxes_and_empty_fields_are_printed() -> None:
    printed = _printed("".join(_BLOCK.format(n=n) for n in range(1, 6)))
    assert printed == ["Is it held?  ☒ Yes  ☐ No", "Reply:", "Exemption: –"] * 5


def test_a_field_that_was_filled_in_keeps_its_words() -> None:
    text = "".join(_BLOCK.format(n=n) for n in range(1, 6)).replace("Exemption: –", "Exemption: Section 40(2)", 1)
    assert _printed(text)[2] == "Exemption:"


def test_a_letter_with_one_label_or_few_is_no_form() -> None:
    assert _printed("".join(f"{n}. Log?\nReply: On {n} days.\n\n" for n in range(1, 6))) == []
    assert _printed("".join(_BLOCK.format(n=n) for n in range(1, 3))) == []
