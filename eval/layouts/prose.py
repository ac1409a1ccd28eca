"""Layouts with headings, sentences or nothing to tell the answers apart."""

import random

from eval.layouts.content import Content, Sheet, mark, title, walk, wrap


def own_headings(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(f"{title(question)}\n")
        sheet.reply(question.id, words)


def ordinals_in_sentences(sheet: Sheet, content: Content, chance: random.Random) -> None:
    leads = (
        "In answer to question {}, ",
        "As to question {}, ",
        "With regard to your question {}, ",
        "Turning to question {}: ",
    )
    for question, words, _ in walk(content):
        sheet.add(chance.choice(leads).format(mark(question)))
        sheet.reply(question.id, words)


def numbers_at_the_end(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.answer(question.id, wrap(words))
        sheet.add(f" (Question {mark(question)})\n\n")


def plain_paragraphs(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.reply(question.id, words)


def paraphrased_questions(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        lead = chance.choice(("You asked about ", "You wanted to know about ", "You asked for "))
        about = title(question, 10)
        sheet.add(f"{lead}{about[:1].lower()}{about[1:]}.\n")
        sheet.reply(question.id, words)
