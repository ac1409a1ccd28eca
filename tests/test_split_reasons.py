"""Reasons that stand after the last answer go to the answers that they are about."""

from collections.abc import Callable

Said = Callable[[str], dict[str, str]]

_LETTER = """Dear Applicant

Question 1
The policy is attached.

Question 2
Yes.

Question 2b
Withheld under section 43(2).

Question 4
£3,120, of which the supplier's part is exempt under section 43(2).

Question 5
The clerk.

Question 6
No.

{reasons}

You may ask for an internal review within 40 working days.

Yours sincerely
"""


def test_reasons_go_to_the_answers_that_cite_the_provision(said: Said) -> None:
    reasons = "Exemptions\n\nSection 43(2) is relied on because the contract is to be let again, which would prejudice our interests."
    found = said(_LETTER.format(reasons=reasons))
    assert all("let again" in found[name] for name in ("2b", "4"))
    assert found["6"] == "No."
    assert all("Exemptions" not in words for words in found.values())


def test_reasons_go_to_the_questions_that_they_name(said: Said) -> None:
    reasons = "The reason for relying on section 43(2) at question 4 is that the supplier would be harmed."
    found = said(_LETTER.format(reasons=reasons))
    assert "would be harmed" in found["4"]
    assert found["2b"] == "Withheld under section 43(2)."
    assert found["6"] == "No."


def test_a_general_account_of_an_exemption_is_nobodys_reason(said: Said) -> None:
    reasons = "Section 43(2) says that information is exempt if its disclosure would be likely to prejudice commercial interests."
    found = said(_LETTER.format(reasons=reasons))
    assert all("says that" not in words for words in found.values())


def test_a_public_interest_test_that_goes_on_stays_with_its_reasons(said: Said) -> None:
    reasons = (
        "Section 43(2) applies since the contract is to be let again and we would be harmed.\n\n"
        "In favour of disclosure is openness about spending. The balance lies against it."
    )
    found = said(_LETTER.format(reasons=f"Note on the exemption\n\n{reasons}"))
    assert "openness about spending" in found["2b"]
    assert found["6"] == "No."
