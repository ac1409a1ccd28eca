"""Layouts that repeat the questions, or label questions and answers."""

import random
import textwrap

from eval.layouts.content import Content, Sheet, mark, title, walk, wrap


def restated_verbatim(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, stem in walk(content):
        if stem:
            sheet.add(wrap(f"{stem.id}. {stem.text}") + "\n\n")
        sheet.add(wrap(f"{mark(question)}. {question.text}") + "\n\n")
        sheet.reply(question.id, words)


def restated_without_numbers(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, stem in walk(content):
        if stem:
            sheet.add(wrap(stem.text, 78) + "\n")
        sheet.add(wrap("• " + question.text, 78) + "\n")
        sheet.answer(question.id, wrap(words, 78))
        sheet.add("\n\n")


def question_and_answer_labels(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(f"Question {mark(question)}: {title(question)}\nAnswer: ")
        sheet.reply(question.id, words)


def q_and_a(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(wrap(f"Q{mark(question)} {question.text}") + "\n")
        sheet.add(f"A{mark(question)} " if chance.random() < 0.2 else "A. ")
        sheet.reply(question.id, words)


def questions_first_then_answers(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, _, stem in walk(content):
        if stem:
            sheet.add(wrap(f"{stem.id}. {stem.text}") + "\n")
        sheet.add(wrap(f"{mark(question)}. {question.text}") + "\n")
    sheet.add("\nOur response\n\n")
    for question, words, _ in walk(content):
        sheet.add(f"{mark(question)}. ")
        sheet.reply(question.id, words)


def between_quoted_lines(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, stem in walk(content):
        shown = textwrap.wrap(f"{stem.id}. {stem.text}" if stem else "", 70)
        shown += textwrap.wrap(f"{mark(question)}. {question.text}", 70)
        sheet.add("".join(f"> {line}\n" for line in shown))
        sheet.answer(question.id, wrap(words, 74))
        sheet.add("\n\n")


def with_furniture(sheet: Sheet, content: Content, chance: random.Random) -> None:
    page = 1
    for count, (question, words, _) in enumerate(walk(content), 1):
        sheet.add(wrap(f"{mark(question)}. {question.text}") + "\n\n")
        wrapped = wrap(words)
        lines = wrapped.split("\n")
        if count % 4 == 0 and len(lines) > 1:
            sheet.answer(question.id, lines[0])
            page += 1
            sheet.add(f"\n\nPage {page - 1} of 6\n{content.authority} – Information Compliance\nwww.example.ac.uk\n\n")
            sheet.answer(question.id, "\n".join(lines[1:]))
        else:
            sheet.answer(question.id, wrapped)
        sheet.add("\n\n")


def plain_after_bare_questions(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(wrap(f"{question.text}") + "\n")
        sheet.answer(question.id, wrap(words))
        sheet.add("\n")


def your_question_our_response(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add("Your question:\n" + wrap(question.text) + "\n\nOur response:\n")
        sheet.reply(question.id, words)


def questions_in_asterisks(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(wrap(f"*{mark(question)}. {question.text}*") + "\n")
        sheet.reply(question.id, words)


def abridged_questions(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        kept = question.text.split()
        shown = " ".join(kept if len(kept) < 9 else [*kept[:6], "...", *kept[-3:]])
        sheet.add(wrap(f"{mark(question)}) {shown}") + "\n")
        sheet.reply(question.id, words)
