"""The heat map: every authority against every question, each cell with a colour, a sign and its words."""

from classifier.report.content import UNDETERMINED, heat_map, legend, main_field, title_of
from classifier.report.svg import colour, plain
from classifier.statistics import Frame
from classifier.taxonomy import Field


def map_section(frame: Frame) -> str:
    """Return the heat map with its legend; "" where there is no field to show or nobody replied."""
    field = main_field(frame.round)
    rows = heat_map(frame, field) if field else []
    if field is None or not rows:
        return ""
    places = {name: place for place, (name, _) in enumerate(legend(field))}
    codes = sign_of(field)
    head = "".join(f'<th scope="col" title="{plain(one.text)}">{plain(one.id)}</th>' for one in frame.round.leaves)
    body = "".join(
        f'<tr><th scope="row">{plain(name)}</th>'
        + "".join(
            f'<td class="{_kind(field, cell.value)}" style="{fill_of(field, places, cell.value)}" title="{plain(name)}, '
            f'{plain(question.id)}: {plain(title_of(field, cell.value))}{" (read by a person)" if cell.person else ""}">'
            f"{plain(codes[cell.value])}{'<i>•</i>' if cell.person else ''}</td>"
            for question, cell in zip(frame.round.leaves, cells, strict=True)
        )
        + "</tr>"
        for name, cells in rows
    )
    keys = "".join(
        f'<span><b class="{_kind(field, name)}" style="{fill_of(field, places, name)}">{plain(codes[name])}</b>{plain(title)}</span>'
        for name, title in legend(field)
    )
    return (
        f'<p class="keys">{keys}<span><b class="none">•</b>read by a person</span></p>'
        f'<div class="scroll"><table class="map"><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def sign_of(field: Field) -> dict[str, str]:
    """Return a sign of one or two letters for each value, none twice; the ways of having none have signs of their own."""
    codes: dict[str, str] = {}
    for value in field.value_names:
        words = value.split("_")
        tries = [
            words[0][0].upper(),
            "".join(word[0] for word in words).upper(),
            *(words[0][:2].title(), str(len(codes))),
        ]
        codes[value] = next(one for one in tries if one not in codes.values())
    names = [name for name, _ in legend(field) if name not in field.value_names]
    return codes | dict(zip(names, ("?", "", "×"), strict=True))


def _kind(field: Field, value: str) -> str:
    return "value" if value in field.value_names else "unsure" if value == UNDETERMINED else "none"


def fill_of(field: Field, places: dict[str, int], value: str) -> str:
    return f"background:{colour(places[value])}" if value in field.value_names else ""
