"""Let instructor build the request and read the reply.

instructor gets an envelope in place of the reply's own class: it hands out the strict schema made once, and
passes the text on to the class. instructor walks through the class it is given, and makes its schema, at every
call; with a letter's reply that costs more than the rest of the call. instructor's own second asking is turned
off: it would pay for the whole letter again where one answer was wrong, and it renders templates. It is imported
here, when the first request is made.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import BaseModel

from classifier.llm.request import Request

Transport = Callable[..., Awaitable[Any]]


class Parser:
    """instructor around a transport; envelopes are kept, one for each class of reply."""

    def __init__(self, transport: Transport) -> None:
        import instructor

        logging.getLogger("instructor").setLevel(logging.CRITICAL)  # it would print letters' words to stderr
        self._create: Any = instructor.patch(create=transport, mode=instructor.Mode.JSON_SCHEMA)
        self._envelopes: dict[type[BaseModel], type[BaseModel]] = {}

    async def ask(self, request: Request, call: Any, **kwargs: Any) -> tuple[BaseModel | None, str]:
        """Ask through the transport and return the reply, or None and what is wrong with it.

        `call` reaches the transport as it is. What the transport raises is raised again, without a wrapping.
        """
        from instructor.core.exceptions import IncompleteOutputException, InstructorRetryException
        from pydantic import ValidationError

        envelope = self._envelopes.get(request.reply) or self._enveloped(request)
        try:
            parsed: BaseModel = await self._create(response_model=envelope, max_retries=0, call=call, **kwargs)
            return parsed, ""
        except IncompleteOutputException:
            return None, "the reply was cut off"
        except InstructorRetryException as error:
            cause = error.__cause__
            if isinstance(cause, ValidationError):
                return None, _first(cause)
            if cause is None:
                raise
            raise cause from None

    def _enveloped(self, request: Request) -> type[BaseModel]:
        import instructor

        def schema(_: Any, /, *__: Any, **___: Any) -> dict[str, Any]:
            return request.schema

        def validate(_: Any, /, text: str, **__: Any) -> BaseModel:
            return request.reply.model_validate_json(text, strict=True)

        members = {"model_json_schema": classmethod(schema), "model_validate_json": classmethod(validate)}
        envelope = type(request.reply.__name__, (instructor.OpenAISchema,), {"__module__": __name__, **members})
        self._envelopes[request.reply] = envelope
        return envelope


def _first(error: Any) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    place = " › ".join(str(step) for step in problem["loc"])
    return f"the reply is not of the form: {place + ': ' if place else ''}{problem['msg']}"
