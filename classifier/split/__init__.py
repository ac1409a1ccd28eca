"""Split a letter into its answers: for every question its spans in the letter, or that the letter is silent.

    candidates → scores → path → spans

`echo` finds the request's words restated, `manner` how a letter sets its numbers, `candidates` every place where an
answer may begin, `path` the best reading of all of them together, `setting` how answers are set out below their numbers,
`spans` cuts the passages out (`cells` those of tables that lost their lines), `renumbered` notices that their words make no
sense of the numbers and reads these anew, `sharing` gives what a heading covers to its questions, `notes` and `reasons` what
stands below the answers to those that cite it or are refusals that it is about, `tagged` reads letters that name questions
in brackets, `scope` handles what has no marks, `advice` is cut away, `pointers` follows "see answer to 2", `annexes` "see
clause 2.1". No language model takes part, and nothing here labels.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from classifier.markers import marker_at
from classifier.questionnaire import Question
from classifier.records import Answer, Letter, Span
from classifier.split.advice import without_advice
from classifier.split.anchors import Anchor
from classifier.split.annexes import annex_clauses, clauses_pointed_to
from classifier.split.candidates import candidate_anchors
from classifier.split.cells import empty_exemptions, heads
from classifier.split.closings import closings
from classifier.split.columns import Columns, find_columns
from classifier.split.echo import Echo, echoes_between, find_echoes
from classifier.split.forms import form_labels, initials
from classifier.split.headings import is_title, outcome_headings
from classifier.split.lines import (
    Line,
    explains_exemption,
    is_annex,
    is_capitals,
    is_closing,
    lines,
    names_regulator,
    tells_duty,
)
from classifier.split.listed import listed_questions, request_titles, section_titles
from classifier.split.manner import Manner, first_markers, manner_of, table_figures
from classifier.split.mentioned import mentioned
from classifier.split.nodes import Nodes, nodes_of
from classifier.split.notes import find_notes, with_notes
from classifier.split.numbers import counts_all, counts_through, in_sequence, letters_in_turn
from classifier.split.passages import Page, disjoint, without
from classifier.split.path import best_path
from classifier.split.pointers import context_of, pointed_to
from classifier.split.reasons import with_reasons
from classifier.split.renumbered import is_misread, own_numbers
from classifier.split.scope import asks_back, refusal_of_all, told_besides, whole_or_narrative, without_marks
from classifier.split.sharing import by_labels, merged, share_out
from classifier.split.spans import Found, spans_of, stops_of
from classifier.split.tagged import tagged
from classifier.split.words import form_of, words

SPLITTER_VERSION = "anchors-12"

_ENOUGH = 0.2  # share of the questions that numbers or restated text must reach; below, the whole letter is read
_HEADED = 0.35  # share that headings must reach for the same
_BY_ONE_HEADING = 2  # so many of the questions under one heading count
_MARKED = 4  # marks in the left one of two columns that make it the column of the questions
_PARTS = 3  # marks in the right one that go on from those in the left one, where that has nothing else
_HALF, _HARDLY = 0.5, 0.1  # share of the questions found in the letter with which its annex, or what it closes, is left
_IN_ANNEX = 0.4  # share of the questions that passages of an annex must be to be the answers
_MORE = 1.5  # so many times as many answers an annex must hold to be the place of the answers
_UNSURE = 0.55  # mean confidence of a letter's answers below which the alignment is unsure
_CLEAR = 0.7  # weight of a number that is spelled out though it stands after the closing words
_FIRM = ("restated", "number", "range", "shared", "renumbered")
_SURE = {
    "restated": 0.96,
    "number": 0.93,
    "range": 0.9,
    "shared": 0.85,
    "rest": 0.8,
    "heading": 0.7,
    "whole": 0.8,
    "renumbered": 0.5,
    "narrative": 0.45,
}


def split_letter(letter: Letter, questions: Sequence[Question], request: str) -> tuple[Answer, ...]:
    """Return an answer for every leaf question, in the questionnaire's order; silence has no spans.

    `confidence` (0 to 1) says how sure the place is, `evidence` by what it was found: the kind of anchor,
    its text and score, and for pointers the questions pointed to.
    """
    nodes = nodes_of(tuple(questions))
    if letter.kind == "unread":
        return tuple(Answer(letter.id, nodes.questions[leaf].id, "unread") for leaf in nodes.leaf_order)
    found = _find(letter, nodes, request, _with_questions(letter.text, find_columns(letter.text)))
    silent = _sure_of_silence(found, nodes)
    answers = [_answer(letter, leaf, found, silent, nodes) for leaf in nodes.leaf_order]
    return with_pointers(letter, answers, questions)


def is_unsure(answers: Sequence[Answer]) -> bool:
    """Say whether a letter's alignment is so unsure that a model or a person should look: mostly placed by meaning."""
    return sum(answer.confidence for answer in answers) < _UNSURE * len(answers)


