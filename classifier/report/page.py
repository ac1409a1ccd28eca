"""One self-contained HTML page: the round's numbers, and how they came about. No script, no network, no other file.

Letters, names and notes are hostile text: every one of them is escaped, and the page's own policy lets nothing run or load.
"""

from collections.abc import Sequence
from importlib.resources import files

from classifier.report.content import who_is_silent
from classifier.report.heat import map_section
from classifier.report.made import Made, made_sections
from classifier.report.questions import question_sections, rankings
from classifier.report.svg import interval, plain
from classifier.statistics import Frame, Result, gate, group_name, percent, sentence, small_print


def as_page(frame: Frame, results: Sequence[Sequence[Result]], made: Made) -> str:
    """Return the page. `results` has for each declared statistic the whole and then its groups."""
    round = frame.round
    title = round.title or round.name
    sections = [
        ("numbers", "The numbers", _headlines(frame, results)),
        ("map", "Every authority, every question", map_section(frame)),
        ("questions", "Question by question", question_sections(frame)),
        ("names", "Names, ranked", rankings(frame)),
        ("made", "How it was made and checked", made_sections(frame, made)),
        ("silent", "Who did not answer", _silent(frame)),
    ]
    shown = [(name, heading, body) for name, heading, body in sections if body]
    links = "".join(f'<a href="#{name}">{heading}</a>' for name, heading, _ in shown)
    body = "".join(f'<section id="{name}"><h2>{heading}</h2>{body}</section>' for name, heading, body in shown)
    return document(title, f"<header><h1>{plain(title)}</h1>{_lead(frame)}<nav>{links}</nav></header>{body}")


def document(title: str, body: str) -> str:
    """Return a whole page of a title, which is escaped here, and a body, which must be."""
    style = files("classifier.report").joinpath("page.css").read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{plain(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><meta name="referrer" content="no-referrer">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>'
        f"<body><main>{body}</main></body></html>\n"
    )


def _lead(frame: Frame) -> str:
    noun = plain(frame.round.noun)
    asked, replied = len(frame.authorities), len(frame.replied)
    questions = len(frame.round.leaves)
    return (
        f'<p class="lead">{asked} {noun} were asked {questions} questions; '
        f"{replied} replied ({percent(replied / asked) if asked else '–'}).</p>"
    )


# --- headline numbers -------------------------------------------------------------------------------------------------


def _headlines(frame: Frame, results: Sequence[Sequence[Result]]) -> str:
    if not results:
        return (
            "<p>No statistic is declared for publication yet. The counts further down are those of the labels as they stand, "
            "without a margin for errors among them.</p>"
        )
    return f'<div class="cards">{"".join(_card(frame, one) for one in results)}</div>'


def _card(frame: Frame, results: Sequence[Result]) -> str:
    whole, *parts = results
    noun, judged = frame.round.noun, gate(results[0], frame.round.widest)
    state = "" if judged.open else f'<p class="gate">Not ready to publish. {plain(judged.words)}</p>'
    rows = "".join(f"<li>{plain(line)}</li>" for line in small_print(whole, noun))
    return (
        f'<article class="card"><p class="big"><strong>{whole.count}</strong> of {whole.of}</p>'
        f"<p>{plain(_capital(sentence(whole, noun)))}</p>{_interval(whole)}{state}"
        f'<ul class="small">{rows}</ul>{_groups(parts)}</article>'
    )


def _interval(one: Result) -> str:
    if one.share is None or one.share_low is None or one.share_high is None:
        return ""
    words = f"{percent(one.share)}; 95 % interval {percent(one.share_low)} to {percent(one.share_high)}"
    return interval(one.share, one.share_low, one.share_high, words)


def _groups(parts: Sequence[Result]) -> str:
    if not parts:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{plain(group_name(one.statistic))}</th><td>{one.count} of {one.of}</td>'
        f"<td>{'–' if one.share is None else percent(one.share)}</td><td>{one.low} to {one.high}</td></tr>"
        for one in parts
    )
    head = '<thead><tr><th scope="col">group</th><th scope="col">count</th><th scope="col">share</th><th scope="col">95 % interval</th></tr></thead>'
    return f"<table>{head}<tbody>{rows}</tbody></table>"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- who did not answer -----------------------------------------------------------------------------------------------


def _silent(frame: Frame) -> str:
    silent = who_is_silent(frame)
    noun = frame.round.noun
    parts = (
        (f"{len(silent.silent)} of {len(frame.authorities)} {noun} have not replied", silent.silent),
        ("A letter came that could not be read", silent.unread),
        ("Replied without an answer to any question", silent.nothing),
    )
    shown = [
        f'<h3>{plain(heading)}</h3><ul class="names">{"".join(f"<li>{plain(name)}</li>" for name in names)}</ul>'
        for heading, names in parts
        if names
    ]
    return "".join(shown) or f"<p>All {len(frame.authorities)} {plain(noun)} replied, and all of them answered.</p>"
