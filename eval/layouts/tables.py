"""Layouts of tables, and of what is left of them when they are turned into text."""

import random
import textwrap

from classifier.questionnaire import Question
from eval.layouts.content import Content, Sheet, mark, title, walk, wrap


def table_with_bars(sheet: Sheet, content: Content, chance: random.Random) -> None:
    sheet.add("No. | Question | Response\n")
    for question, words, _ in walk(content):
        sheet.add(f"{mark(question)} | {question.text} | ")
        sheet.answer(question.id, words)
        sheet.add("\n")


def table_with_tabs(sheet: Sheet, content: Content, chance: random.Random) -> None:
    sheet.add("Question\tAnswer\n")
    for question, words, _ in walk(content):
        sheet.add(f"{mark(question)}\t")
        sheet.answer(question.id, words)
        sheet.add("\n")


def table_with_shortened_questions(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(f"{mark(question)}\t{title(question)}\t")
        sheet.answer(question.id, words)
        sheet.add("\n")


def cells_one_a_line(sheet: Sheet, content: Content, chance: random.Random) -> None:
    sheet.add("Ref\nQuestion\nResponse\n")
    for question, words, _ in walk(content):
        sheet.add(f"{mark(question)}\n{wrap(question.text, 60)}\n")
        sheet.answer(question.id, wrap(words, 60))
        sheet.add("\n")


def cells_one_a_line_shortened(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        sheet.add(f"{mark(question)}\n{title(question)}\n")
        sheet.answer(question.id, wrap(words, 60))
        sheet.add("\n")


def _beside(sheet: Sheet, question: Question, left: list[str], right: list[str], width: int) -> None:
    for at in range(max(len(left), len(right))):
        shown = left[at] if at < len(left) else ""
        if at < len(right):
            sheet.add(shown.ljust(width) + "  ")
            sheet.answer(question.id, right[at])
        else:
            sheet.add(shown)
        sheet.add("\n")


def side_by_side(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        _beside(
            sheet, question, textwrap.wrap(f"{mark(question)}. {question.text}", 40), wrap(words, 48).split("\n"), 44
        )
        sheet.add("\n")


def side_by_side_shortened(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in walk(content):
        _beside(
            sheet, question, textwrap.wrap(f"{mark(question)} {title(question)}", 24), wrap(words, 60).split("\n"), 28
        )
