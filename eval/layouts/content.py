"""What a made letter has to say, and the sheet on which it is set: the words, and where each answer stands."""

import random
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from classifier.markers import marker_at
from classifier.questionnaire import Question
from classifier.records import Span
from eval.gold import GoldLetter


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

    def reply(self, question: str, words: str) -> None:
        """Add an answer, wrapped, that ends its paragraph."""
        self.answer(question, wrap(words))
        self.add("\n\n")


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


def walk(content: Content) -> Iterator[tuple[Question, str, Question | None]]:
    """Yield each question with its answer, and the stem that has to be said before it (once)."""
    said: set[str] = set()
    for question, words in content.pairs:
        stem = content.stem_of(question)
        new = stem if stem and stem.stem and stem.id not in said else None
        if new:
            said.add(new.id)
        yield question, words, new


def wrap(words: str, width: int = 92) -> str:
    return "\n".join(textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False))


_SMALL = frozenset(
    "a an the of to and or for by in on at with from as is are was were has have that which who your their our its".split()
)


def title(question: Question, most: int = 7) -> str:
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
    while len(kept) > 1 and kept[-1].lower() in _SMALL:
        kept.pop()
    return (kept[0][:1].upper() + kept[0][1:] + " " + " ".join(kept[1:])).strip() if kept else question.id


def mark(question: Question) -> str:
    """Return a question's id as officers print it: "2a", but "B2"."""
    return question.id[0].upper() + question.id[1:]


def parts(question: Question) -> tuple[str, str]:
    """Return the number of the question and the letter of its part, of "2a": "2", "a"."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?|[A-Z])[.]?([a-z]|\d+)?(.*)", mark(question))
    return (found[1], (found[2] or "") + found[3]) if found else (mark(question), "")
