"""What a page works on: the round, its store, who is at the desk, and which tab it is. Made once per run of the script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from classifier.errors import UserError
from classifier.round import Round, load_round
from classifier.store import Store, open_store
from review_app.people import Person


@dataclass(frozen=True, slots=True)
class Work:
    """One person's work on one round in one tab. `session` names the tab in claims."""

    round: Round
    store: Store
    person: Person
    session: str

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.round.taxonomy.fields)


def round_folder(arguments: Sequence[str], environment: Mapping[str, str]) -> Path:
    """Return the round's folder from the arguments after `--`, else from FOI_ROUND; raise UserError without one."""
    given = arguments[1] if len(arguments) > 1 else environment.get("FOI_ROUND", "")
    if not given:
        raise UserError("no round was given: start the app with `foi review ROUND`")
    return Path(given)


@st.cache_resource(max_entries=8, show_spinner=False)
def open_round(folder: Path, changed_ns: int) -> tuple[Round, Store]:
    """Return the round and its store, shared by all sessions; `changed_ns` makes a corrected round.yaml count at once."""
    round = load_round(folder)
    return round, open_store(round.store)


def changed_ns(folder: Path) -> int:
    """Return the latest change of the round's own files, in nanoseconds since 1970; 0 for none."""
    files = [folder / name for name in ("round.yaml", "taxonomy.yaml", "request.txt")]
    return max((file.stat().st_mtime_ns for file in files if file.exists()), default=0)