def with_pointers(letter: Letter, answers: Sequence[Answer], questions: Sequence[Question]) -> tuple[Answer, ...]:
    """Return answers with the passages that they point to as their context, other answers' and clauses of an annex."""
    nodes = nodes_of(tuple(questions))
    leaves = {nodes.questions[leaf].id: leaf for leaf in nodes.leaf_order}
    found = {leaves[answer.question_id]: Found(answer.spans, "narrative") for answer in answers if answer.spans}
    targets = pointed_to(letter.text, found, nodes)
    context = _contexts(letter, targets, found)
    return tuple(_pointing(answer, leaves[answer.question_id], targets, context, nodes) for answer in answers)


def _pointing(
    answer: Answer,
    leaf: int,
    targets: dict[int, tuple[int, ...]],
    context: dict[int, tuple[Span, ...]],
    nodes: Nodes,
) -> Answer:
    names = [nodes.questions[target].id for target in targets.get(leaf, ())]
    evidence = answer.evidence | ({"points_to": names} if names else {})
    return replace(answer, context=context.get(leaf, ()), evidence=evidence)


def _contexts(
    letter: Letter, targets: dict[int, tuple[int, ...]], found: dict[int, Found]
) -> dict[int, tuple[Span, ...]]:
    """Return for each leaf what its answer points to: other answers, and the clauses of an annex that these name."""
    clauses = annex_clauses(letter.text, lines(letter.text, letter.furniture))
    contexts = {}
    for leaf, one in found.items():
        pointed = context_of(leaf, targets, found)
        named = clauses_pointed_to(letter.text, (*one.spans, *pointed), clauses)
        contexts[leaf] = (*pointed, *(span for span in named if span not in one.spans))
    return contexts


