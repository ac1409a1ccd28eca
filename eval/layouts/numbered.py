"""Layouts in which numbers alone open the answers."""

import random
from collections.abc import Sequence

from classifier.questionnaire import Question
from eval.layouts.content import Content, Sheet, mark, parts, title, walk, wrap


def numbers_only(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(f"{mark(question)}. ")
        sheet.answer(question.id, wrap(words))
        sheet.add("\n\n" if chance.random() < 0.5 else "\n")


def number_on_its_own_line(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        number, part = parts(question)
        sheet.add(f"{number}({part})\n" if part else f"{number}\n")
        sheet.reply(question.id, words)


def letters_under_numbers(sheet: Sheet, content: Content, chance: random.Random) -> None:
    last = ""
    for question, words, _ in walk(content):
        number, part = parts(question)
        if number != last:
            sheet.add(f"\n{number}) ")
            if part:
                sheet.add("\n")
        if part:
            sheet.add(f"   {part}) ")
        sheet.answer(question.id, wrap(words, 84))
        sheet.add("\n")
        last = number


def romans_under_numbers(sheet: Sheet, content: Content, chance: random.Random) -> None:
    romans = "i ii iii iv v vi vii viii ix x".split()
    last = ""
    deep = any(len(one.path) > 2 and one.path[0].isalpha() for one in content.questions)  # A2 (i): romans under A2
    for question, words, _ in walk(content):
        number, part = parts(question)
        if deep:
            number, part = "".join(question.path[:2]).upper(), "".join(question.path[2:])
        siblings = [one for one in content.questions if one.parent == question.parent and not one.stem]
        if number != last:
            sheet.add(f"{number}. " if not part else f"{number}.\n")
        if part:
            sheet.add(f"({romans[siblings.index(question) % 10]}) ")
        sheet.reply(question.id, words)
        last = number


def in_sequence(sheet: Sheet, content: Content, chance: random.Random) -> None:
    leaves = [one for one in content.questions if not one.stem]
    for question, words, _ in walk(content):
        sheet.add(f"{leaves.index(question) + 1}. ")
        sheet.reply(question.id, words)


def response_to_question(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(f"Response to question {mark(question)}\n")
        sheet.reply(question.id, words)


def numbered_headings(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(f"{mark(question)}. {title(question)}\n")
        sheet.reply(question.id, words)


def numbered_headings_in_line(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(f"{mark(question)}. {title(question)} – ")
        sheet.answer(question.id, words)
        sheet.add("\n")


def several_on_a_line(sheet: Sheet, content: Content, chance: random.Random) -> None:
    line = 0
    for question, words, _ in walk(content):
        sheet.add(f"{mark(question)}. ")
        sheet.answer(question.id, words)
        line += len(words)
        if line > 90:
            sheet.add("\n")
            line = 0
        else:
            sheet.add(" ")


def other_order(sheet: Sheet, content: Content, chance: random.Random) -> None:
    tops: dict[str, list[tuple[Question, str]]] = {}
    for question, words, _ in walk(content):
        tops.setdefault(parts(question)[0], []).append((question, words))
    names = ["Marketing and Communications", "Registry", "Legal Services"]
    order = list(tops)
    chance.shuffle(order)
    groups = [order[0::3], order[1::3], order[2::3]]
    for name, group in zip(names, groups, strict=True):
        sheet.add(f"{name}\n\n")
        for number in sorted(group):
            for question, words in tops[number]:
                sheet.add(f"Question {mark(question)} – ")
                sheet.reply(question.id, words)


def off_by_one(sheet: Sheet, content: Content, chance: random.Random) -> None:
    tops = [one for one in content.questions if not one.parent]
    if not all(parts(question)[0].isdigit() for question, _ in content.pairs):
        return numbers_only(sheet, content, chance)
    slip = len(tops) // 2
    for question, words, _ in walk(content):
        number, part = parts(question)
        shown = int(number) + (1 if int(number) > slip else 0)
        sheet.add(f"{shown}{part}) ")
        sheet.reply(question.id, words)
    return None


_THANKS = (
    "I refer to your request for information, which was received by this authority on 3 June.",
    "Your request has been considered under the Act, and the services concerned have been asked for what they hold.",
    "The authority’s response is set out in the paragraphs below.",
)


def paragraphs_counted_from_the_first(sheet: Sheet, content: Content, chance: random.Random) -> None:
    """The officer's own paragraph numbers, which begin with the thanks and know nothing of the questions'."""
    for at, thanks in enumerate(_THANKS, 1):
        sheet.add(f"{at}. {thanks}\n\n")
    _count(sheet, [(question, words) for question, words, _ in walk(content)], len(_THANKS) + 1)


def second_half_first(sheet: Sheet, content: Content, chance: random.Random) -> None:
    """Another service's answers come first, and all are counted through in the order in which they stand."""
    answers = [(question, words) for question, words, _ in walk(content)]
    half = len(answers) // 2
    _count(sheet, [*answers[half:], *answers[:half]], 1)


def _count(sheet: Sheet, answers: Sequence[tuple[Question, str]], first: int) -> None:
    for at, (question, words) in enumerate(answers, first):
        sheet.add(f"{at}. ")
        sheet.reply(question.id, words)


def links_of_a_mail(sheet: Sheet, content: Content, chance: random.Random) -> None:
    numbers_only(sheet, content, chance)
    sheet.add("Kind regards\n\nFOI team\n\nReferences\n\nVisible links\n")
    for n in range(1, 8):
        sheet.add(f"{n}. https://www.example.ac.uk/policy/{n}\n")


def annex_with_clauses(sheet: Sheet, content: Content, chance: random.Random) -> None:
    numbers_only(sheet, content, chance)
    sheet.add("Yours sincerely\n\nInformation Officer\n\nAnnex A: Social Media Policy\n\n")
    clauses = ("Purpose", "Scope", "Responsibilities", "Use of accounts", "Monitoring", "Retention", "Review")
    for n, clause in enumerate(clauses, 1):
        sheet.add(
            f"{n}. {clause}\n{n}.1 This policy applies to all members of staff.\n{n}.2 The Registrar keeps it under review.\n"
        )


def answers_in_an_annex(sheet: Sheet, content: Content, chance: random.Random) -> None:
    sheet.add(
        "Your request has been considered, and the table shows which exemptions have been applied. The information is in Annex A.\n\n"
        "Question | Exemption | Reason\n2 | Section 31(1)(a) | Prejudice to the prevention of crime\n4 | Section 43(2) | Commercial interests\n\n"
        "Yours sincerely\n\nInformation Governance Officer\n\nAnnex A – Response\n\n"
    )
    for question, words, _ in walk(content):
        sheet.add(f"{mark(question)}. {title(question)}\n")
        sheet.reply(question.id, words)


def spelled_numbers(sheet: Sheet, content: Content, chance: random.Random) -> None:
    numbers = "one two three four five six seven eight nine ten eleven twelve".split()
    for question, words, _ in walk(content):
        number, part = parts(question)
        shown = numbers[int(number) - 1].capitalize() if number.isdigit() and int(number) <= 12 else number
        sheet.add(f"Question {shown}{f' ({part})' if part else ''}\n")
        sheet.reply(question.id, words)


def capital_headings(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(f"QUESTION {mark(question).upper()}\n\n")
        sheet.reply(question.id, words)


def bracketed_references(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(f"[Q{mark(question)}] ")
        sheet.reply(question.id, words)


def reference_codes(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        number, part = parts(question)
        sheet.add(f"Ref. {number}{f'.{part}' if part else ''}: ")
        sheet.reply(question.id, words)


def letters_alone_under_restated_stems(sheet: Sheet, content: Content, chance: random.Random) -> None:
    last = ""
    for question, words, stem in walk(content):
        number, part = parts(question)
        if stem:
            sheet.add(wrap(f"{stem.id}. {stem.text}") + "\n\n")
        elif number != last and not part:
            sheet.add(wrap(f"{mark(question)}. {question.text}") + "\n\n")
        if part:
            sheet.add(f"({part}) ")
        sheet.reply(question.id, words)
        last = number


_MARKS = (
    "Reply to {}\n", "Cwestiwn / Question {}\n", "Re {}: ", "Answer {}: ", "Item {} - ", "No. {}\n", "Point {}: ", "Q.{} ",
    "Q{}) ", "[{}] ", "({}) ", "{}/ ", "{}: ", "{} - ", "{})\t", "**{}** ", "== {} ==\n", "Request {}: ", "Part {}\nResponse: ",
)  # fmt: skip


def marks_of_many_kinds(sheet: Sheet, content: Content, chance: random.Random) -> None:
    """One manner for a letter, drawn from many."""
    before = chance.choice(_MARKS)
    for question, words, _ in walk(content):
        sheet.add(before.format(mark(question)))
        sheet.reply(question.id, words)


def numbers_without_a_sign(sheet: Sheet, content: Content, chance: random.Random) -> None:
    blanks = chance.choice((" ", "  ", "    "))
    for question, words, _ in walk(content):
        sheet.add(f"{mark(question)}{blanks}")
        sheet.reply(question.id, words)


def all_in_one_paragraph(sheet: Sheet, content: Content, chance: random.Random) -> None:
    before = chance.choice(("{}. ", "({}) ", "{}) "))
    for question, words, _ in walk(content):
        sheet.add(before.format(mark(question)))
        sheet.answer(question.id, " ".join(words.split()))
        sheet.add(" ")


def rows_of_a_spreadsheet(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(f'{mark(question)},"')
        sheet.answer(question.id, " ".join(words.split()))
        sheet.add('"\n')
