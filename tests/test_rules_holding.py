"""Whether something is held: every entry of the rules file by its own examples, and whole answers by the codebook."""

import pytest

from classifier.questionnaire import Asks, Condition, Question
from classifier.records import Span
from classifier.resources import resource
from classifier.rules.clauses import Clause, clauses
from classifier.rules.holding import Phrase, phrases, read_clause, read_holding
from classifier.taxonomy import load_taxonomy


def _examples(counter: bool) -> list[tuple[Phrase, str]]:
    return [
        (phrase, shown) for phrase in phrases() for shown in (phrase.counter_examples if counter else phrase.examples)
    ]


def _name(value: object) -> str:
    return value.id if isinstance(value, Phrase) else str(value)


def _finds(phrase: Phrase, shown: str) -> bool:
    return any(pattern.search(shown) for _, pattern in phrase.pattern.alternatives)


def _cut(text: str) -> list[Clause]:
    return clauses(text, [Span(0, len(text))])


def _question(asks: Asks, condition: Condition | None = None) -> Question:
    return Question("1", "What about it?", asks=asks, condition=condition)


def _asked(phrase: Phrase) -> Question:
    return next(
        (_question(asks) for asks in ("whether", "document", "explain", "name") if asks in phrase.asks),
        _question("how_many"),
    )


@pytest.mark.parametrize(("phrase", "shown"), _examples(counter=False), ids=_name)
def test_each_entry_matches_its_examples_and_is_what_they_say(phrase: Phrase, shown: str) -> None:
    assert _finds(phrase, shown)
    assert read_clause(Clause(0, len(shown), shown), _asked(phrase)).says == phrase.says


@pytest.mark.parametrize(("phrase", "shown"), _examples(counter=True), ids=_name)
def test_no_entry_matches_its_counter_examples(phrase: Phrase, shown: str) -> None:
    assert not _finds(phrase, shown)


@pytest.mark.parametrize("phrase", phrases(), ids=_name)
def test_each_entry_follows_a_rule_of_the_codebook_and_has_both_kinds_of_example(phrase: Phrase) -> None:
    taxonomy = load_taxonomy(resource("data", "taxonomies", "social-media-monitoring.yaml"))
    assert phrase.codebook in {0, *(rule.id for rule in taxonomy.rules)}  # 0: the values' definitions
    assert phrase.examples
    assert phrase.counter_examples
    assert phrase.asks <= {"whether", "how_many", "document", "name", "explain"}
    assert phrase.says in {
        "neither", "vexatious", "cost", "clarify", "no_return", "in_part", "few", "in_files", "not_held",
        "not_applicable", "withheld", "zero", "no", "yes", "nothing",
    }  # fmt: skip


