"""What every client is given: the same letters, the same prompt, the same schema, the same canned reply."""

import json
from pathlib import Path
from typing import Any

from classifier.ask_model import Frame, letter_requests, make_frame
from classifier.questionnaire import parse_request
from classifier.records import Answer, Letter, Span
from classifier.round import Round
from classifier.taxonomy import Field, Taxonomy, Value

_REQUEST = "1. Do you monitor social media, and with which software?\n"
_WORDS = (
    "Yes. The communications team looks at posts that mention us in order to see how our campaigns perform, and "
    "it uses Hootsuite for that purpose on every working day of the year except during the winter closure. "
    "Nothing that is found is kept for longer than twelve months, and no student is told of it beforehand, "
    "because only public posts are looked at. A written request by a head of department is needed before an "
    "account of one person may be viewed, and it has to be approved by the head of communications, who keeps "
    "a list of all such requests. No such request has been made in the last three years."
)


def bench_round(folder: Path) -> Round:
    """Return a round of one question and two fields, stored in the folder."""
    status = Field(
        name="status",
        kind="one_of",
        question="Does the authority hold what was asked?",
        values=(
            Value(name="held", definition="What was asked is answered.", examples=("Yes.",)),
            Value(name="not_held", definition="It is not held.", examples=("Information not held.",)),
            Value(name="not_applicable", definition="It does not apply.", examples=("N/A",)),
            Value(name="partial", definition="A part is held.", examples=("Figures from 2018 only.",)),
        ),
    )
    vendors = Field(name="vendors", kind="names", question="Which suppliers does it use?", examples=("Hootsuite",))
    taxonomy = Taxonomy(name="bench", version="1", title="Bench", fields=(status, vendors))
    return Round(
        "bench", "Bench", folder, _REQUEST, parse_request(_REQUEST), taxonomy, "FOIA", str(folder / "b.duckdb")
    )


def letters_round(folder: Path, questions: int) -> Round:
    """Return a round of many questions, so that one call answers them all."""
    request = "".join(
        f"{number}. Do you monitor social media, and with which software?\n" for number in range(1, questions + 1)
    )
    round = bench_round(folder)
    return Round("bench", "Bench", folder, request, parse_request(request), round.taxonomy, "FOIA", round.store)


def bench_letter(number: int, answers: int = 1) -> Letter:
    """Return a letter of about a hundred words; its number stands in it, so that no two are alike."""
    text = "\n".join(f"{at}. Reference item-{number:06d}. {_WORDS}" for at in range(1, answers + 1))
    return Letter(f"Authority {number:06d}", f"item-{number:06d}.txt", text)


def bench_split(round: Round, letter: Letter) -> tuple[Answer, ...]:
    """Return the answers without searching for them: each is its line."""
    answers, at, letter_id = [], 0, letter.id
    for question, line in zip(round.leaves, letter.text.splitlines(), strict=True):
        answers.append(Answer(letter_id, question.id, "answered", (Span(at, at + len(line)),), confidence=1.0))
        at += len(line) + 1
    return tuple(answers)


def bench_frame(round: Round) -> Frame:
    return make_frame(round)


def reply_text(round: Round) -> str:
    """Return the reply that the server gives to everything."""
    names = ("held", "not_held", "not_applicable", "partial", "undetermined")
    status = {"label": "held", "probabilities": dict.fromkeys(names, 0.2), "quote": "Yes"}
    vendors = {"values": [{"name": "Hootsuite", "quote": "it uses Hootsuite"}], "sure": 0.9}
    labels = {
        "status": status | {"probabilities": {name: 0.92 if name == "held" else 0.02 for name in names}},
        "vendors": vendors,
    }
    answers = [{"question": one.id, "why": "says yes", "labels": labels} for one in round.leaves]
    return json.dumps({"answers": answers, "missed": []})


def messages_of(frame: Frame, letter: Letter) -> list[dict[str, str]]:
    """Return the messages that this project sends about a letter, for the peers to send too."""
    (request,) = letter_requests(frame, letter, bench_split(frame.round, letter))
    return [{"role": message.role, "content": message.content} for message in request.messages]


def as_json_lines(frame: Frame, count: int, path: Path) -> dict[str, Any]:
    """Write the messages of the items for peers in another interpreter; return what they need beside."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(json.dumps(messages_of(frame, bench_letter(number))) + "\n")
    return {"messages": str(path), "schema": frame.schema}
