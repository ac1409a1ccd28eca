"""Lay out the same answers in many ways, to measure splitting by layout rather than by letter.

The answers of a gold letter are taken as they are, and set into a new letter in each of the manners in which officers and
their programs set out replies. Where every answer stands is known by construction. Random choices hang on a seed.
"""

import random
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from classifier.markers import marker_at
from classifier.questionnaire import Question
from classifier.records import Span
from eval.gold import GoldLetter

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


@dataclass
class Sheet:
    """A letter in the making: its text, and the spans of each question's answer."""

    text: str = ""
    spans: dict[str, list[Span]] = field(default_factory=dict)

    def add(self, words: str) -> None:
        self.text += words

    def answer(self, question: str, words: str) -> None:
        """Add an answer's words, and note where they stand."""
        start = len(self.text)
        self.text += words
        self.spans.setdefault(question, []).append(Span(start, len(self.text)))


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter has to say: pairs of a question and its answer in one paragraph, in the request's order."""

    authority: str
    questions: tuple[Question, ...]
    pairs: tuple[tuple[Question, str], ...]

    def stem_of(self, question: Question) -> Question | None:
        return next((one for one in self.questions if one.id == question.parent), None)


Layout = Callable[[Sheet, Content, random.Random], None]


def content_of(letter: GoldLetter, questions: Sequence[Question]) -> Content:
    """Return a gold letter's answers, each as one paragraph; those without an answer are left out."""
    text = letter.letter.text
    by_id = {question.id: question for question in questions}
    pairs = []
    for answer in letter.answers:
        words = _unmarked(" ".join(" ".join(text[start:end].split()) for start, end in answer.spans))
        if words:
            pairs.append((by_id[answer.question], words))
    return Content(letter.letter.authority, tuple(questions), tuple(pairs))


def _unmarked(words: str) -> str:
    """Return an answer without the number that it bears in its own letter."""
    marker = marker_at(words, 0, len(words))
    return words[marker.end :].strip() if marker else words


def lay_out(name: str, content: Content, seed: int) -> Sheet:
    """Return a letter in the layout of this name."""
    chance = random.Random(f"{name}/{content.authority}/{seed}")
    sheet = Sheet()
    sheet.add(_HEAD.format(authority=content.authority, n=chance.randrange(100, 999)))
    LAYOUTS[name](sheet, content, chance)
    sheet.add(_FOOT)
    return sheet


LAYOUTS: dict[str, Layout] = {}


def _layout(make: Layout) -> Layout:
    LAYOUTS[make.__name__.strip("_").replace("_", " ")] = make
    return make


def _walk(content: Content) -> Iterator[tuple[Question, str, Question | None]]:
    """Yield each question with its answer, and the stem that has to be said before it (once)."""
    said: set[str] = set()
    for question, words in content.pairs:
        stem = content.stem_of(question)
        new = stem if stem and stem.stem and stem.id not in said else None
        if new:
            said.add(new.id)
        yield question, words, new


def _wrap(words: str, width: int = 92) -> str:
    return "\n".join(textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False))


def _title(question: Question, most: int = 7) -> str:
    """Return a question as an officer would head its answer: without the asking words, cut short."""
    words = re.sub(r"\([^)]*\)", "", question.text)
    words = re.sub(r"^if\b[^,]*,\s*", "", words, flags=re.IGNORECASE)
    words = re.split(r"[.;:?]\s|\s-\s", words)[0].replace(",", "").rstrip(".?;:")
    asking = (
        r"^(?:please|could you|can you|would you|kindly|also|and|if (?:so|yes|no|not)[^,]*|tell me|tell us|send|state|provide|give|confirm|say|us|me|name|list|explain"
        r"|a copy of|copies of|how many|how much|how often|what|which|who|has|have|does|do|did|is|are|were|was|your|you|the|any|of|to|for|with|whether)\b\s*"
    )
    while (shorter := re.sub(asking, "", words, flags=re.IGNORECASE)) != words and len(shorter.split()) > 2:
        words = shorter
    kept = words.split()[:most]
    return (kept[0][:1].upper() + kept[0][1:] + " " + " ".join(kept[1:])).strip() if kept else question.id


def _mark(question: Question) -> str:
    return question.id