def test_entries_have_names_of_their_own() -> None:
    names = [phrase.id for phrase in phrases()]
    assert all(isinstance(name, str) for name in names)  # an unquoted `no` would be read as false
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("asks", "text", "status"),
    [
        # definitions
        ("whether", "Yes.", "held"),
        ("whether", "No.", "held"),
        ("document", "The policy is attached as Annex A.", "held"),
        ("document", "https://wexmoor.example/policy", "held"),
        ("document", "Exempt under section 43(2).", "held"),
        ("explain", "Information not held.", "not_held"),
        ("how_many", "The Council does not record this.", "not_held"),
        ("name", "N/A", "not_applicable"),
        ("how_many", "We hold figures from 2018 only.", "partial"),
        ("document", "Attached. The names have been redacted under section 40(2).", "partial"),
        ("whether", "We can neither confirm nor deny that we hold this.", None),
        ("explain", "To answer would exceed the appropriate limit.", None),
        ("explain", "Your request is vexatious.", None),
        # rule 1: a document that does not exist, against a plain no
        ("document", "We do not have one.", "not_held"),
        ("document", "No such policy exists.", "not_held"),
        ("document", "None.", "not_held"),
        ("whether", "No, we do not have one.", "held"),
        # rule 2: the reason given wins over the stock phrase
        ("explain", "N/A – we hold no such records.", "not_held"),
        ("explain", "Not applicable.", "not_applicable"),
        # rule 7: an apology decides nothing
        ("name", "We apologise for the delay. The clerk.", "held"),
        # rule 8: a zero is information
        ("how_many", "0", "held"),
        ("how_many", "None.", "held"),
        ("name", "Nobody.", "held"),
        ("explain", "There are no criteria.", "held"),
        ("name", "No approval is needed.", "held"),
        # rule 14: no such document, others named
        ("document", "No such document exists. The log and the manual come closest.", "not_held"),
        # rule 15: refused on cost, but in the files
        ("how_many", "This information is held in some 900 individual files and to read them would exceed the limit in section 12(1).", "held"),
        ("how_many", "The amounts are held but to find them would cost more than the appropriate limit.", "held"),
        # rule 16
        ("document", "There is no policy on this.", "not_held"),
        ("explain", "We take no data, so the question does not arise.", "not_applicable"),
        # rule 17
        ("explain", "There is no written process.", "not_held"),
        ("explain", "Nothing is recorded.", "not_held"),
        # rule 19: one part neither confirmed nor denied, the other answered
        ("whether", "No. As to the police, we neither confirm nor deny that we hold anything.", "partial"),
        # rule 20
        ("how_many", "This department made no return.", None),
        # Welsh
        ("explain", "Nid yw'r wybodaeth hon yn cael ei dal.", "not_held"),
        ("whether", "Ydym.", "held"),
    ],
)  # fmt: skip
def test_whole_answers_get_the_status_that_the_codebook_gives_them(asks: Asks, text: str, status: str | None) -> None:
    assert read_holding(_cut(text), _question(asks)).status == status


def test_a_no_to_a_conditional_question_is_an_answer() -> None:
    asked = _question("whether", Condition("4", "no"))
    assert read_holding(_cut("No."), asked).status == "held"  # rule 18


def test_a_reading_names_its_entry_and_stands_on_the_letters_words() -> None:
    text = "Sadly, the\nCouncil does\xa0not  hold this."
    reading = read_holding(_cut(text), _question("explain"))
    assert reading.fired == ("not-held",)
    (quote,) = reading.quotes
    assert text[quote.start : quote.end] == quote.text
    assert "not  hold" in quote.text
    assert 0.5 < reading.sure <= 1


def test_plain_information_says_so() -> None:
    reading = read_holding(_cut("The clerk of works."), _question("name"))
    assert (reading.status, reading.fired) == ("held", ("plain-information",))


def test_no_clauses_are_undetermined() -> None:
    reading = read_holding([], _question("name"))
    assert (reading.status, reading.quotes, reading.fired) == (None, (), ())


def test_an_entry_can_be_limited_by_the_questions_words() -> None:
    text = "It is not kept."
    kept = Question("1", "How long is the log kept?", asks="explain")
    other = Question("2", "How many flights were there?", asks="explain")
    (clause,) = _cut(text)
    assert read_clause(clause, kept).entry != "not-kept"
    assert read_clause(clause, other).entry == "not-kept"


@pytest.mark.parametrize(
    ("asks", "passages", "status"),
    [
        ("how_many", ("Not applicable to medical staff.", "2022/23: 1,366 shifts."), "held"),
        ("how_many", ("Not applicable.", "We have no drones."), "not_applicable"),
        ("name", ("The end date has been withheld under section 43(2).", "Brookson Direct. End date withheld, see above."), "partial"),
        ("name", ("The information is held.", "It is withheld under section 43(2), as the contractor objected."), "held"),
        ("how_many", ("We consider that to confirm or deny whether any were made would itself disclose personal data.", "We neither confirm nor deny that this is held."), None),
    ],
)  # fmt: skip
def test_passages_of_several_departments_are_weighed_together(
    asks: Asks, passages: tuple[str, ...], status: str | None
) -> None:
    text, ends = "\n\n".join(passages), []
    for passage in passages:
        ends.append(text.index(passage) + len(passage))
    spans = [Span(text.index(passage), end) for passage, end in zip(passages, ends, strict=True)]
    assert read_holding(clauses(text, spans), _question(asks)).status == status
