"""Charts and quotations for each question, and the values of each list ranked over all answers."""

from collections.abc import Iterator, Sequence

from classifier.questionnaire import Question
from classifier.report.content import UNDETERMINED, Bar, bars, heat_map, illustrations, legend, main_field, ranking
from classifier.report.svg import bar, colour, plain, stacked
from classifier.statistics import Frame
from classifier.taxonomy import Field

_MOST_BARS = 10


def question_sections(frame: Frame) -> str:
    """Return a chart of the main field, the values of lists, and a few quotations for every question."""
    field = main_field(frame.round)
    cells = dict(heat_map(frame, field)) if field else {}
    shown = []
    for place, question in enumerate(frame.round.leaves):
        values = [row[place].value for row in cells.values()]
        chart = _stack(field, values) if field and values else ""
        parts = [chart, *_lists(frame, question), _quotes(frame, question)]
        shown.append(
            f'<article class="question"><h3><b>{plain(question.id)}</b> {plain(question.text)}</h3>{"".join(parts)}</article>'
        )
    return _stack_keys(field) + "".join(shown) if field else "".join(shown)


def _stack_keys(field: Field) -> str:
    keys = "".join(
        f'<span><b style="background:{colour(at)}"></b>{plain(title)}</span>'
        for at, (name, title) in enumerate(legend(field))
        if name in field.value_names
    )
    others = "".join(
        f'<span><b class="{kind}"></b>{plain(title)}</span>'
        for kind, title in (("unsure", UNDETERMINED), ("none", "no answer, unread or failed"))
    )
    return f'<p class="keys">{keys}{others}</p>'


def _stack(field: Field, values: Sequence[str]) -> str:
    parts = []
    for place, (name, title) in enumerate(legend(field)):
        own = name in field.value_names
        fill = f'fill="{colour(place)}"' if own else f'class="{"unsure" if name == UNDETERMINED else "none"}"'
        parts.append((title, values.count(name), fill))
    return stacked([part for part in parts if part[1]], len(values))


def _lists(frame: Frame, question: Question) -> Iterator[str]:
    for place, field in enumerate(frame.round.taxonomy.fields):
        if field.kind != "one_of" and field.reading != "provisions" and (found := bars(frame, question, field)):
            yield f"<h4>{plain(field.title or field.name)}</h4>{_bars(found, place, len(frame.replied))}"


def _bars(found: Sequence[Bar], place: int, total: int, most: int = _MOST_BARS) -> str:
    """The bars are as long as the share of all that replied, so that one of many does not look like all of them."""
    rows = "".join(
        f'<tr><th scope="row">{plain(one.title)}</th><td>{one.count}</td><td>{bar(one.count, total, colour(place))}</td></tr>'
        for one in found[:most]
    )
    rest = f'<p class="small">and {len(found) - most} more</p>' if len(found) > most else ""
    return f'<table class="bars"><tbody>{rows}</tbody></table>{rest}'


def _quotes(frame: Frame, question: Question) -> str:
    found = illustrations(frame, question)
    return "".join(
        f"<blockquote><p>“<bdi>{plain(one.words)}</bdi>”</p><footer><bdi>{plain(one.authority)}</bdi> · {plain(one.value)}"
        f"{' · read by a person' if one.person else ''}</footer></blockquote>"
        for one in found
    )


def rankings(frame: Frame) -> str:
    """Return each list's values by how many authorities gave them; "" where there is none."""
    shown = []
    for place, field in enumerate(frame.round.taxonomy.fields):
        if field.kind != "one_of" and (found := ranking(frame, field)):
            shown.append(
                f'<article class="question"><h3>{plain(field.title or field.name)}</h3>{_bars(found, place, len(frame.replied), 40)}</article>'
            )
    note = f'<p class="small">How many {plain(frame.round.noun)} gave each in at least one answer, as labelled; no margin for errors is in these.</p>'
    return note + f'<div class="columns">{"".join(shown)}</div>' if shown else ""
