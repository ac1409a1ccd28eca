"""The goals that the measures are held against, and whether each is met. Measures nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eval.benchmarks.llm.scenes import Scene, bound_s

Measures = Mapping[str, float]
"""What a client's run came to: wall_s, cpu_ms (a call), memory_mib (peak), held_mib, lost, calls, and for this
project stored."""


@dataclass(frozen=True)
class Goal:
    """One goal for this project: `found` works a figure out of a scene and all clients' measures in it, None where
    it cannot be; it is met up to `most`, or from it on with `at_least`."""

    scene: str
    what: str
    most: float
    found: Callable[[Scene, Mapping[str, Measures]], float | None]
    at_least: bool = False

    def met(self, value: float) -> bool:
        """Say whether a figure meets the goal."""
        return value >= self.most if self.at_least else value <= self.most


def lost(scene: Scene, measures: Measures) -> float:
    """Return how many items have no result."""
    return measures["lost"] if "lost" in measures else scene.count - measures["stored"]


def extra(scene: Scene, measures: Measures) -> float:
    """Return how many calls were made beside one for each item."""
    return measures["calls"] - scene.count


def _of_bound(scene: Scene, all_: Mapping[str, Measures]) -> float | None:
    return all_["project"]["wall_s"] / bound_s(scene)


def _of_stock(_: Scene, all_: Mapping[str, Measures]) -> float | None:
    return all_["project"]["cpu_ms"] / all_["instructor"]["cpu_ms"] if "instructor" in all_ else None


def _cpu(scene: Scene, all_: Mapping[str, Measures]) -> float | None:
    return all_["project"]["cpu_ms"] / scene.answers


def _rate(scene: Scene, all_: Mapping[str, Measures]) -> float | None:
    return scene.count / all_["project"]["wall_s"]


def _memory(_: Scene, all_: Mapping[str, Measures]) -> float | None:
    return all_["project"]["memory_mib"]


def _lost(scene: Scene, all_: Mapping[str, Measures]) -> float | None:
    return lost(scene, all_["project"])


def _extra_beyond_faults(scene: Scene, all_: Mapping[str, Measures]) -> float | None:
    return extra(scene, all_["project"]) - scene.faults


def _extra_share(scene: Scene, all_: Mapping[str, Measures]) -> float | None:
    return 100 * extra(scene, all_["project"]) / scene.count


GOALS = (
    Goal("clean", "wall ÷ latency bound, mean 200 ms", 1.15, _of_bound),
    Goal("clean", "CPU ms a call, the store's writes included", 2.0, _cpu),
    Goal("clean", "CPU ÷ stock instructor in the same run", 0.40, _of_stock),
    Goal("clean", "items lost", 0, _lost),
    Goal("slow", "wall ÷ latency bound, mean 1 s", 1.03, _of_bound),
    Goal("wide", "calls a second with 256 workers", 400, _rate, at_least=True),
    Goal("letters", "CPU ms an answer, a letter of 24 a call", 0.1, _cpu),
    Goal("faults", "items lost under faults", 0, _lost),
    Goal("faults", "calls more than the faulty ones", 0, _extra_beyond_faults),
    Goal("limit", "items lost under a limit", 0, _lost),
    Goal("limit", "extra calls under a limit, %", 2, _extra_share),
    Goal("clean", "peak memory, MiB", 150, _memory),
    Goal("large", "peak memory with 100,000 letters, MiB", 150, _memory),
)


def verdicts(scenes: Mapping[str, Scene], measured: Mapping[str, Mapping[str, Measures]]) -> list[tuple[str, ...]]:
    """Return a row for each goal of the scenes that were measured: what, goal, figure, `met` or `MISSED`."""
    rows = []
    for goal in GOALS:
        if "project" not in measured.get(goal.scene, {}):
            continue
        value = goal.found(scenes[goal.scene], measured[goal.scene])
        if value is not None:
            rows.append(_row(goal.what, goal.most, value, goal.at_least, goal.met(value)))
    if {"small", "large"} <= set(measured):
        grown = _growth_kb(scenes, measured)
        rows.append(_row("memory growth, kB an answer", 5, grown, False, grown <= 5))
    return rows


def _growth_kb(scenes: Mapping[str, Scene], measured: Mapping[str, Mapping[str, Measures]]) -> float:
    grown = measured["large"]["project"]["memory_mib"] - measured["small"]["project"]["memory_mib"]
    return grown * 1024 / (scenes["large"].count - scenes["small"].count)


def _row(what: str, most: float, value: float, at_least: bool, met: bool) -> tuple[str, ...]:
    return what, f"{'≥' if at_least else '≤'} {most:g}", f"{value:.3g}", "met" if met else "MISSED"