def _parts(question: Question) -> tuple[str, str]:
    """Return the number of the question and the letter of its part, of "2a": "2", "a"."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?|[A-Z])[.]?([a-z]|\d+)?(.*)", question.id)
    return (found[1], (found[2] or "") + found[3]) if found else (question.id, "")


@_layout
def _restated_verbatim(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, stem in _walk(content):
        if stem:
            sheet.add(_wrap(f"{stem.id}. {stem.text}") + "\n\n")
        sheet.add(_wrap(f"{question.id}. {question.text}") + "\n\n")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")


@_layout
def _restated_without_numbers(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, stem in _walk(content):
        if stem:
            sheet.add(_wrap(stem.text, 78) + "\n")
        sheet.add(_wrap("• " + question.text, 78) + "\n")
        sheet.answer(question.id, _wrap(words, 78))
        sheet.add("\n\n")


@_layout
def _numbers_only(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        sheet.add(f"{question.id}. ")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n" if chance.random() < 0.5 else "\n")


@_layout
def _number_on_its_own_line(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        number, part = _parts(question)
        sheet.add(f"{number}({part})\n" if part else f"{number}\n")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")


@_layout
def _letters_under_numbers(sheet: Sheet, content: Content, chance: random.Random) -> None:
    last = ""
    for question, words, _ in _walk(content):
        number, part = _parts(question)
        if number != last:
            sheet.add(f"\n{number}) ")
            if part:
                sheet.add("\n")
        if part:
            sheet.add(f"   {part}) ")
        sheet.answer(question.id, _wrap(words, 84))
        sheet.add("\n")
        last = number


@_layout
def _romans_under_numbers(sheet: Sheet, content: Content, chance: random.Random) -> None:
    romans = "i ii iii iv v vi vii viii ix x".split()
    last, place = "", 0
    for question, words, _ in _walk(content):
        number, part = _parts(question)
        place = place + 1 if number == last else 1
        siblings = [one for one in content.questions if one.parent == question.parent and not one.stem]
        if number != last:
            sheet.add(f"{number}. " if not part else f"{number}.\n")
        if part:
            sheet.add(f"({romans[siblings.index(question) % 10]}) ")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")
        last = number


@_layout
def _in_sequence(sheet: Sheet, content: Content, chance: random.Random) -> None:
    leaves = [one for one in content.questions if not one.stem]
    for question, words, _ in _walk(content):
        sheet.add(f"{leaves.index(question) + 1}. ")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")


@_layout
def _question_and_answer_labels(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        sheet.add(f"Question {question.id}: {_title(question)}\nAnswer: ")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")


@_layout
def _q_and_a(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        sheet.add(_wrap(f"Q{question.id} {question.text}") + "\n")
        sheet.add(f"A{question.id} " if chance.random() < 0.2 else "A. ")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")


@_layout
def _response_to_question(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        sheet.add(f"Response to question {question.id}\n")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")


@_layout
def _questions_first_then_answers(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, _, stem in _walk(content):
        if stem:
            sheet.add(_wrap(f"{stem.id}. {stem.text}") + "\n")
        sheet.add(_wrap(f"{question.id}. {question.text}") + "\n")
    sheet.add("\nOur response\n\n")
    for question, words, _ in _walk(content):
        sheet.add(f"{question.id}. ")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")


@_layout
def _own_headings(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        sheet.add(f"{_title(question)}\n")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")


@_layout
def _numbered_headings(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        sheet.add(f"{question.id}. {_title(question)}\n")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")


@_layout
def _numbered_headings_in_line(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        sheet.add(f"{question.id}. {_title(question)} – ")
        sheet.answer(question.id, words)
        sheet.add("\n")


@_layout
def _table_with_bars(sheet: Sheet, content: Content, chance: random.Random) -> None:
    sheet.add("No. | Question | Response\n")
    for question, words, _ in _walk(content):
        sheet.add(f"{question.id} | {question.text} | ")
        sheet.answer(question.id, words)
        sheet.add("\n")


@_layout
def _table_with_tabs(sheet: Sheet, content: Content, chance: random.Random) -> None:
    sheet.add("Question\tAnswer\n")
    for question, words, _ in _walk(content):
        sheet.add(f"{question.id}\t")
        sheet.answer(question.id, words)
        sheet.add("\n")


@_layout
def _table_with_shortened_questions(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        sheet.add(f"{question.id}\t{_title(question)}\t")
        sheet.answer(question.id, words)
        sheet.add("\n")


@_layout
def _cells_one_a_line(sheet: Sheet, content: Content, chance: random.Random) -> None:
    sheet.add("Ref\nQuestion\nResponse\n")
    for question, words, _ in _walk(content):
        sheet.add(f"{question.id}\n{_wrap(question.text, 60)}\n")
        sheet.answer(question.id, _wrap(words, 60))
        sheet.add("\n")


@_layout
def _cells_one_a_line_shortened(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        sheet.add(f"{question.id}\n{_title(question)}\n")
        sheet.answer(question.id, _wrap(words, 60))
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


@_layout
def _side_by_side(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        _beside(sheet, question, textwrap.wrap(f"{question.id}. {question.text}", 40), textwrap.wrap(words, 48), 44)
        sheet.add("\n")


@_layout
def _side_by_side_shortened(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        _beside(sheet, question, textwrap.wrap(f"{question.id} {_title(question)}", 24), textwrap.wrap(words, 60), 28)


@_layout
def _between_quoted_lines(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, stem in _walk(content):
        shown = textwrap.wrap(f"{stem.id}. {stem.text}" if stem else "", 70)
        shown += textwrap.wrap(f"{question.id}. {question.text}", 70)
        sheet.add("".join(f"> {line}\n" for line in shown))
        sheet.answer(question.id, _wrap(words, 74))
        sheet.add("\n\n")


@_layout
def _several_on_a_line(sheet: Sheet, content: Content, chance: random.Random) -> None:
    line = 0
    for question, words, _ in _walk(content):
        sheet.add(f"{question.id}. ")
        sheet.answer(question.id, words)
        line += len(words)
        if line > 90:
            sheet.add("\n")
            line = 0
        else:
            sheet.add(" ")


@_layout
def _other_order(sheet: Sheet, content: Content, chance: random.Random) -> None:
    tops: dict[str, list[tuple[Question, str]]] = {}
    for question, words, _ in _walk(content):
        tops.setdefault(_parts(question)[0], []).append((question, words))
    names = ["Marketing and Communications", "Registry", "Legal Services"]
    order = list(tops)
    chance.shuffle(order)
    groups = [order[0::3], order[1::3], order[2::3]]
    for name, group in zip(names, groups, strict=True):
        sheet.add(f"{name}\n\n")
        for number in sorted(group):
            for question, words in tops[number]:
                sheet.add(f"Question {question.id} – ")
                sheet.answer(question.id, _wrap(words))
                sheet.add("\n\n")


@_layout
def _off_by_one(sheet: Sheet, content: Content, chance: random.Random) -> None:
    tops = [one for one in content.questions if not one.parent]
    if not all(_parts(question)[0].isdigit() for question, _ in content.pairs):
        return _numbers_only(sheet, content, chance)
    slip = len(tops) // 2
    for question, words, _ in _walk(content):
        number, part = _parts(question)
        shown = int(number) + (1 if int(number) > slip else 0)
        sheet.add(f"{shown}{part}) ")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")
    return None


@_layout
def _with_furniture(sheet: Sheet, content: Content, chance: random.Random) -> None:
    page = 1
    for count, (question, words, _) in enumerate(_walk(content), 1):
        sheet.add(_wrap(f"{question.id}. {question.text}") + "\n\n")
        wrapped = _wrap(words)
        lines = wrapped.split("\n")
        if count % 4 == 0 and len(lines) > 1:
            sheet.answer(question.id, lines[0])
            page += 1
            sheet.add(f"\n\nPage {page - 1} of 6\n{content.authority} – Information Compliance\nwww.example.ac.uk\n\n")
            sheet.answer(question.id, "\n".join(lines[1:]))
        else:
            sheet.answer(question.id, wrapped)
        sheet.add("\n\n")


@_layout
def _ordinals_in_sentences(sheet: Sheet, content: Content, chance: random.Random) -> None:
    leads = ("In answer to question {}, ", "As to question {}, ", "With regard to your question {}, ", "Turning to question {}: ")
    for question, words, _ in _walk(content):
        sheet.add(chance.choice(leads).format(question.id))
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")


@_layout
def _numbers_at_the_end(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        sheet.answer(question.id, _wrap(words))
        sheet.add(f" (Question {question.id})\n\n")


@_layout
def _plain_paragraphs(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")


@_layout
def _plain_after_bare_questions(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        sheet.add(_wrap(f"{question.text}") + "\n")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n")


@_layout
def _paraphrased_questions(sheet: Sheet, content: Content, chance: random.Random) -> None:
    for question, words, _ in _walk(content):
        lead = chance.choice(("You asked about ", "You wanted to know about ", "You asked for "))
        title = _title(question, 10)
        sheet.add(f"{lead}{title[:1].lower()}{title[1:]}.\n")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")


@_layout
def _links_of_a_mail(sheet: Sheet, content: Content, chance: random.Random) -> None:
    _numbers_only(sheet, content, chance)
    sheet.add("Kind regards\n\nFOI team\n\nReferences\n\nVisible links\n")
    for n in range(1, 8):
        sheet.add(f"{n}. https://www.example.ac.uk/policy/{n}\n")


@_layout
def _annex_with_clauses(sheet: Sheet, content: Content, chance: random.Random) -> None:
    _numbers_only(sheet, content, chance)
    sheet.add("Yours sincerely\n\nInformation Officer\n\nAnnex A: Social Media Policy\n\n")
    clauses = ("Purpose", "Scope", "Responsibilities", "Use of accounts", "Monitoring", "Retention", "Review")
    for n, clause in enumerate(clauses, 1):
        sheet.add(f"{n}. {clause}\n{n}.1 This policy applies to all members of staff.\n{n}.2 The Registrar keeps it under review.\n")


@_layout
def _answers_in_an_annex(sheet: Sheet, content: Content, chance: random.Random) -> None:
    sheet.add(
        "Your request has been considered, and the table shows which exemptions have been applied. The information is in Annex A.\n\n"
        "Question | Exemption | Reason\n2 | Section 31(1)(a) | Prejudice to the prevention of crime\n4 | Section 43(2) | Commercial interests\n\n"
        "Yours sincerely\n\nInformation Governance Officer\n\nAnnex A – Response\n\n"
    )
    for question, words, _ in _walk(content):
        sheet.add(f"{question.id}. {_title(question)}\n")
        sheet.answer(question.id, _wrap(words))
        sheet.add("\n\n")
