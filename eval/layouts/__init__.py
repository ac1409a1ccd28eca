"""Lay out the same answers in many ways, to measure splitting by layout rather than by letter.

The answers of a gold letter are taken as they are, and set into a new letter in each of the manners in which officers and
their programs set out replies. Where every answer stands is known by construction. Random choices hang on a seed.
"""

import random
from collections.abc import Callable

from eval.layouts import numbered, prose, restated, tables
from eval.layouts.content import Content, Sheet, content_of

_HEAD = (
    "{authority}\nInformation Compliance\n\n14 May 2024\nOur ref: FOI/24/0{n}\n\nDear Applicant\n\n"
    "Freedom of Information Act 2000\n\nThank you for your request for information, which we received on 18 April 2024. "
    "Our response is set out below.\n\n"
)
_FOOT = (
    "\n\nIf you are unhappy with the way in which your request has been handled, you may ask for an internal review within "
    "40 working days of the date of this letter. If you remain dissatisfied you may apply to the Information Commissioner, "
    "Wycliffe House, Water Lane, Wilmslow, Cheshire SK9 5AF.\n\nYours sincerely\n\nInformation Compliance Officer\n"
)

Layout = Callable[[Sheet, Content, random.Random], None]
_MADE: tuple[Layout, ...] = (
    numbered.numbers_only,
    numbered.number_on_its_own_line,
    numbered.letters_under_numbers,
    numbered.romans_under_numbers,
    numbered.in_sequence,
    numbered.response_to_question,
    numbered.numbered_headings,
    numbered.numbered_headings_in_line,
    numbered.several_on_a_line,
    numbered.other_order,
    numbered.off_by_one,
    numbered.paragraphs_counted_from_the_first,
    numbered.second_half_first,
    numbered.links_of_a_mail,
    numbered.annex_with_clauses,
    numbered.spelled_numbers,
    numbered.capital_headings,
    numbered.bracketed_references,
    numbered.reference_codes,
    numbered.letters_alone_under_restated_stems,
    numbered.marks_of_many_kinds,
    numbered.numbers_without_a_sign,
    numbered.all_in_one_paragraph,
    numbered.rows_of_a_spreadsheet,
    restated.your_question_our_response,
    restated.questions_in_asterisks,
    restated.abridged_questions,
    numbered.answers_in_an_annex,
    restated.restated_verbatim,
    restated.restated_without_numbers,
    restated.question_and_answer_labels,
    restated.q_and_a,
    restated.questions_first_then_answers,
    restated.between_quoted_lines,
    restated.with_furniture,
    restated.plain_after_bare_questions,
    tables.table_with_bars,
    tables.table_with_tabs,
    tables.table_with_shortened_questions,
    tables.cells_one_a_line,
    tables.cells_one_a_line_shortened,
    tables.side_by_side,
    tables.side_by_side_shortened,
    prose.own_headings,
    prose.ordinals_in_sentences,
    prose.numbers_at_the_end,
    prose.plain_paragraphs,
    prose.paraphrased_questions,
)
LAYOUTS: dict[str, Layout] = {make.__name__.replace("_", " "): make for make in _MADE}


def lay_out(name: str, content: Content, seed: int) -> Sheet:
    """Return a letter in the layout of this name."""
    chance = random.Random(f"{name}/{content.authority}/{seed}")
    sheet = Sheet()
    sheet.add(_HEAD.format(authority=content.authority, n=chance.randrange(100, 999)))
    LAYOUTS[name](sheet, content, chance)
    sheet.add(_FOOT)
    return sheet


__all__ = ["LAYOUTS", "Content", "Sheet", "content_of", "lay_out"]
