"""What tokens cost, from a dated table; a model that is not in it has no price, and none is guessed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from classifier.errors import DataError
from classifier.llm.request import Usage
from classifier.llm.settings import DATED, ModelSettings, is_near
from classifier.resources import resource

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens; `batch_share` is what the Batch API charges of it."""

    input_usd: float
    cached_input_usd: float
    output_usd: float
    batch_share: float = 1.0
    cache_from_tokens: int = 0
    read_on: str = ""

    def cost_usd(self, usage: Usage) -> float:
        """Return what a usage costs; tokens that came through the Batch API at their share."""
        fresh = usage.input_tokens - usage.cached_tokens
        live = (
            fresh * self.input_usd + usage.cached_tokens * self.cached_input_usd + usage.output_tokens * self.output_usd
        )
        batch = usage.batch_input_tokens * self.input_usd + usage.batch_output_tokens * self.output_usd
        return (live + batch * self.batch_share) / _MILLION


def find_price(settings: ModelSettings, table: Path | None = None) -> Price | None:
    """Return the price of a model, or None where the table has none; a server on this network costs nothing.

    Raises DataError for a table that is not of the form.
    """
    path = table or resource("data", "prices.yaml")
    content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        listed = content["models"]
        entry = listed.get(settings.name) or listed.get(DATED.sub("", settings.name))
        if entry is None:
            return Price(0.0, 0.0, 0.0) if is_near(settings.base_url) else None
        return Price(
            input_usd=float(entry["input"]),
            cached_input_usd=float(entry["cached_input"]),
            output_usd=float(entry["output"]),
            batch_share=float(content["batch_share"]),
            cache_from_tokens=int(content["cache_from_tokens"]),
            read_on=str(content["read_on"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"{path}: each model needs input, cached_input and output in US dollars ({error})") from None
