"""The one seam to a language model: everything that knows a vendor, a wire or a price is in this room.

openai and instructor are imported when the first request is made, not before.
"""

from classifier.llm.model import Model, open_model
from classifier.llm.request import Message, Reply, Request, Usage, request_key
from classifier.llm.settings import ModelSettings, model_name, read_key

__all__ = [
    "Message",
    "Model",
    "ModelSettings",
    "Reply",
    "Request",
    "Usage",
    "model_name",
    "open_model",
    "read_key",
    "request_key",
]
