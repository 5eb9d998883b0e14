"""A text that never shows itself, and what is said of an option that cannot be used."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


class SettingsError(ValueError):
    """kiosk.toml cannot be used; the text says which option and why, in one sentence."""


class Secret:
    """A text that never shows itself: `repr` and `str` print ****."""

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "****"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


def address(text: str) -> bool:
    """Whether a text is an address as http://host:port."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable()
    except ValueError:
        return False


def loopback(host: str) -> bool:
    """Whether a host is reached from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
