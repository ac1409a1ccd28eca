"""Measurements anyone can repeat: `python -m eval.benchmarks.store`. They start what they need and clean up."""