def _find(letter: Letter, nodes: Nodes, request: str, columns: Columns) -> dict[int, Found]:
    text, furniture = letter.text, letter.furniture
    unasked = disjoint([*furniture, *columns.right])  # no question stands there
    echoes = find_echoes(text, words(text, without=unasked), nodes.questions, request)
    body = lines(text, furniture, columns.right)
    closed, figures = closings(text, nodes), table_figures(text, body)
    firsts = first_markers(text, body, figures)
    request_lines = _lines_of(request)
    listed = listed_questions(text, body, echoes, firsts, nodes)
    listed += request_titles(text, body, echoes, firsts, request_lines) + section_titles(text, body, firsts, nodes)
    outcomes = outcome_headings(text, body)
    notes = find_notes(text, body)
    body = [line for line in body if line not in listed and line not in outcomes]
    body = [line for line in body if not any(note.whole.start <= line.start < note.whole.end for note in notes)]
    apart = [*(one.mark for one in closed), *(Span(line.start, line.end) for line in listed)]
    apart += [note.whole for note in notes]
    apart += [*form_labels(text, body, firsts), *initials(text, body)]
    table = heads(text)
    apart += [
        *table,
        *(empty_exemptions(text, body) if table else ()),
        *_copied_closings(text, body, echoes, request_lines),
    ]
    left_out = disjoint([*_left_out(furniture, echoes, columns), *apart])
    headings = [line.start for line in body if is_capitals(text, line) or names_regulator(text, line)]
    headings = sorted({*headings, *(line.start for line in outcomes)})
    manner = manner_of(text, body, firsts, figures, nodes)
    titles = [line.start for line in body if line.start in manner.asked or is_title(text, line)]
    stops = sorted({*stops_of(text, body), *_closings_of_request(echoes)})
    accounts = [line.start for line in body if explains_exemption(text, line) or tells_duty(text, line)]
    page = Page(text, left_out, stops, headings, titles=titles, accounts=accounts, asked=columns.left, flat=bool(table))
    found = _anchored(body, echoes, nodes, page, request_lines, manner)
    if closed:
        found = max(_read([one.anchor for one in closed], nodes, page), found, key=_firm)
    if columns.left and is_misread(text, found, nodes):
        return _find(letter, nodes, request, Columns())
    if asks_back(text, found):
        return {}
    headings_of = Counter(one.spans for one in found.values() if one.how == "heading")
    headed = sum(min(_BY_ONE_HEADING, leaves) for leaves in headings_of.values())
    if _firm(found) >= _ENOUGH * len(nodes.leaf_order) or headed >= _HEADED * len(nodes.leaf_order):
        found = by_labels(text, found, nodes)
        found = merged(text, found, [line for line in body if line.start in manner.asked], nodes)
        shared = share_out(text, found, nodes)
        answered = (span for one in shared.values() for span in one.spans)
        refused = refusal_of_all(text, body, disjoint([*left_out, *answered]))
        beside = disjoint([*left_out, *refused.spans]) if refused else left_out
        shared |= (told_besides if refused else mentioned)(text, shared, beside, nodes)
        shared = with_notes(text, shared, notes)
        shared = with_reasons(text, body, shared, nodes)
        if refused:
            told = {leaf: one for leaf, one in shared.items() if one.spans}
            return dict.fromkeys(nodes.leaf_order, refused) | told
        return shared | without_marks(text, body, left_out, shared, nodes)
    rest = {leaf: one for leaf, one in found.items() if one.how == "rest"}
    if named := tagged(text, body, left_out, nodes):
        named = {**rest, **named}
        return named | without_marks(text, body, left_out, named, nodes)
    said = sorted({span for one in rest.values() for span in one.spans})
    other = whole_or_narrative(text, body, disjoint([*left_out, *said]), nodes)
    if other and all(one.how == "narrative" for one in other.values()):
        other |= mentioned(text, {}, left_out, nodes)
    return {**rest, **other} if len(other) > _firm(found) else found


def _with_questions(text: str, columns: Columns) -> Columns:
    """Return the columns if the left one has the marks of several questions, and the right one words of its own for
    most; else they are a table of something else, the boxes of a form, or numbers set out before their parts."""
    marks = [(span, marker_at(text, span.start, span.end, bare=True)) for span in columns.left]
    marked = sum(mark is not None for _, mark in marks)
    asked = sum(mark is None or bool(text[mark.end : span.end].strip()) for span, mark in marks)
    parts = sum(marker_at(text, start, end) is not None for start, end in columns.right)
    said = {text[start:end] for start, end in columns.right}
    ours = marked >= _MARKED and 2 * len(said) >= len(columns.right)
    return columns if ours and (asked or parts < _PARTS) else Columns()


