"""Run one peer once over the items and print what it took, as JSON. Imports nothing of this project.

Started by path with any interpreter that has the peer; it exits with 3 where the peer is not installed. Each
peer is used as its own documentation shows it, with the number of workers and the time-out that all get.
"""

import argparse
import asyncio
import importlib
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from pydantic import BaseModel

Ask = Callable[[list[dict[str, str]]], Awaitable[Any]]
NOT_INSTALLED = 3


class Probabilities(BaseModel):
    held: float
    not_held: float
    not_applicable: float
    partial: float
    undetermined: float


class Status(BaseModel):
    label: Literal["held", "not_held", "not_applicable", "partial", "undetermined"]
    probabilities: Probabilities
    quote: str | None


class Vendor(BaseModel):
    name: str
    quote: str


class Vendors(BaseModel):
    values: list[Vendor]
    sure: float


class Labels(BaseModel):
    status: Status
    vendors: Vendors


class AnswerReply(BaseModel):
    question: Literal["1"]
    why: str
    labels: Labels


class Missed(BaseModel):
    question: Literal["1"]
    quote: str


class LetterReply(BaseModel):
    answers: list[AnswerReply]
    missed: list[Missed]


def _openai(options: argparse.Namespace) -> Any:
    import openai

    return openai.AsyncOpenAI(base_url=options.base_url, api_key="none", timeout=options.timeout)


def raw_openai(options: argparse.Namespace, schema: dict[str, Any]) -> Ask:
    """The SDK alone: create, json.loads."""
    client = _openai(options)
    form = {"type": "json_schema", "json_schema": {"name": "LetterReply", "schema": schema, "strict": True}}

    async def ask(messages: list[dict[str, str]]) -> Any:
        done = await client.chat.completions.create(model="bench", messages=messages, response_format=form)
        return json.loads(done.choices[0].message.content)

    return ask


def instructor_alone(options: argparse.Namespace, _: dict[str, Any]) -> Ask:
    """instructor as it comes: from_openai, its default mode, two retries."""
    import instructor

    client = instructor.from_openai(_openai(options))

    async def ask(messages: list[dict[str, str]]) -> Any:
        return await client.chat.completions.create(
            model="bench", messages=messages, response_model=LetterReply, max_retries=2
        )

    return ask


def instructor_json_schema(options: argparse.Namespace, _: dict[str, Any]) -> Ask:
    """instructor in the mode that asks for a JSON schema, two retries."""
    import instructor

    client = instructor.from_openai(_openai(options), mode=instructor.Mode.JSON_SCHEMA)

    async def ask(messages: list[dict[str, str]]) -> Any:
        return await client.chat.completions.create(
            model="bench", messages=messages, response_model=LetterReply, max_retries=2
        )

    return ask


def pydantic_ai(options: argparse.Namespace, _: dict[str, Any]) -> Ask:
    """pydantic-ai: an agent with an output type, its default (a tool call), two retries."""
    make_agent: Any = importlib.import_module("pydantic_ai").Agent
    models: Any = importlib.import_module("pydantic_ai.models.openai")
    providers: Any = importlib.import_module("pydantic_ai.providers.openai")
    model = models.OpenAIChatModel("bench", provider=providers.OpenAIProvider(openai_client=_openai(options)))
    agents: dict[str, Any] = {}

    async def ask(messages: list[dict[str, str]]) -> Any:
        system = messages[0]["content"]
        if system not in agents:
            agents[system] = make_agent(model, output_type=LetterReply, system_prompt=system, retries=2)
        told = "\n\n".join(message["content"] for message in messages[1:])
        return (await agents[system].run(told)).output

    return ask


CLIENTS = {
    "openai": (raw_openai, ("openai",)),
    "instructor": (instructor_alone, ("openai", "instructor")),
    "instructor-json": (instructor_json_schema, ("openai", "instructor")),
    "pydantic-ai": (pydantic_ai, ("openai", "pydantic_ai")),
}


async def _drive(ask: Ask, items: list[list[dict[str, str]]], concurrency: int) -> list[str]:
    """Ask about all items with so many workers; return what went wrong, one line for each item lost."""
    lost: list[str] = []
    waiting = iter(items)

    async def work() -> None:
        for messages in waiting:
            try:
                await ask(messages)
            except Exception as error:  # noqa: BLE001 whatever a peer raises, its item is lost
                lost.append(f"{type(error).__name__}: {error}"[:200])

    await asyncio.gather(*(work() for _ in range(concurrency)))
    return lost


def _langextract(options: argparse.Namespace, items: list[list[dict[str, str]]]) -> list[str]:
    """langextract: extract over all letters at once, its own threads; a failure loses the whole call."""
    lx: Any = importlib.import_module("langextract")
    model = importlib.import_module("langextract.providers.openai").OpenAILanguageModel(
        model_id="bench", api_key="none", base_url=options.base_url, max_workers=options.concurrency
    )
    example = lx.data.ExampleData(
        text="We use Hootsuite.",
        extractions=[lx.data.Extraction(extraction_class="vendor", extraction_text="Hootsuite")],
    )
    documents = [
        lx.data.Document(text=messages[2]["content"], document_id=str(at)) for at, messages in enumerate(items)
    ]
    try:
        done = lx.extract(
            text_or_documents=documents, prompt_description="Extract the vendors.", examples=[example], model=model,
            max_workers=options.concurrency, batch_length=len(items), show_progress=False, max_char_buffer=10_000,
        )  # fmt: skip
        found = sum(1 for one in done if one.extractions)
    except Exception as error:  # noqa: BLE001 whatever a peer raises, its items are lost
        return [f"{type(error).__name__}: {error}"[:200]] * len(items)
    return ["no extraction"] * (len(items) - found)


def main() -> None:
    """Read the options, run the peer, print one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--client", required=True)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--messages", required=True)
    parser.add_argument("--schema", required=True)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--timeout", type=float, default=5.0)
    options = parser.parse_args()
    needed = CLIENTS[options.client][1] if options.client in CLIENTS else ("langextract",)
    try:
        for name in needed:
            importlib.import_module(name)
    except ImportError:
        sys.exit(NOT_INSTALLED)
    with open(options.messages, encoding="utf-8") as file:
        items = [json.loads(line) for line in file]
    with open(options.schema, encoding="utf-8") as file:
        schema = json.load(file)
    if options.client in CLIENTS:
        ask = CLIENTS[options.client][0](options, schema)
        cpu, wall = time.process_time(), time.perf_counter()
        lost = asyncio.run(_drive(ask, items, options.concurrency))
    else:
        cpu, wall = time.process_time(), time.perf_counter()
        lost = _langextract(options, items)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    measures = {"wall_s": wall, "cpu_ms": cpu * 1000 / len(items), "lost": len(lost), "memory_mib": memory}
    json.dump(measures | {"first_problem": lost[0] if lost else ""}, sys.stdout)


if __name__ == "__main__":
    main()
