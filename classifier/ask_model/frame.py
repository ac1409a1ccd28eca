"""What is the same for every letter of a run: the prompts, their fixed text, the forms of the replies."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from classifier.ask_model.wording import codebook_text, examples_text, questionnaire_text
from classifier.errors import UserError
from classifier.llm import Message
from classifier.prompts import Prompt, load_prompt
from classifier.records import content_id
from classifier.response_schema import answer_reply, letter_reply, wire_schema
from classifier.round import Round

Per = Literal["letter", "answer"]
WINDOW = 60_000
"""Characters of a letter that one call is given; a longer letter is asked about in windows."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One way of asking. `fixed` fills the placeholders that are alike for all letters, `beginning` are the messages
    that every letter's prompt begins with; `samples` is how often each letter is asked; `split` asks where the answers stand where the splitter is unsure, None never asks that."""

    round: Round
    per: Per
    prompt: Prompt
    again: Prompt
    fixed: dict[str, str]
    beginning: tuple[Message, ...]
    form: type[BaseModel]
    schema: dict[str, Any]
    item_form: type[BaseModel]
    samples: int = 1
    window: int = WINDOW
    split: Prompt | None = None

    @property
    def prompt_sha256(self) -> str:
        """A digest of all prompts, as a run remembers it."""
        prompts = [self.prompt, self.again, *([self.split] if self.split else [])]
        return content_id("prompts", *(prompt.sha256 for prompt in prompts))


def make_frame(
    round: Round,
    per: Per = "letter",
    *,
    prompt: str = "",
    samples: int = 1,
    window: int = WINDOW,
    split: bool = False,
    folder: Path | None = None,
) -> Frame:
    """Return the frame for a round; `prompt` names another version, such as `classify_letter.v1`. `split` lets the
    model say where answers stand in letters that the splitter is unsure of.

    Raises UserError for an unknown prompt or a number that cannot be, DataError for a prompt or taxonomy at fault.
    """
    if per not in ("letter", "answer"):
        raise UserError(f"'{per}' is no way of asking: use letter or answer")
    if samples < 1 or window < 1000:
        raise UserError("at least one sample, and at least 1000 characters a window")
    ids = [question.id for question in round.leaves]
    item = answer_reply(round.taxonomy, ids)
    form = letter_reply(round.taxonomy, ids) if per == "letter" else item
    fixed = {
        "codebook": codebook_text(round.taxonomy),
        "examples": examples_text(round.taxonomy),
        "questions": questionnaire_text(round.questions),
    }
    chosen = load_prompt(prompt or f"classify_{per}", folder)
    return Frame(
        round=round,
        per=per,
        prompt=chosen,
        again=load_prompt("ask_again", folder),
        fixed=fixed,
        beginning=tuple(Message(role, text) for role, text in chosen.begin(fixed)),
        form=form,
        schema=wire_schema(form),
        item_form=item,
        samples=samples,
        window=window,
        split=load_prompt("split_letter", folder) if split else None,
    )
