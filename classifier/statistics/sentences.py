"""One sentence of plain English for each statistic, as a newspaper could print it; and the small print that goes with it."""

from classifier.records import Run
from classifier.round.declared import Statistic
from classifier.statistics.counting import Result

_RULES = {
    "asked": "that were asked",
    "replied": "that replied",
    "answered": "that answered",
    "applicable": "that answered and to which it applied",
}


def sentence(result: Result, noun: str = "authorities") -> str:
    """Return the sentence; the range in it is the exact 95 % interval for labelling errors."""
    whom = f"{noun}{_group(result.statistic)} {_RULES[result.statistic.of]}"
    if not result.of or result.share is None:
        return f"There are no {whom}, so nothing can be said of how many {result.statistic.words}."
    said = f"{result.count} of the {result.of} {whom} ({percent(result.share)}) {result.statistic.words}"
    return f"{said}; {_margin(result)}."


def _margin(result: Result) -> str:
    unread = sum(result.left.values())
    if result.low == result.high:
        return (
            "no other number is consistent with the checks made"
            if unread
            else "every answer behind this was read by a person"
        )
    span = f"between {result.low} and {result.high}"
    if result.share_low is not None and result.share_high is not None:
        span += f" ({percent(result.share_low)} to {percent(result.share_high)})"
    if unread and result.audit is None:
        return f"a machine alone has read {unread} of them, unchecked, so the true number may lie anywhere {span}"
    return f"allowing for labelling error the true number is {span}"


def small_print(result: Result, noun: str = "authorities") -> list[str]:
    """Return what goes with the sentence: who was silent, what was checked, what the audit found."""
    said = [f"Asked: {result.asked} {noun}{_group(result.statistic)}; replied: {result.replied}."]
    if result.silent and result.silent_low is not None and result.silent_high is not None:
        shares = f"between {percent(result.silent_low)} and {percent(result.silent_high)}"
        said.append(f"Had all of them replied, the share of all asked would be {shares}.")
    if result.unknown:
        said.append(
            f"{result.unknown} replied with answers that could not be read or labelled; the range allows for them."
        )
    said.append(f"People read the answers of {result.read} of {result.known}.")
    if audit := result.audit:
        said.append(
            f"A blind check of {audit.checked} of the {audit.size} that nobody had read found {_errors(audit.errors)}."
        )
        if audit.unmade:
            said.append(f"{audit.unmade} of the checks could not be made blind and count as errors.")
    if result.predicted and result.predicted != (result.low, result.high):
        low, high = result.predicted
        said.append(f"Jeffreys’ predictive interval (95 %) is narrower: {low} to {high}.")
    return said


def run_words(run: Run) -> str:
    """Return what labelled the answers: model, prompt, codebook."""
    return ", ".join(part for part in (run.model, run.prompt, f"codebook {run.codebook}") if part)


def percent(share: float) -> str:
    """Return a share as a whole percentage; 0 % and 100 % are said of none and all alone."""
    rounded = round(100 * share)
    if rounded == 0 and share > 0:
        return "under 1%"
    if rounded == 100 and share < 1:
        return "over 99%"
    return f"{rounded}%"


def group_name(statistic: Statistic) -> str:
    """Return the group that a statistic is narrowed to, "" for none: `Scotland`, `unknown nation`."""
    if statistic.among is None:
        return ""
    by, value = statistic.among
    if not value:
        return f"unknown {by}"
    return value.replace("_", " ").title() if by == "nation" else value


def _group(statistic: Statistic) -> str:
    if statistic.among is None:
        return ""
    by, value = statistic.among
    name = group_name(statistic)
    return f" of {name}" if not value else f" in {name}" if by == "nation" else f" of the kind “{name}”"


def _errors(number: int) -> str:
    return "no error" if number == 0 else "1 error" if number == 1 else f"{number} errors"
