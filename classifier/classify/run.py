"""What makes one run differ from another: model, prompts, codebook, questions, splitter and settings."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from classifier.ask_model import Frame
from classifier.llm import ModelSettings
from classifier.llm.settings import is_near
from classifier.records import Run, content_id
from classifier.round import Round
from classifier.rules import RULES_VERSION
from classifier.split import SPLITTER_VERSION

RULES = "rules"


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is carried out; nothing of this bears on the labels.

    `only` these letters are looked at, where given, and none of those in `waiting` (a batch has them). When
    `group` letters are finished, or after `flush_s` seconds, all that is finished is stored in one transaction.
    `worker` is this process's name where others may share the run, and None where none can; `lease_s` is how long what it took is kept for it. `adopt` lets the labels become the
    current ones when the run is whole; the first run's are in any case.
    """

    limit: int | None = None
    only: frozenset[str] | None = None
    waiting: frozenset[str] = frozenset()
    max_usd: float | None = None
    max_tokens: int | None = None
    group: int = 256
    flush_s: float = 2.0
    worker: str | None = None
    lease_s: float = 900.0
    adopt: bool = True


def rules_run(round: Round) -> Run:
    """Return the run of the offline rules on a round."""
    settings = json.dumps({"questions": round.questionnaire})
    return Run(
        RULES,
        f"rules {RULES_VERSION}",
        content_id("rules", RULES_VERSION),
        round.taxonomy.codebook,
        SPLITTER_VERSION,
        settings,
    )


def model_run(round: Round, frame: Frame, settings: ModelSettings) -> Run:
    """Return the run of a model on a round; a far server's name is part of it, the key and the pace are not."""
    asked: dict[str, object] = {
        **settings.parameters,
        "per": frame.per,
        "samples": frame.samples,
        "window": frame.window,
        "server": "near" if is_near(settings.base_url) else urlsplit(settings.base_url).hostname,
        "questions": round.questionnaire,
    }
    return Run(
        model=f"openai/{settings.name}",
        prompt=frame.prompt.label,
        prompt_sha256=frame.prompt_sha256,
        codebook=round.taxonomy.codebook,
        splitter=SPLITTER_VERSION,
        settings=json.dumps(asked, sort_keys=True),
    )
