"""Counts that can be published, with intervals that carry the labels' errors. Pure: it reads and writes nothing.

    frames: who said what, and what people read → counting: bounds → needed: the gate → sentences, tables
    audits: draw and tally blind checks          narrowing: what to read first

A statistic counts the authorities for which its terms hold (`classifier.terms`). Only blind checks that were drawn for it
say anything about the labels that nobody read; corrections made otherwise mend labels and no more.
"""

from classifier.statistics.audits import draw_audit, open_items, read_otherwise
from classifier.statistics.counting import AuditResult, Result, count
from classifier.statistics.defaults import all_statistics, default_statistics
from classifier.statistics.frames import Frame, frame_of, groups
from classifier.statistics.narrowing import Narrowing, narrowing
from classifier.statistics.needed import Gate, checks_for, gate, split_of
from classifier.statistics.sentences import group_name, percent, run_words, sentence, small_print
from classifier.statistics.tables import Provenance, provenance, row_of

__all__ = [
    "AuditResult",
    "Frame",
    "Gate",
    "Narrowing",
    "Provenance",
    "Result",
    "all_statistics",
    "checks_for",
    "count",
    "default_statistics",
    "draw_audit",
    "frame_of",
    "gate",
    "group_name",
    "groups",
    "narrowing",
    "open_items",
    "percent",
    "provenance",
    "read_otherwise",
    "row_of",
    "run_words",
    "sentence",
    "small_print",
    "split_of",
]
