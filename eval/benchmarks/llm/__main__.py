"""Print, in one run, what asking a model costs with this project and with its peers: `python -m eval.benchmarks.llm`.

Every client gets the same messages, workers and time-out. At the end stand the goals, each met or missed. Peers
that are not installed are skipped with a message; `make peers` installs them in an environment of their own.
"""

import argparse
import os
from collections.abc import Mapping
from pathlib import Path

from eval.benchmarks.llm.clients import PEERS, measure
from eval.benchmarks.llm.goals import Measures, extra, lost, verdicts
from eval.benchmarks.llm.scenes import QUICK, SCENES, Scene, bound_s

_COLUMNS = ("client", "answers/s", "÷ bound", "CPU ms/call", "/answer", "÷ stock", "peak MiB", "lost", "extra")
_WIDTHS = (16, 10, 8, 12, 8, 8, 9, 6, 6)
_USUAL = ("clean", "slow", "wide", "faults", "limit", "letters", "small")


def main() -> None:
    """Read the options, measure the scenes asked for, print their tables and the goals."""
    options = _options()
    scenes = QUICK if options.quick else SCENES
    names = options.scenes or [name for name in _USUAL if name in scenes]
    if unknown := [name for name in names if name not in scenes]:
        raise SystemExit(f"no such scene: {unknown[0]} (scenes: {', '.join(scenes)})")
    print(f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}: figures of a busy machine say little")
    measured = {name: _show(name, scenes[name], options) for name in names}
    _print_goals(verdicts(scenes, measured), options.quick)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenes", nargs="*", help=f"some of {', '.join(SCENES)}; all but large where none is named")
    parser.add_argument("--quick", action="store_true", help="fewer calls and clients, in less than two minutes")
    parser.add_argument("--repeat", type=int, default=1, help="runs of which the median counts")
    parser.add_argument("--only", default="", help="clients, with commas between them")
    parser.add_argument("--peers-python", type=Path, default=PEERS, help="an interpreter that has the peers")
    return parser.parse_args()


def _show(name: str, scene: Scene, options: argparse.Namespace) -> dict[str, Measures]:
    """Measure every client of a scene and print the table as it grows."""
    print(
        f"\n{name}: {scene.count} calls, {scene.concurrency} workers, {scene.title}; bound {bound_s(scene):.2f} s"
        + (f"; {scene.faults} faulty replies" if scene.faults else "")
    )
    print(_line(_COLUMNS))
    found: dict[str, Measures] = {}
    for client in scene.clients:
        if options.only and client not in options.only.split(","):
            continue
        measures = measure(client, scene, options.peers_python, options.repeat)
        if measures is None:
            print(f"{client:16} skipped: not installed here; make peers")
            continue
        found[client] = measures
        print(_line(_cells(client, scene, measures, found)), flush=True)
    return found


def _cells(client: str, scene: Scene, measures: Measures, found: Mapping[str, Measures]) -> tuple[str, ...]:
    wall, bound, stock = measures["wall_s"], bound_s(scene), found.get("instructor")
    return (
        client,
        f"{scene.count * scene.answers / wall:.0f}",
        f"{wall / bound:.3f}" if bound > 0.5 else "",
        f"{measures['cpu_ms']:.2f}",
        f"{measures['cpu_ms'] / scene.answers:.3f}",
        f"{measures['cpu_ms'] / stock['cpu_ms']:.2f}" if stock else "",
        f"{measures['memory_mib']:.0f}",
        f"{lost(scene, measures):.0f}",
        f"{extra(scene, measures):.0f}",
    )


def _line(cells: tuple[str, ...]) -> str:
    first, *rest = zip(cells, _WIDTHS, strict=True)
    return f"{first[0]:{first[1]}}" + "".join(f"{cell:>{width}}" for cell, width in rest)


def _print_goals(rows: list[tuple[str, ...]], quick: bool) -> None:
    print(f"\nGOALS{' (a quick run: for a look only)' if quick else ''}")
    print(f"{'':48}{'goal':>8}{'measured':>10}")
    for what, goal, figure, verdict in rows:
        print(f"{what:48}{goal:>8}{figure:>10}  {verdict}")
    missed = sum(row[-1] != "met" for row in rows)
    print(f"{len(rows) - missed} of {len(rows)} goals met")


if __name__ == "__main__":
    main()
