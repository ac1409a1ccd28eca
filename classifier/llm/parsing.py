"""Let instructor read a completion into the form of the reply.

instructor gets an envelope in place of the reply's own class: it walks through the class it is given at every
call, and with a letter's reply that costs more than the rest of the call. instructor's own retrying is not used:
it would pay for a whole letter again where one answer was wrong, adds up usages by deep copies, and renders
templates. It is imported here, when the first reply is read.
"""

import logging
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from classifier.llm.request import Request


@dataclass(slots=True)
class _Message:
    content: str
    refusal: str | None = None


@dataclass(slots=True)
class _Choice:
    message: _Message
    finish_reason: str


@dataclass(slots=True)
class _Completion:
    """What instructor looks at of a completion."""

    choices: tuple[_Choice]


class Parser:
    """instructor's reading of replies; envelopes are kept, one for each class of reply."""

    def __init__(self) -> None:
        import instructor

        logging.getLogger("instructor").setLevel(logging.CRITICAL)  # it would print letters' words to stderr
        self._mode = instructor.Mode.JSON_SCHEMA
        self._base: Any = instructor.OpenAISchema
        self._envelopes: dict[type[BaseModel], Any] = {}

    def read(self, request: Request, text: str, cut: bool) -> tuple[BaseModel | None, str]:
        """Return the reply in its form, or None and what is wrong with it; `cut` says that it was cut off."""
        from instructor.core.exceptions import IncompleteOutputException

        envelope = self._envelopes.get(request.reply) or self._enveloped(request.reply)
        completion = _Completion((_Choice(_Message(text), "length" if cut else "stop"),))
        try:
            value: BaseModel = envelope.from_response(completion, mode=self._mode, strict=True)
        except IncompleteOutputException:
            return None, "the reply was cut off"
        except ValidationError as error:
            return None, _first(error)
        return value, ""

    def _enveloped(self, reply: type[BaseModel]) -> Any:
        def validate(_: Any, /, text: str, **__: Any) -> BaseModel:
            return reply.model_validate_json(text, strict=True)

        members = {"__module__": __name__, "model_validate_json": classmethod(validate)}
        self._envelopes[reply] = type(reply.__name__, (self._base,), members)
        return self._envelopes[reply]


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    place = " › ".join(str(step) for step in problem["loc"])
    return f"the reply is not of the form: {place + ': ' if place else ''}{problem['msg']}"
