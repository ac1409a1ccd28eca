"""Confidence."""

from classifier.confidence.prior import PriorFit, weighed
from classifier.confidence.signals import Signals, letter_signals, round_signals, settings_of

__all__ = ["PriorFit", "Signals", "letter_signals", "round_signals", "settings_of", "weighed"]
