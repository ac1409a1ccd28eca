"""A small round for tests of the model's path: a questionnaire, a taxonomy with gazetteers, letters, scripted replies.

The scripted reader answers from what it is told about each letter; it stands behind the loopback server.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from classifier.questionnaire import parse_request
from classifier.records import Letter
from classifier.round import Round
from classifier.taxonomy import load_taxonomy
from tests.loopback import Answered, Reply, Sent

REQUEST = """\
1. Do you monitor social media?
2. Please name the supplier of any software that you use to monitor social media.
3. Please send a copy of your data protection impact assessment.
"""

TAXONOMY = """\
name: monitoring
version: "1"
title: Monitoring
fields:
  - name: status
    kind: one_of
    reads: holding
    question: Does the authority hold what was asked?
    undetermined: Neither confirmed nor denied.
    values:
      - {name: held, definition: It is held., examples: ["Yes."]}
      - {name: not_held, definition: It is not held., examples: ["Information not held."]}
      - {name: not_applicable, definition: It does not apply., examples: ["N/A"]}
      - {name: partial, definition: A part is held., examples: ["Figures from 2018 only."]}
  - name: purposes
    kind: many_of
    reads: cues
    question: For which purposes?
    values:
      - {name: marketing, definition: Marketing., examples: ["for marketing"], cues: ["marketing"]}
      - {name: security, definition: Security., examples: ["for security"], cues: ["campus security"]}
  - name: vendors
    kind: names
    reads: names
    question: Which suppliers?
    gazetteer: products.yaml
    not_from: [platforms]
    examples: ["Hootsuite"]
  - name: platforms
    kind: names
    reads: names
    question: Which platforms?
    gazetteer: platforms.yaml
    only_listed: true
    examples: ["Facebook"]
rules:
  - {id: 1, fields: [status], text: "Asked for a document, \\"we do not have one\\" is not_held."}
"""

LETTER = """\
Dear applicant

1. Do you monitor social media?

Yes, for marketing.

2. Please name the supplier of any software that you use to monitor social media.

We use Hootsuite on Facebook. We do not use Brandwatch.

3. Please send a copy of your data protection impact assessment.

Information not held.

Yours faithfully
"""


def make_round(folder: Path) -> Round:
    """Write the taxonomy and its gazetteers into the folder and return the round."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "taxonomy.yaml").write_text(TAXONOMY, encoding="utf-8")
    (folder / "products.yaml").write_text("names:\n- {name: Hootsuite}\n- {name: Brandwatch, aliases: [Brand Watch]}\n")
    (folder / "platforms.yaml").write_text(
        "names:\n- {name: Facebook, aliases: [FB]}\n- {name: Twitter, aliases: [X]}\n"
    )
    taxonomy = load_taxonomy(folder / "taxonomy.yaml")
    return Round(
        "parks", "Parks", folder, REQUEST, parse_request(REQUEST), taxonomy, "FOIA", str(folder / "round.duckdb")
    )


def letter(number: int = 0, text: str = LETTER) -> Letter:
    """Return a letter; letters of different numbers differ."""
    return Letter(f"University of Testing {number}", f"letter-{number}.txt", f"Our reference {number}\n{text}")


def _many(key: str, values: Mapping[str, str], sure: float) -> dict[str, Any]:
    return {"values": [{key: value, "quote": quote} for value, quote in values.items()], "sure": sure}


def labels(
    status: str | None = None,
    quote: str | None = None,
    purposes: Mapping[str, str] | None = None,
    vendors: Mapping[str, str] | None = None,
    platforms: Mapping[str, str] | None = None,
    sure: float = 0.9,
) -> dict[str, Any]:
    """Return the labels part of a reply; the mappings are from value to quotation."""
    label = status or "undetermined"
    odds = {
        name: 0.9 if name == label else 0.025
        for name in ("held", "not_held", "not_applicable", "partial", "undetermined")
    }
    return {
        "status": {"label": label, "probabilities": odds, "quote": quote},
        "purposes": _many("value", purposes or {}, sure),
        "vendors": _many("name", vendors or {}, sure),
        "platforms": _many("name", platforms or {}, sure),
    }


GOOD = {
    "1": labels("held", "Yes", purposes={"marketing": "for marketing"}),
    "2": labels("held", "Hootsuite", vendors={"Hootsuite": "Hootsuite"}, platforms={"Facebook": "Facebook"}),
    "3": labels("not_held", "Information not held"),
}
"""What a careful reader says about `LETTER`."""


def reply_text(said: Mapping[str, Any], ids: Sequence[str], missed: Sequence[Mapping[str, str]] = ()) -> str:
    """Return a letter's reply as a model writes it."""
    answers = [{"question": name, "why": "it says so", "labels": said[name]} for name in ids if name in said]
    return json.dumps({"answers": answers, "missed": list(missed)})


def asked_ids(sent: Sent) -> list[str]:
    """Return the ids of the questions that a request asks about, in order; none for a test of the connection."""
    last = sent.body["messages"][-1]["content"]
    found = re.search(r"(?:in this order:|answer to question) (.*)", last)
    return found[1].split(", ") if found else []


def is_probe(sent: Sent) -> bool:
    """Say whether a request only tests the connection."""
    return b"test of the connection" in sent.raw


def reader(*turns: Mapping[str, Any], faults: Callable[[Sent, int], Answered | None] | None = None) -> Reply:
    """Return a reader that says `turns[n]` at the nth asking about the same letter, and the last one from then on."""
    seen: dict[str, int] = {}
    counted = 0

    def reply(sent: Sent, _: int) -> Answered:
        nonlocal counted
        if is_probe(sent):
            return Answered('{"ready": true}')
        fault = faults(sent, counted) if faults else None
        counted += 1
        if fault is not None:
            return fault
        body = sent.body["messages"][2]["content"]
        turn = seen.get(body, 0)
        seen[body] = turn + 1
        return Answered(reply_text(turns[min(turn, len(turns) - 1)], asked_ids(sent)))

    return reply
