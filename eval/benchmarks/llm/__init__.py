"""Measure this project's path to a model against peers, on a loopback server with set latencies and faults."""
