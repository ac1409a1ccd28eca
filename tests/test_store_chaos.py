"""The chaos test itself, for a few seconds: kills happen, and nothing that was confirmed is lost or doubled."""

from pathlib import Path

from eval.benchmarks.chaos import chaos
from eval.benchmarks.store import Load


def test_a_store_whose_users_are_killed_loses_nothing(tmp_path: Path) -> None:
    load = Load(seconds=16, reviewers=3, think_s=0.2, every_s=0.3, patience_s=60)
    figures, kills = chaos(str(tmp_path / "round.duckdb"), None, 480, load, 5.0, tmp_path)
    assert sum(kills.values()) >= 2
    assert figures.decisions + figures.commits > 0
    assert (figures.lost, figures.doubled, figures.failed) == (0, 0, 0)