def _anchored(
    body: Sequence[Line],
    echoes: Sequence[Echo],
    nodes: Nodes,
    page: Page,
    request_lines: frozenset[str],
    manner: Manner,
) -> dict[int, Found]:
    """Read the letter with what follows its closing words, and its annexes, set aside or, where that finds few of the
    answers, as answering there."""
    found = _read(candidate_anchors(page.text, body, echoes, nodes, request_lines, manner), nodes, page)
    annexes = any(is_annex(page.text, line) for line in body)
    if _firm(found) >= (_HALF if annexes else _HARDLY) * len(nodes.leaf_order):
        return found
    anchors = candidate_anchors(
        page.text, body, echoes, nodes, request_lines, manner, annexed=annexes, endless=not annexes
    )
    other = _read(anchors, nodes, page)
    passages = {one.spans for one in other.values() if one.how in _FIRM and one.weight == 1.0}  # a request has few
    return other if len(passages) > max(_IN_ANNEX * len(nodes.leaf_order), _MORE * _firm(found)) else found


def _firm(found: dict[int, Found]) -> int:
    return sum(
        one.how in _FIRM and one.weight >= (_CLEAR if one.how in ("number", "range") else 1.0) for one in found.values()
    )


@lru_cache(maxsize=32)
def _lines_of(request: str) -> frozenset[str]:
    return frozenset(form_of(line) for line in request.splitlines())


def _read(anchors: Sequence[Anchor], nodes: Nodes, page: Page) -> dict[int, Found]:
    """Read the numbers as the questions' own or as counted through all questions, whichever explains more; by their
    words where these say that both are wrong."""
    anchors = letters_in_turn(anchors, nodes) or anchors
    best, through = best_path(anchors, nodes), counts_through(anchors, nodes)
    if through:
        counted = best_path(in_sequence(anchors, nodes), nodes)
        best = counted if counts_all(anchors, nodes) else max(best, counted, key=lambda path: path[0])
    found = spans_of(best[1], nodes, page)
    misread = not page.asked and is_misread(page.text, found, nodes, doubted=through)
    return own_numbers(anchors, nodes, page) if misread else found


def _left_out(furniture: Sequence[Span], echoes: Sequence[Echo], columns: Columns) -> list[Span]:
    """Return what is no answer: furniture, restated questions (but not what stands beside them), the left column."""
    restated = (piece for echo in echoes for piece in without(Span(echo.start, echo.end), columns.right))
    return disjoint([*furniture, *restated, *columns.left])


def _copied_closings(
    text: str, body: Sequence[Line], echoes: Sequence[Echo], request_lines: frozenset[str]
) -> list[Span]:
    """Return the closing words of a copy of the request, which stand right below its last question: "Kind regards"."""
    return [
        Span(line.start, line.end)
        for before, line in pairwise(body)
        if echoes_between(echoes, before.start, before.end)
        and is_closing(text, line)
        and form_of(text[line.start : line.end]) in request_lines
    ]


def _closings_of_request(echoes: Sequence[Echo]) -> list[int]:
    """Return where the request's own words go on after the last question restated: no answer stands behind them."""
    last = max((echo.end for echo in echoes if echo.node is not None), default=None)
    return [echo.start for echo in echoes if echo.node is None and last is not None and echo.start >= last]


def _sure_of_silence(found: dict[int, Found], nodes: Nodes) -> float:
    """Silence is surer the more of the other questions were found by number or restated text."""
    firm = sum(one.how in ("restated", "number", "range") for one in found.values())
    return 0.3 + 0.6 * firm / max(1, len(nodes.leaf_order))


def _answer(letter: Letter, leaf: int, found: dict[int, Found], silent: float, nodes: Nodes) -> Answer:
    one = found.get(leaf)
    name = nodes.questions[leaf].id
    if one is None or not one.spans:
        return Answer(letter.id, name, "unanswered", confidence=round(silent, 3), evidence={"how": "silent"})
    evidence = {"how": one.how, "anchor": one.anchor, "score": round(one.score, 2)}
    spans = without_advice(letter.text, one.spans)
    sure = _SURE[one.how] * (1.0 if one.how in ("restated", "whole") else min(1.0, 0.6 + 0.4 * one.score))
    return Answer(letter.id, name, "answered", spans, (), round(sure, 3), evidence)
