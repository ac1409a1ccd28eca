"""The officer's own list of the questions, and forms with numbers of their own."""

from collections.abc import Callable

_LISTED = """Dear Ms Hartley

For ease of reference we have listed your questions.

1. Policy on drones
2. Flying of drones, by own pilots or contractor?
3. Purposes
4. Models owned
5. Flights by calendar year
6. Impact assessment
7. Insurance certificate
8. Training manual
9. Spending on batteries and repairs
10. Approval of flights
11. Complaints

ANSWERS

1. It is on our website.

2 & 3. Yes, for roof surveys, with our own pilots.

4. Two Kestrel 4.

5. No log was kept.

6 to 8. None of these documents exists.

9. £312.40

10, 11. Not recorded.

Yours sincerely
"""


def test_a_list_of_the_questions_is_no_answer_and_its_numbers_count_through(
    said: Callable[[str], dict[str, str]],
) -> None:
    found = said(_LISTED)
    assert found["1"] == "It is on our website."
    assert found["2"] == found["2a"] == "Yes, for roof surveys, with our own pilots."
    assert found["2b"] == "Two Kestrel 4."
    assert found["3a"] == found["3c"] == "None of these documents exists."
    assert (found["4"], found["5"], found["6"]) == ("£312.40", "Not recorded.", "Not recorded.")


def test_a_list_of_terse_answers_is_no_list_of_questions(said: Callable[[str], dict[str, str]]) -> None:
    answers = "1. Attached\n2. Yes\n2a. Surveys\n2b. Kestrel 4\n2c. 30\n3a. Enclosed\n4. £3\n5. Nobody\n6. No\n"
    asked = "1. Please send a copy of your policy on the use of drones.\n4. How much was spent on batteries and repairs in 2023?\n"
    found = said(f"Dear Ms Hartley\n\n{answers}\nYours sincerely\n\nYour request:\n\n{asked}")
    assert (found["1"], found["4"], found["6"]) == ("Attached", "£3", "No")
