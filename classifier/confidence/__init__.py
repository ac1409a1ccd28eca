"""How probable it is that a label is right, and above which probability labels may stand without a person.

    signals → prior (shipped fit, for the rules' labels as they are made)
    signals + second_stage → fitting (learnt from a round's decisions) → threshold (Learn-then-Test), measures

Pure: records and numbers in, numbers out. The store, the queue and the decisions belong to `classifier.calibrating`.
scikit-learn and scipy are imported where they are used, because every command imports this.
"""

from classifier.confidence.prior import PriorFit, weighed
from classifier.confidence.signals import Signals, letter_signals, round_signals, settings_of

__all__ = ["PriorFit", "Signals", "letter_signals", "round_signals", "settings_of", "weighed"]
