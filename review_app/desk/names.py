"""Names to offer in open lists: all that the gazetteer knows while somebody types, and those that the passage has."""

from classifier.records import CurrentAnswer, Letter, spanned_text
from classifier.round import Round
from classifier.rules.gazetteer import Gazetteer, gazetteer_of


def known_names(round: Round) -> dict[str, list[str]]:
    """Return the gazetteer's names per open list, sorted; a field without a gazetteer has none."""
    return {
        name: sorted({form.name for forms in gazetteer.forms.values() for form in forms})
        for name, gazetteer in _gazetteers(round).items()
    }


def names_in(round: Round, letter: Letter, current: CurrentAnswer) -> dict[str, list[str]]:
    """Return the names that the passage has in any spelling, per open list, in the passage's order.

    Everyday words that are names too are left out: whoever finds them meant can type them.
    """
    words = spanned_text(letter.text, current.answer.spans)
    return {
        name: list(dict.fromkeys(found.form.name for found in gazetteer.mentions(words) if not found.form.wary))
        for name, gazetteer in _gazetteers(round).items()
    }


def _gazetteers(round: Round) -> dict[str, Gazetteer]:
    listed = [
        (field.name, gazetteer_of(field, round.taxonomy)) for field in round.taxonomy.fields if field.kind == "names"
    ]
    return {name: gazetteer for name, gazetteer in listed if gazetteer}
