"""Put a round's codebook, questions and worked examples into the words of a prompt.

The same text for every letter of a round, byte for byte, so that providers can cache it. No letter's words are in it.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from classifier.questionnaire import Question
from classifier.response_schema import UNDETERMINED
from classifier.taxonomy import Field, Rule, Taxonomy

_KINDS = {"one_of": "exactly one", "many_of": "any number, may be none", "names": "a list of names, may be empty"}


def codebook_text(taxonomy: Taxonomy) -> str:
    """Return the taxonomy's fields, values and rules as the prompt gives them; the same text for every letter."""
    blocks = [f"# {taxonomy.title}", taxonomy.unit]
    blocks += [_field_text(field) for field in taxonomy.fields]
    if taxonomy.rules:
        blocks.append("\n".join(["## Rules that decide the hard cases", *map(_rule_text, taxonomy.rules)]))
    if taxonomy.evidence:
        blocks.append(f"## Evidence\n{taxonomy.evidence}")
    return "\n\n".join(block for block in blocks if block)


def questionnaire_text(questions: Sequence[Question]) -> str:
    """Return all questions, one a line, in order, stems and conditions included."""
    return "\n".join(_question_text(question) for question in questions)


def examples_text(taxonomy: Taxonomy) -> str:
    """Return worked replies made from the taxonomy's own examples, so that no letter's text is shown to another."""
    return "\n\n".join(
        f"The answer to question {number}: {text}\n{json.dumps(reply, ensure_ascii=False)}"
        for number, (text, reply) in enumerate(_examples(taxonomy), start=1)
    )


def _field_text(field: Field) -> str:
    lines = [f"## {field.name} ({_KINDS[field.kind]})", field.question]
    if field.guidance:
        lines.append(field.guidance)
    lines += [
        f"- `{value.name}`: {value.definition}{_instances('e.g.', value.examples)}{_instances('not:', value.counter_examples)}"
        for value in field.values
    ]
    if field.kind == "one_of":
        lines.append(f"- `{UNDETERMINED}`: {field.undetermined or 'None of these can be known from the letter.'}")
    if field.examples or field.counter_examples:
        lines.append(f"{_instances('Such as', field.examples)}{_instances('not:', field.counter_examples)}".strip())
    return "\n".join(lines)


def _rule_text(rule: Rule) -> str:
    fields = f"({', '.join(rule.fields)}) " if rule.fields else ""
    return f"{rule.id}. {fields}{rule.text}"


def _instances(lead: str, instances: Sequence[str]) -> str:
    return f" {lead} {'; '.join(f'«{instance}»' for instance in instances)}." if instances else ""


def _question_text(question: Question) -> str:
    condition = question.condition
    lead = f"(only if {condition.question} was answered {condition.when}) " if condition else ""
    kind = "(introduces its parts, is not labelled itself) " if question.stem else ""
    tail = f" {question.tail}" if question.tail else ""
    return f"{question.id}. {kind}{lead}{' '.join(question.text.split())}{tail}"


def _examples(taxonomy: Taxonomy) -> list[tuple[str, dict[str, Any]]]:
    """One worked answer for each value of the `one_of` fields, and one that carries a value of every other field."""
    result: list[tuple[str, dict[str, Any]]] = []
    for field in taxonomy.fields:
        for value in field.values if field.kind == "one_of" else ():
            if value.examples:
                said = value.examples[0].split(" (")[0]
                result.append((f"«{said}»", _example(taxonomy, len(result) + 1, {field.name: (value.name, said)})))
    others = {field.name: shown for field in taxonomy.fields if field.kind != "one_of" and (shown := _shown(field))}
    if others:
        text = "; ".join(quote for _, quote in others.values())
        first = next((field for field in taxonomy.fields if field.kind == "one_of"), None)
        label = {first.name: (first.value_names[0], next(iter(others.values()))[1])} if first else {}
        result.append((f"«{text}»", _example(taxonomy, len(result) + 1, label | others)))
    return result


def _shown(field: Field) -> tuple[str, str] | None:
    if field.kind == "names":
        return (field.examples[0], field.examples[0]) if field.examples else None
    return next(((value.name, value.examples[0]) for value in field.values if value.examples), None)


def _example(taxonomy: Taxonomy, number: int, shown: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    labels = {field.name: _example_label(field, shown.get(field.name)) for field in taxonomy.fields}
    why = "; ".join(f"says {name} {value}" for name, (value, _) in shown.items())
    return {"question": str(number), "why": why, "labels": labels}


def _example_label(field: Field, shown: tuple[str, str] | None) -> dict[str, Any]:
    if field.kind == "one_of":
        label = shown[0] if shown else UNDETERMINED
        names = (*field.value_names, UNDETERMINED)
        rest = round(0.08 / (len(names) - 1), 3)
        odds = {name: 0.92 if name == label else rest for name in names}
        return {"label": label, "probabilities": odds, "quote": shown[1] if shown else None}
    key = "name" if field.kind == "names" else "value"
    return {"values": [{key: shown[0], "quote": shown[1]}] if shown else [], "sure": 0.9}
