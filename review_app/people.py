"""Who is at the desk: OIDC where it is configured, else a name, and a password where others can reach the app.

Roles come from the `[roles]` table of `.streamlit/secrets.toml` (`"ada@example.org" = "adjudicator"`). No
user is ever kept in anything that sessions share. A name given without OIDC is a claim, not a proof.
"""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from time import time
from typing import Any, Literal

import streamlit as st

from review_app.texts import plain

Role = Literal["viewer", "reviewer", "adjudicator", "owner"]
ROLES: tuple[Role, ...] = ("viewer", "reviewer", "adjudicator", "owner")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_COOKIE, _KEPT_S = "foi_reviewer", 12 * 3600
_REMEMBER = """
export default function ({ data }) {
  document.cookie = `${data.name}=${data.value}; path=/; SameSite=Strict; max-age=${data.seconds}`;
}
"""
_remember = st.components.v2.component("foi_remember", js=_REMEMBER)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in. Each role may do what those before it may: viewer, reviewer, adjudicator, owner."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        return ROLES.index(self.role) >= ROLES.index(role)


def recognised() -> Person | None:
    """Return who is at the desk, None while nobody has signed in; draws nothing."""
    secrets = _secrets()
    if "auth" in secrets:
        return _by_oidc(secrets)
    state = st.session_state
    password = _password(secrets)
    if "reviewer" not in state and not state.get("left"):
        kept = st.context.cookies.get(_COOKIE)
        state.reviewer = read_ticket(kept, password, time()) if isinstance(kept, str) else ""
    name = str(state.get("reviewer") or "")
    role = role_of(name, secrets.get("roles", {}), "reviewer" if password else "owner")
    reachable = not password and not is_loopback(st.get_option("server.address"))
    return Person(name, role) if name and role and not reachable else None


def ask() -> None:
    """Draw the way in, or why there is none."""
    secrets = _secrets()
    if "auth" in secrets:
        return _ask_oidc(secrets)
    password = _password(secrets)
    if not password and not is_loopback(st.get_option("server.address")):
        st.error("This app listens beyond this machine, so it needs a password (FOI_REVIEW_PASSWORD) or OIDC ([auth]).")
        return None
    if st.session_state.get("left"):
        _remember(data={"name": _COOKIE, "value": "", "seconds": 0})
    return _ask_name(password)


def remember() -> None:
    """Let the browser keep a name that was just given, so that a reload need not ask again."""
    state = st.session_state
    if state.get("fresh"):
        value = ticket(str(state.reviewer), _password(_secrets()), time() + _KEPT_S)
        _remember(data={"name": _COOKIE, "value": value, "seconds": _KEPT_S})


def sign_out() -> None:
    """Forget who is at the desk, in this tab and in the browser."""
    if "auth" in _secrets():
        st.logout()
    for key in list(st.session_state):
        del st.session_state[key]
    st.session_state.left = True


def is_loopback(address: str | None) -> bool:
    """Return whether a server address is reachable from this machine only; an unset one is not."""
    return address in _LOOPBACK


def role_of(name: str, roles: Mapping[str, Any], default: Role | None) -> Role | None:
    """Return the role the table gives, by name without regard to case, else the default; None: no way in."""
    given = {str(key).casefold(): str(value) for key, value in roles.items()}.get(name.casefold())
    return next((role for role in ROLES if role == given), default if given is None else None)


def _secrets() -> Mapping[str, Any]:
    try:
        return {key: st.secrets[key] for key in st.secrets}
    except FileNotFoundError:
        return {}


def _password(secrets: Mapping[str, Any]) -> str:
    return os.environ.get("FOI_REVIEW_PASSWORD") or str(secrets.get("password", ""))


def _by_oidc(secrets: Mapping[str, Any]) -> Person | None:
    user = st.user
    if not user.get("is_logged_in"):
        return None
    if expired(user.get("exp"), time()):
        st.logout()
        return None
    role = role_of(_oidc_name(), secrets.get("roles", {}), None)
    return Person(_oidc_name(), role) if role else None


def _oidc_name() -> str:
    return str(st.user.get("email") or st.user.get("sub") or "")


def _ask_oidc(secrets: Mapping[str, Any]) -> None:
    st.title("Review")
    if not st.user.get("is_logged_in"):
        st.button("Sign in", on_click=st.login, type="primary")
        return
    st.error(plain(f"{_oidc_name()} has no role here: the owner adds it to [roles] in .streamlit/secrets.toml."))
    st.button("Sign out", on_click=st.logout)


def expired(exp: Any, now_s: float) -> bool:
    """Return whether a token's `exp` (seconds since 1970) has passed; a token without one has expired."""
    return not isinstance(exp, int | float) or exp <= now_s


def _ask_name(password: str) -> None:
    _, middle, _ = st.columns([1, 1.2, 1])
    with middle, st.form("sign_in"):
        st.subheader("Who is reviewing?")
        st.caption("Your name is stored with every decision you make.")
        st.text_input("Name", key="name_given", max_chars=80, placeholder="Ada Lovelace")
        if password:
            st.text_input("Password", key="password_given", type="password")
        st.form_submit_button("Start", type="primary", on_click=_accept_name, args=(password,))
        if problem := st.session_state.pop("sign_in_problem", ""):
            st.error(problem)


def _accept_name(password: str) -> None:
    state = st.session_state
    name = " ".join(str(state.name_given or "").split())
    if password and not hmac.compare_digest(str(state.get("password_given") or "").encode(), password.encode()):
        state.sign_in_problem = "That is not the password."
    elif not name:
        state.sign_in_problem = "A name is needed: it is stored with every decision."
    else:
        state.reviewer, state.fresh, state.left = name, True, False


def ticket(name: str, password: str, until_s: float) -> str:
    """Return what the browser keeps so that a reload need not ask again; signed, so that it cannot be made up."""
    body = f"{urlsafe_b64encode(name.encode()).decode()}.{int(until_s)}"
    return f"{body}.{_signature(body, password)}"


def read_ticket(kept: str, password: str, now_s: float) -> str:
    """Return the name in a ticket; empty when it was not made by `ticket` with this password, or is too old."""
    body, _, signature = kept.rpartition(".")
    if not body or not hmac.compare_digest(signature.encode(), _signature(body, password).encode()):
        return ""
    name, _, until = body.partition(".")
    return urlsafe_b64decode(name).decode() if int(until) > now_s else ""


def _signature(body: str, password: str) -> str:
    return hmac.new(f"foi:{password}".encode(), body.encode(), hashlib.sha256).hexdigest()
