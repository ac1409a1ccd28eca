"""Refuse every connection for the rest of a process: what is scored offline is then known to be."""

import sys

_EVENTS = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")


def refuse_network() -> None:
    """Make every look-up and connection of this process raise PermissionError; it cannot be undone."""
    sys.addaudithook(_refuse)


def _refuse(event: str, _: object) -> None:
    if event in _EVENTS:
        raise PermissionError(f"{event}: this evaluation asks nobody")
