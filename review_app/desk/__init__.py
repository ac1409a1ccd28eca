"""The desk: queue, letter and form in one browser component, so that keys are answered at once and words can be selected.

    item → (browser: *.js) → decision

`item` says what is shown, `decision` turns what came back into reviews; both are plain functions without
Streamlit. The scripts are fixed text: nothing of a letter ever becomes script, markup or style.
"""

from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).resolve().parent
_SCRIPTS = ("dom.js", "letter.js", "form.js", "keys.js", "drawing.js", "marking.js", "main.js")

_mount = st.components.v2.component(
    "foi_desk",
    html='<div class="desk"></div>',
    css=(_HERE / "desk.css").read_text(encoding="utf-8"),
    js="\n".join((_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS),
)


def show_desk(data: dict[str, Any], on_act: Any) -> None:
    """Draw the desk; `on_act` is called without arguments when a message is there (see `message`)."""
    _mount(key="desk", data=data, on_act_change=on_act)


def message() -> dict[str, Any] | None:
    """Return the message that the browser sent with this run, None when there is none."""
    state = st.session_state.get("desk")
    found = state.get("act") if state else None
    return dict(found) if found else None
