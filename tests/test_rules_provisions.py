"""Provisions relied on are read with their Act; boilerplate, other Acts and documents are left out.

Sources: Freedom of Information Act 2000, Part II; Freedom of Information (Scotland) Act 2002, Part 2;
Environmental Information Regulations 2004, regulations 12 and 13.
"""

import pytest

from classifier.records import Span
from classifier.rules.clauses import clauses
from classifier.rules.provisions import Act, governing_act, read_provisions

_FOIA, _FOISA = Act("FOIA", 0.95), Act("FOISA", 0.95)


def _read(text: str, act: Act = _FOIA) -> list[str]:
    found = read_provisions(clauses(text, [Span(0, len(text))]), act, text)
    assert all(text[quote.start : quote.end] == quote.text for quote in found.values())
    return list(found)


@pytest.mark.parametrize(
    ("text", "provisions"),
    [
        ("Exempt under section 43(2).", ["FOIA 43(2)"]),
        ("Exempt under s.43(2).", ["FOIA 43(2)"]),
        ("Exempt under s 43 (2) of the Act.", ["FOIA 43(2)"]),
        ("Withheld under Section 31(1)(a).", ["FOIA 31(1)(a)"]),
        ("Withheld under section 31(1)(A).", ["FOIA 31(1)(a)"]),
        ("Section 40(5B) applies.", ["FOIA 40(5B)"]),
        ("Sections 31(1)(a) and 38(1) apply.", ["FOIA 31(1)(a)", "FOIA 38(1)"]),
        ("Section 40(2) and (3A) apply.", ["FOIA 40(2)", "FOIA 40(3A)"]),
        ("Sections 24(2), 31(3) are engaged.", ["FOIA 24(2)", "FOIA 31(3)"]),
        ("FOIA 40(2) applies.", ["FOIA 40(2)"]),
        ("Section\xa012(1) applies.", ["FOIA 12(1)"]),
        ("It is exempt under section 21 and section 21.", ["FOIA 21"]),
        ("Regulation 12(4)(b) of the Environmental Information Regulations applies.", ["EIR 12(4)(b)"]),
        ("Section 38(1)(b) of FOISA applies.", ["FOISA 38(1)(b)"]),
        ("Section 33(1)(b) of the Freedom of Information (Scotland) Act 2002 applies.", ["FOISA 33(1)(b)"]),
        ("Section 30(c) of the Freedom of Information Act 2000 applies.", ["FOIA 30(c)"]),
        ("We rely on section 43. It is exempt under section 43(2).", ["FOIA 43(2)"]),
    ],
)
def test_a_provision_is_read_with_its_act_and_subsection(text: str, provisions: list[str]) -> None:
    assert _read(text) == provisions


@pytest.mark.parametrize("section", [1, 8, 10, 16, 17, 45, 50])
def test_what_stands_in_every_letter_never_counts(section: int) -> None:
    assert _read(f"Under section {section} of the Act we write to you.") == []


@pytest.mark.parametrize("section", [1, 15, 16, 19, 20, 21, 47])
def test_what_stands_in_every_scottish_letter_never_counts(section: int) -> None:
    assert _read(f"Under section {section} of FOISA we write to you.", _FOISA) == []


@pytest.mark.parametrize(
    ("text", "provision"),
    [
        ("This is a notice under section 17 of FOISA.", "FOISA 17"),
        ("This is a notice under section 18 of FOISA.", "FOISA 18"),
        ("Under regulation 12(4)(a) of the EIRs it is not held.", "EIR 12(4)(a)"),
    ],
)
def test_formal_notices_count(text: str, provision: str) -> None:
    assert _read(text, _FOISA) == [provision]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Exempt.",
        "Section 26 of the Counter-Terrorism and Security Act 2015 is the Prevent duty.",
        "Section 29 of the Data Protection Act applies.",
        "Under the Equality Act 2010, section 29 forbids it.",
        "Section 12 of the privacy notice deals with this.",
        "See section 31 of our policy.",
        "Section 43(2) is no longer relied on.",
        "Section 43 does not apply.",
        "There were 43 flights.",
        "Article 28 of the contract.",
    ],
)
def test_other_acts_documents_and_withdrawn_exemptions_do_not_count(text: str) -> None:
    assert _read(text) == []


def test_a_bare_number_belongs_to_the_act_that_governs() -> None:
    assert _read("Exempt under section 38(1)(b).", _FOISA) == ["FOISA 38(1)(b)"]


@pytest.mark.parametrize(
    ("text", "act", "name"),
    [
        ("Under the Freedom of Information Act 2000 we reply.", None, "FOIA"),
        ("Under the Freedom of Information (Scotland) Act 2002 we reply.", None, "FOISA"),
        ("Under FOISA we reply.", "FOIA", "FOISA"),
        ("You may appeal to the Scottish Information Commissioner.", None, "FOISA"),
        ("Under FOIA, FOIA and FOIA, not FOISA, we reply.", None, "FOIA"),
        ("We reply.", "FOISA", "FOISA"),
        ("We reply.", "foisa", "FOISA"),
        ("We reply.", None, "FOIA"),
    ],
)
def test_the_act_that_a_letter_names_most_governs_it(text: str, act: str | None, name: str) -> None:
    assert governing_act(text, act).name == name


def test_an_act_that_is_named_is_surer_than_the_rounds_and_that_surer_than_none() -> None:
    named, of_round, none = governing_act("FOIA", None), governing_act("", "FOIA"), governing_act("", None)
    assert named.sure > of_round.sure > none.sure
