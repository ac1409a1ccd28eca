"""Say what a run would need and cost before any money is spent. Sends nothing and stores nothing."""

from classifier.ask_model import WINDOW, Frame, Per, make_frame
from classifier.classify.letters import split
from classifier.classify.run import model_run
from classifier.classify.spending import estimate_letter, fixed_tokens
from classifier.classify.summary import Plan
from classifier.classify.work import letters
from classifier.llm import ModelSettings, Usage
from classifier.llm.prices import Price, find_price
from classifier.round import Round
from classifier.store import Store, letters_to_classify


def plan_round(
    round: Round,
    store: Store,
    *,
    settings: ModelSettings,
    per: Per = "letter",
    prompt: str = "",
    samples: int = 1,
    window: int = WINDOW,
    ask_split: bool = False,
    limit: int | None = None,
) -> Plan:
    """Return what classifying the unfinished letters would need: first askings only, from the requests' lengths."""
    frame = make_frame(round, per, prompt=prompt, samples=samples, window=window, split=ask_split)
    with store.reading() as db:
        to_do = letters_to_classify(db, model_run(round, frame, settings).id, limit)
    price = find_price(settings)
    shared = _cacheable(frame, price)
    usage, answers = Usage(), 0
    for letter in letters(store, to_do):
        found = split(round, letter)
        usage += estimate_letter(frame, letter, found)
        answers += len(found)
    cached = shared * max(0, usage.calls - 1)
    return Plan(
        model=settings.name,
        letters=len(to_do),
        answers=answers,
        calls=usage.calls,
        input_tokens=usage.input_tokens,
        cached_tokens=cached,
        output_tokens=usage.output_tokens,
        live_usd=price.cost_usd(usage) if price else None,
        cached_usd=price.cost_usd(usage + Usage(cached_tokens=cached)) if price else None,
        batch_usd=price.cost_usd(usage) * price.batch_share if price else None,
        prices_read_on=price.read_on if price else "",
    )


def _cacheable(frame: Frame, price: Price | None) -> int:
    """The tokens that all prompts begin with, or 0 where they are too few for a provider to keep."""
    fixed = fixed_tokens(frame)
    return fixed if price is None or fixed >= price.cache_from_tokens else 0
